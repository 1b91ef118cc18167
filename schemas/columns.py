"""Column types: each kind of value that a form may hold, defined once.

A column type is a pandera dtype. A form's model says ``resident_id: ResidentId``, and everything else follows
from that: how the column is held in memory, how it is stored, which checks every value must pass, and whether
it is personal. ``assets/submissions/review/cells/values.py`` turns a cell into a value of its type. Here the
values are clean.
"""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

import pandas as pd
import pandera.pandas as pa
import pyarrow
from pandera.dtypes import immutable
from pandera.engines import pandas_engine

from schemas.texts import identifiers

ValueCheck = tuple[str, Callable[[pd.Series], pd.Series]]
"""The code of a finding (see ``schemas.findings``), and the vectorised test that values must pass. Missing
values always pass.
"""


class ColumnType:
    """What all column types share. ``arrow`` is the type in the fact store; ``checks`` hold for every value.

    ``personal`` values identify a person. They never leave the review, except as a keyed pseudonym.
    """

    type: ClassVar[Any]
    """The pandas dtype of ``physical``."""
    name: ClassVar[str]
    title: ClassVar[str]
    physical: ClassVar[str]
    arrow: ClassVar[pyarrow.DataType]
    checks: ClassVar[tuple[ValueCheck, ...]] = ()
    personal: ClassVar[bool] = False

    def check(self, pandera_dtype: object, data_container: object = None) -> bool:
        """Whether a column is held in the physical type of this column type."""
        return pandera_dtype == pandas_engine.Engine.dtype(self.physical)


Kind = TypeVar("Kind", bound=type[ColumnType])


def _column_type(cls: Kind) -> Kind:
    cls.type = pd.api.types.pandas_dtype(cls.physical)
    return pandas_engine.Engine.register_dtype(immutable(cls))  # type: ignore[return-value]


def _not_negative(values: pd.Series) -> pd.Series:
    return values >= 0


@_column_type
class Text(ColumnType, pandas_engine.DataType):
    """文本."""

    name, title, physical, arrow = "text", "文本", "string", pyarrow.string()


@_column_type
class Attachment(ColumnType, pandas_engine.DataType):
    """附件: the name of a file that the unit keeps or sends along. It is treated like any other text."""

    name, title, physical, arrow = "text", "附件", "string", pyarrow.string()


@_column_type
class UnitName(ColumnType, pandas_engine.DataType):
    """单位: a unit of the office's register. It is written by name or code, and held under its name in the
    register.
    """

    name, title, physical, arrow = "unit", "单位", "string", pyarrow.string()


@_column_type
class PersonName(ColumnType, pandas_engine.DataType):
    """姓名: shown only to the submitter, and never stored."""

    name, title, physical, arrow = "text", "姓名", "string", pyarrow.string()
    personal = True


@_column_type
class Count(ColumnType, pandas_engine.DataType):
    """整数 ≥ 0."""

    name, title, physical, arrow = "int", "整数", "Int64", pyarrow.int64()
    checks = (("negative", _not_negative),)


@_column_type
class Amount(ColumnType, pandas_engine.DataType):
    """数值 ≥ 0 with up to four decimals. The header says the unit (万元, 平方米 …)."""

    name, title, physical, arrow = "amount", "数值", "Float64", pyarrow.decimal128(18, 4)
    checks = (("negative", _not_negative),)


@_column_type
class Date(ColumnType, pandas_engine.DataType):
    """日期."""

    name, title, physical, arrow = "date", "日期", "datetime64[s]", pyarrow.date32()


@_column_type
class Month(ColumnType, pandas_engine.DataType):
    """年月, held as text 'YYYY-MM', so that it can be sorted and compared as it is written."""

    name, title, physical, arrow = "month", "年月", "string", pyarrow.string()


@_column_type
class Choice(ColumnType, pandas_engine.DataType):
    """单选: one of the values listed in the form."""

    name, title, physical, arrow = "enum", "单选", "string", pyarrow.string()


@_column_type
class Choices(ColumnType, pandas_engine.DataType):
    """多选: several of the listed values in one cell, held joined by 、 in the order of the list. The text is
    empty if there are none.
    """

    name, title, physical, arrow = "set", "多选", "string", pyarrow.string()


YES, NO = "是", "否"


@_column_type
class YesNo(ColumnType, pandas_engine.DataType):
    """是 or 否."""

    name, title, physical, arrow = "yesno", "是/否", "boolean", pyarrow.bool_()


@_column_type
class ResidentId(ColumnType, pandas_engine.DataType):
    """居民身份证号 (GB 11643-1999), held as 18 characters with an upper-case X."""

    name, title, physical, arrow = "resident_id", "身份证号", "string", pyarrow.string()
    checks = (("resident-id", identifiers.is_resident_id),)
    personal = True


@_column_type
class CreditCode(ColumnType, pandas_engine.DataType):
    """统一社会信用代码 (GB 32100-2015), 18 characters in upper case.

    Individual members (个人社员) sometimes write their resident ID here, which must not be kept. There is a
    finding of its own for that.
    """

    name, title, physical, arrow = "credit_code", "统一社会信用代码", "string", pyarrow.string()
    checks = (
        ("credit-code-is-resident-id", lambda values: ~identifiers.may_be_resident_id(values)),
        (
            "credit-code",
            lambda values: identifiers.is_credit_code(values) | identifiers.may_be_resident_id(values),
        ),
    )


@_column_type
class Phone(ColumnType, pandas_engine.DataType):
    """手机号, 11 digits."""

    name, title, physical, arrow = "phone", "手机号", "string", pyarrow.string()
    checks = (("phone", identifiers.is_mobile_number),)
    personal = True


@_column_type
class MajorCode(ColumnType, pandas_engine.DataType):
    """专业代码 of secondary vocational schools, 6 digits."""

    name, title, physical, arrow = "major_code", "专业代码", "string", pyarrow.string()
    checks = (("major-code", identifiers.is_major_code),)


@_column_type
class DivisionCode(ColumnType, pandas_engine.DataType):
    """行政区划代码 (GB/T 2260), 6, 9 or 12 digits."""

    name, title, physical, arrow = "division_code", "区划代码", "string", pyarrow.string()
    checks = (("division-code", identifiers.is_division_code),)


def pandera_checks(column_type: ColumnType) -> list[pa.Check]:
    """The checks of a column type as pandera checks. The name of each is its finding code."""
    return [pa.Check(test, name=code, ignore_na=True) for code, test in column_type.checks]
