"""Comparisons that need their own code (``Named`` of ``schemas/cross_rules.py``): those of rosters (名册).

Rows of a roster that were held back are not decided yet: each of them may be corrected or struck out. So a
roster is compared as it may still become.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from assets.reviews.comparing.both_sides import InForce, compare, compared_table, earlier_reports, with_right
from assets.reviews.comparing.values import Judged, sizes, totals
from assets.reviews.frames import Compared
from assets.reviews.versions import Versions
from schemas.cross_rules import Against
from schemas.periods import months_of_year_to


def graduates_against_enrolment(judged: Judged, in_force: InForce) -> DataFrame[Compared]:
    """X02-4: the number of persons on the roster against the sum of 毕业生数 in the school's
    招生与在校生情况表 of the year.

    Rows held back may still be added to the roster. Of the numbers that are possible then, the closest one
    counts.
    """
    january, period = f"{judged.period[:4]}-01", judged.period
    enrolment = totals(in_force.latest("X01", january, period, period), "graduates")
    table = compare(judged, sizes(judged), enrolment)
    held = table["report_id"].map(judged.reports.set_index("report_id")["rows_held"]).astype(float)
    return with_right(table, np.fmax(table["right"], np.fmin(table["left"], table["right"] + held)))


def learners_of_last_roster(judged: Judged, in_force: InForce) -> DataFrame[Compared]:
    """Z02-7: how many persons of the township's last roster of the year are on this one.

    A row that was held back may be any of the persons not found. So for each such row, one person is not
    counted as missing.
    """
    form = in_force.forms[judged.form]
    earlier = earlier_reports(Against.LAST_OF_YEAR, form, judged.period, in_force)
    listed = judged.rows[["report_id", "holder", "person"]].drop_duplicates()
    expected = judged.reports[["report_id", "holder"]].merge(
        earlier.rows[["holder", "person"]].drop_duplicates(), on="holder"
    )
    found = expected.merge(listed, on=["report_id", "holder", "person"]).groupby("report_id").size()
    table = compare(judged, sizes(judged), sizes(earlier))
    held = table["report_id"].map(judged.reports.set_index("report_id")["rows_held"]).astype(float)
    kept = table["report_id"].map(found).astype(float).fillna(0) + held
    return with_right(table, np.fmin(table["left"], kept).where(table["left"].notna(), table["right"]))


def persons_of_one_township(judged: Judged, in_force: InForce) -> DataFrame[Compared]:
    """Z02-4: the township on whose roster a person stands (right), against the township that keeps the person
    (left), both by name.

    The newest rosters of several townships may name the same person in one year. The township that keeps the
    person is the one that named the person first, by the order of receipt, and has named the person without a
    break since.
    """
    keepers = _keepers(judged, in_force)
    names = {
        code: in_force.versions.registry.get(code).name
        for code in {*judged.rows["holder"], *keepers.values()}
    }
    keeper = judged.rows["person"].map(keepers).fillna(judged.rows["holder"])
    return compared_table(
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


def _keepers(judged: Judged, in_force: InForce) -> dict[str, str]:
    """Person → the township that keeps the person, if the newest rosters of several townships name the
    person.
    """
    sequence = _roster_sequence(judged, in_force)
    newest = sequence.groupby("holder")["number"].transform("max") == sequence["number"]
    listed = _listed(sequence, judged.form, in_force.versions)
    current = listed[listed["report_id"].isin(sequence.loc[newest, "report_id"])]
    townships = current.groupby("person")["holder"].nunique()
    disputed = current[current["person"].isin(townships.index[townships > 1])]
    if disputed.empty:
        return {}
    claims = listed.merge(disputed[["person", "holder"]].drop_duplicates(), on=["person", "holder"])
    claims = claims.sort_values(["number", "place"], ascending=[False, True])
    claims = claims.drop_duplicates(["person", "holder", "number"])
    last = claims["holder"].map(sequence.groupby("holder")["number"].max())
    # Counted back from the newest roster, the numbers go down by one at each step if there is no break.
    unbroken = claims[claims["number"] == last - claims.groupby(["person", "holder"]).cumcount()]
    first_named = unbroken.groupby(["person", "holder"], as_index=False)["place"].min().sort_values("place")
    kept = first_named.drop_duplicates("person")
    return dict(zip(kept["person"], kept["holder"], strict=True))


def _roster_sequence(judged: Judged, in_force: InForce) -> pd.DataFrame:
    """The year's rosters of each township in their order, up to those judged: report_id, period, holder,
    place, number. They are counted back from the newest one, which is 0.

    The rosters of townships that were merged stand side by side before those of the new one. A version that
    was replaced counts too, because a township does not lose a person by sending a correction. A version that
    came after the version in force was returned, and does not count.
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
    sequence = in_force.versions.held(pd.concat(months).sort_values(["period", "place"]), judged.period)
    own = sequence.groupby("unit_code").size()
    later = {code: own.reindex(list(in_force.versions.successors(code))).sum() for code in own.index}
    back = sequence.groupby("unit_code").cumcount(ascending=False) + sequence["unit_code"].map(later)
    return sequence[["report_id", "period", "holder", "place"]].assign(number=-back.astype(int))


def _listed(sequence: pd.DataFrame, form: str, versions: Versions) -> pd.DataFrame:
    """The persons on these rosters: report_id, holder, place, number, person."""
    rows = [
        versions.rows(form, period)[["report_id", "person"]] for period in sorted(set(sequence["period"]))
    ]
    together = pd.concat(rows) if rows else pd.DataFrame(columns=["report_id", "person"])
    return together.drop_duplicates().merge(
        sequence[["report_id", "holder", "place", "number"]], on="report_id"
    )


@dataclass(frozen=True)
class Roster:
    """A named comparison: its table, and the words for both sides."""

    table: Callable[[Judged, InForce], DataFrame[Compared]]
    left: str
    right: str


NAMED = {
    "graduates_against_enrolment": Roster(
        graduates_against_enrolment, "本年招生与在校生情况表“毕业生数”合计", "名册人数"
    ),
    "learners_of_last_roster": Roster(
        learners_of_last_roster, "年内上期名册人数", "上期名册中仍在本期名册的人数"
    ),
    "persons_of_one_township": Roster(persons_of_one_township, "最先列入该学员的镇街", "本名册的镇街"),
}
"""The comparisons that a rule may ask for by name."""
