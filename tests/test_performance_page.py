"""The page of measured figures is made from the results of the benchmark, and from nothing else."""

import json

import pytest

from benchmarks.performance_page import page

TEXT = "Words.\n\n<!-- measured: side_by_side -->\nold figures\n<!-- end -->\n\nMore words.\n"


def test_a_section_holds_what_was_measured(tmp_path):
    machine = {
        "day": "2026-01-01",
        "cores": 2,
        "processor": "Model",
        "memory_gb": 8,
        "system": "Linux",
        "python": "3.11",
    }
    ours = {"name": "Kaohe, everything", "wall": 10.0, "processor": 15.0, "peak": 900.0, "rows": 36000}
    theirs = {
        "name": "pandas + openpyxl + pandera + to_sql",
        "wall": 150.0,
        "processor": 150.0,
        "peak": 200.0,
        "rows": 36000,
    }
    found = {"machine": machine, "tables": {"1,000 workbooks": [ours, theirs]}}
    (tmp_path / "side_by_side.json").write_text(json.dumps(found))
    made = page(TEXT, tmp_path)
    assert "| Kaohe, everything | 10.0 | 15.0 | 900 | 3,600 | 15.0 |" in made
    assert "old figures" not in made
    assert made.startswith("Words.") and made.endswith("More words.\n")
    assert page(made, tmp_path) == made


def test_figures_that_were_not_measured_are_not_shown(tmp_path):
    with pytest.raises(ValueError, match="make bench"):
        page(TEXT, tmp_path)
