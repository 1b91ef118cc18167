"""Lists in a cell: the characters that separate several values or names.

城关镇、留山镇, 身份证┋标准像, 示例三乡 示例四乡: people and questionnaires separate them in many ways.
"""

import re

_MARKS = "、，,﹑､；;﹔｜|┋┃│︱\n\r\f\v"
_STROKES = "／/"
_BLANKS = " \t\xa0\u3000"
"""Blanks are written out: each engine has a ``\\s`` of its own."""

BETWEEN_LISTED = f"[{_MARKS}{_STROKES}{_BLANKS}]+"
"""All characters that separate, as a pattern for every engine."""

LIST_SEPARATORS = tuple(re.compile(f"[{marks}]+") for marks in (_MARKS, _STROKES, _BLANKS))
"""What separates values, the clearest first. A stroke or a blank may also stand inside a value
(高中/中专).
"""

_ORDINALS = re.compile(
    "[①-⑳⑴-⒇㈠-㈩]|(?:[(（][0-9]{1,2}[)）]|(?<![\\w.])[0-9]{1,2}[.．)）、])(?=[ \u3000]*[\u3400-\u9fff])"
)
"""Numbers that count the names: ①城关镇②留山镇, 1.城关镇 2.留山镇."""
_FIRM = re.compile(f"[{_MARKS}{_STROKES}]+")
_TOGETHER = re.compile(r"(?<=[乡镇道])(?:以及|[和与及+&＋＆·.。\\＼—–-])(?=[\u3400-\u9fff])")
"""Between two townships this separates too. Within another name it may be part of the name (和平村)."""
_TOWNSHIP = re.compile("(?:[乡镇]|街道)$")
_ENDS_NAME = re.compile("(?:[乡镇村县区市省园场校院]|街道|社区|办事处|公司)$")


def listed_names(text: str) -> list[str]:
    """The names that a text lists, in the same order.

    A blank separates names, unless it stands inside a name whose characters are spaced out. 和, 与 and the
    like separate townships.
    """
    return [
        name
        for part in _FIRM.split(_ORDINALS.sub("、", text).strip("、"))
        for piece in _set_apart(part.split())
        for name in _townships_apart(piece)
    ]


def _townships_apart(text: str) -> list[str]:
    names = _TOGETHER.split(text)
    return names if all(map(_TOWNSHIP.search, names)) else [text]


def _set_apart(pieces: list[str]) -> list[str]:
    names: list[str] = []
    is_open = False
    for piece in pieces:
        if names and (is_open or _ENDS_NAME.sub("", piece) == ""):
            names[-1] += piece
        else:
            names.append(piece)
        is_open = len(piece) == 1 and not _ENDS_NAME.search(names[-1])
    return names
