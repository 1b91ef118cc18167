"""Which files came when: two quarters of four districts; one of them corrects itself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sites.writing.forms import PrintedColumn, PrintedForm
from sites.writing.habits import habits
from sites.writing.inbox import Parcel
from sites.writing.sheets import Report

QUALITY = PrintedForm(
    "D01",
    "教育高质量发展季报表",
    "人",
    (
        PrintedColumn("graduates", "初中毕业生数", "count", 12),
        PrintedColumn("entered", "升入高中阶段人数", "count", 14),
        PrintedColumn("teachers", "专业课教师数", "count", 12),
        PrintedColumn("dual", "双师型教师数", "count", 12),
        PrintedColumn("trained", "本季度职业培训人次", "count", 16),
        PrintedColumn("population", "劳动年龄人口", "count", 16),
        PrintedColumn("awards", "本季度省级以上获奖", "count", 16),
    ),
)

QUARTERS = {
    3: {
        "东城区": (5000, 4950, 400, 240, 12000, 400000, 1),
        "西城区": (4000, 3920, 300, 150, 8000, 400000, 0),
        "南山县": (3000, 2880, 200, 80, 5000, 250000, None),
        "北河县": (2500, 2400, 180, 54, 2000, 200000, 0),
    },
    6: {
        "东城区": (5000, 4950, 400, 248, 12000, 400000, 1),
        "西城区": (4000, 3940, 300, 165, 10000, 400000, 2),
        "南山县": (3000, 2910, 200, 90, 6000, 250000, None),
        "北河县": (2500, 2410, 180, 63, 4000, 200000, 0),
    },
}
"""By month and district the cells of the form, in its order; 南山县 leaves its awards blank."""


def parcels() -> Iterator[Parcel]:
    """All parcels, the same every time. 西城区 first sends more who entered than graduated."""
    for month, districts in QUARTERS.items():
        for place, (name, cells) in enumerate(districts.items()):
            row = dict(zip([column.name for column in QUALITY.columns], cells, strict=True))
            received = datetime(2024, month + 1, 3, 9, 10 + place)
            if (month, name) == (6, "西城区"):
                wrong = row | {"entered": 4390}
                yield _parcel(place, name, month, datetime(2024, 7, 2, 16, 30), wrong)
                corrected = _parcel(place, name, month, received, row)
                yield replace(corrected, file_name=corrected.file_name.replace(".xlsx", "（更正）.xlsx"))
            else:
                yield _parcel(place, name, month, received, row)


def _parcel(place: int, name: str, month: int, received: datetime, row: dict) -> Parcel:
    ways = replace(habits(place, name), header_rows=1, codes_as_numbers=False)
    report = Report("D01", [row], printed=QUALITY)
    return Parcel(f"{name}2024年{month}月季报表.xlsx", received, ways, 2024, month, (report,))
