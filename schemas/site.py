"""A site: one office (主管部门) with its units, assessment schemes and inbox, as the folder ``sites/<id>`` describes it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from schemas.documents import load_document
from schemas.forms import FORMS
from schemas.periods import parse_period, period_end, periods_between
from schemas.units import Unit, UnitRegistry

SETTINGS = "site.yaml"
UNITS = "units.csv"


def _known_time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"不认识时区“{name}”，请写成 Asia/Shanghai 这样的名称") from None
    return name


Period = Annotated[str, AfterValidator(parse_period)]


class Periods(BaseModel):
    """The periods of a site: figures are taken from ``history`` on, reports are owed from ``first`` to ``last`` (None: no end)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    history: Period
    first: Period
    last: Period | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Periods":
        if self.history > self.first:
            raise ValueError(f"最早的历史月份 history（{self.history}）不能晚于起报月份 first（{self.first}），请改正")
        if self.last and self.last < self.first:
            raise ValueError(f"最后月份 last（{self.last}）不能早于起报月份 first（{self.first}），请改正")
        return self


class SiteSettings(BaseModel):
    """What ``site.yaml`` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    name: Annotated[str, Field(min_length=1)]
    periods: Periods
    as_of: date | None = None
    due_day: Annotated[int, Field(ge=1, le=28)] = 5
    inbox: str = "submissions"
    time_zone: Annotated[str, AfterValidator(_known_time_zone)] = "Asia/Shanghai"


@dataclass(frozen=True)
class Site:
    """One office: its settings and its units. ``as_of`` is what a sample of a past year takes for "today", None for the real day."""

    id: str
    name: str
    periods: Periods
    as_of: date | None
    due_day: int
    inbox: Path
    time_zone: str
    directory: Path
    registry: UnitRegistry

    @property
    def scheme_paths(self) -> tuple[Path, ...]:
        """The files of its assessment schemes, in the order of their names."""
        return tuple(sorted((self.directory / "schemes").glob("*.yaml")))

    def due_periods(self, as_of: date) -> list[str]:
        """The periods reports are owed for on that day: those from first to last that have ended."""
        last = min(self.periods.last or f"{as_of:%Y-%m}", f"{as_of:%Y-%m}")
        return [period for period in periods_between(self.periods.first, last) if period_end(period) <= as_of]

    def reporting_units(self) -> list[Unit]:
        """The units that owe some form, by their kind, and existed at some time since the earliest period."""
        kinds = {kind for form in FORMS.values() for kind in form.submitters}
        since = period_end(self.periods.history)
        return [unit for unit in self.registry if unit.kind in kinds and (unit.valid_to is None or unit.valid_to >= since)]


def load_site(directory: Path) -> Site:
    """The site described in a folder; raises ``schemas.documents.DocumentError`` with all problems of its settings or its units."""
    directory = Path(directory).absolute()
    settings = load_document(directory / SETTINGS, SiteSettings)
    return Site(
        id=settings.id,
        name=settings.name,
        periods=settings.periods,
        as_of=settings.as_of,
        due_day=settings.due_day,
        inbox=directory / settings.inbox,
        time_zone=settings.time_zone,
        directory=directory,
        registry=UnitRegistry.load(directory / UNITS),
    )
