"""What is written in place of a character that the encoding of the output lacks."""

import codecs

NEAREST = "kaohe-nearest"
"""The name of the error handler for ``str.encode`` and for text streams."""

SIMILAR = {"✓": "√", "–": "-", "•": "·", "⚠": "!", "\u00a0": " "}
UNKNOWN = "?"


def _nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_similar(character, error.encoding) for character in lacking), error.end


def _similar(character: str, encoding: str) -> str:
    similar = SIMILAR.get(character, UNKNOWN)
    return similar if similar.encode(encoding, "ignore") else UNKNOWN


codecs.register_error(NEAREST, _nearest)
