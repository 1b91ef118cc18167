"""The blanks of built-in forms come back as the forms they were made from, as far as a form file can say them."""

from dataclasses import replace

import pytest
import yaml

from assets.drafts.drafting import draft_form
from assets.drafts.printed import printed_form
from assets.drafts.sheets import NotDrafted, printed_sheets
from assets.drafts.writing import form_file
from assets.submissions.blank import blank_workbook
from schemas.office.catalogue import BUILT_IN
from schemas.office.unit import Unit
from schemas.own_forms.building import own_form
from schemas.own_forms.documents import FormDocument
from schemas.units_of_measure import unit_in_header

UNIT = Unit("321399101", "样例镇", "township", "321399")
HORIZONTAL = [code for code, form in BUILT_IN.items() if not form.vertical]


def as_printed(column):
    """What a blank shows of a column."""
    unit = unit_in_header(column.header) if column.unit else None
    return replace(column, lists=False, additive=False, personal=column.type.personal, unit=unit)


def drafted_sheet(form, folder):
    path = folder / "空白表.xlsx"
    blank_workbook([form], UNIT, "2023-12").save(path)
    sheets = [sheet for sheet in printed_sheets(path) if sheet.results.title == form.title]
    return printed_form(sheets[0])


@pytest.mark.parametrize("code", HORIZONTAL)
def test_a_blank_comes_back_as_its_form(code, tmp_path):
    """Columns with their names, headers, types and values; title, slug, code and whether nothing may be
    reported. No blank shows whether a cell may list several names, what adds up, or that a text may be a
    person's name: the last is asked.
    """
    built_in = BUILT_IN[code]
    draft = draft_form(drafted_sheet(built_in, tmp_path), BUILT_IN, ())
    drafted = own_form(FormDocument.model_validate(yaml.safe_load(form_file(draft, "空白表.xlsx"))))
    assert list(map(as_printed, drafted.columns)) == list(map(as_printed, built_in.columns))
    for column in built_in.columns:
        if column.personal and not column.type.personal:
            assert "人名" in draft.columns[column.name].doubt
    for word in ("code", "slug", "title", "nil"):
        assert getattr(drafted, word) == getattr(built_in, word)


@pytest.mark.parametrize("code", [code for code, form in BUILT_IN.items() if form.vertical])
def test_a_table_of_pairs_is_no_form_file(code, tmp_path):
    with pytest.raises(NotDrafted, match="一行一个指标"):
        draft_form(drafted_sheet(BUILT_IN[code], tmp_path), BUILT_IN, ())
