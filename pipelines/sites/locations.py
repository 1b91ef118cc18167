"""The sites as code locations: ``pipelines.sites.locations`` has one attribute for each site, its
definitions.

A run travels to a worker as the names of a module and an attribute. So the attribute must say which site it
is. The variables of the process that serves the code location do not travel with the run.
"""

from typing import Any


def __getattr__(name: str) -> Any:
    """The definitions of the site with that name, built when Dagster asks for them."""
    from pipelines.definitions import build_definitions
    from pipelines.sites.folders import NAME, open_site

    if not NAME.fullmatch(name):
        raise AttributeError(name)
    return build_definitions(open_site(name), name)
