"""Digests by which the rows of reports are known (内容). They show that a file holds what another unit
reports.
"""

from collections.abc import Collection

import pandas as pd
from sqlalchemy import Connection, and_, delete, or_, select

from warehouse.database.bulk_loads import load_frame
from warehouse.database.frames import chunks, read_frame
from warehouse.database.tables import candidate, report, report_content, submission


def replace_contents(connection: Connection, site: str, contents: pd.DataFrame) -> None:
    """Make these the contents of the reports, in place of earlier ones: report_id, keys_digest,
    rows_digest.
    """
    for portion in chunks(sorted(contents["report_id"])):
        connection.execute(
            delete(report_content).where(
                report_content.c.site == site, report_content.c.report_id.in_(portion)
            )
        )
    load_frame(connection, report_content, contents[["report_id", "keys_digest", "rows_digest"]], site=site)


def contents_alike(
    connection: Connection, site: str, contents: pd.DataFrame, own: Collection[str], judged: Collection[str]
) -> pd.DataFrame:
    """The reports that share a digest with any of the contents: all reports of the units ``own``, and those
    in force of other units. What the files ``judged`` (submission ids) were taken for before is left out: it
    may rest on a decision that was revoked since.

    Columns: unit_code, form, period, keys_digest, rows_digest.
    """
    names = ("unit_code", "form", "period")
    digests = ("keys_digest", "rows_digest")
    query = select(
        report.c.submission_id,
        *(report.c[name] for name in names),
        *(report_content.c[name] for name in digests),
    ).join(
        report_content,
        and_(report_content.c.site == report.c.site, report_content.c.report_id == report.c.report_id),
    )
    counted = or_(report.c.in_force, report.c.unit_code.in_(sorted(own)))
    frames = [
        read_frame(
            connection, query.where(report.c.site == site, counted, report_content.c[name].in_(portion))
        )
        for name in digests
        for portion in chunks(sorted(set(contents[name].dropna())))
    ]
    if not frames:
        return pd.DataFrame(columns=[*names, *digests])
    found = pd.concat(frames)
    return found[~found["submission_id"].isin(judged)].drop(columns="submission_id")


def set_aside_for_content(connection: Connection, site: str) -> set[str]:
    """The files that are set aside because their content is another unit's. They stay set aside until
    somebody decides, whatever that unit reports later.
    """
    of_file = and_(
        candidate.c.site == submission.c.site, candidate.c.submission_id == submission.c.submission_id
    )
    query = (
        select(submission.c.submission_id)
        .join(candidate, of_file)
        .where(submission.c.site == site, submission.c.status == "set_aside")
        .where(candidate.c.source == "content")
    )
    return set(connection.scalars(query))
