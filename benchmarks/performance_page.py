"""Writes the measured tables into docs/performance.md: ``python -m benchmarks.performance_page`` after ``make
bench``.

The words of the page are written by hand. What stands between its markers comes only from ``.bench/*.json``.
"""

import json
import re
from pathlib import Path

from benchmarks.measuring import FOLDER, ROOT
from benchmarks.side_by_side import CONTENDERS, KAOHE, LIMIT, SLOWEST

PAGE = ROOT / "docs" / "performance.md"
AIMED = ("aims", "returned_copies", "ten_million")
"""The results that have aims, in the order in which the page shows them."""
_SECTION = re.compile(r"(<!-- measured: (?P<name>\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def page(text: str, results: Path) -> str:
    """The page, with each section filled from the results of that name. ValueError if there are none."""

    def section(found: re.Match) -> str:
        name = found["name"]
        shown = _aims(results) if name == "aims" else _tables(_result(results, name))
        return f"{found[1]}\n{shown}\n\n{found[3]}"

    return _SECTION.sub(section, text)


def _result(results: Path, name: str) -> dict:
    path = results / f"{name}.json"
    if not path.is_file():
        raise ValueError(f"{path} is not there: run make bench first")
    return json.loads(path.read_text(encoding="utf-8"))


def _machine(machine: dict) -> str:
    said = (
        f"Measured on {machine['day']}: {machine['cores']} cores of {machine['processor']}, {machine['memory_gb']} GB of memory,"
        f" {machine['system']}, Python {machine['python']}."
    )
    if machine["is_busy"]:
        said += (
            f" The machine had other work to do (load {machine['load']}),"
            " so the clock says nothing and is left out."
        )
    return said


def _tables(result: dict) -> str:
    is_busy = result["machine"]["is_busy"]
    shown = [_table(title, rows, is_busy) for title, rows in result["tables"].items()]
    return "\n\n".join([_machine(result["machine"]), *shown])


def _aims(results: Path) -> str:
    """All aims, and which of them are not reached."""
    found = [_result(results, name) for name in AIMED]
    aims = [each for result in found for each in result["aims"]]
    lines = ["| work | aim | shortest runs | medians | met |", "|---|---|---:|---:|---|"]
    lines += [
        f"| {each['work']} | {each['aim']} | {each['shortest']:.2f} | {each['middle']:.2f} |"
        f" {'yes' if each['is_met'] else 'no'} |"
        for each in aims
    ]
    short = [each["work"] for each in aims if not each["is_met"]]
    told = f"Not reached: {'; '.join(short)}." if short else "All are reached."
    return "\n\n".join([_machine(found[0]["machine"]), "\n".join(lines), told])


COLUMNS = {
    "processor s": ("processor", ".1f"),
    "median": ("median_processor", ".1f"),
    "of it start": ("start_up", ".1f"),
    "wall s": ("wall", ".1f"),
    "median wall s": ("median_wall", ".1f"),
    "peak MB": ("peak", ",.0f"),
}
"""Header → what a row has under that name, and how it is written."""


def _table(title: str, rows: list[dict], is_busy: bool) -> str:
    took = {row["name"]: row["processor"] for row in rows}
    slowest, limit = took.get(CONTENDERS[SLOWEST]), took.get(CONTENDERS[LIMIT])
    columns = {
        header: column
        for header, column in COLUMNS.items()
        if not (is_busy and "wall" in header) and any(row[column[0]] is not None for row in rows)
    }
    headers = [*columns, *(["times as fast as pandas"] if slowest else [])]
    lines = [f"**{title}**\n", f"| | {' | '.join(headers)} |", f"|---|{'---:|' * len(headers)}"]
    for row in rows:
        cells = ["" if row[name] is None else f"{row[name]:{shown}}" for name, shown in columns.values()]
        cells += [f"{slowest / row['processor']:.1f}"] if slowest else []
        lines.append(f"| {row['name']} | {' | '.join(cells)} |")
    if limit and KAOHE in took:
        lines.append(
            f"\nKaohe takes {took[KAOHE] / limit:.1f} times the processor time of the hand-written {CONTENDERS[LIMIT]}."
        )
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), FOLDER), encoding="utf-8")
