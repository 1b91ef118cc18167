"""A requested decision, as a line of a workbook or a form of Dagster states it. It is checked and then
recorded.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from assets.decisions import recording
from assets.decisions.recording import CannotDecide, Grounds
from schemas.decisions import KINDS, DecisionKind
from schemas.periods import parse_period
from warehouse.ledger.decisions import number_of_request
from warehouse.office import Office
from warehouse.processes.turns import DECIDING, in_turn

TITLES = {
    "unit": "单位",
    "form": "报表",
    "period": "报告期",
    "file": "文件",
    "place": "位置",
    "value": "值",
    "scheme": "方案",
    "entry": "评分项",
    "by": "认定人",
    "reason": "理由",
    "basis": "依据",
}
"""The particulars of decisions, each with its Chinese title."""

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True)
class Request:
    """A decision that is asked for. ``particulars``: the texts filled in, by the names in TITLES."""

    kind: DecisionKind
    particulars: Mapping[str, str]
    grounds: Grounds

    @property
    def digest(self) -> str:
        """The digest of everything the request says. It tells the request from others."""
        said = sorted((name, text) for name, text in self.particulars.items() if text)
        why = [self.grounds.by, self.grounds.reason, self.grounds.basis or ""]
        return hashlib.sha256(json.dumps([self.kind, said, why], ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Taking:
    """What a kind of decision takes: the particulars that must be filled in, those that may be, and how the
    decision is recorded.
    """

    needed: tuple[str, ...]
    record: Callable[[Office, Mapping[str, str], Grounds], int]
    may: tuple[str, ...] = ()


def record_once(office: Office, asked: Request) -> tuple[int, bool]:
    """The number of the decision that is asked for, and whether it is new.

    A request that was recorded before is not recorded again, even if its decision was revoked since.
    CannotDecide where the decision cannot be recorded.
    """
    with in_turn(office.home, DECIDING):
        with office.engine.connect() as connection:
            known = number_of_request(connection, office.site.id, asked.digest)
        return (_record(office, asked), True) if known is None else (known, False)


def _record(office: Office, asked: Request) -> int:
    title, taking = KINDS[asked.kind].title, TAKEN[asked.kind]
    for name in taking.needed:
        if not asked.particulars.get(name):
            raise CannotDecide(f"“{title}”要填“{TITLES[name]}”", name)
    for name, text in asked.particulars.items():
        if text and name not in (*taking.needed, *taking.may):
            raise CannotDecide(f"“{title}”不用填“{TITLES[name]}”，请清空，或核对认定事项", name)
    said = dict(asked.particulars)
    if said.get("period"):
        said["period"] = _period(said["period"])
    return taking.record(office, said, replace(asked.grounds, request=asked.digest))


def _period(text: str) -> str:
    try:
        return parse_period(text)
    except ValueError as error:
        raise CannotDecide(str(error), "period") from None


def _day(text: str) -> date:
    written = _DAY.fullmatch(text.strip())
    try:
        return date(*map(int, written.groups())) if written else date.fromisoformat(text.strip())
    except ValueError:
        raise CannotDecide(f"“{text}”不是日期，请写成 2024-01-20 这样", "value") from None


def _exempt(office: Office, said: Mapping[str, str], grounds: Grounds) -> int:
    scheme, _, indicator = said["place"].replace("：", ":").rpartition(":")
    if not scheme:
        raise CannotDecide(
            f"“{said['place']}”没有写明方案，请写成 方案:指标，例如 township-2023:A3-2", "place"
        )
    since = said.get("period") or None
    return recording.exempt(office, said["unit"], scheme.strip(), indicator.strip(), since, grounds)


def _audit(office: Office, said: Mapping[str, str], grounds: Grounds) -> int:
    found, slash, reported = said["value"].partition("/")
    if not slash:
        raise CannotDecide(f"“{said['value']}”不是抽查结果，请写成 核实数/上报数，例如 38/40", "value")
    counts = (reported, found)
    return recording.audit(office, said["unit"], said["form"], said["place"], said["period"], counts, grounds)


def _revoke(office: Office, said: Mapping[str, str], grounds: Grounds) -> int:
    number = said["value"].removeprefix("第").removesuffix("号")
    if not re.fullmatch(r"[0-9]{1,9}", number):
        raise CannotDecide(f"“{said['value']}”不是认定的编号，请写成整数，例如 3", "value")
    return recording.revoke(office, int(number), grounds)


_REPORT = ("unit", "form", "period")

TAKEN: dict[DecisionKind, Taking] = {
    DecisionKind.ACCEPT: Taking(
        _REPORT, lambda office, said, why: recording.accept(office, *_of_report(said), why)
    ),
    DecisionKind.EXTEND: Taking(
        (*_REPORT, "value"),
        lambda office, said, why: recording.extend(office, *_of_report(said), _day(said["value"]), why),
    ),
    DecisionKind.ASSIGN: Taking(
        ("file", "unit", "period"),
        lambda office, said, why: recording.assign(office, said["file"], said["unit"], said["period"], why),
    ),
    DecisionKind.REFUSE: Taking(
        ("file",), lambda office, said, why: recording.refuse(office, said["file"], why)
    ),
    DecisionKind.WITHDRAW: Taking(
        _REPORT, lambda office, said, why: recording.withdraw(office, *_of_report(said), why)
    ),
    DecisionKind.CORRECT: Taking(
        (*_REPORT, "place", "value"),
        lambda office, said, why: recording.correct(
            office, *_of_report(said), said["place"], said["value"], why
        ),
    ),
    DecisionKind.EXEMPT: Taking(("unit", "place"), _exempt, may=("period",)),
    DecisionKind.ENTER: Taking(
        ("scheme", "entry", "unit", "period", "value"),
        lambda office, said, why: recording.enter(
            office, said["scheme"], said["entry"], said["unit"], said["period"], said["value"], why
        ),
    ),
    DecisionKind.AUDIT: Taking((*_REPORT, "place", "value"), _audit),
    DecisionKind.REVOKE: Taking(("value",), _revoke),
}
"""What each kind takes.

``place`` is SHEET!CELL; for an exemption it is 方案:指标, for an audit the column. ``value`` is the day, the
value, found/reported, or the number of the decision to revoke.
"""


def _of_report(said: Mapping[str, str]) -> tuple[str, str, str]:
    return said["unit"], said["form"], said["period"]
