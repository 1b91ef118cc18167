"""Importing large libraries, of which some take seconds: nothing is collected meanwhile, and what they never
reach is put off.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import LazyLoader, find_spec, module_from_spec


@contextmanager
def importing(*put_off: str) -> Iterator[None]:
    """Import what makes much and throws little away: garbage is not looked for meanwhile.

    ``put_off`` names modules that are imported by what is imported, and loaded when first used. Nothing is
    taken from the collector's sight for good (``gc.freeze``): that would keep whatever else there is by then,
    and DuckDB tells on stderr what is left of it in the end.
    """
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        for name in put_off:
            _put_off(name)
        yield
    finally:
        if was_collecting:
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
        # "from scipy import stats" must find it there: a search by the package itself would load it.
        setattr(sys.modules[package], last, module)
