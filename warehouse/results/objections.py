"""Objections (申诉) to figures of units, in the serving database. The functions work inside the caller's
transaction.
"""

from datetime import date

import pandas as pd
from sqlalchemy import Connection, Row, func, insert, select, update

from warehouse.database.database import lock_for_writing
from warehouse.database.frames import read_frame
from warehouse.database.result_tables import objection

OUTCOMES = ("采纳", "部分采纳", "不采纳")


class NoSuchObjection(LookupError):
    """No open objection has that number. The message is a Chinese sentence."""


def add_objection(
    connection: Connection,
    site: str,
    scheme: str,
    period: str,
    unit_code: str,
    indicator: str,
    raised_on: date,
    text: str,
    due_on: date | None = None,
    review_of: int | None = None,
) -> int:
    """Record an objection, which should be answered by ``due_on``. Return its number within the site.
    ``review_of`` is the objection whose answer is to be reviewed (复核).
    """
    lock_for_writing(connection, site)
    newest = (
        connection.scalar(
            select(func.coalesce(func.max(objection.c.objection), 0)).where(objection.c.site == site)
        )
        or 0
    )
    values = {
        "scheme": scheme,
        "period": period,
        "unit_code": unit_code,
        "indicator": indicator,
        "raised_on": raised_on,
        "text": text,
        "due_on": due_on,
        "review_of": review_of,
    }
    connection.execute(insert(objection).values(site=site, objection=newest + 1, **values))
    return newest + 1


def close_objection(
    connection: Connection, site: str, number: int, closed_on: date, outcome: str, reason: str
) -> None:
    """Close an open objection with an outcome of OUTCOMES and its reason. NoSuchObjection if no open one has
    that number.
    """
    lock_for_writing(connection, site)
    same = (objection.c.site == site) & (objection.c.objection == number)
    closed = connection.execute(
        update(objection)
        .where(same, objection.c.closed_on.is_(None))
        .values(closed_on=closed_on, outcome=outcome, closing_reason=reason)
    )
    if closed.rowcount:
        return
    known = connection.execute(select(objection.c.closed_on).where(same)).first()
    raise NoSuchObjection(
        f"异议第{number}号已于{known.closed_on}办结"
        if known
        else f"没有第{number}号异议，可用 kaohe objection list 查看编号"
    )


def objections(
    connection: Connection, site: str, scheme: str | None = None, period: str | None = None
) -> pd.DataFrame:
    """The objections of a site, the open ones first, with the columns of the table. ``closed_on`` is missing
    while one is open.
    """
    query = select(objection).where(objection.c.site == site)
    for name, value in (("scheme", scheme), ("period", period)):
        if value is not None:
            query = query.where(objection.c[name] == value)
    return read_frame(connection, query.order_by(objection.c.closed_on.is_not(None), objection.c.objection))


def one_objection(connection: Connection, site: str, number: int) -> Row:
    """The objection with that number. NoSuchObjection if there is none."""
    same = (objection.c.site == site) & (objection.c.objection == number)
    found = connection.execute(select(objection).where(same)).first()
    if found is None:
        raise NoSuchObjection(f"没有第{number}号异议，可用 kaohe objection list 查看编号")
    return found
