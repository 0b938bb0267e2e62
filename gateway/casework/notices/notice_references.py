"""The sender's own reference of a notice, so that one that is sent again is sent once.

A national system that got no answer tries again. Under the same reference the same notice
has the number that it was given first, and nothing leaves; another one is refused.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from sqlalchemy import Connection, select

from gateway.casework.acts.journal import Journal
from gateway.domain.acts import Verb
from gateway.domain.base import Model
from gateway.domain.saying import says
from gateway.errors import StateError
from gateway.store.tables_casework import act as table
from gateway.store.tables_casework import confined


def sent_before(
    conn: Connection, reference: str, draft: Model, number: str = "", *, alone: bool | None = None
) -> str:
    """Return the number under which this was sent before; empty: it was not.

    Args:
        conn: Connection.
        reference: The sender's; empty: it gave none.
        draft: What was given.
        number: Of an amendment, the notice that it amends.
        alone: Of a new one, whether accounts of one role alone see it; references of theirs are
            apart, so that nobody else learns of one by choosing the same.

    Raises:
        StateError: Another notice, or another version, was sent under this reference.
    """
    if not reference:
        return ""
    if alone is None:
        known = select(confined.c.subject).where(confined.c.subject == number)
        alone = conn.execute(known).first() is not None
    kept = table.c.subject.in_(select(confined.c.subject))
    query = select(table.c.subject, table.c.data).where(
        table.c.verb == Verb.NOTICE_REFERENCED,
        table.c.reference == reference,
        kept if alone else ~kept,
    )
    row = conn.execute(query).first()
    if row is None:
        return ""
    if json.loads(row.data).get("digest") != _digest(draft, number):
        raise StateError(
            "another notice was sent under {reference}: {number}",
            remedy="Use a new reference, or amend it: {amendNotice}.",
            reference=reference,
            number=row.subject,
        )
    return str(row.subject)


def keep_reference(
    conn: Connection,
    *,
    at: datetime,
    actor: str,
    reference: str,
    draft: Model,
    number: str,
    amends: bool = False,
) -> None:
    """Write down under which reference a notice was sent, where there is one."""
    if reference:
        Journal(conn, at, actor).act(
            Verb.NOTICE_REFERENCED,
            number,
            says("{digest}", digest=_digest(draft, number if amends else "")),
            reference,
        )


def _digest(draft: Model, number: str) -> str:
    given = f"{number}\n{draft.model_dump_json()}"
    return hashlib.sha256(given.encode()).hexdigest()
