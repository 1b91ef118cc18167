"""What an office decides about its bulletins (通报): who signs, how long a draft is open to objections, which
figures are too small to print.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from schemas.documents import Strict
from schemas.form import Form


def is_known_column(forms: Mapping[str, Form], place: str) -> bool:
    """Whether ``form.column`` names a column whose values are stored."""
    form, _, column = place.partition(".")
    return form in forms and column in {each.name for each in forms[form].stored_columns}


class SensitiveData(Strict):
    """Data about a sensitive group (敏感群体): a column (form.column) that counts the group, or ``values`` of
    a column that name it.
    """

    column: str
    values: tuple[str, ...] = ()


DISABLED_PEOPLE = (
    SensitiveData(column="Z01.disabled_count"),
    SensitiveData(column="X05.category", values=("残疾人培训",)),
)
"""What the forms say about disabled people. It becomes sensitive personal information
(个人信息保护法第二十八条) if one can tell about whom it is.
"""


class BulletinSettings(Strict):
    """The settings ``bulletins`` of ``site.yaml``. All have defaults.

    ``issuer`` signs (发文机关; default: the office's name). A draft is open to objections for ``notice_days``
    working days. A figure about a sensitive group is not printed if it counts at least one but fewer than
    ``fewer_than`` persons. In a bulletin of up to ``most_unit_sheets`` units each has a sheet of its own.
    With more sheets nobody could find theirs.
    """

    issuer: Annotated[str, Field(min_length=1)] | None = None
    notice_days: Annotated[int, Field(ge=0, le=60)] = 5
    fewer_than: Annotated[int, Field(ge=1)] = 5
    most_unit_sheets: Annotated[int, Field(ge=0)] = 100
    sensitive: tuple[SensitiveData, ...] = DISABLED_PEOPLE
