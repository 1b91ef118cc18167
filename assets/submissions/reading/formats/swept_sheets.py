"""What a file of any format tells about a sheet besides the values of its cells."""

from dataclasses import dataclass, field

from assets.submissions.reading.formats.special_cells import SpecialCells
from assets.submissions.workbook import Address, ExcelError


@dataclass
class SweptSheet:
    """What the sweep found in one sheet.

    ``errors``: cells with an error value, or with a formula without a result. ``indents``: how far cells
    are indented by their format. The other fields are the same as in ``Sheet``, but they may name places
    where the sheet has no filled cell.
    """

    errors: dict[Address, ExcelError] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    struck: set[Address] = field(default_factory=set)
    indents: dict[Address, int] = field(default_factory=dict)
    special: SpecialCells = field(default_factory=SpecialCells)
