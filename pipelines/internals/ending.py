"""How to end a process that has nothing left to do."""

import atexit
import os
import sys
from typing import NoReturn


def end(code: int) -> NoReturn:
    """End the process without taking apart all that it has loaded, which takes seconds after a pass.

    The functions that were registered for the end still run, and all output is written. Our own files are
    never left open.
    """
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
