"""Meanings of a register's denials in a file of the node, so that no search waits to read them.

Derived data like the index of denials: lost, it is read again. What a denial's goods mean is kept
as long as a valid denial says it: with the denial its meanings go, since a vector tells of the
words that it was made from. Meanings of other descriptions are remembered in memory alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from gateway.errors import Reason
from gateway.matching.meaning.keeping import RememberedMeanings
from gateway.matching.meaning.table import ModelFacts, meaning_table
from gateway.matching.meaning.vectors import MeaningVector

_FORM = 1  # of the file; another is begun anew
_TABLES = """
CREATE TABLE IF NOT EXISTS origin (one INTEGER PRIMARY KEY CHECK (one = 1),
  model TEXT NOT NULL, position INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS meaning (key BLOB PRIMARY KEY, script TEXT NOT NULL,
  octets BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS said (denial TEXT NOT NULL, key BLOB NOT NULL,
  PRIMARY KEY (denial, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS said_key ON said (key);
"""


class MeaningStore:
    """Keeps the meanings of valid denials; may be called by several threads of one process.

    Args:
        path: The file; made where it is not there. One of another model is begun anew.
        facts: Whose meanings; absent: of the model of `meaning.toml`.

    Raises:
        StateError: The file can be neither read nor made.
    """

    def __init__(self, path: Path, *, facts: ModelFacts | None = None) -> None:
        self._model_id = (facts or meaning_table().model).model_id
        self._remembered, self._lock = RememberedMeanings(), Lock()
        try:
            self._db = _opened(path, self._model_id)
        except (sqlite3.Error, OSError) as exc:
            raise Reason.STATE_CONFLICT.error(
                "meanings cannot be kept in {name}: {why}",
                remedy="Let the node write into its folder, and see that the disk has room.",
                name=path.name,
                why=exc,
            ) from exc

    def __len__(self) -> int:
        """How many meanings the file holds."""
        with self._lock:
            return int(self._db.execute("SELECT count(*) FROM meaning").fetchone()[0])

    @property
    def position(self) -> int:
        """Up to which change of the register its denials were read."""
        with self._lock:
            return int(self._db.execute("SELECT position FROM origin").fetchone()[0])

    def get(self, key: bytes) -> MeaningVector | None:
        """Return what is kept under a key, if anything is."""
        if (found := self._remembered.get(key)) is not None:
            return found
        query = "SELECT script, octets FROM meaning WHERE key = ?"
        with self._lock:
            try:
                row = self._db.execute(query, (key,)).fetchone()
            except sqlite3.Error:  # derived data: a search reads the text itself
                return None
        return None if row is None else MeaningVector(self._model_id, row[0], row[1])

    def put(self, key: bytes, meaning: MeaningVector) -> None:
        """Remember a meaning, in memory alone."""
        self._remembered.put(key, meaning)

    def keep(self, denials: Mapping[str, Mapping[bytes, MeaningVector]], *, position: int) -> None:
        """Keep what denials say as they stand now, and nothing of those that are not valid.

        Args:
            denials: By denial the meanings of its descriptions, by key; none of one that is not
                valid any more.
            position: Up to which change of the register they were read.
        """
        with self._lock, self._db:
            run = self._db.execute
            for denial, said in denials.items():
                gone = run("DELETE FROM said WHERE denial = ? RETURNING key", (denial,)).fetchall()
                for key, each in said.items():
                    kept = (key, each.script, each.octets)
                    run("INSERT OR IGNORE INTO meaning VALUES (?, ?, ?)", kept)
                    run("INSERT INTO said VALUES (?, ?)", (denial, key))
                for (key,) in gone:
                    unsaid = "NOT EXISTS (SELECT 1 FROM said WHERE said.key = meaning.key)"
                    run(f"DELETE FROM meaning WHERE key = ? AND {unsaid}", (key,))  # noqa: S608
            run("UPDATE origin SET position = ?", (position,))
        if not all(denials.values()):
            self._remembered = RememberedMeanings()  # what is erased is remembered no longer

    def clear(self) -> None:
        """Forget all: the register is another one."""
        with self._lock, self._db:
            for table in ("said", "meaning"):
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - named here
            self._db.execute("UPDATE origin SET position = 0")
        self._remembered = RememberedMeanings()

    def close(self) -> None:
        """Close the file; what was kept stays in it."""
        with self._lock:
            self._db.close()


def _opened(path: Path, model_id: str) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _begun(path, model_id)
    except sqlite3.OperationalError:  # held by somebody else, or not to be written
        raise
    except sqlite3.DatabaseError:
        path.unlink(missing_ok=True)  # derived data: what is damaged is read again
        return _begun(path, model_id)


def _begun(path: Path, model_id: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, check_same_thread=False, timeout=10)
    try:
        return _prepared(db, path, model_id)
    except BaseException:
        db.close()
        raise


def _prepared(db: sqlite3.Connection, path: Path, model_id: str) -> sqlite3.Connection:
    path.chmod(0o600)
    db.execute("PRAGMA secure_delete = ON")
    form = int(db.execute("PRAGMA user_version").fetchone()[0])
    if form == _FORM:
        row = db.execute("SELECT model FROM origin").fetchone()
        if row is not None and row[0] == model_id:
            return db
    with db:
        for table in ("origin", "meaning", "said"):
            db.execute(f"DROP TABLE IF EXISTS {table}")
        db.executescript(_TABLES)
        db.execute("INSERT INTO origin VALUES (1, ?, 0)", (model_id,))
        db.execute(f"PRAGMA user_version = {_FORM}")
    return db
