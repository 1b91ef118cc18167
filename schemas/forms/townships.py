"""Forms of the townships (镇街)."""

import pandas as pd

from schemas.columns import Choice, Choices, Count, Date, PersonName, Phone, ResidentId, Text, YesNo
from schemas.cross_rules import Against, CrossRule, Earlier, Named, OtherForm, Relation
from schemas.findings import Level, Sentence
from schemas.form import MONTHLY, OnError
from schemas.form_models import FormModel, form, optional, required, rule
from schemas.periods import LAST_MONTHS
from schemas.texts.identifiers import birth_dates, is_male


@form(
    code="Z01",
    slug="population_survey",
    title="15—59周岁未上学人口摸底表",
    submitters=("township",),
    due=(3, 6, 9, 12),
    grain="village",
    key=("village",),
    on_error=OnError.RETURN_REPORT,
)
class PopulationSurvey(FormModel):
    """15—59周岁未上学人口摸底表: one row for each village or community."""

    village: Text = required("村（社区）")
    census_count: Count = required("七普人数")
    surveyed_count: Count = required("摸排人数")
    disabled_count: Count = required("其中：盲聋哑及肢体残疾", unit="人")
    away_count: Count = optional("其中：外出务工", unit="人")
    planned_count: Count = required("拟参训人数")

    @rule(
        "Z01-1",
        Level.HARD,
        on=("disabled_count", "surveyed_count"),
        says=Sentence(
            "盲聋哑及肢体残疾人数（{disabled_count}）不应大于摸排人数（{surveyed_count}）。",
            "请把盲聋哑及肢体残疾人数改为不大于{surveyed_count}的数，或者改正摸排人数。",
        ),
    )
    def disabled_within_surveyed(cls, frame):
        return frame["disabled_count"] <= frame["surveyed_count"]

    @rule(
        "Z01-1",
        Level.HARD,
        on=("away_count", "surveyed_count"),
        says=Sentence(
            "外出务工人数（{away_count}）不应大于摸排人数（{surveyed_count}）。",
            "请把外出务工人数改为不大于{surveyed_count}的数，或者改正摸排人数。",
        ),
    )
    def away_within_surveyed(cls, frame):
        return frame["away_count"] <= frame["surveyed_count"]

    @rule(
        "Z01-1",
        Level.HARD,
        on=("planned_count", "surveyed_count"),
        says=Sentence(
            "拟参训人数（{planned_count}）不应大于摸排人数（{surveyed_count}）。",
            "请把拟参训人数改为不大于{surveyed_count}的数，或者改正摸排人数。",
        ),
    )
    def planned_within_surveyed(cls, frame):
        return frame["planned_count"] <= frame["surveyed_count"]

    @rule(
        "Z01-2",
        Level.QUERY,
        on=("surveyed_count", "census_count"),
        says=Sentence(
            "全镇街摸排人数（{surveyed_count}）与七普人数（{census_count}）相差超过{most:.0%}。",
            "请核对有没有漏填的村（社区）；属实的请写明原因。",
        ),
        of_report=True,
        most=0.10,
    )
    def survey_close_to_census(cls, frame, most):
        totals = frame.groupby("report_id")[["surveyed_count", "census_count"]].transform("sum")
        return (totals["surveyed_count"] - totals["census_count"]).abs() <= most * totals["census_count"]


