"""The rows of the forms Z01, Z02 and J03."""

import random
from datetime import date, timedelta

from sites.county.sample.figures import CLASS_SIZE, MONTHS, PRACTICE_BASES, TOWNSHIPS, Township
from sites.writing.people import Population
from sites.writing.shares import split

VILLAGES = (
    "上寨村",
    "下寨村",
    "新民村",
    "红星村",
    "平地村",
    "岩脚村",
    "河口村",
    "坡头村",
    "长田村",
    "茶园村",
    "凉井村",
    "大寨社区",
)
MAJORS = tuple(PRACTICE_BASES)
FIRST_DAY = date(2022, 4, 6)


def villages(township: Township) -> list[str]:
    """The villages of a township, the same in every form; their names are made up."""
    return random.Random(f"villages {township.code}").sample(VILLAGES, 6)


def survey(township: Township, month: int) -> list[dict]:
    """Z01: the township's survey of a quarter by village."""
    source = random.Random(f"Z01 {township.code}")
    places = villages(township)
    weights = [source.uniform(0.7, 1.4) for _ in places]
    figures = township.surveys[month]
    columns = {
        "census_count": figures.census,
        "surveyed_count": figures.surveyed,
        "disabled_count": figures.disabled,
        "away_count": figures.away,
        "planned_count": figures.planned,
    }
    parts = {name: split(total, weights) for name, total in columns.items()}
    return [
        {"village": village} | {name: parts[name][place] for name in columns}
        for place, village in enumerate(places)
    ]


class Roster:
    """Z02 of a township: its learners in the order in which they enrolled, and how each stood at the end of a
    month.
    """

    def __init__(self, township: Township, population: Population):
        self.township = township
        source = random.Random(f"Z02 {township.code}")
        self.people = [self._person(day, population, source) for day in self._days(source)]
        self.lacking = _lacking(township, source)
        self.provisional = [source.choice(("标准像", "户口册", "标准像、户口册", None)) for _ in self.people]

    def rows(self, month: int) -> list[dict]:
        """The roster of a month: everybody who has enrolled by then."""
        standing = self.township.standings[month]
        registered = set(self._registering()[: standing.registered])
        last_month = month == MONTHS[-1]
        return [
            person
            | {
                "major_name": self._major(place),
                "teaching_point": person["teaching_point"] or PRACTICE_BASES[self._major(place)],
                "class_name": f"2022双提升{self._class(place):02}班" if place < standing.in_class else None,
                "registration": "已注册"
                if place in registered
                else "已录入"
                if place < standing.entered
                else "未录入",
                "missing_documents": self._lacks(place, place in registered, last_month),
                "online": "是" if place < standing.online else "否",
                "completion": "结业" if place < standing.completed else "在读",
            }
            for place, person in enumerate(self.people[: standing.enrolled])
        ]

    def _registering(self) -> list[int]:
        """Who gets registered at all, in the order in which it happens: the first classes before the later
        ones.
        """
        return [place for place in range(len(self.people)) if place not in self.lacking]

    def _lacks(self, place: int, is_registered: bool, last_month: bool) -> str | None:
        if is_registered:
            return None
        return self.lacking.get(place) or (None if last_month else self.provisional[place])

    def _class(self, place: int) -> int:
        """The number of a learner's class; the county counts its classes through."""
        return self.township.first_class + place // CLASS_SIZE

    def _major(self, place: int) -> str:
        return MAJORS[self._class(place) % len(MAJORS)]

    def _days(self, source: random.Random) -> list[date]:
        """A day for each learner such that the roster of a month holds nobody who came later."""
        days: list[date] = []
        for month in MONTHS:
            start = FIRST_DAY if month == MONTHS[0] else date(2022, month, 1)
            span = (date(2022, month, 27) - start).days
            new = self.township.standings[month].enrolled - len(days)
            days += sorted(start + timedelta(days=source.randrange(span)) for _ in range(new))
        return days

    def _person(self, enrolled_on: date, population: Population, source: random.Random) -> dict:
        person = population.person(date(1964, 1, 1), date(2003, 12, 31))
        place = source.choice(villages(self.township))
        return {
            "name": person.name,
            "resident_id": person.resident_id,
            "sex": person.sex,
            "village": place,
            "education": source.choices(("未上过学", "小学"), (9, 1))[0],
            "phone": person.phone if source.random() > 0.15 else None,
            "teaching_point": source.choices((f"{self.township.name}{place}教学点", None), (5, 1))[0],
            "enrolled_on": enrolled_on,
        }


def _lacking(township: Township, source: random.Random) -> dict[int, str]:
    """Who lacks what for good: places behind the first class or two, spread over the roster."""
    total = township.standings[MONTHS[-1]].enrolled
    kinds = [kind for kind, count in township.lacking.items() for _ in range(count)]
    source.shuffle(kinds)
    places = sorted(
        source.sample(
            range(max(standing.completed for standing in township.standings.values()), total), len(kinds)
        )
    )
    return dict(zip(places, kinds, strict=True))


def targets() -> list[dict]:
    """J03: the county's target from the prefecture, and what it hands down to the townships that train."""
    handed_down = [
        {"scheme": "dual-upgrade-2022", "indicator": "A5-1", "unit": township.name, "target": township.target}
        for township in TOWNSHIPS
        if township.target
    ]
    total = sum(row["target"] for row in handed_down)
    return [
        {"scheme": "dual-upgrade-2022", "indicator": "A5-1", "unit": "示例县", "target": total},
        *handed_down,
    ]
