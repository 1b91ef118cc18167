"""What a worker loads before it takes a run: runs are forked from it, and loading takes longer than most of
them.
"""

import importlib

MODULES = ("pipelines.definitions", "assets.reviews.expectations")


def load_once() -> None:
    """Import it all."""
    for module in MODULES:
        importlib.import_module(module)
