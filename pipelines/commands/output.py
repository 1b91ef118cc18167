"""What several commands read and show in the same way: rows of a BI view, rows for JSON, progress, lines of
text.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
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


WIDE = 200
"""How many characters a line may have where no terminal limits it, in a file for example."""


def console(stderr: bool = False) -> Console:
    """Where a command prints. A table is as wide as the terminal, or WIDE without one."""
    made = Console(stderr=stderr)
    return made if made.is_terminal or "COLUMNS" in os.environ else Console(stderr=stderr, width=WIDE)


@contextmanager
def progress(console: Console) -> Iterator[OnProgress]:
    """Show one progress bar for each stage. Gives the function that reports progress to it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        stages: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in stages:
                stages[stage] = bar.add_task(stage, total=total)
            bar.update(stages[stage], completed=done, total=total)

        yield tell


def read_view(office: Office, view: str, **conditions: Any) -> pd.DataFrame:
    """The rows of a BI view whose columns equal the conditions. A condition that is None is left out."""
    given = {column: value for column, value in conditions.items() if value is not None}
    where = " AND ".join(f"{column} = :{column}" for column in given)
    query = text(f"SELECT * FROM {view}" + (f" WHERE {where}" if where else ""))  # noqa: S608 — names of ours, values bound
    with office.engine.connect() as connection:
        return pd.read_sql(query, connection, params=given)


def json_rows(frames: list[pd.DataFrame]) -> list[dict[str, Any]]:
    """The rows of all frames for JSON, which has neither NaN nor dates: NaN becomes None, a date a text."""
    return [
        {name: str(value) if isinstance(value, date) else value for name, value in row.items()}
        for frame in frames
        for row in frame.astype(object).where(frame.notna(), None).to_dict("records")
    ]


def print_files(console: Console, word: str, files: pd.DataFrame) -> None:
    """Print one line for each file: its name and why it was not taken."""
    for row in files.itertuples():
        reason = "" if pd.isna(row.reason) else escape(row.reason)
        console.print(f"  [yellow]{word}[/yellow] {escape(row.file_name)}：{reason}", soft_wrap=True)


def styled(word: str, style: str) -> str:
    """A word in a style of the library rich."""
    return f"[{style}]{word}[/{style}]"


def print_overdue_objections(office: Office) -> None:
    """List the objections that the office should have answered by now. If there are none, print nothing."""
    from assets.bulletins.issuing.objecting import overdue_sentences

    if late := overdue_sentences(office):
        print_lines(console(), ["逾期未答复的异议：", *(f"  {sentence}。" for sentence in late)])


def print_lines(console: Console, lines: list[str]) -> None:
    """Print lines without wrapping them, however wide they are."""
    for line in lines:
        console.print(escape(line), soft_wrap=True)
