"""Generated facts of a province: 10 M rows of four forms in twelve months, from 3,000 townships and 300
schools in 100 districts.

They are made as Arrow columns and written by the product's own ``FactStore.write``. Persons are random
pseudonyms. Rosters are cumulative, so a person stands in the rosters of many months. One person in fifty also
stands in the roster of the next township.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa

from assets.indicators.counting.reported import Reported
from schemas.form import Form
from schemas.office.catalogue import BUILT_IN
from schemas.office.unit import Unit
from schemas.office.units import UnitRegistry
from warehouse.facts.measure_engines import FactSource
from warehouse.facts.store import FactStore, fact_schema
from warehouse.ledger.arrivals import submission_id
from warehouse.ledger.ledger import report_id

YEAR, SITE, PROVINCE = 2023, "province", "32"
PERIODS = [f"{YEAR}-{month:02}" for month in range(1, 13)]
FIRST_LEARNERS, NEW_LEARNERS = 185, 10
"""How many rows a roster has before January's new ones, and how many new ones come every month."""
SHARED_EVERY = 50
"""One in so many learners also stands in the next township's roster."""
ROWS = {"Z03": 16, "Z04": 12, "X05": 100}
"""How many rows a monthly report has."""

Columns = dict[str, pa.Array]


@dataclass(frozen=True)
class Province:
    """A number of districts, each with its townships and schools."""

    districts: int = 100
    townships: int = 30
    schools: int = 3

    @cached_property
    def registry(self) -> UnitRegistry:
        """All units. The province itself is on top, as a city of its own."""
        return UnitRegistry([Unit(PROVINCE, "样本省", "city"), *self._units()])

    def _units(self) -> Iterator[Unit]:
        for number in range(self.districts):
            code, name = f"{PROVINCE}{number:04}", f"样本{number:04}区"
            yield Unit(code, name, "district", PROVINCE)
            yield from (
                Unit(f"{code}{100 + place}", f"{name}{place:02}镇", "township", code)
                for place in range(self.townships)
            )
            yield from (
                Unit(f"{code}XX{place:02}", f"{name}{place:02}校", "school", code)
                for place in range(self.schools)
            )

    @cached_property
    def reports(self) -> pd.DataFrame:
        """Every report of the year; all are in force. They have the columns that measures get."""
        rows = [
            (_report_id(unit.code, code, period), unit.code, code, period, "accepted")
            for code in ("Z02", *ROWS)
            for period in PERIODS
            for unit in self.registry
            if unit.kind in BUILT_IN[code].submitters
        ]
        return pd.DataFrame(rows, columns=["report_id", "unit_code", "form", "period", "status"])

    @cached_property
    def obligations(self) -> pd.DataFrame:
        """What was due. It is exactly what was reported."""
        due_on = {period: (pd.Period(period) + 1).start_time.date().replace(day=5) for period in PERIODS}
        owed = self.reports[["unit_code", "form", "period", "status"]]
        return owed.assign(due_on=owed["period"].map(due_on), late=False)

    def reported(self, source: FactSource) -> Reported:
        """What the year's indicators rest on, over the facts that ``write`` wrote."""
        return Reported(source, self.reports, self.obligations, self.registry, BUILT_IN, AS_OF)

    def write(self, store: FactStore) -> int:
        """Write the year's facts and return the number of rows."""
        persons = _Persons(self.districts * self.townships)
        written = 0
        for (code, period), reports in self.reports.groupby(["form", "period"]):
            month, form = int(period[5:]), BUILT_IN[code]
            size = FIRST_LEARNERS + NEW_LEARNERS * month if form.has_persons else ROWS[code]
            columns = _frame_columns(reports, size) | _MAKERS[code](
                len(reports), size, np.random.default_rng(month)
            )
            if form.has_persons:
                columns["person"] = persons.of_month(size)
            store.write(form, SITE, period, _table(form, columns))
            written += len(reports) * size
        return written


def _report_id(unit: str, form: str, period: str) -> str:
    # There is one workbook for each unit and month; this is what its id would be.
    return report_id(
        submission_id(hashlib.sha256(f"{unit} {period}".encode()).hexdigest(), period), unit, form, period
    )


class _Persons:
    """The learners of every township, one row of pseudonyms each."""

    def __init__(self, townships: int) -> None:
        most = FIRST_LEARNERS + NEW_LEARNERS * len(PERIODS)
        digits = np.random.default_rng(YEAR).bytes(32 * townships * most).hex()
        self._known = np.frombuffer(digits.encode(), dtype="S64").reshape(townships, most)
        shared = np.arange(0, most, SHARED_EVERY)
        self._known = self._known.copy()
        self._known[1:, shared] = self._known[:-1, shared]

    def of_month(self, size: int) -> pa.Array:
        return pa.array(np.ascontiguousarray(self._known[:, :size]).reshape(-1)).cast(pa.string())


