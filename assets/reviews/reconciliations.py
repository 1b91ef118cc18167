"""Reconciliations (核对): for every rule that looks beyond one report, a table of what it compares.

Each function is pure: it takes the reports to judge and what they are compared with, and gives a row a
comparison with TABLE_COLUMNS. What has no other side yet (the population table has not come, the school has
no figures of last year) stays in the table without a ``left``: it is no fault, and is counted as 未能核对.
Figures of a closed unit are compared with those of the unit that took over.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from assets.reviews.versions import Versions
from schemas.periods import LAST_MONTHS, add_months, months_of_year_to, same_period_last_year

TABLE_COLUMNS = (
    *("unit_code", "form", "period", "report_id", "sheet", "row", "item"),
    *("left", "right", "difference", "change", "uncertain"),
)
"""``left``: what is compared with; ``right``: the value of this report; ``difference`` = right − left;
``change`` = difference ÷ left, a fraction, missing where left is 0. ``sheet`` and ``row`` are where the row
stands, missing for a figure of the report as a whole; ``item`` is what the row is about in words.
``uncertain``: one of the sides is only a lower bound ("200余").
"""


@dataclass(frozen=True)
class Judged:
    """The reports of one form and period that are being judged, at most one a unit, and their rows (see
    ``Versions``).
    """

    form: str
    period: str
    reports: pd.DataFrame
    rows: pd.DataFrame


class InForce(Protocol):
    """What reports are compared with: the reports in force of other forms and of earlier periods."""

    versions: Versions

    def latest(self, form: str, first: str, last: str) -> Judged:
        """Each unit's newest report in force from one period to another; ``period`` of the result is the
        last.
        """

    def report_ids(self, form: str, period: str) -> set[str]:
        """The reports in force of a form and period."""


@dataclass(frozen=True)
class Reconciliation:
    """How a rule is judged.

    ``table`` gives what it compares, which passes where ``column`` lies between the ``bounds`` that follow
    from the rule's parameters (None: no bound). ``of_rows``: a finding is about a row, not about the report
    as a whole. ``between_periods``: 跨期, else 表间.
    """

    form: str
    others: tuple[str, ...]
    table: Callable[[Judged, InForce], pd.DataFrame]
    column: str
    bounds: Callable[[Mapping[str, Any]], tuple[float | None, float | None]]
    of_rows: bool = False
    between_periods: bool = False


# ---------------------------------------------------------------- the bounds


def _equal(parameters: Mapping[str, Any]) -> tuple[float | None, float | None]:
    return 0, 0


def _not_more(parameters: Mapping[str, Any]) -> tuple[float | None, float | None]:
    return None, 0


def _not_less(parameters: Mapping[str, Any]) -> tuple[float | None, float | None]:
    return 0, None


def _within(parameters: Mapping[str, Any]) -> tuple[float | None, float | None]:
    return -parameters["most"], parameters["most"]


# ---------------------------------------------------------------- what is compared


def admitted_against_last_year(judged: Judged, in_force: InForce) -> pd.DataFrame:
    """X01-5: the school's 招生数 against its own of last year, by the same month."""
    then = same_period_last_year(judged.period)
    last_year = in_force.latest("X01", f"{then[:4]}-01", then)
    return _compare(judged, _totals(judged, "admitted"), _totals(last_year, "admitted"))


def graduates_against_enrolment(judged: Judged, in_force: InForce) -> pd.DataFrame:
    """X02-4: the persons on the roster against Σ 毕业生数 of the school's 招生与在校生情况表 of the year.

    Rows that were held back are not settled: each may be corrected or struck out. The roster counts as what
    of that is closest.
    """
    enrolment = _totals(in_force.latest("X01", f"{judged.period[:4]}-01", judged.period), "graduates")
    table = _compare(judged, _sizes(judged), enrolment)
    held = table["report_id"].map(judged.reports.set_index("report_id")["rows_held"]).astype(float)
    return _with_right(table, np.fmax(table["right"], np.fmin(table["left"], table["right"] + held)))


