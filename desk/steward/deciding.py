"""Decisions (认定) made on a page: the same ones, with the same checks, as by command."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from assets.decisions import recording
from assets.decisions.recording import CannotDecide, Grounds
from desk.accounts.permissions import only
from desk.pages import NOT_UNDERSTOOD, told
from desk.project import the_office
from desk.steward.morning import OFFICE
from schemas.decisions import KINDS, DecisionKind, decision_words
from warehouse.office import Office

Given = Mapping[str, str]
Record = Callable[[Office, Given, Grounds], int]


def _report(given: Given) -> tuple[str, str, str]:
    return given["unit"], given["form"], given["period"]


RECORDED_BY: dict[DecisionKind, Record] = {
    DecisionKind.ACCEPT: lambda office, given, why: recording.accept(office, *_report(given), why),
    DecisionKind.EXTEND: lambda office, given, why: recording.extend(
        office, *_report(given), date.fromisoformat(given["until"]), why
    ),
    DecisionKind.ASSIGN: lambda office, given, why: recording.assign(
        office, given["file"], given["unit"], given["period"], why
    ),
    DecisionKind.REFUSE: lambda office, given, why: recording.refuse(office, given["file"], why),
    DecisionKind.WITHDRAW: lambda office, given, why: recording.withdraw(office, *_report(given), why),
    DecisionKind.CORRECT: lambda office, given, why: recording.correct(
        office, *_report(given), given["cell"], given["value"], why
    ),
    DecisionKind.EXEMPT: lambda office, given, why: recording.exempt(
        office, given["unit"], given["scheme"], given["indicator"], given.get("since") or None, why
    ),
    DecisionKind.ENTER: lambda office, given, why: recording.enter(
        office, given["scheme"], given["entry"], given["unit"], given["period"], given["value"], why
    ),
    DecisionKind.AUDIT: lambda office, given, why: recording.audit(
        office,
        given["unit"],
        given["form"],
        given["column"],
        given["period"],
        (given["reported"], given["found"]),
        why,
    ),
    DecisionKind.REVOKE: lambda office, given, why: recording.revoke(office, int(given["number"]), why),
}
"""How each kind is recorded from the fields of its form."""

FIELDS = {
    "unit": "单位",
    "form": "报表（代号或名称）",
    "period": "报告期（YYYY-MM）",
    "until": "延到哪一天（YYYY-MM-DD）",
    "file": "文件名或 SHA-256 前 8 位",
    "cell": "位置（工作表!单元格）",
    "value": "值",
    "scheme": "方案",
    "indicator": "指标",
    "since": "从哪个月起（可不填）",
    "entry": "录入项",
    "column": "栏目",
    "reported": "抽查的上报数",
    "found": "核实数",
    "number": "要撤销的编号",
}
OF_KINDS: dict[DecisionKind, tuple[str, ...]] = {
    DecisionKind.ACCEPT: ("unit", "form", "period"),
    DecisionKind.EXTEND: ("unit", "form", "period", "until"),
    DecisionKind.ASSIGN: ("file", "unit", "period"),
    DecisionKind.REFUSE: ("file",),
    DecisionKind.WITHDRAW: ("unit", "form", "period"),
    DecisionKind.CORRECT: ("unit", "form", "period", "cell", "value"),
    DecisionKind.EXEMPT: ("unit", "scheme", "indicator", "since"),
    DecisionKind.ENTER: ("scheme", "entry", "unit", "period", "value"),
    DecisionKind.AUDIT: ("unit", "form", "column", "period", "reported", "found"),
    DecisionKind.REVOKE: ("number",),
}
"""The fields of each kind's form."""
OPTIONAL = ("since",)


@require_GET
@only(*OFFICE)
def decisions(request: HttpRequest) -> HttpResponse:
    """All decisions, and the form of each kind. The address may fill in fields."""
    found = recording.listed(the_office())
    kinds = [
        {
            "kind": str(kind),
            "title": KINDS[kind].title,
            "says": KINDS[kind].says,
            "fields": [
                (name, FIELDS[name], request.GET.get(name, ""), name not in OPTIONAL)
                for name in OF_KINDS[kind]
            ],
            "is_open": request.GET.get("kind") == kind,
        }
        for kind in DecisionKind
    ]
    made = [
        (decision_words(row), row.number, row.revoked_by == row.revoked_by and row.revoked_by is not None)
        for row in found.iloc[::-1].itertuples()
    ]
    return render(request, "decisions.html", {"kinds": kinds, "made": made})


@require_POST
@only(*OFFICE)
def decide(request: HttpRequest) -> HttpResponse:
    """Record one decision; it counts at the next pass."""
    given = {name: value.strip() for name, value in request.POST.items()}
    try:
        kind = DecisionKind(given.get("kind", ""))
    except ValueError:
        return told(request, NOT_UNDERSTOOD, 400)
    if missing := _missing(kind, given):
        return told(request, f"没有认定：请填写{'、'.join(missing)}。", 400)
    grounds = Grounds(given["by"], given["reason"], given.get("basis") or None)
    try:
        number = RECORDED_BY[kind](the_office(), given, grounds)
    except CannotDecide as error:
        return told(request, f"没有认定：{error}。", 400)
    except ValueError:
        return told(request, "没有认定：日期或编号写法不对，请写成 2023-12-31 或整数。", 400)
    messages.success(request, f"已记下第{number}号认定（{KINDS[kind].title}），下次收件考核时按它重算。")
    return redirect("steward-decisions")


def _missing(kind: DecisionKind, given: Given) -> list[str]:
    """The words of the fields that are not filled in."""
    words: dict[str, Any] = {name: FIELDS[name] for name in OF_KINDS[kind] if name not in OPTIONAL}
    words |= {"by": "由谁认定", "reason": "理由"}
    return [word for name, word in words.items() if not given.get(name)]
