"""Forms of the vocational schools (中等职业学校)."""

from schemas.columns import Choice, Count, Date, MajorCode, Text
from schemas.findings import Level
from schemas.form import CrossRule, FormModel, OnError, form, optional, required, rule


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
        CrossRule("X01-5", Level.QUERY, ("admitted",), "招生数（{right}）与上年（{left}）相比变化 {change}，超过 ±{most}，请核实", {"most": 0.20}),
    ),
)
class Enrolment(FormModel):
    """招生与在校生情况表: one row a major."""

    major_code: MajorCode = required("专业代码")
    major_name: Text = required("专业名称")
    major_category: Text = optional("专业大类")
    years: Count = required("学制（年）")
    admitted: Count = required("招生数")
    admitted_local: Count = optional("其中：本地生源")
    students: Count = required("在校生数")
    graduates: Count = required("毕业生数")
    hours_total: Count = optional("总学时")
    hours_practice: Count = optional("实践性教学学时")

    @rule("X01-1", Level.HARD, on=("admitted_local", "admitted"), says="本地生源（{admitted_local}）不应大于招生数（{admitted}）")
    def local_within_admitted(cls, frame):
        return frame["admitted_local"] <= frame["admitted"]

    @rule("X01-2", Level.HARD, on=("admitted", "students"), says="招生数（{admitted}）不应大于在校生数（{students}）")
    def admitted_within_students(cls, frame):
        return frame["admitted"] <= frame["students"]

    @rule("X01-3", Level.HARD, on=("hours_practice", "hours_total"), says="实践性教学学时（{hours_practice}）不应大于总学时（{hours_total}）")
    def practice_within_total(cls, frame):
        return frame["hours_practice"] <= frame["hours_total"]

    @rule("X01-4", Level.QUERY, on=("hours_practice", "hours_total"), says="实践性教学学时占总学时不足 {least}，请核实", least=0.5)
    def enough_practice(cls, frame, least):
        return frame["hours_practice"] >= least * frame["hours_total"]


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
    """证书考核情况表: one row a certificate, level and day of examination."""

    kind: Choice = required("证书类型", values=("1+X证书", "职业技能等级证书", "其他"))
    certificate: Text = required("证书名称")
    level: Choice = required("等级", values=("初级", "中级", "高级", "技师", "高级技师"))
    assessed_on: Date = required("考核日期")
    examined: Count = required("考证人数")
    certified: Count = required("取证人数")

    @rule("X06-1", Level.HARD, on=("certified", "examined"), says="取证人数（{certified}）不应大于考证人数（{examined}）")
    def certified_within_examined(cls, frame):
        return frame["certified"] <= frame["examined"]
