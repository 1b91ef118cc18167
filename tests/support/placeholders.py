"""The product with every sentence a placeholder: run as a process of its own, which writes what it finds.

    python -m tests.support.placeholders figures|findings FOLDER --home HOME [--placeholders]

The rooms whose sentences become placeholders are those that compute, judge and tell. In them a text written
inside a function is a sentence; states, statuses and other words that are decided on stand as constants of a
module. A text with a stop or a comma is a sentence wherever it stands.
"""

import argparse
import ast
import importlib.machinery
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PLACEHOLDER = "□"
ROOMS = (
    "assets.indicators.",
    "assets.scores.",
    "assets.monitoring.",
    "assets.bulletins.",
    "assets.evidence.",
    "assets.simulation.",
    "assets.reviews.",
    "schemas.assessment.rule_texts",
)
CHINESE, STOP = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[，。；：]")


class _Placeholders(ast.NodeTransformer):
    """Puts the placeholder for every Chinese text of a function, and for every sentence outside of one."""

    def __init__(self) -> None:
        self._depth = 0
        self.replaced = 0

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self._depth += 1
        node.body = [self.visit(each) for each in node.body if not _is_docstring(each)] or [ast.Pass()]
        self._depth -= 1
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self._depth += 1
        node = self.generic_visit(node)
        self._depth -= 1
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        texts = [part.value for part in node.values if isinstance(part, ast.Constant)]
        return self._placeholder(node) if any(CHINESE.search(each) for each in texts) else node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if not isinstance(node.value, str) or not CHINESE.search(node.value):
            return node
        return self._placeholder(node) if self._depth or STOP.search(node.value) else node

    def _placeholder(self, node: ast.AST) -> ast.AST:
        self.replaced += 1
        return ast.copy_location(ast.Constant(PLACEHOLDER), node)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


class _Loader(importlib.machinery.SourceFileLoader):
    def get_code(self, fullname: str) -> Any:
        tree = ast.parse(self.get_data(self.path))
        changed = ast.fix_missing_locations(_Placeholders().visit(tree))
        return compile(changed, self.path, "exec", dont_inherit=True)


class _Finder(importlib.machinery.PathFinder):
    """Finds the modules of the rooms."""

    @classmethod
    def find_spec(cls, fullname: str, path: Any = None, target: Any = None) -> Any:
        if not fullname.startswith(ROOMS):
            return None
        spec = super().find_spec(fullname, path, target)
        if spec and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


def install() -> None:
    """From now on modules of the rooms are imported with placeholders, and findings say nothing else."""
    sys.meta_path.insert(0, _Finder)
    from schemas.findings import Sentence

    Sentence.filled = lambda self, **values: Sentence(PLACEHOLDER, PLACEHOLDER)  # type: ignore[method-assign]


# ---------------------------------------------------------------- what must not change

SENTENCES = {"note", "reason", "says", "lacks", "gaps", "message"}
"""The columns that only tell."""


