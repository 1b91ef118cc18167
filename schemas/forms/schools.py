"""Forms of schools (职业学校): teachers, contests, trainings, certificates, conditions, cooperation."""

from schemas.columns import (
    Amount,
    Choice,
    Count,
    CreditCode,
    Date,
    PersonName,
    ResidentId,
    Text,
)
from schemas.cross_rules import CrossRule, OtherForm, Relation
from schemas.findings import Level, Sentence
from schemas.form import MONTHLY, OnError
from schemas.form_models import FormModel, form, optional, required, rule

TIERS = ("国家级", "省级", "市级", "校级")


@form(
    code="X03",
    slug="teachers",
    title="专任与双师型教师名册",
    submitters=("school",),
    due=(12,),
    grain="teacher",
    key=("resident_id",),
    on_error=OnError.QUARANTINE,
)
class Teachers(FormModel):
    """专任与双师型教师名册: one row for each teacher."""

    name: PersonName = required("姓名")
    resident_id: ResidentId = required("身份证号")
    teacher_type: Choice = required("教师类别", values=("专业课", "公共基础课", "兼职"))
    major_name: Text = optional("任教专业")
    dual_level: Choice = required("双师型等级", values=("未认定", "初级", "中级", "高级"))
    recognised_by: Choice = optional("认定层级", values=TIERS)
    recognised_on: Date = optional("认定日期")
    enterprise_months: Amount = optional("本年企业实践（月）")

    @rule(
        "X03-1",
        Level.HARD,
        on=("recognised_by", "recognised_on", "dual_level"),
        says=Sentence("双师型等级为{dual_level}的教师须填写认定层级和认定日期。", "请补填或改正等级。"),
    )
    def recognition_given(cls, frame):
        return (frame["dual_level"] == "未认定") | (
            frame["recognised_by"].notna() & frame["recognised_on"].notna()
        )

    @rule(
        "X03-2",
        Level.QUERY,
        on=("enterprise_months", "teacher_type"),
        says=Sentence("专业课教师本年企业实践不足{least}个月。", "请补上漏填的月数；属实的请写明原因。"),
        least=2,
    )
    def enough_practice_in_enterprises(cls, frame, least):
        return (frame["teacher_type"] != "专业课") | (frame["enterprise_months"].fillna(0) >= least)


@form(
    code="X04",
    slug="contest_awards",
    title="技能大赛获奖表",
    submitters=("school",),
    due=MONTHLY,
    nil=True,
    grain="award",
    key=("contest", "item", "winners", "award"),
    on_error=OnError.QUARANTINE,
)
class ContestAwards(FormModel):
    """技能大赛获奖表: one row for each award."""

    contest: Text = required("赛事名称")
    tier: Choice = required("赛事层级", values=TIERS)
    track: Choice = required("赛事类别", values=("学生技能", "教学能力", "创新创业"))
    item: Text = required("赛项")
    award: Choice = required("奖项", values=("金牌", "银牌", "铜牌", "一等奖", "二等奖", "三等奖", "优秀奖"))
    winners: Text = required("获奖者（团队）", personal=True)
    headcount: Count = required("获奖人数")
    awarded_on: Date = required("获奖日期")

    @rule(
        "X04-1",
        Level.HARD,
        on=("awarded_on",),
        says=Sentence(
            "获奖日期（{awarded_on}）晚于报告期末。", "请改正获奖日期；报告期以后获的奖请在下期报送。"
        ),
    )
    def not_after_period(cls, frame):
        return ~(frame["awarded_on"] > frame["period_end"])


@form(
    code="X05",
    slug="training_sessions",
    title="社会培训班次表",
    submitters=("school",),
    due=MONTHLY,
    nil=True,
    grain="training session",
    key=("session_no",),
    on_error=OnError.QUARANTINE,
)
class TrainingSessions(FormModel):
    """社会培训班次表: one row for each training session."""

    session_no: Text = required("班次编号")
    title: Text = required("培训名称")
    category: Choice = required(
        "培训类别",
        values=(
            "学历技能双提升",
            "残疾人培训",
            "民兵职业技能培训",
            "企业新型学徒制",
            "高素质农民培训",
            "创业培训",
            "职工培训",
            "社区培训",
            "老年培训",
            "其他",
        ),
    )
    started_on: Date = required("开始日期")
    ended_on: Date = optional("结束日期")
    trainees: Count = required("培训人数（人）")
    hours: Count = optional("学时")
    attendances: Count = optional("培训人次（人次）")
    income: Amount = optional("到账金额（万元）")
    township: Text = optional("授课地镇街", lists=True)

    @rule(
        "X05-1",
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
        "X05-2",
        Level.HARD,
        on=("attendances", "trainees"),
        says=Sentence(
            "培训人次（{attendances}）不应小于培训人数（{trainees}）。",
            "请把培训人次改为不小于{trainees}的数，或者改正培训人数。",
        ),
    )
    def attendances_cover_trainees(cls, frame):
        return frame["attendances"] >= frame["trainees"]

    @rule(
        "X05-3",
        Level.QUERY,
        on=("trainees",),
        says=Sentence(
            "一个班次的培训人数（{trainees}）超过{most}人。",
            "几个班次合填成一行的请分行填写；属实的请写明原因。",
        ),
        most=200,
    )
    def plausible_size(cls, frame, most):
        return frame["trainees"] <= most


