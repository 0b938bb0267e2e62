"""Alters one letter of what a node holds, as somebody with the database file could.

For demonstrations and tests of the check that finds it: no part of the gateway writes to
another's log, and nothing in the product calls this but the demo.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from gateway.errors import InputError, NotFoundError

_WORD = re.compile(rb"[a-z]{8,}")
_WAIT_S = 10.0  # the node is up and writes too


def alter_one_letter(database: Path, origin: str, subject: str) -> int:
    """Change one letter of a denial's text in a node's copy of a log.

    Args:
        database: SQLite file of the node, which may be running.
        origin: Owner of the log.
        subject: Denial whose first entry is altered.

    Returns:
        Index of the entry.

    Raises:
        NotFoundError: The copy has no such entry with contents.
        InputError: It is not a SQLite file, or has no word to alter.
    """
    if not database.is_file():
        raise InputError(f"{database} is no SQLite file", field="database")
    with closing(sqlite3.connect(database, timeout=_WAIT_S)) as conn, conn:
        row = conn.execute(
            "select p.idx, p.part, p.body from log_part p"
            " join log_entry e on e.origin = p.origin and e.idx = p.idx"
            " where p.origin = ? and e.subject = ? and p.body is not null"
            " order by p.idx, p.part limit 1",
            (origin, subject),
        ).fetchone()
        if row is None:
            raise NotFoundError(f"log {origin} has no contents of {subject} here")
        index, part, body = row
        word = _WORD.search(body)
        if word is None:
            raise InputError(f"entry {index} of log {origin} has no word to alter")
        at = word.start() + 1
        other = b"e" if body[at : at + 1] != b"e" else b"a"
        altered = body[:at] + other + body[at + 1 :]
        conn.execute(
            "update log_part set body = ? where origin = ? and idx = ? and part = ?",
            (altered, origin, index, part),
        )
        return int(index)
