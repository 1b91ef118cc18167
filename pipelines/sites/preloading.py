"""What a worker loads before it takes a run: runs are forked from it, and loading takes longer than most of
them.
"""

import importlib
import os

MODULES = ("pipelines.definitions", "great_expectations.expectations")


def load_once() -> None:
    """Import it all."""
    os.environ["GX_ANALYTICS_ENABLED"] = (
        "False"  # Read when it is imported: it is to report nothing to anybody.
    )
    for module in MODULES:
        importlib.import_module(module)