def _frame_columns(reports: pd.DataFrame, size: int) -> Columns:
    """The columns that say where rows come from."""
    repeated = {
        name: pa.array(np.repeat(reports[name].to_numpy(dtype=object), size), pa.string())
        for name in ("report_id", "unit_code", "period")
    }
    places = np.tile(np.arange(5, 5 + size), len(reports))
    return repeated | {"subject_code": repeated["unit_code"], "row": pa.array(places)}


def _table(form: Form, columns: Columns) -> pa.Table:
    schema, size = fact_schema(form), len(columns["row"])
    constant = {"site": SITE, "sheet": form.title, "lower_bounds": ""}
    filled = [
        columns[field.name]
        if field.name in columns
        else pa.array([constant.get(field.name)], field.type).take(pa.array(np.zeros(size, np.int8)))
        for field in schema
    ]
    return pa.table(
        [array.cast(field.type) for array, field in zip(filled, schema, strict=True)], schema=schema
    )


def _chosen(values: list[str], size: int, random: np.random.Generator) -> pa.Array:
    return pa.array(values).take(pa.array(random.integers(0, len(values), size)))


def _learners(reports: int, size: int, random: np.random.Generator) -> Columns:
    rows = reports * size
    return {
        "sex": _chosen(["男", "女"], rows, random),
        "village": _chosen([f"第{number:02}村" for number in range(12)], rows, random),
        "education": _chosen(list(BUILT_IN["Z02"].column("education").values), rows, random),
        "major_name": _chosen(["家政服务", "电子商务", "现代农艺", "会计事务"], rows, random),
        "enrolled_on": pa.array(random.integers(19_300, 19_600, rows).astype("int32")).cast(pa.date32()),
        "registration": _chosen(list(BUILT_IN["Z02"].column("registration").values), rows, random),
        "online": pa.array(random.random(rows) < 0.8),
        "completion": _chosen(list(BUILT_IN["Z02"].column("completion").values), rows, random),
    }


def _institutions(reports: int, size: int, random: np.random.Generator) -> Columns:
    rows = reports * size
    names = [f"第{number:02}学习点" for number in range(size)]
    counts = {"activities": 9, "attendances": 400, "regular_learners": 120, "credit_accounts": 60}
    return {
        "institution": pa.array(names * reports),
        "kind": _chosen(list(BUILT_IN["Z03"].column("kind").values), rows, random),
        "plaque": pa.array(random.random(rows) < 0.5),
        "city_recognised": pa.array(random.random(rows) < 0.1),
        **{name: pa.array(random.integers(0, most, rows)) for name, most in counts.items()},
    }


def _activities(reports: int, size: int, random: np.random.Generator) -> Columns:
    rows = reports * size
    return {
        "held_on": pa.array(random.integers(19_358, 19_722, rows).astype("int32")).cast(pa.date32()),
        "title": _chosen([f"讲座之{number:02}" for number in range(40)], rows, random),
        "category": _chosen(list(BUILT_IN["Z04"].column("category").values), rows, random),
        "attendances": pa.array(random.integers(5, 90, rows)),
        "elderly_attendances": pa.array(random.integers(0, 5, rows)),
        "place": _chosen([f"第{number:02}村" for number in range(12)], rows, random),
    }


def _sessions(reports: int, size: int, random: np.random.Generator) -> Columns:
    rows = reports * size
    ten_thousandths = random.integers(0, 200_000_000, rows)
    return {
        "session_no": pa.array([f"{number:03}" for number in range(size)] * reports),
        "title": _chosen([f"培训班之{number:02}" for number in range(40)], rows, random),
        "category": _chosen(list(BUILT_IN["X05"].column("category").values), rows, random),
        "started_on": pa.array(random.integers(19_358, 19_722, rows).astype("int32")).cast(pa.date32()),
        "trainees": pa.array(random.integers(5, 300, rows)),
        "hours": pa.array(random.integers(4, 80, rows)),
        "income": pa.array(ten_thousandths / 10_000).cast(pa.decimal128(18, 4)),
    }


_MAKERS = {"Z02": _learners, "Z03": _institutions, "Z04": _activities, "X05": _sessions}

AS_OF = date(YEAR + 1, 1, 10)
"""The day of the assessment. By then all reports are due."""
