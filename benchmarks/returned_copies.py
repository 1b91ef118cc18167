"""How long a roster of 2,000 rows takes from the file to the returned workbook (read, reviewed, marked,
written), and what the copy of a small form costs.

Run it as ``python -m benchmarks.returned_copies``. One row in twenty is faulty. The targets are less than 3
seconds for the roster on 2 cores, and at most 15 ms for the copy of the small form.
"""

import io
import time
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median

from assets.submissions.blank import blank_workbook
from assets.submissions.reading.reader import read_workbook
from assets.submissions.returned import Heading, write_returned
from assets.submissions.review.reports import ReportTable, ReviewContext, review
from assets.submissions.tables.finding import find_workbook_tables
from benchmarks.measuring import FOLDER, Aim, save
from schemas.office.catalogue import BUILT_IN
from schemas.office.unit import Unit
from schemas.office.units import UnitRegistry
from schemas.texts.identifiers import RESIDENT_ID_CHECK_CHARACTERS, RESIDENT_ID_WEIGHTS

ROWS, EVERY, RUNS = 2_000, 20, 5
SMALL_ROWS, SMALL_RUNS, COPY = 20, 40, 15
FORM = BUILT_IN["Z02"]
UNIT = Unit("321302101", "耿车镇", "township", "321302")
REGISTRY = UnitRegistry([Unit("321302", "宿城区", "district"), UNIT])
FAULTS = (
    {"联系电话": "123"},
    {"性别": "男"},
    {"身份证号": "321399199305061222"},
    {"文化程度": "高中"},
    {"村（社区）": None},
    {"报名日期": "2023年13月"},
)


def resident_id(number: int) -> str:
    """The ID number of a woman from the unassigned county 321399."""
    born = date(1970, 1, 1) + timedelta(days=number)
    digits = f"321399{born:%Y%m%d}002"
    return (
        digits
        + RESIDENT_ID_CHECK_CHARACTERS[
            sum(int(one) * weight for one, weight in zip(digits, RESIDENT_ID_WEIGHTS, strict=True)) % 11
        ]
    )


def roster(rows: int) -> bytes:
    """A blank workbook filled in with so many learners. One in EVERY has a fault."""
    workbook = blank_workbook([FORM], UNIT, "2023-12")
    sheet = workbook[FORM.title]
    for number in range(rows):
        values = {
            "姓名": "张三",
            "身份证号": resident_id(number),
            "性别": "女",
            "村（社区）": "红卫村",
            "文化程度": "初中",
            "联系电话": "13912345678",
            "培训专业": "家政服务",
            "教学点": "镇成人学校",
            "班级": f"{number // 40 + 1}班",
            "报名日期": date(2023, 9, 1),
            "学籍状态": "已录入",
            "缺失材料": "身份证、标准像",
            "线上学习": "是",
            "结业状态": "在读",
        }
        values.update(FAULTS[number // EVERY % len(FAULTS)] if number % EVERY == 0 else {})
        for column, described in enumerate(FORM.columns, 1):
            sheet.cell(5 + number, column).value = values[described.header]
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def timed(name: str, seconds: dict[str, float], step: Callable):
    """The result of a step. Its processor time is entered in ``seconds``."""
    start = time.process_time()
    result = step()
    seconds[name] = time.process_time() - start
    return result


def main() -> None:
    """Print the times of each run, the shortest of all, and the median for the copy of a small form."""
    data = roster(ROWS)
    heading = Heading("宿城区教育局", UNIT.name, "2023-12", "名册.xlsx")
    totals = []
    for _ in range(RUNS):
        seconds: dict[str, float] = {}
        returned(data, heading, seconds)
        totals.append(sum(seconds.values()))
        print(", ".join(f"{name} {took:.2f} s" for name, took in seconds.items()))
    print(f"roster, best of {RUNS}: {min(totals):.2f} s (target 3 s)")
    small, copies = roster(SMALL_ROWS), []
    for _ in range(SMALL_RUNS):
        seconds = {}
        returned(small, heading, seconds)
        copies.append(seconds["write"] * 1000)
    print(f"copy of a small form, median of {SMALL_RUNS}: {median(copies):.1f} ms (target {COPY} ms)")
    FOLDER.mkdir(exist_ok=True)
    work = "the returned copy of a small form, ms"
    save("returned_copies", {}, [Aim(work, f"≤ {COPY}", COPY, None, min(copies), median(copies))])


def returned(data: bytes, heading: Heading, seconds: dict[str, float]) -> None:
    """One file read, reviewed and written back. The time of each step is entered in ``seconds``.

    As in an intake, the workbook that was read is still at hand when the copy is written.
    """
    workbook = timed("read", seconds, lambda: read_workbook(data, "名册.xlsx"))
    tables = timed("find", seconds, lambda: find_workbook_tables(workbook, BUILT_IN))
    reports = [ReportTable("report", UNIT.code, "2023-12", table) for table in tables]
    reviewed = timed("review", seconds, lambda: review(FORM, reports, ReviewContext(REGISTRY)))
    timed(
        "write",
        seconds,
        lambda: write_returned(data, "名册.xlsx", heading, reviewed.findings, reviewed.marks, read=workbook),
    )


if __name__ == "__main__":
    main()
