"""A site: one office (主管部门) with its units, assessment schemes and inbox, as the folder ``sites/<id>``
describes it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from schemas.documents import (
    Document,
    DocumentError,
    Finding,
    Problem,
    Strict,
    parse_document,
    suggestion,
    validated,
)
from schemas.office.catalogue import Catalogue, office_catalogue, own_forms
from schemas.office.unit import KINDS, Unit
from schemas.office.units import UnitRegistry
from schemas.own_forms.documents import ExtensionDocument
from schemas.own_forms.folder import OwnForms
from schemas.periods import due_on, parse_period, period_end, period_of, periods_between
from schemas.settings.alerts import AlertSettings
from schemas.settings.bulletins import BulletinSettings, is_known_column
from schemas.settings.desk import DeskSettings
from schemas.settings.mail import MailSettings
from schemas.settings.objections import ObjectionSettings
from schemas.settings.receipts import ReceiptSettings
from schemas.settings.retention import RetentionSettings
from schemas.settings.rule_settings import RuleSetting, check_parameters
from schemas.settings.web_addresses import WebAddress

SETTINGS = "site.yaml"
UNITS = "units.csv"

Read = TypeVar("Read")


def _known_time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"不认识时区“{name}”，请写成 Asia/Shanghai 这样的名称") from None
    return name


def _kind_code(code: str) -> str:
    if not re.fullmatch("[a-z][a-z0-9_]{0,29}", code):
        raise ValueError(
            f"单位类别“{code}”的写法不对，请写成 英文代码: 名称，代码用小写字母、数字和下划线，例如 central_school: 中心校"
        )
    return code


Period = Annotated[str, AfterValidator(parse_period)]
KindCode = Annotated[str, AfterValidator(_kind_code)]
DueDay = Annotated[int, Field(ge=1, le=28)]


class Periods(Strict):
    """The periods of a site. Figures are taken from ``history`` on; reports are owed from ``first`` to
    ``last`` (None: no end).
    """

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

    @property
    def years(self) -> tuple[int, int | None]:
        """The first and the last year (None: no end) in which reports are owed."""
        return int(self.first[:4]), int(self.last[:4]) if self.last else None


class Webhook(Strict):
    """The bot (群机器人) to which reminders are posted. Whoever knows its ``url`` can write to the group, so
    it is a secret.
    """

    kind: Literal["wecom", "dingtalk"]
    url: WebAddress | None = None


class SiteSettings(Strict):
    """The content of ``site.yaml``."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    name: Annotated[str, Field(min_length=1)]
    periods: Periods
    as_of: date | None = None
    kinds: dict[KindCode, Annotated[str, Field(min_length=1, max_length=20)]] = {}
    forms: tuple[str, ...] | None = None
    extend: dict[str, ExtensionDocument] = {}
    due_day: DueDay = 5
    due_days: dict[str, DueDay] = {}
    due_dates: dict[Period, dict[str, date]] = {}
    inbox: str = "submissions"
    facts: str | None = None
    measures: str | None = None
    time_zone: Annotated[str, AfterValidator(_known_time_zone)] = "Asia/Shanghai"
    webhook: Webhook | None = None
    rules: dict[str, RuleSetting] = {}
    bulletins: BulletinSettings = BulletinSettings()
    objections: ObjectionSettings = ObjectionSettings()
    alerts: AlertSettings = AlertSettings()
    retention: RetentionSettings = RetentionSettings()
    receipt: ReceiptSettings = ReceiptSettings()
    desk: DeskSettings = DeskSettings()
    mail: MailSettings | None = None

    @property
    def all_kinds(self) -> dict[str, str]:
        """The kinds of units with their words: the built-in ones and those of the office."""
        return {**KINDS, **self.kinds}

    def findings(self, forms: Catalogue) -> Iterator[Finding]:
        """What does not fit the office's forms, each with its place in the document."""
        yield from self._kind_findings()
        if self.mail and not self.mail.sender:
            yield ("mail",), "smtp 的账号不是邮箱地址，请在 mail 里写 address：发信用的邮箱"
        if self.forms == () and not any(form.is_own for form in forms.values()):
            yield ("forms",), "forms 里一张报表也没有，请写要收的报表代码，或删去这一项（收全部内置报表）"
        named: list[tuple[tuple[str | int, ...], str]] = []
        named += [(("forms", index), code) for index, code in enumerate(self.forms or ())]
        named += [(("due_days", code), code) for code in self.due_days]
        named += [
            (("due_dates", period, code), code)
            for period in self.due_dates
            for code in self.due_dates[period]
        ]
        for location, code in named:
            if code not in forms:
                yield location, f"没有报表“{code}”" + suggestion(code, forms, f"应为 {'、'.join(forms)} 之一")
        yield from self._due_date_findings(forms)
        for code, setting in self.rules.items():
            yield from _rule_findings(forms, code, setting)
        for index, data in enumerate(self.bulletins.sensitive):
            if not is_known_column(forms, data.column):
                yield (
                    ("bulletins", "sensitive", index, "column"),
                    f"没有“{data.column}”这一列，请写成 报表代码.列名，例如 Z01.disabled_count，列名见数据字典",
                )

    def _kind_findings(self) -> Iterator[Finding]:
        words = {word: kind for kind, word in KINDS.items()}
        for kind, word in self.kinds.items():
            if kind in KINDS:
                yield ("kinds", kind), f"“{kind}”（{KINDS[kind]}）是已有的单位类别，请换一个英文代码"
            elif word in words:
                yield ("kinds", kind), f"“{word}”已是“{words[word]}”这类单位的名称，请直接用它，或换一个名称"
            words.setdefault(word, kind)

    def _due_date_findings(self, forms: Catalogue) -> Iterator[Finding]:
        for period, dates in self.due_dates.items():
            for form, day in dates.items():
                location = ("due_dates", period, form)
                if form in forms and int(period[5:]) not in forms[form].due:
                    months = "、".join(f"{month}月" for month in forms[form].due)
                    yield (
                        location,
                        f"due_dates 中的 {period} 不是 {form} 的报告期（应报月份：{months}），请改正",
                    )
                if day <= period_end(period):
                    yield (
                        location,
                        f"due_dates 中 {period} 的 {form} 定在 {day}，这时该月还没有结束，请写次月或以后的日期",
                    )


