"""Forms of the county vocational education society (中华职教社)."""

from schemas.columns import Amount, Choice, Count, CreditCode, Date, Text, YesNo
from schemas.findings import Level, Sentence
from schemas.form import MONTHLY, OnError
from schemas.form_models import FormModel, form, optional, required, rule


@form(
    code="S01",
    slug="society_members",
    title="社员名册",
    submitters=("society",),
    due=(6, 12),
    grain="member",
    key=("member",),
    on_error=OnError.QUARANTINE,
)
class SocietyMembers(FormModel):
    """社员名册: one row for each member, which is an organisation or a person."""

    member: Text = required("社员名称", personal=True)
    kind: Choice = required("社员类型", values=("团体", "个人"))
    credit_code: CreditCode = optional("统一社会信用代码")
    joined_on: Date = required("入社日期")
    active: YesNo = required("在册")

    @rule(
        "S01-1",
        Level.QUERY,
        on=("credit_code", "kind"),
        says=Sentence("团体社员没有填写统一社会信用代码。", "请照登记证书补填；没有代码的请写明原因。"),
    )
    def organisation_has_credit_code(cls, frame):
        return (frame["kind"] != "团体") | frame["credit_code"].notna()


@form(
    code="S02",
    slug="society_activities",
    title="职教社活动台账",
    submitters=("society",),
    due=MONTHLY,
    nil=True,
    grain="activity",
    key=("held_on", "title"),
    on_error=OnError.QUARANTINE,
)
class SocietyActivities(FormModel):
    """职教社活动台账: one row for each activity."""

    held_on: Date = required("活动日期")
    kind: Choice = required(
        "活动类型",
        values=(
            "专题学习",
            "中心组学习",
            "培训班",
            "技术服务",
            "技术宣讲",
            "思政课",
            "调研",
            "宣传稿件",
            "专题片",
            "信息报送",
            "进社区进学校进企业",
            "社员培训",
            "其他",
        ),
    )
    title: Text = required("活动名称")
    tier: Choice = optional("发布层级", values=("省级", "市级", "县级", "政府官网", "行业平台", "教育系统"))
    townships: Text = optional("覆盖乡镇", lists=True)
    attendances: Count = optional("参加人次")
    sales: Amount = optional("带动销售额（万元）")

    @rule(
        "S02-1",
        Level.HARD,
        on=("attendances", "kind"),
        says=Sentence("培训班须填写参加人次。", "请补填或改正活动类型。"),
    )
    def training_has_attendances(cls, frame):
        return (frame["kind"] != "培训班") | frame["attendances"].notna()
