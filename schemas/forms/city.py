"""Forms of the city's offices on industry–education services (市级产教融合)."""

from schemas.columns import Amount, Choice, Count, CreditCode, Date, MajorCode, Text, YesNo
from schemas.findings import Level, Sentence
from schemas.form import OnError
from schemas.form_models import FormModel, form, optional, required, rule


@form(
    code="C01",
    slug="incubators",
    title="创业孵化基地情况表",
    submitters=("city_office",),
    due=(6, 12),
    grain="incubator",
    key=("incubator",),
    on_error=OnError.RETURN_REPORT,
)
class Incubators(FormModel):
    """创业孵化基地情况表: one row for each incubator."""

    incubator: Text = required("基地名称")
    for_vocational: YesNo = required("专门面向职业院校毕业生")
    tenants: Count = required("累计入驻创业实体（家）")
    jobs: Count = required("带动就业（人）")
    loans: Amount = optional("创业担保贷款（万元）")
    loans_vocational: Amount = optional("其中：职业院校毕业生贷款（万元）")

    @rule(
        "C01-1",
        Level.HARD,
        on=("loans_vocational", "loans"),
        says=Sentence(
            "职业院校毕业生贷款（{loans_vocational}）不应大于创业担保贷款（{loans}）。",
            "请把职业院校毕业生贷款改为不大于{loans}的数，或者改正创业担保贷款。",
        ),
    )
    def vocational_within_loans(cls, frame):
        return frame["loans_vocational"] <= frame["loans"]


@form(
    code="C02",
    slug="platform_members",
    title="产教融合服务平台入驻名录",
    submitters=("city_office",),
    due=(6, 12),
    grain="member",
    key=("member",),
    on_error=OnError.QUARANTINE,
)
class PlatformMembers(FormModel):
    """产教融合服务平台入驻名录: one row for each member, which is an enterprise, a school or an expert."""

    member: Text = required("名称", personal=True)
    kind: Choice = required("主体类型", values=("企业", "院校", "专家"))
    credit_code: CreditCode = optional("统一社会信用代码")
    joined_on: Date = required("入驻日期")


@form(
    code="C03",
    slug="major_changes",
    title="专业设置调整表",
    submitters=("city_office",),
    due=(9,),
    nil=True,
    grain="school × major",
    key=("school", "major_code"),
    on_error=OnError.RETURN_REPORT,
)
class MajorChanges(FormModel):
    """专业设置调整表: one row for each school and major."""

    school: Text = required("学校")
    major_code: MajorCode = required("专业代码")
    major_name: Text = required("专业名称")
    change: Choice = required("变动", values=("新增", "撤销"))
    industry: Text = optional("对接产业")