def students_against_enrolment(judged: Judged, in_force: InForce) -> pd.DataFrame:
    """X07-2: 全日制在校生数 against Σ 在校生数 of the school's 招生与在校生情况表 of the year."""
    enrolment = _totals(in_force.latest("X01", f"{judged.period[:4]}-01", judged.period), "students")
    return _compare(judged, _cells(judged, "students"), enrolment)


def persons_of_one_township(judged: Judged, in_force: InForce) -> pd.DataFrame:
    """Z02-4: the township on whose roster a person stands against the one that keeps the person.

    Of townships whose newest rosters of the year name the same person that one keeps it which named it first,
    by the order of receipt, and has named it without a break since. ``left`` and ``right`` are names of
    townships here; ``difference`` is 1 where they differ.
    """
    keepers = _keepers(judged, in_force)
    names = {
        code: in_force.versions.registry.get(code).name
        for code in {*judged.rows["holder"], *keepers.values()}
    }
    keeper = judged.rows["person"].map(keepers).fillna(judged.rows["holder"])
    return _table(
        judged.rows.assign(
            item=None,
            left=keeper.map(names),
            right=judged.rows["holder"].map(names),
            difference=(keeper != judged.rows["holder"]).astype(float),
            change=np.nan,
            uncertain=False,
        ),
        judged,
    )


def learners_against_survey(judged: Judged, in_force: InForce) -> pd.DataFrame:
    """Z02-6: the learners on the roster against Σ 拟参训人数 of the township's latest 摸底表."""
    first = min(f"{judged.period[:4]}-01", add_months(judged.period, -LAST_MONTHS))
    return _compare(
        judged, _sizes(judged), _totals(in_force.latest("Z01", first, judged.period), "planned_count")
    )


def learners_of_last_roster(judged: Judged, in_force: InForce) -> pd.DataFrame:
    """Z02-7: how many of the persons on the township's last roster of the year are on this one.

    A row that was held back may be any of those not found, so as many of them are not missed.
    """
    earlier = _earlier_of_year("Z02", judged, in_force)
    listed = judged.rows[["report_id", "holder", "person"]].drop_duplicates()
    expected = judged.reports[["report_id", "holder"]].merge(
        earlier.rows[["holder", "person"]].drop_duplicates(), on="holder"
    )
    found = expected.merge(listed, on=["report_id", "holder", "person"]).groupby("report_id").size()
    table = _compare(judged, _sizes(judged), _sizes(earlier))
    reports = judged.reports.set_index("report_id")
    kept = table["report_id"].map(found).astype(float).fillna(0) + table["report_id"].map(
        reports["rows_held"]
    ).astype(float)
    return _with_right(table, np.fmin(table["left"], kept).where(table["left"].notna(), table["right"]))


def accounts_of_institution(judged: Judged, in_force: InForce) -> pd.DataFrame:
    """Z03-3: the institution's 学分银行开户数（累计） against the township's last report of the year."""
    return _compare_institutions(judged, _earlier_of_year("Z03", judged, in_force), "credit_accounts")


def learners_of_institution(judged: Judged, in_force: InForce) -> pd.DataFrame:
    """Z03-4: the institution's 经常性参与人数（累计） against last month's."""
    last_month = add_months(judged.period, -1)
    return _compare_institutions(judged, in_force.latest("Z03", last_month, last_month), "regular_learners")


def learners_against_elderly(judged: Judged, in_force: InForce) -> pd.DataFrame:
    """Z03-5: Σ 经常性参与人数 against the township's 60周岁以上常住老年人口 in the bureau's 镇街人口基数表 of
    the year.
    """
    bureau = in_force.latest("J05", f"{judged.period[:4]}-01", judged.period)
    of_townships = bureau.rows.dropna(subset=["subject_code"])
    elderly = of_townships.assign(holder=of_townships["subject_code"].map(in_force.versions.holder))
    return _compare(judged, _totals(judged, "regular_learners"), _sums(elderly, "elderly"))


