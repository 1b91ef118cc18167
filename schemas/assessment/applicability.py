"""Applicability (适用范围): to which units an indicator does not apply, and what happens if its value cannot
be computed.

不适用 is neither 缺报 nor 0: there is no value, no light and no gap, and nothing says that it is missing.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from schemas.assessment.measures import Measure
from schemas.documents import Finding, Strict, suggestion
from schemas.scoring.rule import Share

ZeroDenominator = Literal["not_applicable", "full_marks", "zero"]
"""What becomes of a rate whose denominator is 0. The last two give points without a value."""


class MissingRule(Strict):
    """How an indicator without a value (缺报, 不可比) is scored: a share of its weight, and the sentence that
    says so.
    """

    share: Share
    says: str = Field(min_length=1)


class When(Strict):
    """The indicator applies if a measure of the unit has at least this value. If there are no data, it
    applies.
    """

    measure: str
    at_least: Decimal = Decimal(1)


Codes = Annotated[tuple[str, ...], Field(min_length=1)]


class Applies(Strict):
    """Which units an indicator is for.

    Units of other ``kinds`` are not assessed by it, as with ``assesses``. To units that ``only``, ``except``
    or ``when`` leave out, it does not apply.
    """

    kinds: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    only: Codes | None = None
    exempted: Annotated[Codes | None, Field(alias="except")] = None
    when: When | None = None

    def findings(self, measures: Mapping[str, Measure]) -> Iterator[Finding]:
        """Whether ``when`` names a measure that does not exist."""
        if self.when is not None and self.when.measure not in measures:
            yield (
                ("when", "measure"),
                f"measures 里没有“{self.when.measure}”"
                + suggestion(self.when.measure, measures, "请先定义这个度量"),
            )

    @property
    def unit_codes(self) -> Iterator[tuple[tuple[str, int], str]]:
        """The units that it names, each with its place in the document."""
        for name, codes in (("only", self.only), ("except", self.exempted)):
            yield from (((name, index), code) for index, code in enumerate(codes or ()))

    def leaves_out(self, code: str) -> bool:
        """Whether the unit's code is left out by ``only`` or ``except``."""
        return (self.only is not None and code not in self.only) or code in (self.exempted or ())
