"""A PostgreSQL database says itself what its views and their columns mean."""

from sqlalchemy import create_engine, text

from schemas.office.catalogue import BUILT_IN
from tests.support.postgresql import new_database
from warehouse.database.database import migrate
from warehouse.database.view_columns import VIEW_COLUMNS


def test_every_view_and_column_has_its_description_as_a_comment(postgresql):
    url = new_database(postgresql)
    migrate(url, "s", BUILT_IN)
    engine = create_engine(url)
    with engine.connect() as connection:
        views = dict(
            connection.execute(
                text("SELECT relname, obj_description(oid) FROM pg_class WHERE relkind = 'v'")
            ).all()
        )
        columns = connection.execute(
            text(
                "SELECT relname, attname, col_description(pg_class.oid, attnum) FROM pg_class "
                "JOIN pg_attribute ON attrelid = pg_class.oid WHERE relkind = 'v' AND attnum > 0"
            )
        ).all()
    engine.dispose()
    told = {(view, column): says for view, column, says in columns}
    for name, view in VIEW_COLUMNS.items():
        assert views[name] == f"{view.title}：每行{view.row}"
        for column, about in view.columns.items():
            assert told[name, column] == f"{about.title}：{about.meaning}"