RECONCILIATIONS: dict[str, Reconciliation] = {
    "X01-5": Reconciliation(
        "X01", ("X01",), admitted_against_last_year, "change", _within, between_periods=True
    ),
    "X02-4": Reconciliation("X02", ("X01",), graduates_against_enrolment, "difference", _equal),
    "X07-2": Reconciliation("X07", ("X01",), students_against_enrolment, "difference", _equal, of_rows=True),
    "Z02-4": Reconciliation("Z02", ("Z02",), persons_of_one_township, "difference", _equal, of_rows=True),
    "Z02-6": Reconciliation("Z02", ("Z01",), learners_against_survey, "difference", _not_more),
    "Z02-7": Reconciliation(
        "Z02", ("Z02",), learners_of_last_roster, "difference", _not_less, between_periods=True
    ),
    "Z03-3": Reconciliation(
        "Z03", ("Z03",), accounts_of_institution, "difference", _not_less, of_rows=True, between_periods=True
    ),
    "Z03-4": Reconciliation(
        "Z03", ("Z03",), learners_of_institution, "change", _within, of_rows=True, between_periods=True
    ),
    "Z03-5": Reconciliation("Z03", ("J05",), learners_against_elderly, "difference", _not_more),
}
"""How each rule of ``schemas/forms`` that looks beyond one report is judged, by its code."""


# ---------------------------------------------------------------- the values of both sides


def _cells(judged: Judged, column: str) -> pd.DataFrame:
    """The values of a column, row by row: report_id, holder, sheet, row, value, uncertain."""
    values = judged.rows[["report_id", "holder", "sheet", "row"]].copy()
    values["value"] = judged.rows[column].astype(float)
    values["uncertain"] = _is_lower_bound(judged.rows, column)
    return values


def _totals(judged: Judged, column: str) -> pd.DataFrame:
    """The sum of a column by report, 0 for one without rows: report_id, holder, value, uncertain."""
    cells = (
        _cells(judged, column)
        .groupby("report_id")
        .agg(value=("value", "sum"), uncertain=("uncertain", "any"))
    )
    totals = judged.reports[["report_id", "holder"]].merge(
        cells, left_on="report_id", right_index=True, how="left"
    )
    return totals.assign(value=totals["value"].fillna(0.0), uncertain=totals["uncertain"].eq(True))


def _sizes(judged: Judged) -> pd.DataFrame:
    """The number of rows by report: report_id, holder, value, uncertain."""
    sizes = judged.rows.groupby("report_id").size()
    return judged.reports[["report_id", "holder"]].assign(
        value=judged.reports["report_id"].map(sizes).astype(float).fillna(0), uncertain=False
    )


