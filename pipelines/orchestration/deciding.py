"""The job by which a steward decides (认定) in Dagster's launchpad. Its form asks for the same particulars as
a line of the workbook.
"""

import dagster as dg

from assets.decisions.recording import CannotDecide, Grounds
from assets.decisions.requests import TITLES, Request, record_once
from schemas.decisions import KINDS, DecisionKind
from warehouse.office import Office

KIND = "认定事项"
GROUNDS = ("by", "reason", "basis")
NEEDED = ("by", "reason")
DESCRIPTIONS = {
    "unit": "单位名称或代码",
    "form": "报表名称或代码",
    "period": "报告期，例如 2023-12；不适用的写从哪个月起",
    "file": "文件名，或 SHA-256 的前 8 位",
    "place": "更正写 工作表!单元格，不适用写 方案:指标，抽查核实写栏目",
    "value": "延期写日期，更正、录入写数，抽查核实写 核实数/上报数，撤销写编号",
    "scheme": "录入写方案",
    "entry": "录入写评分项",
    "by": "谁认定：单位或职务，不写姓名",
    "reason": "为什么，一句话",
    "basis": "依据的文件或文号",
}
_KINDS = {each.title: kind for kind, each in KINDS.items()}

CONFIG = {
    KIND: dg.Field(
        dg.Enum("DecisionKind", [dg.EnumValue(title, title) for title in _KINDS]),
        description="；".join(f"{each.title}：{each.says}" for each in KINDS.values()),
    ),
    **{
        title: dg.Field(str, is_required=name in NEEDED, description=DESCRIPTIONS[name])
        for name, title in TITLES.items()
    },
}
"""The config of the job: what is decided, its particulars, who decides and why."""


@dg.op(
    name="record_decision",
    config_schema=CONFIG,
    out=dg.Out(dg.Nothing),
    description="记录一件认定，下次收件考核时按它重算（延期的期限马上改）。",
)
def _decide(context: dg.OpExecutionContext, office: dg.ResourceParam[Office]) -> dg.Output[None]:
    stated = context.op_config
    kind: DecisionKind = _KINDS[stated[KIND]]
    said = {name: stated.get(title, "").strip() for name, title in TITLES.items()}
    by, reason, basis = (said.pop(name) for name in GROUNDS)
    try:
        number, is_new = record_once(office, Request(kind, said, Grounds(by, reason, basis or None)))
    except CannotDecide as error:
        raise dg.Failure(f"没有记录：{error}", allow_retries=False) from None
    told = f"已记录第{number}号认定（{KINDS[kind].title}），下次收件考核时按它重算"
    return dg.Output(None, metadata={"结果": told if is_new else f"这件认定已经记录过，是第{number}号"})


@dg.job(
    name="decide",
    description="认定：特批、延期、更正、录入、撤销等，在 Launchpad 里填写；写明谁认定、理由和依据。",
)
def decide_job() -> None:
    """Record one decision."""
    _decide()
