"""What of a submitted workbook must not come back: everything that reaches beyond the workbook when it is
opened.
"""

import re
from xml.etree.ElementTree import tostring

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from assets.submissions.cell_text import write_text

FUNCTIONS = (
    "ABS", "AND", "AVERAGE", "AVERAGEIF", "AVERAGEIFS", "CEILING", "CHOOSE", "COLUMN", "COLUMNS", "CONCAT", "CONCATENATE",
    "COUNT", "COUNTA", "COUNTBLANK", "COUNTIF", "COUNTIFS", "DATE", "DATEDIF", "DAY", "DAYS", "EDATE", "EOMONTH", "EXACT",
    "FALSE", "FIND", "FLOOR", "HLOOKUP", "HOUR", "IF", "IFERROR", "IFNA", "IFS", "INDEX", "INT", "ISBLANK", "ISERR", "ISERROR",
    "ISNA", "ISNUMBER", "ISTEXT", "LARGE", "LEFT", "LEN", "LENB", "LOOKUP", "LOWER", "MATCH", "MAX", "MAXIFS", "MEDIAN", "MID",
    "MIN", "MINIFS", "MOD", "MONTH", "NA", "NETWORKDAYS", "NOT", "NOW", "NUMBERVALUE", "OR", "PERCENTILE", "POWER", "PRODUCT",
    "PROPER", "QUOTIENT", "RANK", "RANK.EQ", "REPLACE", "REPT", "RIGHT", "ROUND", "ROUNDDOWN", "ROUNDUP", "ROW", "ROWS", "SEARCH",
    "SMALL", "SQRT", "STDEV", "SUBSTITUTE", "SUBTOTAL", "SUM", "SUMIF", "SUMIFS", "SUMPRODUCT", "SWITCH", "TEXT", "TEXTJOIN",
    "TIME", "TODAY", "TRIM", "TRUE", "TRUNC", "UNIQUE", "UPPER", "VALUE", "VLOOKUP", "WEEKDAY", "WORKDAY", "XLOOKUP", "XMATCH",
    "XOR", "YEAR",
)  # fmt: skip
"""Functions that only compute. Those that fetch, call or build references (WEBSERVICE, CALL, HYPERLINK,
INDIRECT …) are not among them.
"""

_LITERAL = re.compile(r'"[^"]*"')
_FUNCTION = re.compile(r"([A-Za-z_][\w.]*)\s*\(")
_OTHER_FILE = re.compile(r"\]([^\],()+\-*/&=<>^' ]*|(?:[^\[\]']|'')*')!|'[^']*[\\/][^']*'!|\|")
"""A sheet of another file ([1]Sheet!A1, 'C:\\[a.xlsx]Sheet'!A1), a path, or the bar of a DDE call; no table
column (Table1[x]).
"""


def is_harmless(formula: str) -> bool:
    """Whether a formula uses only computing functions and cells of its own workbook."""
    bare = _LITERAL.sub("", formula)
    if _OTHER_FILE.search(bare):
        return False
    return all(
        name.upper().removeprefix("_XLFN.").removeprefix("_XLWS.") in FUNCTIONS
        for name in _FUNCTION.findall(bare)
    )


def disarm(workbook: Workbook) -> None:
    """Turn formulas that are not harmless into text; drop links, pivot tables, and names, checks and formats
    that use such formulas.
    """
    for sheet in workbook.worksheets:
        # All cells there are: iterating over rows would visit every cell up to the farthest that has a
        # format.
        for cell in list(sheet._cells.values()):
            if cell.data_type == "f":
                _disarm_formula(cell)
            if cell.hyperlink is not None and cell.hyperlink.target:
                cell.hyperlink = None
        sheet._hyperlinks = []
        sheet._pivots = []
        sheet._charts = [chart for chart in sheet._charts if b"[" not in tostring(chart._write())]
        _drop_unsafe_names(sheet.defined_names)
        _drop_unsafe_checks(sheet)
        _drop_unsafe_formats(sheet)
    _drop_unsafe_names(workbook.defined_names)


def _disarm_formula(cell: Cell) -> None:
    value = cell.value
    if isinstance(value, DataTableFormula):
        cell.value = None
        return
    formula = value.text if isinstance(value, ArrayFormula) else value
    if not is_harmless(formula or ""):
        write_text(cell, formula)


def _drop_unsafe_names(names: dict) -> None:
    for name in [
        name
        for name, defined in names.items()
        if defined.vbProcedure or defined.xlm or not is_harmless(defined.attr_text or "")
    ]:
        del names[name]


def _drop_unsafe_checks(sheet: Worksheet) -> None:
    checks = sheet.data_validations
    checks.dataValidation = [
        check
        for check in checks.dataValidation
        if all(map(_harmless_or_none, (check.formula1, check.formula2)))
    ]


def _drop_unsafe_formats(sheet: Worksheet) -> None:
    for conditional in list(sheet.conditional_formatting):
        if not all(_harmless_or_none(formula) for rule in conditional.rules for formula in rule.formula):
            del sheet.conditional_formatting[conditional]


def _harmless_or_none(formula: str | None) -> bool:
    return formula is None or is_harmless(formula)
