"""The catalogue of findings (审核意见): every sentence that a clerk may read, in one place.

A finding has a code, a level and a sentence of two parts: what is wrong, and what to do. The codes and
sentences of a form's own rules (X01-1 …) stand with the form. Here are the findings that any form can get,
and those about a workbook as a whole.
"""

from itertools import chain

from schemas.finding_kinds import cells, files, reports, tables
from schemas.finding_kinds.kind import FindingKind, Level, Sentence

__all__ = ["KINDS", "FindingKind", "Level", "Sentence"]


def _by_code() -> dict[str, FindingKind]:
    kinds: dict[str, FindingKind] = {}
    for kind in chain(tables.KINDS, cells.KINDS, files.KINDS, reports.KINDS):
        if kind.code in kinds:
            raise ValueError(f"The finding {kind.code!r} is in the catalogue twice")
        kinds[kind.code] = kind
    return kinds


KINDS = _by_code()
"""All kinds by code."""
