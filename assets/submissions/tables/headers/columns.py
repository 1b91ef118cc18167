"""Decides which sheet column is read for a column of the form if its header stands there more than once.

Halves side by side are separate tables. Otherwise these rules decide, and if none does, no column is read:

- Between two years or two quarters, the report's period decides.
- Between plan and execution, what was done is read.
- A visible column is preferred to a hidden one.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from assets.submissions.tables.headers.matching import Claim, Match
from assets.submissions.tables.headers.qualifiers import Standing
from assets.submissions.tables.headers.texts import split_header
from assets.submissions.workbook import Sheet

T = TypeVar("T")

NUMBERING = ("序号", "编号", "no", "行次", "行号", "其中", "")


@dataclass(frozen=True)
class Half:
    """A part of a header that is a separate table, with the sheet columns that belong to it."""

    match: Match
    columns: range


@dataclass(frozen=True)
class ChosenColumns:
    """The columns that were chosen.

    ``match``: the match with the columns that are read. ``rivals``: column name → the sheet columns between
    which no rule decides. ``passed_over``: sheet columns of another time or a plan, or hidden beside a
    visible one. ``awaits_period``: whether the choice may change when the period becomes known or changes.
    """

    match: Match
    rivals: dict[str, tuple[int, ...]]
    passed_over: frozenset[int]
    awaits_period: bool


def halves(match: Match, width: int) -> list[Half]:
    """The tables that stand side by side under one header.

    Each has the form's key, another column of the form, and no column twice. Without such tables there is one
    half, as wide as the sheet.
    """
    if len({claim.name for claim in match.claims}) == len(match.claims):
        return [Half(match, range(width))]
    parts = _parts(match.claims)
    names = [{claim.name for claim in part} for part in parts]
    keys = names[0] & set(match.headers.form.key) if parts else set()
    is_half = [keys <= own and (own > keys or names[0] == keys) for own in names]
    if len(parts) < 2 or not keys or not all(is_half):
        return [Half(match, range(width))]
    starts = [0, *(_start(match, before, part) for before, part in pairwise(parts))]
    return [
        Half(_part_of(match, part, range(start, stop)), range(start, stop))
        for part, start, stop in zip(parts, starts, [*starts[1:], width], strict=True)
    ]


def _parts(claims: tuple[Claim, ...]) -> list[list[Claim]]:
    """The claims from left to right, split where a column is repeated."""
    parts: list[list[Claim]] = []
    names: set[str] = set()
    for claim in claims:
        if not parts or claim.name in names:
            parts.append([])
            names = set()
        parts[-1].append(claim)
        names.add(claim.name)
    return parts


def _start(match: Match, before: list[Claim], part: list[Claim]) -> int:
    """Where a half begins: at its first column, or at the running number in front of it."""
    first = part[0].place
    numbered = [
        place
        for place in range(before[-1].place + 1, first)
        if place in match.unknown and split_header(match.unknown[place])[0] in NUMBERING
    ]
    return numbered[0] if numbered else first


def _part_of(match: Match, claims: list[Claim], columns: range) -> Match:
    kept = {claim.name: claim for claim in claims if not claim.qualifier.is_of_something_else}
    return replace(
        match,
        columns={name: claim.place for name, claim in kept.items()},
        claims=tuple(claims),
        unknown=within(match.unknown, columns),
        keys=within(match.keys, columns),
    )


def within(of_places: Mapping[int, T], columns: range) -> dict[int, T]:
    """The part of a mapping of sheet columns that lies in a range of them."""
    return {place: each for place, each in of_places.items() if place in columns}


def settled(match: Match, sheet: Sheet, period: str | None) -> ChosenColumns:
    """Decide for each column of the form which sheet column is meant."""
    if match.is_plain:
        return ChosenColumns(match, {}, frozenset(), awaits_period=False)
    columns, rivals, passed_over = {}, {}, set()
    for name, claims in _by_name(match.claims):
        kept = _in_question(match, claims, sheet.hidden_columns, period)
        passed_over |= {claim.place for claim in claims if claim not in kept}
        if kept:
            columns[name] = kept[0].place
        if len(kept) > 1:
            rivals[name] = tuple(claim.place for claim in kept)
    return ChosenColumns(
        replace(match, columns=columns),
        rivals,
        frozenset(passed_over),
        any(claim.qualifier.times for claim in match.claims),
    )


def _by_name(claims: tuple[Claim, ...]) -> Iterator[tuple[str, list[Claim]]]:
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        found.setdefault(claim.name, []).append(claim)
    yield from found.items()


def _in_question(
    match: Match, claims: list[Claim], hidden: Collection[int], period: str | None
) -> list[Claim]:
    """The claims that may be the report's."""
    form = match.headers.form
    kept = [claim for claim in claims if claim.qualifier.standing(form, period) is not Standing.OTHER]
    visible = [claim for claim in kept if claim.place not in hidden]
    return visible or kept
