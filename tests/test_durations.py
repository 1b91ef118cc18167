"""Which tests are slow is read from what was measured."""

from pathlib import Path

import pytest

from tests.support.durations import Measuring, is_slow, read_record, write_record

TESTS = Path(__file__).parent
RECORD = {
    "tests": {"tests/a.py::test_long": 2.5, "tests/a.py::test_short": 1.5},
    "fixtures": {"tests::sample": 30},
}


@pytest.mark.parametrize(
    ("test", "fixtures", "slow"),
    [
        ("tests/a.py::test_long", [], True),
        ("tests/a.py::test_short", [], False),
        ("tests/a.py::test_new", [], False),
        ("tests/b/c.py::test_new", ["sample"], True),
        ("elsewhere/c.py::test_new", ["sample"], False),
    ],
)
def test_a_test_is_slow_by_its_own_time_or_by_that_of_what_it_shares(test, fixtures, slow):
    assert is_slow(test, fixtures, RECORD) is slow


def test_a_file_that_is_measured_again_keeps_nothing_of_before(tmp_path):
    path = tmp_path / "durations.json"
    write_record(path, {"tests": {"a.py::one": 3.0, "b.py::two": 4.0, "b.py::quick": 0.9}, "fixtures": {}})
    write_record(path, {"tests": {"a.py::other": 5.04}, "fixtures": {"tests::sample": 2.0}})
    assert read_record(path) == {
        "tests": {"a.py::other": 5.0, "b.py::two": 4.0},
        "fixtures": {"tests::sample": 2.0},
    }


def test_what_is_shared_is_counted_once_and_for_nobody(tmp_path):
    measuring = Measuring(tmp_path / "durations.json")
    for nodeid, seconds, made in (
        ("a.py::one", 5.0, {"tests::sample": 3.0}),
        ("a.py::one", 1.0, {}),
        ("a.py::two", 1.0, {}),
    ):
        report = pytest.TestReport(
            nodeid,
            ("a.py", 1, ""),
            {},
            "passed",
            None,
            "call",
            measured={"seconds": seconds, "fixtures": made},
        )
        measuring.pytest_runtest_logreport(report)
    assert measuring.tests == {"a.py::one": 3.0, "a.py::two": 1.0}
    assert measuring.fixtures == {"tests::sample": 3.0}


def test_the_record_knows_only_files_that_are_there():
    record = read_record()
    files = {name.partition("::")[0] for name in (*record["tests"], *record["fixtures"])}
    assert [name for name in sorted(files) if not (TESTS.parent / name).exists()] == []
