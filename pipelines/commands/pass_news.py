"""What is new in a pass (本次): which files came, what went back, what was put right. It compares how
everything stood before with how it stands now.
"""

from dataclasses import dataclass

import pandas as pd
from rich.console import Console
from rich.markup import escape

from assets.submissions.steward.overview import FILE_WORDS, STATUS_WORDS
from pipelines.commands.output import print_files, read_view
from schemas.office.catalogue import Catalogue
from warehouse.office import Office

REPORT = ["period", "unit_code", "form"]
"""What names a report."""
LACKING = ("missing", "returned")
MOST_NAMED = 10


@dataclass(frozen=True)
class Standing:
    """How the files and the reports of an office stand: the rows of bi_submission and bi_report_status."""

    files: pd.DataFrame
    reports: pd.DataFrame


def standing(office: Office) -> Standing:
    """How everything stands now."""
    reports = read_view(office, "bi_report_status", site=office.site.id)
    # A missing report has no version. With one among them, pandas would make decimals of the others.
    return Standing(
        read_view(office, "bi_submission", site=office.site.id),
        reports.assign(version=reports["version"].astype("Int64")),
    )


@dataclass(frozen=True)
class News:
    """What a pass has changed. ``files``: the new ones, and those whose status has changed. ``returned``,
    ``taken``, ``overdue``: the reports that went back, that were taken, that are overdue since. All have the
    columns of their views.
    """

    files: pd.DataFrame
    returned: pd.DataFrame
    taken: pd.DataFrame
    overdue: pd.DataFrame

    @property
    def is_nothing(self) -> bool:
        """Whether nothing has changed."""
        return not any(len(frame) for frame in (self.files, self.returned, self.taken, self.overdue))


def news(before: Standing, after: Standing) -> News:
    """What has changed from one standing to the other."""
    reports = _changed(before.reports, after.reports, REPORT, ["status", "version"])
    return News(
        files=_changed(before.files, after.files, ["submission_id"], ["status"]),
        returned=reports[reports["status"] == "returned"],
        taken=reports[~reports["status"].isin(LACKING)],
        overdue=reports[reports["status"] == "missing"],
    )


def _changed(before: pd.DataFrame, after: pd.DataFrame, key: list[str], state: list[str]) -> pd.DataFrame:
    """The rows of ``after`` whose state is another one than before, or that are new."""
    known = set(before[[*key, *state]].astype("string").fillna("").itertuples(index=False, name=None))
    rows = after[[*key, *state]].astype("string").fillna("").itertuples(index=False, name=None)
    return after[pd.Series([row not in known for row in rows], index=after.index, dtype=bool)]


def print_news(console: Console, found: News, periods: tuple[str, ...], forms: Catalogue) -> None:
    """Print what is new: a line for each kind of news, with names if they are few."""
    console.print("[bold]本次[/bold]")
    if len(found.files):
        counts = found.files["status"].value_counts()
        words = "，".join(f"{word} {counts[key]}" for key, word in FILE_WORDS.items() if key in counts)
        console.print(f"  新收或重新办理的文件 {len(found.files)} 个：{words}", soft_wrap=True)
    for status in ("set_aside", "rejected"):
        print_files(console, FILE_WORDS[status], found.files[found.files["status"] == status])
    for word, style, reports in (
        ("通过", "green", found.taken),
        ("退回", "red", found.returned),
        ("新逾期未报", "bold red", found.overdue),
    ):
        if len(reports):
            console.print(
                f"  [{style}]{word}[/] {len(reports)} 份{escape(_named(reports, forms))}", soft_wrap=True
            )
    if found.is_nothing:
        console.print("  没有新文件，报表没有变化。")
    if periods:
        console.print(f"  重新考核了 {'、'.join(periods)}", soft_wrap=True)
    else:
        console.print("  没有新报表，各月考核结果不变。")


def _named(reports: pd.DataFrame, forms: Catalogue) -> str:
    """The names of the reports after a colon. None if there are too many to be read."""
    if len(reports) > MOST_NAMED:
        return ""
    ordered = reports.sort_values(REPORT).itertuples()
    names = [f"{row.period} {row.unit_name} {forms.name(row.form)}{_queries(row.status)}" for row in ordered]
    return f"：{'、'.join(names)}"


def _queries(status: str) -> str:
    return f"（{STATUS_WORDS[status]}）" if status in ("accepted_with_queries", "partly_accepted") else ""
