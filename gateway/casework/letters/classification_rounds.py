"""Rounds on a classification: ask several authorities, see their answers, close with an outcome.

What letters do to a round is in `gateway.casework.letters.classification_letters`; what later
cases find of it, in `gateway.casework.cases.precedents`.
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal, next_number
from gateway.casework.letters.classification_letters import reply_to, send_closing, with_answers
from gateway.casework.letters.correction import correct
from gateway.casework.letters.information_request import ask_beside_case, reply_information
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows
from gateway.casework.records import classification_rows as rows
from gateway.casework.records.letter_access import record_openings
from gateway.casework.services import Office, Work, reader_of
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.authority import AuthorityCode
from gateway.domain.consultation.classification import (
    AskedAuthority,
    ClassificationClosing,
    ClassificationOpinion,
    ClassificationOutcome,
    ClassificationQuestion,
    ClassificationRound,
    DifferingOpinion,
    OpinionDraft,
    OutcomeDraft,
    RoundDraft,
    RoundState,
    round_number,
)
from gateway.domain.correspondence import (
    InformationKind,
    InformationReply,
    InformationRequest,
    Supplement,
)
from gateway.domain.denial import FreeText
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.saying import says
from gateway.domain.transaction import Classification, ListSource
from gateway.errors import InputError, StateError
from gateway.views.classification_view import round_view
from gateway.views.frame import NounView

_UNDETERMINED = "und"  # BCP 47: nobody has said in which language a description is
_NO_ANSWER_NEEDED = FreeText(language="en", text="The round is closed; no answer is needed.")


async def ask_round(office: Office, officer: Officer, draft: RoundDraft) -> ClassificationRound:
    """Ask several authorities which control code an item has; no legal deadline runs.

    Args:
        office: This authority.
        officer: Who asks.
        draft: The item, whom he asks, by when answers are wanted.

    Raises:
        InputError: An authority is no member, is this one, or is named twice.
        NotFoundError: There is no such case, or it is not for this account.
        StateError: The day by which answers are wanted is past.
    """
    officer.require(Permission.ASSESS)
    _check_authorities(office, draft.authorities)

    def write(work: Work) -> ClassificationRound:
        if draft.case_id is not None:
            _check_case(work, officer, draft.case_id)
        at, year = office.clock.now(), office.today.year
        number = round_number(office.code, year, next_number(work.conn, f"classification/{year}"))
        request = InformationRequest(
            kind=InformationKind.CLASSIFICATION,
            # A person reads the words.
            text=draft.text or (FreeText(language=_UNDETERMINED, text=draft.item.description),),
            wanted_by=draft.wanted_by,
            round=ClassificationQuestion(number=number, item=draft.item),
        )
        asked = tuple(
            _ask(work, officer, peer, draft.case_id, request) for peer in draft.authorities
        )
        opened = ClassificationRound.made_from(
            draft, number=number, ours=True, state=RoundState.OPEN, opened=at, asked=asked
        )
        rows.add(work.conn, opened)
        Journal(work.conn, at, officer.name).act(
            Verb.CLASSIFICATION_ASKED,
            draft.case_id or number,
            says("{number} of {authorities}", number=number, authorities=draft.authorities),
            number,
        )
        return opened

    return await office.write(write)


def _check_authorities(office: Office, authorities: tuple[AuthorityCode, ...]) -> None:
    members = office.me.directory().members
    for place, code in enumerate(authorities):
        field = f"authorities[{place}]"
        if code == office.code:
            raise InputError("{field}: an authority does not ask itself", field=field)
        if code not in members:
            raise InputError(
                "{field}: {code} is no member of this federation",
                remedy="Give some of: {members}.",
                field=field,
                code=code,
                members=sorted(set(members) - {office.code}),
            )
        if code in authorities[:place]:
            raise InputError("{field}: {code} is named twice", field=field, code=code)


def _check_case(work: Work, officer: Officer, case_id: str) -> None:
    if not work.office.sight(officer, Permission.ASSESS).sees(work.conn, case_id):
        raise case_rows.no_such_case(case_id)
    case_rows.get(work.conn, case_id, lock=False)


def _ask(
    work: Work,
    officer: Officer,
    peer: AuthorityCode,
    case_id: str | None,
    request: InformationRequest,
) -> AskedAuthority:
    row = ask_beside_case(work, peer, case_id, request, actor=officer.name)
    return AskedAuthority(
        authority=peer, conversation_id=row.conversation_id, message_id=row.message_id
    )


# --- what is read ---------------------------------------------------------------------------


async def get_round(office: Office, officer: Officer, number: str) -> ClassificationRound:
    """Show a round with the answers as they stand.

    Raises:
        NotFoundError: There is none of that number, or it is not for this account.
    """
    officer.require(Permission.READ_LETTERS)
    held = await office.read(lambda work: with_answers(work.conn, _seen(work, officer, number)))
    await record_openings(office, officer, [each.conversation_id for each in held.asked])
    return held


async def view_of_round(office: Office, officer: Officer, number: str) -> NounView:
    """Return a round in words.

    Raises:
        NotFoundError: There is none of that number, or it is not for this account.
    """
    held = await get_round(office, officer, number)
    return round_view(reader_of(office), held, may_write=officer.may(Permission.ASSESS))


async def list_rounds(
    office: Office,
    officer: Officer,
    *,
    ours: bool | None = None,
    state: RoundState | None = None,
    page: PageRequest = FIRST_PAGE,
) -> Page[ClassificationRound]:
    """List rounds on a classification, newest first: of ours, and those in which others ask.

    Args:
        office: This authority.
        officer: Who reads them.
        ours: Only of ours, or only those in which others ask; both if absent.
        state: Only in this state.
        page: Which part.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    theirs = office.sight(officer, Permission.READ_LETTERS).case

    def read(conn: Connection) -> Page[ClassificationRound]:
        found = rows.listed(conn, page, ours=ours, state=state, among=theirs)
        return found.of(lambda each: with_answers(conn, each))

    found = await office.db.read(read)
    opened = {each.conversation_id for held in found.items for each in held.asked}
    await record_openings(office, officer, opened)
    return found


