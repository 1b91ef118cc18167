"""The review loop: what comes back, how it is answered, what the next review makes of it."""

import itertools
import json
import stat

import openpyxl
import pytest

from assets.submissions.blank.templates import NoTemplate, wanted_templates, write_template
from assets.submissions.returned.owed import write_owed_workbooks
from schemas.office.catalogue import BUILT_IN
from tests.support.returned_loop import LoopOffice, coloured, explain, heading, opinions, saved
from tests.support.review_examples import learner, resident_id
from tests.support.submitted_files import xlsx
from warehouse.standing.outcomes import submission_outcome

SIZE = {
    "session_no": "1",
    "title": "电工培训",
    "category": "职工培训",
    "started_on": "2023-12-01",
    "ended_on": "2023-12-02",
    "income": 1.5,
}


def sheet(code: str, period: str, *rows: dict, unit: str = "宿城中专") -> list[list]:
    year, month = period.split("-")
    columns = BUILT_IN[code].columns
    top = [
        [BUILT_IN[code].title],
        [f"填报单位：{unit}　报告期：{year}年{int(month)}月"],
        [column.header for column in columns],
    ]
    return [*top, *([row.get(column.name) for column in columns] for row in rows)]


def sessions(period: str, *trainees: int, **changes) -> list[list]:
    """Training sessions (X05) of so many trainees; more than 200 have to be explained."""
    rows = [
        {
            **SIZE,
            "session_no": str(number),
            "started_on": f"{period}-01",
            "ended_on": f"{period}-02",
            "trainees": count,
            "attendances": count,
        }
        for number, count in enumerate(trainees, start=1)
    ]
    return sheet("X05", period, *({**row, **changes} for row in rows))


def certificates(period: str, examined: int, certified: int) -> list[list]:
    return sheet(
        "X06",
        period,
        {
            "kind": "1+X证书",
            "certificate": "电工",
            "level": "中级",
            "assessed_on": "2023-11-05",
            "examined": examined,
            "certified": certified,
        },
    )


@pytest.fixture(scope="module")
def new_office(tmp_path_factory):
    """An office that has a database and nothing in it."""
    made = LoopOffice(tmp_path_factory.mktemp("new"))
    made.office.engine.dispose()
    return made


@pytest.fixture
def loop(new_office, tmp_path):
    return new_office.copy(tmp_path / "office")


REASON = "农业局联合办班，两个校区同时开课"


def test_a_faulty_report_comes_back_is_corrected_and_explained_and_is_accepted(loop):
    loop.take(
        "12月.xlsx",
        xlsx({"培训": sessions("2023-12", 40, 260), "证书": certificates("2023-12", 50, 60)}),
        "2024-01-02 09:00",
    )
    assert loop.statuses() == {("X05", "2023-12"): "accepted_with_queries", ("X06", "2023-12"): "returned"}
    [path] = loop.paths()
    assert path.startswith("returned/2023-12/宿城中专-2023-12-退回件-")
    [(reason,)] = loop.rows("SELECT reason FROM bi_submission")
    assert reason.endswith(f"退回件：{path}")

    workbook = loop.workbook_of("12月.xlsx")
    assert workbook.sheetnames == ["审核意见", "培训", "证书"]
    assert coloured(workbook["培训"]) == {"F5": "query"}
    assert coloured(workbook["证书"]) == {"E4": "hard", "F4": "hard"}
    assert [(line["级别"], line["位置"]) for line in opinions(workbook)] == [
        ("强制性错误", "证书 F4：\n电工 · 取证人数"),
        ("核实性错误", "培训 F5：\n电工培训 · 培训人数（人）"),
    ]
    assert not any("上次" in line for line in heading(workbook))

    workbook["证书"]["F4"].value = 45
    loop.take("12月更正.xlsx", explain(workbook, REASON), "2024-01-03 09:00")
    assert loop.statuses() == {("X05", "2023-12"): "accepted", ("X06", "2023-12"): "accepted"}
    assert loop.findings() == [("X05-3", "F5", "explained")]
    assert loop.rows("SELECT status, reason FROM bi_submission WHERE file_name = '12月更正.xlsx'") == [
        ("accepted", None)
    ]
    assert loop.rows("SELECT queries FROM bi_report_status WHERE form = 'X05' AND period = '2023-12'") == [
        (0,)
    ]
    assert loop.paths() == [path], "nothing is left to ask, so nothing comes back"


