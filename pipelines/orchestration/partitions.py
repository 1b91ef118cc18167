"""How the data is cut: by period (报告期) and, for submissions, by reporting unit (填报单位)."""

import warnings
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import dagster as dg

from schemas.periods import add_months
from schemas.site import Site


@dataclass(frozen=True)
class Partitions:
    """The partitions of one site. Keys are 'YYYY-MM' for periods and 'YYYY-MM|unit name' for submissions."""

    site: Site

    @cached_property
    def periods(self) -> dg.MonthlyPartitionsDefinition:
        """One partition a month from the earliest the site takes figures for; without a last period, up to
        the current month.
        """
        last = self.site.periods.last
        return dg.MonthlyPartitionsDefinition(
            start_date=self.site.periods.history,
            end_date=add_months(last, 1) if last else None,
            end_offset=0 if last else 1,
            fmt="%Y-%m",
            timezone=self.site.time_zone,
        )

    def check(self, name: str, asset: dg.AssetKey, description: str) -> dg.AssetCheckSpec:
        """A check of an asset by period: each period keeps a result of its own, so that October made again
        does not take the place of November's.
        """
        with warnings.catch_warnings():  # a preview, and the only way to say so
            warnings.simplefilter("ignore", dg.PreviewWarning)
            return dg.AssetCheckSpec(name, asset=asset, description=description, partitions_def=self.periods)

    @cached_property
    def units(self) -> dict[str, str]:
        """The key of each reporting unit by its code: its name, with the code behind it where two units share
        a name.
        """
        units = self.site.reporting_units()
        names = Counter(unit.name for unit in units)
        return {
            unit.code: unit.name if names[unit.name] == 1 else f"{unit.name} {unit.code}" for unit in units
        }

    @cached_property
    def submissions(self) -> dg.MultiPartitionsDefinition:
        """Period × unit, so that a steward sees every unit's dot and can run one of them again."""
        units = dg.StaticPartitionsDefinition(list(self.units.values()))
        return dg.MultiPartitionsDefinition({"period": self.periods, "unit": units})

    def key(self, period: str, unit_code: str) -> dg.MultiPartitionKey:
        """The partition of one unit's submission for one period."""
        return dg.MultiPartitionKey({"period": period, "unit": self.units[unit_code]})

    def unit_of(self, key: dg.MultiPartitionKey) -> str:
        """The code of the unit that a submission's partition is about."""
        name = key.keys_by_dimension["unit"]
        return next(code for code, unit in self.units.items() if unit == name)
