"""The evidence workbook: what it holds adds up on the page, in a program that calculates and in one that does
not.
"""

import io
import stat
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from assets.evidence.package.package import FiguresDoNotAddUp, package_sheets, write_package
from assets.evidence.package.sheets import FigureCell, PackageSheet, SheetRow, workbook_bytes
from assets.evidence.tree.explain import explain_score
from assets.evidence.tree.nodes import Kind, Making, Node
from tests.support.personal_data import personal_data_of
from warehouse.office import DEFAULT_SITE


@pytest.fixture(scope="module")
def package(sample) -> Path:
    return write_package(
        sample.office, explain_score(sample.office, "township-2023", None, "耿车镇", "2023-12")
    )


@pytest.fixture(scope="module")
def pages(package) -> dict[str, list[list[object]]]:
    """The sheets as a program shows them that does not calculate."""
    workbook = CalamineWorkbook.from_path(package)
    return {
        name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in workbook.sheet_names
    }


def test_it_is_for_the_office_alone(sample, package):
    assert package.parent == sample.home / "evidence"
    assert stat.S_IMODE(package.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(package.stat().st_mode) == 0o600


def test_the_cover_tells_the_result_and_the_rules(pages):
    cover = {row[0]: row[1] for row in pages["封面"] if len(row) > 1}
    assert cover["被考核单位"] == "耿车镇（321302101）"
    assert cover["结果"].startswith("98.5分；满分100分，镇组8个单位中排名第")
    assert "A3-2 老年教育参与率：功效系数：权重15分" in cover["计分规则"]
    assert "全部权重、计分方法及其参数为示例" in cover["示例性规定"]


def test_the_items_add_up_to_the_score(pages, sample):
    lines = [row for row in pages["计算"] if isinstance(row[1], float)]
    items = [row[1] for row in lines if str(row[4]).startswith("满分") and str(row[0]).startswith("A3-")]
    (stored,) = sample.view("bi_score", scheme="township-2023", unit_name="耿车镇", period="2023-12")["score"]
    assert len(items) == 7
    assert (
        sum(map(Fraction, map(repr, items))) == Fraction(repr(lines[0][1])) == Fraction(repr(float(stored)))
    )


def test_every_sheet_of_a_measure_adds_up_twice(pages):
    """By unit and row by row; the total of both is on the page, also where nothing calculates."""
    checked = 0
    for name, rows in pages.items():
        labels = [row[0] for row in rows]
        if name[:2].isdigit() and "明细合计" in labels:
            by_unit = labels.index("合计")
            first, last = labels.index("明细") + 2, labels.index("明细合计")
            assert sum(row[1] or 0 for row in rows[first:last]) == pytest.approx(rows[last][1])
            assert sum(row[1] or 0 for row in rows[labels.index("单位") + 1 : by_unit]) == pytest.approx(
                rows[by_unit][1]
            )
            assert rows[last][2] == "与按单位的合计相符"
            checked += 1
    assert checked >= 6


def test_formulas_give_what_is_stored_beside_them(package, tmp_path):
    """A program that calculates anew comes to the same figures."""
    if subprocess.run(["which", "soffice"], capture_output=True).returncode:
        pytest.skip("LibreOffice is not installed")
    convert = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    subprocess.run(
        [*convert, "--outdir", str(tmp_path), str(package)], capture_output=True, timeout=120, check=True
    )
    stored, calculated = (
        load_workbook(package, data_only=True),
        load_workbook(tmp_path / package.name, data_only=True),
    )
    formulas, compared = load_workbook(package), 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    before, after = (
                        book[sheet.title][cell.coordinate].value for book in (stored, calculated)
                    )
                    assert before == after or before == pytest.approx(after), (
                        sheet.title,
                        cell.coordinate,
                        cell.value,
                    )
                    compared += 1
    assert compared > 20


def test_what_was_not_counted_has_a_sheet(pages):
    text = "\n".join(str(cell) for row in pages["未计入"] for cell in row)
    assert "第1版有1行未通过审核，留置未计入" in text
    assert "“名册”D14" in text


def test_nobody_is_named_in_it(pages):
    persons = personal_data_of(sorted((DEFAULT_SITE / "submissions").glob("*.xlsx")))
    text = "\n".join(str(cell) for rows in pages.values() for row in rows for cell in row)
    assert persons.found_in(text) == set()
    assert "321399********" in text


def test_text_of_a_unit_never_becomes_a_formula():
    written = workbook_bytes(
        [
            PackageSheet(
                "表", (20,), (SheetRow(("=1+1",)), SheetRow((FigureCell(Fraction(1, 2), "%", "=1/2"),)))
            )
        ]
    )
    sheet = load_workbook(io.BytesIO(written))["表"]
    assert (sheet["A1"].data_type, sheet["A1"].value) == ("s", "=1+1")
    assert sheet["A2"].value == "=1/2"


def test_no_evidence_is_handed_out_that_does_not_add_up(sample):
    explanation = explain_score(sample.office, "township-2023", "A3-4", "耿车镇", "2023-12")
    wrong = Node(
        Kind.MEASURE, "度量", Fraction(3), made_by=Making.SUM, parts=(Node(Kind.UNIT, "单位", Fraction(2)),)
    )
    with pytest.raises(FiguresDoNotAddUp):
        package_sheets(sample.office, type(explanation)(**{**vars(explanation), "tree": wrong}))
