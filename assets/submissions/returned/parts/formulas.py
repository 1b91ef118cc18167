"""Decides which formulas of a submitted workbook may be returned: those that only compute, and only from
cells of the workbook itself.
"""

import re
from functools import lru_cache

FUNCTIONS = frozenset((
    "ABS", "ADDRESS", "AGGREGATE", "ANCHORARRAY", "AND", "ASC", "AVERAGE", "AVERAGEA", "AVERAGEIF", "AVERAGEIFS", "CEILING", "CEILING.MATH",
    "CHAR", "CHOOSE", "CLEAN", "CODE", "COLUMN", "COLUMNS", "CONCAT", "CONCATENATE", "COUNT", "COUNTA", "COUNTBLANK", "COUNTIF",
    "COUNTIFS", "DATE", "DATEDIF", "DATESTRING", "DATEVALUE", "DAY", "DAYS", "DISPIMG", "EDATE", "EOMONTH", "EVEN", "EXACT", "EXP",
    "FALSE", "FILTER", "FIND", "FIXED", "FLOOR", "FLOOR.MATH", "FREQUENCY", "HLOOKUP", "HOUR", "IF", "IFERROR", "IFNA", "IFS",
    "INDEX", "INT", "ISBLANK", "ISERR", "ISERROR", "ISEVEN", "ISNA", "ISNUMBER", "ISODD", "ISTEXT", "LARGE", "LEFT", "LEN", "LENB", "LET",
    "LN", "LOG", "LOG10", "LOOKUP", "LOWER", "MATCH", "MAX", "MAXA", "MAXIFS", "MEDIAN", "MID", "MIN", "MINA", "MINIFS", "MINUTE",
    "MOD", "MODE", "MODE.SNGL", "MONTH", "MROUND", "N", "NA", "NETWORKDAYS", "NOT", "NOW", "NUMBERSTRING", "NUMBERVALUE", "ODD",
    "OFFSET", "OR", "PERCENTILE", "PERCENTILE.INC", "PERCENTRANK", "PI", "POWER", "PRODUCT", "PROPER", "QUARTILE", "QUARTILE.INC",
    "QUOTIENT", "RAND", "RANDBETWEEN", "RANK", "RANK.AVG", "RANK.EQ", "REPLACE", "REPT", "RIGHT", "RMB", "ROUND", "ROUNDDOWN",
    "ROUNDUP", "ROW", "ROWS", "SEARCH", "SECOND", "SEQUENCE", "SIGN", "SINGLE", "SMALL", "SORT", "SORTBY", "SQRT", "STDEV", "STDEV.P",
    "STDEV.S", "SUBSTITUTE", "SUBTOTAL", "SUM", "SUMIF", "SUMIFS", "SUMPRODUCT", "SWITCH", "T", "TEXT", "TEXTJOIN", "TIME",
    "TIMEVALUE", "TODAY", "TRANSPOSE", "TRIM", "TRUE", "TRUNC", "UNIQUE", "UPPER", "VALUE", "VAR", "VAR.P", "VAR.S", "VLOOKUP",
    "WEEKDAY", "WEEKNUM", "WIDECHAR", "WORKDAY", "XLOOKUP", "XMATCH", "XOR", "YEAR",
))  # fmt: skip
"""Functions that only compute, and DISPIMG, which shows a picture of the workbook itself.

Functions that fetch, call, or make references from text are not included (WEBSERVICE, IMAGE, CALL, HYPERLINK,
INDIRECT …).
"""

LIST_FUNCTIONS = FUNCTIONS | {"INDIRECT"}
"""Functions in the source of a drop-down list. A list that depends on another cell needs INDIRECT."""

_LITERAL = re.compile(r'"[^"]*"')
_FUNCTION = re.compile(r"([^\W\d][\w.]*)\s*\(")
_WORD = re.compile(r"[^\W\d][\w.]*")
_OTHER_FILE = re.compile(r"\]([^\],()+\-*/&=<>^' ]*|(?:[^\[\]']|'')*')!|'[^']*[\\/][^']*'!|\|")
"""A sheet of another file ([1]Sheet!A1, 'C:\\[a.xlsx]Sheet'!A1), a path, or the bar of a DDE call.

A column of a table (Table1[x]) does not match.
"""
_PREFIXES = re.compile(r"^(?:_XLFN\.|_XLWS\.|_XLUDF\.)+")


@lru_cache(maxsize=10_000)
def is_harmless(formula: str, functions: frozenset[str] = FUNCTIONS) -> bool:
    """Whether a formula uses only these functions, and only cells of its own workbook."""
    bare = _LITERAL.sub("", formula)
    if _OTHER_FILE.search(bare) or (functions is LIST_FUNCTIONS and _OTHER_FILE.search(formula)):
        return False
    return all(_PREFIXES.sub("", name.upper()) in functions for name in _FUNCTION.findall(bare))


def names_in(formula: str) -> set[str]:
    """The words of a formula in lower case. They include functions and names that the workbook defines."""
    return {word.lower() for word in _WORD.findall(_LITERAL.sub("", formula))}
