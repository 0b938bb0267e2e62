"""Reads the meaning of denied goods as denials come, so that no examination waits for it.

A description takes 20 ms of a core to read. An import or a new member brings thousands, and nobody
waits for them: they are read a few at a time, and the machine rests as long as that took. What is
not read yet when somebody searches is read then.
"""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Final

from gateway.domain.denial import Denial
from gateway.domain.meanings import MeaningAbsence
from gateway.matching.items.best_items import says_something
from gateway.matching.meaning.comparison import MeaningReader
from gateway.matching.meaning.encoder import readable
from gateway.matching.meaning.keeping import key_of
from gateway.matching.meaning.meaning_store import MeaningStore
from gateway.matching.meaning.vectors import MeaningVector
from gateway.register.denials.changes import denial_feed, register_position_now
from gateway.register.denials.valid_denials import load_valid
from gateway.store.database import Database

AT_ONCE: Final = 20
"""Changes of the register that are read in one go, half a second if all are new."""
LOOK_EVERY_S: Final = 5.0
"""Seconds between two looks where all is read."""


class ReadingAhead:
    """Follows the register and reads what its valid denials are about.

    Args:
        db: The node's database.
        store: Where meanings are kept.
        reader: Reads them.
    """

    def __init__(self, db: Database, store: MeaningStore, reader: MeaningReader) -> None:
        self._db, self._store, self._reader = db, store, reader

    async def look(self) -> None:
        """Read all that there is to read, and rest after each few as long as they took.

        Raises:
            UnavailableError: The database does not answer.
        """
        begun = monotonic()
        while await asyncio.to_thread(self.read_some):
            await asyncio.sleep(monotonic() - begun)
            begun = monotonic()

    def read_some(self, most: int = AT_ONCE) -> bool:
        """Read what the next changes of the register brought; return whether there were any.

        Args:
            most: How many changes.

        Raises:
            UnavailableError: The database does not answer.
        """
        position = self._store.position
        if position > self._db.read_sync(register_position_now):
            self._store.clear()  # another database, or an older copy of it
            position = 0
        changes = self._db.read_sync(lambda conn: denial_feed(conn, position, most))
        if not changes:
            return False
        if isinstance(self._reader.model(), MeaningAbsence):
            if len(self._store):
                self._store.clear()  # of no use, and nobody would forget what is erased
            return False
        ids = list(dict.fromkeys(change.denial_id for change in changes))
        valid = self._db.read_sync(lambda conn: load_valid(conn, ids))
        said = {key: self._said(valid[key].denial) if key in valid else {} for key in ids}
        self._store.keep(said, position=changes[-1].position)
        return True

    def close(self) -> None:
        """Close the file of meanings."""
        self._store.close()

    def _said(self, denial: Denial) -> dict[bytes, MeaningVector]:
        """Return what a denial's descriptions mean, as far as they say something in words."""
        found: dict[bytes, MeaningVector] = {}
        for item in denial.transaction.items:
            if says_something(item):
                read = self._reader.read(item.description)
                if not isinstance(read, MeaningAbsence):
                    found[key_of(read.model_id, readable(item.description))] = read
        return found
