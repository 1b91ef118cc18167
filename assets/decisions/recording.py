"""Recording a decision: what its words mean in this office, and whether the decision can be made."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from assets.indicators.office_indicators import assesses
from assets.submissions.opening.corrections import place_of
from assets.submissions.opening.explanations import Judgement, judge
from assets.submissions.reopening import reopen
from schemas.assessment.assessed import assessed_units
from schemas.decisions import KINDS, DecisionKind
from schemas.form import Form
from schemas.office.catalogue import UnknownForm
from schemas.office.unit import Unit, UnknownUnit
from schemas.periods import period_end
from schemas.scheme import Scheme
from schemas.texts.official_texts import official_text, role
from warehouse.ledger import decisions
from warehouse.ledger.arrivals import files_named
from warehouse.ledger.decisions import Decision, NoSuchDecision
from warehouse.ledger.obligations import register
from warehouse.office import Office
from warehouse.results.sources import report_versions

DIGITS = 18
"""A number may have this many digits before or after its point."""


class CannotDecide(ValueError):
    """A decision cannot be recorded; the message is a Chinese sentence.

    ``about`` names the particular that is wrong (unit, form, period, file, place, value, scheme, entry, by,
    reason, basis). It is "" where no single one is wrong.
    """

    def __init__(self, sentence: str, about: str = "") -> None:
        """Take the sentence that says what is wrong, and the particular it is about."""
        super().__init__(sentence)
        self.about = about


@dataclass(frozen=True)
class Grounds:
    """Who decides, why, and on what basis (a document).

    ``request`` is the digest of what a workbook (认定表) or a form asks for. It is None for a decision made
    by command.
    """

    by: str
    reason: str
    basis: str | None = None
    request: str | None = None


def extend(office: Office, unit: str, form: str, period: str, until: date, grounds: Grounds) -> int:
    """Extend the deadline of a report to a later day (延期)."""
    owed, found = _unit(office, unit, period), _form(office, form)
    _require_owed(office, owed, found, period)
    usual = office.site.due_on(found.code, period)
    if until <= usual:
        raise CannotDecide(f"{found.title}{period}本来就在{usual}截止，延期要晚于这一天", "value")
    return _recorded(
        office,
        DecisionKind.EXTEND,
        grounds,
        unit_code=owed.code,
        form=found.code,
        period=period,
        value=until.isoformat(),
    )


def accept(office: Office, unit: str, form: str, period: str, grounds: Grounds) -> int:
    """Accept the newest version of a report, whatever is wrong with it (特批)."""
    newest = _version(office, unit, form, period, newest=True)
    if not newest.errors:
        raise CannotDecide(f"{newest.file_name}里的{newest.form}没有强制性错误，不用特批")
    return _about_version(office, DecisionKind.ACCEPT, newest, grounds)


def withdraw(office: Office, unit: str, form: str, period: str, grounds: Grounds) -> int:
    """Withdraw the version of a report that is in force, so that the version before it counts again
    (撤回).
    """
    in_force = _version(office, unit, form, period, newest=False)
    return _about_version(office, DecisionKind.WITHDRAW, in_force, grounds)


def correct(
    office: Office, unit: str, form: str, period: str, cell: str, value: str, grounds: Grounds
) -> int:
    """Correct a value of a report (更正): ``cell`` is SHEET!CELL in the unit's own workbook."""
    version = _current(office, unit, form, period)
    found = office.forms[version.form]
    (file,) = reopen(
        office, [version], "更正", f"decide correct {version.form} {version.unit_code} {period}"
    ).files
    place = place_of(file.tables, cell)
    if place is None or file.tables[place[0]].form != found.code:
        raise CannotDecide(
            f"{version.file_name}的{found.title}里没有数据在“{cell}”，请写成 工作表!单元格，例如 {found.title}!C5",
            "place",
        )
    column = found.column(place[1])
    if column.personal:
        raise CannotDecide(f"{column.header}是个人信息，不能这样更正，请单位重新报送", "place")
    written = _text(value, "值", "value")
    return _about_version(office, DecisionKind.CORRECT, version, grounds, cell=cell, value=written)


def assign(office: Office, file: str, unit: str, period: str, grounds: Grounds) -> int:
    """Say which unit and period a file belongs to (认定归属). ``file``: its name or the beginning of its
    SHA-256.
    """
    arrived, owner = _file(office, file), _unit(office, unit, period)
    if period not in office.known_periods:
        raise CannotDecide(f"{period}不在本办公室的报告期之内，请核对报告期", "period")
    if not owner.valid_on(period_end(period)):
        raise CannotDecide(f"{owner.name}在 {period} 不存在，请核对单位或报告期", "period")
    return _recorded(
        office,
        DecisionKind.ASSIGN,
        grounds,
        unit_code=owner.code,
        period=period,
        submission_id=arrived.submission_id,
        file_name=arrived.file_name,
    )


