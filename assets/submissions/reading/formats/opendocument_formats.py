"""Rewrites the number formats of OpenDocument as Excel formats: 0"人", [=1]"男";"女".

Source: [ODF 1.3] part 3, 16.29.
"""

from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element

_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_STYLES = [f"{_NUMBER}{kind}-style" for kind in ("number", "percentage", "currency", "text")]
_BY_SIGN = ([">=0"], [">0", "<0"], [">0", "<0", "=0"])
"""Conditions that Excel expresses by the order of the sections alone."""
_MOST_PLACES, _MOST_THOUSANDS = 30, 5


def number_formats(roots: Iterable[Element]) -> dict[str, str]:
    """The format for each name. Dates and times are left out, because their values say what they are."""
    styles = {
        style.get(f"{_STYLE}name", ""): style
        for root in roots
        for kind in _STYLES
        for style in root.iter(kind)
    }
    return {name: _format(style, styles) for name, style in styles.items()}


def _format(style: Element, styles: Mapping[str, Element]) -> str:
    conditions, sections = [], []
    for condition in style.findall(f"{_STYLE}map"):
        applied = styles.get(condition.get(f"{_STYLE}apply-style-name", ""))
        if applied is not None:
            conditions.append(
                condition.get(f"{_STYLE}condition", "").removeprefix("value()").replace(" ", "")
            )
            sections.append(_section(applied))
    if conditions not in _BY_SIGN:
        sections = [
            f"[{condition}]{section}" for condition, section in zip(conditions, sections, strict=True)
        ]
    return ";".join([*sections, _section(style)])


def _section(style: Element) -> str:
    is_percentage = style.tag == f"{_NUMBER}percentage-style"
    return "".join(_piece(piece, is_percentage) for piece in style)


def _piece(piece: Element, is_percentage: bool) -> str:
    text = (piece.text or "").replace('"', "")
    match piece.tag.removeprefix(_NUMBER):
        case "text" if is_percentage:
            return "%".join(f'"{part}"' if part else "" for part in text.split("%"))
        case "text" | "currency-symbol":
            return f'"{text}"' if text else ""
        case "number":
            return _digits(piece)
        case "scientific-number":
            return f"0.{'0' * _stated(piece, 'decimal-places')}E+00"
        case "fraction":
            return "# ?/?"
        case "text-content":
            return "@"
    return ""


def _digits(number: Element) -> str:
    """Places for digits, with the texts that stand between them."""
    texts = {
        _stated(text, "position"): (text.text or "").replace('"', "")
        for text in number.findall(f"{_NUMBER}embedded-text")
    }
    places = max([_stated(number, "min-integer-digits"), *(position + 1 for position in texts)])
    whole = "".join(
        "0" + (f'"{texts[position]}"' if texts.get(position) else "") for position in reversed(range(places))
    )
    decimals = _stated(number, "decimal-places")
    return (whole or "#") + ("." + "0" * decimals if decimals else "") + "," * _thousands(number)


def _thousands(number: Element) -> int:
    """How many times the number is divided by a thousand before it is shown."""
    factor = number.get(f"{_NUMBER}display-factor", "1").partition(".")[0]
    zeros = len(factor) - 1
    return min(zeros // 3, _MOST_THOUSANDS) if factor == f"1{'0' * zeros}" and zeros % 3 == 0 else 0


def _stated(element: Element, name: str) -> int:
    text = element.get(f"{_NUMBER}{name}", "")
    return min(int(text), _MOST_PLACES) if text.isdecimal() and len(text) <= 3 else 0
