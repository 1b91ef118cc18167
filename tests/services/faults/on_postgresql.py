"""Runs with the serving database, and Dagster's records, on a PostgreSQL server."""

from pathlib import Path

from sqlalchemy import create_engine, inspect, text

from tests.services.faults.runs import Run, Stop
from tests.support.view_contract import same_in_every_run
from warehouse.database.fact_tables import fact_table_names


def run_on(url: str, office, home: Path, stop: Stop | None = None, **settings: object) -> Run:
    return Run(home, ["run", "--site", office.site_folder, "--warehouse", url], stop, **settings)


def contents(url: str) -> dict[str, list[tuple]]:
    """Every view and fact table, rows in a fixed order."""
    engine = create_engine(url)
    with engine.connect() as connection:
        names = sorted({*inspect(connection).get_view_names(), *fact_table_names(connection)})
        read = {
            name: sorted(
                map(tuple, connection.execute(text(f"SELECT {same_in_every_run(name)} FROM {name}"))),
                key=repr,
            )
            for name in names
        }
    engine.dispose()
    return read