def refuse(office: Office, file: str, grounds: Grounds) -> int:
    """Refuse a file that is set aside (不予接收)."""
    arrived = _file(office, file)
    if arrived.status != "set_aside":
        raise CannotDecide(
            f"{arrived.file_name}不是待认定的文件，不用认定；已接收的请用 withdraw 撤回", "file"
        )
    return _recorded(
        office, DecisionKind.REFUSE, grounds, submission_id=arrived.submission_id, file_name=arrived.file_name
    )


def exempt(
    office: Office, unit: str, scheme: str, indicator: str, since: str | None, grounds: Grounds
) -> int:
    """Exempt a unit from an indicator (不适用): always, or from a given month on."""
    named, owner = _scheme(office, scheme), _unit(office, unit, since or office.newest_period)
    if indicator not in named.indicators:
        raise CannotDecide(
            f"方案{named.id}没有指标“{indicator}”，可选：{'、'.join(named.indicators)}", "place"
        )
    _require_assessed(office, named, owner, since or office.newest_period)
    return _recorded(
        office,
        DecisionKind.EXEMPT,
        grounds,
        unit_code=owner.code,
        scheme=named.id,
        indicator=indicator,
        period=since,
    )


def enter(
    office: Office, scheme: str, entry: str, unit: str, period: str, value: str, grounds: Grounds
) -> int:
    """Enter a value for an assessed unit (录入), by the entry's code or title. It counts until the next one
    is entered in the same year.
    """
    named, owner = _scheme(office, scheme), _unit(office, unit, period)
    if not assesses(office, named, period):
        raise CannotDecide(f"方案{named.id}考核{named.year}年，不考核{period}，请核对报告期", "period")
    entry = next((code for code, each in named.entries.items() if each.title == entry), entry)
    settings = named.entries.get(entry)
    if settings is None:
        known = "、".join(named.entries) or "无，请先在方案的 entries 里写明"
        raise CannotDecide(f"方案{named.id}没有录入项“{entry}”，可选：{known}", "entry")
    _require_assessed(office, named, owner, period)
    number = _number(value)
    least, most = settings.least, settings.most
    if (least is not None and number < least) or (most is not None and number > most):
        bounds = "、".join(
            f"{word}{bound}" for word, bound in (("不小于", least), ("不大于", most)) if bound is not None
        )
        raise CannotDecide(f"{settings.title}应{bounds}，现为{value}，请核对", "value")
    return _recorded(
        office,
        DecisionKind.ENTER,
        grounds,
        unit_code=owner.code,
        period=period,
        scheme=named.id,
        indicator=entry,
        value=f"{number:f}",
    )


def audit(
    office: Office, unit: str, form: str, column: str, period: str, counts: tuple[str, str], grounds: Grounds
) -> int:
    """Record what an audit found for a reported column (抽查核实). ``counts``: reported, found."""
    owner, described = _unit(office, unit, period), _form(office, form)
    _require_owed(office, owner, described, period)
    names = {each.header: each.name for each in described.columns if each.additive}
    name = names.get(column, column)
    if name not in names.values():
        raise CannotDecide(
            f"{described.title}没有数量栏“{column}”，可选：{'、'.join(names.values())}", "place"
        )
    reported, found = (_number(text) for text in counts)
    if reported <= 0 or found < 0:
        raise CannotDecide(
            "抽查的上报数（--reported）要大于0，核实数（--found）不小于0，否则算不出核实的比例", "value"
        )
    return _recorded(
        office,
        DecisionKind.AUDIT,
        grounds,
        unit_code=owner.code,
        form=described.code,
        cell=name,
        period=period,
        value=f"{found:f}/{reported:f}",
    )


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        number = Decimal("NaN")
    # A number this long is surely a mistake, and it would be too long to compute with.
    if not number.is_finite() or abs(number.adjusted()) > DIGITS:
        raise CannotDecide(f"“{text}”不是数，请写成数字，例如 86.5", "value")
    return number


def _require_assessed(office: Office, scheme: Scheme, unit: Unit, period: str) -> None:
    if unit.code not in {each.code for each in assessed_units(scheme, office.site.registry, period)}:
        raise CannotDecide(f"{unit.name}不是方案{scheme.id}的被考核单位，请核对单位", "unit")


def _scheme(office: Office, text: str) -> Scheme:
    found = next((each for each in office.schemes if each.id == text.strip()), None)
    if found is None:
        raise CannotDecide(
            f"没有方案“{text}”，可选：{'、'.join(each.id for each in office.schemes)}", "scheme"
        )
    return found


def _file(office: Office, text: str) -> Any:
    """The newest file with that name, path or beginning of SHA-256. CannotDecide if there is none, or if
    different files match.
    """
    with office.engine.connect() as connection:
        found = files_named(connection, office.site.id, text.strip())
    if found.empty:
        raise CannotDecide(f"没有收到过“{text}”，请写文件名，或 SHA-256 的前 8 位（见 kaohe status）", "file")
    if len(set(found["sha256"])) > 1:
        several = "、".join(f"{each.file_name}（{each.sha256[:8]}）" for each in found.itertuples())
        raise CannotDecide(f"“{text}”有几个文件：{several}，请写 SHA-256 的前 8 位", "file")
    in_use = found[~found["status"].isin(("duplicate",))]
    return next((in_use if len(in_use) else found).tail(1).itertuples(index=False))


