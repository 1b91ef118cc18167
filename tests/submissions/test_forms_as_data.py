"""Five built-in forms, written as an office would write them: the same reviews, blanks and facts."""

import io
import zipfile
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from sqlalchemy.schema import CreateTable

from assets.reviews.comparing.both_sides import KEY_SEPARATOR, row_keys
from assets.submissions.blank import Prefill, blank_workbook
from assets.submissions.reading.reader import read_workbook
from assets.submissions.review.accepted_rows import stored_rows
from assets.submissions.review.reports import ReportTable, review
from assets.submissions.tables.finding import find_workbook_tables
from schemas.office.catalogue import BUILT_IN
from schemas.office.unit import KINDS, Unit
from schemas.own_forms.folder import read_own_forms
from schemas.units_of_measure import unit_in_header
from tests.support.faulty_reports import reports_of_cells, reports_of_rules, sound_rows
from tests.support.returned_loop import saved
from tests.support.review_examples import CONTEXT, SCHOOL, table
from warehouse.database.fact_tables import fact_table_of
from warehouse.facts.store import fact_schema, fact_table
from warehouse.persons.pseudonyms import PersonKey, pseudonyms

WRITTEN = {
    "X03": """
code: X03
slug: teachers
title: 专任与双师型教师名册
submitters: [school]
due: yearly
grain: teacher
key: [resident_id]
on_error: quarantine
columns:
  name: {header: 姓名, type: person_name, required: true}
  resident_id: {header: 身份证号, type: resident_id, required: true}
  teacher_type: {header: 教师类别, type: choice, required: true, values: [专业课, 公共基础课, 兼职]}
  major_name: {header: 任教专业, type: text}
  dual_level: {header: 双师型等级, type: choice, required: true, values: [未认定, 初级, 中级, 高级]}
  recognised_by: {header: 认定层级, type: choice, values: [国家级, 省级, 市级, 校级]}
  recognised_on: {header: 认定日期, type: date}
  enterprise_months: {header: 本年企业实践（月）, type: amount}
rules:
  - code: X03-1
    level: hard
    when: dual_level != "未认定"
    that: recognised_by is filled and recognised_on is filled
    says: 双师型等级为{dual_level}的教师须填写认定层级和认定日期。
    advice: 请补填或改正等级。
  - code: X03-2
    level: query
    when: teacher_type == "专业课"
    that: enterprise_months is filled and enterprise_months >= 2
    says: 专业课教师本年企业实践不足2个月。
    advice: 请补上漏填的月数；属实的请写明原因。
""",
    "X05": """
code: X05
slug: training_sessions
title: 社会培训班次表
submitters: [school]
due: monthly
nil: true
grain: training session
key: [session_no]
on_error: quarantine
columns:
  session_no: {header: 班次编号, type: text, required: true}
  title: {header: 培训名称, type: text, required: true}
  category:
    header: 培训类别
    type: choice
    required: true
    values: [学历技能双提升, 残疾人培训, 民兵职业技能培训, 企业新型学徒制, 高素质农民培训, 创业培训, 职工培训, 社区培训, 老年培训, 其他]
  started_on: {header: 开始日期, type: date, required: true}
  ended_on: {header: 结束日期, type: date}
  trainees: {header: 培训人数, type: count, required: true, unit_of_measure: 人}
  hours: {header: 学时, type: count}
  attendances: {header: 培训人次, type: count, unit_of_measure: 人次}
  income: {header: 到账金额, type: amount, unit_of_measure: 万元}
  township: {header: 授课地镇街, type: text, lists: true}
rules:
  - {code: X05-1, level: hard, that: ended_on >= started_on, says: "结束日期（{ended_on}）早于开始日期（{started_on}）。", advice: "两个日期填反的请对调，否则请改正填错的一个。"}
  - {code: X05-2, level: hard, that: attendances >= trainees, says: "培训人次（{attendances}）不应小于培训人数（{trainees}）。", advice: "请把培训人次改为不小于{trainees}的数，或者改正培训人数。"}
  - {code: X05-3, level: query, that: trainees <= 200, says: "一个班次的培训人数（{trainees}）超过200人。", advice: "几个班次合填成一行的请分行填写；属实的请写明原因。"}
""",
    "X06": """
code: X06
slug: certificates
title: 证书考核情况表
submitters: [school]
due: quarterly
nil: true
grain: certificate × level × date
key: [certificate, level, assessed_on]
on_error: return_report
columns:
  kind: {header: 证书类型, type: choice, required: true, values: [1+X证书, 职业技能等级证书, 其他]}
  certificate: {header: 证书名称, type: text, required: true}
  level: {header: 等级, type: choice, required: true, values: [初级, 中级, 高级, 技师, 高级技师]}
  assessed_on: {header: 考核日期, type: date, required: true}
  examined: {header: 考证人数, type: count, required: true}
  certified: {header: 取证人数, type: count, required: true}
rules:
  - {code: X06-1, level: hard, that: certified <= examined, says: "取证人数（{certified}）不应大于考证人数（{examined}）。", advice: "请把取证人数改为不大于{examined}的数，或者改正考证人数。"}
""",
    "Z01": """
code: Z01
slug: population_survey
title: 15—59周岁未上学人口摸底表
submitters: [township]
due: quarterly
grain: village
key: [village]
on_error: return_report
columns:
  village: {header: 村（社区）, type: text, required: true}
  census_count: {header: 七普人数, type: count, required: true}
  surveyed_count: {header: 摸排人数, type: count, required: true}
  disabled_count: {header: "其中：盲聋哑及肢体残疾", type: count, required: true}
  away_count: {header: "其中：外出务工", type: count}
  planned_count: {header: 拟参训人数, type: count, required: true}
rules:
  - code: Z01-1
    level: hard
    that: disabled_count <= surveyed_count
    says: 盲聋哑及肢体残疾人数（{disabled_count}）不应大于摸排人数（{surveyed_count}）。
    advice: 请把盲聋哑及肢体残疾人数改为不大于{surveyed_count}的数，或者改正摸排人数。
  - code: Z01-1
    level: hard
    that: away_count <= surveyed_count
    says: 外出务工人数（{away_count}）不应大于摸排人数（{surveyed_count}）。
    advice: 请把外出务工人数改为不大于{surveyed_count}的数，或者改正摸排人数。
  - code: Z01-1
    level: hard
    that: planned_count <= surveyed_count
    says: 拟参训人数（{planned_count}）不应大于摸排人数（{surveyed_count}）。
    advice: 请把拟参训人数改为不大于{surveyed_count}的数，或者改正摸排人数。
  - code: Z01-2
    level: query
    of_report: true
    that: sum(surveyed_count) <= 1.1 * sum(census_count) and sum(surveyed_count) >= 0.9 * sum(census_count)
    says: 全镇街摸排人数（{surveyed_count}）与七普人数（{census_count}）相差超过10%。
    advice: 请核对有没有漏填的村（社区）；属实的请写明原因。
""",
    "S02": """
code: S02
slug: society_activities
title: 职教社活动台账
submitters: [society]
due: monthly
nil: true
grain: activity
key: [held_on, title]
on_error: quarantine
columns:
  held_on: {header: 活动日期, type: date, required: true}
  kind:
    header: 活动类型
    type: choice
    required: true
    values: [专题学习, 中心组学习, 培训班, 技术服务, 技术宣讲, 思政课, 调研, 宣传稿件, 专题片, 信息报送, 进社区进学校进企业, 社员培训, 其他]
  title: {header: 活动名称, type: text, required: true}
  tier: {header: 发布层级, type: choice, values: [省级, 市级, 县级, 政府官网, 行业平台, 教育系统]}
  townships: {header: 覆盖乡镇, type: text, lists: true}
  attendances: {header: 参加人次, type: count}
  sales: {header: 带动销售额, type: amount, unit_of_measure: 万元}
rules:
  - {code: S02-1, level: hard, when: kind == "培训班", that: attendances is filled, says: 培训班须填写参加人次。, advice: 请补填或改正活动类型。}
""",
}
REPORTS = {
    name: each
    for name, each in (reports_of_rules() | reports_of_cells()).items()
    if each.form.code in WRITTEN
}
UNIT = Unit("321399XX01", "样例中专", "school", "321399")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The forms that the files describe."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "forms").mkdir()
    for code, text in WRITTEN.items():
        (folder / "forms" / f"{code}.yaml").write_text(text, encoding="utf-8")
    own = read_own_forms(folder, KINDS, BUILT_IN)
    assert own.problems == ()
    return own.forms


