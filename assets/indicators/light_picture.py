"""The light matrix (亮灯矩阵): units × indicators, a coloured box each, like the report matrix."""

import base64
from xml.sax.saxutils import escape

import pandas as pd

from assets.indicators.lights import BLUE, GREEN, RED, YELLOW
from assets.indicators.markdown_tables import value_text_of
from schemas.frames import each_row

BLACK, WHITE = "#263238", "#ffffff"
LIGHT_COLOURS = {
    GREEN: ("#2e7d32", WHITE),
    BLUE: ("#1565c0", WHITE),
    YELLOW: ("#fdd835", BLACK),
    RED: ("#c62828", WHITE),
}
"""The colours of a box and of the value in it."""
UNLIT = ("#eceff1", BLACK)
ROW_HEIGHT, NAME_WIDTH, MARGIN, PADDING = 24, 190, 10, 6
CHARACTER, WIDE_CHARACTER, NARROWEST = 6.5, 11.5, 64
"""How many pixels a figure and a Chinese character take in a box, and a box at the least."""
FONT = "font-family=\"'Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif\""


def light_picture(frame: pd.DataFrame, period: str) -> str:
    """The picture as Markdown. ``frame``: rows of bi_indicator of one scheme and period."""
    if frame.empty:
        return "本方案不考核这个月。"
    picture = base64.b64encode(light_svg(frame, period).encode()).decode()
    return f"![{period} 亮灯](data:image/svg+xml;base64,{picture})"


def light_svg(frame: pd.DataFrame, period: str) -> str:
    """The picture itself. In each box stands the value; a grey box has no light. Below are the indicators'
    names.
    """
    indicators = list(dict.fromkeys(frame["indicator"]))
    units = list(dict.fromkeys(frame["unit_name"]))
    names = dict(zip(frame["indicator"], frame["indicator_name"], strict=True))
    values = [value_text_of(row) for row in each_row(frame)]
    cell = max(NARROWEST, *(_width(value) + 3 * PADDING for value in values))
    top, width = MARGIN + 2 * ROW_HEIGHT, NAME_WIDTH + len(indicators) * cell + MARGIN
    parts = [_text(MARGIN, MARGIN + 14, f"{period} 亮灯（行：单位，列：指标，灰：不亮灯）", 14)]
    parts += [
        _text(NAME_WIDTH + column * cell + PADDING, top - 6, code, 12)
        for column, code in enumerate(indicators)
    ]
    parts += [_text(MARGIN, top + line * ROW_HEIGHT + 16, unit, 12) for line, unit in enumerate(units)]
    for row, value in zip(each_row(frame), values, strict=True):
        x = NAME_WIDTH + indicators.index(row.indicator) * cell
        y = top + units.index(row.unit_name) * ROW_HEIGHT
        fill, ink = UNLIT if pd.isna(row.light) else LIGHT_COLOURS[row.light]
        parts.append(
            f'<rect x="{x}" y="{y + 2}" width="{cell - 4}" height="{ROW_HEIGHT - 4}" rx="3" fill="{fill}"/>'
        )
        parts.append(_text(x + PADDING, y + 16, value, 11, ink))
    legend = top + len(units) * ROW_HEIGHT
    parts += [
        _text(MARGIN, legend + line * ROW_HEIGHT + 18, f"{code} {names[code]}", 12)
        for line, code in enumerate(indicators)
    ]
    height = legend + len(indicators) * ROW_HEIGHT + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{max(width, 420)}" height="{height}" {FONT}>'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def _width(value: str) -> int:
    return int(sum(CHARACTER if character.isascii() else WIDE_CHARACTER for character in value))


def _text(x: int, y: int, text: str, size: int, colour: str = BLACK) -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}">{escape(text)}</text>'
