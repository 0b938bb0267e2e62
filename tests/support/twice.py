"""Has each piece of work of every writer done, undone and done again.

PostgreSQL makes the writer do so after a deadlock or a lost connection
(docs/adr/0039-a-lost-commit-is-asked-for.md), and work that changes more than the database would
then do something twice. `COMITY_TWICE=1 pytest tests/unit/casework` finds it on SQLite.
"""

from __future__ import annotations

import os
from typing import Any

from sqlalchemy import Connection

from gateway.store.prepared import run_text
from gateway.store.writer import QueuedWork

SETTING = "COMITY_TWICE"


def do_twice_where_asked() -> None:
    """Change the writers of this process, where the setting is given."""
    if not os.environ.get(SETTING):
        return
    once = QueuedWork.do

    def twice(work: QueuedWork, conn: Connection) -> Any:
        run_text(conn, "SAVEPOINT twice")
        once(work, conn)
        run_text(conn, "ROLLBACK TO SAVEPOINT twice")
        run_text(conn, "RELEASE SAVEPOINT twice")
        work.undone()
        once(work, conn)

    setattr(QueuedWork, "do", twice)  # noqa: B010 - a method of a class, for the whole run
