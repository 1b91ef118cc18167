"""The Word document, the workbook and the page of a bulletin say the same, and what the BI views say."""

import re

from assets.bulletins.drafting import draft, rendered
from assets.bulletins.model import Bulletin, FigureKey, Table
from tests.bulletins.read_back import (
    page_tables,
    page_text,
    sheet_tables,
    without_light,
    word_tables,
    word_text,
)
from tests.support.offices import read_view

COLUMNS = {
    "score": ("bi_score", "score"),
    "rank": ("bi_score", "rank"),
    "item_score": ("bi_score_item", "score"),
    "value": ("bi_indicator", "value"),
    "target": ("bi_indicator", "target"),
    "completion": ("bi_indicator", "completion"),
    "due_so_far": ("bi_indicator", "due_so_far"),
    "last_year": ("bi_indicator", "last_year"),
    "light": ("bi_indicator", "light"),
    "conclusion": ("bi_conclusion", "conclusion"),
    "passed": ("bi_conclusion", "passed"),
    "failed": ("bi_conclusion", "failed"),
    "undecided": ("bi_conclusion", "missing"),
    "verdict": ("bi_conclusion_item", "conclusion"),
    "shortfall": ("bi_conclusion_item", "shortfall"),
    "status": ("bi_indicator_status", "status"),
    "stage_count": ("bi_funnel", "count"),
    "stage_share": ("bi_funnel", "share"),
}
"""Where a kind of figure stands in the views."""


def files_of(office, scheme, period) -> tuple[Bulletin, dict[str, bytes]]:
    bulletin = draft(office, scheme, period)
    return bulletin, {path.suffix: content for path, content in rendered(office, bulletin).items()}


def rows_of(table: Table) -> list[list[str]]:
    return [list(table.headers), *([cell.text for cell in row] for row in table.rows)]


def check_files(bulletin: Bulletin, files: dict[str, bytes]) -> None:
    """Every table and paragraph of the bulletin stands in all three files."""
    in_word, on_page, in_sheets = (
        word_tables(files[".docx"]),
        page_tables(files[".html"]),
        sheet_tables(files[".xlsx"]),
    )
    within = [part for section in bulletin.sections for part in section.parts if isinstance(part, Table)]
    for table, written in zip([*within, *bulletin.annexes], in_word, strict=True):
        expected = rows_of(table)
        assert [[without_light(cell) for cell in row] for row in written] == expected, table.title
        assert [[without_light(cell) for cell in row] for row in on_page[table.title]] == expected, (
            table.title
        )
        assert in_sheets[table.title][: len(expected)] == expected, table.title
    word, page, sheets = word_text(files[".docx"]), page_text(files[".html"]), str(in_sheets)
    for section in bulletin.sections:
        for part in section.parts:
            if not isinstance(part, Table):
                assert part.text in word
                assert part.text in page
                assert part.text in sheets


def check_views(bulletin: Bulletin, view) -> int:
    """Every number printed in a table is the one of its view; how many were compared."""
    conditions = {"scheme": bulletin.scheme, "period": bulletin.period}
    views = {name: view(name, **conditions) for name in {name for name, _ in COLUMNS.values()}}
    cells = [
        cell
        for table in (*bulletin.annexes, *(sheet.table for sheet in bulletin.unit_sheets))
        for row in table.rows
        for cell in row
    ]
    compared = 0
    for cell in cells:
        if cell.key is None or cell.text in ("—", "＊"):
            continue
        expected = stored(views, cell.key)
        if cell.value is None:
            assert cell.text == expected or (expected is None or expected != expected), cell
        else:
            assert cell.value == expected, cell
            assert printed_as(cell.text, expected), cell
        compared += 1
    return compared


def stored(views, key: FigureKey):
    name, column = COLUMNS[key.kind]
    rows = views[name][views[name]["unit_code"] == key.unit_code]
    if key.item:
        rows = rows[rows["stage" if name == "bi_funnel" else "indicator"] == key.item]
    (value,) = rows[column]
    return value


def printed_as(text: str, value: float) -> bool:
    """Whether the digits of a text are the value, rounded to two decimals at most."""
    digits = text.lstrip("≥")
    number = float(digits.removesuffix("%")) / (100 if digits.endswith("%") else 1)
    tolerance = 0.00005 if digits.endswith("%") else 0.005
    return abs(number - value) <= tolerance + 1e-9


def test_the_three_files_say_the_same(issuing):
    bulletin, files = files_of(issuing.office, issuing.scheme, "2023-11")
    check_files(bulletin, files)
    assert (
        check_views(bulletin, lambda name, **conditions: read_view(issuing.office, name, **conditions)) > 10
    )


def test_the_bulletins_of_the_sample_say_the_same_and_what_the_views_say(sample):
    for scheme in sample.office.schemes:
        bulletin, files = files_of(sample.office, scheme, "2023-12")
        check_files(bulletin, files)
        assert check_views(bulletin, sample.view) > 10, scheme.id


def test_no_bulletin_of_the_sample_prints_a_code(sample):
    """Readers know indicators and forms by their names."""
    for scheme in sample.office.schemes:
        _, files = files_of(sample.office, scheme, "2023-12")
        words = set(re.findall(r"[A-Za-z][A-Za-z0-9-]*", page_text(files[".html"])))
        assert not words & {*scheme.indicators, *sample.office.forms, "pace"}, scheme.id


def test_a_run_drafts_nothing_that_nobody_has_asked_for(sample):
    assert not (sample.home / "bulletins").exists()


def test_the_page_needs_nothing_from_elsewhere(issuing):
    _, files = files_of(issuing.office, issuing.scheme, "2023-11")
    page = files[".html"].decode()
    for outside in ("http://", "https://", "<script", "<link", "@import", "url(", " src="):
        assert outside not in page
    assert "default-src 'none'" in page
    assert page.count("<svg") >= 1


def test_text_from_elsewhere_is_never_markup_or_a_formula(issuing):
    from sqlalchemy import text

    with issuing.office.engine.begin() as connection:
        connection.execute(text("UPDATE score SET unit_name = '=1+1<b>' WHERE unit_code = '321302101'"))
    _, files = files_of(issuing.office, issuing.scheme, "2023-11")
    assert b"<b>" not in files[".html"]
    assert "=1+1<b>" in page_text(files[".html"])
    assert "=1+1<b>" in str(word_tables(files[".docx"]))
    cells = [cell for rows in sheet_tables(files[".xlsx"]).values() for row in rows for cell in row]
    assert "=1+1<b>" in cells
