"""The sample office: its script makes the committed workbooks, and their figures add up to those of the work
report.

The workbooks are counted here with openpyxl alone, so that the figures are known without the product's own
reader.
"""

import csv
import re
import unicodedata
import zipfile
from collections import defaultdict
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sites.sucheng.sample.first_months import FOLDER
from sites.writing.forms import FORMS
from tests.support.sample_files import assert_script_makes_committed_files

SITE = Path(__file__).parents[2] / "sites" / "sucheng"
INBOX = SITE / "submissions"
TITLES = {
    "X01": "招生与在校生情况表",
    "X02": "毕业生去向名册",
    "X03": "专任与双师型教师名册",
    "X04": "技能大赛获奖表",
    "X05": "社会培训班次表",
    "X06": "证书考核情况表",
    "X07": "办学条件情况表",
    "X08": "校企合作项目表",
    "Z01": "未上学人口摸底表",
    "Z02": "学历技能双提升学员名册",
    "Z03": "老年教育机构月报表",
    "Z04": "社区教育活动台账",
    "J01": "初中毕业生升学情况表",
    "J02": "自考成考报名情况表",
    "J03": "目标任务下达表",
    "J05": "镇街人口基数表",
    "R01": "重点任务与成果台账",
}
SCHOOLS = ("321302XX01", "321302XX02")
HELD_LEARNERS = 3
"""Rows of December's rosters that cannot be accepted: a wrong check character, a wrong sex, a rounded
number.
"""


