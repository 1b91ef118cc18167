"""The parts of a scheme besides its indicators: which units it assesses, statuses, escalation, funnels,
revisions.
"""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from schemas.documents import Strict


def _listed(kinds: object) -> object:
    return (kinds,) if isinstance(kinds, str) else kinds


class Assessed(Strict):
    """The assessed units (被考核单位): all units of a kind, or of several kinds, at or below a unit.

    ``only`` keeps just those whose codes it lists, for example the townships that have a task this year.
    """

    kinds: Annotated[
        tuple[str, ...],
        BeforeValidator(_listed),
        Field(alias="kind", min_length=1),
        WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
    ]
    under: str
    only: Annotated[tuple[str, ...], Field(min_length=1)] | None = None


class StatusRule(Strict):
    """Every indicator with a target gets a status. 引领 means above the target by the share ``ahead_margin``
    (0.10 = a tenth).
    """

    ahead_margin: Annotated[Decimal, Field(ge=0)]


class Escalation(Strict):
    """督办: a unit that is behind the pace with an indicator for so many months in a row goes on the 约谈
    list.
    """

    months_behind: Annotated[int, Field(ge=1, le=12)] = 2


class Revision(Strict):
    """A change of the scheme within the year (方案修订): the month from which it holds, its document, and its
    settings.
    """

    since: Annotated[str, Field(alias="from", pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    says: str = Field(min_length=1)
    settings: Annotated[dict[str, Any], Field(alias="set", min_length=1)]


class FunnelStage(Strict):
    """One stage of a funnel (漏斗): how many are left at this stage."""

    name: str = Field(min_length=1)
    measure: str
