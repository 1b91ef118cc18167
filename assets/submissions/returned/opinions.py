"""The content of the sheet 审核意见 in a returned workbook: findings, their places and what to do."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from assets.submissions.opening.explanations import FindingKey
from assets.submissions.returned.marking import Mark
from assets.submissions.returned.places import SheetPlaces
from assets.submissions.review.findings import row_ranges
from schemas.findings import Level
from schemas.periods import parse_period

INSTRUCTIONS = (
    "1. 标红的单元格是强制性错误，必须改正；标黄的是核实性错误，请改正，或在“核实说明”栏写明原因。",
    "2. 请直接在本文件中修改，点“位置”可跳到要改的单元格。",
    "3. 改好后保存，把本文件原样报回；只写“核实无误”“属实”等没有写明原因的，不予采纳。",
)
COSTS = "4. “涉及分值”是考核中要用这张报表计算的指标的分值，报表退回或有行留置时，这些指标缺数或少算。"
NO_COST = -1.0
"""The cost of a finding that has no known cost in score. It is sorted after findings that cost 0."""

ADVICE = {Level.HARD: "请改正后重新报送。", Level.QUERY: "请改正，或在“核实说明”栏写明原因。"}
"""What to do about a finding whose sentence does not say it."""


@dataclass(frozen=True)
class Heading:
    """What stands above the list.

    ``change``: what has become of the findings of the last review (上次12条，已改9 …), if there was one.
    ``form_titles``: the titles of the forms by code. ``decisions``: what the office has decided about the
    file (认定).
    """

    office: str
    unit: str
    period: str
    file_name: str
    change: str = ""
    form_titles: Mapping[str, str] = field(default_factory=dict)
    decisions: tuple[str, ...] = ()

    def line(self) -> str:
        """Unit, period and file in one line."""
        year, month = parse_period(self.period).split("-") if self.period else ("", "")
        period = f"{year}年{int(month)}月" if self.period else ""
        return "　　".join(
            filter(
                None,
                (self.unit, period, f"文件：{self.file_name}", f"审核：{self.office}" if self.office else ""),
            )
        )


@dataclass
class OpinionLine:
    """A line of the list: findings that say the same about the same column of a sheet.

    ``where``: the place in words. ``sheet``: the unit's own name of the sheet, or "" for the file as a whole.
    ``cell``: the address in that sheet. ``told_sheet``: the sheet's name in the findings. ``message``: the
    whole sentence.
    """

    level: Level
    message: str
    wrong: str
    advice: str
    sheet: str
    cell: str
    where: str
    cost: float
    count: int = 0
    keys: list[FindingKey] = field(default_factory=list)
    told_sheet: str = ""

    @property
    def is_of_sheet(self) -> bool:
        """Whether it is about a whole sheet."""
        return bool(self.sheet) and not any(key.cell for key in self.keys)


def opinion_lines(findings: pd.DataFrame, places: SheetPlaces) -> list[OpinionLine]:
    """The findings as lines. Those that must be corrected come first, then those that cost most in score.

    Lines that are equal in this stay in the order of the workbook.
    """
    alike: dict[tuple, list[dict]] = defaultdict(list)
    for number, finding in enumerate(findings.to_dict("records")):
        text = {name: "" if pd.isna(value) else value for name, value in finding.items()}
        same = tuple(text[name] for name in ("level", "form", "code", "sheet", "column", "wrong", "advice"))
        same = (*same, text.get("overruled", ""))
        group = (*same, number) if text["places"] or text["row"] == "" else same
        alike[group].append(text)
    lines = [_line(group, places) for group in alike.values()]
    return sorted(lines, key=lambda line: (line.level is not Level.HARD, -line.cost))


def _line(alike: list[dict], places: SheetPlaces) -> OpinionLine:
    first, level = alike[0], Level(alike[0]["level"])
    overruled = first.get("overruled", "")
    rows = [int(each["row"] or 0) for each in alike]
    return OpinionLine(
        level,
        first["message"],
        first["wrong"],
        f"已特批，不用再改：{overruled}。"
        if overruled
        else (first["advice"] or ADVICE[level]) + first.get("example", ""),
        sheet=places.sheet_name(first["sheet"]),
        cell=first["cell"] or places.title_cell(first["form"], first["sheet"]),
        where=_where(first, rows, places),
        cost=NO_COST if first.get("cost", "") == "" else float(first["cost"]),
        count=sum(int(each["row_count"]) for each in alike),
        keys=[FindingKey.of(each) for each in alike],
        told_sheet=first["sheet"],
    )


def _where(finding: dict, rows: list[int], places: SheetPlaces) -> str:
    """The place of a line: the address, and the names of row and column.

    The sheet's name is added if the workbook has several sheets.
    """
    if not finding["sheet"]:
        return "整个文件"
    several, count = finding["places"], finding["row_count"]
    if len(rows) > 1:
        several, count = row_ranges(rows), len(rows)
    shown = f"{several}，共{count}处" if several else ""
    row = "" if shown else finding.get("row_name", "")
    address = shown or finding["cell"] or "整表"
    address = address if places.is_only_sheet(finding["sheet"]) else f"{finding['sheet']} {address}"
    named = " · ".join(filter(None, (row, finding["header"])))
    # LibreOffice drops line breaks in linked cells: without the colon, F5 and its name would run together.
    return f"{address}：\n{named}" if named else address


def title_marks(lines: Iterable[OpinionLine]) -> list[Mark]:
    """Marks for findings about a whole sheet. They are put at the cell with its title."""
    return [Mark(line.sheet, line.cell, line.level, line.message) for line in lines if line.is_of_sheet]


def answers_by_key(explanations: pd.DataFrame | None) -> dict[str, str]:
    """The unit's explanations by the text of the finding's key."""
    if explanations is None:
        return {}
    named = explanations[["form", "code", "column", "row_key"]].itertuples(index=False, name=None)
    return {
        json.dumps(identity, ensure_ascii=False): text
        for identity, text in zip(named, explanations["text"], strict=True)
    }
