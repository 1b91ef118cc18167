"""How often Python looks for garbage that refers to itself."""

import gc

NEW_OBJECTS = 10_000
"""How many new objects there must be before the newest ones are searched. Python's own 700 suits programs
that make few.
"""


def collect_seldom() -> None:
    """Search for garbage seldom. A process that works through many rows and then ends would otherwise spend a
    tenth of its time on it.
    """
    gc.set_threshold(NEW_OBJECTS)
