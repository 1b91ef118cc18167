"""Issued bulletins (通报) in the serving database: figures, the reports they rest on, revisions, files,
notice periods.

What was issued is never changed; rows are only added. The functions work inside the caller's transaction;
``site`` is the site's id.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, column, func, insert, select, table, text

from warehouse.database.bulk_loads import load_rows
from warehouse.database.frames import chunks, read_frame
from warehouse.database.result_tables import (
    bulletin,
    bulletin_basis,
    bulletin_figure,
    bulletin_file,
    bulletin_notice,
    bulletin_revision,
)
from warehouse.database.tables import report, submission

FigureName = tuple[str, str, str]
"""The kind of figure, the item, the unit."""
Shown = tuple[float | None, str]
"""A figure's value and the text that was printed."""


@dataclass(frozen=True)
class IssuedBulletin:
    """One issued bulletin without its figures."""

    number: int
    period: str
    issued_on: date
    issued_by: str
    without_notice: str | None
    figures_sha256: str
    scheme_sha256: str
    decided: str = ""
    """The numbers of the decisions that the bulletin rests on."""


@dataclass(frozen=True)
class Notice:
    """The notice period of a draft: its first and last day, and a digest of the figures that were shown
    then.
    """

    started_on: date
    ends_on: date
    started_by: str
    figures_sha256: str


def view_rows(connection: Connection, view: str, **conditions: Any) -> pd.DataFrame:
    """The rows of a BI view whose columns equal the conditions. If a condition is a list, the column must
    equal one of its values.
    """
    query = select(text("*")).select_from(table(view, *map(column, conditions)))
    for name, value in conditions.items():
        query = query.where(column(name).in_(value) if isinstance(value, list) else column(name) == value)
    return read_frame(connection, query)


def issued_bulletins(connection: Connection, site: str, scheme: str) -> list[IssuedBulletin]:
    """The bulletins that were issued for a scheme, in the order of issue."""
    names = (
        "number",
        "period",
        "issued_on",
        "issued_by",
        "without_notice",
        "figures_sha256",
        "scheme_sha256",
        "decided",
    )
    query = select(*(bulletin.c[name] for name in names)).where(
        bulletin.c.site == site, bulletin.c.scheme == scheme
    )
    return [IssuedBulletin(*row) for row in connection.execute(query.order_by(bulletin.c.number))]


def issued_figures(connection: Connection, site: str, scheme: str, number: int) -> dict[FigureName, Shown]:
    """The figures of an issue as they were printed."""
    columns = [bulletin_figure.c[name] for name in ("figure", "item", "unit_code", "value", "shown")]
    query = select(*columns).where(
        bulletin_figure.c.site == site, bulletin_figure.c.scheme == scheme, bulletin_figure.c.number == number
    )
    return {
        (figure, item, unit): (value, shown) for figure, item, unit, value, shown in connection.execute(query)
    }


def told_revisions(
    connection: Connection, site: str, scheme: str, revised_number: int
) -> dict[FigureName, Shown]:
    """What later issues have told about an issue's figures. For each figure it is the latest that was
    told.
    """
    columns = [
        bulletin_revision.c[name] for name in ("figure", "item", "unit_code", "new_value", "new_shown")
    ]
    query = select(*columns).where(
        bulletin_revision.c.site == site,
        bulletin_revision.c.scheme == scheme,
        bulletin_revision.c.revised_number == revised_number,
    )
    found = connection.execute(query.order_by(bulletin_revision.c.number))
    return {(figure, item, unit): (value, shown) for figure, item, unit, value, shown in found}


def basis(connection: Connection, site: str, scheme: str, number: int) -> set[str]:
    """The reports that an issue rests on."""
    query = select(bulletin_basis.c.report_id)
    return set(
        connection.scalars(
            query.where(
                bulletin_basis.c.site == site,
                bulletin_basis.c.scheme == scheme,
                bulletin_basis.c.number == number,
            )
        )
    )


def reports(connection: Connection, site: str, report_ids: Collection[str]) -> pd.DataFrame:
    """For these reports: report_id, unit_code, form, period, version, received_at, file_name."""
    names = ("report_id", "unit_code", "form", "period", "version", "received_at")
    query = (
        select(*(report.c[name] for name in names), submission.c.file_name)
        .join(
            submission,
            (submission.c.site == report.c.site) & (submission.c.submission_id == report.c.submission_id),
        )
        .where(report.c.site == site)
    )
    frames = [
        read_frame(connection, query.where(report.c.report_id.in_(portion)))
        for portion in chunks(sorted(report_ids))
    ]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=[*names, "file_name"])


def files(connection: Connection, site: str, scheme: str, number: int) -> dict[str, str]:
    """The files of an issue: path in the home folder → SHA-256."""
    query = select(bulletin_file.c.path, bulletin_file.c.sha256).where(
        bulletin_file.c.site == site, bulletin_file.c.scheme == scheme, bulletin_file.c.number == number
    )
    return dict(connection.execute(query.order_by(bulletin_file.c.path)).tuples().all())


def record_issue(
    connection: Connection,
    site: str,
    scheme: str,
    issued: IssuedBulletin,
    figures: Mapping[FigureName, Shown],
    basis: Collection[str],
    revisions: Sequence[Mapping[str, Any]],
    files: Mapping[str, str],
) -> None:
    """Add an issue. ``revisions`` have the columns of bulletin_revision from revised_number on.
    IntegrityError if the number is taken.
    """
    of_issue = {"site": site, "scheme": scheme, "number": issued.number}
    connection.execute(insert(bulletin).values(site=site, scheme=scheme, **asdict(issued)))
    load_rows(
        connection,
        bulletin_figure,
        [
            {**of_issue, "figure": figure, "item": item, "unit_code": unit, "value": value, "shown": shown}
            for (figure, item, unit), (value, shown) in figures.items()
        ],
    )
    load_rows(connection, bulletin_basis, [{**of_issue, "report_id": each} for each in sorted(basis)])
    load_rows(connection, bulletin_revision, [{**of_issue, **each} for each in revisions])
    load_rows(
        connection,
        bulletin_file,
        [{**of_issue, "path": path, "sha256": digest} for path, digest in files.items()],
    )


def notice(connection: Connection, site: str, scheme: str, period: str) -> Notice | None:
    """The notice period of a period's draft. None if none was started."""
    names = ("started_on", "ends_on", "started_by", "figures_sha256")
    query = select(*(bulletin_notice.c[name] for name in names)).where(
        bulletin_notice.c.site == site, bulletin_notice.c.scheme == scheme, bulletin_notice.c.period == period
    )
    row = connection.execute(query).first()
    return Notice(*row) if row else None


def start_notice(connection: Connection, site: str, scheme: str, period: str, started: Notice) -> None:
    """Record the start of a notice period. IntegrityError if one was started before."""
    connection.execute(
        insert(bulletin_notice).values(site=site, scheme=scheme, period=period, **asdict(started))
    )


def newest_number(connection: Connection, site: str, scheme: str) -> int:
    """The number of the newest issue of a scheme, 0 before the first."""
    query = select(func.coalesce(func.max(bulletin.c.number), 0))
    return connection.scalar(query.where(bulletin.c.site == site, bulletin.c.scheme == scheme)) or 0
