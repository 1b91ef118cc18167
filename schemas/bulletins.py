"""What an office decides about its bulletins (通报): who signs, how long a draft is open to objections, what
is too small to print.
"""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from schemas.forms import FORMS


class _Setting(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _known_column(place: str) -> str:
    form, _, column = place.partition(".")
    if form not in FORMS or column not in {each.name for each in FORMS[form].stored_columns}:
        raise ValueError(
            f"没有“{place}”这一列，请写成 报表代码.列名，例如 Z01.disabled_count，列名见数据字典"
        )
    return place


class SensitiveData(_Setting):
    """Data about a sensitive group (敏感群体): a column (form.column) that counts it, or ``values`` of a
    column that name it.
    """

    column: Annotated[str, AfterValidator(_known_column)]
    values: tuple[str, ...] = ()


DISABLED_PEOPLE = (
    SensitiveData(column="Z01.disabled_count"),
    SensitiveData(column="X05.category", values=("残疾人培训",)),
)
"""What the forms say of disabled people: sensitive personal information (个人信息保护法第二十八条) once one
can tell whose it is.
"""


class BulletinSettings(_Setting):
    """The settings ``bulletins`` of ``site.yaml``; all have defaults.

    ``issuer`` signs (发文机关; default: the office's name). A draft is open to objections for ``notice_days``
    working days. A figure about a sensitive group that counts fewer than ``fewer_than`` persons, but not
    none, is not printed. Each unit has a sheet of its own in a bulletin of up to ``most_unit_sheets`` units;
    of more, nobody could find theirs.
    """

    issuer: Annotated[str, Field(min_length=1)] | None = None
    notice_days: Annotated[int, Field(ge=0, le=60)] = 5
    fewer_than: Annotated[int, Field(ge=1)] = 5
    most_unit_sheets: Annotated[int, Field(ge=0)] = 100
    sensitive: tuple[SensitiveData, ...] = DISABLED_PEOPLE
