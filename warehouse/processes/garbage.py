"""How often Python looks for garbage that refers to itself."""

import gc

NEW_OBJECTS = 10_000
"""Objects made and kept after which the newest are looked through; Python's own 700 are for programs that
make few.
"""


def collect_seldom() -> None:
    """For a process that works through many rows and then ends: looking through them again and again takes a
    tenth of its time.
    """
    gc.set_threshold(NEW_OBJECTS)
