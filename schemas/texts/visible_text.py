"""What can be seen of a text. Characters that do not show are not part of what it says.

Programs, chat tools and web pages leave them in what people paste: zero-width spaces, marks of direction,
variation selectors, fillers. A cell with them must read and compare like a cell without.
"""

import re

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff]+"
)
_TAKEN_FOR_PRINTABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Those of them that Python counts as printable: marks that join, fillers, the blank Braille pattern."""


def shows_all(text: str) -> bool:
    """Whether every character of a text certainly shows. Line breaks and wide spaces also give False."""
    return text.isprintable() and not _TAKEN_FOR_PRINTABLE.search(text)


def visible_text(text: str) -> str:
    """The text without characters that do not show. White space stays as it is, including line breaks."""
    return text if shows_all(text) else _INVISIBLE.sub("", text)
