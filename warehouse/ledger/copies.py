"""Copies that came after something newer had replaced their content.

A copy is a duplicate when it comes, because the first file of the same content waits or counts. Another file
of the same pass may be about the same report and lie between the two. Then the copy is the unit's last word,
and not the file between them.
"""

import pandas as pd
from sqlalchemy import Connection, func, select, update

from warehouse.database.frames import chunks, read_frame
from warehouse.database.tables import report, submission
from warehouse.ledger.arrivals import NOT_IN_USE

_REPORT = ["unit_code", "form", "period"]


def take_again(connection: Connection, site: str, opened: pd.DataFrame) -> None:
    """Let those copies wait for their review that were sent after another file with the same report, if that
    file is opened now or counts.

    ``opened``: one row for each report in the files that are opened now, with submission_id, unit_code, form
    and period. A copy stays a duplicate if the file between was sent again too: then somebody has only copied
    the inbox.
    """
    files = _files(connection, site, sorted(set(opened["submission_id"])))
    if files.empty:
        return
    copies = _copies_since(connection, site, files["received_at"].min())
    if copies.empty:
        return
    contents = sorted(set(copies["sha256"]))
    holders = _holders(connection, site, contents, opened)
    reports = pd.concat([opened.merge(files, on="submission_id"), _counting(connection, site, holders)])
    between = reports.merge(holders, on=_REPORT, suffixes=("", "_held"))
    between = between[
        (between["sha256"] != between["sha256_held"]) & (between["received_at"] > between["received_at_held"])
    ]
    replaced = between[["sha256", "sha256_held", "received_at"]].merge(
        copies, left_on="sha256_held", right_on="sha256", suffixes=("", "_copy")
    )
    replaced = replaced[replaced["received_at_copy"] > replaced["received_at"]]
    if replaced.empty:
        return
    last_sent = _last_sent(connection, site, sorted(set(replaced["sha256"])))
    latest = replaced[replaced["received_at_copy"] > replaced["sha256"].map(last_sent)]
    newest = latest.sort_values("received_at_copy").drop_duplicates("sha256_held", keep="last")
    _wait(connection, site, sorted(newest["submission_id"]))


def _files(connection: Connection, site: str, identifiers: list[str]) -> pd.DataFrame:
    query = select(submission.c.submission_id, submission.c.sha256, submission.c.received_at)
    frames = [
        read_frame(
            connection, query.where(submission.c.site == site, submission.c.submission_id.in_(portion))
        )
        for portion in chunks(identifiers)
    ]
    return pd.concat(frames) if frames else pd.DataFrame(columns=["submission_id", "sha256", "received_at"])


def _copies_since(connection: Connection, site: str, moment: pd.Timestamp) -> pd.DataFrame:
    """The duplicates that came after a moment."""
    query = select(submission.c.submission_id, submission.c.sha256, submission.c.received_at).where(
        submission.c.site == site,
        submission.c.status == "duplicate",
        submission.c.received_at > moment.to_pydatetime(),
    )
    return read_frame(connection, query)


def _holders(connection: Connection, site: str, contents: list[str], opened: pd.DataFrame) -> pd.DataFrame:
    """The reports of these contents, reviewed or opened, with content and time of the newest file of each."""
    query = select(submission.c.submission_id, submission.c.sha256, submission.c.received_at)
    reports = select(report.c.submission_id, *(report.c[name] for name in _REPORT))
    files, known = [], [opened[["submission_id", *_REPORT]]]
    for portion in chunks(contents):
        is_used = (
            submission.c.site == site,
            submission.c.sha256.in_(portion),
            submission.c.status.not_in(NOT_IN_USE),
        )
        found = read_frame(connection, query.where(*is_used))
        files.append(found)
        for identifiers in chunks(found["submission_id"].tolist()):
            known.append(
                read_frame(
                    connection,
                    reports.where(report.c.site == site, report.c.submission_id.in_(identifiers)),
                )
            )
    held = pd.concat(known).drop_duplicates().merge(pd.concat(files), on="submission_id")
    newest = held.sort_values("received_at").drop_duplicates([*_REPORT, "sha256"], keep="last")
    return newest.drop(columns="submission_id")


def _counting(connection: Connection, site: str, holders: pd.DataFrame) -> pd.DataFrame:
    """The versions in force for the units and periods of these reports, with content and time."""
    query = (
        select(*(report.c[name] for name in _REPORT), submission.c.sha256, submission.c.received_at)
        .join(
            submission,
            (submission.c.site == report.c.site) & (submission.c.submission_id == report.c.submission_id),
        )
        .where(report.c.site == site, report.c.in_force, report.c.period.in_(sorted(set(holders["period"]))))
    )
    frames = [
        read_frame(connection, query.where(report.c.unit_code.in_(portion)))
        for portion in chunks(sorted(set(holders["unit_code"])))
    ]
    return pd.concat(frames) if frames else pd.DataFrame(columns=[*_REPORT, "sha256", "received_at"])


def _last_sent(connection: Connection, site: str, contents: list[str]) -> dict[str, pd.Timestamp]:
    """When each content came last, under any name."""
    query = select(submission.c.sha256, func.max(submission.c.received_at)).group_by(submission.c.sha256)
    sent: dict[str, pd.Timestamp] = {}
    for portion in chunks(contents):
        sent |= dict(
            connection.execute(query.where(submission.c.site == site, submission.c.sha256.in_(portion)))
            .tuples()
            .all()
        )
    return sent


def _wait(connection: Connection, site: str, identifiers: list[str]) -> None:
    for portion in chunks(identifiers):
        connection.execute(
            update(submission)
            .where(submission.c.site == site, submission.c.submission_id.in_(portion))
            .values(status="received", reason=None)
        )
