"""What a cell of an OpenDocument table holds: numbers, dates, times, errors and texts."""

import math
import re
from datetime import date, datetime, time, timedelta
from xml.etree.ElementTree import Element

from assets.submissions.workbook import NOT_CALCULATED, ExcelError


def qualified(space: str, local: str) -> str:
    """The name of an OpenDocument element or attribute, as the parser gives it."""
    return f"{{urn:oasis:names:tc:opendocument:xmlns:{space}:1.0}}{local}"


_VALUE_TYPE, _VALUE = qualified("office", "value-type"), qualified("office", "value")
_EXTENDED_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_FORMULA = qualified("table", "formula")
_PARAGRAPH = qualified("text", "p")
_WHITE = re.compile(r"[ \t\r\n]+")
_MEANT = {qualified("text", "s"): "\0", qualified("text", "tab"): "\1", qualified("text", "line-break"): "\2"}
"""Intended white space → the character that stands for it while other white space is collapsed."""
_SHOWN = str.maketrans({"\0": " ", "\1": "\t", "\2": "\n"})
_ERROR_TEXT = re.compile(r"#(?:N/A|名称\?|值!|数值!|[A-Z]+(?:/0)?[!?])|(?:Err|Error|错误)\s?[:：]\s?\d{3}")
"""What a formula without a result shows, in the languages in which LibreOffice and WPS are used here."""
_DURATION = re.compile(r"(-?)P(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})(?:[.,]\d*)?S)?)?")


def value_of(cell: Element) -> object:
    """What a cell holds. If a formula has an error, its text tells it; its stored value means nothing."""
    kind, is_formula = cell.get(_VALUE_TYPE), _FORMULA in cell.attrib
    if kind == "float" and not is_formula and (number := _number(cell.get(_VALUE, ""))) is not None:
        return number  # nearly all cells without text
    shown = text_of(cell)
    if cell.get(_EXTENDED_TYPE) == "error" or (is_formula and _ERROR_TEXT.fullmatch(shown)):
        return ExcelError(shown or "#VALUE!")
    if kind is None and is_formula and not shown:
        return NOT_CALCULATED
    match kind:
        case "float" | "currency" | "percentage":
            value: object = _number(cell.get(_VALUE, ""))
        case "date":
            value = _date(cell.get(qualified("office", "date-value"), ""))
        case "time":
            value = _time(cell.get(qualified("office", "time-value"), ""))
        case "boolean":
            value = cell.get(qualified("office", "boolean-value")) == "true"
        case _:
            value = None
    return (shown or cell.get(qualified("office", "string-value")) or None) if value is None else value


def text_of(cell: Element) -> str:
    """The text that a cell shows. Each paragraph is a line."""
    paragraphs = [_paragraph(child) for child in cell if child.tag == _PARAGRAPH]
    return paragraphs[0] if len(paragraphs) == 1 else "\n".join(paragraphs)


def _paragraph(paragraph: Element) -> str:
    """The text of a paragraph. Other than intended white space becomes one space: the XML may be indented."""
    if not len(paragraph):
        return " ".join(_WHITE.split(paragraph.text or "")).strip(" ")
    for element in paragraph.iter():
        if element.tag in _MEANT:
            times = element.get(qualified("text", "c"), "1")
            element.text = _MEANT[element.tag] * (int(times) if times.isdecimal() and len(times) < 5 else 1)
    return _WHITE.sub(" ", "".join(paragraph.itertext())).strip(" ").translate(_SHOWN)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _date(text: str) -> date | datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return None


def _time(text: str) -> time | timedelta | None:
    """A time of day, or a duration if it is a day or longer or negative."""
    found = _DURATION.fullmatch(text)
    if not found:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if found[1] or length >= timedelta(days=1):
        return -length if found[1] else length
    minutes, seconds = divmod(length.seconds, 60)
    return time(*divmod(minutes, 60), seconds)