def test_the_next_review_tells_the_difference(loop):
    loop.take(
        "1.xlsx",
        xlsx({"培训": sessions("2023-12", 260, 270, 280), "证书": certificates("2023-12", 50, 60)}),
        "2024-01-02 09:00",
    )
    workbook = loop.workbook_of("1.xlsx")
    workbook["证书"]["F4"].value = 45
    workbook["培训"]["F4"].value = 60
    workbook["培训"]["B6"].value = None
    loop.take("2.xlsx", workbook, "2024-01-03 09:00")
    again = loop.workbook_of("2.xlsx")
    assert "本次审核意见：强制性错误1处，核实性错误2处。上次4条，已改2，未改2，新增1。" in heading(again)
    with loop.office.engine.connect() as connection:
        outcome = submission_outcome(connection, loop.office.site, "321302XX01", "2023-12")
    assert outcome.answer.change == "上次4条，已改2，未改2，新增1。"
    [path] = outcome.answer.workbooks
    assert heading(openpyxl.load_workbook(loop.home / path)) == heading(again)

    again["培训"]["B6"].value = "焊工培训"
    loop.take("3.xlsx", explain(again, REASON), "2024-01-04 09:00")
    with loop.office.engine.connect() as connection:
        outcome = submission_outcome(connection, loop.office.site, "321302XX01", "2023-12")
    assert outcome.answer.change == "上次3条，已改1，已说明2，未改0，新增0。"
    assert outcome.reason is None


@pytest.mark.parametrize("words", ["核实无误", "经核实，情况属实。", "1111", "张三"])
def test_empty_talk_is_refused(loop, words):
    loop.take("1.xlsx", xlsx({"培训": sessions("2023-12", 260)}), "2024-01-02 09:00")
    loop.take("2.xlsx", explain(loop.workbook_of("1.xlsx"), words), "2024-01-03 09:00")
    assert loop.statuses() == {("X05", "2023-12"): "accepted_with_queries"}
    assert loop.findings() == [("X05-3", "F4", "open"), ("empty-explanation", "F4", "open")]
    again = loop.workbook_of("2.xlsx")
    [line] = opinions(again)
    assert line["核实说明"] == words, "the clerk sees what was written"
    assert "没有写明原因" in line["怎么改"]
    assert "上次1条，已改0，未改1，新增0。" in heading(again)[-1]
    loop.take("3.xlsx", explain(again, REASON), "2024-01-04 09:00")
    assert loop.findings() == [("X05-3", "F4", "explained")]


def test_no_words_of_a_clerk_are_kept_in_the_database(loop):
    loop.take("1.xlsx", xlsx({"培训": sessions("2023-12", 260, 270)}), "2024-01-02 09:00")
    workbook = loop.workbook_of("1.xlsx")
    loop.take("2.xlsx", explain(workbook, "王五"), "2024-01-03 09:00")
    loop.take("3.xlsx", explain(workbook, "张三老师请假，由李四代课"), "2024-01-04 09:00")
    loop.office.engine.dispose()
    for path in loop.home.glob("warehouse.db*"):
        content = path.read_bytes()
        assert not any(name.encode() in content for name in ("张三", "李四", "王五"))


