"""A real PostgreSQL for the tests, and databases on it.

Started once a session in a folder of its own, on a Unix socket only.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

from lab.postgres.server import PostgresServer, server_folder

_FAST = {
    "fsync": "off",  # tests end with their session: what survives a crash is of no use
    "max_connections": "60",
    "listen_addresses": "''",
}


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a server; give the URL of its maintenance database; stop it at the end."""
    with server_folder() as base:
        server = PostgresServer(base)
        server.create(_FAST)
        server.start()
        try:
            yield server.url
        finally:
            server.stop()


def fresh_database(server_url: str, *, template: str | None = None) -> str:
    """Create a database on the server and return its URL.

    Args:
        server_url: What `running_postgres` gave.
        template: URL of a database to copy, to which nobody is connected; else it is empty.
    """
    name = f"t{uuid4().hex}"
    source = "template1" if template is None else make_url(template).database
    with psycopg.connect(_plain(server_url), autocommit=True) as conn:
        conn.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    return server_url.replace("/postgres?", f"/{name}?", 1)


_SHAPE = """
SELECT md5(concat_ws('/',
  (SELECT string_agg(concat_ws(' ', attrelid, attname, atttypid), ',' ORDER BY attrelid, attnum)
   FROM pg_attribute WHERE attrelid >= 16384),
  (SELECT string_agg(oid::text, ',' ORDER BY oid) FROM pg_constraint WHERE oid >= 16384),
  (SELECT string_agg(oid::text, ',' ORDER BY oid) FROM pg_trigger WHERE oid >= 16384),
  (SELECT string_agg(version_num, ',') FROM alembic_version)))
"""

_EMPTY = """
DO $$
DECLARE
  held text;
  found boolean;
  filled text[] := '{}';
BEGIN
  FOR held IN SELECT quote_ident(tablename) FROM pg_tables
      WHERE schemaname = 'public' AND tablename NOT IN ('alembic_version', 'schema_revision') LOOP
    EXECUTE 'SELECT EXISTS (SELECT FROM ' || held || ')' INTO found;
    IF found THEN
      filled := filled || held;
    END IF;
  END LOOP;
  IF filled <> '{}' THEN
    EXECUTE 'TRUNCATE ' || array_to_string(filled, ', ') || ' CASCADE';
  END IF;
  FOR held IN SELECT quote_ident(sequencename) FROM pg_sequences
      WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
    EXECUTE 'ALTER SEQUENCE ' || held || ' RESTART';
  END LOOP;
END $$
"""

_OTHERS = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
  AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


class DatabasePool:
    """Databases with the schema, which one test after the other uses, emptied in between.

    A new one has PostgreSQL copy some three hundred files, and delete them at the end.

    Args:
        server_url: What `running_postgres` gave.
        template: URL of a database with the schema and no rows, to which nobody is connected.
    """

    def __init__(self, server_url: str, template: str) -> None:
        self._server_url = server_url
        self._template = template
        self._free: deque[str] = deque()
        self._shape = ""

    @property
    def has_free(self) -> bool:
        """Whether one was taken back and not yet lent again."""
        return bool(self._free)

    def lend(self) -> str:
        """Return the URL of a database with the schema and no rows."""
        for _ in range(len(self._free)):
            url = self._free.popleft()
            with psycopg.connect(_plain(url), autocommit=True) as conn:
                if conn.execute(_OTHERS).fetchone() != (0,):
                    self._free.append(url)  # who had it has not quite left it
                elif conn.execute(_SHAPE).fetchone() == (self._shape,):
                    conn.execute(_EMPTY)
                    return url
        made = fresh_database(self._server_url, template=self._template)
        if not self._shape:
            with psycopg.connect(_plain(made)) as conn:
                [self._shape] = conn.execute(_SHAPE).fetchone() or ("",)
        return made

    def take_back(self, url: str) -> None:
        """Keep a database for the next test."""
        self._free.append(url)


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
