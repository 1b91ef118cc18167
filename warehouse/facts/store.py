"""The fact store (事实库): accepted rows and facts as Parquet files in a folder or at a URL.

``accepted/<slug>/<batch>.parquet`` holds the rows of a form that one batch accepted. It is written once and
never changes. ``facts/<slug>/site=<site>/period=<yyyy-mm>/part.parquet`` holds the rows in force. It is
derived from the accepted rows and replaced as a whole.

A file appears complete or not at all (``places``), so readers need no lock. All sites may share one store.
"""

import re
from collections.abc import Collection, Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.form import Form
from warehouse.facts.choosing_place import fact_place

_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")


class FactStoreError(Exception):
    """A file of the fact store is missing or damaged. The message says in Chinese which one, and what to
    do.
    """


def fact_schema(form: Form) -> pa.Schema:
    """The columns of a form's rows in the fact store.

    Only forms about persons have ``person`` (a pseudonym). ``lower_bounds`` names the columns whose value is
    a lower bound.
    """
    before = ["report_id", "site", "unit_code", "subject_code", "period", "sheet"]
    return pa.schema(
        [
            *((name, pa.string()) for name in before),
            ("row", pa.int64()),
            *([("person", pa.string())] if form.has_persons else []),
            *((column.name, column.type.arrow) for column in form.stored_columns),
            ("lower_bounds", pa.string()),
        ]
    )


def fact_table(form: Form, frame: pd.DataFrame) -> pa.Table:
    """A form's rows as Arrow, with exact decimals. Columns that are not stored (personal ones) are left out.

    ValueError names the columns that the frame lacks.
    """
    schema = fact_schema(form)
    if lacking := [name for name in schema.names if name not in frame.columns]:
        raise ValueError(f"the rows of {form.code} lack the column(s) {', '.join(lacking)}")
    return pa.table([_array(frame[field.name], field.type) for field in schema], schema=schema)


def _array(values: pd.Series, wanted: pa.DataType) -> pa.Array:
    if pa.types.is_decimal(wanted):
        return pa.array(values, type=pa.float64(), from_pandas=True).cast(wanted)
    if pa.types.is_string(wanted):
        return pa.array(values.astype(object), type=wanted, from_pandas=True)
    return pa.array(values, from_pandas=True).cast(wanted)


class FactStore:
    """The fact store in a folder, or at a URL that fsspec knows."""

    def __init__(self, place: Path | str) -> None:
        """Nothing is touched before the first use. FactPlaceError if the URL cannot be used."""
        self.place = fact_place(place)

    def accept(self, form: Form, batch: str, frame: pd.DataFrame) -> str:
        """Keep the rows of a form that a batch accepted, and return where they are. ``frame`` has the columns
        of ``fact_schema`` and may have more.

        Call it for every form of which the batch has reports, even if no row was accepted (nil reports).
        """
        return self._write(_accepted_name(form, batch), fact_table(form, frame))

    def accepted(self, form: Form, batches: Iterable[str]) -> pa.Table:
        """The rows of a form that the batches accepted. Without batches the table is empty. FactStoreError if
        a file is missing or damaged.
        """
        advice = "接收记录不能重算，请从备份恢复这个文件"
        tables = [
            self._read(_accepted_name(form, batch), fact_schema(form), advice)
            for batch in sorted(set(batches))
        ]
        return pa.concat_tables(tables) if tables else fact_schema(form).empty_table()

    def write(self, form: Form, site: str, period: str, table: pa.Table) -> str:
        """Replace a form's facts of one site and period, and return where they are.

        ValueError if a row belongs to another site or period, or if the columns are not the form's.
        """
        if not table.schema.equals(fact_schema(form)):
            raise ValueError(f"these are not the columns of {form.code}: {', '.join(table.schema.names)}")
        for name, value in (("site", site), ("period", period)):
            if not pc.all(pc.equal(table[name], value), min_count=0).as_py():
                raise ValueError(f"a row of {form.code} does not belong to {name} {value}")
        return self._write(_fact_name(form, site, period), table)

    def read(self, form: Form, site: str, period: str) -> pa.Table:
        """A form's facts of one site and period. The table is empty if none were written. FactStoreError if
        the file is damaged.
        """
        name = _fact_name(form, site, period)
        if not self.place.exists(name):
            return fact_schema(form).empty_table()
        return self._read(name, fact_schema(form), _again(period))

    def is_stored(self, form: Form, site: str, period: str) -> bool:
        """Whether facts of the form were written for that site and period."""
        return self.place.exists(_fact_name(form, site, period))

    def rows_stored(self, form: Form, site: str, period: str) -> int | None:
        """How many rows of a form's facts the file of one site and period says it has. None if it is missing
        or unreadable.
        """
        try:
            return pq.read_metadata(self.place.source(_fact_name(form, site, period))).num_rows
        except (OSError, pa.ArrowException):
            return None

    def stored(self, form: Form, sites: Collection[str], periods: Collection[str]) -> list[tuple[str, str]]:
        """Those pairs (site, period) for which facts of the form were written, sorted."""
        wanted = [(site, period) for site in sorted(sites) for period in sorted(periods)]
        return [(site, period) for site, period in wanted if self.is_stored(form, site, period)]

    def location(self, form: Form, site: str, period: str) -> str:
        """Where a form's facts of one site and period are, as a path or a URL. It is for engines that read
        files themselves.
        """
        return self.place.location(_fact_name(form, site, period))

    def glob(self, form: Form, site: str | None = None) -> str:
        """The pattern of a form's fact files, for engines that list files themselves. Before the first write
        it matches nothing.
        """
        return self.place.location(f"facts/{form.slug}/site={site or '*'}/period=*/part.parquet")

    def _write(self, name: str, table: pa.Table) -> str:
        self.place.put(name, table)
        return self.place.location(name)

    def _read(self, name: str, schema: pa.Schema, advice: str) -> pa.Table:
        location = self.place.location(name)
        try:
            source = self.place.source(name)
        except FileNotFoundError:
            raise FactStoreError(f"文件 {location} 不见了，{advice}") from None
        except OSError as error:
            raise FactStoreError(f"文件 {location} 现在取不到，请检查网络和权限后重试") from error
        try:
            table = pq.read_table(source, page_checksum_verification=True, partitioning=None)
        except FileNotFoundError:
            raise FactStoreError(f"文件 {location} 不见了，{advice}") from None
        except (pa.ArrowException, OSError) as error:
            raise FactStoreError(f"文件 {location} 已损坏，无法读取，{advice}") from error
        return _fitted(table, schema, location, advice)


def _again(period: str) -> str:
    return f"请删除这个文件，再重新考核 {period}"


def _accepted_name(form: Form, batch: str) -> str:
    return f"accepted/{form.slug}/{_checked(batch)}.parquet"


def _fact_name(form: Form, site: str, period: str) -> str:
    return f"facts/{form.slug}/site={_checked(site)}/period={_checked(period)}/part.parquet"


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name for a file: {name!r}")
    return name


def _fitted(table: pa.Table, schema: pa.Schema, location: str, advice: str) -> pa.Table:
    """The table with the columns of the form now. If the file was written before a column existed, the column
    is empty.
    """
    arrays = [
        table[field.name] if field.name in table.schema.names else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    try:
        return pa.table(
            [array.cast(field.type) for array, field in zip(arrays, schema, strict=True)], schema=schema
        )
    except pa.ArrowException as error:
        raise FactStoreError(f"文件 {location} 的列与现在的报表不符，{advice}") from error
