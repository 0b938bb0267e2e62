"""Folds the acts on one denial, in the log's order, into its row in the denial table.

Pure. The row is a function of the log and of the contents that are held, and of nothing
else: applying the newest act and rebuilding from the first one give the same. The rules of
the life cycle are `gateway.domain.lifecycle`'s; here is what an authority may say of whose
denial, and what follows where a part is not held.

Contents are read as protobuf and only as far as the row needs them: synchronisation reads
a hundred thousand of them. Whoever shows a denial reads it whole (`denial_queries`).
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar, cast

from google.protobuf.message import DecodeError, Message

from comity.v1 import denial_pb2, notice_pb2, statement_pb2
from gateway.domain.calendars import Calendar, calendar_for
from gateway.domain.denial import (
    DecisionType,
    DenialEventType,
    DenialStatus,
    FreeText,
    ReviewOutcome,
)
from gateway.domain.lifecycle import DenialEvent, ReviewLaws, apply, shipped_law
from gateway.domain.notice import SuspensionEnd
from gateway.errors import LawError, StateError
from gateway.register.row_writing import to_microseconds
from gateway.wire.counting import decode
from gateway.wire.denials import BASES, DECISIONS, OUTCOMES, SUSPENSION_ENDS

DENIAL_ID = re.compile(r"(?P<authority>[A-Z]{2}(-[A-Z0-9]{2,8})?)-[0-9]{4}-[0-9]{5,}")
MATCHING_PART = 0
REFERENCE_CHARACTERS, COUNTRY_CHARACTERS = 120, 2
# Beyond these no calendar and no denial reaches; date arithmetic must not fail on them.
FIRST_YEAR, LAST_YEAR, MOST_REVIEWS = 1958, 2100, 30
BEGINNINGS = frozenset({DenialEventType.NOTIFIED, DenialEventType.LOADED})
BARE = frozenset({DenialEventType.REVOKED, DenialEventType.SUSPENDED, DenialEventType.RESTORED})
"""Acts that count whatever is held of their content: it says by whom and why."""
DENIAL_EVENTS = {event.value: event for event in DenialEventType}

NOT_HELD = "its content is not held here"
_OF_ANOTHER = "it is of another denial than its header"

P = TypeVar("P", bound=Message)


class LoggedAct(NamedTuple):
    """One act on a denial as the log has it; `body` is part 0, None where it is not held."""

    entry: int
    type: DenialEventType
    at: datetime
    body: bytes | None


class Record(NamedTuple):
    """What the row takes from a denial's record; `entry` is the index of its entry."""

    entry: int
    national_reference: str
    decision: str
    legal_base: str
    destination: str
    codes: str
    end_user_withheld: bool
    decision_date: date
    first_notified: date
    reviews_so_far: int | None


class _Event(NamedTuple):
    """What the life cycle looks at of a `DenialEvent`, read and checked here.

    To validate a whole denial, of which it wants two dates, would cost more than everything
    else that synchronisation does to an entry.
    """

    type: DenialEventType
    denial_id: str
    at: datetime
    outcome: ReviewOutcome | None
    denial: Record | None
    grounds: tuple[FreeText, ...]
    ended: SuspensionEnd | None

    def for_life_cycle(self) -> DenialEvent:
        """Pass for the event of which this has every attribute that counts."""
        return cast("DenialEvent", self)


class UnreadableError(Exception):
    """A content that the origin signed and that no rule can read; the text says why."""


