"""Reports as the ledger and the store of accepted rows would give them, made by hand: what the reviews across
reports look at.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from assets.reviews.frames import JudgedComparisons
from assets.reviews.settlement import Settlement, Verdict
from assets.reviews.versions import Versions
from schemas.form import Form
from schemas.office.catalogue import BUILT_IN
from schemas.office.unit import Unit
from schemas.office.units import UnitRegistry
from schemas.settings.rule_settings import RuleSetting, with_settings

GENGCHE, BUZI, TUYUAN, TUYUAN_OLD, SCHOOL, BUREAU = (
    "321302101",
    "321302102",
    "321302112",
    "321302203",
    "321302XX01",
    "321302JYJ",
)
LUOWEI, NANCAI, XINCAI = "321302204", "321302205", "321302114"
"""Two townships that are merged into a third on 1 November 2023."""
REGISTRY = UnitRegistry(
    [
        Unit("321302", "宿城区", "district"),
        Unit(GENGCHE, "耿车镇", "township", "321302"),
        Unit(BUZI, "埠子镇", "township", "321302"),
        Unit(TUYUAN, "屠园镇", "township", "321302", valid_from=date(2023, 11, 16)),
        Unit(TUYUAN_OLD, "屠园乡", "township", "321302", valid_to=date(2023, 11, 15), successor=TUYUAN),
        Unit(LUOWEI, "罗圩乡", "township", "321302", valid_to=date(2023, 10, 31), successor=XINCAI),
        Unit(NANCAI, "南蔡乡", "township", "321302", valid_to=date(2023, 10, 31), successor=XINCAI),
        Unit(XINCAI, "新蔡镇", "township", "321302", valid_from=date(2023, 11, 1)),
        Unit(SCHOOL, "宿城中专", "school", "321302"),
        Unit(BUREAU, "宿城区教育局", "bureau", "321302"),
    ]
)


@dataclass
class Book:
    """Reports in the order of receipt: each one added comes after those before."""

    reports: list[dict] = field(default_factory=list)
    rows: dict[tuple[str, str], list[dict]] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=lambda: BUILT_IN)

    def add(self, unit_code: str, form: str, period: str, *rows: dict, held: int = 0) -> str:
        """A version that passed its own review, with the rows it accepted; returns its report_id."""
        place = len(self.reports) + 1
        report_id = f"{place:03d}-{unit_code}-{form}-{period}"
        self.reports.append(
            {"report_id": report_id, "unit_code": unit_code, "form": form, "period": period, "place": place}
            | {"rows_accepted": len(rows), "rows_held": held, "granted": False}
        )
        for number, row in enumerate(rows, 5):
            place_in_sheet = {
                "report_id": report_id,
                "sheet": self.forms[form].title,
                "row": number,
                "lower_bounds": "",
            }
            self.rows.setdefault((form, period), []).append(
                place_in_sheet | {"subject_code": unit_code} | row
            )
        return report_id

    def settlement(self, order: Callable[[Sequence], list] = list, **settings: dict) -> Settlement:
        """The settlement with some settings of rules (``Z03_4={"level": "hard"}``), everything handed over in
        this ``order``.
        """
        rules = {code.replace("_", "-"): RuleSetting(**setting) for code, setting in settings.items()}

        def load(form: str, period: str) -> pd.DataFrame:
            columns = [
                "report_id",
                "sheet",
                "row",
                "lower_bounds",
                "subject_code",
                "person",
                *(each.name for each in self.forms[form].columns),
            ]
            return pd.DataFrame(order(self.rows.get((form, period), [])), columns=columns)

        versions = Versions(pd.DataFrame(order(self.reports)), load, REGISTRY)
        return Settlement(versions, {code: with_settings(form, rules) for code, form in self.forms.items()})


def verdict(book: Book, code: str, period: str, **settings: dict) -> Verdict:
    """What a rule says of a period."""
    form = code.split("-")[0]
    said = book.settlement(**settings).review(form, period)
    (found,) = (each for each in said if each.rule.code == code)
    JudgedComparisons.validate(found.table)
    return found


def enrolment(admitted: int = 100, students: int = 300, graduates: int = 90, lower_bounds: str = "") -> dict:
    return {"admitted": admitted, "students": students, "graduates": graduates, "lower_bounds": lower_bounds}


def persons(*names: str) -> list[dict]:
    """A row a person, known by a pseudonym."""
    return [{"person": name} for name in names]


def institution(name: str = "分校", learners: int = 100, accounts: int = 50) -> dict:
    return {"institution": name, "regular_learners": learners, "credit_accounts": accounts}
