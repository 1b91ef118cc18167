"""The catalogue of findings (审核意见): every sentence a clerk may read, in one place.

A finding has a code, a level and a message. The codes of a form's own rules (X01-1 …) and their sentences
stand with the form; here are the findings any form can get and those about a workbook as a whole.
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

    Every finding about one cell may use ``{header}``, ``{value}`` (what stands in the cell, masked where it
    is personal) and ``{choices}`` (the listed values of the column). Other placeholders are filled in by the
    check that gives the finding.
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
    FindingKind(
        "unrecognised-column",
        Level.HARD,
        "{columns}不在现行表样中，而“{header}”没有数据，请核对表头是否写错，改正后重新报送。",
    ),
    FindingKind(
        "columns-unread",
        Level.HARD,
        "{columns}像是本表的数据，没有读取，请接在前面的各行下面，或者补上表头后重新报送。",
    ),
    FindingKind(
        "block-unread",
        Level.HARD,
        "工作表“{sheet}”{place}像是本表的数据，没有读取，请放到表头下面的各行中重新报送，不是的请删去。",
    ),
    FindingKind(
        "extra-block",
        Level.QUERY,
        "工作表“{sheet}”{place}有一块表格不在现行表样中，没有读取，请核对是否多余。",
    ),
    FindingKind("extra-column", Level.QUERY, "{columns}不在现行表样中，没有读取，请核对是否多余。"),
    FindingKind(
        "same-header-twice",
        Level.HARD,
        "“{header}”在{columns}各有一个，数据不同，分不清以哪个为准，都没有读取，请只保留一个后重新报送。",
    ),
    FindingKind(
        "values-twice",
        Level.HARD,
        "{columns}都填有数值，内容不同，分不清以哪一列为准，都没有读取，请只保留本期的一列后重新报送。",
    ),
    FindingKind(
        "values-of-another-time",
        Level.HARD,
        "{columns}按表头是计划数或其他时间的数据，没有读取，请填写本期的数据后重新报送。",
    ),
    FindingKind(
        "block-of-another-time",
        Level.QUERY,
        "第{row}行“{line}”以下的{count}行是计划数或其他时间的数据，没有计入本期，请核对。",
    ),
    FindingKind(
        "block-of-another-unit",
        Level.HARD,
        "第{row}行“{line}”以下的{count}行属于另一个填报单位，没有读取，请分开报送。",
    ),
    FindingKind(
        "block-unclear",
        Level.HARD,
        "第{row}行“{line}”以下又有一个表头，分不清其中{count}行是不是本表的，没有读取，请并入上面的表或删去。",
    ),
    FindingKind(
        "parts-unclear",
        Level.HARD,
        "第{row}行“其中”以下分不清哪些行是它的一部分，请在每个分项前写明“其中：”后重新报送。",
    ),
    FindingKind(
        "empty-report",
        Level.HARD,
        "表中没有数据行，也没有写明“无”，请补填数据；确无数据的请写“无”后重新报送。",
    ),
    FindingKind(
        "withdrawn",
        Level.HARD,
        "这一版已由主管部门撤回（{reason}），不计入，请按主管部门的要求重新报送。",
    ),
    FindingKind("nil-not-allowed", Level.HARD, "本表不接受零报告，请按实际情况填报数据后重新报送。"),
    FindingKind(
        "total-row",
        Level.HARD,
        "{label}行的{header}（{stated}）与所列各行之和（{sum}）不一致，请核对各行；各行无误的，请把它改为{sum}。",
    ),
    FindingKind(
        "row-like-total",
        Level.QUERY,
        "“{value}”一行的各项数字正好是{rows}之和，如果是合计行，请在行首写明“合计”；不是的请核实。",
    ),
    FindingKind(
        "prefilled-rows-empty",
        Level.QUERY,
        "{rows}只有预先填好的内容，没有填写数据，没有计入，请核对是否漏填。",
    ),
    FindingKind(
        "row-of-another-unit",
        Level.HARD,
        "第{row}行的“{header}”是{other}，不是填报单位自己的数据，没有计入，请由该单位报送。",
    ),
    FindingKind(
        "rows-below-another-unit",
        Level.HARD,
        "第{row}行只写了“{other}”，分不清下面各行是不是它的数据，请只报本单位的数据，或者删去这一行后重新报送。",
    ),
    FindingKind(
        "row-unit-unknown",
        Level.QUERY,
        "“{header}”一栏写有单位名录中没有的名称（{other}），请核对这些行是不是本单位的数据。",
    ),
    FindingKind("duplicate-key", Level.HARD, "{header}与{rows}相同，请核对后改正或删去重复的行。"),
    FindingKind("duplicate-row", Level.HARD, "本行与{rows}内容完全相同，请删去重复的行。"),
)

# --- The value of a cell
_kinds(
    FindingKind("required", Level.HARD, "{header}为必填项，请补填。"),
    FindingKind(
        "choice", Level.HARD, "{header}填写的“{value}”不在可选范围内，请从以下选项中选填：{choices}。"
    ),
    FindingKind("negative", Level.HARD, "{header}（{value}）不应为负数，请核对后改正。"),
    FindingKind("resident-id", Level.HARD, "{header}（{value}）有误，请对照身份证核对18位号码。"),
    FindingKind("credit-code", Level.HARD, "{header}（{value}）有误，请对照营业执照或法人证书核对18位代码。"),
    FindingKind(
        "credit-code-is-resident-id",
        Level.HARD,
        "{header}填写的像是身份证号，请改填营业执照或法人证书上的18位代码，个人请留空。",
    ),
    FindingKind("phone", Level.HARD, "{header}不是11位手机号，请核对后改正。"),
    FindingKind("major-code", Level.HARD, "{header}（{value}）应为6位数字，请对照中等职业学校专业目录改正。"),
    FindingKind(
        "division-code", Level.HARD, "{header}（{value}）应为6位、9位或12位数字的区划代码，请核对后改正。"
    ),
    FindingKind("excel-error", Level.HARD, "{header}是公式错误值（{value}），请改正公式或直接填写数值。"),
    FindingKind("unknown-unit-name", Level.HARD, "{header}填写的“{value}”不在单位名录中，请填写规范名称。"),
)

# --- A file as a whole: why it could not be read
_kinds(
    FindingKind(
        "file-not-regular",
        Level.HARD,
        "“{name}”不是普通文件，请直接报送工作簿文件，不要报送快捷方式或文件夹。",
    ),
    FindingKind(
        "file-too-large",
        Level.HARD,
        "文件有{size}兆字节，超过上限{limit}兆字节，请删去图片等无关内容后重新报送。",
    ),
    FindingKind("file-empty", Level.HARD, "文件是空的（0字节），请重新保存后报送。"),
    FindingKind(
        "file-damaged", Level.HARD, "文件已损坏或没有复制完整，请用 Excel 或 WPS 打开确认后重新报送。"
    ),
    FindingKind(
        "file-unusual",
        Level.HARD,
        "文件内部的写法与 Excel、WPS 保存的不同，没有读取，请用 Excel 或 WPS 打开后另存为“.xlsx”格式重新报送。",
    ),
    FindingKind(
        "file-unrecognised",
        Level.HARD,
        "认不出文件是什么格式（可能被单位的加密软件加密，或没有复制完整），"
        "请另存为“.xlsx”格式（加密的先解密）后重新报送。",
    ),
    FindingKind(
        "file-encrypted",
        Level.HARD,
        "文件被单位的加密软件加密，别处打不开，请在本单位解密，或者按规定申请外发后重新报送。",
    ),
    FindingKind(
        "file-of-numbers",
        Level.HARD,
        "文件是苹果 Numbers 表格，请在 Numbers 中选“文件→导出为→Excel”，把导出的“.xlsx”文件重新报送。",
    ),
    FindingKind(
        "file-with-rights",
        Level.HARD,
        "文件限制了使用权限（信息权限管理），别人打不开，请取消权限限制后重新报送。",
    ),
    FindingKind("file-refused", Level.HARD, "主管部门认定不予接收（{reason}），如需报送请与主管部门联系。"),
    FindingKind("file-with-password", Level.HARD, "文件设有打开密码，请取消密码后重新报送。"),
    FindingKind(
        "file-is-html",
        Level.HARD,
        "文件实际是网页，不是工作簿，请用 Excel 或 WPS 打开后另存为“.xlsx”格式重新报送。",
    ),
    FindingKind(
        "file-is-archive",
        Level.HARD,
        "文件实际是压缩包，不是可以读取的工作簿，请解压后把里面的工作簿逐个重新报送。",
    ),
    FindingKind(
        "file-not-a-workbook",
        Level.HARD,
        "文件实际是{format}，不是可以读取的工作簿，请把数据填入空白表样，存成“.xlsx”格式重新报送。",
    ),
    FindingKind(
        "file-other-format",
        Level.HARD,
        "文件实际是{format}，不是可以读取的工作簿，请另存为“.xlsx”格式重新报送。",
    ),
    FindingKind(
        "file-unpacks-too-large",
        Level.HARD,
        "文件解压后有{size}兆字节，超过上限{limit}兆字节（疑似异常文件），请把数据复制到空白表样中重新报送。",
    ),
    FindingKind(
        "file-packed-too-tightly",
        Level.HARD,
        "文件解压后是原来的{ratio}倍，超过上限{limit}倍（疑似异常文件），请把数据复制到空白表样中重新报送。",
    ),
    FindingKind(
        "file-too-many-parts",
        Level.HARD,
        "文件里打包了{count}个部分，超过上限{limit}个（疑似异常文件），请把数据复制到空白表样中重新报送。",
    ),
    FindingKind(
        "file-too-deep",
        Level.HARD,
        "文件内部的层次超过上限{limit}层（疑似异常文件），请把数据复制到空白表样中重新报送。",
    ),
    FindingKind(
        "file-with-entities",
        Level.HARD,
        "文件里有不允许的实体定义（疑似异常文件），没有读取，请把数据复制到空白表样中重新报送。",
    ),
    FindingKind(
        "file-too-many-cells",
        Level.HARD,
        "工作簿各表的行数乘列数合计{count}格，超过上限{limit}格，请删去多余的行列后重新报送。",
    ),
    FindingKind(
        "file-too-many-texts",
        Level.HARD,
        "工作簿里的文字共{count}条，超过上限{limit}条，请删去与报表无关的内容后重新报送。",
    ),
    FindingKind(
        "file-takes-too-long",
        Level.HARD,
        "读取文件超过了上限{limit}秒，没有读完，请把数据复制到空白表样中重新报送。",
    ),
    FindingKind(
        "file-needs-too-much-memory",
        Level.HARD,
        "读取文件占用的内存超过了上限{limit}兆字节，请把数据复制到空白表样中重新报送。",
    ),
    FindingKind(
        "file-not-permitted",
        Level.HARD,
        "“{name}”打不开（没有读取权限或存储出错），没有读取，请办公室检查后重新放入收件箱。",
    ),
    FindingKind(
        "folder-too-deep",
        Level.HARD,
        "文件夹“{name}”超过上限{limit}层，里面的文件没有读取，请移到上层文件夹后重新报送。",
    ),
    FindingKind(
        "file-too-many-sheets",
        Level.HARD,
        "工作簿有{count}张工作表，超过上限{limit}张，请只保留要报送的报表。",
    ),
    FindingKind(
        "sheet-too-large",
        Level.HARD,
        "工作表“{sheet}”的内容到了{cell}，超过上限（{rows}行、{columns}列），请删去多余的行列后重新报送。",
    ),
    FindingKind("cell-too-long", Level.HARD, "有单元格的文字超过{limit}字，请删减后重新报送。"),
)

# --- Finding the table of a form in a sheet
_kinds(
    FindingKind(
        "no-headers",
        Level.HARD,
        "工作表“{sheet}”的标题是“{title}”，但没有找到该表的表头，请按现行表样填报后重新报送。",
    ),
    FindingKind(
        "hidden-sheet",
        Level.QUERY,
        "工作表“{sheet}”是隐藏的，其中的“{title}”没有读取，如需上报请取消隐藏后重新报送。",
    ),
    FindingKind(
        "sheet-left-out",
        Level.HARD,
        "工作表“{sheet}”按名称是样表或说明，其中有“{title}”的数据，没有读取，如需上报请给工作表改名，否则请删去。",
    ),
    FindingKind(
        "sheet-of-another-time",
        Level.HARD,
        "工作表“{sheet}”按名称是计划或其他时间的数据，其中的“{title}”没有读取，是本期数据的请给工作表改名，否则请删去。",
    ),
    FindingKind("header-unit", Level.HARD, "{header}的计量单位写成了“{unit}”，请按表样的单位换算后填报。"),
    FindingKind(
        "header-units-differ",
        Level.HARD,
        "{header}的计量单位一处写的是“{unit}”，另一处写的是“{other}”，分不清以哪个为准，请改成一致后重新报送。",
    ),
    FindingKind(
        "header-unit-converted", Level.QUERY, "{header}的计量单位写成了“{unit}”，已按表样的单位换算，请核对。"
    ),
)

# --- Turning a cell into a value
_kinds(
    FindingKind("not-a-number", Level.HARD, "{header}填写的“{value}”不是数字，请只填数字。"),
    FindingKind(
        "cell-unit",
        Level.HARD,
        "{header}填写的“{value}”带有别的计量单位，请按表样的单位换算后只填数字。",
    ),
    FindingKind(
        "unit-doubtful",
        Level.HARD,
        "{header}填写的“{value}”与表头的计量单位（{unit}）合在一起分不清是多少，请换算后只填数字。",
    ),
    FindingKind(
        "cell-unit-converted",
        Level.QUERY,
        "{header}填写的“{value}”已按{unit}换算为{number}，请核对后只填数字。",
    ),
    FindingKind(
        "scaled-by-format",
        Level.HARD,
        "{header}存的是{stored}，单元格格式把它显示为“{value}”，分不清是多少，请把单元格设为常规格式后按表样的单位填写。",
    ),
    FindingKind(
        "hidden-by-format",
        Level.HARD,
        "{header}里有内容，但单元格格式使它不显示，请把单元格设为常规格式后核对。",
    ),
    FindingKind(
        "struck-text",
        Level.HARD,
        "{header}填写的“{value}”中有划掉的内容，分不清以哪个为准，请删去划掉的内容。",
    ),
    FindingKind(
        "raised-text",
        Level.HARD,
        "{header}填写的“{value}”中有上标或下标，分不清是不是内容，请删去标记，只填内容。",
    ),
    FindingKind(
        "raised-text-kept",
        Level.QUERY,
        "{header}填写的“{value}”中有上标或下标，已作为内容读入，请核对，如是标记请删去。",
    ),
    FindingKind("picture", Level.HARD, "{header}是图片，读不出内容，请直接填写文字或数字。"),
    FindingKind("not-an-integer", Level.HARD, "{header}（{value}）应为整数，请核对后改正。"),
    FindingKind("number-too-large", Level.HARD, "{header}（{value}）大得不合常理，请核对后改正。"),
    FindingKind("approximate-number", Level.QUERY, "{header}填写的“{value}”是约数，请填准确数字。"),
    FindingKind(
        "not-a-date", Level.HARD, "{header}填写的“{value}”不是完整的日期，请按“2023-09-03”的样式填写。"
    ),
    FindingKind(
        "ambiguous-date",
        Level.HARD,
        "{header}（{value}）分不清是1月还是10月，请按“2023-01”或“2023-10”的样式重新填写。",
    ),
    FindingKind("lunar-date", Level.HARD, "{header}填写的“{value}”是农历日期，请改填公历日期。"),
    FindingKind("date-out-of-range", Level.HARD, "{header}（{value}）不在1900年至2100年之间，请核对后改正。"),
    FindingKind(
        "date-without-day", Level.QUERY, "{header}（{value}）只写到月份，已按当月1日计，请补全日期。"
    ),
    FindingKind(
        "text-became-date",
        Level.QUERY,
        "{header}被 Excel 自动改成了日期（{value}），请把单元格设为文本格式后重新填写。",
    ),
    FindingKind(
        "code-became-number",
        Level.QUERY,
        "{header}被 Excel 自动改成了数字（{value}），请把单元格设为文本格式后重新填写。",
    ),
    FindingKind(
        "same-as-above",
        Level.QUERY,
        "{header}写的是“{value}”，已按上一行填为“{filled}”，请核对后写明内容。",
    ),
    FindingKind("same-as-what", Level.HARD, "{header}写的是“{value}”，看不出指的是什么，请写明内容。"),
    FindingKind("yes-or-no", Level.HARD, "{header}填写的“{value}”无法识别，请填“是”或“否”。"),
    FindingKind(
        "resident-id-rounded",
        Level.HARD,
        "{header}存成了数字，末几位已被 Excel 改成0，请把单元格设为文本格式后重新填写。",
    ),
    FindingKind("resident-id-15", Level.HARD, "{header}（{value}）是15位旧号码，请填写18位号码。"),
    FindingKind(
        "digits-lost",
        Level.HARD,
        "{header}存成了数字，位数过长，末几位已丢失，请把单元格设为文本格式后重新填写。",
    ),
    FindingKind(
        "merged-cells",
        Level.HARD,
        "{header}与相邻的行合并成了一个单元格，分不清各行是多少，请取消合并，逐行填写。",
    ),
    FindingKind(
        "hidden-row",
        Level.QUERY,
        "本行被隐藏或筛选掉，已照常读取：不要上报的请删去本行，要上报的请取消隐藏。",
    ),
    FindingKind(
        "struck-row",
        Level.QUERY,
        "本行划了删除线，已照常读取：作废的请删去本行，有效的请取消删除线。",
    ),
    FindingKind(
        "struck-cell",
        Level.QUERY,
        "{header}（{value}）划了删除线，已照常读取：作废的请改填，有效的请取消删除线。",
    ),
    FindingKind(
        "formula-not-calculated",
        Level.HARD,
        "{header}的公式没有计算结果，请用 Excel 或 WPS 打开并保存后重新报送。",
    ),
)

# --- Whose report it is, and for which period: the hard ones set a file aside (待认定)
_kinds(
    FindingKind(
        "unit-conflict",
        Level.HARD,
        "表内填报单位是“{stated}”，文件名写的是“{other}”，不能确定是哪个单位的，请改正其一后重新报送。",
    ),
    FindingKind(
        "unit-conflict-sheets",
        Level.HARD,
        "工作表“{sheet}”的填报单位是“{other}”，另有工作表是“{stated}”，不能确定是哪个单位的，请一个单位报一个文件。",
    ),
    FindingKind(
        "unit-several",
        Level.HARD,
        "文件名里有“{names}”几个单位，表内没有写明是哪个，请在表头填写“填报单位：”后重新报送。",
    ),
    FindingKind(
        "unit-closed",
        Level.HARD,
        "“{stated}”已于{day}撤并，现由“{successor}”承接，不能确定这是哪个单位的报表，请改正填报单位后重新报送。",
    ),
    FindingKind(
        "unit-name-unlisted",
        Level.QUERY,
        "填报单位“{stated}”不在单位名录中，已认定为“{other}”，请改用名录中的名称。",
    ),
    FindingKind(
        "content-of-another-unit",
        Level.HARD,
        "填报单位是“{stated}”，内容却与“{other}”报的相同，不能确定是哪个单位的，请核对填报单位和内容后重新报送。",
    ),
    FindingKind(
        "period-conflict",
        Level.HARD,
        "表内报告期是{stated}，文件名写的是{other}，不能确定是哪个月的，请改正其一后重新报送。",
    ),
    FindingKind(
        "period-conflict-sheets",
        Level.HARD,
        "工作表“{sheet}”的报告期是{other}，文件是{stated}的，不能确定这张表是哪个月的，请改正报告期后重新报送。",
    ),
    FindingKind(
        "period-not-in-sheet",
        Level.HARD,
        "工作表“{sheet}”没有写报告期，其他工作表各是各的月份，不能确定它是哪个月的，请填写“报告期：”后重新报送。",
    ),
    FindingKind(
        "all-tables-hidden",
        Level.HARD,
        "报表都在隐藏的工作表（{sheets}）里，没有读取，请取消隐藏后重新报送。",
    ),
    FindingKind(
        "unit-not-found", Level.HARD, "表内和文件名中都没有找到填报单位，请在表头填写“填报单位：”后重新报送。"
    ),
    FindingKind(
        "unit-unknown", Level.HARD, "填报单位“{stated}”不在单位名录中，请填写规范的单位名称后重新报送。"
    ),
    FindingKind(
        "period-not-found", Level.HARD, "表内和文件名中都没有找到报告期，请在表头填写“报告期：”后重新报送。"
    ),
    FindingKind("period-unknown", Level.HARD, "报告期“{stated}”不在本单位应报的期间内，请核对后重新报送。"),
    FindingKind(
        "form-not-owed",
        Level.HARD,
        "{unit}不需要报送{title}，请核对填报单位是否写错，或删去工作表“{sheet}”后重新报送。",
    ),
    FindingKind("no-form", Level.HARD, "文件中没有找到任何一张报表，请按现行表样填报后重新报送。"),
)

# --- Blank workbooks, and the answers in returned ones
_kinds(
    FindingKind(
        "outdated-template",
        Level.QUERY,
        "“{title}”填在旧表样（版本{version}）上，现行版本是{current}，请改用现行空白表填报。",
    ),
    FindingKind("empty-explanation", Level.QUERY, "核实说明“{text}”没有写明原因，请写出具体情况。"),
)

EMPTY_EXPLANATIONS = (
    "核实无误", "核对无误", "核查无误", "审核无误", "确认无误", "检查无误", "无误", "没有错误", "没错", "没有问题", "没问题", "无问题",
    "情况属实", "情况真实", "数据属实", "数据真实", "数据准确", "数据无误", "数据正确", "填报属实", "填报无误", "属实", "真实",
    "真实有效", "准确", "准确无误", "正确", "正确无误", "已核实", "已核对", "已核查", "已确认", "已审核", "已检查", "已知", "已知悉",
    "核实", "核对", "核实过", "实际情况", "实际如此", "情况如此", "确实如此", "如此", "就是这样", "是这样的", "以上属实",
    "以上情况属实", "与实际相符", "与实际一致", "符合实际", "无", "没有", "暂无", "无说明", "无需说明", "无变化", "无异常", "正常",
    "情况正常", "数据正常", "同上", "同前", "同上次", "见上", "略", "是", "是的", "对", "对的", "好", "好的", "收到", "可以", "不需要",
    "不用改", "不改", "不变", "通过", "请通过", "请审核", "请审核通过", "请领导审核", "ok", "yes", "no",
)  # fmt: skip
"""Explanations (核实说明) that explain nothing, as they are without white space and punctuation and in lower
case.
"""

FILLING_WORDS = (
    "经", "已", "已经", "经过", "再次", "反复", "本单位", "我单位", "我校", "本校", "我镇", "本镇", "我街道", "本街道", "我院", "本院",
    "我局", "本局", "我们", "该", "此", "本", "以上", "上述", "该项", "此项", "本项", "该数据", "该情况", "数据", "情况", "数字",
    "信息", "人员", "填报", "上报", "内容", "均", "都", "全部", "确", "确实", "为", "的", "了", "和", "与", "并", "且", "请", "审核",
    "领导", "予以", "特此说明", "说明",
)  # fmt: skip
"""Words that may stand between empty explanations without explaining more."""

SHORTEST_EXPLANATION = 4
"""Characters that an explanation has at least, white space and punctuation not counted."""
