"""How long tests take, as it was measured: what makes them ``slow``.

``make durations`` measures all tests and writes the record, ``tests/durations.json``: seconds of every test and
of every fixture that several tests share, where it is a second or more. They are seconds of the processor, of the
processes that were started too, so that a busy machine makes no test slow. Nobody marks a test by hand. One that
has not been measured yet counts as quick.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

RECORD = Path(__file__).parents[1] / "durations.json"
SLOW_SECONDS = 2.0
"""A test that takes longer is slow, and so is one that uses a shared fixture which takes longer."""
KEPT_SECONDS = 1.0
"""What takes less is not recorded."""

Record = Mapping[str, Mapping[str, float]]
"""``tests``: seconds by test; ``fixtures``: seconds by place and name of the fixture (``tests::sample``)."""


def read_record(path: Path = RECORD) -> Record:
    """What was measured last."""
    return json.loads(path.read_text(encoding="utf-8"))


def is_slow(test: str, fixtures: Iterable[str], record: Record) -> bool:
    """Whether a test (its node id) that uses fixtures of these names takes long."""
    shared = (
        seconds
        for place, seconds in record["fixtures"].items()
        if test.startswith(place.rpartition("::")[0]) and place.rpartition("::")[2] in fixtures
    )
    return max([record["tests"].get(test, 0.0), *shared]) > SLOW_SECONDS


class Measuring:
    """A plugin of pytest that measures what it runs and keeps what it has measured."""

    def __init__(self, path: Path = RECORD) -> None:
        self.path = path
        self.tests: dict[str, float] = defaultdict(float)
        self.fixtures: dict[str, float] = {}
        self._since = 0.0
        self._made: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef) -> Iterator[None]:
        """Measure a fixture that tests share."""
        started = _processor_seconds()
        try:
            return (yield)
        finally:
            if fixturedef.scope != "function":
                place = f"{fixturedef.baseid}::{fixturedef.argname}"
                self._made[place] = _processor_seconds() - started

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Iterator[None]:
        """Measure a test from here on."""
        self._since = _processor_seconds()
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Iterator[None]:
        """Put what was measured into the report: it may go to another process."""
        report = yield
        now = _processor_seconds()
        report.measured = {"seconds": now - self._since, "fixtures": self._made}
        self._since, self._made = now, {}
        return report

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Add up what a test took, but for the fixtures that it made for others too."""
        made = report.measured["fixtures"]
        self.tests[report.nodeid] += report.measured["seconds"] - sum(made.values())
        for place, seconds in made.items():
            self.fixtures[place] = max(seconds, self.fixtures.get(place, 0.0))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the record, in the process that has all reports."""
        if not hasattr(session.config, "workerinput"):
            write_record(self.path, {"tests": self.tests, "fixtures": self.fixtures})


def _processor_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def write_record(path: Path, measured: Record) -> None:
    """Keep what was measured, and of other files what is known of them."""
    known = read_record(path) if path.exists() else {"tests": {}, "fixtures": {}}
    files = {name.partition("::")[0] for name in measured["tests"]}
    tests = {name: value for name, value in known["tests"].items() if name.partition("::")[0] not in files}
    record = {
        "fixtures": _kept({**known["fixtures"], **measured["fixtures"]}),
        "tests": _kept({**tests, **measured["tests"]}),
    }
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _kept(measured: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 1) for name, value in sorted(measured.items()) if value >= KEPT_SECONDS}
