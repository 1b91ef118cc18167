"""A large office made for measuring: the townships of a city. Each has one workbook of December 2023 in the
inbox.

Small workbooks hold four forms (Z01, Z02, Z03, Z04) of a dozen rows each. Rosters hold Z02 with thousands of
learners. One workbook in fifty has a fault, so that something is returned. The same arguments always give the
same cells.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

from schemas.office.catalogue import BUILT_IN
from sites.writing.people import resident_id

PERIOD, YEAR, MONTH = "2023-12", 2023, 12
IN_DISTRICT = 400
"""How many townships a district has: their codes have three digits below it."""
FAULTY_EVERY = 50
VILLAGES = ("红卫村", "城北村", "西岗社区", "双桥村", "大同村", "前进村")
TITLES = (
    "居民健康讲座",
    "家庭教育课堂",
    "老年书法班",
    "插花技艺课",
    "电商技能培训",
    "心理健康沙龙",
    "志愿服务集训",
    "太极拳辅导",
)


@dataclass(frozen=True)
class Township:
    """A township, given by its place in the list."""

    number: int

    @property
    def code(self) -> str:
        """Nine digits: the district, and a number within it."""
        return f"{self.district}{100 + self.number % IN_DISTRICT:03}"

    @property
    def district(self) -> str:
        """The code of its district."""
        return f"3213{1 + self.number // IN_DISTRICT:02}"

    @property
    def name(self) -> str:
        """Its name. No other name contains it."""
        return f"样本{self.number:04}镇"


def write_office(folder: Path, townships: int, learners: int, only_roster: bool = False) -> Path:
    """Write a site with its units, scheme and inbox into a folder, unless it exists already. Return its
    path.
    """
    done = folder / "complete"
    if not done.exists():
        inbox = folder / "submissions"
        inbox.mkdir(parents=True, exist_ok=True)
        _write_site(folder, townships)
        for number in range(townships):
            _write_workbook(inbox, Township(number), learners, only_roster)
        done.touch()
    return folder


def write_changed(folder: Path, number: int, learners: int) -> Path:
    """A corrected workbook of one township, with one more activity."""
    township = Township(number)
    path = folder / "submissions" / f"{township.name}更正.xlsx"
    rows = _rows(township, learners)
    rows["Z04"].append([f"{PERIOD}-28", "补报活动", "健康养生", 33, 12, VILLAGES[0]])
    _save(path, township, rows)
    return path


def _write_site(folder: Path, townships: int) -> None:
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ("code", "name", "kind", "parent", "group", "short_names", "valid_from", "valid_to", "successor")
        )
        writer.writerow(("3213", "样本市", "city", "", "", "", "", "", ""))
        places = [Township(number) for number in range(townships)]
        for district in sorted({place.district for place in places}):
            writer.writerow((district, f"样本第{district[4:]}区", "district", "3213", "", "", "", "", ""))
        for place in places:
            writer.writerow((place.code, place.name, "township", place.district, "", "", "", "", ""))
    settings = {
        "id": "bench",
        "name": "样本市教育局",
        "periods": {"history": PERIOD, "first": PERIOD, "last": PERIOD},
        "as_of": "2024-01-10",
        "due_day": 5,
        "inbox": "submissions",
    }
    (folder / "site.yaml").write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")
    (folder / "schemes").mkdir(exist_ok=True)
    (folder / "schemes" / "bench-2023.yaml").write_text(SCHEME, encoding="utf-8")


SCHEME = """\
id: bench-2023
title: 样本市镇街考核（2023年）
year: 2023
authority: 用于测量速度的样例。
illustrative: [全部内容为示例。]
assessed: {kind: township, under: "3213"}
full_score: 100
missing: {share: 0, says: 缺报的指标不得分}
light: {preset: three-colour by points, behind: 0.30}
measures:
  learners: {form: Z02, aggregate: distinct_persons, span: latest}
  regular_learners: {form: Z03, aggregate: sum, columns: [regular_learners], span: latest}
  attendances: {form: Z04, aggregate: sum, columns: [attendances], span: year_to_date}
indicators:
  B-1:
    name: 学员数
    unit_of_measure: 人
    formula: {kind: total, measures: [learners]}
    target: {kind: number, value: 12}
    weight: 40
    score: {method: 目标达成}
  B-2:
    name: 经常性参与人数
    unit_of_measure: 人
    formula: {kind: total, measures: [regular_learners]}
    target: {kind: number, value: 500}
    weight: 30
    score: {method: 目标达成}
  B-3:
    name: 活动人次
    unit_of_measure: 人次
    formula: {kind: total, measures: [attendances]}
    weight: 30
    score: {method: 排名赋分, step: 1, least: 5}
"""


def _write_workbook(inbox: Path, township: Township, learners: int, only_roster: bool) -> None:
    rows = _rows(township, learners)
    if only_roster:
        rows = {"Z02": rows["Z02"]}
    if township.number % FAULTY_EVERY == 7:
        rows["Z02"][3][5] = "12345"
        if not only_roster:
            rows["Z03"][0][5:7] = [0, 35]
    _save(inbox / f"{township.name}{YEAR}年{MONTH}月报表.xlsx", township, rows)


def _save(path: Path, township: Township, rows: dict[str, list[list[object]]]) -> None:
    workbook = Workbook(write_only=True)
    for form, records in rows.items():
        sheet = workbook.create_sheet(BUILT_IN[form].title)
        sheet.append([BUILT_IN[form].title])
        sheet.append([f"填报单位：{township.name}        报告期：{YEAR}年{MONTH}月"])
        sheet.append([column.header for column in BUILT_IN[form].columns])
        for record in records:
            sheet.append(record)
        sheet.append(["填表人：测试员        审核人：测试员"])
    workbook.save(path)


def _rows(township: Township, learners: int) -> dict[str, list[list[object]]]:
    number = township.number
    survey = [[village, 40 + place, 38 + place, 3, 9, 6 + learners] for place, village in enumerate(VILLAGES)]
    elderly = [
        [
            f"{township.name}老年大学分校",
            "镇街老年大学分校",
            "是",
            "是",
            date(2022, 11, 3),
            4,
            80 + number % 9,
            420,
            210,
        ],
        *([f"{village}学习点", "村（社区）学习点", "否", "否", None, 2, 31, 60, 25] for village in VILLAGES),
    ]
    activities = [
        [date(YEAR, MONTH, 3 + 2 * day), title, "公民素质", 40 + day, 20, VILLAGES[day % 6]]
        for day, title in enumerate(TITLES)
    ]
    return {"Z01": survey, "Z02": list(_learners(number, learners)), "Z03": elderly, "Z04": activities}


def _learners(township: int, count: int) -> Iterator[list[object]]:
    for place in range(count):
        # Every person of the office once: there are 998 numbers for each day of birth.
        day, sequence = divmod(township * count + place, 998)
        number = resident_id(date(1970, 1, 1) + timedelta(days=day), sequence + 1)
        sex = "男" if int(number[16]) % 2 else "女"
        class_name, phone = f"{place // 40 + 1}班", f"1990000{place % 10_000:04}"
        person = ["张三", number, sex, VILLAGES[place % 6], "初中", phone]
        yield [
            *person,
            "家政服务",
            "镇成人学校",
            class_name,
            date(YEAR, 9, 1),
            "已录入",
            "标准像",
            "是",
            "在读",
        ]
