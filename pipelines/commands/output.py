"""What the commands read and show alike: rows of a BI view, rows for JSON, progress while something runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import text

from warehouse.office import Office
from warehouse.office import Progress as OnProgress

STATUS_STYLES = {
    "missing": "bold red",
    "returned": "red",
    "partly_accepted": "yellow",
    "accepted_with_queries": "yellow",
    "accepted_by_decision": "cyan",
    "accepted": "green",
    "nil": "green",
}


@contextmanager
def progress(console: Console) -> Iterator[OnProgress]:
    """A progress bar a stage; gives the function to tell it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        stages: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in stages:
                stages[stage] = bar.add_task(stage, total=total)
            bar.update(stages[stage], completed=done, total=total)

        yield tell


def read_view(office: Office, view: str, **conditions: Any) -> pd.DataFrame:
    """The rows of a BI view where its columns equal the conditions (None: any)."""
    given = {column: value for column, value in conditions.items() if value is not None}
    where = " AND ".join(f"{column} = :{column}" for column in given)
    query = text(f"SELECT * FROM {view}" + (f" WHERE {where}" if where else ""))  # noqa: S608 — names of ours, values bound
    with office.engine.connect() as connection:
        return pd.read_sql(query, connection, params=given)


def json_rows(frames: list[pd.DataFrame]) -> list[dict[str, Any]]:
    """The rows of the frames for JSON, which knows no NaN."""
    return [
        row for frame in frames for row in frame.astype(object).where(frame.notna(), None).to_dict("records")
    ]


def print_files(console: Console, word: str, files: pd.DataFrame) -> None:
    """A line a file: its name and why it was not taken."""
    for row in files.itertuples():
        console.print(
            f"  [yellow]{word}[/yellow] {escape(row.file_name)}：{escape(row.reason or '')}", soft_wrap=True
        )


def styled(word: str, style: str) -> str:
    """A word in a style of rich."""
    return f"[{style}]{word}[/{style}]"


def print_overdue_objections(office: Office) -> None:
    """The objections that the office should have answered; nothing where there are none."""
    from assets.bulletins.issuing.objecting import overdue_sentences

    if late := overdue_sentences(office):
        print_lines(Console(), ["逾期未答复的异议：", *(f"  {sentence}。" for sentence in late)])


def print_lines(console: Console, lines: list[str]) -> None:
    """Lines as they are, however wide."""
    for line in lines:
        console.print(escape(line), soft_wrap=True)