@form(
    code="X06",
    slug="certificates",
    title="证书考核情况表",
    submitters=("school",),
    due=(3, 6, 9, 12),
    nil=True,
    grain="certificate × level × date",
    key=("certificate", "level", "assessed_on"),
    on_error=OnError.RETURN_REPORT,
)
class Certificates(FormModel):
    """证书考核情况表: one row for each certificate, level and day of examination."""

    kind: Choice = required("证书类型", values=("1+X证书", "职业技能等级证书", "其他"))
    certificate: Text = required("证书名称")
    level: Choice = required("等级", values=("初级", "中级", "高级", "技师", "高级技师"))
    assessed_on: Date = required("考核日期")
    examined: Count = required("考证人数")
    certified: Count = required("取证人数")

    @rule(
        "X06-1",
        Level.HARD,
        on=("certified", "examined"),
        says=Sentence(
            "取证人数（{certified}）不应大于考证人数（{examined}）。",
            "请把取证人数改为不大于{examined}的数，或者改正考证人数。",
        ),
    )
    def certified_within_examined(cls, frame):
        return frame["certified"] <= frame["examined"]


@form(
    code="X07",
    slug="school_conditions",
    title="办学条件情况表",
    submitters=("school",),
    due=(10,),
    vertical=True,
    grain="school",
    key=(),
    on_error=OnError.RETURN_REPORT,
    cross_rules=(
        CrossRule(
            "X07-2",
            Level.HARD,
            ("students",),
            Sentence(
                "全日制在校生数（{right}）与招生与在校生情况表的在校生数之和（{left}）不一致。",
                "请改为{left}；招生与在校生情况表填错的，请更正那张表。",
            ),
            compares=OtherForm("students", "X01", "students"),
            holds=Relation.EQUAL,
        ),
    ),
)
class SchoolConditions(FormModel):
    """办学条件情况表: one record for each school. Each row of the sheet is a pair 指标 / 数值."""

    land_area: Amount = required("校园占地面积（平方米）")
    building_area: Amount = required("校舍建筑面积（平方米）")
    students: Count = required("全日制在校生数（人）")
    teachers: Count = required("专任教师数（人）")
    major_teachers: Count = required("其中：专业课教师（人）")
    dual_teachers: Count = required("其中：双师型教师（人）")
    senior_teachers: Count = optional("其中：高级职称教师（人）")
    part_time_teachers: Count = optional("兼职教师（人）")
    equipment_value: Amount = required("教学仪器设备总值（万元）")
    books: Count = required("图书（册）")
    computers: Count = required("教学用计算机（台）")

    @rule(
        "X07-1",
        Level.HARD,
        on=("major_teachers", "teachers"),
        says=Sentence(
            "专业课教师（{major_teachers}）不应多于专任教师（{teachers}）。",
            "请把专业课教师改为不大于{teachers}的数，或者改正专任教师。",
        ),
    )
    def major_teachers_within_teachers(cls, frame):
        return frame["major_teachers"] <= frame["teachers"]

    @rule(
        "X07-1",
        Level.HARD,
        on=("dual_teachers", "teachers"),
        says=Sentence(
            "双师型教师（{dual_teachers}）不应多于专任教师（{teachers}）。",
            "请把双师型教师改为不大于{teachers}的数，或者改正专任教师。",
        ),
    )
    def dual_teachers_within_teachers(cls, frame):
        return frame["dual_teachers"] <= frame["teachers"]

    @rule(
        "X07-1",
        Level.HARD,
        on=("senior_teachers", "teachers"),
        says=Sentence(
            "高级职称教师（{senior_teachers}）不应多于专任教师（{teachers}）。",
            "请把高级职称教师改为不大于{teachers}的数，或者改正专任教师。",
        ),
    )
    def senior_teachers_within_teachers(cls, frame):
        return frame["senior_teachers"] <= frame["teachers"]


@form(
    code="X08",
    slug="enterprise_cooperation",
    title="校企合作项目表",
    submitters=("school",),
    due=(3, 6, 9, 12),
    nil=True,
    grain="school × enterprise × form of cooperation",
    key=("enterprise_code", "cooperation"),
    on_error=OnError.QUARANTINE,
)
class EnterpriseCooperation(FormModel):
    """校企合作项目表: one row for each enterprise and form of cooperation."""

    enterprise: Text = required("企业名称")
    enterprise_code: CreditCode = required("统一社会信用代码")
    cooperation: Choice = required(
        "合作形式",
        values=(
            "订单班",
            "现代学徒制",
            "企业新型学徒制",
            "产业学院",
            "校内实训基地",
            "校外实训基地",
            "技术服务",
            "其他",
        ),
    )
    major_name: Text = optional("合作专业")
    signed_on: Date = required("签约日期")
    students: Count = optional("在培学生数")
    integrated_tier: Choice = required("产教融合型企业", values=("否", "市级", "省级", "国家级"))
    recognised_on: Date = optional("认定日期")

    @rule(
        "X08-1",
        Level.HARD,
        on=("recognised_on", "integrated_tier"),
        says=Sentence(
            "产教融合型企业（{integrated_tier}）须填写认定日期。",
            "请照认定文件补填日期；没有认定的请把“产教融合型企业”改为否。",
        ),
    )
    def recognition_dated(cls, frame):
        return (frame["integrated_tier"] == "否") | frame["recognised_on"].notna()
