"""The 26 forms: what they are, and that each of their checks catches its fault and nothing else."""

import pandera.pandas as pa
import pytest
from form_examples import CREDIT_CODE, FAULTS, STILL_VALID, VALID, WOMAN_OF_30, frame_of
from pandera.errors import SchemaErrors

from schemas.catalogue import BUILT_IN, Catalogue
from schemas.columns import Amount, Choice, Count, PersonName, Text
from schemas.findings import KINDS, Level
from schemas.form import MONTHLY, Form, FormModel, OnError, form, required, rule

CATALOGUE = [
    ("X01", "enrolment", "招生与在校生情况表", "school", (10,), "major_code", "return_report", False),
    ("X02", "graduate_destination", "毕业生去向名册", "school", (12,), "resident_id", "quarantine", False),
    ("X03", "teachers", "专任与双师型教师名册", "school", (12,), "resident_id", "quarantine", False),
    (
        "X04",
        "contest_awards",
        "技能大赛获奖表",
        "school",
        MONTHLY,
        "contest item winners award",
        "quarantine",
        True,
    ),
    ("X05", "training_sessions", "社会培训班次表", "school", MONTHLY, "session_no", "quarantine", True),
    (
        "X06",
        "certificates",
        "证书考核情况表",
        "school",
        (3, 6, 9, 12),
        "certificate level assessed_on",
        "return_report",
        True,
    ),
    ("X07", "school_conditions", "办学条件情况表", "school", (10,), "", "return_report", False),
    (
        "X08",
        "enterprise_cooperation",
        "校企合作项目表",
        "school",
        (3, 6, 9, 12),
        "enterprise_code cooperation",
        "quarantine",
        True,
    ),
    (
        "Z01",
        "population_survey",
        "15—59周岁未上学人口摸底表",
        "township",
        (3, 6, 9, 12),
        "village",
        "return_report",
        False,
    ),
    (
        "Z02",
        "dual_upgrade_roster",
        "学历技能双提升学员名册",
        "township",
        MONTHLY,
        "resident_id",
        "quarantine",
        True,
    ),
    (
        "Z03",
        "elderly_education",
        "老年教育机构月报表",
        "township",
        MONTHLY,
        "institution",
        "return_report",
        False,
    ),
    (
        "Z04",
        "community_activities",
        "社区教育活动台账",
        "township",
        MONTHLY,
        "held_on title place",
        "quarantine",
        True,
    ),
    ("J01", "junior_graduates", "初中毕业生升学情况表", "bureau", (10,), "school", "return_report", False),
    ("J02", "adult_exams", "自考成考报名情况表", "bureau", (12,), "township", "return_report", False),
    ("J03", "targets", "目标任务下达表", "bureau", (1,), "scheme indicator unit", "return_report", False),
    ("J05", "population", "镇街人口基数表", "bureau", (1,), "township", "return_report", False),
    (
        "R01",
        "task_ledger",
        "重点任务与成果台账",
        "bureau school college_department society",
        (3, 6, 9, 12),
        "category title",
        "quarantine",
        True,
    ),
    (
        "P01",
        "college_training",
        "社会培训项目台账",
        "college_department",
        MONTHLY,
        "title started_on",
        "quarantine",
        True,
    ),
    (
        "P02",
        "training_bases",
        "培训基地台账",
        "college_department",
        (3, 6, 9, 12),
        "base",
        "quarantine",
        True,
    ),
    (
        "P03",
        "skill_assessments",
        "职业技能等级认定表",
        "college_department",
        (3, 6, 9, 12),
        "occupation level assessed_on",
        "return_report",
        True,
    ),
    ("P04", "college_students", "二级学院在校生数", "college_department", (10,), "", "return_report", False),
    ("S01", "society_members", "社员名册", "society", (6, 12), "member", "quarantine", False),
    ("S02", "society_activities", "职教社活动台账", "society", MONTHLY, "held_on title", "quarantine", True),
    ("C01", "incubators", "创业孵化基地情况表", "city_office", (6, 12), "incubator", "return_report", False),
    (
        "C02",
        "platform_members",
        "产教融合服务平台入驻名录",
        "city_office",
        (6, 12),
        "member",
        "quarantine",
        False,
    ),
    (
        "C03",
        "major_changes",
        "专业设置调整表",
        "city_office",
        (9,),
        "school major_code",
        "return_report",
        True,
    ),
]
"""(code, slug, title, submitters, due months, key, on_error, whether 零报告 is allowed)"""

