"""Importing large libraries, some of which take seconds. No garbage is collected meanwhile, and parts that
are never used are not loaded.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import LazyLoader, find_spec, module_from_spec

from warehouse.processes.garbage import spare_what_exists


@contextmanager
def importing(*put_off: str) -> Iterator[None]:
    """Import modules in this block. Imports make many objects and throw few away, so no garbage is collected
    meanwhile.

    ``put_off`` names modules that the imported ones import. They are loaded only when they are first used.
    Only a process that collects seldom spares what was imported for good. In any other one that would keep
    everything else that exists by then, and DuckDB would complain on stderr about its objects at the end.
    """
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        for name in put_off:
            _put_off(name)
        yield
    finally:
        if was_collecting:
            spare_what_exists()
            gc.enable()


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
        # "from scipy import stats" must find it there. Otherwise the package would search for it and load it.
        setattr(sys.modules[package], last, module)
