"""Forms of a vocational college's departments (高职二级学院)."""

from schemas.columns import Amount, Choice, Count, Date, Text
from schemas.findings import Level, Sentence
from schemas.form import MONTHLY, OnError
from schemas.form_models import FormModel, form, optional, required, rule

TIERS = ("国家级", "省级", "市级", "校级")


@form(
    code="P01",
    slug="college_training",
    title="社会培训项目台账",
    submitters=("college_department",),
    due=MONTHLY,
    nil=True,
    grain="training project",
    key=("title", "started_on"),
    on_error=OnError.QUARANTINE,
)
class CollegeTraining(FormModel):
    """社会培训项目台账: one row for each training project."""

    title: Text = required("项目名称")
    tier: Choice = required("项目级别", values=TIERS)
    category: Choice = required(
        "培训类别",
        values=(
            "职工培训",
            "创业培训",
            "社区培训",
            "老年培训",
            "师资培训",
            "退役军人培训",
            "高素质农民培训",
            "就业培训",
            "技能等级培训",
            "其他",
        ),
    )
    base: Text = optional("依托基地")
    started_on: Date = required("开始日期")
    ended_on: Date = optional("结束日期")
    trainees: Count = required("培训人数（人）")
    attendances: Count = required("培训人次（人次）")
    income: Amount = optional("到账金额（万元）")

    @rule(
        "P01-1",
        Level.HARD,
        on=("ended_on", "started_on"),
        says=Sentence(
            "结束日期（{ended_on}）早于开始日期（{started_on}）。",
            "两个日期填反的请对调，否则请改正填错的一个。",
        ),
    )
    def ends_after_start(cls, frame):
        return ~(frame["ended_on"] < frame["started_on"])

    @rule(
        "P01-2",
        Level.HARD,
        on=("attendances", "trainees"),
        says=Sentence(
            "培训人次（{attendances}）不应小于培训人数（{trainees}）。",
            "请把培训人次改为不小于{trainees}的数，或者改正培训人数。",
        ),
    )
    def attendances_cover_trainees(cls, frame):
        return frame["attendances"] >= frame["trainees"]


@form(
    code="P02",
    slug="training_bases",
    title="培训基地台账",
    submitters=("college_department",),
    due=(3, 6, 9, 12),
    nil=True,
    grain="base",
    key=("base",),
    on_error=OnError.QUARANTINE,
)
class TrainingBases(FormModel):
    """培训基地台账: one row for each base."""

    base: Text = required("基地名称")
    kind: Choice = required(
        "基地类别",
        values=(
            "职工培训基地",
            "社区教育基地",
            "老年教育基地",
            "双师型教师培训基地",
            "高素质农民培育基地",
            "退役军人培育基地",
            "专业技术继续教育基地",
            "其他",
        ),
    )
    tier: Choice = required("级别", values=TIERS)
    built_on: Date = required("建成日期")
    activities: Count = required("本年活动次数")


@form(
    code="P03",
    slug="skill_assessments",
    title="职业技能等级认定表",
    submitters=("college_department",),
    due=(3, 6, 9, 12),
    nil=True,
    grain="occupation × level × date",
    key=("occupation", "level", "assessed_on"),
    on_error=OnError.RETURN_REPORT,
)
class SkillAssessments(FormModel):
    """职业技能等级认定表: one row for each occupation, level and day of assessment."""

    occupation: Text = required("工种")
    level: Choice = required("等级", values=("初级工", "中级工", "高级工", "技师", "高级技师"))
    assessed_on: Date = required("认定日期")
    examined: Count = required("参评人数")
    certified: Count = required("取证人数")

    @rule(
        "P03-1",
        Level.HARD,
        on=("certified", "examined"),
        says=Sentence(
            "取证人数（{certified}）不应大于参评人数（{examined}）。",
            "请把取证人数改为不大于{examined}的数，或者改正参评人数。",
        ),
    )
    def certified_within_examined(cls, frame):
        return frame["certified"] <= frame["examined"]


@form(
    code="P04",
    slug="college_students",
    title="二级学院在校生数",
    submitters=("college_department",),
    due=(10,),
    vertical=True,
    grain="department",
    key=(),
    on_error=OnError.RETURN_REPORT,
)
class CollegeStudents(FormModel):
    """二级学院在校生数: one record for each department. Each row of the sheet is a pair 指标 / 数值."""

    students: Count = required("在校生人数（人）")
    occupations: Count = optional("开展社会评价的工种数（个）")
