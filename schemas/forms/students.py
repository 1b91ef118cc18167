"""Forms of schools (职业学校) about their students: enrolment and graduates."""

from schemas.columns import (
    Amount,
    Choice,
    Count,
    CreditCode,
    DivisionCode,
    MajorCode,
    Month,
    PersonName,
    ResidentId,
    Text,
    YesNo,
)
from schemas.cross_rules import Against, CrossRule, Earlier, Named, Relation
from schemas.findings import Level, Sentence
from schemas.form import OnError
from schemas.form_models import FormModel, form, optional, required, rule


@form(
    code="X01",
    slug="enrolment",
    title="招生与在校生情况表",
    submitters=("school",),
    due=(10,),
    grain="major",
    key=("major_code",),
    on_error=OnError.RETURN_REPORT,
    cross_rules=(
        CrossRule(
            "X01-5",
            Level.QUERY,
            ("admitted",),
            Sentence(
                "招生数（{right}）与上年（{left}）相比变化{change:+.1%}，超过±{most:.0%}。",
                "请核对是不是填成了别的学年的数；属实的请写明原因。",
            ),
            compares=Earlier("admitted", Against.SAME_PERIOD_LAST_YEAR),
            holds=Relation.WITHIN,
            of_report=True,
            parameters={"most": 0.20},
        ),
    ),
)
class Enrolment(FormModel):
    """招生与在校生情况表: one row for each major."""

    major_code: MajorCode = required("专业代码")
    major_name: Text = required("专业名称")
    major_category: Text = optional("专业大类")
    years: Count = required("学制（年）", additive=False)
    admitted: Count = required("招生数")
    admitted_local: Count = optional("其中：本地生源", unit="人")
    students: Count = required("在校生数")
    graduates: Count = required("毕业生数")
    hours_total: Count = optional("总学时")
    hours_practice: Count = optional("实践性教学学时")

    @rule(
        "X01-1",
        Level.HARD,
        on=("admitted_local", "admitted"),
        says=Sentence(
            "本地生源（{admitted_local}）不应大于招生数（{admitted}）。",
            "请把本地生源改为不大于{admitted}的数，或者改正招生数。",
        ),
    )
    def local_within_admitted(cls, frame):
        return frame["admitted_local"] <= frame["admitted"]

    @rule(
        "X01-2",
        Level.HARD,
        on=("admitted", "students"),
        says=Sentence(
            "招生数（{admitted}）不应大于在校生数（{students}）。",
            "请把招生数改为不大于{students}的数，或者改正在校生数。",
        ),
    )
    def admitted_within_students(cls, frame):
        return frame["admitted"] <= frame["students"]

    @rule(
        "X01-3",
        Level.HARD,
        on=("hours_practice", "hours_total"),
        says=Sentence(
            "实践性教学学时（{hours_practice}）不应大于总学时（{hours_total}）。",
            "请把实践性教学学时改为不大于{hours_total}的数，或者改正总学时。",
        ),
    )
    def practice_within_total(cls, frame):
        return frame["hours_practice"] <= frame["hours_total"]

    @rule(
        "X01-4",
        Level.QUERY,
        on=("hours_practice", "hours_total"),
        says=Sentence(
            "实践性教学学时（{hours_practice}）不足总学时（{hours_total}）的{least:.0%}。",
            "请补上漏填的实践性教学学时；属实的请写明原因。",
        ),
        least=0.5,
    )
    def enough_practice(cls, frame, least):
        return frame["hours_practice"] >= least * frame["hours_total"]


@form(
    code="X02",
    slug="graduate_destination",
    title="毕业生去向名册",
    submitters=("school",),
    due=(12,),
    grain="graduate",
    key=("resident_id",),
    on_error=OnError.QUARANTINE,
    cross_rules=(
        CrossRule(
            "X02-4",
            Level.HARD,
            (),
            Sentence(
                "名册共{right}人，与本年招生与在校生情况表的毕业生数（{left}）不一致。",
                "名册有漏列或多列的，请改为{left}人；名册无误的，请更正招生与在校生情况表。",
            ),
            compares=Named("graduates_against_enrolment", ("X01",)),
            holds=Relation.EQUAL,
            of_report=True,
        ),
    ),
)
class GraduateDestination(FormModel):
    """毕业生去向名册: one row for each graduate."""

    name: PersonName = required("姓名")
    resident_id: ResidentId = required("身份证号")
    major_name: Text = required("专业名称")
    graduated_on: Month = required("毕业年月")
    destination: Choice = required("去向", values=("升学", "直接就业", "自主创业", "应征入伍", "未就业"))
    study_path: Choice = optional(
        "升学类型", values=("对口高考本科", "对口高考专科", "高职单招", "五年一贯制", "其他")
    )
    employer: Text = optional("就业单位")
    employer_code: CreditCode = optional("统一社会信用代码")
    work_division: DivisionCode = optional("就业地区划代码")
    matches_major: YesNo = optional("专业对口")
    monthly_pay: Amount = optional("月起薪（元）", additive=False)

    @rule(
        "X02-1",
        Level.HARD,
        on=("study_path", "destination"),
        says=Sentence("去向为升学的毕业生须填写升学类型。", "请补填或改正去向。"),
    )
    def path_of_further_study_given(cls, frame):
        return (frame["destination"] != "升学") | frame["study_path"].notna()

    @rule(
        "X02-1",
        Level.HARD,
        on=("study_path", "destination"),
        says=Sentence("去向为{destination}的毕业生不应填写升学类型。", "请清空或改正去向。"),
    )
    def path_only_with_further_study(cls, frame):
        return (frame["destination"] == "升学") | frame["study_path"].isna()

    @rule(
        "X02-2",
        Level.HARD,
        on=("employer", "work_division", "destination"),
        says=Sentence("去向为直接就业的毕业生须填写就业单位和就业地区划代码。", "请补填或改正去向。"),
    )
    def place_of_work_given(cls, frame):
        return (frame["destination"] != "直接就业") | (
            frame["employer"].notna() & frame["work_division"].notna()
        )

    @rule(
        "X02-3",
        Level.QUERY,
        on=("monthly_pay",),
        says=Sentence(
            "月起薪（{monthly_pay}元）不在{least}元至{most}元之间。",
            "月起薪按元填写，不填年薪和万元；属实的请写明原因。",
        ),
        least=1000,
        most=30000,
    )
    def plausible_pay(cls, frame, least, most):
        return frame["monthly_pay"].between(least, most)
