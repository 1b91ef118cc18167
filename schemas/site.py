"""A site: one office (主管部门) with its units, assessment schemes and inbox, as the folder ``sites/<id>``
describes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from schemas.alerts import AlertSettings
from schemas.bulletins import BulletinSettings
from schemas.documents import Document, DocumentError, read_document, suggestion
from schemas.forms import FORMS
from schemas.periods import due_on, parse_period, period_end, periods_between
from schemas.receipts import ReceiptSettings
from schemas.retention import RetentionSettings
from schemas.rule_settings import RuleCode, RuleSetting, check_parameters
from schemas.units import Unit, UnitRegistry
from schemas.web_addresses import WebAddress

SETTINGS = "site.yaml"
UNITS = "units.csv"


def _known_time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"不认识时区“{name}”，请写成 Asia/Shanghai 这样的名称") from None
    return name


def _known_form(code: str) -> str:
    if code not in FORMS:
        raise ValueError(f"没有报表“{code}”" + suggestion(code, FORMS, f"应为 {'、'.join(FORMS)} 之一"))
    return code


Period = Annotated[str, AfterValidator(parse_period)]
FormCode = Annotated[str, AfterValidator(_known_form)]
DueDay = Annotated[int, Field(ge=1, le=28)]


class Periods(BaseModel):
    """The periods of a site: figures are taken from ``history`` on, reports are owed from ``first`` to
    ``last`` (None: no end).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    history: Period
    first: Period
    last: Period | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Periods":
        if self.history > self.first:
            raise ValueError(
                f"最早的历史月份 history（{self.history}）不能晚于起报月份 first（{self.first}），请改正"
            )
        if self.last and self.last < self.first:
            raise ValueError(f"最后月份 last（{self.last}）不能早于起报月份 first（{self.first}），请改正")
        return self


class Webhook(BaseModel):
    """The bot (群机器人) that reminders are posted to. Who knows its ``url`` can write to the group: it is a
    secret.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["wecom", "dingtalk"]
    url: WebAddress | None = None


def _due_when_owed(due_dates: dict[str, dict[str, date]]) -> dict[str, dict[str, date]]:
    for period, form, day in (
        (period, form, day) for period, dates in due_dates.items() for form, day in dates.items()
    ):
        if int(period[5:]) not in FORMS[form].due:
            months = "、".join(f"{month}月" for month in FORMS[form].due)
            raise ValueError(f"due_dates 中的 {period} 不是 {form} 的报告期（应报月份：{months}），请改正")
        if day <= period_end(period):
            raise ValueError(
                f"due_dates 中 {period} 的 {form} 定在 {day}，这时该月还没有结束，请写次月或以后的日期"
            )
    return due_dates


class SiteSettings(BaseModel):
    """What ``site.yaml`` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    name: Annotated[str, Field(min_length=1)]
    periods: Periods
    as_of: date | None = None
    forms: Annotated[tuple[FormCode, ...], Field(min_length=1)] | None = None
    due_day: DueDay = 5
    due_days: dict[FormCode, DueDay] = {}
    due_dates: Annotated[dict[Period, dict[FormCode, date]], AfterValidator(_due_when_owed)] = {}
    inbox: str = "submissions"
    facts: str | None = None
    measures: str | None = None
    time_zone: Annotated[str, AfterValidator(_known_time_zone)] = "Asia/Shanghai"
    webhook: Webhook | None = None
    rules: dict[RuleCode, RuleSetting] = {}
    bulletins: BulletinSettings = BulletinSettings()
    alerts: AlertSettings = AlertSettings()
    retention: RetentionSettings = RetentionSettings()
    receipt: ReceiptSettings = ReceiptSettings()


