"""The reports on which a figure stands, and what was not counted and why: missing and returned reports, and
rows held back.
"""

from collections.abc import Iterable, Iterator

import pandas as pd

from assets.evidence.tree.decision_nodes import decisions_about
from assets.evidence.tree.grounds import TreeSources, Version
from assets.evidence.tree.nodes import Kind, Node
from assets.indicators.counting.coverage import Covered, FormSpan, Missing, Report
from assets.submissions.steward.overview import STATUS_WORDS
from schemas.assessment.assessed import AssessedUnit


def reports_nodes(
    grounds: TreeSources, uses: Iterable[FormSpan], unit: AssessedUnit, period: str
) -> list[Node]:
    """For each form that is read: the reports whose rows count, with file and version."""
    nodes = []
    for (form, _), covered in _covered(grounds, uses, unit, period):
        reports = tuple(_report_node(grounds, report) for report in covered.selected)
        nodes.append(
            Node(Kind.NOTE, f"依据的报表：{grounds.forms.name(form)} {len(reports)}份", parts=reports)
        )
    return nodes


def not_counted_nodes(
    grounds: TreeSources, uses: Iterable[FormSpan], unit: AssessedUnit, period: str
) -> list[Node]:
    """What was not counted, each with its reason. It is empty if everything due has come and every row was
    accepted.
    """
    nodes: list[Node] = []
    for (form, _), covered in _covered(grounds, uses, unit, period):
        nodes += [_missing_node(grounds, form, missing) for missing in covered.missing]
        for report in covered.selected:
            nodes += _not_counted_of(grounds, grounds.by_report[report.report_id])
    return nodes


def _covered(
    grounds: TreeSources, uses: Iterable[FormSpan], unit: AssessedUnit, period: str
) -> Iterator[tuple[FormSpan, Covered]]:
    for form, span in dict.fromkeys(uses):
        covered = grounds.assessed.facts.coverage.units.get((form, span, period, unit.data_code))
        if covered is not None:
            yield (form, span), covered


def _report_node(grounds: TreeSources, report: Report) -> Node:
    version = grounds.by_report[report.report_id]
    held = f"，留置{version.rows_held}行" if version.rows_held else ""
    late = "，迟报（仍计入）" if report.report_id in grounds.late else ""
    made = [f"第{each.number}号" for each in decisions_about(grounds, version.submission_id, version.form)]
    decided = f"，按{'、'.join(made)}认定" if made else ""
    return Node(
        kind=Kind.REPORT,
        title=f"{grounds.unit_name(report.unit_code)} {report.period}",
        code=report.unit_code,
        period=report.period,
        says=(f"{STATUS_WORDS[version.status]}，接收{version.rows_accepted}行{held}{late}{decided}",),
        source=grounds.of_report(version),
    )


def _missing_node(grounds: TreeSources, form: str, missing: Missing) -> Node:
    versions = grounds.versions.get((missing.unit_code, form, missing.period), [])
    returned = versions[-1] if versions else None
    never_sent = "缺报" if missing.is_overdue else "尚未到期，还没有报"
    reason = f"报送的第{returned.version}版被退回，没有可用的一版" if returned else never_sent
    instead = f"，沿用{missing.used}的数" if missing.used else "，没有计入"
    return Node(
        kind=Kind.NOT_COUNTED,
        title=f"{grounds.unit_name(missing.unit_code)} {missing.period} {grounds.forms.name(form)}",
        code=missing.unit_code,
        period=missing.period,
        says=(reason + instead, *(grounds.faults.get(returned.report_id, []) if returned else [])),
        source=grounds.of_report(returned) if returned else None,
    )


def _not_counted_of(grounds: TreeSources, version: Version) -> Iterator[Node]:
    """What was not counted beside a report that counts: its rows held back, and newer versions that were
    returned.
    """
    title = f"{grounds.unit_name(version.unit_code)} {version.period} {grounds.forms.name(version.form)}"
    of_report = {
        "kind": Kind.NOT_COUNTED,
        "title": title,
        "code": version.unit_code,
        "period": version.period,
    }
    if version.rows_held:
        said = f"第{version.version}版有{version.rows_held}行未通过审核，留置未计入"
        yield Node(
            **of_report,
            says=(said, *grounds.faults.get(version.report_id, [])),
            source=grounds.of_report(version),
        )
    for newer in grounds.versions[version.unit_code, version.form, version.period]:
        if newer.version > version.version:
            said = f"{pd.Timestamp(newer.received_at):%Y-%m-%d %H:%M} 收到的第{newer.version}版被退回，仍按第{version.version}版计"
            yield Node(
                **of_report,
                says=(said, *grounds.faults.get(newer.report_id, [])),
                source=grounds.of_report(newer),
            )
