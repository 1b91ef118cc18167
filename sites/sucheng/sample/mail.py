"""Which files came when: every unit's workbooks, and the late, missing, faulty, corrected, doubled and stray
ones among them.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from sites.sucheng.sample import bureaus, first_months, schools, townships
from sites.sucheng.sample.figures import DISTRICTS, SUCHENG, District, School, Township
from sites.writing.habits import habits
from sites.writing.inbox import Parcel
from sites.writing.people import Population, with_wrong_check
from sites.writing.sending import file_name, received_in_time
from sites.writing.sheets import Report

MONTHS = (10, 11, 12)
WORKING_DAYS = {
    (2022, 10): (date(2022, 11, 2), date(2022, 11, 4)),
    (2022, 12): (date(2023, 1, 3), date(2023, 1, 4), date(2023, 1, 5)),
    (2023, 1): (date(2023, 2, 2), date(2023, 2, 3)),
    (2023, 10): (date(2023, 11, 1), date(2023, 11, 2), date(2023, 11, 3), date(2023, 11, 6)),
    (2023, 11): (date(2023, 12, 1), date(2023, 12, 4), date(2023, 12, 5)),
    (2023, 12): (date(2024, 1, 2), date(2024, 1, 3), date(2024, 1, 4), date(2024, 1, 5)),
}
"""The days on which reports of a month came in time; the 5th of November 2023 is a Sunday, so the 6th still
is.
"""

LATE = {
    ("321302109", 10): datetime(2023, 11, 9, 10, 12),
    ("321302111", 11): datetime(2023, 12, 7, 15, 40),
    ("321302XX02", 11): datetime(2023, 12, 6, 9, 5),
    ("321302006", 12): datetime(2024, 1, 8, 11, 31),
    ("321302112", 12): datetime(2024, 1, 9, 16, 20),
    ("321322903", 12): datetime(2024, 1, 8, 14, 2),
}
MISSING = {("321302112", 11)}
NO_ACTIVITIES = {("321302006", 10)}

WRITES_ITSELF = {
    "321302003": "宿城区河滨街道办事处",
    "321302005": "双庄街办",
    "321302102": "埠子",
    "321302110": "宿迁市宿城区蔡集镇人民政府",
    "321302XX02": "信息中专",
}
OLD_NAME = {("321302112", 10): "屠园乡"}
FILE_NAMES = {
    ("321302006", 11): "上报表.xlsx",
    ("321302007", 11): "Book1.xlsx",
    ("321302103", 10): "10月(1).xlsx",
    ("321302111", 12): "新建 XLSX 工作表.xlsx",
    ("321302109", 11): "陈集镇2023年11月报表.xlsx",  # all that says whose report it is
    (
        "321302004",
        11,
    ): "古城街道-社区教育报表-2023.10(1).xlsx",  # last month's name, the sheets say November: sent again
}
SENT_AGAIN = datetime(2023, 12, 4, 8, 50)
LINE_LEFT_BLANK = {("321302109", 11)}


class Mail:
    """All parcels of the sample. People are made in a fixed order, so the same parcels come out every
    time.
    """

    def __init__(self):
        self.population = Population("宿城区")
        units = [unit for district in DISTRICTS for unit in (*district.townships, *district.schools)]
        codes = [unit.code for unit in units] + [district.bureau for district in DISTRICTS]
        names = [unit.name for unit in units] + [f"{district.name}教育局" for district in DISTRICTS]
        self.habits = {
            code: habits(place, WRITES_ITSELF.get(code, name))
            for place, (code, name) in enumerate(zip(codes, names, strict=True))
        }
        self.names = dict(zip(codes, names, strict=True)) | {
            "321302XX01": "宿城中专",
            "321302XX02": "信息中专",
        }

    def parcels(self) -> Iterator[Parcel]:
        for district in DISTRICTS:
            yield from self._from_bureau(district)
            for school in district.schools:
                yield from self._from_school(school)
            for township in district.townships:
                yield from self._from_township(township)
        yield from self._oddities()
        yield from first_months.stray()

    def _parcel(
        self,
        code: str,
        year: int,
        month: int,
        reports: list[Report],
        suffix: str = "",
        received_at: datetime | None = None,
    ) -> Parcel:
        ways = self.habits[code]
        if year == 2023 and (code, month) in OLD_NAME:
            ways = replace(ways, unit_name=OLD_NAME[code, month])
        if year == 2023 and (code, month) in LINE_LEFT_BLANK:
            ways = replace(ways, line=5)
        name = file_name(self.names[code], year, month, ways.file_name, suffix, this_year=year == 2023)
        if not suffix and year == 2023:
            name = FILE_NAMES.get((code, month), name)
        late = LATE.get((code, month)) if year == 2023 else None
        return Parcel(
            name,
            received_at or late or received_in_time(name, WORKING_DAYS[year, month]),
            ways,
            year,
            month,
            tuple(reports),
        )

    # ------------------------------------------------------------------ bureaus
    def _from_bureau(self, district: District) -> Iterator[Parcel]:
        code = district.bureau
        groups = (7, 8) if district is SUCHENG else ()
        yield self._parcel(
            code, 2022, 12, [Report("J02", bureaus.adult_exams(district, 2022), groups=groups)]
        )
        targets = Report("J03", bureaus.targets(district))
        people = Report("J05", _with_old_name(bureaus.population(district)), groups=groups)
        if district is SUCHENG:
            yield self._parcel(code, 2023, 1, [targets], suffix="目标任务分解")
            yield self._parcel(code, 2023, 1, [people], suffix="人口基数")
        else:
            yield self._parcel(code, 2023, 1, [targets, people])
        yield self._parcel(code, 2023, 10, [Report("J01", bureaus.junior_graduates(district))])
        exams = Report("J02", _with_short_name(bureaus.adult_exams(district, 2023)), groups=groups)
        yield self._parcel(code, 2023, 12, [exams, Report("R01", schools.tasks(code))])
        yield from first_months.from_bureau(code, self.habits[code], self.names[code])

    # ------------------------------------------------------------------ schools
    def _from_school(self, school: School) -> Iterator[Parcel]:
        yield self._parcel(school.code, 2022, 10, [Report("X01", schools.enrolment(school, 2022))])
        yield self._parcel(
            school.code, 2022, 12, [Report("X02", schools.graduates(school, 2022, self.population))]
        )
        yield from first_months.from_school(school, self.habits[school.code], self.names[school.code])
        yearly = [Report("X01", schools.enrolment(school, 2023)), Report("X07", schools.conditions(school))]
        if school.code == schools.INFORMATION_VOCATIONAL:
            yield self._parcel(school.code, 2023, 10, [*_with_slips(yearly), *self._monthly(school, 10)])
            corrected_at = datetime(2023, 11, 6, 16, 45)
            yield self._parcel(school.code, 2023, 10, yearly, suffix="更正", received_at=corrected_at)
        else:
            yield self._parcel(school.code, 2023, 10, [*yearly, *self._monthly(school, 10)])
        yield self._parcel(school.code, 2023, 11, self._monthly(school, 11))
        yield from self._december_of_school(school)

    def _monthly(self, school: School, month: int) -> list[Report]:
        awards = schools.contest_awards(school, month, self.population)
        return [Report("X04", awards), Report("X05", schools.training_sessions(school, month))]

    def _december_of_school(self, school: School) -> Iterator[Parcel]:
        """宿城中专 sends its two rosters in a file of their own, the others all in one workbook."""
        graduates = schools.graduates(school, 2023, self.population)
        if school.code == schools.SUCHENG_VOCATIONAL:
            well_paid = next(row for row in graduates if row["destination"] == "直接就业")
            well_paid["monthly_pay"] = 38_000  # to be explained, not to be returned
        rosters = [Report("X02", graduates), Report("X03", schools.teachers(school, self.population))]
        tables = [
            *self._monthly(school, 12),
            Report("X06", schools.certificates(school)),
            Report("X08", schools.cooperation(school)),
        ]
        tables.append(Report("R01", schools.tasks(school.code)))
        if school.code == schools.SUCHENG_VOCATIONAL:
            yield self._parcel(school.code, 2023, 12, tables)
            yield self._parcel(school.code, 2023, 12, rosters, suffix="名册")
        else:
            yield self._parcel(school.code, 2023, 12, [*tables, *rosters])

    # ------------------------------------------------------------------ townships
    def _from_township(self, township: Township) -> Iterator[Parcel]:
        learners = townships.learners(township, self.population)
        ways, name = self.habits[township.code], self.names[township.code]
        yield from first_months.from_township(township, learners, ways, name)
        for month in MONTHS:
            if (township.code, month) in MISSING:
                continue
            roster = Report("Z02", self._roster(township, month, learners))
            activities = (
                []
                if (township.code, month) in NO_ACTIVITIES
                else townships.community_activities(township, month)
            )
            others = [
                _elderly_education(township, month),
                Report("Z04", _with_wrong_month(township, month, activities)),
            ]
            if month == 12:
                others.insert(0, Report("Z01", _survey(township)))
            if township.name == "蔡集镇":
                yield self._parcel(township.code, 2023, month, others)
                yield self._parcel(township.code, 2023, month, [roster], suffix="双提升名册")
            else:
                yield self._parcel(township.code, 2023, month, [roster, *others])

    def _roster(self, township: Township, month: int, learners: list[dict]) -> list[dict]:
        """The learners enrolled by then, with some clerks' slips: December's are rows too many, November's is
        put right later.
        """
        rows = [dict(row) for row in learners[: townships.enrolled_by(township, month)]]
        if (township.name, month) == ("幸福街道", 11):
            rows[4]["resident_id"] = with_wrong_check(rows[4]["resident_id"])
        if month != 12 or township.name not in ("埠子镇", "耿车镇", "陈集镇"):
            return rows
        person = self.population.person(date(1975, 1, 1), date(1999, 12, 31))
        slip = rows[-1] | {
            "name": person.name,
            "resident_id": person.resident_id,
            "sex": person.sex,
            "phone": person.phone,
        }
        if township.name == "埠子镇":
            slip["resident_id"] = with_wrong_check(person.resident_id)
        elif township.name == "耿车镇":
            slip["sex"] = "女" if person.sex == "男" else "男"
        else:
            slip["resident_id"] = float(
                person.resident_id[:15] + "000"
            )  # typed into a cell of numbers, Excel keeps 15 digits
        return [*rows[:9], slip, *rows[9:]]

    # ------------------------------------------------------------------ corrected, doubled and stray files
    def _oddities(self) -> Iterator[Parcel]:
        longhe = next(township for township in SUCHENG.townships if township.name == "龙河镇")
        corrected = Report("Z03", townships.elderly_education(longhe, 12))
        yield self._parcel(
            longhe.code,
            2023,
            12,
            [corrected],
            suffix="老年教育（更正）",
            received_at=datetime(2024, 1, 5, 17, 8),
        )
        name = file_name("双庄街道", 2023, 12, self.habits["321302005"].file_name)
        copied_at = datetime(2024, 1, 5, 15, 55)
        yield Parcel(
            name.replace(".xlsx", " - 副本.xlsx"), copied_at, self.habits["321302005"], 2023, 12, copy_of=name
        )
        yield Parcel(
            "古城街道-社区教育报表-2023.11.xlsx",
            SENT_AGAIN,
            self.habits["321302004"],
            2023,
            11,
            copy_of=FILE_NAMES["321302004", 11],
        )
        stranger = replace(SUCHENG.townships[0], code="321302999", name="罗圩乡", learners=6, residents=9_000)
        rows = [
            Report("Z02", townships.learners(stranger, self.population)),
            Report("Z03", townships.elderly_education(stranger, 12)),
        ]
        yield Parcel(
            "罗圩乡2023年12月报表.xlsx",
            datetime(2024, 1, 4, 9, 26),
            habits(7, "罗圩乡"),
            2023,
            12,
            tuple(rows),
        )


def _with_old_name(rows: list[dict]) -> list[dict]:
    """The population table still calls 屠园镇 a 乡."""
    return [row | {"township": "屠园乡"} if row["township"] == "屠园镇" else row for row in rows]


def _with_short_name(rows: list[dict]) -> list[dict]:
    return [
        row | {"township": row["township"].removesuffix("镇")}
        if row["township"] in ("埠子镇", "龙河镇")
        else row
        for row in rows
    ]


def _with_slips(yearly: list[Report]) -> list[Report]:
    """信息中专's first version: more local pupils than admitted ones, and one digit too many in the
    teachers.
    """
    enrolment, conditions = ([dict(row) for row in report.rows] for report in yearly)
    enrolment[2]["admitted_local"] = enrolment[2]["admitted"] + 12
    conditions[0]["dual_teachers"] *= 10
    return [Report("X01", enrolment), Report("X07", conditions)]


def _elderly_education(township: Township, month: int) -> Report:
    """Z03 with the faults for which three of them go back."""
    rows = townships.elderly_education(township, month)
    totals = {}
    if (township.name, month) == ("埠子镇", 11):
        rows[-1] |= {"activities": 0, "attendances": 35}
        totals["regular_learners"] = sum(row["regular_learners"] for row in rows) + 60
    if (township.name, month) == ("中扬镇", 10):
        rows[1]["attendances"] = "#REF!"
    if (township.name, month) == ("龙河镇", 12):
        rows[0]["plaque"] = "否"
    return Report("Z03", rows, totals)


def _with_wrong_month(township: Township, month: int, activities: list[dict]) -> list[dict]:
    """河滨街道 puts an activity of December into its ledger of November."""
    if (township.name, month) == ("河滨街道", 11):
        activities[-1]["held_on"] = date(2023, 12, 2)
    return activities


def _survey(township: Township) -> list[dict]:
    """Z01: 洋北街道 has fewer people surveyed than away; 王官集镇 found a fifth less than the census, which
    it must explain.
    """
    rows = townships.survey(township)
    if township.name == "洋北街道":
        rows[1]["surveyed_count"] = rows[1]["away_count"] - 5
    if township.name == "王官集镇":
        for row in rows:
            row["surveyed_count"] = round(row["census_count"] * 0.8)
    return rows
