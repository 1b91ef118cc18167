"""The names by which Dagster's partitions tell units apart."""

from collections import Counter

from schemas.office.site import Site


def partition_names(site: Site) -> dict[str, str]:
    """The name of each reporting unit by its code, followed by the code if two units have the same name."""
    units = site.reporting_units()
    names = Counter(unit.name for unit in units)
    return {unit.code: unit.name if names[unit.name] == 1 else f"{unit.name} {unit.code}" for unit in units}
