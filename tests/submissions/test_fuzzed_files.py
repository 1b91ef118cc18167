"""Files that chance has changed: a workbook or a sentence comes of them and nothing else, and what once
failed does not fail again.
"""

import io
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.submissions.opening.identity import identify
from assets.submissions.reading.reader import read_workbook
from assets.submissions.reading.transfer import decode, encode
from assets.submissions.tables.finding import find_workbook_tables
from assets.submissions.workbook import ExcelError, UnreadableWorkbook, Workbook
from schemas.office.catalogue import BUILT_IN
from schemas.office.units import UnitRegistry
from tests.fuzzing.examination import examine
from tests.support.submitted_files import repacked, xlsx
from tests.support.workbooks import sheet, township_workbook
from warehouse.office import DEFAULT_SITE

REGRESSIONS = sorted((Path(__file__).parents[1] / "fuzzing" / "regressions").iterdir())
REGISTRY = UnitRegistry.load(DEFAULT_SITE / "units.csv")
REAL = township_workbook("耿车镇", "2023-11")
with zipfile.ZipFile(io.BytesIO(REAL)) as archive:
    PARTS = {name: archive.read(name) for name in archive.namelist()}
NAMES = st.sampled_from(sorted(PARTS))
TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
CELL = st.one_of(
    TEXT.filter(lambda text: not any(ord(character) < 32 for character in text)),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**15), 10**15),
    st.booleans(),
    st.dates(),
    st.sampled_from(
        ["=1+1", "合计", "无", "填报单位：", "报告期：2023年11月", "2023.10", "#REF!", "（" * 30]
    ),
    st.none(),
)


def opened(data, name="耿车镇2023年11月.xlsx"):
    try:
        workbook = read_workbook(data, name)
    except UnreadableWorkbook as refusal:
        assert refusal.sentence.endswith("。")
        return
    identify(workbook, find_workbook_tables(workbook, BUILT_IN), name, REGISTRY, BUILT_IN)


@settings(max_examples=40, deadline=None)
@given(NAMES, NAMES)
def test_parts_that_have_changed_places(one, other):
    opened(repacked(REAL, {one: PARTS[other], other: PARTS[one]}))


@settings(max_examples=40, deadline=None)
@given(
    NAMES,
    st.integers(0, 10_000),
    st.integers(0, 60),
    st.sampled_from([b"", b"<", b">", b'"', b"&#0;", b"<c r='A1'/>", b"\xff", b"9" * 30]),
)
def test_parts_with_something_cut_out_or_put_in(name, place, length, inserted):
    content = PARTS[name]
    place %= len(content) + 1
    opened(repacked(REAL, {name: content[:place] + inserted + content[place + length :]}))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(CELL, min_size=1, max_size=9), max_size=12), st.integers(0, 5))
def test_cells_of_any_value_anywhere_in_a_report(rows, place):
    written = sheet("Z03", "耿车镇", "2023-11", [{}])
    opened(xlsx({BUILT_IN["Z03"].title: [*written[:place], *rows, *written[place:]]}))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(CELL, st.datetimes(), st.times(), st.timedeltas(), TEXT.map(ExcelError)),
            min_size=3,
            max_size=3,
        )
    )
)
def test_what_comes_back_from_a_process_is_what_it_sent(rows):
    data = xlsx({"表": [["x"]]})
    (one,) = read_workbook(data, "a.xlsx").sheets
    sent = Workbook((one.__class__(one.name, rows, True, True, one.merged),))
    assert decode(encode(sent)) == sent


@pytest.mark.parametrize("file", REGRESSIONS, ids=lambda file: file.name)
def test_what_fuzzing_has_found_does_not_come_again(file):
    before = time.process_time()
    examine(file.read_bytes())
    assert time.process_time() - before < 5
