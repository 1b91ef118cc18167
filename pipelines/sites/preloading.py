"""What a worker loads before it takes a run. Runs are forked from the worker, and loading takes longer than
most runs.
"""

import importlib

MODULES = ("pipelines.definitions", "assets.reviews.expectations")


def load_once() -> None:
    """Import all of it."""
    for module in MODULES:
        importlib.import_module(module)