@form(
    code="Z02",
    slug="dual_upgrade_roster",
    title="学历技能双提升学员名册",
    submitters=("township",),
    due=MONTHLY,
    nil=True,
    grain="learner",
    key=("resident_id",),
    on_error=OnError.QUARANTINE,
    cross_rules=(
        CrossRule(
            "Z02-4",
            Level.HARD,
            ("resident_id",),
            Sentence(
                "该学员已在{left}的名册中，一人只能列入一个镇街的名册。",
                "请与{left}核实由谁上报，不由本镇街上报的请删去本行。",
            ),
            compares=Named("persons_of_one_township", ("Z02",)),
            holds=Relation.EQUAL,
        ),
        CrossRule(
            "Z02-6",
            Level.QUERY,
            (),
            Sentence(
                "名册共{right}人，超过最近一次摸底的拟参训人数（{left}）。",
                "请核对名册有没有多列的人；属实的请写明原因。",
            ),
            compares=OtherForm(None, "Z01", "planned_count", months_back=LAST_MONTHS),
            holds=Relation.AT_MOST,
            of_report=True,
        ),
        CrossRule(
            "Z02-7",
            Level.QUERY,
            (),
            Sentence(
                "上期名册中有{difference}人不在本期名册中，名册应在年内累计。",
                "请补上漏列的人；确实不再列入的请写明原因。",
            ),
            compares=Named("learners_of_last_roster", ("Z02",), between_periods=True),
            holds=Relation.AT_LEAST,
            of_report=True,
        ),
    ),
)
class DualUpgradeRoster(FormModel):
    """学历技能双提升学员名册: one row for each learner (一员一档), cumulative within the year."""

    name: PersonName = required("姓名")
    resident_id: ResidentId = required("身份证号")
    sex: Choice = required("性别", values=("男", "女"))
    village: Text = required("村（社区）")
    education: Choice = required("文化程度", values=("未上过学", "小学", "初中", "高中/中专", "大专及以上"))
    phone: Phone = optional("联系电话")
    major_name: Text = required("培训专业")
    teaching_point: Text = optional("教学点")
    class_name: Text = optional("班级")
    enrolled_on: Date = required("报名日期")
    registration: Choice = required("学籍状态", values=("未录入", "已录入", "已注册"))
    missing_documents: Choices = optional("缺失材料", values=("身份证", "户口册", "标准像"))
    online: YesNo = required("线上学习")
    completion: Choice = required("结业状态", values=("在读", "结业", "退学"))

    @rule(
        "Z02-1",
        Level.HARD,
        on=("sex", "resident_id"),
        says=Sentence(
            "性别（{sex}）与身份证号不符。", "身份证号第17位单数为男、双数为女，请对照身份证改正其一。"
        ),
    )
    def sex_agrees_with_id(cls, frame):
        return is_male(frame["resident_id"]) == (frame["sex"] == "男")

    @rule(
        "Z02-2",
        Level.HARD,
        on=("resident_id", "enrolled_on"),
        says=Sentence(
            "报名时年龄不在{least}至{most}周岁之间。",
            "请改正填错的身份证号或报名日期；年龄确实不符的请删去本行。",
        ),
        least=15,
        most=59,
    )
    def of_working_age(cls, frame, least, most):
        age = _ages(birth_dates(frame["resident_id"]), frame["enrolled_on"])
        return age.isna() | age.between(least, most)

    @rule(
        "Z02-3",
        Level.HARD,
        on=("registration", "missing_documents"),
        says=Sentence(
            "学籍状态为已注册的学员不应再有缺失材料（{missing_documents}）。",
            "材料齐了的请清空“缺失材料”，没有齐的请把“学籍状态”改为已录入。",
        ),
    )
    def registered_without_gaps(cls, frame):
        return (frame["registration"] != "已注册") | (frame["missing_documents"].fillna("") == "")

    @rule(
        "Z02-5",
        Level.QUERY,
        on=("class_name",),
        says=Sentence("同一班级的学员超过{most}人。", "几个班合成一个的请分开填写班级；属实的请写明原因。"),
        most=50,
    )
    def class_not_too_large(cls, frame, most):
        learners = frame.groupby(["report_id", "class_name"])["class_name"].transform("size")
        return learners.isna() | (learners <= most)


def _ages(born: pd.Series, on: pd.Series) -> pd.Series:
    """Full years of age. NaN if a date is missing."""
    before_birthday = on.dt.month * 100 + on.dt.day < born.dt.month * 100 + born.dt.day
    return on.dt.year - born.dt.year - before_birthday


