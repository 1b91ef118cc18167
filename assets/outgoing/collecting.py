"""What the units reported in one form and one period, gathered for the table that is passed up (汇总表)."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from assets.submissions.reopening import reopen
from schemas.form import Column, Form
from schemas.office.catalogue import UnknownForm
from schemas.office.unit import Unit, UnknownUnit
from schemas.periods import period_end
from schemas.privacy import mask_text
from warehouse.ledger.reports_in_force import expected_reports, in_force_reports
from warehouse.office import Office
from warehouse.results.sources import report_versions

STAGE = "汇总"
MISSING, RETURNED = "missing", "returned"
PLACE = ["report_id", "sheet", "row"]


class NothingToCollect(ValueError):
    """There is no such form or unit, or no unit owes the form; the message says so in Chinese."""


@dataclass(frozen=True)
class UnitRows:
    """The rows of one unit that count. They have the form's columns in their types, including personal ones,
    and ``lower_bounds``: the names of the columns whose value is only a lower bound, joined by ','.

    Without rows, the unit reported that there was nothing (零报告).
    """

    unit: Unit
    rows: pd.DataFrame

    @property
    def is_nil(self) -> bool:
        """Whether the unit reported that there was nothing."""
        return self.rows.empty


@dataclass(frozen=True)
class Collected:
    """The reports in force of a form in a period, by unit, in the order of the unit register.

    ``missing`` are units that owe the report and have not sent it. ``returned`` are units whose report was
    sent back.
    """

    form: Form
    period: str
    reported: tuple[UnitRows, ...]
    missing: tuple[Unit, ...]
    returned: tuple[Unit, ...]


def collected(office: Office, form: str, period: str, unit: str | None = None) -> Collected:
    """The rows in force of a form (code or title) in a period. ``unit`` (name or code) limits them to that
    unit and those below it.

    Personal columns are read again from the archived originals, and each original is entered in the log of
    access. Raises NothingToCollect, DamagedArchive and FactStoreError.
    """
    wanted = _form(office, form)
    among = _codes(office, unit, period)
    with office.engine.connect() as connection:
        reports = in_force_reports(connection, office.site.id, [wanted.code], [period])
        status = expected_reports(connection, office.site.id, period)
    status = status[(status["form"] == wanted.code) & status["unit_code"].isin(among)]
    is_waited_for = (status["status"] == MISSING) & (pd.to_datetime(status["due_on"]).dt.date > office.as_of)
    reports = reports[reports["unit_code"].isin(among)]
    if status.empty and reports.empty:
        raise NothingToCollect(f"{period}没有单位需要报送{wanted.title}，请核对报表和报告期")
    rows = _rows(office, wanted, period, reports["report_id"].tolist())
    by_unit = dict(zip(reports["unit_code"], reports["report_id"], strict=True))
    return Collected(
        wanted,
        period,
        tuple(
            UnitRows(each, rows[rows["report_id"] == by_unit[each.code]].reset_index(drop=True))
            for each in office.site.registry
            if each.code in by_unit
        ),
        _units(office, status[~is_waited_for], MISSING, by_unit),
        _units(office, status, RETURNED, by_unit),
    )


def _form(office: Office, text: str) -> Form:
    try:
        return office.forms.named(text)
    except UnknownForm as error:
        raise NothingToCollect(str(error)) from None


def _codes(office: Office, unit: str | None, period: str) -> set[str]:
    registry, end = office.site.registry, period_end(period)
    if unit is None:
        return {each.code for each in registry}
    try:
        found = registry.named(unit, on=end)
    except UnknownUnit as error:
        raise NothingToCollect(str(error)) from None
    return {each.code for each in registry.subtree(found.code, end)}


def _units(office: Office, status: pd.DataFrame, what: str, reported: Iterable[str]) -> tuple[Unit, ...]:
    codes = set(status.loc[status["status"] == what, "unit_code"]) - set(reported)
    return tuple(each for each in office.site.registry if each.code in codes)


def _rows(office: Office, form: Form, period: str, report_ids: list[str]) -> pd.DataFrame:
    """The rows in force with the form's columns and PLACE, sorted as they stand in the files."""
    facts = office.store.read(form, office.site.id, period).to_pandas()
    facts = facts[facts["report_id"].isin(report_ids)].sort_values(PLACE, kind="stable")
    personal = [column for column in form.columns if column.personal]
    if not personal or facts.empty:
        return facts.reset_index(drop=True)
    return facts.merge(_personal(office, form, period, report_ids, personal), on=PLACE, how="left")


def _personal(
    office: Office, form: Form, period: str, report_ids: list[str], personal: list[Column]
) -> pd.DataFrame:
    """The personal columns of the rows by PLACE, read from the originals."""
    with office.engine.connect() as connection:
        files = report_versions(connection, office.site.id, [form.code], period, period)
    files = files[files["report_id"].isin(report_ids)].drop_duplicates("submission_id")
    reopened = reopen(office, list(files.itertuples(index=False)), STAGE, f"collect {form.code} {period}")
    names = [*PLACE, *(column.name for column in personal)]
    found = [pd.concat([result.accepted, result.held])[names] for _, result in reopened.reviews(form)]
    rows = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=names)
    # Facts know a sheet only by its masked name.
    return rows.assign(sheet=rows["sheet"].map(mask_text))
