"""Importing large libraries, of which some take seconds: nothing is collected meanwhile, and what they never reach is put off."""

import atexit
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import LazyLoader, find_spec, module_from_spec


@contextmanager
def importing(*put_off: str) -> Iterator[None]:
    """Import what lasts as long as the process: garbage is not looked for, and never again among what was made here.

    ``put_off`` names modules that are imported by what is imported, and loaded when first used.
    """
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        for name in put_off:
            _put_off(name)
        yield
    finally:
        gc.freeze()
        _leave_in_silence()
        if was_collecting:
            gc.enable()


@cache
def _leave_in_silence() -> None:
    """What is frozen is not freed when the process ends, and DuckDB's binding fills standard error with it, as leaks of its own.

    Freeing it would take a second. Registered before others are, this is done after them.
    """
    atexit.register(_close_standard_error)


def _close_standard_error() -> None:
    sys.stderr.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _put_off(name: str) -> None:
    if name in sys.modules:
        return
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        return
    spec.loader = LazyLoader(spec.loader)
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    package, _, last = name.rpartition(".")
    if package:
        # "from scipy import stats" must find it there: a search by the package itself would load it.
        setattr(sys.modules[package], last, module)