def figures(site: Path, home: Path) -> Iterator[tuple[str, Any]]:
    """Everything that an office's schemes make of its last two months."""
    import pandas as pd

    from assets.bulletins.figures.figures import figures_of
    from assets.bulletins.figures.small_cells import without_small_parts
    from assets.indicators.office_indicators import funnel_of, indicators_of
    from assets.monitoring.gaps import gaps_of
    from assets.monitoring.markdown_tables import put_right, talk_list, to_put_right
    from assets.monitoring.monitoring import monitoring_of
    from assets.scores.conclusions import conclude
    from assets.scores.reassessment import reassess
    from assets.scores.scores import calculate_scores
    from assets.scores.statuses import calculate_statuses
    from schemas.assessment.remarks import read_remarks
    from schemas.settings.bulletins import BulletinSettings, SensitiveData
    from warehouse.office import open_office

    office = open_office(site, home)
    registry = office.site.registry
    sensitive = (SensitiveData(column="X06.examined"), *BulletinSettings().sensitive)
    settings = BulletinSettings(fewer_than=1000, sensitive=sensitive)
    for scheme in office.schemes:
        months = [f"{scheme.year}-{month:02}" for month in (11, 12)]
        by_month = {month: indicators_of(office, scheme, month) for month in months}
        by_month = {month: frame for month, frame in by_month.items() if len(frame)}
        if not by_month:
            continue
        year = pd.concat(by_month.values(), ignore_index=True)
        monitored = monitoring_of(scheme, office.forms, year, registry, list(by_month))
        for name, chosen in (("talk", talk_list), ("to do", to_put_right), ("done", put_right)):
            listed = chosen(monitored)
            wanted = [each for each in ("unit_code", "indicator", "months", "items") if each in listed]
            yield f"{scheme.id} {name}", _rows(listed[wanted])
        for month, frame in by_month.items():
            place = f"{scheme.id} {month}"
            concluded = conclude(scheme, frame, registry, month)
            scores = calculate_scores(scheme, frame, registry, month)
            statuses = calculate_statuses(scheme, frame, month)
            gaps, funnel = (
                gaps_of(scheme, office.forms, frame, registry, month),
                funnel_of(office, scheme, month),
            )
            of_month = monitored[monitored["period"] == month]
            told = {
                "indicators": frame,
                "items": scores.items,
                "totals": scores.totals,
                "sections": scores.sections,
                "grades": scores.grades,
                "conclusions": concluded.units,
                "verdicts": concluded.items,
                "statuses": statuses,
                "gaps": gaps,
                "funnel": funnel,
                "monitoring": of_month,
            }
            for name, each in told.items():
                yield f"{place} {name}", _rows(each.drop(columns=["remarks"], errors="ignore"))
            yield (
                f"{place} remarks",
                [
                    [
                        [str(each.kind), [list(vars(c).values()) for c in each.counts]]
                        for each in read_remarks(row)
                    ]
                    for row in frame["remarks"]
                ],
            )
            yield (
                f"{place} printable",
                [
                    [str(each.kind) for each in without_small_parts(read_remarks(row), scheme, settings)]
                    for row in frame["remarks"]
                ],
            )
            frames = _Frames(frame, scores, gaps, of_month, concluded, statuses, funnel)
            printed = figures_of(scheme, settings, frames, month)
            yield f"{place} printed", [[list(key), vars(each)] for key, each in printed.items()]
            assessed = reassess(office, scheme, month)
            yield f"{place} anew", _rows(assessed.scores.totals)


class _Frames:
    """What the figures of a bulletin are read from."""

    def __init__(self, indicators, scores, gaps, monitoring, concluded, statuses, funnel) -> None:
        self.indicators, self.scores, self.items = indicators, scores.totals, scores.items
        self.grades = scores.grades
        self.gaps, self.monitoring, self.statuses, self.funnel = gaps, monitoring, statuses, funnel
        self.conclusions, self.verdicts = concluded.units, concluded.items


def findings(folder: Path, home: Path) -> Iterator[tuple[str, Any]]:
    """What an office's intake finds in the workbooks of a folder, and which cells it marks in what it returns."""
    import openpyxl

    from assets.submissions.intake import take_in
    from tests.support.offices import read_view
    from tests.support.returned_loop import coloured
    from warehouse.office import open_office

    office = open_office(folder, home)
    take_in(office, "pass-1")
    columns = [
        "form",
        "period",
        "unit_code",
        "level",
        "code",
        "sheet",
        "cell",
        "header",
        "value",
        "row_count",
        "state",
        "version",
    ]
    for view, wanted in (
        ("bi_finding", columns),
        (
            "bi_report_status",
            [
                "unit_code",
                "form",
                "period",
                "status",
                "late",
                "rows_accepted",
                "rows_held",
                "errors",
                "queries",
            ],
        ),
        ("bi_submission", ["file_name", "status", "unit_code", "period"]),
    ):
        frame = read_view(office, view)[wanted]
        yield view, sorted(_rows(frame), key=str)
    for path in sorted((office.home / "returned").rglob("*.xlsx")):
        of_the_unit = openpyxl.load_workbook(path).worksheets[1:]  # before them the opinions in words
        yield path.name, [sorted(coloured(sheet).items()) for sheet in of_the_unit]


def _rows(frame: Any) -> list:
    told = frame.drop(columns=[name for name in SENTENCES if name in frame], errors="ignore")
    return json.loads(told.to_json(orient="split", date_format="iso", double_precision=15))["data"]


def found(what: str, folder: Path, home: Path, *options: str, warehouse: str | None = None) -> dict:
    """What the product makes of it, in a process of its own; ``warehouse``: the database, if it is elsewhere
    than in the home.
    """
    environment = {**os.environ, **({"KAOHE_WAREHOUSE": warehouse} if warehouse else {})}
    command = [sys.executable, "-m", "tests.support.placeholders", what, str(folder), "--home", str(home)]
    done = subprocess.run([*command, *options], capture_output=True, text=True, timeout=600, env=environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def main() -> None:
    """Write what was found to the standard output, as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("figures", "findings"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--placeholders", action="store_true")
    given = parser.parse_args()
    if given.placeholders:
        install()
    found = dict({"figures": figures, "findings": findings}[given.what](given.folder, given.home))
    json.dump(found, sys.stdout, ensure_ascii=False, default=str)


if __name__ == "__main__":
    main()
