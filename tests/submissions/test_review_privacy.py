"""No finding, mark or accepted text carries a name, a resident ID or a phone number, whatever a unit writes
into whichever cell.
"""

import re
from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.submissions.review.reports import review
from assets.submissions.workbook import ExcelError
from schemas.office.catalogue import BUILT_IN
from schemas.privacy import HIDDEN, as_text, mask, mask_text
from schemas.texts.identifiers import is_credit_code
from tests.support.form_examples import VALID
from tests.support.review_examples import CONTEXT, SESSION, learner, report, resident_id, review_rows, table
from warehouse.facts.store import fact_table

NAME, PHONE = "欧阳娜娜", "13912345678"
Z02, X05, X06 = BUILT_IN["Z02"], BUILT_IN["X05"], BUILT_IN["X06"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (resident_id(), "321399********1221"),
        ("学员321399199305061221已报名", "学员321399********1221已报名"),
        ("32139919930506122x", "321399********122x"),
        ("321399 19930506 1221", "321399********1221"),
        ("321399-19930506-1221", "321399********1221"),
        ("３２１３９９１９９３０５０６１２２１", "３２１３９９********１２２１"),
        ("321399930506122", "321399********6122"),
        ("6222021234567890123", "622202********0123"),
        ("电话13912345678", "电话139****5678"),
        ("139 1234 5678", "139****5678"),
        ("+86 139-1234-5678", "+86 ****5678"),
        ("13912345678、13812345679", "139****5678、138****5679"),
        ("139.1234.5678", "139****5678"),
        ("3213 9919 9305 0612 21", "321399********1221"),
        ("321399.19930506.122-1", "321399********1221"),
        ("３２１３ ９９１９ ９３０５ ０６１２ ２１", "３２１３９９********１２２１"),
    ],
)
def test_numbers_of_persons_are_masked_inside_texts(text, shown):
    assert mask_text(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "耿车镇2023年第12期",
        "2023-09-01至2023-12-31",
        "1234567890",
        "苏教职〔2023〕12号",
        "0527-84388888",
        "2023-09-01 2023-12-31 12",
        "1200 1300 1400 1500 16",
        "2023120100010010",
        "321302202312010012",
        "321302231201001",
        "202312010001001",
        "20231201000100100012",
        "999999199305061221",
        "321399199313061221",
    ],
)
def test_other_texts_stay_as_they_are(text):
    assert mask_text(text) == text


@pytest.mark.parametrize("length", [12, 14, 15, 16, 18, 20])
def test_codes_of_different_classes_stay_different(length):
    """Made of the county, a day and a number, as schools number their courses."""
    codes = [
        f"321302{day}{number:06d}"[:length]
        for day in (20231201, 20231202)
        for number in range(0, 999_999, 7_919)
    ]
    digits = {code for code in codes if mask_text(code) == code}
    assert len({mask_text(code) for code in set(codes)}) == len(set(codes))
    assert len(digits) > 0.85 * len(set(codes))


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        ("resident_id", resident_id(), "321399********1221"),
        ("resident_id", 321399199305061221.0, "321399********1000"),
        ("resident_id", NAME, HIDDEN),
        ("name", NAME, HIDDEN),
        ("phone", 13912345678.0, HIDDEN),
        ("village", NAME, HIDDEN),
        ("village", "13912345678", HIDDEN),
        ("education", "高中", "高中"),
        ("education", "大学本科", "大学本科"),
        ("education", "普通高中毕业", "普通高中毕业"),
        ("completion", "休学", "休学"),
        ("online", "部分", "部分"),
        ("education", NAME, HIDDEN),
        ("education", "高中平", HIDDEN),
        ("education", "学员张三", HIDDEN),
        ("education", "阿依古丽", HIDDEN),
        ("education", "买买提·艾力", HIDDEN),
        ("education", "Zhang San", HIDDEN),
        ("sex", "女，电话13912345678", HIDDEN),
        ("missing_documents", "标准像、户口册", "标准像、户口册"),
        ("missing_documents", "标准像 户口册", "标准像 户口册"),
        ("missing_documents", "身份证、照片", "身份证、照片"),
        ("education", "初中", "初中"),
        ("village", "女", "女"),
        ("online", True, "是"),
        ("enrolled_on", date(2023, 9, 1), "2023-09-01"),
        ("enrolled_on", datetime(2023, 9, 1), "2023-09-01"),
        ("enrolled_on", 45170.0, "45170"),
        ("enrolled_on", "2023.13.40", "2023.13.40"),
        ("class_name", ExcelError("#REF!"), "#REF!"),
        ("village", 0.1 + 0.2, "0.3"),
        ("name", None, ""),
        ("village", float("nan"), ""),
    ],
)
def test_what_is_shown_of_a_cell_in_a_roster(column, value, shown):
    assert mask(value, Z02.column(column), Z02) == shown


