"""A number in the workbook is a number, and Excel shows it as the bulletin prints it."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from assets.bulletins.figures.figures import number_figure, score_figure
from assets.bulletins.model import Bulletin, Figure, FigureState, Issue, Number, Section, Table, TableCell
from assets.bulletins.writers.workbook import bulletin_workbook
from tests.bulletins.read_back import sheet_tables

FIGURES = {
    "0.33": number_figure(0.3333333),
    "11558": number_figure(11558),
    "-3": number_figure(-3),
    "118.82%": number_figure(1.1882352, "%"),
    "100%": number_figure(1, "%"),
    "4.2个百分点": number_figure(0.042, "个百分点"),
    "12人": number_figure(12, "人", after="人"),
    "77.50": score_figure(77.5),
    "83.3333": score_figure(250 / 3, 4),
}


def written(*figures: Figure) -> bytes:
    table = Table("数", ("单位", "数"), tuple((TableCell("甲"), TableCell.showing(each)) for each in figures))
    issue = Issue(None, date(2023, 12, 31))
    return bulletin_workbook(
        Bulletin("s", "2023-12", ("通报",), "办公室", issue, (Section("备注", ()),), (table,), (), (), ())
    )


@pytest.mark.parametrize("text", FIGURES)
def test_it_is_shown_as_it_is_printed(text):
    figure = FIGURES[text]
    assert figure.text == text
    workbook = written(figure)
    assert sheet_tables(workbook)["数"][1] == ["甲", text]
    assert isinstance(load_workbook(io.BytesIO(workbook))["数"].cell(5, 2).value, int | float)


def test_a_lower_bound_and_a_word_are_shown_too():
    number = number_figure(0.5, "%").number
    at_least = Figure.of(Number(number.rounded, 100, "≥", "%"), 0.5, FigureState.LOWER_BOUND)
    workbook = written(at_least, Figure("缺报"), Figure("—"))
    assert [row[1] for row in sheet_tables(workbook)["数"][1:4]] == [
        "≥50%",
        "缺报",
        "—",
    ]


def test_two_figures_are_alike_when_a_reader_sees_the_same():
    assert number_figure(0.12341, "%").is_like(number_figure(0.12339, "%"))
    assert not number_figure(0.1234, "%").is_like(number_figure(0.1234))
    assert not number_figure(0.1234, "%").is_like(Figure("12.34%", 0.1234)), (
        "of the other only a text is kept"
    )
