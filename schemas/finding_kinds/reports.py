"""Findings about reports: whose they are and for which period, blank workbooks, and answers in returned
ones.
"""

from schemas.finding_kinds.kind import FindingKind, Level, Sentence

KINDS = (
    # Whose report it is, and for which period. Hard findings of these kinds set a file aside (待认定).
    FindingKind(
        "unit-conflict",
        Level.HARD,
        Sentence(
            "表内填报单位是“{stated}”，文件名写的是“{other}”，不能确定是哪个单位的。",
            "请改正其一后重新报送。",
        ),
    ),
    FindingKind(
        "unit-conflict-sheets",
        Level.HARD,
        Sentence(
            "工作表“{sheet}”里写的是“{other}”，另一处写的是“{stated}”，不能确定是哪个单位的。",
            "请一个单位报一个文件。",
        ),
    ),
    FindingKind(
        "unit-several",
        Level.HARD,
        Sentence("文件名里有“{names}”几个单位，表内没有写明是哪个。", "请在表头填写“填报单位：”后重新报送。"),
    ),
    FindingKind(
        "units-in-rows",
        Level.HARD,
        Sentence(
            "表内没有写明填报单位，“{header}”一栏写的是{names}，不能确定是哪个单位报的。",
            "请一个单位报一个文件，并在表头填写“填报单位：”。",
        ),
    ),
    FindingKind(
        "unit-closed",
        Level.HARD,
        Sentence(
            "“{stated}”已于{day}撤并，现由“{successor}”承接，不能确定这是哪个单位的报表。",
            "请改正填报单位后重新报送。",
        ),
    ),
    FindingKind(
        "period-said-twice",
        Level.QUERY,
        Sentence(
            "表内报告期写的是{stated}，另一处写的是{other}，已按{stated}收下。",
            "请核对；写错的请改正后重新报送。",
        ),
    ),
    FindingKind(
        "period-of-several-months",
        Level.HARD,
        Sentence(
            "表内报告期写的是“{stated}”，不止一个月，不能确定报的是哪个月的数。",
            "请按月分开填报，报告期只写一个月，然后重新报送。",
        ),
    ),
    FindingKind(
        "unit-name-unlisted",
        Level.QUERY,
        Sentence("填报单位“{stated}”不在单位名录中，已认定为“{other}”。", "请改用名录中的名称。"),
    ),
    FindingKind(
        "content-of-another-unit",
        Level.HARD,
        Sentence(
            "填报单位是“{stated}”，内容却与“{other}”报的相同，不能确定是哪个单位的。",
            "请核对填报单位和内容后重新报送。",
        ),
    ),
    FindingKind(
        "period-conflict",
        Level.HARD,
        Sentence("表内报告期是{stated}，文件名写的是{other}，不能确定是哪个月的。", "请改正其一后重新报送。"),
    ),
    FindingKind(
        "period-conflict-sheets",
        Level.HARD,
        Sentence(
            "工作表“{sheet}”的报告期是{other}，文件是{stated}的，不能确定这张表是哪个月的。",
            "请改正报告期后重新报送。",
        ),
    ),
    FindingKind(
        "period-not-in-sheet",
        Level.HARD,
        Sentence(
            "工作表“{sheet}”没有写报告期，其他工作表各是各的月份，不能确定它是哪个月的。",
            "请填写“报告期：”后重新报送。",
        ),
    ),
    FindingKind(
        "all-tables-hidden",
        Level.HARD,
        Sentence("报表都在隐藏的工作表（{sheets}）里，没有读取。", "请取消隐藏后重新报送。"),
    ),
    FindingKind(
        "unit-not-found",
        Level.HARD,
        Sentence("表内和文件名中都没有找到填报单位。", "请在表头填写“填报单位：”后重新报送。"),
    ),
    FindingKind(
        "unit-unknown",
        Level.HARD,
        Sentence("填报单位“{stated}”不在单位名录中。", "请填写规范的单位名称后重新报送。"),
    ),
    FindingKind(
        "period-not-found",
        Level.HARD,
        Sentence("表内和文件名中都没有找到报告期。", "请在表头填写“报告期：”后重新报送。"),
    ),
    FindingKind(
        "period-unknown",
        Level.HARD,
        Sentence("报告期“{stated}”不在本单位应报的期间内。", "请把报告期改为应报的月份后重新报送。"),
    ),
    FindingKind(
        "form-not-owed",
        Level.HARD,
        Sentence("{unit}不需要报送{title}。", "请核对填报单位是否写错，或删去工作表“{sheet}”后重新报送。"),
    ),
    FindingKind(
        "no-form", Level.HARD, Sentence("文件中没有找到任何一张报表。", "请按现行表样填报后重新报送。")
    ),
    # Blank workbooks, and the answers in returned ones
    FindingKind(
        "outdated-template",
        Level.QUERY,
        Sentence("“{title}”填在旧表样（版本{version}）上，现行版本是{current}。", "请改用现行空白表填报。"),
    ),
    FindingKind(
        "empty-explanation", Level.QUERY, Sentence("核实说明“{text}”没有写明原因。", "请写出具体情况。")
    ),
)
