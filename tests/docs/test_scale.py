"""docs/scale.md: what it computes follows from what it says was measured."""

import json
from pathlib import Path

import pytest

from benchmarks.scale import FIGURES, PAGE, page


def test_the_computed_figures_follow_from_the_measured_ones(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert page(text, tmp_path) == text


def test_the_page_has_what_intake_is_computed_from() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in text for name in ("workbook", "row", "run", "location", "sensors"))


def test_a_new_measurement_changes_what_follows_from_it(tmp_path: Path) -> None:
    found = {
        "location": {"memory": 500.0},
        "run": {"processor": 2.0, "memory": 10.0},
        "assessment": {"processor": 4.0},
        "at_rest": {"cores": 0.5},
    }
    (tmp_path / "site_costs.json").write_text(json.dumps(found), encoding="utf-8")
    (line,) = [
        line
        for line in page(PAGE.read_text(encoding="utf-8"), tmp_path).splitlines()
        if "Memory of code locations" in line
    ]
    assert [cell.strip() for cell in line.split("|")[3:-1]] == ["1", "10", "150", "2,350"]


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_every_figure_says_what_measures_it(name: str) -> None:
    assert FIGURES[name].command.startswith(("make ", "python -m benchmarks."))
