"""The sites as code locations: ``pipelines.sites.locations`` has an attribute for each, which is its
definitions.

A run travels to a worker as the name of a module and of an attribute. So the attribute must say which site it
is; variables of the process that serves the code location would stay behind.
"""

from typing import Any


def __getattr__(name: str) -> Any:
    """The definitions of the site of that name, built when Dagster asks for them."""
    from pipelines.definitions import build_definitions
    from pipelines.sites.folders import NAME, open_site

    if not NAME.fullmatch(name):
        raise AttributeError(name)
    return build_definitions(open_site(name), name)