@form(
    code="Z03",
    slug="elderly_education",
    title="老年教育机构月报表",
    submitters=("township",),
    due=MONTHLY,
    grain="institution",
    key=("institution",),
    on_error=OnError.RETURN_REPORT,
    cross_rules=(
        CrossRule(
            "Z03-3",
            Level.HARD,
            ("credit_accounts",),
            Sentence(
                "学分银行开户数（{right}）少于上期（{left}），年内应只增不减。",
                "请把学分银行开户数改为不少于{left}的数；上期填错的，请先更正上期报表。",
            ),
            compares=Earlier("credit_accounts", Against.LAST_OF_YEAR),
            holds=Relation.AT_LEAST,
        ),
        CrossRule(
            "Z03-4",
            Level.QUERY,
            ("regular_learners",),
            Sentence(
                "经常性参与人数（{right}）与上月（{left}）相比变化{change:+.1%}，超过±{most:.0%}。",
                "请核对有没有漏报或重复计人；属实的请写明原因。",
            ),
            compares=Earlier("regular_learners", Against.LAST_PERIOD),
            holds=Relation.WITHIN,
            parameters={"most": 0.20},
        ),
        CrossRule(
            "Z03-5",
            Level.HARD,
            ("regular_learners",),
            Sentence(
                "经常性参与人数合计（{right}）大于本镇街60周岁以上常住老年人口（{left}）。",
                "请核对各机构有没有重复计人，把合计改为不大于{left}的数。",
            ),
            compares=OtherForm("regular_learners", "J05", "elderly"),
            holds=Relation.AT_MOST,
            of_report=True,
        ),
    ),
)
class ElderlyEducation(FormModel):
    """老年教育机构月报表: one row for each institution."""

    institution: Text = required("机构名称")
    kind: Choice = required("机构类型", values=("镇街老年大学分校", "村（社区）学习点", "其他"))
    plaque: YesNo = required("是否挂牌")
    city_recognised: YesNo = required("是否市级达标认定")
    recognised_on: Date = optional("认定日期")
    activities: Count = required("本月活动次数")
    attendances: Count = required("本月参与人次")
    regular_learners: Count = required("经常性参与人数（累计）")
    credit_accounts: Count = required("学分银行开户数（累计）")

    @rule(
        "Z03-1",
        Level.HARD,
        on=("plaque", "city_recognised"),
        says=Sentence(
            "已通过市级达标认定的机构应已挂牌。",
            "已挂牌的请把“是否挂牌”改为是，没有挂牌的请把“是否市级达标认定”改为否。",
        ),
    )
    def recognised_has_plaque(cls, frame):
        return ~frame["city_recognised"] | frame["plaque"]

    @rule(
        "Z03-1",
        Level.HARD,
        on=("recognised_on", "city_recognised"),
        says=Sentence(
            "已通过市级达标认定的机构须填写认定日期。",
            "请补填认定日期；没有通过认定的，请把“是否市级达标认定”改为否。",
        ),
    )
    def recognition_dated(cls, frame):
        return ~frame["city_recognised"] | frame["recognised_on"].notna()

    @rule(
        "Z03-2",
        Level.HARD,
        on=("attendances", "activities"),
        says=Sentence(
            "本月活动次数为0，参与人次（{attendances}）也应为0。",
            "没有活动的请把参与人次改为0，有活动的请补填活动次数。",
        ),
    )
    def nobody_without_activities(cls, frame):
        return (frame["activities"] > 0) | (frame["attendances"] == 0)


@form(
    code="Z04",
    slug="community_activities",
    title="社区教育活动台账",
    submitters=("township",),
    due=MONTHLY,
    nil=True,
    grain="activity",
    key=("held_on", "title", "place"),
    on_error=OnError.QUARANTINE,
)
class CommunityActivities(FormModel):
    """社区教育活动台账: one row for each activity."""

    held_on: Date = required("活动日期")
    title: Text = required("活动名称")
    category: Choice = required(
        "活动类别",
        values=(
            "公民素质",
            "职业能力",
            "职业技能",
            "文化技艺",
            "社区工作者",
            "创新创业",
            "健康养生",
            "家庭教育",
            "心理健康",
            "志愿服务",
            "老年教育",
        ),
    )
    attendances: Count = required("参加人次")
    elderly_attendances: Count = optional("其中：60岁以上人次")
    place: Text = required("活动地点")

    @rule(
        "Z04-1",
        Level.HARD,
        on=("elderly_attendances", "attendances"),
        says=Sentence(
            "60岁以上人次（{elderly_attendances}）不应大于参加人次（{attendances}）。",
            "请把60岁以上人次改为不大于{attendances}的数，或者改正参加人次。",
        ),
    )
    def elderly_within_attendances(cls, frame):
        return frame["elderly_attendances"] <= frame["attendances"]

    @rule(
        "Z04-2",
        Level.HARD,
        on=("held_on",),
        says=Sentence(
            "活动日期（{held_on}）不在报告月份内。", "请改填报告月份内的日期；其他月份的活动请报在那个月。"
        ),
    )
    def held_in_period(cls, frame):
        held, end = frame["held_on"].dt, frame["period_end"].dt
        return frame["held_on"].isna() | ((held.year == end.year) & (held.month == end.month))
