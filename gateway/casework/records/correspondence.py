"""Letters beside a question and its answer: each is kept, shown, and told to a person.

What is common to all of them: one is sent in the transaction of its cause and kept beside
its conversation; one that came is kept, becomes an act of the case, and a task. What it says now
is its newest correction that has an effect, or what was signed. A supplement that supplies what an
answer asked for says so on both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal, journal_of
from gateway.casework.law.law import Law
from gateway.casework.records import consultation_rows
from gateway.casework.records import correspondence_rows as rows
from gateway.casework.services import Work
from gateway.domain.acts import TaskKind, Verb, received_verb, sent_verb
from gateway.domain.base import Model
from gateway.domain.consultation import OPEN_STATES, Information
from gateway.domain.correspondence import Correction, LetterState, Recall, Supplement
from gateway.domain.letter import LetterHeader, LetterType, PartKind
from gateway.domain.letter_types import letter_type_of
from gateway.domain.rulebook import Rulebook
from gateway.domain.saying import Saying, says
from gateway.errors import InputError, NotFoundError, StateError
from gateway.exchange.conversations import find_conversation
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake
from gateway.exchange.journal import JournalRow, bodies_at, find_row
from gateway.exchange.outbox import PartDraft, queue_letter
from gateway.wire.content import content_to_bytes, letter_content

Take = Callable[[Work, ReceivedLetter], Sequence[Wake]]
"""What a letter does here, in the transaction of its effect."""

TAKEN: dict[LetterType, Take] = {}
"""The effect of each type whose module was imported; `letter_handlers` has all."""


class CheckedBy(NamedTuple):
    """By what the content of a letter that comes is checked, before it is taken.

    Attributes:
        rulebook: That the letter names.
        roles: Of its sender.
    """

    header: LetterHeader
    law: Law
    rulebook: Rulebook
    roles: frozenset[str]


CHECKED: dict[LetterType, Callable[[CheckedBy, Any], object]] = {}
"""What a content must keep to beside its model, by type; raises where it does not."""


def takes(
    kind: LetterType, *, check: Callable[[CheckedBy, Any], object] | None = None
) -> Callable[[Take], Take]:
    """Declare the decorated function as the effect of a type of letter.

    Args:
        kind: The type.
        check: What its content must keep to, beside its model and the rules of all contents.
    """

    def declared(take: Take) -> Take:
        TAKEN[kind] = take
        if check is not None:
            CHECKED[kind] = check
        return take

    return declared


@dataclass(frozen=True, slots=True)
class LetterRoute:
    """Where a letter is to be written: to whom, in which conversation, under which law.

    Attributes:
        conversation_id: None: a conversation of its own.
        case_id: Our case, where the conversation belongs to one.
    """

    peer: str
    conversation_id: str | None = None
    case_id: str | None = None
    rulebook: str = ""

    @property
    def subject(self) -> str:
        """What its tasks and acts are about, where there is a conversation."""
        return self.case_id or self.conversation_id or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter that is about to be written.

    Attributes:
        content: Part 0; the type of the letter follows from it.
        beside: Further parts, from part 1 on.
        documents: Bodies of parts after those, as they are.
        state: What is wanted of the other side.
    """

    content: Model
    beside: Sequence[Model] = ()
    documents: Sequence[bytes] = ()
    state: LetterState = LetterState.RECORDED


def place_of(work: Work, *, conversation_id: str | None, peer: str | None = None) -> LetterRoute:
    """Find where to write: in a conversation that exists, or in one of its own with a peer.

    Raises:
        InputError: Neither or both are named, or the peer is this authority itself.
        NotFoundError: There is no such conversation here.
    """
    if (conversation_id is None) == (peer is None):
        raise InputError(
            "conversation_id: name a conversation, or the authority of a new one",
            remedy="Give one of conversation_id and peer.",
        )
    if conversation_id is None:
        if peer is None or peer == work.code:
            raise InputError("peer: an authority does not write to itself")
        work.me.directory().member(peer)
        version = work.law.in_force(work.now).version
        return LetterRoute(peer, rulebook=version)
    found = consultation_rows.find(work.conn, conversation_id, lock=False)
    if found is not None:
        model = found.consultation
        case_id = model.case_id if found.ours else None
        return LetterRoute(found.peer, conversation_id, case_id, model.rulebook)
    earlier = rows.listed(work.conn, conversation_id=conversation_id)
    held = find_conversation(work.conn, conversation_id)
    if held is None or not earlier:
        raise NotFoundError(
            "there is no such conversation here",
            remedy="{listConsultations} and {listLetters} show them.",
            conversation_id=conversation_id,
        )
    return LetterRoute(held.peer, conversation_id, earlier[0].case_id, earlier[0].rulebook)


