"""Letters as officers see them: both versions of what was corrected, coded words spelt out.

The contents are read from the journal, where they are what was signed; a letter that was
recalled is there without them.
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework.office.letter_access import record_openings
from gateway.casework.office.permissions import Officer, Permission
from gateway.casework.office.services import Office
from gateway.casework.records import correspondence_rows as rows
from gateway.casework.records.versions import corrections_of
from gateway.domain.base import Model
from gateway.domain.correspondence import (
    CodedAnswer,
    Correction,
    InformationReply,
    InformationRequest,
    LetterState,
    LetterView,
)
from gateway.domain.page import FIRST_PAGE, Page, PageRequest, page_of_fixed
from gateway.domain.rulebook.acts import StandardQuestion
from gateway.errors import InputError, LawError, NotFoundError
from gateway.exchange.journal import (
    JournalRow,
    bodies_at,
    find_any,
    find_row,
    page_of_letters,
    sealed_among,
)
from gateway.wire.content import letter_content


async def standard_questions(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[StandardQuestion]:
    """Return the standard questions in force, with their answers, in our own words."""
    officer.require(Permission.READ_LETTERS)
    asked = office.law.in_force(office.clock.now()).correspondence.question
    return page_of_fixed(asked, "standard questions", page)


async def get_letter(office: Office, officer: Officer, message_id: str) -> LetterView:
    """Return a letter.

    Raises:
        NotFoundError: There is no such letter here.
    """
    officer.require(Permission.READ_LETTERS)
    view = await office.db.read(lambda conn: show(conn, office, message_id))
    await record_openings(office, officer, [view.conversation_id])
    return view


async def list_letters(
    office: Office,
    officer: Officer,
    *,
    conversation_id: str | None = None,
    case_id: str | None = None,
    wanted: bool = False,
    page: PageRequest = FIRST_PAGE,
) -> Page[LetterView]:
    """Return letters, oldest first.

    Args:
        office: This authority.
        officer: Who reads them.
        conversation_id: Every letter of one conversation, request and answer included.
        case_id: Those of one case beside its consultations' questions and answers.
        wanted: Only those that wait for an answer.
        page: Which part.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    officer.require(Permission.READ_LETTERS)

    def read(conn: Connection) -> Page[LetterView]:
        def show(held: JournalRow) -> LetterView | None:
            if not _is_on_list(conn, held, beside=among is None):
                return None
            view = _view(conn, office, held)
            return None if wanted and view.state is not LetterState.OPEN else view

        among = None
        if conversation_id is None:
            state = LetterState.OPEN if wanted else None
            among = rows.ids(case_id=case_id, state=state)
        return page_of_letters(conn, page, show, conversation_id=conversation_id, among=among)

    views = await office.db.read(read)
    await record_openings(office, officer, {view.conversation_id for view in views.items})
    return views


def _is_on_list(conn: Connection, held: JournalRow, *, beside: bool) -> bool:
    """Say whether a letter of the journal is shown: of a conversation all that can be read."""
    if beside:
        return held.letter_type.known
    # Two peers may choose one id; the letter that is meant is the one that is kept.
    kept = rows.find(conn, held.message_id)
    return kept is not None and kept.ours is held.ours and (kept.ours or kept.peer == held.peer)


def show(conn: Connection, office: Office, message_id: str) -> LetterView:
    """Return one letter as it is shown.

    Raises:
        NotFoundError: There is no such letter here.
    """
    return _view(conn, office, _held(conn, message_id))


def _held(conn: Connection, message_id: str) -> JournalRow:
    kept = rows.find(conn, message_id)
    peer = kept.peer if kept is not None and not kept.ours else None
    # A question and its answer are kept with their consultation, not beside it.
    held = find_any(conn, message_id) if kept is None else find_row(conn, message_id, peer=peer)
    if held is None:
        raise NotFoundError(
            "there is no such letter here",
            remedy="`comity letter list` shows what is here.",
            message_id=message_id,
        )
    return held


def _view(conn: Connection, office: Office, held: JournalRow) -> LetterView:
    kept = rows.find(conn, held.message_id)
    # A copy of what another authority recalled is hidden at once, also while it is on its
    # way and its parts are still held for the delivery.
    hidden = kept is not None and kept.state is LetterState.SEALED
    bodies = {} if hidden else bodies_at(conn, held.position)
    content = None
    if 0 in bodies and held.letter_type.known:  # else it was refused, and nobody can read it
        content = letter_content(held.letter_type, bodies[0])
    corrected = None
    if isinstance(content, Correction) and 1 in bodies:
        corrected = _corrected(conn, held, content, bodies[1])
    corrections = corrections_of(conn, held.conversation_id, held.message_id, ours=held.ours)
    return LetterView(
        message_id=held.message_id,
        conversation_id=held.conversation_id,
        case_id=None if kept is None else kept.case_id,
        ours=held.ours,
        peer=held.peer,
        letter_type=held.letter_type,
        at=held.at,
        state=LetterState.RECORDED if kept is None else kept.state,
        replies_to=None if kept is None else kept.replies_to,
        sealed=hidden or bool(sealed_among(conn, [held.position])),
        content=content,
        corrected=corrected,
        corrected_by=tuple(row.message_id for row in corrections),
        coded=() if kept is None else _coded(office, kept),
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
