"""The rows of the service centre's forms C01–C03."""

import random
from datetime import date, timedelta

from sites.city.sample import figures
from sites.city.sample.figures import SCHOOLS
from sites.writing.people import Population, credit_code

PLACES = ("开发区", "高新区", "老城区", "滨海新区", "示例县", "东山镇", "西河镇", "大学城")
KINDS = ("青年创业孵化基地", "众创空间", "返乡创业园", "科技企业孵化器")
FOR_VOCATIONAL = (
    "职业教育创业孵化基地", "职业院校学生创业园", "市职校创客中心", "建材学校创新工坊",
    "卫校康养创业基地", "旅游学校文创孵化基地", "县职教中心农创园",
)  # fmt: skip
INDUSTRIES = ("玻璃制造", "装备制造", "海洋食品", "康养旅游", "电子商务", "智慧物流", "新能源", "生物医药")
FULL_NAMES = {school.code: school.name for school in SCHOOLS}


def incubators() -> list[dict]:
    """C01: by incubator; the sums are the city's figures. The largest does not know its jobs exactly and
    writes 余.
    """
    source = random.Random("C01")
    others = [f"{place}{kind}" for kind in KINDS for place in PLACES]
    names = [*FOR_VOCATIONAL, *source.sample(others, figures.INCUBATORS - len(FOR_VOCATIONAL))]
    weights = [source.uniform(0.4, 1.6) * (0.6 if name in FOR_VOCATIONAL else 1) for name in names]
    jobs = _split(figures.JOBS, weights)
    loans = _split(figures.LOANS, weights)
    vocational = _split(
        figures.LOANS_VOCATIONAL,
        [loan * (2.4 if name in FOR_VOCATIONAL else 1) for name, loan in zip(names, loans, strict=True)],
    )
    rows = []
    for name, tenants, people, loan, part in zip(
        names, _split(figures.TENANTS, weights), jobs, loans, vocational, strict=True
    ):
        rows.append(
            {
                "incubator": name,
                "for_vocational": "是" if name in FOR_VOCATIONAL else "否",
                "tenants": tenants,
                "jobs": f"{people}余" if people == max(jobs) else people,
                "loans": loan,
                "loans_vocational": part,
            }
        )
    return rows


def _split(total: int, weights: list[float]) -> list[int]:
    """``total`` in whole numbers in proportion to the weights; what rounding leaves goes to the first."""
    parts = [int(total * weight / sum(weights)) for weight in weights]
    return [parts[0] + total - sum(parts), *parts[1:]]


def platform_members(population: Population) -> list[dict]:
    """C02: enterprises, schools and experts, in the order in which they joined."""
    source = random.Random("C02")
    members = [
        (
            f"示例{INDUSTRIES[place % len(INDUSTRIES)]}第{place // len(INDUSTRIES) + 1}有限公司",
            "企业",
            credit_code(1000 + place),
        )
        for place in range(figures.ENTERPRISES)
    ]
    schools = [
        *FULL_NAMES.values(),
        *(f"示例职业学院第{place}分院" for place in range(1, figures.SCHOOLS_ON_PLATFORM - len(SCHOOLS) + 1)),
    ]
    members += [(name, "院校", None) for name in schools]
    experts: dict[str, None] = {}
    while len(experts) < figures.EXPERTS:
        experts[population.name()] = None
    members += [(name, "专家", None) for name in experts]
    source.shuffle(members)
    days = sorted(date(2022, 6, 1) + timedelta(days=source.randrange(900)) for _ in members)
    names = ("member", "kind", "credit_code", "joined_on")
    return [dict(zip(names, (*member, day), strict=True)) for member, day in zip(members, days, strict=True)]


def major_changes() -> list[dict]:
    """C03: the majors that schools add and drop in 2024."""
    added = [
        (FULL_NAMES[school], code, name, "新增", industry)
        for school, code, name, industry in figures.NEW_MAJORS
    ]
    dropped = [
        (FULL_NAMES[school], code, name, "撤销", None) for school, code, name in figures.DROPPED_MAJORS
    ]
    names = ("school", "major_code", "major_name", "change", "industry")
    return [dict(zip(names, row, strict=True)) for row in (*added, *dropped)]