def units() -> dict[str, str]:
    """Every name and short name of a unit, and the code it stands for; those of a closed unit stand for its
    successor.
    """
    names = {}
    with (SITE / "units.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in (row["name"], *filter(None, row["short_names"].split("、"))):
                names[name] = row["successor"] or row["code"]
    return names


def received() -> list[tuple[str, datetime]]:
    """The files of the fourth quarter and of last year, and when they came."""
    return [line for line in all_received() if "/" not in line[0]]


def all_received() -> list[tuple[str, datetime]]:
    with (INBOX / "received.csv").open(encoding="utf-8", newline="") as file:
        lines = [
            (row["file_name"], datetime.fromisoformat(row["received_at"])) for row in csv.DictReader(file)
        ]
    return sorted(lines, key=lambda line: line[1])


def plain(value: object) -> str:
    """A cell's text without blanks, line breaks and footnote marks, in narrow letters."""
    return re.sub(
        r"[\s*①]", "", unicodedata.normalize("NFKC", "" if value is None else str(value).replace("①", ""))
    )


def number(value: object) -> float:
    match = re.match(r"[\d.]+", plain(value).replace(",", ""))
    return float(match[0]) if match else 0.0


def headers_of(form: str) -> list[str]:
    return [plain(column.header) for column in FORMS[form].columns]


class Table:
    """The records of one sheet, found by their headers; totals, blank rows, repeated headers and footers are
    left out.
    """

    def __init__(self, form: str, rows: list[tuple]):
        self.form = form
        headers = headers_of(form)
        self.places, last = {}, 0
        for number_, row in enumerate(rows[:9]):
            for place, cell in enumerate(row):
                for header in headers:
                    if plain(cell) and plain(cell) in (header, header.removeprefix("其中:")):
                        self.places.setdefault(header, place)
                        last = max(last, number_)
        self.records = [row for row in rows[last + 1 :] if self._is_record(row)]

    def _is_record(self, row: tuple) -> bool:
        filled = [plain(cell) for cell in row if plain(cell)]
        first = self.places[headers_of(self.form)[0]]
        is_other = any(
            re.match(r"合计|小计|总计|填表人|审核人|单位负责人|注:|零报告|本月无|无$", text)
            for text in filled[:2]
        )
        return len(filled) > 2 and not is_other and plain(row[first]) not in ("", headers_of(self.form)[0])

    def column(self, header: str) -> list[object]:
        place = self.places[plain(header)]
        return [row[place] for row in self.records]

    def total(self, header: str, **only: str) -> float:
        chosen = [True] * len(self.records)
        for name, value in only.items():
            chosen = [
                keep and plain(cell) == plain(value)
                for keep, cell in zip(chosen, self.column(name), strict=True)
            ]
        return sum(number(cell) for cell, keep in zip(self.column(header), chosen, strict=True) if keep)


@pytest.fixture(scope="module")
def versions() -> dict[tuple[str, str, str], list[Table]]:
    """All tables by unit, form and month, in the order in which they came."""
    names = sorted(units().items(), key=lambda item: -len(item[0]))
    found = defaultdict(list)
    for file_name, _ in received():
        workbook = load_workbook(INBOX / file_name, data_only=True)
        for sheet in workbook:
            rows = list(sheet.iter_rows(values_only=True))
            text = " ".join(plain(cell) for row in rows[:3] for cell in row)
            form = next((code for code, title in TITLES.items() if title in text), None)
            if form is None:
                continue
            unit = next(
                (code for where in (text, file_name) for name, code in names if plain(name) in where),
                file_name,
            )
            month = re.search(r"(20\d\d)[年.\-](\d{1,2})", text) or re.search(
                r"(20\d\d)年(\d{1,2})", file_name
            )
            found[unit, form, f"{month[1]}-{int(month[2]):02}"].append(
                _pairs(rows) if form == "X07" else Table(form, rows)
            )
    return found


def _pairs(rows: list[tuple]) -> dict[str, float]:
    """The vertical form: the number beside each label."""
    values = {}
    for row in rows:
        for place, cell in enumerate(row[:-1]):
            if plain(cell) in headers_of("X07"):
                values[plain(cell)] = number(row[place + 1])
    return values


@pytest.fixture(scope="module")
def last(versions):
    """The newest table of each report of 宿城区's units. None of those of December that the figures need goes
    back to its unit.
    """
    return {key: tables[-1] for key, tables in versions.items()}


@pytest.fixture(scope="module")
def of_townships(last):
    def tables(form: str, month: str) -> dict[str, Table]:
        return {
            unit: table
            for (unit, form_, month_), table in last.items()
            if (form_, month_) == (form, month) and re.fullmatch(r"321302\d{3}", unit)
        }

    return tables


def test_every_unit_sent_what_the_office_is_to_receive(last, of_townships):
    assert len(of_townships("Z03", "2023-10")) == 15
    assert len(of_townships("Z03", "2023-11")) == 14, "屠园镇 sent nothing for November"
    assert all(len(of_townships(form, "2023-12")) == 15 for form in ("Z01", "Z02", "Z03", "Z04"))
    owed = {"X02", "X03", "X04", "X05", "X06", "X08", "R01"}
    assert all(
        {form for unit, form, month in last if (unit, month) == (school, "2023-12")} == owed
        for school in SCHOOLS
    )


def test_quality_figures_of_the_district(last, of_townships):
    january, december = "2023-01", "2023-12"
    juniors = last["321302JYJ", "J01", "2023-10"]
    continued = sum(juniors.total(header) for header in ("升入普通高中", "升入中等职业学校", "升入技工学校"))
    assert continued / juniors.total("毕业生数") > 0.99
    further = {
        year: sum(last[school, "X02", f"{year}-12"].column("去向").count("升学") for school in SCHOOLS)
        for year in (2022, 2023)
    }
    assert further == {2022: 955, 2023: 1180}
    divisions = [
        plain(code)
        for school in SCHOOLS
        for code in last[school, "X02", december].column("就业地区划代码")
        if code
    ]
    assert sum(code.startswith("3213") for code in divisions) / len(divisions) > 0.75
    exams = last["321302JYJ", "J02", december]
    assert (exams.total("自考报名人数"), exams.total("成考报名人数")) == (5826, 5732)
    before = last["321302JYJ", "J02", "2022-12"]
    assert before.total("自考报名人数") + before.total("成考报名人数") < 11558
    learners = [
        plain(cell) for table in of_townships("Z02", december).values() for cell in table.column("身份证号")
    ]
    assert len(set(learners)) == len(learners) == 505 + HELD_LEARNERS
    elderly = last["321302JYJ", "J05", january].total("60周岁以上常住老年人口")
    institutions = of_townships("Z03", december).values()
    assert elderly == 104998
    assert sum(table.total("经常性参与人数（累计）") for table in institutions) == 35148
    assert sum(table.total("学分银行开户数（累计）") for table in institutions) == 17322
    branches = [
        zip(table.column("机构类型"), table.column("是否挂牌"), strict=True) for table in institutions
    ]
    assert sum(("镇街老年大学分校", "是") in rows for rows in branches) == 15
    assert sum("是" in table.column("是否市级达标认定") for table in institutions) == 11


def test_targets_of_the_townships_add_up_to_that_of_the_district(last):
    targets = last["321302JYJ", "J03", "2023-01"]
    assert (
        targets.total("目标值", 考核方案="district-quality-2023", 指标代码="A1-5", 被考核单位="宿城区") == 425
    )
    assert targets.total("目标值", 考核方案="township-2023", 指标代码="A3-1") == 425
    assert len(targets.records) == 16


def test_annual_task_figures_of_the_bureau(last):
    quarter = ("2023-10", "2023-11", "2023-12")
    assert [last[school, "X01", "2023-10"].total("招生数") for school in SCHOOLS] == [1630, 1275]
    sessions = [last[school, "X05", month] for school in SCHOOLS for month in quarter]
    trained = {
        category: sum(table.total("培训人数（人）", 培训类别=category) for table in sessions)
        for category in ("学历技能双提升", "残疾人培训", "民兵职业技能培训", "企业新型学徒制")
    }
    assert trained == {
        "学历技能双提升": 505,
        "残疾人培训": 166,
        "民兵职业技能培训": 166,
        "企业新型学徒制": 492,
    }
    assert max(number(cell) for table in sessions for cell in table.column("培训人数（人）")) <= 200
    assert (
        sum(last[school, "X06", "2023-12"].total("考证人数", 证书类型="1+X证书") for school in SCHOOLS) == 662
    )
    paths = {
        year: [path for school in SCHOOLS for path in last[school, "X02", f"{year}-12"].column("升学类型")]
        for year in (2022, 2023)
    }
    assert {year: cells.count("对口高考本科") for year, cells in paths.items()} == {2022: 8, 2023: 21}


def test_integrated_enterprises(last):
    tables = [last[school, "X08", "2023-12"] for school in SCHOOLS]
    rows = [
        row
        for table in tables
        for row in zip(table.column("企业名称"), table.column("产教融合型企业"), strict=True)
    ]
    assert {name for name, tier in rows if tier == "市级"} == {
        "江苏德顺",
        "江苏沃绿宝生物科技",
        "宿迁力士乐",
        "江苏箭鹿",
        "江苏佩捷",
    }
    assert any(tier == "否" for _, tier in rows)


def test_contest_awards(last):
    awards = defaultdict(int)
    for (unit, form, _), table in last.items():
        if form == "X04" and unit in SCHOOLS and table.records:
            for award in zip(
                *(table.column(header) for header in ("赛事层级", "赛事类别", "奖项")), strict=True
            ):
                awards[award] += 1
    medals = {
        award: count
        for (tier, track, award), count in awards.items()
        if (tier, track) == ("省级", "学生技能")
    }
    assert medals == {"金牌": 1, "银牌": 2, "铜牌": 6}
    assert (
        awards["国家级", "教学能力", "一等奖"]
        == awards["省级", "教学能力", "银牌"]
        == awards["省级", "教学能力", "铜牌"]
        == 1
    )


def test_task_ledgers(last):
    quantities = defaultdict(float)
    for unit in (*SCHOOLS, "321302JYJ"):
        table = last[unit, "R01", "2023-12"]
        for category, state, quantity in zip(
            *(table.column(header) for header in ("事项类别", "状态", "数量")), strict=True
        ):
            quantities[category, state] += number(quantity)
    assert quantities == {
        ("双师型基地", "已完成"): 1,
        ("优质专业（群）", "已申报"): 2,
        ("技能体验中心", "已申报"): 3,
        ("领航学校", "推进中"): 1,
        ("产教融合实训基地", "已申报"): 2,
        ("生产性实训基地", "已申报"): 3,
        ("其他", "已申报"): 1,
        ("建议提案主办", "已完成"): 2,
        ("建议提案协办", "已完成"): 3,
    }


@pytest.mark.parametrize("year", [2022, 2023])
def test_rosters_of_graduates_are_as_long_as_the_enrolment_table_says(last, year):
    schools = {unit for unit, form, _ in last if form == "X02"}
    assert len(schools) == 4
    for school in schools:
        assert len(last[school, "X02", f"{year}-12"].records) == last[school, "X01", f"{year}-10"].total(
            "毕业生数"
        ), school


def test_conditions_agree_with_enrolment_and_fall_short_of_the_standard(last):
    for school in SCHOOLS:
        conditions = last[school, "X07", "2023-10"]
        students = conditions["全日制在校生数(人)"]
        assert students == last[school, "X01", "2023-10"].total("在校生数")
        assert conditions["校园占地面积(平方米)"] / students < 33
        assert conditions["教学仪器设备总值(万元)"] * 10_000 / students < 2500


def test_elderly_education_grows_gently_and_stays_below_the_population(last, of_townships):
    months = [of_townships("Z03", month) for month in ("2023-10", "2023-11", "2023-12")]
    for before, after in pairwise(months):
        for unit in before.keys() & after.keys():
            assert before[unit].total("学分银行开户数（累计）") < after[unit].total("学分银行开户数（累计）")
            change = (
                after[unit].total("经常性参与人数（累计）") / before[unit].total("经常性参与人数（累计）") - 1
            )
            assert 0 <= change < 0.2
    population = last["321302JYJ", "J05", "2023-01"]
    elderly = sorted(number(cell) for cell in population.column("60周岁以上常住老年人口"))
    assert len(elderly) == 15
    names = units()
    for name, cell in zip(
        population.column("镇街"), population.column("60周岁以上常住老年人口"), strict=True
    ):
        assert months[2][names[plain(name)]].total("经常性参与人数（累计）") <= number(cell)


def test_nobody_leaves_a_cumulative_roster(of_townships):
    rosters = [of_townships("Z02", month) for month in ("2023-10", "2023-11", "2023-12")]
    assert sum(len(table.records) for table in rosters[0].values()) < 400
    for unit, table in rosters[0].items():
        people = {plain(cell).upper() for cell in table.column("身份证号")}
        assert people <= {plain(cell).upper() for cell in rosters[2][unit].column("身份证号")}


def test_the_faults_that_send_reports_back(versions):
    survey = versions["321302007", "Z01", "2023-12"][-1]
    assert any(
        number(a) < number(b)
        for a, b in zip(survey.column("摸排人数"), survey.column("其中：外出务工"), strict=True)
    )
    idle = versions["321302102", "Z03", "2023-11"][-1]
    assert ("0", "35") in [
        (plain(a), plain(b))
        for a, b in zip(idle.column("本月活动次数"), idle.column("本月参与人次"), strict=True)
    ]
    assert "#REF!" in versions["321302107", "Z03", "2023-10"][-1].column("本月参与人次")
    corrected = versions["321302103", "Z03", "2023-12"]
    assert [table.column("是否挂牌")[0] for table in corrected] == ["否", "是"]
    first, second = versions["321302XX02", "X07", "2023-10"]
    assert (first["其中:双师型教师(人)"], second["其中:双师型教师(人)"]) == (550, 55)
    assert (
        len(versions["321302006", "Z04", "2023-10"][-1].records)
        == len(versions["321302XX02", "X04", "2023-12"][-1].records)
        == 0
    )


def test_late_doubled_and_stray_files():
    times = dict(received())
    assert set(times) == {path.name for path in INBOX.glob("*.xlsx")}
    assert {f"{FOLDER}/{path.name}" for path in (INBOX / FOLDER).iterdir()} == {
        name for name, _ in all_received() if "/" in name
    }
    assert max(times.values()) < datetime(2024, 1, 10)
    assert sum(time > datetime(2024, 1, 6) for time in times.values()) == 3
    copy = next(name for name in times if "副本" in name)
    assert (INBOX / copy).read_bytes() == (INBOX / copy.replace(" - 副本", "")).read_bytes()
    assert "罗圩乡2023年12月报表.xlsx" in times
    assert "罗圩乡" not in units()


def test_all_numbers_belong_to_nobody(versions):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    wrong = set()
    for (unit, form, month), tables in versions.items():
        if form not in ("X02", "X03", "Z02"):
            continue
        for cell in tables[-1].column("身份证号"):
            if isinstance(cell, float):
                wrong.add((unit, month, "rounded"))
                continue
            text = plain(cell).upper()
            assert text.startswith("321399")
            check = "10X98765432"[
                sum(weight * int(digit) for weight, digit in zip(weights, text, strict=False)) % 11
            ]
            if check != text[17]:
                wrong.add((unit, month, "check"))
    assert wrong == {
        ("321302001", "2023-11", "check"),
        ("321302102", "2023-12", "check"),
        ("321302109", "2023-12", "rounded"),
    }


def test_the_earlier_months_hold_the_same_made_up_people():
    numbers = set()
    for path in (INBOX / FOLDER).glob("*.xlsx"):
        with zipfile.ZipFile(path) as archive:
            sheets = b" ".join(archive.read(name) for name in archive.namelist() if name.startswith("xl/"))
        cells = unicodedata.normalize("NFKC", sheets.decode())
        numbers |= set(re.findall(r"(?<!\d)\d{17}[\dXx](?!\d)", cells))
    assert len(numbers) > 300
    assert {number[:6] for number in numbers} == {"321399"}


def test_the_folder_stays_small():
    files = [path for path in INBOX.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 5_000_000


def test_the_script_makes_the_committed_files(tmp_path):
    assert_script_makes_committed_files("sucheng", tmp_path)
