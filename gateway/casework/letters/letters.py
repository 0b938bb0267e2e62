"""Letters as officers see them: both versions of what was corrected, coded words spelt out.

The contents are read from the journal, where they are what was signed; a letter that was
recalled is there without them.
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework.acts.journal import open_tasks
from gateway.casework.law.notice_rules import rule_of
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import consultation_rows
from gateway.casework.records import correspondence_rows as rows
from gateway.casework.records.contents_around import shown_contents
from gateway.casework.records.correspondence import corrections_of
from gateway.casework.records.letter_access import record_openings
from gateway.casework.services import Office, Work, reader_of
from gateway.domain.base import Model
from gateway.domain.consultation import ConsultationAnswer
from gateway.domain.correspondence import (
    CodedAnswer,
    Correction,
    ForwardingReply,
    InformationReply,
    InformationRequest,
    LetterState,
    LetterView,
)
from gateway.domain.lists.filters import EVERY_LETTER, LetterFilter, Within
from gateway.domain.notice import Notice
from gateway.domain.page import FIRST_PAGE, Page, PageRequest, page_of_fixed
from gateway.domain.rulebook.acts import StandardQuestion
from gateway.errors import InputError, LawError
from gateway.evidence.letters import letters_of
from gateway.exchange.journal import (
    JournalRow,
    bodies_at,
    find_any,
    find_row,
    no_such_letter,
    page_of_letters,
    sealed_among,
)
from gateway.exchange.outbox_rows import deliveries
from gateway.views.frame import NounView
from gateway.views.letter_content_view import Spoken
from gateway.views.letter_view import AroundLetter, letter_view
from gateway.wire.content import content_from_bytes, letter_content


async def standard_questions(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[StandardQuestion]:
    """List the standard questions in force with their answers."""
    officer.require(Permission.READ_LETTERS)
    asked = office.law.in_force(office.clock.now()).correspondence.question
    return page_of_fixed(asked, "standard questions", page)


async def get_letter(office: Office, officer: Officer, message_id: str) -> LetterView:
    """Show a letter.

    Raises:
        NotFoundError: There is no such letter here.
    """
    officer.require(Permission.READ_LETTERS)
    view = await office.read(lambda work: show(work, message_id))
    await record_openings(office, officer, [view.conversation_id])
    return view


async def view_of_letter(office: Office, officer: Officer, message_id: str) -> NounView:
    """Return a letter as a person reads it.

    Raises:
        NotFoundError: There is no such letter here.
    """
    letter = await get_letter(office, officer, message_id)
    around, contents = await office.read(
        lambda work: (
            _around(work, officer, letter),
            shown_contents(work.conn, office.code, letter.case_id or "", (letter.conversation_id,)),
        )
    )
    return letter_view(reader_of(office, contents), letter, around)


def _around(work: Work, officer: Officer, letter: LetterView) -> AroundLetter:
    """Put what stands around a letter beside it."""
    held = _held(work.conn, letter.message_id)
    digest = held.digest.hex()
    traces = letters_of(work.conn, (letter.conversation_id,))
    trace = next((each for each in traces if each.letter_digest == digest), None)
    stands = deliveries(work.conn, [letter.message_id]) if letter.ours else {}
    delivered = stands.get(letter.message_id)
    subjects = dict.fromkeys((letter.conversation_id, letter.message_id))
    hidden = work.office.sight_of(officer).hidden_names(work.conn)
    return AroundLetter(
        us=work.code,
        spoken=_spoken(work, letter, held),
        trace=trace,
        delivery=None if delivered is None else delivered.state,
        may_write=officer.may(Permission.ASSESS),
        tasks=tuple(
            (task.id, task.text)
            for each in subjects
            for task in open_tasks(work.conn, subject=each)
            if not task.speaks_of(hidden)
        ),
    )


def _spoken(work: Work, letter: LetterView, held: JournalRow) -> Spoken:
    """Return what puts into words what a letter says: its law, its consultation, its answer."""
    kept = rows.find(work.conn, letter.message_id)
    talk = consultation_rows.find(work.conn, letter.conversation_id, lock=False)
    version = talk.consultation.rulebook if talk is not None else kept.rulebook if kept else ""
    content, answer = letter.content, None
    if isinstance(content, ForwardingReply) and content.accepted:
        bodies = bodies_at(work.conn, held.position)
        answer = content_from_bytes(ConsultationAnswer, bodies[1]) if 1 in bodies else None
    try:
        known = {each.code: each for each in work.law.rulebook(version).procedures}
    except LawError:
        known = {}  # a rulebook that is not here: keys are shown as words
    return Spoken(
        sender=work.code if letter.ours else letter.peer,
        procedures=known,
        rule=None if talk is None else known.get(talk.consultation.procedure),
        notice_rule=rule_of(work.law, content) if isinstance(content, Notice) else None,
        coded=letter.coded,
        answer=answer,
    )


async def list_letters(
    office: Office,
    officer: Officer,
    chosen: LetterFilter = EVERY_LETTER,
    *,
    page: PageRequest = FIRST_PAGE,
) -> Page[LetterView]:
    """List letters, oldest first: of a conversation, of a case, or those that fit all filters.

    Args:
        office: This authority.
        officer: Who reads them.
        chosen: Which of them.
        page: Which part.

    Raises:
        InputError: The cursor is none of this list, or no such days are there.
    """
    days = office.days("at", chosen.at_from, chosen.at_until)
    theirs = office.sight(officer, Permission.READ_LETTERS).subject

    def read(work: Work) -> Page[LetterView]:
        def show(held: JournalRow) -> LetterView | None:
            if not _is_on_list(work.conn, held, beside=among is None):
                return None
            if not _is_chosen(chosen, days, held):
                return None
            view = _view(work, held)
            return view if chosen.is_in(view.state) else None

        among = None
        if chosen.conversation_id is None:
            among = rows.ids(chosen, days, among=theirs if chosen.case_id is None else None)
        of_one = chosen.conversation_id
        return page_of_letters(work.conn, page, show, conversation_id=of_one, among=among)

    views = await office.read(read)
    await record_openings(office, officer, {view.conversation_id for view in views.items})
    return views


def _is_chosen(chosen: LetterFilter, days: Within, held: JournalRow) -> bool:
    """Say whether a letter is asked for, by what the journal knows of it."""
    return (
        chosen.letter_type in {None, held.letter_type}
        and chosen.peer in {None, held.peer}
        and chosen.ours in {None, held.ours}
        and days.has(held.at)
    )


def _is_on_list(conn: Connection, held: JournalRow, *, beside: bool) -> bool:
    """Say whether a letter of the journal is shown: of a conversation all that can be read."""
    if beside:
        return held.letter_type.known
    # Two peers may choose one id; the letter that is meant is the one that is kept.
    kept = rows.find(conn, held.message_id)
    return kept is not None and kept.ours is held.ours and (kept.ours or kept.peer == held.peer)


def show(work: Work, message_id: str) -> LetterView:
    """Return one letter as it is shown.

    Raises:
        NotFoundError: There is no such letter here.
    """
    return _view(work, _held(work.conn, message_id))


def _held(conn: Connection, message_id: str) -> JournalRow:
    kept = rows.find(conn, message_id)
    peer = kept.peer if kept is not None and not kept.ours else None
    # A question and its answer are kept with their consultation, not beside it.
    held = find_any(conn, message_id) if kept is None else find_row(conn, message_id, peer=peer)
    if held is None:
        raise no_such_letter(message_id)
    return held


def _view(work: Work, held: JournalRow) -> LetterView:
    kept = rows.find(work.conn, held.message_id)
    # A copy of what another authority recalled is hidden at once, also while it is on its
    # way and its parts are still held for the delivery.
    hidden = kept is not None and kept.state is LetterState.SEALED
    bodies = {} if hidden else bodies_at(work.conn, held.position)
    content = None
    if 0 in bodies and held.letter_type.known:  # else it was refused, and nobody can read it
        content = letter_content(held.letter_type, bodies[0])
    corrected = None
    if isinstance(content, Correction) and 1 in bodies:
        corrected = _corrected(work.conn, held, content, bodies[1])
    corrections = corrections_of(work.conn, held.conversation_id, held.message_id, ours=held.ours)
    return LetterView.made_from(
        held,
        case_id=None if kept is None else kept.case_id,
        state=LetterState.RECORDED if kept is None else kept.state,
        replies_to=None if kept is None else kept.replies_to,
        sealed=hidden or bool(sealed_among(work.conn, [held.position])),
        content=content,
        corrected=corrected,
        corrected_by=tuple(row.message_id for row in corrections),
        coded=() if kept is None else _coded(work.office, kept),
    )


def _corrected(
    conn: Connection, held: JournalRow, correction: Correction, body: bytes
) -> Model | None:
    of = find_row(conn, correction.message_id, peer=None if held.ours else held.peer)
    if of is None or not of.letter_type.known:
        return None
    try:
        return letter_content(of.letter_type, body)
    except InputError:
        return None  # it cannot be read, as a person was told when it came


def _coded(office: Office, row: rows.LetterRow) -> tuple[CodedAnswer, ...]:
    """Spell out coded questions and answers by the rulebook that the letter names."""
    if not isinstance(row.content, InformationRequest | InformationReply):
        return ()
    try:
        questions = office.law.rulebook(row.rulebook).correspondence.question
    except LawError:
        return ()  # a rulebook that is not here: the keys are shown as they are
    known = {each.code: each for each in questions}
    if isinstance(row.content, InformationRequest):
        keys = [key for key in row.content.questions if key in known]
        return tuple(CodedAnswer(question=key, text=known[key].text) for key in keys)
    return tuple(
        CodedAnswer(
            question=given.question,
            text=known[given.question].text,
            answer=given.answer,
            label=next(
                (a.label for a in known[given.question].answer if a.code == given.answer), ""
            ),
        )
        for given in row.content.answers
        if given.question in known
    )
