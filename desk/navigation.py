"""The places that each role has above its pages, and which of them a page belongs to."""

from dataclasses import dataclass

from django.urls import reverse

from desk.accounts.roles import Role


@dataclass(frozen=True)
class Place:
    """A page that is named above every page. ``of``: the roles that see it. ``holds``: names of the addresses
    of pages that belong to it, though their addresses do not begin with its own.
    """

    name: str
    word: str
    of: tuple[Role, ...]
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A place as a page shows it. ``current``: what ``aria-current`` says; empty if it is another place."""

    address: str
    word: str
    current: str


UNIT, OFFICE = (Role.UNIT,), (Role.STEWARD, Role.ADMIN)
PLACES = (
    Place("unit", "报送", UNIT),
    Place("unit-answers", "核实说明", UNIT),
    Place("unit-evidence", "佐证材料", UNIT),
    Place("unit-objections", "申诉", UNIT),
    Place("unit-scores", "本单位得分", UNIT),
    Place("steward", "今日", (*OFFICE, Role.VIEWER)),
    Place("steward-reports", "报送情况", (*OFFICE, Role.VIEWER)),
    Place("steward-lights", "得分和亮灯", (*OFFICE, Role.VIEWER), ("steward-explain",)),
    Place("steward-bulletins", "通报", (*OFFICE, Role.VIEWER)),
    Place("steward-decisions", "认定", OFFICE, ("steward-entries",)),
    Place("steward-objections", "申诉", OFFICE),
    Place("steward-evidence", "佐证材料", OFFICE),
    Place("steward-remind", "催报", OFFICE),
    Place("steward-mail", "邮件", OFFICE),
    Place("steward-reviews", "核对记录", OFFICE),
    Place("steward-out", "汇总和导出", OFFICE),
)
"""In the order in which they are shown."""


def places(role: str, path: str, page: str | None) -> list[Shown]:
    """The places of a role. ``path``: of the page that is shown; ``page``: the name of its address."""
    own = {reverse(each.name): each for each in PLACES if role in each.of}
    above = [address for address in own if path == address or path.startswith(f"{address}/")]
    holding = [address for address, each in own.items() if page in each.holds]
    here = holding[0] if holding else max(above, key=len, default=None)
    return [
        Shown(address, each.word, ("page" if path == address else "true") if address == here else "")
        for address, each in own.items()
    ]