def test_a_form_without_persons_shows_its_texts():
    assert (
        mask("电工培训（王师傅 13912345678）", X05.column("title"), X05) == "电工培训（王师傅 139****5678）"
    )
    assert mask("低级", X06.column("level"), X06) == "低级"
    assert mask(12.5, X06.column("examined"), X06) == "12.5"


def shown_anywhere(reviewed) -> str:
    return reviewed.findings.to_csv() + reviewed.marks.to_csv() + reviewed.outcomes.to_csv()


def test_a_sheet_may_be_called_anything():
    reviewed = review_rows("X05", SESSION, {**SESSION, "trainees": None}, sheet=f"电话{PHONE}")
    assert PHONE not in reviewed.findings.to_csv() + reviewed.accepted.to_csv() + reviewed.held.to_csv()
    assert set(reviewed.marks["sheet"]) == {f"电话{PHONE}"}


@settings(max_examples=12, deadline=None)
@given(columns=st.permutations([column.name for column in Z02.columns]), kept=st.integers(0, 14))
def test_nothing_personal_is_told_when_columns_are_shifted(columns, kept):
    """A clerk pastes cells into the wrong columns: names under 村, numbers under 班级, anything anywhere."""
    row = learner(name=NAME, phone=PHONE)
    cells = list(row.values())
    shifted = dict(zip(columns[:kept], cells, strict=False))
    reviewed = review_rows("Z02", row, {**row, **shifted}, {**shifted})
    told = shown_anywhere(reviewed)
    assert NAME not in told
    assert PHONE not in told
    assert resident_id() not in told
    assert resident_id()[6:14] not in told
    texts = reviewed.accepted[["village", "major_name", "teaching_point", "class_name"]].to_csv()
    assert PHONE not in texts
    assert resident_id() not in texts


def test_a_failed_rule_does_not_quote_the_data(monkeypatch):
    """A fault of the program ends the review, and its traceback's own text names the form and the rule but no
    cell.
    """

    def broken(frame, **parameters):
        raise ValueError(f"cannot handle {frame['name'].iloc[0]}")

    schema = Z02.model.to_schema()
    monkeypatch.setattr(schema.checks[0], "_check_fn", broken)
    with pytest.raises(TypeError) as failed:
        review_rows("Z02", learner(name=NAME))
    assert "Z02" in str(failed.value)
    assert NAME not in str(failed.value)


def _credit_code_too() -> str:
    """A resident ID that has by chance a credit code's check character as well."""
    ids = pd.Series([resident_id(number=number) for number in range(100, 400)], dtype="string")
    return ids[is_credit_code(ids)].iloc[0]


PERSONAL = {
    "a resident ID": resident_id(),
    "one with a credit code's check character": _credit_code_too(),
    "one in lower case": resident_id("19900101", 1).lower(),
    "one set apart": " ".join(resident_id()[start : start + 4] for start in range(0, 18, 4)),
    "an old one": "321399930506122",
    "an old one as a number": 321399930506122.0,
    "a phone number": PHONE,
    "one with dots": "139.1234.5678",
    "one as a number": float(PHONE),
}


@pytest.mark.parametrize("form", BUILT_IN.values(), ids=BUILT_IN)
def test_no_number_of_a_person_leaves_the_review_from_any_cell_of_any_form(form):
    """Each of them written into each cell: neither told in a finding nor stored as a fact."""
    rows = [{**VALID[form.code], column.name: cell} for column in form.columns for cell in PERSONAL.values()]
    tables = [report(table(form, [row]), f"report-{number}") for number, row in enumerate(rows)]
    reviewed = review(form, tables, CONTEXT)
    facts = reviewed.accepted.assign(site="site", person="pseudonym")
    text = shown_anywhere(reviewed) + fact_table(form, facts).to_pandas().to_csv()
    plain = re.sub(r"[\s.]", "", text).upper()
    told = {what for what, cell in PERSONAL.items() if re.sub(r"[\s.]", "", as_text(cell)).upper() in plain}
    assert told == set()