# What the facts and the offices' own evaluations rely on: names and types; ! is a required column.
COLUMNS = {
    "X01": """
        major_code:major_code! major_name:text! major_category:text years:int! admitted:int! admitted_local:int
        students:int! graduates:int! hours_total:int hours_practice:int
    """,
    "X02": """
        name:text! resident_id:resident_id! major_name:text! graduated_on:month! destination:enum! study_path:enum
        employer:text employer_code:credit_code work_division:division_code matches_major:yesno monthly_pay:amount
    """,
    "X03": """
        name:text! resident_id:resident_id! teacher_type:enum! major_name:text dual_level:enum! recognised_by:enum
        recognised_on:date enterprise_months:amount
    """,
    "X04": """
        contest:text! tier:enum! track:enum! item:text! award:enum! winners:text! headcount:int! awarded_on:date!
    """,
    "X05": """
        session_no:text! title:text! category:enum! started_on:date! ended_on:date trainees:int! hours:int attendances:int
        income:amount township:text
    """,
    "X06": """
        kind:enum! certificate:text! level:enum! assessed_on:date! examined:int! certified:int!
    """,
    "X07": """
        land_area:amount! building_area:amount! students:int! teachers:int! major_teachers:int! dual_teachers:int!
        senior_teachers:int part_time_teachers:int equipment_value:amount! books:int! computers:int!
    """,
    "X08": """
        enterprise:text! enterprise_code:credit_code! cooperation:enum! major_name:text signed_on:date! students:int
        integrated_tier:enum! recognised_on:date
    """,
    "Z01": """
        village:text! census_count:int! surveyed_count:int! disabled_count:int! away_count:int planned_count:int!
    """,
    "Z02": """
        name:text! resident_id:resident_id! sex:enum! village:text! education:enum! phone:phone major_name:text!
        teaching_point:text class_name:text enrolled_on:date! registration:enum! missing_documents:set online:yesno!
        completion:enum!
    """,
    "Z03": """
        institution:text! kind:enum! plaque:yesno! city_recognised:yesno! recognised_on:date activities:int!
        attendances:int! regular_learners:int! credit_accounts:int!
    """,
    "Z04": """
        held_on:date! title:text! category:enum! attendances:int! elderly_attendances:int place:text!
    """,
    "J01": """
        school:text! graduates:int! to_general:int! to_vocational:int! to_technical:int! not_continued:int!
    """,
    "J02": """
        township:text! self_study:int! adult_exam:int!
    """,
    "J03": """
        scheme:text! indicator:text! unit:text! target:amount!
    """,
    "J05": """
        township:text! residents:int! elderly:int! working_age:int!
    """,
    "R01": """
        category:enum! title:text! tier:enum! state:enum! quantity:int! due_on:date done_on:date evidence:text
    """,
    "P01": """
        title:text! tier:enum! category:enum! base:text started_on:date! ended_on:date trainees:int! attendances:int!
        income:amount
    """,
    "P02": """
        base:text! kind:enum! tier:enum! built_on:date! activities:int!
    """,
    "P03": """
        occupation:text! level:enum! assessed_on:date! examined:int! certified:int!
    """,
    "P04": """
        students:int! occupations:int
    """,
    "S01": """
        member:text! kind:enum! credit_code:credit_code joined_on:date! active:yesno!
    """,
    "S02": """
        held_on:date! kind:enum! title:text! tier:enum townships:text attendances:int sales:amount
    """,
    "C01": """
        incubator:text! for_vocational:yesno! tenants:int! jobs:int! loans:amount loans_vocational:amount
    """,
    "C02": """
        member:text! kind:enum! credit_code:credit_code joined_on:date!
    """,
    "C03": """
        school:text! major_code:major_code! major_name:text! change:enum! industry:text
    """,
}

