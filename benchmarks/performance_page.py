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
_SECTION = re.compile(r"(<!-- measured: (?P<name>\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def page(text: str, results: Path) -> str:
    """The page, with each section filled from the results of that name. ValueError if there are none."""

    def section(found: re.Match) -> str:
        path = results / f"{found['name']}.json"
        if not path.is_file():
            raise ValueError(f"{path} is not there: run make bench first")
        return f"{found[1]}\n{_tables(json.loads(path.read_text(encoding='utf-8')))}\n{found[3]}"

    return _SECTION.sub(section, text)


def _tables(result: dict) -> str:
    machine = result["machine"]
    said = (
        f"Measured on {machine['day']}: {machine['cores']} cores of {machine['processor']}, {machine['memory_gb']} GB of memory,"
        f" {machine['system']}, Python {machine['python']}."
    )
    shown = (
        [_aims(result["aims"])]
        if "aims" in result
        else [_table(title, rows) for title, rows in result["tables"].items()]
    )
    return "\n\n".join([said, *shown]) + "\n"


def _aims(aims: list[dict]) -> str:
    lines = ["| work | aim | shortest runs | medians | met |", "|---|---|---:|---:|---|"]
    lines += [
        f"| {each['work']} | {each['aim']} | {each['shortest']:.2f} | {each['middle']:.2f} |"
        f" {'yes' if each['is_met'] else 'no'} |"
        for each in aims
    ]
    return "\n".join(lines)


def _table(title: str, rows: list[dict]) -> str:
    walls = {row["name"]: row["wall"] for row in rows}
    slowest, limit = walls.get(CONTENDERS[SLOWEST]), walls.get(CONTENDERS[LIMIT])
    lines = [
        f"**{title}**\n",
        "| | wall s | processor s | peak MB | rows/s | times as fast as pandas |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        rate = f"{row['rows'] / row['wall']:,.0f}" if row["rows"] else ""
        ratio = f"{slowest / row['wall']:.1f}" if slowest else ""
        lines.append(
            f"| {row['name']} | {row['wall']:.1f} | {row['processor']:.1f} | {row['peak']:,.0f} | {rate} | {ratio} |"
        )
    if limit and KAOHE in walls:
        lines.append(
            f"\nKaohe takes {walls[KAOHE] / limit:.1f} times as long as the hand-written {CONTENDERS[LIMIT]}."
        )
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), FOLDER), encoding="utf-8")
