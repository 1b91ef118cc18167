"""What a row under a header is: a record, or one of the other things that units leave in their tables."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

_TOTAL_WORD = r"小计|合计|总计|共计|总合计|汇总|总数|总和|总共|加总|求和"
_WHOLE = r"(?:[全本各]|所有)(?:镇|乡|街道?|办事处|区|县|市|省|校|院|园|系|办|局|社区?|村|年级|体|部|单位)"
TOTAL = re.compile(
    rf"^(?:本[页表]|以上|{_WHOLE}|[一二三四五六七八九十]、)?({_TOTAL_WORD})(?:数|人数|数据|如下|情况|[行栏]数?)?"
    rf"(?:/?(?:grand|sub)?totals?)?$|^{_WHOLE}$|^总人数$|^共[\d一二三四五六七八九十两]+个?[村居社区校]+$|^[Σ∑]$|^(?:grand|sub|sum)?-?totals?$|^sum$",
    re.IGNORECASE,
)
PLACE_TOTAL = re.compile(rf"^.{{1,30}}?[村居区校镇乡街道院部系班科组片类]({_TOTAL_WORD})(?:数|人数)?$")
"""A total that begins with the place that it sums up: 东风村 汇总."""
NAMED_TOTAL = re.compile(rf"^.{{1,30}}?({_TOTAL_WORD})(?:数|人数)?$")
"""A total that begins with any name. A course may have such a name too: 会计统计汇总."""
_ENDS_OF_TOTALS = "计总数和共"
"""The last characters of totals that begin with a name."""
COUNTED_TOTAL = re.compile(
    rf"^(?:{_TOTAL_WORD}|共)[:：]?\d+[个所名人项条次期家]{{0,2}}[\u4e00-\u9fff]{{0,4}}$"
)
"""A total that says how many it sums up: 合计3个村."""
TOTAL_OF_ALL = re.compile(
    rf"^(?:[计总]|总体(?:情况|数)?|(?:以上|上述|所有|全部|全体)(?:各?[村居社区镇校点]+)?|(?:以上|上述){_WHOLE}|{_WHOLE}村?居|\d+个[村居社区校]+)$"
)
"""A total that only says that it is about all rows: 全部, 以上各村, 3个村. A record may say so too."""
SENTENCE_OF_TOTALS = re.compile(r"^(?:本[月季年期])?(?:合计|总计|共计?)[:：]?(?:开展|举办|组织)?(?:活动)?\d")
"""A sentence that tells the total: 共3场135人次."""
_ERROR_AS_TEXT = r"(?:div/0|n/a|ref|name\?|value|num|null|spill|calc|field|blocked)(?![a-z])"
PART = re.compile(rf"^[(（]?[#＃]?其中|^[#＃](?!(?i:{_ERROR_AS_TEXT}))[^\d\W]")
"""A row that is a part of the row above (其中). An error value that is stored as a text is no mark of one."""
SEX = re.compile(r"^[男女](?:性|生|学员|教师|职工)?(?:数|人数)?$")
"""A row that counts the men or the women of the rows above."""
COMPARISON = re.compile(
    r"^(?:[本今当全]年度?|年初以来|年初至今|年度|\d{1,2}月?(?:-|—|~|～|至|到)\d{1,2}月份?)?累计(?:数|完成数?)?$"
    r"|^(?:最[大小高低]|差[额异值]|校验|核对|检查|公式|[应实][报填])[数值行栏列]?$"
    r"|^全年度?(?:数|总数)?$|^(?:同比|环比|增减|增长|增幅|降幅|比上|较上|比去|较去|比同期|较同期)|^(?:平均|均值|人均|完成率|占比|比重|比例)"
)
"""A row that is only there for comparison: 累计, 同比, 完成率."""
PAGE = re.compile(
    r"^第?\d{1,4}页(?:[,，、/]?共?\d{1,4}页)?$|^\d{1,3}/\d{1,3}页?$|^共\d{1,4}页|^[-—–]\d{1,4}[-—–]$"
    r"|^page\d+(?:(?:of|/)\d+)?$|^续表?$",
    re.IGNORECASE,
)
"""The number of a page. It may stand between two headers of one table."""
_FOOTER_WORDS = (
    r"^[(（]?(?:(?:填表|填报|制表|审核|复核|经办|单位负责|负责|分管|主管|报送|上报|联系)(?:人|者|领导|日期|时间|单位)"
    r"|联系(?:电话|方式)|主要领导|校长|院长|签字|签章|盖章|日期)"
)
FOOTER = re.compile(_FOOTER_WORDS + r"(?:[(（][^)）]*[)）])?(?:签字|签名|签章)?(?:[:：_]|$)")
FOOTER_BEGINNING = re.compile(_FOOTER_WORDS + r"|^[*※]")
"""Beginnings that a footer and a record can share (负责人培训班). A row with few cells is then a footer."""
NOTE = re.compile(
    r"^[(（]?(?:注|说明|备注|填表说明|填报说明|附注|数据来源)\d*[)）]?[:：.、]|^以下(?:空白|无正文)"
)
SAMPLE = re.compile(r"^(?:示例|样例|范例|例如|举例|例)(?:[:：\d]|行?$)|^[(（](?:示例|样例|例)[)）]")
LINE = re.compile(
    r"^[(（]?[一二三四五六七八九十]+[)）]?[、.．）)]|^第[一二三四五六七八九十\d]+[章节部分类]|^[^:：]{1,10}[:：]"
)
"""A separate line between the rows: 一、信息技术类, 联系电话：…"""
NIL = re.compile(
    r"^(?:无|没有|零报告|暂无|无此项|无数据|无内容|/|—|-|无(?:此项|该项|相关|任何)?(?:数据|内容|活动|情况|业务|事项|记录)?)$"
    r"|^(?:本[月季期年]度?|本季|当[月季期]|本单位|我[校镇院区社](?:本[月期])?)(?:份|内)?(?:暂?无|没有|未|零报告).{0,20}$|^零报告.{0,12}$|^无.{1,10}(?:情况|活动|数据|项目)$"
)
NIL_IN_TEXT = re.compile(
    r"零报告|(?:本[月季期年]度?|本季|当[月季期])(?:份|内)?(?:暂?无|没有|未(?:开展|举办|发生|组织))"
)
ADVICE = re.compile(r"请|应|须|若|如[有无果]|填写|填“|者填|的填")
"""Words of an instruction. A text that explains how to make a nil report is no nil report."""
_BRACKET_BEHIND = re.compile(r"[(（\[【][^()（）\[\]【】]{0,30}[)）\]】]?[:：]?$")
_OPENING, _CLOSING = "(（[［【〔「", ")）]］】〕」"
_BEFORE_LABEL = "-—–*＊※·."
_TRADITIONAL = str.maketrans("計總數匯", "计总数汇")
_AFTER_LABEL = _BEFORE_LABEL + "。，,、¹²³" + "".join(map(chr, range(0x2460, 0x2500)))
_FRAME = re.compile(r"[\s年月日]")
_ZERO = re.compile(r"[-+]?0+(?:\.0+)?%?")
EMPTY_MARKS = frozenset(("/", "-", "—", "——", "--", "0", "无"))


OPENINGS = frozenset(
    "合小总共汇總匯加求ＴＳＧｔｓｇ草旧仅废取不以本今当上去前往历同环增比较降平均人完占年期计预目任拟实全TtGgSs一二三四五六七八九十第填制审复所各男女∑Σ最差核检公应经单负分主校院联报上签盖日注说备附数以样示范例举无没零暂当我其甲乙丙"
    "*＊※#＃/\\—-–(（[［【〔“\"' \u3000\t\n①②③④⑤⑥⑦⑧⑨"
)
"""First characters of cells in rows that may not be records. Other cells need no closer look."""


ENDINGS = frozenset("計總數匯行栏。，,、ｌＬｍＭｓＳ计总数和:：)）]］】〕」lLmMsS-—–*＊※·.①②③④⑤⑥⑦⑧⑨⑩¹²³")
"""Last characters of totals that begin with a name, or that end with a bracket or a mark."""


class RowKind(StrEnum):
    """The fate of a row. The values are the names of the counts in ``RowFates``."""

    RECORD = "records"
    BLANK = "blank"
    TOTAL = "total"
    REPEATED_HEADER = "repeated_header"
    NOTE = "note"
    SAMPLE = "sample"
    PART = "part"
    COMPARISON = "comparison"
    OTHER_BLOCK = "other_block"


def compact(cell: object) -> str:
    """The text of a cell without white space. It is empty if the cell holds no text."""
    return "".join(cell.split()) if type(cell) is str else ""


def is_ordinal(cell: object) -> bool:
    """Whether a cell may be a running number."""
    return type(cell) in (int, float) or (
        type(cell) is str and re.fullmatch(r"\s*[(（]?\d{1,5}[)）.、]?\s*", cell) is not None
    )


def leading_texts(row: Sequence[object]) -> list[str]:
    """The first two filled cells as compact text. These cells say what the row is.

    A running number in front is skipped.
    """
    filled = [cell for cell in row if cell is not None and cell != ""][:3]
    if filled and is_ordinal(filled[0]):
        filled = filled[1:]
    return [compact(cell) for cell in filled[:2]]


def without_bracket(text: str) -> str:
    """A label without brackets around or after it, footnote marks, dashes and a colon.

    合计（3个村）： → 合计, 【合计】 → 合计, 合计① → 合计.
    """
    plain = unicodedata.normalize("NFKC", text) if "\uff21" <= text[:1] <= "\uff5a" else text
    plain = plain.translate(_TRADITIONAL).lstrip(_BEFORE_LABEL).rstrip(_AFTER_LABEL)
    inner = plain[1:-1] if plain[:1] in _OPENING and plain[-1:] in _CLOSING else plain
    return _BRACKET_BEHIND.sub("", inner).rstrip(":：") or text


def total_label(texts: Sequence[str]) -> str | None:
    """小计, 合计 or 总计 if the row is a total, otherwise None.

    The total of one page counts as 小计, because the table goes on after it. So does the total of a village.
    """
    for text in filter(None, map(without_bracket, texts)):
        if TOTAL.match(text):
            return _level(text)
        if text[-1] in _ENDS_OF_TOTALS and PLACE_TOTAL.match(text):
            return "小计"
    return None


def named_total_label(texts: Sequence[str]) -> str | None:
    """The same for a total that names what it sums up. The name of a record may end in such words too."""
    for text in filter(None, map(without_bracket, texts)):
        is_named = text[-1] in _ENDS_OF_TOTALS and NAMED_TOTAL.match(text)
        if is_named or COUNTED_TOTAL.match(text) or TOTAL_OF_ALL.match(text):
            return _level(text)
    return None


def says_nothing_of_its_row(text: str) -> bool:
    """Whether a text may stand behind the first text of a record and never tells that the row is none."""
    text = compact(text)
    is_label = PART.match(text) or SAMPLE.match(text) or total_label([text]) or named_total_label([text])
    return not is_label and not text[0].isdigit()


def _level(text: str) -> str:
    if "小计" in text or text.startswith("本页") or text[:3].casefold() == "sub":
        return "小计"
    return "总计" if "总" in text else "合计"


def says_nothing(values: Sequence[object]) -> bool:
    """Whether cells hold only blanks, zeros or the empty frame of a date (年 月 日).

    Cells that are linked to blank ones show zeros.
    """
    return all(_is_blank_or_zero(value) for value in values)


def _is_blank_or_zero(value: object) -> bool:
    if value is None:
        return True
    if type(value) is str:
        return not _FRAME.sub("", value) or _ZERO.fullmatch(value.strip()) is not None
    if type(value) in (int, float):
        return value == 0
    if isinstance(value, datetime | date):
        return value.year < 1900
    return isinstance(value, time) and value == time()


def is_footer(text: str, is_mostly_empty: bool) -> bool:
    """Whether a row is a footer with signatures: 填表人, 审核人, 填报日期 …"""
    return bool(FOOTER.match(text) or (is_mostly_empty and FOOTER_BEGINNING.match(text)))


def is_note(text: str) -> bool:
    """Whether a row is a note, or a total written as a sentence."""
    return bool(NOTE.match(text) or re.match(r"^(?:合计|总计|共计)[:：]?\d", text))


def says_nil(text: str) -> bool:
    """Whether a line of text (without white space) says that there is nothing to report."""
    return bool(NIL.match(text)) or (bool(NIL_IN_TEXT.search(text)) and not ADVICE.search(text))


def may_be_nil(first_text: str) -> bool:
    """Whether a row with this first text may be a nil row. A quick test before ``is_nil_row``."""
    return not first_text or first_text in EMPTY_MARKS or NIL.match(first_text) is not None


def is_nil_row(row: Sequence[object]) -> bool:
    """Whether a row only says that there is nothing: 无, or 无 / — / 0 in every cell."""
    filled = [cell for cell in row if cell is not None and cell != ""]
    texts = [compact(cell) for cell in filled if type(cell) is str]
    if not texts or not any(NIL.match(text) for text in texts):
        return False
    if not all(NIL.match(text) or text in EMPTY_MARKS or is_ordinal(text) for text in texts):
        return False
    numbers = [cell for cell in filled[1:] if type(cell) in (int, float)]
    return len(texts) + len([cell for cell in filled if type(cell) in (int, float)]) == len(
        filled
    ) and not any(numbers)


def remark(cell: object) -> str:
    """What a line says after its label: 备注：本月无."""
    return re.split("[:：]", compact(cell), maxsplit=1)[-1]


def numbers_columns(filled: Sequence[Any]) -> bool:
    """Whether a row numbers the columns under the header: 甲 乙 1 2 3, or (1) (2) (3)."""
    texts = [
        str(int(cell)) if type(cell) in (int, float) and cell == cell and abs(cell) < 100 else compact(cell)
        for cell in filled
    ]
    texts = [text.strip("()（）") for text in texts]
    numbers = [int(text) for text in texts if text.isdecimal()]
    letters = [text for text in texts if not text.isdecimal()]
    return (
        len(texts) > 2
        and numbers == list(range(1, len(numbers) + 1))
        and letters == list("甲乙丙丁戊己庚辛"[: len(letters)])
    )
