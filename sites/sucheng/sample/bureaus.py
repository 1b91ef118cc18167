"""The rows of the bureaus' forms J01, J02, J03 and J05."""

import random

from sites.sucheng.sample.figures import District
from sites.writing.shares import split

ORDINALS = "一二三四五六七八九十"


def junior_graduates(district: District) -> list[dict]:
    """J01: by junior secondary school; the schools are made up."""
    source = random.Random(f"J01 {district.code}")
    count = district.junior_schools
    graduates = split(district.junior_graduates, [source.uniform(0.7, 1.5) for _ in range(count)])
    stopped = split(district.junior_not_continued, [source.uniform(0.2, 1.5) for _ in range(count)])
    rows = []
    for place, (all_, none) in enumerate(zip(graduates, stopped, strict=True)):
        general, vocational, technical = split(
            all_ - none, [source.uniform(0.5, 0.6), source.uniform(0.33, 0.4), 0.08]
        )
        number = ORDINALS[place] if place < 10 else f"十{ORDINALS[place - 10]}"
        rows.append(
            {
                "school": f"{district.name[:2]}示例第{number}初级中学",
                "graduates": all_,
                "to_general": general,
                "to_vocational": vocational,
                "to_technical": technical,
                "not_continued": none,
            }
        )
    return rows


def adult_exams(district: District, year: int) -> list[dict]:
    """J02: entries for 自考 and 成考 by township."""
    return [
        {
            "township": township.name,
            "self_study": township.self_study[year],
            "adult_exam": township.adult_exam[year],
        }
        for township in district.townships
    ]


def targets(district: District) -> list[dict]:
    """J03: the city's target for the district and, for 宿城区, what the district hands down to its
    townships.
    """
    city = {
        "scheme": "district-quality-2023",
        "indicator": "A1-5",
        "unit": district.name,
        "target": district.target,
    }
    if district.code != "321302":
        return [city]
    townships = [
        {"scheme": "township-2023", "indicator": "A3-1", "unit": township.name, "target": township.target}
        for township in district.townships
    ]
    return [city, *townships]


def population(district: District) -> list[dict]:
    """J05: residents by age."""
    return [
        {
            "township": township.name,
            "residents": township.residents,
            "elderly": township.elderly,
            "working_age": township.working_age,
        }
        for township in district.townships
    ]
