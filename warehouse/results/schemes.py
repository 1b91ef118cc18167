"""The schemes and their indicators as BI knows them (方案目录)."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, delete

from schemas.scheme import Scheme
from warehouse.database.bulk_loads import load_rows
from warehouse.database.database import lock_for_writing
from warehouse.database.dimension_tables import scheme, scheme_indicator


def register_schemes(connection: Connection, site: str, schemes: Iterable[Scheme]) -> None:
    """Make these the schemes of the site, each as it is at the end of its year."""
    lock_for_writing(connection, site)
    at_the_end = [each.in_month(f"{each.year}-12") for each in schemes]
    for table, rows in (
        (scheme, [_scheme_row(site, each) for each in at_the_end]),
        (scheme_indicator, [row for each in at_the_end for row in _indicator_rows(site, each)]),
    ):
        connection.execute(delete(table).where(table.c.site == site))
        load_rows(connection, table, rows)


def _scheme_row(site: str, each: Scheme) -> dict[str, object]:
    return {
        "site": site,
        "scheme": each.id,
        "title": each.title,
        "year": each.year,
        "authority": each.authority,
        "full_score": float(each.full_score),
        "follows": each.follows,
    }


def _indicator_rows(site: str, each: Scheme) -> Iterator[dict[str, object]]:
    sections = {code: name for name, section in each.sections.items() for code in section.indicators}
    for number, (code, indicator) in enumerate(each.indicators.items(), start=1):
        yield {
            "site": site,
            "scheme": each.id,
            "indicator": code,
            "number": number,
            "indicator_name": indicator.name,
            "section": sections.get(code),
            "unit_of_measure": indicator.unit_of_measure,
            "direction": indicator.direction,
            "weight": None if indicator.weight is None else float(indicator.weight),
            "method": indicator.score.method if indicator.score else None,
            "office_section": indicator.office_section,
        }
