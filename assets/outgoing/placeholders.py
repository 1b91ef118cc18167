"""What an office may write between ``{{`` and ``}}`` in a report to pass up (占位符), as data.

====================================  =====================================================================
``{{ A3-1 }}``                        an indicator of the only assessed unit; in a repeated row, of its unit
``{{ A3-1 @ 耿车镇 }}``                an indicator of the named unit
``{{ A1-8.numerator @ 耿车镇 }}``      another figure of an indicator: value, numerator, denominator, score …
``{{ township-2023:A3-1 }}``          an indicator whose code is in several schemes; the scheme is named first
``{{ sum Z03.regular_learners }}``    the sum of a column over the reports in force of the period
``{{ each township }}``               at the start of a row: repeat the row for each unit of the kind
``{{ unit }}``                        the name of the repeated row's unit
====================================  =====================================================================
"""

import re
from dataclasses import dataclass

_PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
_EACH = re.compile(r"each\s+(?P<kind>\w+)")
_SUM = re.compile(r"sum\s+(?P<form>[^\s.@:]+)\.(?P<column>\w+)(?:\s*@\s*(?P<unit>.+))?")
_FIGURE = re.compile(
    r"(?:(?P<scheme>[^\s:：@]+)\s*[:：]\s*)?(?P<indicator>[^\s.:：@]+)(?:\.(?P<field>\w+))?(?:\s*@\s*(?P<unit>.+))?"
)


class PlaceholderError(ValueError):
    """A placeholder for which there is no value; the message says why in Chinese."""


@dataclass(frozen=True)
class Each:
    """Says that the row is repeated for each unit of a kind."""

    kind: str


@dataclass(frozen=True)
class UnitPlaceholder:
    """The name of the repeated row's unit."""


@dataclass(frozen=True)
class FormSum:
    """The sum of a column of a form over the reports in force; if ``unit`` is given, over the reports of that
    unit and those below it.
    """

    form: str
    column: str
    unit: str | None = None


@dataclass(frozen=True)
class FigurePlaceholder:
    """A figure of an indicator. ``scheme`` and ``unit`` are None if the placeholder does not name them."""

    indicator: str
    field: str = "value"
    scheme: str | None = None
    unit: str | None = None


Placeholder = Each | UnitPlaceholder | FormSum | FigurePlaceholder


@dataclass(frozen=True)
class Template:
    """A text with placeholders. ``texts`` stand around them, so there is one more of them than of
    ``placeholders``.
    """

    texts: tuple[str, ...]
    placeholders: tuple[Placeholder, ...]

    @property
    def is_value(self) -> bool:
        """Whether the text is a single placeholder and nothing else. Then the cell gets a number, not a
        text.
        """
        return len(self.placeholders) == 1 and not "".join(self.texts).strip()


def template(text: str) -> Template | None:
    """The placeholders in a cell's text; None if it has none. Raises PlaceholderError for a placeholder
    without a meaning.
    """
    found = list(_PLACEHOLDER.finditer(text))
    if not found:
        return None
    ends = [0, *(each.end() for each in found)]
    starts = [*(each.start() for each in found), len(text)]
    return Template(
        tuple(text[end:start] for end, start in zip(ends, starts, strict=True)),
        tuple(placeholder(each[1]) for each in found),
    )


def placeholder(text: str) -> Placeholder:
    """The placeholder for the text between the braces. Raises PlaceholderError if the text has no meaning."""
    said = " ".join(text.replace("　", " ").split())
    if said == "unit":
        return UnitPlaceholder()
    if each := _EACH.fullmatch(said):
        return Each(each["kind"])
    if added := _SUM.fullmatch(said):
        return FormSum(added["form"], added["column"], _unit(added["unit"]))
    if figure := _FIGURE.fullmatch(said):
        return FigurePlaceholder(
            figure["indicator"], figure["field"] or "value", figure["scheme"], _unit(figure["unit"])
        )
    raise PlaceholderError(f"“{{{{{text}}}}}”不是占位符，请写成 {{{{ A3-1 @ 单位 }}}} 的样式")


def _unit(text: str | None) -> str | None:
    return text.strip() if text else None