def test_an_explanation_is_remembered_until_the_value_changes(loop):
    loop.take("12.xlsx", xlsx({"培训": sessions("2023-12", 260, title="春季班")}), "2024-01-02 09:00")
    loop.take("12更正.xlsx", explain(loop.workbook_of("12.xlsx"), REASON), "2024-01-03 09:00")
    loop.take("1.xlsx", xlsx({"培训": sessions("2024-01", 40, 230)}), "2024-02-02 09:00")
    loop.take("2.xlsx", xlsx({"培训": sessions("2024-02", 260, 261)}), "2024-03-02 09:00")
    assert loop.statuses() == {
        ("X05", "2023-12"): "accepted",
        ("X05", "2024-01"): "accepted_with_queries",
        ("X05", "2024-02"): "accepted_with_queries",
    }
    assert loop.findings() == [
        ("X05-3", "F4", "explained"),
        ("X05-3", "F5", "open"),
        ("X05-3", "F4", "explained"),
        ("X05-3", "F5", "open"),
    ]
    workbook = loop.workbook_of("2.xlsx")
    assert coloured(workbook["培训"]) == {"F5": "query"}, "what was explained before is not asked again"
    assert [line["位置"] for line in opinions(workbook)] == ["F5：\n电工培训 · 培训人数（人）"]
    loop.take("11.xlsx", xlsx({"培训": sessions("2023-11", 260)}), "2024-03-03 09:00")
    assert loop.statuses()["X05", "2023-11"] == "accepted_with_queries", "an explanation does not reach back"


def test_another_unit_is_not_excused_by_an_explanation(loop):
    survey = {
        "village": "红卫村",
        "census_count": 100,
        "surveyed_count": 150,
        "disabled_count": 1,
        "away_count": 2,
        "planned_count": 3,
    }
    for name, unit in (("甲", "耿车镇"), ("乙", "龙河镇")):
        loop.take(
            f"{name}.xlsx", xlsx({"摸底": sheet("Z01", "2023-12", survey, unit=unit)}), "2024-01-02 09:00"
        )
    loop.take(
        "甲更正.xlsx", explain(loop.workbook_of("甲.xlsx"), "新建小区入住，外来人口增加"), "2024-01-03 09:00"
    )
    told = dict(
        loop.rows(
            "SELECT unit_name, status FROM bi_report_status WHERE form = 'Z01' AND period = '2023-12' AND version > 0"
        )
    )
    assert told == {"耿车镇": "accepted", "龙河镇": "accepted_with_queries"}


def test_an_explanation_of_many_rows_at_once_holds_for_that_report_only(loop):
    many = [260 + number for number in range(12)]
    loop.take("12.xlsx", xlsx({"培训": sessions("2023-12", *many)}), "2024-01-02 09:00")
    [line] = opinions(loop.workbook_of("12.xlsx"))
    assert line["位置"] == "第4–15行，共12处：\n培训人数（人）"
    loop.take("12更正.xlsx", explain(loop.workbook_of("12.xlsx"), REASON), "2024-01-03 09:00")
    assert loop.statuses() == {("X05", "2023-12"): "accepted"}
    loop.take("1.xlsx", xlsx({"培训": sessions("2024-01", *many)}), "2024-02-02 09:00")
    assert loop.statuses()["X05", "2024-01"] == "accepted_with_queries"


def test_it_comes_back_with_the_next_version_of_that_report(loop):
    many = [260 + number for number in range(12)]
    loop.take(
        "1.xlsx",
        xlsx({"培训": sessions("2023-12", *many), "证书": certificates("2023-12", 50, 60)}),
        "2024-01-02 09:00",
    )
    loop.take("2.xlsx", explain(loop.workbook_of("1.xlsx"), REASON), "2024-01-03 09:00")
    assert loop.statuses() == {("X05", "2023-12"): "accepted", ("X06", "2023-12"): "returned"}
    workbook = loop.workbook_of("2.xlsx")
    assert [line["核实说明"] for line in opinions(workbook)] == ["—", REASON]
    workbook["证书"]["F4"].value = 50
    loop.take("3.xlsx", workbook, "2024-01-04 09:00")
    assert set(loop.statuses().values()) == {"accepted"}


