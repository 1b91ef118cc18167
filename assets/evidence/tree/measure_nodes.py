"""A measure explained: the units below, their rows, and what each row adds; or the units or reports that the
measure counts.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from assets.evidence.tree.counted_rows import CountedRow
from assets.evidence.tree.decision_nodes import corrections
from assets.evidence.tree.grounds import TreeSources
from assets.evidence.tree.nodes import Kind, Making, Node
from assets.indicators.counting.audits import audit_text
from assets.indicators.counting.coverage import first_month
from assets.indicators.counting.measures import failed_reports
from schemas.assessment.assessed import AssessedUnit
from schemas.assessment.measures import FormMeasure, ReportCount, Span, UnitCount
from schemas.assessment.rule_texts import measure_text, measure_title
from schemas.form import Form
from schemas.periods import period_end


def measure_node(grounds: TreeSources, name: str, unit: AssessedUnit, period: str) -> Node:
    """The value of a measure for an assessed unit, for the assessed period or one it is compared with. Each
    node is made only once.
    """
    key = (name, unit.data_code, period)
    if key not in grounds.measures:
        grounds.measures[key] = _measure_node(grounds, name, unit, period)
    return grounds.measures[key]


def _measure_node(grounds: TreeSources, name: str, unit: AssessedUnit, period: str) -> Node:
    measure = grounds.scheme.measures[name]
    reading = grounds.assessed.readings.reading(period, name, unit)
    says = [measure_text(measure, grounds.forms, grounds.registry.kinds)]
    if isinstance(measure, UnitCount):
        parts = _units(grounds, measure, unit, period)
    elif isinstance(measure, ReportCount):
        parts = _reports(grounds, measure, unit, period)
    else:
        parts, counted = _rows(grounds, name, measure, unit, period)
        says.append(counted)
    return Node(
        kind=Kind.MEASURE,
        title=measure_title(measure, grounds.forms, grounds.registry.kinds),
        code=name,
        period=period,
        value=reading.value,
        says=(*says, *(remark.text for remark in reading.remarks)),
        made_by=Making.SUM if reading.value is not None else Making.GIVEN,
        parts=tuple(parts),
        is_lower_bound=reading.is_lower_bound,
    )


def _rows(
    grounds: TreeSources, name: str, measure: FormMeasure, unit: AssessedUnit, period: str
) -> tuple[list[Node], str]:
    form = grounds.forms[measure.form]
    counted = grounds.rows(name, unit.data_code, period)
    columns = shown_columns(form, measure)
    nodes = [(each.row["subject_code"], _row_node(grounds, form, each, columns)) for each in counted.rows]
    repeated = sum(each.counted_with is not None for each in counted.rows)
    said = f"有效报表的明细共{counted.read}行，符合条件{len(counted.rows)}行"
    return _by_unit(grounds, unit.data_code, nodes), said + (
        f"，其中{repeated}行重复不再计" if repeated else ""
    )


def shown_columns(form: Form, measure: FormMeasure) -> list[str]:
    """The columns whose cells are evidence for a row: the person it is about, what is counted, and what the
    conditions look at. If there are none, the columns of its key.
    """
    persons = [form.person_column] if form.person_column else []
    evidence = [*persons, *measure.columns, *(condition.column for condition in measure.where)]
    return list(dict.fromkeys(evidence or form.key or [form.columns[0].name]))


def _row_node(grounds: TreeSources, form: Form, counted: CountedRow, columns: Sequence[str]) -> Node:
    says: tuple[str, ...] = ()
    if counted.counted_with is not None:
        first = counted.counted_with
        says = (
            f"重复，已在{grounds.unit_name(first['unit_code'])} {first['period']} 第{first['row']}行计入",
        )
    elif counted.adds is None:
        says = ("单元格是空的，按0计",)
    elif counted.is_lower_bound:
        says = ("含“余”数，按下限计",)
    says += tuple(
        f"抽查核实：{audit_text(audit, form, grounds.unit_name(audit.unit))}" for audit in counted.audits
    )
    source = grounds.of_row(form, counted.row, columns)
    version = grounds.by_report[counted.row["report_id"]]
    says += corrections(grounds, version.submission_id, counted.row["sheet"], source.cells)
    return Node(
        kind=Kind.ROW,
        title=f"第{counted.row['row']}行",
        period=counted.row["period"],
        value=_added(counted),
        says=says,
        source=source,
        is_lower_bound=counted.is_lower_bound,
    )


def _added(counted: CountedRow) -> Fraction | None:
    """What a row adds. A blank cell means that nothing was reported, so it adds 0. A repeated row adds
    nothing.
    """
    return Fraction(0) if counted.adds is None and counted.counted_with is None else counted.adds


def _by_unit(grounds: TreeSources, top: str, rows: Iterable[tuple[str, Node]]) -> list[Node]:
    """The rows below the units they are about, and these units below the units above them, from ``top``
    down.
    """
    own: list[Node] = []
    below: dict[str, list[tuple[str, Node]]] = {}
    for code, row in rows:
        if code == top:
            own.append(row)
        else:
            path = [unit.code for unit in grounds.registry.ancestors(code, grounds.assessed.facts.on)]
            below.setdefault(path[path.index(top) - 1], []).append((code, row))
    units = [
        _unit_node(grounds, code, _by_unit(grounds, code, among)) for code, among in sorted(below.items())
    ]
    return [*own, *units]


def _unit_node(grounds: TreeSources, code: str, parts: Sequence[Node]) -> Node:
    known = [part.value for part in parts if part.value is not None]
    return Node(
        kind=Kind.UNIT,
        title=grounds.unit_name(code),
        code=code,
        value=sum(known, Fraction(0)) if known else None,
        made_by=Making.SUM,
        parts=tuple(parts),
        is_lower_bound=any(part.is_lower_bound for part in parts),
    )


def _units(grounds: TreeSources, measure: UnitCount, unit: AssessedUnit, period: str) -> list[Node]:
    below = {each.code for each in grounds.registry.subtree(unit.data_code, grounds.assessed.facts.on)}
    living = [
        each
        for each in grounds.registry.of_kind(measure.count_units, on=period_end(period))
        if each.code in below
    ]
    return [
        Node(Kind.UNIT, each.name, Fraction(1), code=each.code)
        for each in sorted(living, key=lambda each: each.code)
    ]


def _reports(grounds: TreeSources, measure: ReportCount, unit: AssessedUnit, period: str) -> list[Node]:
    failed = failed_reports(measure, grounds.assessed.facts.reported)
    below = {each.code for each in grounds.registry.subtree(unit.data_code, grounds.assessed.facts.on)}
    among = failed[
        failed["unit_code"].isin(below)
        & failed["period"].between(first_month(Span(measure.span), period), period)
    ]
    return [
        _report_node(grounds, row) for row in among.sort_values(["period", "unit_code", "form"]).itertuples()
    ]


def _report_node(grounds: TreeSources, owed: Any) -> Node:
    received = (
        "" if pd.isna(owed.received_at) else f"，{pd.Timestamp(owed.received_at):%Y-%m-%d %H:%M} 收到最新一版"
    )
    versions = grounds.versions.get((owed.unit_code, owed.form, owed.period), [])
    return Node(
        kind=Kind.REPORT,
        title=f"{grounds.unit_name(owed.unit_code)} {owed.period} {grounds.forms.name(owed.form)}",
        period=owed.period,
        value=Fraction(int(owed.amount)),
        says=(f"应于 {str(owed.due_on)[:10]} 前报送{received or '，没有收到'}",),
        source=grounds.of_report(versions[-1]) if versions else None,
    )
