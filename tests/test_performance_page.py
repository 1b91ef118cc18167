"""The page of measured figures is made from the results of the benchmark, and from nothing else."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from benchmarks.measuring import Aim, Measured, Repeated
from benchmarks.performance_page import page

TEXT = "Words.\n\n<!-- measured: side_by_side -->\nold figures\n<!-- end -->\n\nMore words.\n"


MACHINE = {
    "day": "2026-01-01",
    "cores": 2,
    "processor": "Model",
    "memory_gb": 8,
    "system": "Linux",
    "python": "3.11",
    "load": 0.1,
    "is_busy": False,
}


def took(name: str, seconds: float, peak: float) -> dict:
    """What three runs of a program took that all took the same."""
    runs = [Measured(name, 2 * seconds, seconds, peak, 36_000)] * 3
    return asdict(Repeated.of(name, runs, start_up=1.5))


def write(folder: Path, name: str, **result: object) -> None:
    """Results of a benchmark, as it keeps them."""
    (folder / f"{name}.json").write_text(json.dumps({"machine": MACHINE, "aims": [], **result}))


def test_a_section_holds_what_was_measured(tmp_path):
    rows = [took("Kaohe, everything", 10, 900), took("pandas + openpyxl + pandera + to_sql", 150, 200)]
    write(tmp_path, "side_by_side", tables={"1,000 workbooks": rows})
    made = page(TEXT, tmp_path)
    assert "| Kaohe, everything | 10.0 | 10.0 | 1.5 | 20.0 | 20.0 | 900 | 15.0 |" in made
    assert "old figures" not in made
    assert made.startswith("Words.") and made.endswith("More words.\n")
    assert page(made, tmp_path) == made


def test_the_clock_of_a_busy_machine_is_left_out(tmp_path):
    rows = [took("Kaohe, everything", 10, 900)]
    write(
        tmp_path,
        "side_by_side",
        machine={**MACHINE, "load": 9.5, "is_busy": True},
        tables={"1,000 workbooks": rows},
    )
    made = page(TEXT, tmp_path)
    assert "| Kaohe, everything | 10.0 | 10.0 | 1.5 | 900 |" in made
    assert "load 9.5" in made and "wall" not in made


def test_the_page_says_which_aims_fall_short(tmp_path):
    met = Aim("help", "≤ 0.4", 0.4, None, 0.3, 0.5)
    short = Aim("a thousand workbooks", "≥ 12", None, 12, 11.9, 12.5)
    for name, aims in (("aims", [met, short]), ("returned_copies", []), ("ten_million", [])):
        aims = [{**asdict(each), "is_met": each.is_met} for each in aims]
        write(tmp_path, name, aims=aims)
    made = page(TEXT.replace("side_by_side", "aims"), tmp_path)
    assert "| help | ≤ 0.4 | 0.30 | 0.50 | yes |" in made
    assert "| a thousand workbooks | ≥ 12 | 11.90 | 12.50 | no |" in made
    assert "Not reached: a thousand workbooks." in made


def test_figures_that_were_not_measured_are_not_shown(tmp_path):
    with pytest.raises(ValueError, match="make bench"):
        page(TEXT, tmp_path)
