"""What officers record of a consultation that no gateway carries: asked, received, answered.

A record says what happened outside, by which means, and where its proof lies. One officer
makes it, a second one confirms it, and only then it has its effect, the same as a letter of
its kind. Records are never changed: a later one corrects or recalls an earlier one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from gateway.domain.base import Instant, Model, Worded
from gateway.domain.consultation.contents import (
    ConsultationAnswer,
    ConsultationRequest,
    ExtensionReply,
    ExtensionRequest,
)
from gateway.domain.denial import FreeText
from gateway.domain.letter import Digest


class Channel(Worded):
    """What carries a consultation."""

    WIRE = "wire", "by letters between gateways"
    HAND = "hand", "by hand, as officers attest"


class Means(Worded):
    """By what something passed outside the gateway."""

    POST = "post", "by post"
    COURIER = "courier", "by courier"
    E_MAIL = "e_mail", "by e-mail"
    FAX = "fax", "by fax"
    TELEPHONE = "telephone", "by telephone"
    IN_PERSON = "in_person", "in person"
    OTHER_SYSTEM = "other_system", "by another system"


class HandKind(Worded):
    """What a record says has happened."""

    ASKED = "asked", "was asked"
    RECEIVED = "received", "received the question"  # its period runs
    ANSWERED = "answered", "answered"
    MORE_TIME_ASKED = "more_time_asked", "asked for more time"
    MORE_TIME_REPLIED = "more_time_replied", "was told of more time"
    NO_ANSWER = "no_answer", "did not answer"  # officers close it: silence never closes itself
    CORRECTED = "corrected", "did otherwise than was recorded"
    RECALLED = "recalled", "took something back, or it was recorded in error"


class Recording(Model):
    """What an officer records.

    Attributes:
        at: When it happened: sent, received there, come here, found out.
        given: When the authority gave its answer or its wish, where that was before it came.
        means: By what it passed.
        reference: Where the paper lies, e.g. the number in the office's file.
        digest: SHA-256 of the scanned document, in hexadecimal; empty where there is none.
        about: Number of the record that is corrected or recalled.
        answer: What was answered; also what a corrected answer says.
        wanted: The wish for more time.
        reply: What we replied to it.
        text: In words: what was asked, how nobody was reached, why it is corrected.
    """

    kind: HandKind
    at: Instant
    given: Instant | None = None
    means: Means
    reference: Annotated[str, StringConstraints(max_length=200)] = ""
    digest: Digest | None = None
    about: int | None = Field(default=None, ge=1)
    answer: ConsultationAnswer | None = None
    wanted: ExtensionRequest | None = None
    reply: ExtensionReply | None = None
    text: tuple[FreeText, ...] = Field(default=(), max_length=6)

    @property
    def sealed(self) -> datetime:
        """When the authority had given it, as far as is known."""
        return self.at if self.given is None else min(self.given, self.at)


class HandRecord(Recording):
    """A recording with who attests it.

    Attributes:
        number: From 1, in the order of the consultation's records.
        request: Of ASKED: `digest_of_request` of what was asked.
        by: Who made it.
        confirmed_by: The second officer; empty while none has looked.
        refused: Whether she refused it: it has no effect.
    """

    number: int = Field(ge=1)
    request: Digest | None = None
    by: str
    recorded: Instant
    confirmed_by: str = ""
    confirmed: Instant | None = None
    refused: bool = False

    @property
    def waits(self) -> bool:
        """Whether no second officer has looked at it."""
        return self.confirmed is None

    @property
    def counts(self) -> bool:
        """Whether a second officer has confirmed it."""
        return self.confirmed is not None and not self.refused

    @property
    def attested(self) -> str:
        """Who attests it, as it stands in a file."""
        return f"attested by {self.by}, confirmed by {self.confirmed_by}"

    @property
    def digest_of_content(self) -> str:
        """SHA-256 of what was recorded, without who confirmed it; acts name it."""
        told = self.model_dump(
            mode="json",
            exclude={"confirmed_by", "confirmed", "refused"},
            exclude_defaults=True,
        )
        return _digest(told)

    def looked_at(self, by: str, at: datetime, *, refused: bool) -> Self:
        """Return the record after a second officer has confirmed or refused it."""
        return self._with(confirmed_by=by, confirmed=at, refused=refused)

    def corrected_by(self, later: HandRecord) -> Self:
        """Return the record as a later one corrects it; who attests it is who corrects."""
        return self._with(
            at=later.at,
            given=later.given,
            means=later.means,
            answer=later.answer or self.answer,
            by=later.by,
            confirmed_by=later.confirmed_by,
            confirmed=later.confirmed,
        )


def digest_of_request(request: ConsultationRequest) -> str:
    """Return SHA-256 of a request in canonical JSON, in hexadecimal."""
    return _digest(request.model_dump(mode="json", exclude_defaults=True))


def _digest(told: object) -> str:
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def standing_records(records: Iterable[HandRecord]) -> tuple[HandRecord, ...]:
    """Return what counts of some records: corrected as they stand, without what was recalled."""
    found: dict[int, HandRecord] = {}
    for record in records:
        if not record.counts:
            continue
        if record.about is None:
            found[record.number] = record
        elif record.kind is HandKind.RECALLED:
            found.pop(record.about, None)
        elif record.about in found:
            found[record.about] = found[record.about].corrected_by(record)
    return tuple(found.values())
