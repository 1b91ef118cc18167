"""Findings about tables: where they stand in a sheet, and what was read from them."""

from schemas.finding_kinds.kind import FindingKind, Level, Sentence

KINDS = (
    # The table of a report
    FindingKind(
        "missing-column", Level.HARD, Sentence("表中没有“{header}”一列。", "请按现行表样补上后重新报送。")
    ),
    FindingKind(
        "unrecognised-column",
        Level.HARD,
        Sentence("{columns}不在现行表样中，而“{header}”没有数据。", "请核对表头是否写错，改正后重新报送。"),
    ),
    FindingKind(
        "columns-unread",
        Level.HARD,
        Sentence("{columns}像是本表的数据，没有读取。", "请接在前面的各行下面，或者补上表头后重新报送。"),
    ),
    FindingKind(
        "block-unread",
        Level.HARD,
        Sentence(
            "工作表“{sheet}”{place}像是本表的数据，没有读取。",
            "请放到表头下面的各行中重新报送，不是的请删去。",
        ),
    ),
    FindingKind(
        "extra-block",
        Level.QUERY,
        Sentence(
            "工作表“{sheet}”{place}有一块表格不在现行表样中，没有读取。",
            "与本表无关的请删去；是本表数据的请移到表头下面的各行。",
        ),
    ),
    FindingKind(
        "extra-column",
        Level.QUERY,
        Sentence(
            "{columns}不在现行表样中，没有读取。", "多余的请删去；是本表数据的请把表头改成表样上的名称。"
        ),
    ),
    FindingKind(
        "same-header-twice",
        Level.HARD,
        Sentence(
            "“{header}”在{columns}各有一个，数据不同，分不清以哪个为准，都没有读取。",
            "请只保留一个后重新报送。",
        ),
    ),
    FindingKind(
        "values-twice",
        Level.HARD,
        Sentence(
            "{columns}都填有数值，内容不同，分不清以哪一列为准，都没有读取。",
            "请只保留本期的一列后重新报送。",
        ),
    ),
    FindingKind(
        "values-of-another-time",
        Level.HARD,
        Sentence("{columns}按表头是计划数或其他时间的数据，没有读取。", "请填写本期的数据后重新报送。"),
    ),
    FindingKind(
        "block-of-another-time",
        Level.QUERY,
        Sentence(
            "第{row}行“{line}”以下的{count}行是计划数、作废的或其他时间的数据，没有计入本期。",
            "请核对；其中有本期数据的，请移到上面的表中后重新报送。",
        ),
    ),
    FindingKind(
        "block-set-apart",
        Level.HARD,
        Sentence(
            "第{row}行“{line}”以下的{count}行分不清是不是要上报的数据，没有读取。",
            "请删去不上报的行；要上报的请删去第{row}行后重新报送。",
        ),
    ),
    FindingKind(
        "block-of-another-unit",
        Level.HARD,
        Sentence("第{row}行“{line}”以下的{count}行属于另一个填报单位，没有读取。", "请分开报送。"),
    ),
    FindingKind(
        "block-unclear",
        Level.HARD,
        Sentence(
            "第{row}行“{line}”以下又有一个表头，分不清其中{count}行是不是本表的，没有读取。",
            "请并入上面的表或删去。",
        ),
    ),
    FindingKind(
        "parts-unclear",
        Level.HARD,
        Sentence(
            "第{row}行的“其中”分不清是哪一行的一部分、包括哪些行。", "请在每个分项前写明“其中：”后重新报送。"
        ),
    ),
    FindingKind(
        "empty-report",
        Level.HARD,
        Sentence("表中没有数据行，也没有写明“无”。", "请补填数据；确无数据的请写“无”后重新报送。"),
    ),
    FindingKind(
        "withdrawn",
        Level.HARD,
        Sentence("这一版已由主管部门撤回（{reason}），不计入。", "请按主管部门的要求重新报送。"),
    ),
    FindingKind(
        "nil-not-allowed", Level.HARD, Sentence("本表不接受零报告。", "请按实际情况填报数据后重新报送。")
    ),
    FindingKind(
        "total-row",
        Level.HARD,
        Sentence(
            "{label}行的{header}（{stated}）与所列各行之和（{sum}）不一致。",
            "请核对各行；各行无误的，请把它改为{sum}。",
        ),
    ),
    FindingKind(
        "total-not-calculated",
        Level.QUERY,
        Sentence(
            "{label}行的公式没有计算结果，没有核对合计。", "请用 Excel 或 WPS 打开并保存，核对后重新报送。"
        ),
    ),
    FindingKind(
        "row-like-total",
        Level.QUERY,
        Sentence(
            "“{value}”一行的各项数字正好是{rows}之和。", "如果是合计行，请在行首写明“合计”；不是的请核实。"
        ),
    ),
    FindingKind(
        "rows-like-parts",
        Level.QUERY,
        Sentence(
            "合计行以下的{rows}各项数字之和正好等于合计行。",
            "如果是其中的分项，请在行首写明“其中”；不是的请核实。",
        ),
    ),
    FindingKind(
        "rows-below-total",
        Level.QUERY,
        Sentence(
            "合计行以下还有{rows}，没有包括在合计里，已照常计入。",
            "如果是其中的分项，请在行首写明“其中”；不是的请改正合计行。",
        ),
    ),
    FindingKind(
        "row-like-group",
        Level.QUERY,
        Sentence(
            "“{value}”一行看来包括{rows}，各行都已计入。",
            "如果是合计行，请在行首写明“合计”；如果各行是它的分项，请在行首写明“其中”；都不是的请核实。",
        ),
    ),
    FindingKind(
        "part-exceeds-whole",
        Level.QUERY,
        Sentence("“{label}”一行的{header}（{value}）大于它所在的第{whole}行（{sum}）。", "请核对后改正。"),
    ),
    FindingKind(
        "parts-differ-from-whole",
        Level.QUERY,
        Sentence(
            "男、女两行的{header}之和（{sum}）与它们所在的第{whole}行（{stated}）不一致。", "请核对后改正。"
        ),
    ),
    FindingKind(
        "rows-below-heading",
        Level.QUERY,
        Sentence(
            "第{row}行“{line}”以下的{count}行已照常计入。",
            "请核对是否属于本表的填报范围；不属于的请删去后重新报送。",
        ),
    ),
    FindingKind(
        "label-names-two-units",
        Level.QUERY,
        Sentence(
            "第{row}行的“{header}”里有{own}和{other}两个单位的名称，已照常计入。",
            "请核对；不是本单位的请删去。",
        ),
    ),
    FindingKind(
        "prefilled-rows-empty",
        Level.QUERY,
        Sentence("{rows}只有预先填好的内容，没有填写数据，没有计入。", "请核对是否漏填。"),
    ),
    FindingKind(
        "row-of-another-unit",
        Level.HARD,
        Sentence("第{row}行的“{header}”是{other}，不是填报单位自己的数据，没有计入。", "请由该单位报送。"),
    ),
    FindingKind(
        "row-of-another-time",
        Level.HARD,
        Sentence(
            "第{row}行的“{header}”是{other}，不是本期的数据，没有计入。",
            "请删去这一行，按各自的报告期分开报送。",
        ),
    ),
    FindingKind(
        "rows-below-another-unit",
        Level.HARD,
        Sentence(
            "第{row}行只写了“{other}”，分不清下面各行是不是它的数据。",
            "请只报本单位的数据，或者删去这一行后重新报送。",
        ),
    ),
    FindingKind(
        "row-unit-unknown",
        Level.QUERY,
        Sentence("“{header}”一栏写有单位名录中没有的名称（{other}）。", "请核对这些行是不是本单位的数据。"),
    ),
    FindingKind(
        "duplicate-key",
        Level.HARD,
        Sentence("{header}与{rows}相同。", "是同一项的请只留一行，不是的请改正{header}。"),
    ),
    FindingKind("duplicate-row", Level.HARD, Sentence("本行与{rows}内容完全相同。", "请删去重复的行。")),
    # Finding the table of a form in a sheet
    FindingKind(
        "no-headers",
        Level.HARD,
        Sentence("工作表“{sheet}”的标题是“{title}”，但没有找到该表的表头。", "请按现行表样填报后重新报送。"),
    ),
    FindingKind(
        "hidden-sheet",
        Level.QUERY,
        Sentence("工作表“{sheet}”是隐藏的，其中的“{title}”没有读取。", "如需上报请取消隐藏后重新报送。"),
    ),
    FindingKind(
        "sheet-left-out",
        Level.HARD,
        Sentence(
            "工作表“{sheet}”按名称是样表或说明，其中有“{title}”的数据，没有读取。",
            "如需上报请给工作表改名，否则请删去。",
        ),
    ),
    FindingKind(
        "sheet-of-another-time",
        Level.HARD,
        Sentence(
            "工作表“{sheet}”按名称是计划或其他时间的数据，其中的“{title}”没有读取。",
            "是本期数据的请给工作表改名，否则请删去。",
        ),
    ),
    FindingKind(
        "header-unit",
        Level.HARD,
        Sentence("{header}的计量单位写成了“{unit}”。", "请按表样的单位换算后填报。"),
    ),
    FindingKind(
        "sheet-of-another-unit",
        Level.HARD,
        Sentence(
            "工作表“{sheet}”的“{title}”是{other}的，不是填报单位自己的数据，没有读取。",
            "请删去这张工作表，由该单位报送。",
        ),
    ),
    FindingKind(
        "header-units-differ",
        Level.HARD,
        Sentence(
            "{header}的计量单位一处写的是“{unit}”，另一处写的是“{other}”，分不清以哪个为准。",
            "请改成一致后重新报送。",
        ),
    ),
    FindingKind(
        "header-unit-converted",
        Level.QUERY,
        Sentence(
            "{header}的计量单位写成了“{unit}”，已按表样的单位换算。",
            "请核对换算后的数，以后按表样的单位填写。",
        ),
    ),
)
