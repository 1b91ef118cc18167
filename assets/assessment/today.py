"""Today (今日): what a steward wants to know in the morning. What came since the day before, what went back,
what is set aside, and which scores and lights have changed.

Results have no history in the database. So what they are is kept each day in ``<home>/today``, and compared
with what was kept on the last day before.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select, text

from assets.submissions.steward.overview import FILE_WORDS
from schemas.office.catalogue import Catalogue
from schemas.scheme import Scheme
from schemas.texts.markdown import markdown_list
from warehouse.database.frames import read_frame
from warehouse.database.tables import submission
from warehouse.files.private_files import write_private

FOLDER = "today"
NOTHING = "没有。"
FIRST_DAY = "还没有前一天的结果可以比较。"
MOST_LINES = 80

Result = Mapping[str, Any]
"""One unit's result: ``unit``, ``period``, ``score`` (None if it has none), ``lights`` by indicator."""
Results = Mapping[str, Mapping[str, Result]]
"""The newest results of each scheme, by the scheme's id and the unit's code."""


def files_since(connection: Connection, site: str, as_of: date) -> pd.DataFrame:
    """The files that came on the day before or later: file_name, received_at, status, reason."""
    names = ("file_name", "received_at", "status", "reason")
    since = datetime.combine(as_of - timedelta(days=1), time())
    query = select(*(submission.c[name] for name in names)).where(
        submission.c.site == site, submission.c.received_at >= since
    )
    return read_frame(connection, query.order_by(submission.c.received_at, submission.c.file_name))


def file_list(files: pd.DataFrame) -> str:
    """The files as Markdown: a line each, with what became of it."""
    lines = [
        f"{row.file_name}（{row.received_at:%m-%d %H:%M}）：{FILE_WORDS[row.status]}"
        + (f"，{row.reason}" if row.reason else "")
        for row in files.itertuples()
    ]
    return _listed(lines)


def returned_list(status: pd.DataFrame, as_of: date, forms: Catalogue) -> str:
    """The reports that went back and came on the day before or later, as Markdown. ``status``: rows of
    bi_report_status.
    """
    back = status[(status["status"] == "returned") & status["received_at"].notna()]
    recent = back[pd.to_datetime(back["received_at"]).dt.date >= as_of - timedelta(days=1)]
    return _listed(
        [
            f"{row.period} {row.unit_name} {forms.name(row.form)}：强制性错误 {int(row.errors)} 处"
            for row in recent.itertuples()
        ]
    )


def results_now(connection: Connection, site: str, schemes: Sequence[Scheme]) -> dict[str, dict[str, Result]]:
    """The results of the newest assessed period of each scheme."""
    return {scheme.id: _newest(connection, site, scheme.id) for scheme in schemes}


def _newest(connection: Connection, site: str, scheme: str) -> dict[str, Result]:
    named = {"site": site, "scheme": scheme}
    scores, lit = (
        read_frame(
            connection,
            text(
                f"SELECT {columns} FROM {view} WHERE site = :site AND scheme = :scheme AND period ="  # noqa: S608 — names of ours, values bound
                f" (SELECT MAX(period) FROM {view} WHERE site = :site AND scheme = :scheme)"
            ).bindparams(**named),
        )
        for view, columns in (
            ("bi_score", "unit_code, unit_name, period, score"),
            ("bi_indicator", "unit_code, indicator, light"),
        )
    )
    lights: dict[str, dict[str, str]] = {}
    for row in lit.dropna(subset=["light"]).itertuples():
        lights.setdefault(row.unit_code, {})[row.indicator] = row.light
    return {
        row.unit_code: {
            "unit": row.unit_name,
            "period": row.period,
            "score": None if pd.isna(row.score) else f"{row.score:g}",
            "lights": lights.get(row.unit_code, {}),
        }
        for row in scores.itertuples()
    }


def keep(home: Path, as_of: date, results: Results) -> None:
    """Keep the results of a day, instead of those that were kept of it before."""
    body = json.dumps(results, ensure_ascii=False, sort_keys=True).encode()
    write_private(home / FOLDER / f"{as_of.isoformat()}.json", body, can_be_made_again=True)


def kept_before(home: Path, as_of: date) -> Results | None:
    """The results of the last day before that was kept. None if there is none."""
    days = sorted(path for path in (home / FOLDER).glob("*.json") if path.stem < as_of.isoformat())
    return json.loads(days[-1].read_text(encoding="utf-8")) if days else None


def change_list(before: Results | None, now: Results, titles: Mapping[str, str]) -> str:
    """Which scores and lights have changed, as Markdown: a line for each unit. ``titles``: of the schemes, by
    id.
    """
    if before is None:
        return FIRST_DAY
    lines = [
        f"{titles[scheme]}　{result['unit']}：{'，'.join(changed)}"
        for scheme, units in now.items()
        for code, result in units.items()
        if (changed := list(_changes(before.get(scheme, {}).get(code), result)))
    ]
    return _listed(lines)


def _changes(before: Result | None, now: Result) -> Iterator[str]:
    if before is None:
        yield f"{now['period']} 首次有结果"
        return
    if before["period"] != now["period"]:
        yield f"考核到 {now['period']}"
    if before["score"] != now["score"]:
        yield f"得分 {before['score'] or '无'} → {now['score'] or '无'}"
    for indicator in sorted({*before["lights"], *now["lights"]}):
        old, new = (each["lights"].get(indicator, "不亮") for each in (before, now))
        if old != new:
            yield f"{indicator} {old} → {new}"


def _listed(lines: Sequence[str]) -> str:
    rest = len(lines) - MOST_LINES
    shown = markdown_list(lines[:MOST_LINES]) or NOTHING
    return shown + (f"\n\n另有 {rest} 条。" if rest > 0 else "")