def reviewed(form, workbook):
    """The review of a workbook's report of that form."""
    tables = find_workbook_tables(read_workbook(saved(workbook), "报表.xlsx"), [form])
    return review(form, [ReportTable("report", SCHOOL, "2023-12", table) for table in tables], CONTEXT)


@pytest.mark.parametrize("name", REPORTS)
def test_the_same_faults_at_the_same_cells(written, name):
    report = REPORTS[name]
    expected, found = (reviewed(form, report.workbook()) for form in (report.form, written[report.form.code]))
    assert len(expected.findings)
    for frame in ("findings", "outcomes", "marks", "accepted", "held"):
        assert_frame_equal(getattr(found, frame), getattr(expected, frame))


@pytest.mark.parametrize("code", WRITTEN)
def test_the_same_blank(written, code):
    """Part by part, but for the moment it was written."""
    parts = []
    for form in (BUILT_IN[code], written[code]):
        rows = pd.DataFrame({form.columns[0].name: pd.array(["甲", "乙"], dtype="string")})
        workbook = blank_workbook([form], UNIT, "2023-12", Prefill({code: rows}), "样例县教育局")
        with zipfile.ZipFile(io.BytesIO(saved(workbook))) as archive:
            parts.append({name: archive.read(name) for name in archive.namelist() if "core.xml" not in name})
    assert parts[0] == parts[1]