# ! is a hard check, ? a query.
CHECKS = {
    "X01": "X01-1! X01-2! X01-3! X01-4? X01-5?",
    "X02": "X02-1! X02-2! X02-3? X02-4!",
    "X03": "X03-1! X03-2?",
    "X04": "X04-1!",
    "X05": "X05-1! X05-2! X05-3?",
    "X06": "X06-1!",
    "X07": "X07-1! X07-2!",
    "X08": "X08-1!",
    "Z01": "Z01-1! Z01-2?",
    "Z02": "Z02-1! Z02-2! Z02-3! Z02-4! Z02-5? Z02-6? Z02-7?",
    "Z03": "Z03-1! Z03-2! Z03-3! Z03-4? Z03-5!",
    "Z04": "Z04-1! Z04-2!",
    "J01": "J01-1!",
    "J02": "J02-1!",
    "J03": "J03-1!",
    "J05": "J05-1! unknown-unit-name!",
    "R01": "R01-1! R01-2? R01-3?",
    "P01": "P01-1! P01-2!",
    "P02": "",
    "P03": "P03-1!",
    "P04": "",
    "S01": "S01-1?",
    "S02": "S02-1!",
    "C01": "C01-1!",
    "C02": "",
    "C03": "",
}


def findings_of(described: Form, *rows: dict) -> list[tuple[str, tuple[str, ...]]]:
    """(code, columns) of each check that the rows fail."""
    try:
        described.model.validate(frame_of(described, *rows), lazy=True)
    except SchemaErrors as failed:
        rules = {one.name: one.columns for one in described.rules}
        found = [
            (error.check.name, rules.get(error.check.title) or (error.schema.name,))
            for error in failed.schema_errors
        ]
        return sorted(found)
    return []


@pytest.mark.parametrize(("code", "slug", "title", "submitters", "due", "key", "on_error", "nil"), CATALOGUE)
def test_forms_are_those_of_the_catalogue(code, slug, title, submitters, due, key, on_error, nil):
    described = BUILT_IN[code]
    assert (described.slug, described.title, described.due) == (slug, title, due)
    assert (described.submitters, described.key) == (tuple(submitters.split()), tuple(key.split()))
    assert (described.on_error, described.nil) == (on_error, nil)
    assert BUILT_IN.by_slug(slug) is described


def test_the_catalogue_is_complete():
    assert set(BUILT_IN) == {row[0] for row in CATALOGUE} == set(COLUMNS) == set(CHECKS) == set(VALID)
    assert {code for code, described in BUILT_IN.items() if described.vertical} == {"X07", "P04"}
    assert {code: described.subject for code, described in BUILT_IN.items() if described.subject} == {
        "J02": "township",
        "J03": "unit",
        "J05": "township",
    }


@pytest.mark.parametrize("code", COLUMNS)
def test_columns_keep_their_names_and_types(code):
    described = [
        f"{column.name}:{column.type.name}{'!' * column.required}" for column in BUILT_IN[code].columns
    ]
    assert described == COLUMNS[code].split()


@pytest.mark.parametrize("code", CHECKS)
def test_every_check_has_its_place_and_level(code):
    declared = {one.code: one.level for one in (*BUILT_IN[code].rules, *BUILT_IN[code].cross_rules)}
    assert {f"{check}{'!' if level is Level.HARD else '?'}" for check, level in declared.items()} == set(
        CHECKS[code].split()
    )


