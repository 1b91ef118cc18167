"""A report has only the schemes assessed that its form can change. Whatever comes in whatever order, an office
then holds what one holds that assesses everything once, from nothing.
"""

import random
import shutil

import pytest

from assets.indicators.assets import indicator_key
from pipelines.orchestration import execution
from tests.support.contents import KEYS_OF_HOMES, NAMES_OF_PASSES, ORDER_OF_PROCESSING, database_contents
from tests.support.offices import SmallOffice
from tests.support.workbooks import township_workbook

UNITS, MONTHS, FORMS = ("耿车镇", "埠子镇"), ("2023-10", "2023-11"), ("Z02", "Z03", "Z04")
SCHEME = """\
id: {name}
title: {name}
year: 2023
authority: 示例
assessed: {{kind: township, under: "321302"}}
full_score: 100
missing: {{share: 0, says: 缺报不得分}}
light: {{preset: three-colour by points}}
measures:
  counted: {measure}
indicators:
  B-1:
    name: 完成数
    unit_of_measure: 人
    formula: {{kind: total, measures: [counted]}}
    target: {{kind: number, value: 90}}
    weight: 60
    score: {{method: 目标达成, below: proportional}}
  B-2:
    name: 完成数的名次
    unit_of_measure: 人
    formula: {{kind: total, measures: [counted]}}
    weight: 40
    score: {{method: 排名赋分, step: 5, least: 5}}
"""
MEASURES = {
    "rosters": "{form: Z02, aggregate: distinct_persons, span: latest}",
    "elderly": "{form: Z03, aggregate: sum, columns: [attendances], span: year_to_date}",
    "activities": "{form: Z04, aggregate: count, span: year_to_date}",
}


class Office(SmallOffice):
    """An office of two townships with a scheme for each of their forms, beside the one for everything."""

    def __init__(self, folder) -> None:
        super().__init__(folder, first=MONTHS[0])
        for name, measure in MEASURES.items():
            path = self.site_folder / "schemes" / f"{name}.yaml"
            path.write_text(SCHEME.format(name=name, measure=measure), encoding="utf-8")


@pytest.fixture
def asked(monkeypatch) -> list[set[str]]:
    """The ids of the schemes that each assessment of a period was to make."""
    found: list[set[str]] = []
    choose = execution.assess_selection

    def chosen(office, period, **options):
        selection = choose(office, period, **options)
        found.append({each.id for each in office.schemes if indicator_key(each) in selection})
        return selection

    monkeypatch.setattr(execution, "assess_selection", chosen)
    return found


def contents(office: SmallOffice):
    return database_contents(office.home, without=NAMES_OF_PASSES | ORDER_OF_PROCESSING | KEYS_OF_HOMES)


def test_a_report_has_only_the_schemes_assessed_that_read_its_form(tmp_path, asked):
    office = Office(tmp_path)
    office.send("1.xlsx", township_workbook("耿车镇", "2023-11"), "2023-12-01 09:00")
    office.run()
    everything = {"rosters", "elderly", "activities", "township-2023"}
    assert asked == [everything] * len(asked)
    asked.clear()
    office.send(
        "2.xlsx", township_workbook("耿车镇", "2023-11", sheets=["Z04"], events=3), "2023-12-02 09:00"
    )
    office.run()
    assert asked == [{"activities", "township-2023"}], "the last counts late reports of any form"
    asked.clear()
    assert office.run("2023-11").periods == ("2023-11",)
    assert asked == [everything], "a steward who asks for a period gets all of it"


def test_after_any_series_of_changes_all_is_as_if_it_was_assessed_from_nothing(tmp_path, asked):
    chance = random.Random(20231)
    office = Office(tmp_path)
    for step in range(6):
        unit, month, form = (chance.choice(each) for each in (UNITS, MONTHS, FORMS))
        changes = chance.choice([{}, {"attendances": chance.randint(40, 400)}])
        content = township_workbook(
            unit,
            month,
            sheets=FORMS if step == 0 else [form],
            # Both townships may name the same persons. Then rows of one are held back.
            first_learner=chance.choice([1, 3, 50]),
            learners=chance.randint(2, 5),
            events=chance.randint(1, 5),
            **changes,
        )
        office.send(f"{step}.xlsx", content, f"2023-12-{step + 1:02} 09:00")
        office.run()
    assert any(len(each) < len(MEASURES) for each in asked), "some schemes kept their figures"
    afresh = Office(tmp_path / "afresh")
    shutil.copytree(office.inbox, afresh.inbox, dirs_exist_ok=True)
    afresh.home.mkdir()
    shutil.copy2(office.home / "person.key", afresh.home)
    afresh.run()
    kept, anew = contents(office), contents(afresh)
    differing = {name: (set(kept[name]) ^ set(anew[name])) for name in kept if kept[name] != anew[name]}
    assert not differing
