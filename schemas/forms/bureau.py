"""Forms of the district education bureau (区教育局), and the task ledger that bureaus, schools, departments
and societies keep.
"""

from schemas.columns import Amount, Choice, Count, Date, Text
from schemas.findings import Level, Sentence
from schemas.form import OnError
from schemas.form_models import FormModel, form, optional, required, rule


@form(
    code="J01",
    slug="junior_graduates",
    title="初中毕业生升学情况表",
    submitters=("bureau",),
    due=(10,),
    grain="junior secondary school",
    key=("school",),
    on_error=OnError.RETURN_REPORT,
)
class JuniorGraduates(FormModel):
    """初中毕业生升学情况表: one row for each junior secondary school."""

    school: Text = required("初中学校")
    graduates: Count = required("毕业生数")
    to_general: Count = required("升入普通高中", unit="人")
    to_vocational: Count = required("升入中等职业学校", unit="人")
    to_technical: Count = required("升入技工学校", unit="人")
    not_continued: Count = required("未升学", unit="人")

    @rule(
        "J01-1",
        Level.HARD,
        on=("graduates", "to_general", "to_vocational", "to_technical", "not_continued"),
        says=Sentence(
            "毕业生数（{graduates}）应等于升入普通高中（{to_general}）、中等职业学校（{to_vocational}）、技工学校（{to_technical}）和未升学（{not_continued}）之和。",
            "请核对各项人数；都无误的，请把毕业生数改为{sum_of_parts}。",
        ),
    )
    def parts_make_the_whole(cls, frame):
        return (
            frame["graduates"]
            == frame["to_general"] + frame["to_vocational"] + frame["to_technical"] + frame["not_continued"]
        )


@form(
    code="J02",
    slug="adult_exams",
    title="自考成考报名情况表",
    submitters=("bureau",),
    due=(12,),
    grain="township",
    key=("township",),
    on_error=OnError.RETURN_REPORT,
    subject="township",
    subject_kinds=("township",),
)
class AdultExams(FormModel):
    """自考成考报名情况表: one row for each township."""

    township: Text = required("镇街")
    self_study: Count = required("自考报名人数")
    adult_exam: Count = required("成考报名人数")

    @rule(
        "J02-1",
        Level.HARD,
        on=("township",),
        says=Sentence("“{township}”不是本区的镇街。", "请填写规范名称。"),
    )
    def township_of_the_district(cls, frame):
        return frame["township"].isna() | frame["subject_code"].notna()


@form(
    code="J03",
    slug="targets",
    title="目标任务下达表",
    submitters=("bureau",),
    due=(1,),
    grain="scheme × indicator × unit",
    key=("scheme", "indicator", "unit"),
    on_error=OnError.RETURN_REPORT,
    subject="unit",
    amends=True,
)
class Targets(FormModel):
    """目标任务下达表: one row for each target of a unit."""

    scheme: Text = required("考核方案")
    indicator: Text = required("指标代码")
    unit: Text = required("被考核单位")
    target: Amount = required("目标值", additive=False)

    @rule(
        "J03-1",
        Level.HARD,
        on=("scheme", "indicator"),
        says=Sentence("考核方案“{scheme}”中没有指标“{indicator}”。", "请对照考核方案改正方案和指标代码。"),
    )
    def indicator_exists(cls, frame):
        return frame["scheme"].isna() | frame["indicator"].isna() | frame["indicator_known"]

    @rule("J03-1", Level.HARD, on=("unit",), says=Sentence("单位名录中没有“{unit}”。", "请填写规范名称。"))
    def unit_exists(cls, frame):
        return frame["unit"].isna() | frame["subject_code"].notna()


@form(
    code="J05",
    slug="population",
    title="镇街人口基数表",
    submitters=("bureau",),
    due=(1,),
    grain="township",
    key=("township",),
    on_error=OnError.RETURN_REPORT,
    subject="township",
    subject_kinds=("township",),
    amends=True,
)
class Population(FormModel):
    """镇街人口基数表: one row for each township."""

    township: Text = required("镇街")
    residents: Count = required("常住人口")
    elderly: Count = required("60周岁以上常住老年人口")
    working_age: Count = required("15—59周岁人口")

    @rule(
        "J05-1",
        Level.HARD,
        on=("elderly", "working_age", "residents"),
        says=Sentence(
            "60周岁以上常住老年人口（{elderly}）与15—59周岁人口（{working_age}）之和不应大于常住人口（{residents}）。",
            "请核对三个数，两部分之和应不大于{residents}。",
        ),
    )
    def parts_within_residents(cls, frame):
        return frame["elderly"] + frame["working_age"] <= frame["residents"]

    # The catalogue of forms has no code for this rule. It is needed, because a figure of an unknown township
    # would be lost in every sum.
    @rule(
        "unknown-unit-name",
        Level.HARD,
        on=("township",),
        says=Sentence("“{township}”不是本区的镇街。", "请填写规范名称。"),
    )
    def township_of_the_district(cls, frame):
        return frame["township"].isna() | frame["subject_code"].notna()


@form(
    code="R01",
    slug="task_ledger",
    title="重点任务与成果台账",
    submitters=("bureau", "school", "college_department", "society"),
    due=(3, 6, 9, 12),
    nil=True,
    grain="task",
    key=("category", "title"),
    on_error=OnError.QUARANTINE,
)
class TaskLedger(FormModel):
    """重点任务与成果台账: one row for each task."""

    category: Choice = required(
        "事项类别",
        values=(
            "双师型基地",
            "优质专业（群）",
            "技能体验中心",
            "领航学校",
            "产教融合实训基地",
            "生产性实训基地",
            "建议提案主办",
            "建议提案协办",
            "培训基地申报",
            "网络课程",
            "终身教育课程资源",
            "能者为师",
            "智慧助老案例",
            "终身学习品牌",
            "培训方案",
            "调研报告",
            "其他",
        ),
    )
    title: Text = required("事项名称")
    tier: Choice = required("层级", values=("国家级", "省级", "市级", "区县级", "校级"))
    state: Choice = required("状态", values=("未启动", "推进中", "已申报", "已完成"))
    quantity: Count = required("数量")
    due_on: Date = optional("完成时限")
    done_on: Date = optional("完成日期")
    evidence: Text = optional("佐证材料")

    @rule(
        "R01-1",
        Level.HARD,
        on=("done_on", "state"),
        says=Sentence("状态为已完成的事项须填写完成日期。", "请补填或改正状态。"),
    )
    def completion_dated(cls, frame):
        return (frame["state"] != "已完成") | frame["done_on"].notna()

    @rule(
        "R01-2",
        Level.QUERY,
        on=("evidence", "state"),
        says=Sentence("状态为已完成的事项没有佐证材料。", "请写明佐证材料的名称；没有材料的请写明原因。"),
    )
    def completion_evidenced(cls, frame):
        return (frame["state"] != "已完成") | frame["evidence"].notna()

    # A deadline on the last day of the period has passed, too. The report tells how things stand when that
    # day is over.
    @rule(
        "R01-3",
        Level.QUERY,
        on=("due_on", "state"),
        says=Sentence("完成时限（{due_on}）已过而状态为{state}。", "请更新状态或说明原因。"),
    )
    def not_overdue(cls, frame):
        return (frame["state"] == "已完成") | ~(frame["due_on"] <= frame["period_end"])