def _current(office: Office, unit: str, form: str, period: str) -> Any:
    """The version of a report in force; if there is none, its newest version."""
    try:
        return _version(office, unit, form, period, newest=False)
    except CannotDecide:
        return _version(office, unit, form, period, newest=True)


def _text(text: str, what: str, about: str) -> str:
    try:
        return official_text(text, what)
    except ValueError as error:
        raise CannotDecide(str(error), about) from None


def _about_version(office: Office, kind: DecisionKind, version: Any, grounds: Grounds, **more: str) -> int:
    particulars = ("unit_code", "form", "period", "submission_id", "file_name")
    return _recorded(office, kind, grounds, **{name: getattr(version, name) for name in particulars}, **more)


def _version(office: Office, unit: str, form: str, period: str, newest: bool) -> Any:
    """The newest version of a report, or the version in force, as a row of ``report_versions``."""
    owner, found = _unit(office, unit, period), _form(office, form)
    with office.engine.connect() as connection:
        versions = report_versions(connection, office.site.id, [found.code], period, period)
    versions = versions[versions["unit_code"] == owner.code]
    if not newest:
        versions = versions[versions["in_force"].astype(bool)]
    if versions.empty:
        what = "没有报来" if newest else "没有现行有效的一版"
        raise CannotDecide(f"{owner.name}{period}的{found.title}{what}，请核对单位、报表和报告期")
    return next(versions.tail(1).itertuples(index=False))


def revoke(office: Office, number: int, grounds: Grounds) -> int:
    """Revoke a decision; return the number of the revocation."""
    made = _made(office, DecisionKind.REVOKE, grounds, value=str(number))
    with office.engine.begin() as connection:
        try:
            revocation = decisions.revoke_decision(connection, office.site.id, number, made)
        except NoSuchDecision as error:
            raise CannotDecide(str(error), "value") from None
        register(connection, office.site, office.as_of)  # a report may now be due earlier
        return revocation


def listed(
    office: Office, only_open: bool = False, unit: str | None = None, period: str | None = None
) -> pd.DataFrame:
    """The decisions of the office in their order, with the columns of bi_decision without ``site``."""
    code = _unit(office, unit, period or office.newest_period).code if unit else None
    with office.engine.connect() as connection:
        found = decisions.decisions(
            connection, office.site.id, only_in_force=only_open, unit_code=code, period=period
        )
    registry = office.site.registry
    names = [registry.get(code).name if code in registry else code for code in found["unit_code"]]
    return found.drop(columns=["site", "submission_id", "request"]).assign(unit_name=names)


def _recorded(office: Office, kind: DecisionKind, grounds: Grounds, **about: str | None) -> int:
    made = _made(office, kind, grounds, **about)
    with office.engine.begin() as connection:
        number = decisions.record_decision(connection, office.site.id, made)
        register(connection, office.site, office.as_of)  # a report may now be due later
        return number


def _made(office: Office, kind: DecisionKind, grounds: Grounds, **about: str | None) -> Decision:
    """The decision. ``about`` holds the parts that only some kinds have. CannotDecide if the reason says
    nothing, if a name stands in place of a post, or if there are personal data.
    """
    try:
        by = role(grounds.by)
    except ValueError as error:
        raise CannotDecide(str(error), "by") from None
    reason = _text(grounds.reason, "理由", "reason")
    basis = _text(grounds.basis, "依据", "basis") if grounds.basis else None
    if judge(reason) is Judgement.REFUSED:
        raise CannotDecide(f"理由“{reason}”没有写明原因，请写出为什么{KINDS[kind].title}", "reason")
    return Decision(kind, _now(office), by, reason, basis, request=grounds.request, **about)


def _now(office: Office) -> datetime:
    """The time by the office's clock: the stated day, if one is set, with the present time of day."""
    now = datetime.now(ZoneInfo(office.site.time_zone)).replace(tzinfo=None, microsecond=0)
    return datetime.combine(office.as_of, now.time())


def _unit(office: Office, text: str, period: str) -> Unit:
    try:
        return office.site.registry.named(text, on=period_end(period))
    except UnknownUnit as error:
        raise CannotDecide(str(error), "unit") from None


def _form(office: Office, text: str) -> Form:
    try:
        return office.forms.named(text)
    except UnknownForm as error:
        raise CannotDecide(str(error), "form") from None


def _require_owed(office: Office, unit: Unit, form: Form, period: str) -> None:
    if unit.kind not in form.submitters:
        raise CannotDecide(f"{unit.name}不需要报送{form.title}，请核对单位和报表", "form")
    if period not in office.known_periods:
        raise CannotDecide(
            f"{period}不在本办公室的报告期之内，请选{office.known_periods[0]}到{office.known_periods[-1]}之间的月份",
            "period",
        )
    if int(period[5:]) not in form.due:
        months = "、".join(f"{month}月" for month in form.due)
        raise CannotDecide(f"{form.title}只在{months}报送，{period}没有这张报表", "period")
