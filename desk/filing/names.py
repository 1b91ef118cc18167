"""What a filed workbook is called: how its own name is shown, and the name that it gets in the inbox."""

from pathlib import PurePath

from assets.submissions.workbook import printable
from schemas.privacy import mask_text
from warehouse.ledger.returns import safe_name
from warehouse.office import Office

ENDINGS = frozenset((".xlsx", ".xlsm", ".xls", ".et", ".ods", ".fods", ".csv", ".zip", ".rar", ".7z", ".pdf"))
"""Endings that the name in the inbox keeps: the reader's sentences depend on them. Any other is dropped."""
LONGEST_NAME = 200


def shown_name(given: str) -> str:
    """A name of a file as it may be shown: without folders, invisible characters and numbers of persons."""
    return mask_text(printable(PurePath(given.replace("\\", "/")).name))[:LONGEST_NAME] or "未命名"


def name_made(office: Office, unit_code: str, given: str, period: str | None, *more: str) -> str:
    """The name by which a unit's workbook goes: the unit, the period that it states, and the ending of the
    name that the workbook came with. Nothing else of that name is used.
    """
    unit = office.site.registry.get(unit_code)
    ending = "." + given.lower().rpartition(".")[2]
    parts = [safe_name(unit.name), *([period] if period else []), *more]
    return f"{'-'.join(parts)}{ending if ending in ENDINGS else ''}"