def send(
    work: Work,
    place: LetterRoute,
    draft: Draft,
    *,
    actor: str,
    answers: rows.LetterRow | bytes | None = None,
) -> rows.LetterRow:
    """Write a letter into the outbox and beside its conversation, inside the transaction.

    Args:
        work: The transaction, with the services of the node.
        place: Where it is written.
        draft: What is written.
        actor: The officer, or ``gateway`` for what it does by itself.
        answers: The letter that it answers, or that letter's digest.
    """
    answered = answers if isinstance(answers, rows.LetterRow) else None
    letter_type = letter_type_of(draft.content)
    at = work.now
    letter = queue_letter(
        work.conn,
        work.me,
        recipient=place.peer,
        letter_type=letter_type,
        parts=_parts(place, draft),
        conversation_id=place.conversation_id,
        rulebook=place.rulebook,
        in_reply_to=answers.digest if isinstance(answers, rows.LetterRow) else answers,
    )
    row = rows.add(
        work.conn,
        rows.LetterRow(
            message_id=letter.message_id,
            conversation_id=letter.conversation_id,
            case_id=place.case_id,
            ours=True,
            peer=place.peer,
            letter_type=letter_type,
            digest=letter.digest,
            at=at,
            state=draft.state,
            replies_to=None if answered is None else answered.message_id,
            rulebook=place.rulebook,
            content=draft.content,
        ),
    )
    Journal(work.conn, at, actor).act(
        sent_verb(letter_type),
        subject_of(row),
        says("to {peer}", peer=place.peer),
        row.message_id,
    )
    return row


def _parts(place: LetterRoute, draft: Draft) -> list[PartDraft]:
    release = (place.peer,)
    return [
        *(
            PartDraft(kind=_kind(each), body=content_to_bytes(each), release=release)
            for each in (draft.content, *draft.beside)
        ),
        *(
            PartDraft(kind=PartKind.DOCUMENT, body=each, release=release)
            for each in draft.documents
        ),
    ]


def _kind(content: Model) -> PartKind:
    # What is compared with other transactions, and what is only read, are kept apart.
    return PartKind.MATCHING if hasattr(content, "transaction") else PartKind.TEXT


def subject_of(row: rows.LetterRow) -> str:
    """Return what tasks and acts of a letter are about: our case, or its conversation."""
    return row.case_id or row.conversation_id


def place_beside(row: rows.LetterRow) -> LetterRoute:
    """Return where a further letter of the same conversation is written."""
    return LetterRoute(row.peer, row.conversation_id, row.case_id, row.rulebook)


def raise_task(
    work: Work,
    row: rows.LetterRow,
    saying: Saying,
    *,
    kind: TaskKind = TaskKind.LETTER_READ,
) -> None:
    """Make a letter that came a person's task and an act of its case."""
    at = work.now
    Journal(work.conn, at).open_task(kind, subject_of(row), saying)
    note_received(work.conn, row, at=at, saying=saying)


def note_received(conn: Connection, row: rows.LetterRow, *, at: datetime, saying: Saying) -> None:
    """Record that a letter came, as an act of its case."""
    Journal(conn, at, row.peer).act(
        received_verb(row.letter_type), subject_of(row), saying, row.message_id
    )


def keep_letter(
    conn: Connection,
    letter: ReceivedLetter,
    *,
    state: LetterState = LetterState.RECORDED,
    case_id: str | None = None,
) -> rows.LetterRow:
    """Write a letter that came beside the case that its conversation belongs to.

    Args:
        conn: The transaction of its effect.
        letter: The letter.
        state: What is wanted of us.
        case_id: Our case that it is about, where its conversation belongs to none.
    """
    header = letter.header
    return rows.add(
        conn,
        rows.LetterRow(
            message_id=header.message_id,
            conversation_id=header.conversation_id,
            case_id=_our_case(conn, header.conversation_id) or case_id,
            ours=False,
            peer=header.sender,
            letter_type=header.letter_type,
            digest=letter.digest,
            at=letter.received,
            state=state,
            replies_to=answered_by(conn, letter),
            rulebook=header.rulebook,
            content=letter_content(header.letter_type, letter.bodies[0]),
        ),
    )


def _our_case(conn: Connection, conversation_id: str) -> str | None:
    found = consultation_rows.find(conn, conversation_id, lock=False)
    if found is not None and found.ours:
        return found.consultation.case_id
    earlier = rows.listed(conn, conversation_id=conversation_id)
    return earlier[0].case_id if earlier else None


