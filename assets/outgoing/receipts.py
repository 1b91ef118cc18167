"""The receipt (回执) for a unit whose reports of a period passed: what was accepted, when, which version, and
the figures that count. It names the office's decisions about these reports. It is a page that needs no
network and prints on one sheet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from jinja2 import Environment, Template

from assets.submissions.steward.overview import STATUS_WORDS
from schemas.decisions import DecisionKind, decision_words
from schemas.figures import AT_LEAST, decimal_text, exact
from schemas.form import Form
from schemas.frames import each_row
from schemas.office.unit import Unit
from warehouse.files.private_files import write_private
from warehouse.ledger.decisions import decisions
from warehouse.ledger.reports_in_force import in_force_reports
from warehouse.ledger.returns import safe_name
from warehouse.office import Office

FOLDER = "receipts"
NAMED = (
    DecisionKind.ACCEPT,
    DecisionKind.ASSIGN,
    DecisionKind.CORRECT,
    DecisionKind.EXTEND,
    DecisionKind.WITHDRAW,
    DecisionKind.AUDIT,
)
"""The kinds of decisions that change which report counts, or which figures."""
_PAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>回执 {{ unit }} {{ period }}</title><style>
body { font-family: "SimSun", "Songti SC", "Noto Serif CJK SC", serif; max-width: 180mm; margin: 12mm auto; line-height: 1.6 }
h1 { text-align: center; font-size: 20pt; font-weight: normal } table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #808080; padding: 2mm; text-align: left; vertical-align: top } th { font-weight: normal; background: #ddebf7 }
</style></head><body><h1>报送回执</h1>
<p>{{ unit }}：</p><p>　　你单位{{ year }}年{{ month }}月报送的下列报表已接收，考核以表中所列数为准。</p>
<table><thead><tr><th>报表</th><th>版本</th><th>收到时间</th><th>结果</th><th>行数</th><th>计入的数</th></tr></thead><tbody>
{% for each in reports %}<tr><td>{{ each.title }}</td><td>第{{ each.version }}版</td><td>{{ each.received_at }}</td>\
<td>{{ each.status }}</td><td>{{ each.rows }}</td><td>{{ each.figures }}</td></tr>
{% endfor %}</tbody></table>
{% if decisions %}<p>主管部门的认定：{{ decisions }}。</p>
{% endif %}<p>{{ office }}</p></body></html>
"""


@dataclass(frozen=True)
class ReceivedReport:
    """A line of a receipt: a report in force, in the words its unit reads."""

    title: str
    version: int
    received_at: str
    status: str
    rows: int
    figures: str


def write_receipts(office: Office, period: str) -> list[Path]:
    """Write the receipts of all units that have a report in force in a period, under
    ``<home>/receipts/<period>/``. Only receipts that have changed are written, so a second run writes
    nothing. The receipt of a unit of which nothing counts any more is deleted. Returns the paths written.
    """
    with office.engine.connect() as connection:
        reports = in_force_reports(connection, office.site.id, periods=[period])
        found = decisions(connection, office.site.id, NAMED, only_in_force=True, period=period)
    made = list(each_row(found))
    reports = reports[reports["form"].isin(office.forms)].sort_values(["unit_code", "form"])
    figures = {code: _figures(office, office.forms[code], period) for code in set(reports["form"])}
    folder, written, standing = office.home / FOLDER / period, [], set()
    for unit_code, of_unit in groupby(each_row(reports), attrgetter("unit_code")):
        if unit_code not in office.site.registry:
            continue
        unit, rows = office.site.registry.get(unit_code), list(of_unit)
        lines = [_line(office, row, figures[row.form]) for row in rows]
        decided = [decision_words(each) for each in made if _concerns(each, rows)]
        page = _page(office, unit, period, lines, decided).encode()
        path = folder / f"{safe_name(unit.name)}-{period}-回执.html"
        standing.add(path)
        if not path.exists() or path.read_bytes() != page:
            write_private(path, page, can_be_made_again=True)
            written.append(path)
    for path in set(folder.glob(f"*-{period}-回执.html")) - standing:
        path.unlink(missing_ok=True)  # else it would say that withdrawn figures count
    return written


def _figures(office: Office, form: Form, period: str) -> dict[str, str]:
    """Report → the sums of its columns in words: 本月活动次数12；本月参与人次≥200."""
    columns = [column for column in form.stored_columns if column.additive]
    rows = office.store.read(form, office.site.id, period)
    wanted = [(column.name, how) for column in columns for how in ("sum", "count")]
    added = rows.group_by("report_id").aggregate(wanted).to_pylist()
    bounded = {
        (row["report_id"], name) for row in _with_bounds(rows) for name in row["lower_bounds"].split(",")
    }
    return {
        each["report_id"]: "；".join(
            f"{column.header}{AT_LEAST if (each['report_id'], column.name) in bounded else ''}"
            f"{decimal_text(exact(each[f'{column.name}_sum']), 4)}"
            for column in columns
            if each[f"{column.name}_count"]
        )
        for each in added
    }


def _with_bounds(rows: pa.Table) -> list[dict[str, str]]:
    bounded = pc.greater(pc.utf8_length(pc.fill_null(rows["lower_bounds"], "")), 0)
    return rows.select(["report_id", "lower_bounds"]).filter(bounded).to_pylist()


def _line(office: Office, row: Any, figures: Mapping[str, str]) -> ReceivedReport:
    return ReceivedReport(
        office.forms[row.form].title,
        row.version,
        f"{row.received_at:%Y-%m-%d %H:%M}",
        STATUS_WORDS[row.status],
        row.rows_accepted,
        figures.get(row.report_id) or "—",
    )


def _concerns(made: Any, reports: Sequence[Any]) -> bool:
    """Whether a decision is about one of a unit's reports. A file that was assigned or corrected may have
    been replaced since.
    """
    of_file = made.kind in (DecisionKind.ACCEPT, DecisionKind.ASSIGN, DecisionKind.CORRECT)
    return any(
        report.unit_code == made.unit_code
        and (not of_file or report.report_id.startswith(f"{made.submission_id}-"))
        and (made.kind == DecisionKind.ASSIGN or report.form == made.form)
        for report in reports
    )


@cache
def _template() -> Template:
    return Environment(autoescape=True).from_string(_PAGE)


def _page(office: Office, unit: Unit, period: str, reports: list[ReceivedReport], decided: list[str]) -> str:
    year, month = period.split("-")
    return _template().render(
        unit=unit.name,
        period=period,
        year=year,
        month=int(month),
        reports=reports,
        decisions="；".join(decided),
        office=office.site.name,
    )
