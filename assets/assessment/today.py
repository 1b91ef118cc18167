"""Today (今日): what a steward wants to know in the morning. What came since the day before, what went back,
what is set aside, what somebody has to do, and which scores, ranks and lights have changed.

Results have no history in the database. So what they are is kept each day in ``<home>/today``, and compared
with what was kept on the last day before.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, or_, select, text

from assets.bulletins.issuing.objecting import steward_list
from assets.submissions.steward.overview import FILE_WORDS
from assets.submissions.steward.reminders import open_reports
from schemas.office.catalogue import Catalogue
from schemas.scheme import Scheme
from schemas.texts.markdown import markdown_list
from warehouse.database.frames import read_frame
from warehouse.database.tables import submission
from warehouse.files.private_files import write_private
from warehouse.ledger import reports_in_force
from warehouse.office import Office
from warehouse.results.bulletins import view_rows
from warehouse.standing.progress import report_progress

FOLDER = "today"
NOTHING = "没有。"
FIRST_DAY = "还没有前一天的结果可以比较。"
MOST_LINES = 80
REJECTED_SHOWN_DAYS = 30

Result = Mapping[str, Any]
"""One unit's result: ``unit``, ``period``, ``score`` and ``rank`` (None if it has none), ``lights`` by
indicator.
"""
Results = Mapping[str, Mapping[str, Result]]
"""The newest results of each scheme, by the scheme's id and the unit's code."""


@dataclass(frozen=True)
class Change:
    """What has changed in the results of a unit. ``scheme`` is the title; ``says``: 得分 80 → 90.5."""

    scheme: str
    unit: str
    says: tuple[str, ...]


@dataclass(frozen=True)
class Today:
    """How an office stands on its day.

    ``arrived`` (since the day before), ``set_aside`` and ``rejected`` (within ``REJECTED_SHOWN_DAYS``) are
    files, the newest last: submission_id, file_name, received_at, status, reason. ``returned``: the reports
    of bi_report_status that went back and came since the day before. ``open_reports`` and ``objections``:
    see ``open_reports`` and ``steward_list``; only objections without an answer. ``talks``: the rows of
    bi_monitoring that lead to a talk (约谈), in the newest period of each scheme. ``changes``: the units
    whose results are not what they were on the last day that was kept; None if no day was.
    """

    as_of: date
    arrived: pd.DataFrame
    set_aside: pd.DataFrame
    rejected: pd.DataFrame
    returned: pd.DataFrame
    open_reports: pd.DataFrame
    objections: pd.DataFrame
    talks: pd.DataFrame
    results: Results
    changes: tuple[Change, ...] | None

    def counts(self) -> list[tuple[str, int]]:
        """The numbers of the morning, each with its word."""
        states = self.open_reports["state"].value_counts()
        returned = int(states.get("returned", 0) + states.get("correction_returned", 0))
        return [
            ("昨天以来新收", len(self.arrived)),
            ("退回未改", returned),
            ("缺报", int(states.get("missing", 0))),
            ("待认定", len(self.set_aside)),
            ("无法处理", len(self.rejected)),
            ("申诉待答复", len(self.objections)),
            ("约谈", len(self.talks)),
        ]


def today_of(office: Office, schemes: Sequence[Scheme]) -> Today:
    """How the office stands on its day."""
    site, as_of = office.site.id, office.as_of
    yesterday = datetime.combine(as_of - timedelta(days=1), time())
    with office.engine.connect() as connection:
        files = _files(connection, site, yesterday - timedelta(days=REJECTED_SHOWN_DAYS))
        status = reports_in_force.report_status(connection, site)
        progress = report_progress(connection, site)
        monitored = view_rows(connection, "bi_monitoring", site=site)
        now = results_now(connection, site, schemes)
    newest = monitored["period"] == monitored.groupby("scheme")["period"].transform("max")
    return Today(
        as_of,
        files[files["received_at"] >= yesterday],
        files[files["status"] == "set_aside"],
        files[files["status"] == "rejected"],
        _returned(status, as_of),
        open_reports(progress, as_of, office.forms),
        steward_list(office, only_open=True),
        monitored[newest & monitored["talk_list"].fillna(0).astype(bool)],
        now,
        changes(kept_before(office.home, as_of), now, {scheme.id: scheme.title for scheme in schemes}),
    )


def _files(connection: Connection, site: str, since: datetime) -> pd.DataFrame:
    """The files that came since then, and those that are set aside, whenever they came."""
    names = ("submission_id", "file_name", "received_at", "status", "reason")
    query = select(*(submission.c[name] for name in names)).where(
        submission.c.site == site, or_(submission.c.received_at >= since, submission.c.status == "set_aside")
    )
    files = read_frame(connection, query.order_by(submission.c.received_at, submission.c.file_name))
    return files.assign(received_at=pd.to_datetime(files["received_at"]))


def _returned(status: pd.DataFrame, as_of: date) -> pd.DataFrame:
    back = status[(status["status"] == "returned") & status["received_at"].notna()]
    return back[pd.to_datetime(back["received_at"]).dt.date >= as_of - timedelta(days=1)]


def file_list(files: pd.DataFrame) -> str:
    """The files as Markdown: a line each, with what became of it."""
    lines = [
        f"{row.file_name}（{row.received_at:%m-%d %H:%M}）：{FILE_WORDS[row.status]}"
        + ("" if pd.isna(row.reason) else f"，{row.reason}")
        for row in files.itertuples()
    ]
    return _listed(lines)


def returned_list(returned: pd.DataFrame, forms: Catalogue) -> str:
    """The reports that went back, as Markdown. ``returned``: as in ``Today``."""
    return _listed(
        [
            f"{row.period} {row.unit_name} {forms.name(row.form)}：强制性错误 {int(row.errors)} 处"
            for row in returned.itertuples()
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
            ("bi_score", "unit_code, unit_name, period, score, rank"),
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
            "rank": None if pd.isna(row.rank) else int(row.rank),
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


def changes(before: Results | None, now: Results, titles: Mapping[str, str]) -> tuple[Change, ...] | None:
    """Which scores, ranks and lights have changed; None if there is nothing to compare with. ``titles``: of
    the schemes, by id.
    """
    if before is None:
        return None
    return tuple(
        Change(titles[scheme], result["unit"], changed)
        for scheme, units in now.items()
        for code, result in units.items()
        if (changed := tuple(_changes(before.get(scheme, {}).get(code), result)))
    )


def change_list(found: Sequence[Change] | None) -> str:
    """The changes as Markdown: a line for each unit."""
    if found is None:
        return FIRST_DAY
    return _listed([f"{each.scheme}　{each.unit}：{'，'.join(each.says)}" for each in found])


def _changes(before: Result | None, now: Result) -> Iterator[str]:
    if before is None:
        yield f"{now['period']} 首次有结果"
        return
    if before["period"] != now["period"]:
        yield f"考核到 {now['period']}"
    if before["score"] != now["score"]:
        yield f"得分 {before['score'] or '无'} → {now['score'] or '无'}"
    if before.get("rank", now["rank"]) != now["rank"]:  # days kept before ranks were have none
        yield f"名次 {before['rank'] or '无'} → {now['rank'] or '无'}"
    for indicator in sorted({*before["lights"], *now["lights"]}):
        old, new = (each["lights"].get(indicator, "不亮") for each in (before, now))
        if old != new:
            yield f"{indicator} {old} → {new}"


def _listed(lines: Sequence[str]) -> str:
    rest = len(lines) - MOST_LINES
    shown = markdown_list(lines[:MOST_LINES]) or NOTHING
    return shown + (f"\n\n另有 {rest} 条。" if rest > 0 else "")
