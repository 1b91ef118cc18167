"""The 26 forms: what they are, and that each of their checks catches its fault and nothing else."""

import pandera.pandas as pa
import pytest
from pandera.errors import SchemaErrors

from schemas.columns import Amount, Choice, Count, PersonName, Text
from schemas.findings import KINDS, Level, Sentence
from schemas.form import MONTHLY, Form, OnError
from schemas.form_models import FormModel, form, required, rule
from schemas.office.catalogue import BUILT_IN, Catalogue
from tests.support.form_examples import (
    CATALOGUE,
    CHECKS,
    COLUMNS,
    CREDIT_CODE,
    FAULTS,
    STILL_VALID,
    VALID,
    WOMAN_OF_30,
    frame_of,
)


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
    said = [
        str(one.says) for described in BUILT_IN.values() for one in (*described.rules, *described.cross_rules)
    ]
    assert all(
        sentence.count("。") == 1 and sentence.endswith("。") and "请" in sentence for sentence in said
    )


def test_every_sentence_says_what_is_wrong_and_apart_from_it_what_to_do():
    rules = [rule for described in BUILT_IN.values() for rule in described.every_rule]
    for kind in (*KINDS.values(), *rules):
        assert kind.says.wrong.endswith("。") and "请" not in kind.says.wrong, kind.code
        assert kind.says.advice.endswith("。") and "请" in kind.says.advice, kind.code


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

        @rule("T01-1", Level.HARD, on=("title",), says=Sentence(says))
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
            says=Sentence("每场经费不应超过{most}万元。", "请核对后改正。"),
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
