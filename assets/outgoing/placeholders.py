"""What an office may write between ``{{`` and ``}}`` in a report to pass up (占位符), as data.

====================================  =====================================================================
``{{ A3-1 }}``                        an indicator of the only assessed unit, or in a repeated row of its unit
``{{ A3-1 @ 耿车镇 }}``                of a unit
``{{ A1-8.numerator @ 耿车镇 }}``      another figure of it: value, numerator, denominator, score …
``{{ township-2023:A3-1 }}``          of one of two schemes that share the code
``{{ sum Z03.regular_learners }}``    a column added up over the reports in force of the period
``{{ each township }}``               at the beginning of a row: the row is repeated for each unit of the kind
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
    """A placeholder that nothing can be filled in for; the message says why in Chinese."""


@dataclass(frozen=True)
class Each:
    """The row is repeated for each unit of a kind."""

    kind: str


@dataclass(frozen=True)
class UnitPlaceholder:
    """The name of the repeated row's unit."""


@dataclass(frozen=True)
class FormSum:
    """A column of a form, added up over the reports in force; of one unit if there is one."""

    form: str
    column: str
    unit: str | None = None


@dataclass(frozen=True)
class FigurePlaceholder:
    """A figure of an indicator. ``scheme`` and ``unit`` are None where they are not written."""

    indicator: str
    field: str = "value"
    scheme: str | None = None
    unit: str | None = None


Placeholder = Each | UnitPlaceholder | FormSum | FigurePlaceholder


@dataclass(frozen=True)
class Template:
    """A text with placeholders: ``texts`` stand around them, one more than there are ``placeholders``."""

    texts: tuple[str, ...]
    placeholders: tuple[Placeholder, ...]

    @property
    def is_value(self) -> bool:
        """Whether it is a placeholder and nothing else, so that the cell gets a number and not a text."""
        return len(self.placeholders) == 1 and not "".join(self.texts).strip()


def template(text: str) -> Template | None:
    """The placeholders of a cell's text; None if it has none. PlaceholderError for one that means nothing."""
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
    """What stands between the braces. PlaceholderError if it means nothing."""
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