@dataclass(frozen=True)
class Site:
    """One office: its settings and its units. ``as_of`` is what a sample of a past year takes for "today",
    None for the real day.

    ``forms`` are the codes of the forms that the office collects, None for all: units owe no others, but may
    send them. Reports are due on ``due_day`` of the next month; ``due_days`` gives a form a day of its own,
    ``due_dates`` one report of it (by period and form) a date of its own. ``facts`` is a place of its fact
    store other than the home folder, ``measures`` an engine other than DuckDB. ``rules`` are its settings of
    rules by code.
    """

    id: str
    name: str
    periods: Periods
    as_of: date | None
    due_day: int
    inbox: Path
    time_zone: str
    directory: Path
    registry: UnitRegistry
    forms: tuple[str, ...] | None = None
    facts: str | None = None
    measures: str | None = None
    due_days: Mapping[str, int] = field(default_factory=dict)
    due_dates: Mapping[str, Mapping[str, date]] = field(default_factory=dict)
    webhook: Webhook | None = None
    rules: Mapping[str, RuleSetting] = field(default_factory=dict)
    bulletins: BulletinSettings = field(default_factory=BulletinSettings)
    alerts: AlertSettings = field(default_factory=AlertSettings)
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    receipt: ReceiptSettings = field(default_factory=ReceiptSettings)

    @cached_property
    def scheme_paths(self) -> tuple[Path, ...]:
        """The files of its assessment schemes, in the order of their names, as they were when first asked
        for.

        A service that stays open assesses by the schemes it knows; one that is added waits for it to be
        loaded again.
        """
        return tuple(sorted((self.directory / "schemes").glob("*.yaml")))

    def due_periods(self, as_of: date) -> list[str]:
        """The periods reports are owed for on that day: those from first to last that have ended."""
        last = min(self.periods.last or f"{as_of:%Y-%m}", f"{as_of:%Y-%m}")
        return [period for period in periods_between(self.periods.first, last) if period_end(period) <= as_of]

    def due_on(self, form: str, period: str) -> date:
        """The day a form's reports of a period are due: a stated date as it is, a day of the month moved on
        to a working day.
        """
        return self.due_dates.get(period, {}).get(form) or due_on(
            period, self.due_days.get(form, self.due_day)
        )

    def collects(self, form: str) -> bool:
        """Whether the office collects the form of that code."""
        return self.forms is None or form in self.forms

    def reporting_units(self) -> list[Unit]:
        """The units that owe some form, by their kind, and existed at some time since the earliest period."""
        kinds = {kind for form in FORMS.values() for kind in form.submitters}
        since = period_end(self.periods.history)
        return [
            unit
            for unit in self.registry
            if unit.kind in kinds and (unit.valid_to is None or unit.valid_to >= since)
        ]


def load_site(directory: Path) -> Site:
    """The site described in a folder; raises ``schemas.documents.DocumentError`` with all problems of its
    settings or its units.
    """
    directory = Path(directory).absolute()
    document = read_document(directory / SETTINGS, SiteSettings)
    _check_rules(document)
    settings = document.content
    return Site(
        id=settings.id,
        name=settings.name,
        periods=settings.periods,
        as_of=settings.as_of,
        due_day=settings.due_day,
        inbox=directory / settings.inbox,
        facts=settings.facts
        if settings.facts is None or "://" in settings.facts
        else str(directory / settings.facts),
        measures=settings.measures,
        time_zone=settings.time_zone,
        directory=directory,
        registry=UnitRegistry.load(directory / UNITS),
        forms=settings.forms,
        due_days=settings.due_days,
        due_dates=settings.due_dates,
        webhook=settings.webhook,
        rules=settings.rules,
        bulletins=settings.bulletins,
        alerts=settings.alerts,
        retention=settings.retention,
        receipt=settings.receipt,
    )


def _check_rules(document: Document[SiteSettings]) -> None:
    problems = []
    for code, setting in document.content.rules.items():
        try:
            check_parameters(code, setting.parameters)
        except ValueError as error:
            problems.append(document.problem(("rules", code), str(error)))
    if problems:
        raise DocumentError.listing(problems)