def test_personal_columns():
    personal = {
        f"{code}.{column.name}"
        for code, described in BUILT_IN.items()
        for column in described.columns
        if column.personal
    }
    assert personal == {
        "X02.name",
        "X02.resident_id",
        "X03.name",
        "X03.resident_id",
        "Z02.name",
        "Z02.resident_id",
        "Z02.phone",
        "X04.winners",
        "S01.member",
        "C02.member",
    }
    assert {code for code, described in BUILT_IN.items() if described.has_persons} == {"X02", "X03", "Z02"}
    assert "name" not in [column.name for column in BUILT_IN["Z02"].stored_columns]


def test_columns_that_make_no_sense_added_up():
    numbers = {
        f"{code}.{column.name}"
        for code, one in BUILT_IN.items()
        for column in one.columns
        if column.type.name in ("int", "amount")
    }
    additive = {
        f"{code}.{column.name}" for code, one in BUILT_IN.items() for column in one.columns if column.additive
    }
    assert numbers - additive == {"X01.years", "X02.monthly_pay", "J03.target"}


@pytest.mark.parametrize("code", VALID)
def test_a_valid_row_has_no_finding(code):
    assert findings_of(BUILT_IN[code], VALID[code]) == []


@pytest.mark.parametrize(("code", "change"), STILL_VALID)
def test_a_rule_does_not_object_to_what_is_allowed(code, change):
    assert findings_of(BUILT_IN[code], {**VALID[code], **change}) == []


@pytest.mark.parametrize(("code", "name", "change", "finding", "columns"), FAULTS)
def test_each_fault_gives_its_finding_on_its_columns(code, name, change, finding, columns):
    broken = {**VALID[code], **change}
    assert findings_of(BUILT_IN[code], broken) == [(finding, columns)]
    assert findings_of(BUILT_IN[code], VALID[code], {**broken, "report_id": "other"}) == [(finding, columns)]


def test_every_rule_has_an_example_of_its_fault():
    one_row = {(code, name) for code, name, *_ in FAULTS}
    assert one_row | {("Z02", "class_not_too_large")} == {
        (code, one.name) for code, described in BUILT_IN.items() for one in described.rules
    }


def test_a_class_may_have_fifty_learners():
    learners = [VALID["Z02"]] * 50
    assert findings_of(BUILT_IN["Z02"], *learners) == []
    assert findings_of(BUILT_IN["Z02"], *learners, VALID["Z02"]) == [("Z02-5", ("class_name",))]
    assert findings_of(BUILT_IN["Z02"], *learners, {**VALID["Z02"], "class_name": "二班"}) == []
    assert findings_of(BUILT_IN["Z02"], *learners, {**VALID["Z02"], "report_id": "other"}) == []


def test_the_survey_is_compared_for_the_township_as_a_whole():
    low, high = {"census_count": 100, "surveyed_count": 60}, {"census_count": 100, "surveyed_count": 140}
    assert findings_of(BUILT_IN["Z01"], {**VALID["Z01"], **low}, {**VALID["Z01"], **high}) == []


REQUIRED = [
    (code, column.name) for code, one in BUILT_IN.items() for column in one.columns if column.required
]


@pytest.mark.parametrize(("code", "column"), REQUIRED)
def test_a_required_cell_must_be_filled(code, column):
    assert ("required", (column,)) in findings_of(BUILT_IN[code], {**VALID[code], column: None})


def test_optional_cells_may_be_empty_unless_a_rule_needs_them():
    for code, one in BUILT_IN.items():
        empty = {column.name: None for column in one.columns if not column.required}
        assert "required" not in [finding for finding, _ in findings_of(one, {**VALID[code], **empty})]


WRONG_VALUES = {
    "resident_id": (
        "resident-id",
        ["321399199305061224", "321399199302301226", "3213991993050612", "32139919930506122x"],
    ),
    "credit_code": ("credit-code", [CREDIT_CODE[:-1] + "4", CREDIT_CODE[:-1], "9135010OM000100Y43"]),
    "phone": ("phone", ["12912345678", "1391234567", "139123456789"]),
    "major_code": ("major-code", ["71020", "7102011", "71020A"]),
    "division_code": ("division-code", ["32130", "3213021", "32130210100"]),
    "int": ("negative", [-1]),
    "amount": ("negative", [-0.5]),
    "enum": ("choice", ["没有这个选项"]),
    "set": ("choice", ["身份证、照片", "身份证、", "身份证,标准像"]),
}
TYPED = [
    (code, column)
    for code, one in BUILT_IN.items()
    for column in one.columns
    if column.type.name in WRONG_VALUES
]