def _sums(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """The sum of a column by holder: holder, value, uncertain."""
    marked = rows[["holder"]].assign(
        value=rows[column].astype(float), uncertain=_is_lower_bound(rows, column)
    )
    return marked.groupby("holder", as_index=False).agg(
        value=("value", "sum"), uncertain=("uncertain", "any")
    )


def _is_lower_bound(rows: pd.DataFrame, column: str) -> pd.Series:
    named = "," + rows["lower_bounds"].fillna("").astype(str) + ","
    return named.str.contains(f",{column},", regex=False).astype(bool)


# ---------------------------------------------------------------- both sides together


def _compare(judged: Judged, right: pd.DataFrame, left: pd.DataFrame) -> pd.DataFrame:
    """The table of values of the judged reports against one value a unit (holder, value, uncertain)."""
    other = left.groupby("holder").agg(left=("value", "sum"), left_uncertain=("uncertain", "any"))
    both = right.merge(other, left_on="holder", right_index=True, how="left").assign(item=None)
    return _calculated(both.rename(columns={"value": "right"}), judged)


def _compare_institutions(judged: Judged, earlier: Judged, column: str) -> pd.DataFrame:
    """The table of a column of 老年教育机构月报表, institution by institution."""
    right = _cells(judged, column).assign(item=judged.rows["institution"].astype(object))
    before = _cells(earlier, column).assign(item=earlier.rows["institution"].astype(object))
    left = before.groupby(["holder", "item"], as_index=False).agg(
        left=("value", "sum"), left_uncertain=("uncertain", "any")
    )
    return _calculated(
        right.rename(columns={"value": "right"}).merge(left, on=["holder", "item"], how="left"), judged
    )


def _calculated(both: pd.DataFrame, judged: Judged) -> pd.DataFrame:
    left, right = both["left"].astype(float), both["right"].astype(float)
    return _table(
        both.assign(
            left=left,
            right=right,
            difference=right - left,
            change=_change(left, right),
            uncertain=both["uncertain"].astype(bool) | both["left_uncertain"].eq(True),
        ),
        judged,
    )


def _with_right(table: pd.DataFrame, right: pd.Series) -> pd.DataFrame:
    return table.assign(right=right, difference=right - table["left"], change=_change(table["left"], right))


def _change(left: pd.Series, right: pd.Series) -> pd.Series:
    """The growth as a fraction; rounded, so that 1.3 against 1 is within ±30%."""
    return ((right - left) / left.where(left != 0)).round(9)


def _table(frame: pd.DataFrame, judged: Judged) -> pd.DataFrame:
    """The frame with TABLE_COLUMNS in the order of reports and rows."""
    places = {name: frame.get(name) for name in ("sheet", "row")}
    units = judged.reports.set_index("report_id")["unit_code"]
    table = frame.assign(
        unit_code=frame["report_id"].map(units), form=judged.form, period=judged.period, **places
    )
    return (
        table[list(TABLE_COLUMNS)]
        .sort_values(["unit_code", "report_id", "sheet", "row"])
        .reset_index(drop=True)
    )


def _earlier_of_year(form: str, judged: Judged, in_force: InForce) -> Judged:
    """Each unit's newest report in force of the months before in the same year; none in January."""
    first, last = f"{judged.period[:4]}-01", add_months(judged.period, -1)
    return in_force.latest(form, first, last)


# ---------------------------------------------------------------- who keeps a person


def _keepers(judged: Judged, in_force: InForce) -> dict[str, str]:
    """The township that keeps each person whom the newest rosters of several townships name."""
    sequence = _roster_sequence(judged, in_force)
    newest = sequence.groupby("holder")["number"].transform("max") == sequence["number"]
    listed = _listed(sequence, in_force.versions)
    current = listed[listed["report_id"].isin(sequence.loc[newest, "report_id"])]
    townships = current.groupby("person")["holder"].nunique()
    disputed = current[current["person"].isin(townships.index[townships > 1])][
        ["person", "holder"]
    ].drop_duplicates()
    if disputed.empty:
        return {}
    claims = listed.merge(disputed, on=["person", "holder"]).sort_values("number", ascending=False)
    last = claims["holder"].map(sequence.groupby("holder")["number"].max())
    # Counted back from the newest roster, the numbers of an unbroken series go down by one each.
    unbroken = claims[claims["number"] == last - claims.groupby(["person", "holder"]).cumcount()]
    first_named = unbroken.groupby(["person", "holder"], as_index=False)["place"].min().sort_values("place")
    return dict(
        first_named.drop_duplicates("person")[["person", "holder"]].itertuples(index=False, name=None)
    )


def _roster_sequence(judged: Judged, in_force: InForce) -> pd.DataFrame:
    """The year's rosters of each township one after the other, up to those judged: report_id, period, holder,
    place, number.

    A version that was replaced counts as well: a township does not lose a person by sending a correction. One
    that came after the version in force was returned, and does not.
    """
    months = []
    for month in sorted(set(months_of_year_to(judged.period)) & set(in_force.versions.periods(judged.form))):
        versions = in_force.versions.of(judged.form, month)
        chosen = (
            set(judged.reports["report_id"])
            if month == judged.period
            else in_force.report_ids(judged.form, month)
        )
        places = versions[versions["report_id"].isin(chosen)].set_index("unit_code")["place"]
        months.append(versions[versions["place"] <= versions["unit_code"].map(places)])
    sequence = pd.concat(months).sort_values(["period", "place"])
    return sequence[["report_id", "period", "holder", "place"]].assign(
        number=sequence.groupby("holder").cumcount()
    )


def _listed(sequence: pd.DataFrame, versions: Versions) -> pd.DataFrame:
    """Who stands on these rosters: report_id, holder, place, number, person."""
    rows = [
        versions.rows("Z02", period)[["report_id", "person"]] for period in sorted(set(sequence["period"]))
    ]
    together = pd.concat(rows) if rows else pd.DataFrame(columns=["report_id", "person"])
    return together.drop_duplicates().merge(
        sequence[["report_id", "holder", "place", "number"]], on="report_id"
    )
