"""What is remembered of headers: those that units send again and again, and nothing of a size that no header
has.
"""

import tracemalloc

import pytest

from assets.submissions.tables.headers.matching import HeaderIndex, match_block
from assets.submissions.tables.headers.texts import split_header, title_key
from schemas.office.catalogue import BUILT_IN

HEADER = [column.header for column in BUILT_IN["Z03"].columns]


@pytest.fixture
def index() -> HeaderIndex:
    return HeaderIndex.of(BUILT_IN.values())


def test_a_header_block_is_matched_once_wherever_it_stands(index):
    found = [match_block([HEADER], first, index, frozenset()) for first in (3, 9)]
    assert [match.first for match in found] == [3, 9]
    assert len(index.matched) == 1


@pytest.mark.parametrize(
    "block",
    [[[*HEADER, *[None] * 1_000]], [[*HEADER, "注" * 5_000]], [[*HEADER, 1.5]]],
    ids=["wide", "long", "numbers"],
)
def test_a_block_larger_than_headers_are_is_matched_but_not_remembered(index, block):
    match = match_block(block, 0, index, frozenset())
    assert match.headers.form is BUILT_IN["Z03"]
    assert not match.missing
    assert not index.matched


@pytest.mark.parametrize("function", [split_header, title_key])
def test_long_texts_are_not_kept(function):
    tracemalloc.start()
    try:
        for number in range(100):
            function(f"{number}表头" * 4_000)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 500_000, "one of these texts takes 30,000 bytes"
