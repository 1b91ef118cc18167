"""Who may do what in a PostgreSQL database: the role with which runs write, and the role with which BI reads.

``kaohe_writer`` owns everything in the database. ``kaohe_bi`` may read what the contract with BI names, the
views and the ``fact_`` tables, and nothing else. An administrator makes the roles once, with ``script``.
Migrations make the views anew, so each of them grants the rights again.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from warehouse.database.fact_tables import FACT_PREFIX, fact_table_names
from warehouse.database.metadata import metadata
from warehouse.database.views import VIEWS

WRITER, READER = "kaohe_writer", "kaohe_bi"
DAGSTER_SCHEMAS = "dagster_%"
"""The schemas of Dagster's own records, as a pattern for LIKE."""

READER_SETTINGS = {
    "default_transaction_read_only": "on",
    # An upgrade would wait for a transaction that somebody forgot to close.
    "idle_in_transaction_session_timeout": "10min",
}


def grant_reading(connection: Connection) -> None:
    """Let ``kaohe_bi`` read the views and ``fact_`` tables that exist now. If the database has no such role,
    do nothing.
    """
    if connection.dialect.name != "postgresql":
        return
    if connection.scalar(text("SELECT TRUE FROM pg_roles WHERE rolname = :role"), {"role": READER}):
        readable = ", ".join([*VIEWS, *fact_table_names(connection)])
        connection.execute(text(f"GRANT SELECT ON {readable} TO {READER}"))


def script() -> str:
    """The SQL with which an administrator (superuser) makes the roles, in the database that psql is connected
    to. It can be run again without harm.

    It sets no passwords: psql's ``\\password`` sets them without showing them to anybody. Everything that is
    already in the database is handed over to the writer.
    """
    return _SCRIPT.format(
        writer=WRITER,
        reader=READER,
        views=_quoted(VIEWS),
        facts=FACT_PREFIX.replace("_", r"\_") + "%",
        inner=_quoted(sorted({*metadata.tables, "alembic_version"})),
        dagster_schemas=DAGSTER_SCHEMAS,
        settings="\n".join(
            f"ALTER ROLE {READER} SET {name} = '{value}';" for name, value in READER_SETTINGS.items()
        ),
    )


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


_SCRIPT = """\
-- The roles of Kaohe, for psql as a superuser: kaohe database roles | psql --single-transaction --set ON_ERROR_STOP=1 --dbname kaohe
DO $$
DECLARE
    each record;
    readable text[] := ARRAY[{views}]
        || ARRAY(SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE '{facts}');
    name text;
    kind text;
BEGIN
    FOREACH name IN ARRAY ARRAY['{writer}', '{reader}'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', name);
        END IF;
    END LOOP;

    -- Nobody but the two has anything to do here.
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC, {reader}', current_database());
    EXECUTE format('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO {writer}', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO {reader}', current_database());
    REVOKE ALL ON SCHEMA public FROM PUBLIC, {reader};
    GRANT USAGE, CREATE ON SCHEMA public TO {writer};
    GRANT USAGE ON SCHEMA public TO {reader};
    REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {reader};
    REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {reader};
    REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;

    -- What runs made before there were roles becomes the writer's.
    FOR each IN
        SELECT nspname, relname, relkind FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE relkind IN ('r', 'v') AND (nspname LIKE '{dagster_schemas}' OR nspname = 'public' AND relname = ANY (readable || ARRAY[{inner}]))
    LOOP
        kind := CASE each.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END;
        EXECUTE format('ALTER %s %I.%I OWNER TO {writer}', kind, each.nspname, each.relname);
    END LOOP;
    FOR each IN SELECT nspname FROM pg_namespace WHERE nspname LIKE '{dagster_schemas}' LOOP
        EXECUTE format('ALTER SCHEMA %I OWNER TO {writer}', each.nspname);
    END LOOP;

    FOREACH name IN ARRAY readable LOOP
        IF to_regclass('public.' || name) IS NOT NULL THEN
            EXECUTE format('GRANT SELECT ON public.%I TO {reader}', name);
        END IF;
    END LOOP;
END
$$;
{settings}
"""
