"""The figures for which placeholders stand: figures of the BI views, and sums over the reports in force."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

import pandas as pd
from sqlalchemy import Table, select

from assets.outgoing.placeholders import (
    Each,
    FigurePlaceholder,
    FormSum,
    Placeholder,
    PlaceholderError,
    UnitPlaceholder,
)
from schemas.assessment.assessed import assessed_units
from schemas.figures import AT_LEAST
from schemas.office.unit import Unit, UnknownUnit
from schemas.periods import period_end
from warehouse.database.frames import read_frame
from warehouse.database.result_tables import indicator_value, score_item
from warehouse.ledger.reports_in_force import in_force_reports
from warehouse.office import Office

NUMBERS = (
    "value",
    "numerator",
    "denominator",
    "last_year",
    "change",
    "growth",
    "target",
    "completion",
    "due_so_far",
)
WORDS = ("light", "note", "unit_of_measure", "indicator_name")
OF_SCORES = ("score", "full_score", "reason")
NO_VALUE = "—"
"""This is written if the figure exists but has no value (缺报, 不可比)."""


@dataclass(frozen=True)
class Filling:
    """What a placeholder becomes: a value in a cell of its own, or a text inside a sentence."""

    value: str | int | float
    text: str


@dataclass(frozen=True)
class ReportFigures:
    """The figures of one period. Each kind is read only once, when it is first asked for."""

    office: Office
    period: str

    def filled(self, placeholder: Placeholder, row_unit: Unit | None = None) -> Filling:
        """The figure for a placeholder. ``row_unit`` is the unit of a repeated row. Raises PlaceholderError
        if the figure does not exist.
        """
        if isinstance(placeholder, Each):
            raise PlaceholderError(f"“each {placeholder.kind}”要写在一行的第一个单元格里")
        if isinstance(placeholder, UnitPlaceholder):
            if row_unit is None:
                raise PlaceholderError("“unit”只能写在 each 开头的行里")
            return Filling(row_unit.name, row_unit.name)
        unit = self._named(placeholder.unit) if placeholder.unit else row_unit
        return (
            self._sum(placeholder, unit)
            if isinstance(placeholder, FormSum)
            else self._figure(placeholder, unit)
        )

    def units_of_kind(self, kind: str) -> list[Unit]:
        """The units of a kind that are assessed in the period; if there are none, those that report. Raises
        PlaceholderError if there is no such kind.
        """
        registry, day = self.office.site.registry, period_end(self.period)
        of_kind = [unit for unit in registry if unit.kind == kind and unit.valid_on(day)]
        if kind not in registry.kinds:
            raise PlaceholderError(f"没有“{kind}”这类单位，可写 {'、'.join(registry.kinds)}")
        assessed = {
            each.code
            for scheme in self.office.schemes
            for each in assessed_units(scheme, registry, self.period)
        }
        reporting = {each for form in self.office.forms.values() for each in form.submitters}
        return [unit for unit in of_kind if unit.code in assessed] or [
            unit for unit in of_kind if kind in reporting
        ]

    # --- Indicators

    @cached_property
    def _indicators(self) -> pd.DataFrame:
        return self._stored(indicator_value)

    @cached_property
    def _items(self) -> pd.DataFrame:
        return self._stored(score_item)

    def _stored(self, table: Table) -> pd.DataFrame:
        of_period = (table.c.site == self.office.site.id, table.c.period == self.period)
        with self.office.engine.connect() as connection:
            return read_frame(connection, select(table).where(*of_period))

    def _figure(self, wanted: FigurePlaceholder, unit: Unit | None) -> Filling:
        known = (*NUMBERS, *WORDS, *OF_SCORES)
        if wanted.field not in known:
            raise PlaceholderError(f"指标没有“{wanted.field}”这个数，可写 {'、'.join(known)}")
        wanted = replace(wanted, scheme=self._scheme(wanted))
        table = self._items if wanted.field in OF_SCORES else self._indicators
        rows = table[(table["scheme"] == wanted.scheme) & (table["indicator"] == wanted.indicator)]
        if unit is not None:
            rows = rows[rows["unit_code"] == unit.code]
        if rows.empty and unit is not None and not wanted.unit:
            return Filling(NO_VALUE, NO_VALUE)
        if rows.empty:
            whose = f"{unit.name}的" if unit else ""
            raise PlaceholderError(f"{self.period}没有{whose}{wanted.indicator}，请核对单位和报告期")
        if len(rows) > 1:
            raise PlaceholderError(f"{wanted.indicator}有{len(rows)}个单位，请写成 {wanted.indicator} @ 单位")
        return self._shown(rows.iloc[0], wanted.field)

    def _scheme(self, wanted: FigurePlaceholder) -> str:
        """The scheme to which the indicator belongs."""
        having = [scheme.id for scheme in self.office.schemes if wanted.indicator in scheme.indicators]
        if wanted.scheme is not None:
            if wanted.scheme not in having:
                raise PlaceholderError(f"方案{wanted.scheme}没有指标“{wanted.indicator}”")
            return wanted.scheme
        if not having:
            raise PlaceholderError(f"没有指标“{wanted.indicator}”，请核对代码")
        if len(having) > 1:
            raise PlaceholderError(
                f"{'、'.join(having)}都有指标{wanted.indicator}，请写成 {having[0]}:{wanted.indicator}"
            )
        return having[0]

    def _shown(self, row: Mapping, field: str) -> Filling:
        value = row[field]
        if pd.isna(value) or value == "":
            return Filling(NO_VALUE, NO_VALUE)
        if isinstance(value, str):
            return Filling(value, value)
        at_least = field == "value" and row["is_lower_bound"] in (True, 1)
        is_share = field in ("completion", "growth") or (
            row.get("unit_of_measure") == "%"
            and field in ("value", "last_year", "change", "target", "due_so_far")
        )
        text = f"{value * 100:.2f}%" if is_share else _plain(value)
        return (
            Filling(f"{AT_LEAST}{text}", f"{AT_LEAST}{text}") if at_least else Filling(_number(value), text)
        )

    # --- Sums

    def _sum(self, wanted: FormSum, unit: Unit | None) -> Filling:
        form = self.office.forms.get(wanted.form.upper())
        if form is None:
            raise PlaceholderError(f"没有报表“{wanted.form}”，请核对代码")
        column = next((each for each in form.columns if each.name == wanted.column), None)
        if column is None or not column.additive:
            may = "、".join(each.name for each in form.columns if each.additive)
            raise PlaceholderError(f"{form.code}没有可以相加的栏“{wanted.column}”，可写 {may}")
        with self.office.engine.connect() as connection:
            reports = in_force_reports(connection, self.office.site.id, [form.code], [self.period])
        if unit is not None:
            codes = {
                each.code for each in self.office.site.registry.subtree(unit.code, period_end(self.period))
            }
            reports = reports[reports["unit_code"].isin(codes)]
        if reports.empty:
            return Filling(NO_VALUE, NO_VALUE)
        facts = self.office.store.read(form, self.office.site.id, self.period).to_pandas()
        facts = facts[facts["report_id"].isin(reports["report_id"])]
        total = sum((Decimal(str(value)) for value in facts[column.name].dropna()), Decimal())
        bounds = facts["lower_bounds"].dropna().str.split(",").explode()
        text = _plain(total)
        return (
            Filling(f"{AT_LEAST}{text}", f"{AT_LEAST}{text}")
            if (bounds == column.name).any()
            else Filling(_number(total), text)
        )

    def _named(self, text: str) -> Unit:
        try:
            return self.office.site.registry.named(text, on=period_end(self.period))
        except UnknownUnit as error:
            raise PlaceholderError(str(error)) from None


def _number(value: object) -> int | float:
    number = Decimal(str(value))
    return int(number) if number == number.to_integral_value() else float(number)


def _plain(value: object) -> str:
    number = _number(value)
    return str(number) if isinstance(number, int) else f"{number:.4f}".rstrip("0").rstrip(".")