@pytest.mark.parametrize(("code", "column"), TYPED, ids=[f"{code}.{column.name}" for code, column in TYPED])
def test_a_value_outside_its_type_is_found(code, column):
    finding, wrong_values = WRONG_VALUES[column.type.name]
    for wrong in wrong_values:
        assert (finding, (column.name,)) in findings_of(BUILT_IN[code], {**VALID[code], column.name: wrong})


def test_each_finding_of_a_column_type_has_a_sentence():
    names = {
        check.name
        for one in BUILT_IN.values()
        for column in one.model.to_schema().columns.values()
        for check in column.checks
    }
    assert names <= set(KINDS)
    for name in names:
        sentence = KINDS[name].message(header="取证人数", value="12", choices="甲、乙")
        assert sentence.endswith("。")
        assert "{" not in sentence


def test_every_sentence_is_one_plain_sentence_that_says_what_to_do():
    said = [one.says for described in BUILT_IN.values() for one in (*described.rules, *described.cross_rules)]
    assert all(
        sentence.count("。") == 1 and sentence.endswith("。") and "请" in sentence for sentence in said
    )


def test_the_example_person_lives_nowhere():
    assert WOMAN_OF_30.startswith("321399")


def described_as(**changes):
    return form(**{
        "code": "T01",
        "slug": "trial",
        "title": "试填表",
        "submitters": ("school",),
        "due": MONTHLY,
        "grain": "row",
        "key": ("title",),
        "on_error": OnError.QUARANTINE,
        **changes,
    })  # fmt: skip


@pytest.mark.parametrize(
    ("says", "complaint"),
    [("{name}有误，请改正。", "personal"), ("{nmae}有误，请改正。", "unknown")],
)
def test_a_sentence_that_would_show_a_name_is_refused(says, complaint):
    class Trial(FormModel):
        title: Text = required("名称")
        name: PersonName = required("姓名")

        @rule("T01-1", Level.HARD, on=("title",), says=says)
        def anything(cls, frame):
            return frame["title"].notna()

    with pytest.raises(ValueError, match=complaint):
        described_as()(Trial)


def test_a_form_that_contradicts_itself_is_refused():
    class Trial(FormModel):
        title: Text = required("名称")

    with pytest.raises(ValueError, match="key"):
        described_as(key=("titel",))(Trial)
    again = described_as(code="X01")(Trial)
    with pytest.raises(ValueError, match="share a code"):
        Catalogue([*BUILT_IN.values(), again])

    class Clash(FormModel):
        title: Text = required("名称")
        period: Text = required("报告期")

    with pytest.raises(ValueError, match="period"):
        described_as()(Clash)


def test_a_new_form_is_one_class():
    class Trial(FormModel):
        """One form, written as in the documentation."""

        title: Text = required("名称")
        kind: Choice = required("类别", values=("甲", "乙"))
        places: Count = required("场次")
        cost: Amount = required("经费（万元）")

        @rule(
            "T01-1",
            Level.HARD,
            on=("cost", "places"),
            says="每场经费不应超过{most}万元，请核对后改正。",
            most=2,
        )
        def modest(cls, frame, most):
            return frame["cost"] <= most * frame["places"]

    described = described_as()(Trial)
    row = {"title": "讲座", "kind": "甲", "places": 2, "cost": 4.0}
    assert findings_of(described, row) == []
    assert findings_of(described, {**row, "cost": 4.1}) == [("T01-1", ("cost", "places"))]
    assert findings_of(described, {**row, "kind": "丙"}) == [("choice", ("kind",))]
    assert isinstance(described.model.to_schema(), pa.DataFrameSchema)