def _seen(work: Work, officer: Officer, number: str) -> ClassificationRound:
    held, sight = rows.find(work.conn, number), work.office.sight(officer, Permission.READ_LETTERS)
    if held is None or not sight.sees(work.conn, held.case_id):
        raise rows.no_such_round(number)
    return held


# --- the answer -----------------------------------------------------------------------------


async def answer_round(
    office: Office, officer: Officer, number: str, draft: OpinionDraft
) -> ClassificationRound:
    """Answer in another authority's round; a second answer amends the first, and both stay.

    Raises:
        NotFoundError: There is none of that number.
        StateError: We ask in it, or it is closed and we had not answered.
        InputError: CODE_UNKNOWN; or an amended answer differs in nothing.
    """
    officer.require(Permission.ANSWER)
    held = await office.read(lambda work: _seen(work, officer, number))
    if held.ours:
        raise StateError(
            "we ask in this round; the others answer",
            remedy="Close it with {closeClassification}.",
            number=number,
        )
    _check_code(office, draft.code)
    asked = held.asked[0]
    reply = _reply(draft)
    earlier = await office.db.read(lambda conn: reply_to(conn, asked))
    if earlier is None:
        await reply_information(office, officer, asked.message_id, reply)
    else:
        corrected = reply.model_dump(mode="json")
        await correct(office, officer, earlier.message_id, corrected, draft.reason)
    return await get_round(office, officer, number)


def _reply(draft: OpinionDraft) -> InformationReply:
    opinion = None
    if draft.confidence is not None:
        opinion = ClassificationOpinion(confidence=draft.confidence, precedents=draft.precedents)
    return InformationReply(
        codes=() if draft.code is None else (draft.code,),
        not_listed=draft.not_listed,
        text=draft.reason,
        opinion=opinion,
    )


def _check_code(office: Office, code: str | None) -> None:
    if code is not None:
        named = Classification(source=ListSource.ANNEX_I, code=code)
        try:
            office.law.check_code(named, on=office.today, field="")
        except InputError as exc:
            raise InputError(
                "code: {why}", reason=exc.reason, remedy=exc.remedy, why=exc.metadata["why"]
            ) from exc


# --- the closing ----------------------------------------------------------------------------


async def close_round(
    office: Office, officer: Officer, number: str, draft: OutcomeDraft
) -> ClassificationRound:
    """Close a round of ours with an outcome, which is told to those who answered.

    Who agreed is what the answers say now. A round that is closed takes another outcome, which
    is told again; who has not answered is told, once, that no answer is needed.

    Raises:
        NotFoundError: There is none of that number, or it is not for this account.
        StateError: Another authority asks in it; it closes it.
        InputError: CODE_UNKNOWN.
    """
    officer.require(Permission.ASSESS)
    _check_code(office, draft.code)

    def write(work: Work) -> ClassificationRound:
        held = with_answers(work.conn, _seen(work, officer, number))
        if not held.ours:
            raise StateError(
                "{asker} asks in this round, and closes it",
                remedy="Answer with {answerClassification}.",
                asker=held.asker,
                number=number,
            )
        outcome = _outcome(office, held, draft)
        for each in held.asked:
            if not each.recalled:
                _tell(work, officer, held, each, outcome)
        at = office.clock.now()
        journal = Journal(work.conn, at, officer.name)
        closed = held.closed_with(outcome, at)
        rows.save(work.conn, closed)
        subject = held.case_id or number
        journal.close_tasks(TaskKind.CLASSIFICATION_CLOSE, subject, key=number)
        journal.act(
            Verb.CLASSIFICATION_CLOSED,
            subject,
            says("{number}: {code}", number=number, code=draft.code)
            if draft.code
            else says("{number}: on no list", number=number),
            number,
        )
        return closed

    return await office.write(write)


def _outcome(
    office: Office, held: ClassificationRound, draft: OutcomeDraft
) -> ClassificationOutcome:
    said = [(each.authority, each.answer) for each in held.asked if each.answer is not None]
    found = [(code, answer) for code, answer in said if answer.has_opinion]
    return ClassificationOutcome(
        code=draft.code,
        list_version=office.law.lists().version_in_force(office.today),
        reason=draft.reason,
        closed_on=office.today,
        agreed=tuple(code for code, answer in found if answer.agrees(draft.code)),
        differed=tuple(
            DifferingOpinion(authority=code, codes=answer.codes)
            for code, answer in found
            if not answer.agrees(draft.code)
        ),
    )


def _tell(
    work: Work,
    officer: Officer,
    held: ClassificationRound,
    asked: AskedAuthority,
    outcome: ClassificationOutcome,
) -> None:
    """Tell an authority of the closing: what came of it where it had answered."""
    answered = asked.answer is not None
    if not answered and held.state is RoundState.CLOSED:
        return
    told = Supplement(
        text=outcome.reason if answered else (_NO_ANSWER_NEEDED,),
        closing=ClassificationClosing(number=held.number, outcome=outcome if answered else None),
    )
    send_closing(work, asked, told, actor=officer.name)
