"""How often Python looks for garbage that refers to itself."""

import gc

_seldom = False

NEW_OBJECTS = 10_000
"""How many new objects there must be before the newest ones are searched. Python's own 700 suits programs
that make few.
"""


def collect_seldom() -> None:
    """Search for garbage seldom. A process that works through many rows and then ends would otherwise spend a
    tenth of its time on it.
    """
    global _seldom
    _seldom = True
    gc.set_threshold(NEW_OBJECTS)


def spare_what_exists() -> None:
    """Never search again what exists by now, in a process that searches seldom. Once the libraries are
    imported there are 400,000 objects that stay, and every full search would go through them.

    In any other process this does nothing, because it would keep what is garbage by now.
    """
    if _seldom:
        gc.freeze()
