"""The catalogue of findings (审核意见): every sentence a clerk may read, in one place.

A finding has a code, a level and a message. The codes of a form's own rules (X01-1 …) and their sentences stand with the
form; here are the findings any form can get and those about a workbook as a whole.
"""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How grave a finding is."""

    HARD = "hard"
    """强制性错误: must be corrected."""
    QUERY = "query"
    """核实性错误: correct it or explain it."""


@dataclass(frozen=True)
class FindingKind:
    """A kind of finding: its code, level and the template of its sentence.

    Every finding about one cell may use ``{header}``, ``{value}`` (what stands in the cell, masked where it is personal) and
    ``{choices}`` (the listed values of the column). Other placeholders are filled in by the check that gives the finding.
    """

    code: str
    level: Level
    says: str

    def message(self, **values: object) -> str:
        """The sentence with its placeholders filled in; values that the template does not use are ignored."""
        return self.says.format(**values)


KINDS: dict[str, FindingKind] = {}
"""All kinds by code."""


def _kinds(*kinds: FindingKind) -> None:
    for kind in kinds:
        if kind.code in KINDS:
            raise ValueError(f"The finding {kind.code!r} is in the catalogue twice")
        KINDS[kind.code] = kind


# --- The table of a report
_kinds(
    FindingKind("missing-column", Level.HARD, "表中没有“{header}”一列，请按现行表样补上后重新报送。"),
    FindingKind("unrecognised-column", Level.QUERY, "表头“{unknown}”不在现行表样中，而表中缺少“{header}”一列，请核对表头是否写错。"),
    FindingKind("empty-report", Level.HARD, "表中没有数据行，也没有写明“无”，请补填数据；确无数据的请写“无”后重新报送。"),
    FindingKind("nil-not-allowed", Level.HARD, "本表不接受零报告，请按实际情况填报数据后重新报送。"),
    FindingKind("total-row", Level.HARD, "{label}行的{header}（{stated}）与所列各行之和（{sum}）不一致，请核对后改正。"),
    FindingKind("duplicate-key", Level.HARD, "{header}与{rows}相同，请核对后改正或删去重复的行。"),
    FindingKind("duplicate-row", Level.HARD, "本行与{rows}内容完全相同，请删去重复的行。"),
)

# --- The value of a cell
_kinds(
    FindingKind("required", Level.HARD, "{header}为必填项，请补填。"),
    FindingKind("choice", Level.HARD, "{header}填写的“{value}”不在可选范围内，请从以下选项中选填：{choices}。"),
    FindingKind("negative", Level.HARD, "{header}（{value}）不应为负数，请核对后改正。"),
    FindingKind("resident-id", Level.HARD, "{header}（{value}）有误，请对照身份证核对18位号码。"),
    FindingKind("credit-code", Level.HARD, "{header}（{value}）有误，请对照营业执照或法人证书核对18位代码。"),
    FindingKind("phone", Level.HARD, "{header}不是11位手机号，请核对后改正。"),
    FindingKind("major-code", Level.HARD, "{header}（{value}）应为6位数字，请对照中等职业学校专业目录改正。"),
    FindingKind("division-code", Level.HARD, "{header}（{value}）应为6位、9位或12位数字的区划代码，请核对后改正。"),
    FindingKind("excel-error", Level.HARD, "{header}是公式错误值（{value}），请改正公式或直接填写数值。"),
    FindingKind("unknown-unit-name", Level.HARD, "{header}填写的“{value}”不在单位名录中，请填写规范名称。"),
)
