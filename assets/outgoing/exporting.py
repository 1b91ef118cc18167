"""The BI views of a period as files: CSV that Excel can open, Parquet for programs, and the data dictionary
beside them.
"""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection, MetaData, Table, select

from assets.submissions.cell_text import FORMULA_STARTS
from warehouse.database.dictionary import office_dictionary
from warehouse.database.frames import read_frame
from warehouse.database.views import VIEWS
from warehouse.files.private_files import make_private, write_private
from warehouse.office import Office

FOLDER = "exports"
DICTIONARY = "数据字典.md"
_TAKEN_FOR_FORMULAS = (*FORMULA_STARTS, "\t", "\r")


def export_views(office: Office, period: str, folder: Path | None = None) -> list[Path]:
    """Write every view's rows of a period into a folder (default: ``<home>/exports``), readable only by the
    owner. Of a view without a period, all rows are written. Returns what was written.
    """
    chosen = folder or office.home / FOLDER
    make_private(chosen)
    written = [chosen / DICTIONARY]
    write_private(written[0], office_dictionary(office.site).encode())
    with office.engine.connect() as connection:
        for name, frame in _views(connection, office.site.id, period):
            csv, parquet = chosen / f"{name}.csv", chosen / f"{name}.parquet"
            write_private(csv, as_csv(frame))
            write_private(parquet, frame.to_parquet(index=False))
            written += [csv, parquet]
    return written


def as_csv(frame: pd.DataFrame) -> bytes:
    """The rows as CSV in UTF-8, with the mark by which Excel recognises it.

    A text that Excel would take for a formula gets a ' in front, because texts come from submitted workbooks.
    """
    texts = frame.select_dtypes(["object", "string"]).columns
    safe = frame.assign(**{name: frame[name].map(_safe) for name in texts})
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_TAKEN_FOR_FORMULAS) else value


def _views(connection: Connection, site: str, period: str) -> Iterator[tuple[str, pd.DataFrame]]:
    wanted = {"site": site, "period": period}
    wanted = {"site": site, "period": period}
    for name in VIEWS:
        view = Table(name, MetaData(), autoload_with=connection)
        among = [view.c[column] == value for column, value in wanted.items() if column in view.c]
        yield name, read_frame(connection, select(view).where(*among))