@pytest.mark.parametrize("code", WRITTEN)
def test_the_same_facts(written, code):
    built_in, own = BUILT_IN[code], written[code]
    assert (own.has_persons, own.is_personal) == (built_in.has_persons, built_in.is_personal)
    assert fact_schema(own) == fact_schema(built_in)
    assert str(CreateTable(fact_table_of(own))) == str(CreateTable(fact_table_of(built_in)))
    tables = []
    for form in (built_in, own):
        rows = [{name: _cell(value) for name, value in row.items()} for row in sound_rows(form, 3)]
        found = review(form, [ReportTable("report", SCHOOL, "2023-12", table(form, rows))], CONTEXT)
        assert len(found.accepted) == 3
        tables.append(fact_table(form, found.accepted.assign(site="here", person="somebody")))
    assert tables[0].equals(tables[1])


ROSTER = """
code: K03
slug: boarders
title: 寄宿学生名册
submitters: [school]
due: yearly
key: [pupil]
on_error: quarantine
columns:
  guardian: {header: 监护人身份证号, type: resident_id, required: true}
  pupil: {header: 学生身份证号, type: resident_id, required: true}
"""


def test_a_roster_names_its_persons_by_whatever_column_the_office_calls_so(tmp_path):
    """The person is the one in the key; of the other nothing is stored."""
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "K03.yaml").write_text(ROSTER, encoding="utf-8")
    form = read_own_forms(tmp_path, KINDS, BUILT_IN).forms["K03"]
    assert form.person_column == "pupil"
    rows = pd.DataFrame({"guardian": ["321399198001010010"], "pupil": ["321399201001010014"]}, dtype="string")
    key = PersonKey(b"k" * 32)
    stored = stored_rows(SimpleNamespace(site=SimpleNamespace(id="here"), person_key=key), form, rows)
    assert stored["person"].tolist() == pseudonyms(rows["pupil"], key).tolist()
    assert [name for name in fact_schema(form).names if name in ("pupil", "guardian", "person")] == ["person"]
    assert row_keys(form, stored).tolist() == [stored["person"][0] + KEY_SEPARATOR]


def _cell(value):
    """A value as a cell holds it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.isoformat() if hasattr(value, "isoformat") else value


def test_the_same_description(written):
    """All that is said of a form, but for its class, for how a threshold is written, and for a unit of measure
    that is not printed in the header, which a file does not state.
    """
    for code, own in written.items():
        columns = (
            replace(each, unit=unit_in_header(each.header)) if each.unit else each
            for each in BUILT_IN[code].columns
        )
        built_in = replace(BUILT_IN[code], columns=tuple(columns))
        alike = replace(own, model=built_in.model, rules=(), layout=None, is_own=False)
        assert alike == replace(built_in, rules=())
        assert [(rule.code, rule.level, rule.of_report) for rule in own.rules] == [
            (rule.code, rule.level, rule.of_report) for rule in built_in.rules
        ]
        assert [set(rule.columns) for rule in own.rules] == [set(rule.columns) for rule in built_in.rules]