def answered_by(conn: Connection, letter: ReceivedLetter) -> str | None:
    """Return the id of our letter that one that came answers, or None."""
    named = letter.header.in_reply_to
    if named is None:
        return None
    found = rows.by_digest(conn, letter.header.conversation_id, bytes.fromhex(named))
    return None if found is None else found.message_id


def check_held(conn: Connection, *, peer: str, message_id: str, digest: str) -> str | None:
    """Say why a letter that a peer names is none that it sent to us; None where it is one."""
    held = find_row(conn, message_id, peer=peer)
    if held is None:
        return f"{peer} sent no such letter to us"
    if held.digest.hex() != digest:
        return "the letter of that id is another one"
    return None


# --- what a letter says now ------------------------------------------------------------------


def corrections_of(
    conn: Connection, conversation_id: str, message_id: str, *, ours: bool
) -> tuple[rows.LetterRow, ...]:
    """Return the letters by which a letter's own sender corrected it, oldest first.

    One that cannot be used is none of them.
    """
    found = rows.listed(conn, conversation_id=conversation_id, letter_type=LetterType.CORRECTION)
    return tuple(
        row
        for row in found
        if row.ours is ours
        and row.state is not LetterState.UNUSABLE
        and isinstance(row.content, Correction)
        and row.content.message_id == message_id
    )


def sent_row(conn: Connection, message_id: str) -> JournalRow:
    """Return a letter of ours.

    Raises:
        NotFoundError: We sent no such letter.
    """
    held = find_row(conn, message_id)
    if held is None:
        raise NotFoundError(
            "we sent no such letter",
            remedy="{listLetters} shows what we sent.",
            message_id=message_id,
        )
    return held


def recall_of(conn: Connection, held: JournalRow) -> rows.LetterRow | None:
    """Return the letter by which its own sender recalled a letter, or None."""
    listed = rows.listed(conn, conversation_id=held.conversation_id, letter_type=LetterType.RECALL)
    for row in listed:
        named = isinstance(row.content, Recall) and row.content.message_id == held.message_id
        if named and row.ours is held.ours:
            return row
    return None


def stands_now(conn: Connection, held: JournalRow) -> Model:
    """Return what a letter says now; a correction that was recalled says nothing.

    Raises:
        StateError: Its contents are sealed or erased.
    """
    for each in reversed(
        corrections_of(conn, held.conversation_id, held.message_id, ours=held.ours)
    ):
        if each.state is not LetterState.RECORDED:
            continue
        of = find_row(conn, each.message_id, peer=None if held.ours else held.peer)
        bodies = {} if of is None or recall_of(conn, of) else bodies_at(conn, of.position)
        if 1 in bodies:
            return letter_content(held.letter_type, bodies[1])
    bodies = bodies_at(conn, held.position)
    if 0 not in bodies:
        raise StateError(
            "the contents of the letter are sealed or erased",
            remedy="Ask its sender; it holds what it sent.",
        )
    return letter_content(held.letter_type, bodies[0])


# --- information that an answer asked for ----------------------------------------------------
#
# The period is not stopped by it: the law knows more time, and no stopped clock.


def note_supplied(work: Work, row: consultation_rows.Row) -> consultation_rows.Row:
    """Show on either side that a supplement supplied it; the answer is due, the clock ran on."""
    if row.consultation.information is not Information.WANTED or row.state not in OPEN_STATES:
        return row

    row = consultation_rows.save(
        work.conn, row.holding(row.consultation.with_information(Information.SUPPLIED))
    )
    journal_of(work).close_tasks(TaskKind.INFORMATION_WANTED, row.id)
    journal_of(work, row.consultation.asking).act(
        Verb.INFORMATION_SUPPLIED,
        row.consultation.case_id or row.id,
        says("information supplied; the answer is due, the period runs on"),
        row.id,
    )
    return row


def send_supplement(
    work: Work, place: LetterRoute, content: Supplement, *, actor: str
) -> rows.LetterRow:
    """Write a supplement inside the caller's transaction."""
    draft = Draft(content=content)
    row = send(work, place, draft, actor=actor)
    note_supply(work, row)
    return row


def note_supply(work: Work, row: rows.LetterRow) -> bool:
    """Note on both sides that the asking authority supplied what the consulted one wants."""
    found = consultation_rows.find(work.conn, row.conversation_id)
    if found is None or found.ours is not row.ours:
        return False
    wanted = found.consultation.information
    return note_supplied(work, found).consultation.information is not wanted
