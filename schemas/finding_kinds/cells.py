"""Findings about cells: what a cell holds, and what it may hold."""

from schemas.finding_kinds.kind import FindingKind, Level, Sentence

KINDS = (
    # The value of a cell
    FindingKind("required", Level.HARD, Sentence("{header}为必填项。", "请补填。")),
    FindingKind(
        "choice",
        Level.HARD,
        Sentence("{header}填写的“{value}”不在可选范围内。", "请从以下选项中选填：{choices}。"),
    ),
    FindingKind("negative", Level.HARD, Sentence("{header}（{value}）不应为负数。", "请改填0或正数。")),
    FindingKind(
        "resident-id", Level.HARD, Sentence("{header}（{value}）有误。", "请对照身份证核对18位号码。")
    ),
    FindingKind(
        "credit-code",
        Level.HARD,
        Sentence("{header}（{value}）有误。", "请对照营业执照或法人证书核对18位代码。"),
    ),
    FindingKind(
        "credit-code-is-resident-id",
        Level.HARD,
        Sentence("{header}填写的像是身份证号。", "请改填营业执照或法人证书上的18位代码，个人请留空。"),
    ),
    FindingKind("phone", Level.HARD, Sentence("{header}不是11位手机号。", "请改填11位手机号码。")),
    FindingKind(
        "major-code",
        Level.HARD,
        Sentence("{header}（{value}）应为6位数字。", "请对照中等职业学校专业目录改正。"),
    ),
    FindingKind(
        "division-code",
        Level.HARD,
        Sentence(
            "{header}（{value}）应为6位、9位或12位数字的区划代码。",
            "请只填区划代码的数字，县区填6位，镇街填9位，村（社区）填12位。",
        ),
    ),
    FindingKind(
        "excel-error", Level.HARD, Sentence("{header}是公式错误值（{value}）。", "请改正公式或直接填写数值。")
    ),
    FindingKind(
        "unknown-unit-name",
        Level.HARD,
        Sentence("{header}填写的“{value}”不在单位名录中。", "请填写规范名称。"),
    ),
    # Turning a cell into a value
    FindingKind("not-a-number", Level.HARD, Sentence("{header}填写的“{value}”不是数字。", "请只填数字。")),
    FindingKind(
        "cell-unit",
        Level.HARD,
        Sentence("{header}填写的“{value}”带有别的计量单位。", "请按表样的单位换算后只填数字。"),
    ),
    FindingKind(
        "unit-doubtful",
        Level.HARD,
        Sentence(
            "{header}填写的“{value}”与表头的计量单位（{unit}）合在一起分不清是多少。", "请换算后只填数字。"
        ),
    ),
    FindingKind(
        "cell-unit-converted",
        Level.QUERY,
        Sentence("{header}填写的“{value}”已按{unit}换算为{number}。", "请核对后只填数字。"),
    ),
    FindingKind(
        "scaled-by-format",
        Level.HARD,
        Sentence(
            "{header}存的是{stored}，单元格格式把它显示为“{value}”，分不清是多少。",
            "请把单元格设为常规格式后按表样的单位填写。",
        ),
    ),
    FindingKind(
        "hidden-by-format",
        Level.HARD,
        Sentence("{header}里有内容，但单元格格式使它不显示。", "请把单元格设为常规格式后核对。"),
    ),
    FindingKind(
        "struck-text",
        Level.HARD,
        Sentence("{header}填写的“{value}”中有划掉的内容，分不清以哪个为准。", "请删去划掉的内容。"),
    ),
    FindingKind(
        "raised-text",
        Level.HARD,
        Sentence("{header}填写的“{value}”中有上标或下标，分不清是不是内容。", "请删去标记，只填内容。"),
    ),
    FindingKind(
        "raised-text-kept",
        Level.QUERY,
        Sentence("{header}填写的“{value}”中有上标或下标，已作为内容读入。", "请核对，如是标记请删去。"),
    ),
    FindingKind("picture", Level.HARD, Sentence("{header}是图片，读不出内容。", "请直接填写文字或数字。")),
    FindingKind("not-an-integer", Level.HARD, Sentence("{header}（{value}）应为整数。", "请改填整数。")),
    FindingKind(
        "number-too-large",
        Level.HARD,
        Sentence("{header}（{value}）大得不合常理。", "请核对是不是多填了位数，或者把几个数连在了一起。"),
    ),
    FindingKind(
        "approximate-number", Level.QUERY, Sentence("{header}填写的“{value}”是约数。", "请填准确数字。")
    ),
    FindingKind(
        "not-a-date",
        Level.HARD,
        Sentence("{header}填写的“{value}”不是完整的日期。", "请按“2023-09-03”的样式填写。"),
    ),
    FindingKind(
        "ambiguous-date",
        Level.HARD,
        Sentence("{header}（{value}）分不清是1月还是10月。", "请按“2023-01”或“2023-10”的样式重新填写。"),
    ),
    FindingKind(
        "lunar-date", Level.HARD, Sentence("{header}填写的“{value}”是农历日期。", "请改填公历日期。")
    ),
    FindingKind(
        "date-out-of-range",
        Level.HARD,
        Sentence("{header}（{value}）不在1900年至2100年之间。", "请改正年份。"),
    ),
    FindingKind(
        "date-without-day",
        Level.QUERY,
        Sentence("{header}（{value}）只写到月份，已按当月1日计。", "请补全日期。"),
    ),
    FindingKind(
        "text-became-date",
        Level.QUERY,
        Sentence("{header}被 Excel 自动改成了日期（{value}）。", "请把单元格设为文本格式后重新填写。"),
    ),
    FindingKind(
        "code-became-number",
        Level.QUERY,
        Sentence("{header}被 Excel 自动改成了数字（{value}）。", "请把单元格设为文本格式后重新填写。"),
    ),
    FindingKind(
        "same-as-above",
        Level.QUERY,
        Sentence("{header}写的是“{value}”，已按上一行填为“{filled}”。", "请核对后写明内容。"),
    ),
    FindingKind(
        "same-as-what", Level.HARD, Sentence("{header}写的是“{value}”，看不出指的是什么。", "请写明内容。")
    ),
    FindingKind("yes-or-no", Level.HARD, Sentence("{header}填写的“{value}”无法识别。", "请填“是”或“否”。")),
    FindingKind(
        "resident-id-rounded",
        Level.HARD,
        Sentence("{header}存成了数字，末几位已被 Excel 改成0。", "请把单元格设为文本格式后重新填写。"),
    ),
    FindingKind(
        "resident-id-15", Level.HARD, Sentence("{header}（{value}）是15位旧号码。", "请填写18位号码。")
    ),
    FindingKind(
        "digits-lost",
        Level.HARD,
        Sentence("{header}存成了数字，位数过长，末几位已丢失。", "请把单元格设为文本格式后重新填写。"),
    ),
    FindingKind(
        "merged-cells",
        Level.HARD,
        Sentence("{header}与相邻的行合并成了一个单元格，分不清各行是多少。", "请取消合并，逐行填写。"),
    ),
    FindingKind(
        "hidden-row",
        Level.QUERY,
        Sentence("本行被隐藏或筛选掉，已照常读取。", "不要上报的请删去本行，要上报的请取消隐藏。", "："),
    ),
    FindingKind(
        "struck-row",
        Level.QUERY,
        Sentence("本行划了删除线，已照常读取。", "作废的请删去本行，有效的请取消删除线。", "："),
    ),
    FindingKind(
        "struck-cell",
        Level.QUERY,
        Sentence("{header}（{value}）划了删除线，已照常读取。", "作废的请改填，有效的请取消删除线。", "："),
    ),
    FindingKind(
        "formula-not-calculated",
        Level.HARD,
        Sentence("{header}的公式没有计算结果。", "请用 Excel 或 WPS 打开并保存后重新报送。"),
    ),
)