class DenialFold:
    """The state of one denial while its acts are taken in order.

    Args:
        origin: Owner of the log in which the acts stand.
        denial_id: The denial; what is not the origin's is noted and changes nothing.
        law: Says when reviews are due.
    """

    def __init__(self, origin: str, denial_id: str, law: ReviewLaws = shipped_law) -> None:
        self._origin = origin
        self._denial_id = denial_id
        self._law = law
        self._status: DenialStatus | None = None
        self._record: Record | None = None
        self._begun: LoggedAct | None = None
        self._ended = False
        found = DENIAL_ID.fullmatch(denial_id)
        self._ours = found is not None and found["authority"] == origin

    def take(self, act: LoggedAct) -> str:
        """Take the next act.

        Returns:
            Why it changed nothing, in words; empty where it did.
        """
        if not self._ours:
            return "an authority acts on its own denials only"
        try:
            return self._take(act)
        except UnreadableError as exc:
            return f"its content cannot be read: {exc}"
        except (StateError, LawError) as exc:
            return str(exc)

    def _take(self, act: LoggedAct) -> str:
        if act.type in BEGINNINGS:
            return self._begin(act)
        if act.type is DenialEventType.AMENDED:
            return self._amend(act)
        if self._status is None:
            return NOT_HELD if self._begun else "it was never notified"
        if act.type in BARE:
            self._apply(act)
            return ""
        return NOT_HELD if act.body is None else self._take_content(act, act.body)

    def _take_content(self, act: LoggedAct, body: bytes) -> str:
        if act.type is DenialEventType.FINAL_ASSESSMENT:
            return self._end_suspension(act, body)
        self._apply(act, review=_read_review(body, self._denial_id))
        return ""

    def _end_suspension(self, act: LoggedAct, body: bytes) -> str:
        """Take the final assessment that Article 16(1) asks for when a suspension ends."""
        ended = _read_end(body, self._denial_id)
        if self._record is None or self._record.decision != DecisionType.SUSPEND.value:
            return "it is not the denial of a suspension"
        if self._ended:
            return "the suspension has ended before"
        self._apply(act, ended=ended)
        self._ended = True
        return ""

    def _begin(self, act: LoggedAct) -> str:
        if act.body is None:
            # Withheld or erased: an erratum, which holds the whole record, may follow.
            if self._status is None and self._begun is None:
                self._begun = act
            return NOT_HELD
        self._apply(act, self._read_record(act))
        return ""

    def _amend(self, act: LoggedAct) -> str:
        if act.body is None:
            return NOT_HELD
        record = self._read_record(act)
        if self._status is None and self._begun is not None:
            self._apply(self._begun, record)
        self._apply(act, record)
        return ""

    def _apply(
        self,
        act: LoggedAct,
        record: Record | None = None,
        review: denial_pb2.DenialReview | None = None,
        ended: SuspensionEnd | None = None,
    ) -> None:
        """Apply an act by the rules of the life cycle; contents were read before."""
        held = record or self._record
        event = _Event(
            type=act.type,
            denial_id=self._denial_id,
            at=act.at,
            outcome=None if review is None else OUTCOMES.value[review.outcome],
            denial=held,
            grounds=() if review is None else _grounds(review),
            ended=ended,
        ).for_life_cycle()
        law = self._law(self._origin, act.at)
        if not law.competent:
            raise StateError(
                "{origin} has no role that decides cases, so it denies nothing",
                remedy="Its role is in the directory; ask the operators.",
                origin=self._origin,
            )
        try:
            self._status = apply(self._status, event, law)
        except LawError:
            # A calendar that does not reach so far must not hide a denial: weekends are
            # known for ever, and the date is shown with the calendar's own name.
            self._status = apply(self._status, event, law._replace(calendar=_bare(self._origin)))
        if record is not None:
            self._record = record

    def _read_record(self, act: LoggedAct) -> Record:
        record = _decoded(denial_pb2.DenialRecord, act.body or b"", self._denial_id)
        if record.authority != self._origin:
            raise UnreadableError(_OF_ANOTHER)
        return _record(act.entry, record)

    def row(self) -> tuple[Any, ...] | None:
        """Return the row, in the order of the table's columns; None without content."""
        status, record = self._status, self._record
        if status is None or record is None:
            return None
        return (
            self._denial_id,
            self._origin,
            record.entry,
            record.national_reference,
            status.state.value,
            record.decision,
            record.legal_base,
            record.destination,
            record.codes,
            record.end_user_withheld,
            record.decision_date.isoformat(),
            record.first_notified.isoformat(),
            status.reviews_done,
            None if status.review_due is None else status.review_due.isoformat(),
            status.last_event.value,
            to_microseconds(status.last_event_at),
        )


def _grounds(review: denial_pb2.DenialReview) -> tuple[FreeText, ...]:
    texts = review.third_review_grounds or review.grounds
    return tuple(FreeText.model_construct(language=t.language, text=t.text) for t in texts)


def _decoded(kind: type[P], body: bytes, denial_id: str) -> P:
    """Read a content that is about a denial."""
    try:
        found: Any = decode(kind, body)
    except DecodeError as exc:
        raise UnreadableError(f"it is not a {kind.DESCRIPTOR.name}") from exc
    if found.denial_id != denial_id:
        raise UnreadableError(_OF_ANOTHER)
    return cast("P", found)


def _record(index: int, record: denial_pb2.DenialRecord) -> Record:
    transaction, reference = record.transaction, record.national_reference
    destination = transaction.destination
    decision, base = DECISIONS.value.get(record.decision), BASES.value.get(record.legal_base)
    if decision is None or base is None:
        raise UnreadableError("its decision or legal base is not known here")
    if (
        len(reference) > REFERENCE_CHARACTERS
        or len(destination) != COUNTRY_CHARACTERS
        or not (reference + destination).isprintable()
    ):
        raise UnreadableError("its reference or destination is out of its limits")
    given = [c.code for item in transaction.items for c in item.classifications]
    codes = " ".join(filter(None, dict.fromkeys(given)))
    if not codes.isprintable():
        raise UnreadableError("a control code is malformed")
    try:
        decided = date.fromisoformat(record.decision_date)
        notified = date.fromisoformat(record.first_notified_date)
    except ValueError as exc:
        raise UnreadableError("a date is malformed") from exc
    reviews = record.reviews_so_far
    if not FIRST_YEAR <= notified.year <= LAST_YEAR or not 0 <= reviews <= MOST_REVIEWS:
        raise UnreadableError("its first notification or number of reviews is impossible")
    return Record(
        entry=index,
        national_reference=reference,
        decision=decision.value,
        legal_base=base.value,
        destination=destination,
        codes=f" {codes} ",
        end_user_withheld=any(
            absence.field == "end_user" and absence.state == statement_pb2.ABSENCE_STATE_WITHHELD
            for absence in transaction.absences
        ),
        decision_date=decided,
        first_notified=notified,
        reviews_so_far=reviews if record.HasField("reviews_so_far") else None,
    )


def _read_review(body: bytes, denial_id: str) -> denial_pb2.DenialReview:
    review = _decoded(denial_pb2.DenialReview, body, denial_id)
    if review.outcome not in OUTCOMES.value:
        raise UnreadableError("its outcome is not known here")
    return review


def _read_end(body: bytes, denial_id: str) -> SuspensionEnd:
    assessment = _decoded(notice_pb2.FinalAssessment, body, denial_id)
    ended = SUSPENSION_ENDS.value.get(assessment.outcome)
    if ended is None:
        raise UnreadableError("its outcome is not known here")
    return ended


@lru_cache(maxsize=64)
def _bare(origin: str) -> Calendar:
    """Return a calendar that knows weekends only, for years that no calendar reaches."""
    known = calendar_for(origin)
    return Calendar(
        authority=known.authority,
        version="weekends",
        time_zone=known.time_zone,
        first_year=FIRST_YEAR,
        last_year=2200,
        holidays={},
    )
