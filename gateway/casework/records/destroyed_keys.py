"""Private keys of the node that were destroyed, as acts: which, why, and since when unused.

It stands alone since the command line reads it without a node, and only the node writes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal, acts_of
from gateway.domain.acts import Verb
from gateway.domain.base import Instant, Model
from gateway.domain.saying import says


class KeyEnd(StrEnum):
    """Why a key is used no more."""

    RETIRED = "retired"  # the directory says so
    REVOKED = "revoked"  # the same
    REPLACED = "replaced"  # by a newer one, of storage or of the workflow engine


class DestroyedKey(Model):
    """A key that was destroyed.

    Attributes:
        key_id: Its id.
        use: What it was for.
        why: Why it was used no more.
        ended_at: Since when.
        at: When it was destroyed.
    """

    key_id: str
    use: str
    why: KeyEnd
    ended_at: Instant
    at: Instant


def record_destroyed(conn: Connection, authority: str, key: DestroyedKey) -> None:
    """Write the act, which the node itself does by a rule."""
    Journal(conn, key.at).act(
        Verb.KEY_DESTROYED,
        authority,
        says(
            "the key {key_id} ({use}) is destroyed: it was used until {day}, and nothing needs it"
            " any more",
            key_id=key.key_id,
            use=key.use,
            day=key.ended_at.date(),
            why=key.why,
            ended_at=key.ended_at.isoformat(),
        ),
        key.key_id,
    )


def destroyed_keys(conn: Connection, authority: str) -> Iterator[DestroyedKey]:
    """Yield what is on record at an authority's node, oldest first."""
    for act in acts_of(conn, authority):
        if act.verb == Verb.KEY_DESTROYED:
            said = {name: act.data[name] for name in ("key_id", "use", "why")}
            ended_at = datetime.fromisoformat(str(act.data["ended_at"]))
            yield DestroyedKey.model_validate({**said, "ended_at": ended_at, "at": act.at})
