"""The colours of the lights. They are light enough to read black text on them (contrast above 7 : 1)."""

GROUNDS = {"绿": "C6E7CE", "黄": "FFE9A8", "红": "F6C1C1", "蓝": "C3DCF5"}
"""The background colour of a cell, as RRGGBB."""

LINES = {"绿": "2E8B57", "黄": "C79100", "红": "C0392B", "蓝": "2B6CB0"}
"""The colours of lines and bars, as RRGGBB."""

BAR = "2B6CB0"
