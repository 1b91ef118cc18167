"""Findings about a file as a whole: why it could not be read."""

from schemas.finding_kinds.kind import FindingKind, Level, Sentence

KINDS = (
    # A file as a whole: why it could not be read
    FindingKind(
        "file-not-regular",
        Level.HARD,
        Sentence("“{name}”不是普通文件。", "请直接报送工作簿文件，不要报送快捷方式或文件夹。"),
    ),
    FindingKind(
        "file-too-large",
        Level.HARD,
        Sentence("文件有{size}兆字节，超过上限{limit}兆字节。", "请删去图片等无关内容后重新报送。"),
    ),
    FindingKind("file-empty", Level.HARD, Sentence("文件是空的（0字节）。", "请重新保存后报送。")),
    FindingKind(
        "file-damaged",
        Level.HARD,
        Sentence("文件已损坏或没有复制完整。", "请用 Excel 或 WPS 打开确认后重新报送。"),
    ),
    FindingKind(
        "file-unusual",
        Level.HARD,
        Sentence(
            "文件内部的写法与 Excel、WPS 保存的不同，没有读取。",
            "请用 Excel 或 WPS 打开后另存为“.xlsx”格式重新报送。",
        ),
    ),
    FindingKind(
        "file-unrecognised",
        Level.HARD,
        Sentence(
            "认不出文件是什么格式（可能被单位的加密软件加密，或没有复制完整）。",
            "请另存为“.xlsx”格式（加密的先解密）后重新报送。",
        ),
    ),
    FindingKind(
        "file-encrypted",
        Level.HARD,
        Sentence("文件被单位的加密软件加密，别处打不开。", "请在本单位解密，或者按规定申请外发后重新报送。"),
    ),
    FindingKind(
        "file-of-numbers",
        Level.HARD,
        Sentence(
            "文件是苹果 Numbers 表格。", "请在 Numbers 中选“文件→导出为→Excel”，把导出的“.xlsx”文件重新报送。"
        ),
    ),
    FindingKind(
        "file-with-rights",
        Level.HARD,
        Sentence("文件限制了使用权限（信息权限管理），别人打不开。", "请取消权限限制后重新报送。"),
    ),
    FindingKind(
        "file-refused",
        Level.HARD,
        Sentence("主管部门认定不予接收（{reason}）。", "如需报送请与主管部门联系。"),
    ),
    FindingKind("file-with-password", Level.HARD, Sentence("文件设有打开密码。", "请取消密码后重新报送。")),
    FindingKind(
        "file-is-html",
        Level.HARD,
        Sentence("文件实际是网页，不是工作簿。", "请用 Excel 或 WPS 打开后另存为“.xlsx”格式重新报送。"),
    ),
    FindingKind(
        "file-is-archive",
        Level.HARD,
        Sentence("文件实际是压缩包，不是可以读取的工作簿。", "请解压后把里面的工作簿逐个重新报送。"),
    ),
    FindingKind(
        "file-not-a-workbook",
        Level.HARD,
        Sentence(
            "文件实际是{format}，不是可以读取的工作簿。", "请把数据填入空白表样，存成“.xlsx”格式重新报送。"
        ),
    ),
    FindingKind(
        "file-other-format",
        Level.HARD,
        Sentence("文件实际是{format}，不是可以读取的工作簿。", "请另存为“.xlsx”格式重新报送。"),
    ),
    FindingKind(
        "file-unpacks-too-large",
        Level.HARD,
        Sentence(
            "文件解压后有{size}兆字节，超过上限{limit}兆字节（疑似异常文件）。",
            "请把数据复制到空白表样中重新报送。",
        ),
    ),
    FindingKind(
        "file-packed-too-tightly",
        Level.HARD,
        Sentence(
            "文件解压后是原来的{ratio}倍，超过上限{limit}倍（疑似异常文件）。",
            "请把数据复制到空白表样中重新报送。",
        ),
    ),
    FindingKind(
        "file-too-many-parts",
        Level.HARD,
        Sentence(
            "文件里打包了{count}个部分，超过上限{limit}个（疑似异常文件）。",
            "请把数据复制到空白表样中重新报送。",
        ),
    ),
    FindingKind(
        "file-too-deep",
        Level.HARD,
        Sentence("文件内部的层次超过上限{limit}层（疑似异常文件）。", "请把数据复制到空白表样中重新报送。"),
    ),
    FindingKind(
        "file-with-entities",
        Level.HARD,
        Sentence(
            "文件里有不允许的实体定义（疑似异常文件），没有读取。", "请把数据复制到空白表样中重新报送。"
        ),
    ),
    FindingKind(
        "file-too-many-cells",
        Level.HARD,
        Sentence("工作簿各表的行数乘列数合计{count}格，超过上限{limit}格。", "请删去多余的行列后重新报送。"),
    ),
    FindingKind(
        "file-too-many-texts",
        Level.HARD,
        Sentence("工作簿里的文字共{count}条，超过上限{limit}条。", "请删去与报表无关的内容后重新报送。"),
    ),
    FindingKind(
        "file-takes-too-long",
        Level.HARD,
        Sentence("读取文件超过了上限{limit}秒，没有读完。", "请把数据复制到空白表样中重新报送。"),
    ),
    FindingKind(
        "file-needs-too-much-memory",
        Level.HARD,
        Sentence("读取文件占用的内存超过了上限{limit}兆字节。", "请把数据复制到空白表样中重新报送。"),
    ),
    FindingKind(
        "file-not-permitted",
        Level.HARD,
        Sentence("“{name}”打不开（没有读取权限或存储出错），没有读取。", "请办公室检查后重新放入收件箱。"),
    ),
    FindingKind(
        "folder-too-deep",
        Level.HARD,
        Sentence("文件夹“{name}”超过上限{limit}层，里面的文件没有读取。", "请移到上层文件夹后重新报送。"),
    ),
    FindingKind(
        "file-too-many-sheets",
        Level.HARD,
        Sentence("工作簿有{count}张工作表，超过上限{limit}张。", "请只保留要报送的报表。"),
    ),
    FindingKind(
        "sheet-too-large",
        Level.HARD,
        Sentence(
            "工作表“{sheet}”的内容到了{cell}，超过上限（{rows}行、{columns}列）。",
            "请删去多余的行列后重新报送。",
        ),
    ),
    FindingKind("cell-too-long", Level.HARD, Sentence("有单元格的文字超过{limit}字。", "请删减后重新报送。")),
)
