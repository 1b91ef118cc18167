"""The colours of the lights, light enough for black text to be read on them (contrast above 7 : 1)."""

GROUNDS = {"绿": "C6E7CE", "黄": "FFE9A8", "红": "F6C1C1", "蓝": "C3DCF5"}
"""The ground of a cell, as RRGGBB."""

LINES = {"绿": "2E8B57", "黄": "C79100", "红": "C0392B", "蓝": "2B6CB0"}
"""The same for lines and bars."""

BAR = "2B6CB0"