def test_the_order_of_processing_does_not_matter(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("KAOHE_PERSON_KEY", "0" * 64)

    def sent() -> list[tuple]:
        made = LoopOffice(tmp_path_factory.mktemp("made"))
        first = ("12.xlsx", xlsx({"培训": sessions("2023-12", 260)}), "2024-01-02 09:00")
        made.take(*first)
        return [
            first,
            ("12更正.xlsx", saved(explain(made.workbook_of("12.xlsx"), REASON)), "2024-01-03 09:00"),
            ("1.xlsx", xlsx({"培训": sessions("2024-01", 260, 270)}), "2024-02-02 09:00"),
        ]

    files = sent()
    outcomes = set()
    for order in itertools.permutations(files):
        office = LoopOffice(tmp_path_factory.mktemp("office"))
        for name, content, at in order:
            office.take(name, content, at)
        told = [
            office.rows(f"SELECT * FROM {view}")
            for view in ("bi_report_status", "bi_submission", "bi_finding")
        ]
        outcomes.add(json.dumps([sorted(map(str, rows)) for rows in told], ensure_ascii=False))
    assert len(outcomes) == 1


def test_running_again_changes_nothing(loop):
    loop.take(
        "1.xlsx",
        xlsx({"培训": sessions("2023-12", 260), "证书": certificates("2023-12", 50, 60)}),
        "2024-01-02 09:00",
    )
    loop.take("2.xlsx", explain(loop.workbook_of("1.xlsx"), REASON), "2024-01-03 09:00")
    tables = ("report", "finding", "explanation", "submission")
    before = [loop.rows(f"SELECT * FROM {table}") for table in tables]
    written = {path: (loop.home / path).read_bytes() for path in loop.paths()}
    loop.run()
    assert [loop.rows(f"SELECT * FROM {table}") for table in tables] == before
    assert {path: (loop.home / path).read_bytes() for path in loop.paths()} == written


# ---------------------------------------------------------------- the files themselves


def test_returned_workbooks_are_for_the_office_alone_and_named_by_us(loop):
    loop.take(
        "张三 ../身份证321399199305061221.xlsx".replace("/", "_"),
        xlsx({"培训": sessions("2023-12", 260)}),
        "2024-01-02 09:00",
    )
    [path] = loop.paths()
    assert "张三" not in path
    assert stat.S_IMODE((loop.home / path).stat().st_mode) == 0o600
    for folder in ((loop.home / path).parent, loop.home / "returned"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_workbook_that_was_not_written_is_written_by_the_next_pass(loop, monkeypatch):
    def cut_short(*_):
        raise KeyboardInterrupt

    loop.send("1.xlsx", xlsx({"培训": sessions("2023-12", 260)}), "2024-01-02 09:00")
    with monkeypatch.context() as broken:
        broken.setattr("assets.submissions.returned.owed.write_private", cut_short)
        with pytest.raises(KeyboardInterrupt):
            loop.run()
    assert loop.paths() == []
    loop.run()
    assert [line["位置"] for line in opinions(loop.workbook_of("1.xlsx"))] == [
        "F4：\n电工培训 · 培训人数（人）"
    ]
    assert write_owed_workbooks(loop.office) == [], "nothing is missing any more"


def test_a_unit_without_findings_gets_nothing_back(loop):
    loop.take("1.xlsx", xlsx({"培训": sessions("2023-12", 40)}), "2024-01-02 09:00")
    assert loop.paths() == []


# ---------------------------------------------------------------- blank workbooks


def template(loop, *forms, unit="宿城中专", period="2023-12") -> openpyxl.Workbook:
    [wanted] = wanted_templates(loop.office, period, forms, unit)
    return openpyxl.load_workbook(write_template(loop.office, wanted, period, loop.home / "templates"))


def test_a_blank_is_filled_in_and_accepted(loop):
    workbook = template(loop, "X05")
    filled = workbook[BUILT_IN["X05"].title]
    row = {**SIZE, "trainees": 40, "hours": 8, "attendances": 80}
    for number, column in enumerate(BUILT_IN["X05"].columns, start=1):
        filled.cell(5, number).value = row.get(column.name)
    loop.take("Book1.xlsx", workbook, "2024-01-02 09:00")
    assert loop.statuses() == {("X05", "2023-12"): "accepted"}


def test_a_roster_is_carried_over_from_the_last_report_in_force_and_people_stay_out_of_the_database(loop):
    people = [learner(number) for number in (1, 2, 3)]
    people[2]["resident_id"] = people[2]["resident_id"][:17] + (
        "0" if people[2]["resident_id"][17] != "0" else "1"
    )
    loop.take("11.xlsx", xlsx({"名册": sheet("Z02", "2023-11", *people, unit="耿车镇")}), "2023-12-02 09:00")
    assert loop.statuses() == {("Z02", "2023-11"): "partly_accepted"}
    workbook = template(loop, "Z02", unit="耿车镇")
    [path] = (loop.home / "templates").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    carried = workbook[BUILT_IN["Z02"].title]
    assert [carried.cell(row, 2).value for row in (5, 6)] == [resident_id(number=2), resident_id(number=4)]
    assert carried.cell(7, 1).value == "张三", "the person whose number was wrong is not forgotten"
    for number, column in enumerate(BUILT_IN["Z02"].columns, start=1):
        carried.cell(7, number).value = learner(3).get(column.name)
        carried.cell(8, number).value = learner(4).get(column.name)
    loop.take("12.xlsx", workbook, "2024-01-02 09:00")
    assert loop.statuses()["Z02", "2023-12"] == "accepted"
    assert loop.rows(
        "SELECT rows_accepted FROM bi_report_status WHERE form = 'Z02' AND period = '2023-12' AND version = 1"
    ) == [(4,)]


def test_the_bureau_gets_its_townships(loop):
    workbook = template(loop, "J02", unit="宿城区教育局")
    named = [
        row[0] for row in workbook[BUILT_IN["J02"].title].iter_rows(min_row=5, max_row=9, values_only=True)
    ]
    assert set(named) == {"耿车镇", "埠子镇", "龙河镇", "陈集镇", "屠园镇"}


def test_which_blanks_are_made(loop):
    everybody = wanted_templates(loop.office, "2023-12")
    assert {wanted.unit.kind for wanted in everybody} == {
        "township",
        "bureau",
        "school",
        "society",
        "college_department",
        "city_office",
    }
    [school] = [wanted for wanted in everybody if wanted.unit.kind == "school"]
    assert [form.code for form in school.forms] == ["R01", "X02", "X03", "X04", "X05", "X06", "X08"]
    assert [
        wanted.unit.name for wanted in wanted_templates(loop.office, "2023-12", ["z02"], "321302101")
    ] == ["耿车镇"]
    for forms, unit, sentence in [
        (["X99"], None, "没有报表“X99”"),
        (["X05"], "耿车镇", "耿车镇不需要报送X05"),
        ([], "火星镇", "单位“火星镇”不在单位名录中"),
    ]:
        with pytest.raises(NoTemplate, match=sentence):
            wanted_templates(loop.office, "2023-12", forms, unit)


def test_an_old_blank_is_named(loop, monkeypatch):
    with monkeypatch.context() as earlier:
        earlier.setattr("assets.submissions.blank.versions.template_version", lambda form: "0ld0ld00")
        workbook = template(loop, "X05")
    filled = workbook[BUILT_IN["X05"].title]
    for number, column in enumerate(BUILT_IN["X05"].columns, start=1):
        filled.cell(5, number).value = {**SIZE, "trainees": 40, "attendances": 80}.get(column.name)
    loop.take("12.xlsx", workbook, "2024-01-02 09:00")
    assert loop.findings() == [("outdated-template", None, "open")]
    assert loop.statuses() == {("X05", "2023-12"): "accepted_with_queries"}
    [line] = opinions(loop.workbook_of("12.xlsx"))
    assert "版本0ld0ld00" in line["问题"]
