"""Contents of a document that are wanted from another authority, and how far that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel

from gateway.domain.base import Instant, Model
from gateway.domain.letter import Digest
from gateway.domain.transaction import Document
from gateway.errors import Reason

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
"""Between two attempts: doubled each time that nothing came, from the first up to the longest."""


BY_ITSELF = "gateway"
"""Who asks for the small ones, which come right behind the letter that names them."""


NOT_THERE = frozenset(
    {Reason.NOT_FOUND.value, Reason.PEER_UNAVAILABLE.value, Reason.CALLS_EXCEEDED.value}
)
"""Why contents did not come where nothing but time is needed."""


class FetchState(StrEnum):
    """How far it is that contents come from another authority."""

    WAITING = "waiting"  # asked for, and asked for again by itself
    COME = "come"  # here, whole
    FAILED = "failed"  # given up, or not the document; may be asked for anew


class DocumentFetch(Model):
    """Contents that are wanted from another authority.

    Attributes:
        conversation_id: Conversation of the letter that names the document.
        sha256: Digest of the contents.
        message_id: The letter that names it.
        peer: Authority that sent the letter.
        state: How far it is.
        asked_by: Name of the account that asked for them; `gateway` where they come by themselves.
        asked_at: When it asked.
        attempts: How often it was tried since something came the last time.
        reason: Why the last attempt failed; empty where none did.
        next_try: When it is tried again.
        settled_at: When they had come, or it was given up; null: neither yet.
    """

    conversation_id: str
    sha256: str
    message_id: str
    peer: str
    state: FetchState = FetchState.WAITING
    asked_by: str
    asked_at: Instant
    attempts: int = 0
    reason: str = ""
    next_try: Instant
    settled_at: Instant | None = None

    def tried(self, reason: str, at: datetime, *, came: bool) -> DocumentFetch:
        """Return it after an attempt that did not bring all of it.

        Args:
            reason: Why.
            at: When it ended.
            came: Whether something came: then it goes on soon.
        """
        attempts = 0 if came else self.attempts + 1
        pause = min(FIRST_PAUSE * 2 ** min(attempts, 12), LONGEST_PAUSE)
        return self._with(attempts=attempts, reason=reason, next_try=at + pause)

    def offered(self, at: datetime) -> DocumentFetch:
        """Return it once the other authority has said that the contents are there now.

        What was given up since they were nowhere is asked for anew; else only the pause ends.
        """
        if self.state is FetchState.WAITING:
            return self._with(next_try=min(at, self.next_try))
        if self.state is FetchState.FAILED and self.reason in NOT_THERE:
            again = self._with(asked_at=at, next_try=at, attempts=0)
            return again.settled(FetchState.WAITING, None)
        return self

    def settled(self, state: FetchState, at: datetime | None, reason: str = "") -> DocumentFetch:
        """Return it once the contents are here, or nothing is tried any more."""
        return self._with(state=state, reason=reason, settled_at=at)


class ContentsReceipt(Model):
    """What the receiver of contents signs: that those which a letter names have come, whole.

    Attributes:
        federation_id: Of the directory.
        receiver: Authority that received the contents and signs.
        sender: Authority that sent the letter and the contents.
        message_id: The letter.
        message_digest: Its message digest.
        sha256: Digest of the contents that came.
        size_bytes: Octets of the contents.
        received: When they had come and their digest was found right, by the receiver's clock.
    """

    federation_id: Digest
    receiver: str
    sender: str
    message_id: str
    message_digest: Digest
    sha256: Digest
    size_bytes: int
    received: Instant


def documents_in(said: object) -> Iterator[Document]:
    """Yield the documents that stand anywhere in what is said.

    Args:
        said: A model, or several.
    """
    if isinstance(said, Document):
        yield said
    elif isinstance(said, BaseModel):
        for name in type(said).model_fields:
            yield from documents_in(getattr(said, name))
    elif isinstance(said, Iterable) and not isinstance(said, str | bytes | dict):
        for each in said:
            yield from documents_in(each)
