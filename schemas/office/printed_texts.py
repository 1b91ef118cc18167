"""Texts of a scheme that bulletins print: their readers know indicators and forms by name, not by code."""

import re
from collections.abc import Iterator, Mapping

from schemas.documents import Finding, Location
from schemas.form import Form
from schemas.scheme import Scheme


def code_findings(scheme: Scheme, forms: Mapping[str, Form]) -> Iterator[Finding]:
    """Every code of an indicator or form in a text that bulletins print, with the name to write instead."""
    names = {code: indicator.name for code, indicator in scheme.indicators.items()}
    names |= {code: f"《{forms[code].title}》" for code in forms}
    # The longest first, so that A8-5-4 is not read as A8-5.
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    pattern = re.compile(rf"(?<![A-Za-z0-9-])({'|'.join(longest_first)})(?![A-Za-z0-9-])")
    for place, text in _printed(scheme):
        for code in dict.fromkeys(pattern.findall(text)):
            yield place, f"通报会印出这段文字，读的人不认识代码“{code}”，请改写成“{names[code]}”"


def _printed(scheme: Scheme) -> Iterator[tuple[Location, str]]:
    yield ("authority",), scheme.authority
    yield from ((("illustrative", place), text) for place, text in enumerate(scheme.illustrative))
    if scheme.missing:
        yield ("missing", "says"), scheme.missing.says
    for code, indicator in scheme.indicators.items():
        if indicator.explanation:
            yield ("indicators", code, "explanation"), indicator.explanation