def _rule_findings(forms: Catalogue, code: str, setting: RuleSetting) -> Iterator[Finding]:
    declared = [each for _, each in forms.rules_by_code(code)]
    if not declared:
        yield ("rules", code), f"没有编号为“{code}”的审核规则，请核对编号，例如 Z03-4"
        return
    try:
        check_parameters(code, declared, setting.parameters)
    except ValueError as error:
        yield ("rules", code), str(error)


@dataclass(frozen=True)
class Site:
    """One office: its settings and its units.

    ``as_of`` is what a sample of a past year takes for "today"; None means the real day. ``forms`` is its
    catalogue, with the rules set as it wants them. ``collected`` are the codes of the forms that it collects,
    None for all. Units owe no other forms, but may send them. Reports are due on ``due_day`` of the next
    month. ``due_days`` gives a form a day of its own; ``due_dates`` gives one report of it (by period and
    form) a date of its own. ``facts`` is another place for its fact store than the home folder, ``measures``
    another engine than DuckDB.
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
    forms: Catalogue
    collected: tuple[str, ...] | None = None
    facts: str | None = None
    measures: str | None = None
    due_days: Mapping[str, int] = field(default_factory=dict)
    due_dates: Mapping[str, Mapping[str, date]] = field(default_factory=dict)
    webhook: Webhook | None = None
    bulletins: BulletinSettings = field(default_factory=BulletinSettings)
    objections: ObjectionSettings = field(default_factory=ObjectionSettings)
    alerts: AlertSettings = field(default_factory=AlertSettings)
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    receipt: ReceiptSettings = field(default_factory=ReceiptSettings)
    desk: DeskSettings = field(default_factory=DeskSettings)
    mail: MailSettings | None = None

    @cached_property
    def scheme_paths(self) -> tuple[Path, ...]:
        """The files of its assessment schemes, sorted by name, as they were when first asked for.

        A service that stays open assesses by the schemes that it knows. A new scheme counts only when the
        service is loaded again.
        """
        return tuple(sorted((self.directory / "schemes").glob("*.yaml")))

    def known_periods(self, as_of: date) -> tuple[str, ...]:
        """The periods for which reports are taken: from the beginning of the history to the last period. If
        there is no last period, to the month of that day.
        """
        return tuple(periods_between(self.periods.history, self.periods.last or period_of(as_of)))

    def due_periods(self, as_of: date, form: str | None = None) -> list[str]:
        """The periods for which reports are owed on that day: those from first to last that have ended. A
        form may be due within its month; then that month counts, too, once the due day has come.
        """
        last = min(self.periods.last or f"{as_of:%Y-%m}", f"{as_of:%Y-%m}")
        return [
            period
            for period in periods_between(self.periods.first, last)
            if period_end(period) <= as_of or (form is not None and self.due_on(form, period) <= as_of)
        ]

    def has_come(self, period: str, as_of: date) -> bool:
        """Whether it is time to assess a period: it has ended, or a form that is due within the month is due.
        Reports that come before are taken, and wait.
        """
        return period_end(period) <= as_of or any(
            self.collects(code) and int(period[5:]) in form.due and self.due_on(code, period) <= as_of
            for code, form in self.forms.items()
        )

    def due_on(self, form: str, period: str) -> date:
        """The day on which a form's reports of a period are due. A stated date stays as it is; a day of the
        month moves on to a working day.
        """
        stated = self.due_dates.get(period, {}).get(form)
        of_form = self.forms[form].due_on if form not in self.due_days else None
        if stated or of_form is None:
            return stated or due_on(period, self.due_days.get(form, self.due_day))
        return due_on(period, of_form.day, of_form.of == "same_month")

    def collects(self, form: str) -> bool:
        """Whether the office collects the form of that code."""
        if form in self.forms and self.forms[form].is_own:
            return True
        return self.collected is None or form in self.collected

    def reporting_units(self) -> list[Unit]:
        """The units whose kind owes some form and that existed at some time since the earliest period."""
        kinds = {kind for form in self.forms.values() for kind in form.submitters}
        since = period_end(self.periods.history)
        return [
            unit
            for unit in self.registry
            if unit.kind in kinds and (unit.valid_to is None or unit.valid_to >= since)
        ]


def load_site(directory: Path) -> Site:
    """The site that a folder describes. Raises ``schemas.documents.DocumentError`` with all problems of its
    settings, its forms and its units.
    """
    directory = Path(directory).absolute()
    values, lines = parse_document(directory / SETTINGS)
    problems: list[Problem] = []
    document = _unless_faulty(problems, lambda: validated(directory / SETTINGS, values, lines, SiteSettings))
    kinds = document.content.all_kinds if document else _kinds_as_written(values)
    own = own_forms(directory, kinds)
    problems += own.problems
    registry = _unless_faulty(problems, lambda: UnitRegistry.load(directory / UNITS, kinds))
    forms = _office_forms(document, own, problems) if document else None
    if problems or document is None or forms is None or registry is None:
        raise DocumentError.listing(problems)
    return _site(directory, document.content, forms, registry)


def _unless_faulty(problems: list[Problem], read: Callable[[], Read]) -> Read | None:
    """What is read. If it is faulty, None, and its problems are added to the others."""
    try:
        return read()
    except DocumentError as error:
        problems += error.problems
        return None


def _kinds_as_written(values: Mapping[str, Any]) -> dict[str, str]:
    """The kinds of units that a faulty site.yaml names. With them, other files are not blamed for naming
    these kinds.
    """
    written = values.get("kinds")
    return {
        **KINDS,
        **({str(kind): str(word) for kind, word in written.items()} if isinstance(written, dict) else {}),
    }


def _office_forms(
    document: Document[SiteSettings], own: OwnForms, problems: list[Problem]
) -> Catalogue | None:
    """The catalogue of an office. If something is wrong with it, None, and that is added to the problems."""
    settings = document.content
    forms, found = office_catalogue(own.forms, settings.extend, settings.forms)
    if not own.problems:
        # A faulty form is not in the catalogue, but settings that name it are not at fault. So check only if
        # all forms are sound.
        found += settings.findings(forms)
        problems += own.problems_beside(forms)
    problems += [document.problem(place, said) for place, said in found]
    try:
        return forms.with_settings(settings.rules) if not problems else None
    except ValueError as error:
        problems.append(document.problem(("rules",), str(error)))
        return None


def _site(directory: Path, settings: SiteSettings, forms: Catalogue, registry: UnitRegistry) -> Site:
    facts = settings.facts
    return Site(
        id=settings.id,
        name=settings.name,
        periods=settings.periods,
        as_of=settings.as_of,
        due_day=settings.due_day,
        inbox=directory / settings.inbox,
        facts=facts if facts is None or "://" in facts else str(directory / facts),
        measures=settings.measures,
        time_zone=settings.time_zone,
        directory=directory,
        registry=registry,
        forms=forms,
        collected=settings.forms,
        due_days=settings.due_days,
        due_dates=settings.due_dates,
        webhook=settings.webhook,
        bulletins=settings.bulletins,
        objections=settings.objections,
        alerts=settings.alerts,
        retention=settings.retention,
        receipt=settings.receipt,
        desk=settings.desk,
        mail=settings.mail,
    )
