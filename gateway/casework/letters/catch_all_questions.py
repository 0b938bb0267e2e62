"""Has anybody informed this firm, or others about this end-user? Asked of whom an officer chooses.

A standard question of a request for information (Article 23(2) and (5)), beside the parties of a
case. Nobody need answer, and nothing follows from silence. An authority that wants to answers by
itself, from its register, those whom its policy names (`openness.toml`); what its register cannot
tell for sure, or holds restricted, stays a question to its officers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from pydantic import Field

from gateway.casework.letters.information_request import (
    ask_beside_case,
    check_received,
    send_reply,
    take_information_request,
)
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows, correspondence_rows, licence_rows
from gateway.casework.records.correspondence import takes
from gateway.casework.services import Office, Work
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Day, Instant, Model, Stated
from gateway.domain.case import Case
from gateway.domain.case.catch_all_letter import InformedState
from gateway.domain.correspondence import (
    InformationReply,
    InformationRequest,
    LetterState,
    StandardAnswer,
)
from gateway.domain.letter import LetterType
from gateway.domain.page import FIRST_PAGE, Page, PageRequest, page_of_fixed
from gateway.domain.rulebook.general import InformedQuestion
from gateway.domain.transaction import Item, Party, Transaction
from gateway.errors import ComityError, InputError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake
from gateway.matching.parties.party import compare_parties
from gateway.matching.transaction import PARTY_LIKELY, PARTY_POSSIBLE
from gateway.register.release_sets import is_of_a_state


class InformedAsked(Model):
    """Of whom it is asked whether somebody was informed, and what they are shown.

    Attributes:
        authorities: Competent authorities of Member States; each has a letter of its own.
        exporter: Whether the exporter is named too; else the end-user alone.
        wanted_by: Day by which an answer is wanted; nothing follows from it.
    """

    authorities: tuple[AuthorityCode, ...] = Field(min_length=1, max_length=40)
    exporter: bool = True
    wanted_by: Day | None = None


class InformedElsewhere(Model):
    """What one authority said, or that it has said nothing.

    Attributes:
        answer: Key of the rulebook's answer; empty: none was given, from which nothing follows.
        label: The same in words.
    """

    authority: str
    message_id: str
    asked: Instant
    wanted_by: Day | None = None
    state: LetterState
    answer: str = ""
    label: str = ""
    text: str = ""
    answered: Instant | None = None


async def ask_elsewhere(
    office: Office, officer: Officer, case_id: str, asked: InformedAsked
) -> Page[InformedElsewhere]:
    """Ask other authorities whether they have informed the exporter or others of the end-user.

    Returns:
        What was asked and answered so far on account of the case.

    Raises:
        NotFoundError: There is no such case.
        InputError: The rulebook of the day does not know the question, nobody is named in the
            case, or one of them is no other Member State's authority; names the field.
        StateError: The day by which a reply is wanted is past.
    """
    officer.require(Permission.ASSESS)

    def write(work: Work) -> Page[InformedElsewhere]:
        case = case_rows.get(work.conn, case_id)
        for number, peer in enumerate(asked.authorities):
            _check_peer(office, peer, f"authorities[{number}]")
            _ask(work, officer, case, peer, asked)
        return _answers(work, case_id, FIRST_PAGE)

    return await office.write(write)


def _ask(
    work: Work,
    officer: Officer,
    case: Case,
    peer: AuthorityCode,
    asked: InformedAsked,
) -> None:
    in_force = work.law.in_force(work.now).version
    request = InformationRequest(
        case_reference=case.case_id,
        questions=(_question(work.office, in_force).code,),
        transaction=_shown(case.application.transaction, exporter=asked.exporter),
        wanted_by=asked.wanted_by,
    )
    ask_beside_case(work, peer, case.case_id, request, actor=officer.name)


def _check_peer(office: Office, peer: AuthorityCode, field: str) -> None:
    members = office.me.directory().members
    if peer == office.code or peer not in members or not is_of_a_state(members[peer]):
        raise InputError(
            "{field}: {peer} is no other Member State's authority in the federation",
            remedy="Name authorities that are ({listRegisters}).",
            field=field,
            peer=peer,
        )


def _question(office: Office, rulebook: str) -> InformedQuestion:
    rule = office.law.rulebook(rulebook).informed
    if rule is None:
        raise InputError(
            "authorities: {rulebook} does not know the question",
            remedy="Ask in words: {requestInformation}.",
            rulebook=rulebook,
        )
    return rule.question


def _shown(transaction: Transaction, *, exporter: bool) -> Transaction:
    """Return what others are shown of a case: the parties, and what the items are."""
    named = transaction.exporter if exporter else Stated[Party]()
    if named.value is None and transaction.end_user.value is None:
        raise InputError(
            "exporter: the case names neither an exporter nor an end-user to ask about",
            remedy="Amend the case when one is known.",
        )
    return Transaction(
        activity=transaction.activity,
        items=tuple(
            Item(description=each.description, classifications=each.classifications)
            for each in transaction.items
        ),
        exporter=named,
        end_user=transaction.end_user,
        destination=transaction.destination,
    )


# --- side by side --------------------------------------------------------------------------


async def informed_elsewhere(
    office: Office, officer: Officer, case_id: str, *, page: PageRequest = FIRST_PAGE
) -> Page[InformedElsewhere]:
    """List whom we asked whether they had informed somebody, and what they said, side by side.

    Raises:
        NotFoundError: There is no such case.
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    officer.require(Permission.READ_LETTERS)

    def read(work: Work) -> Page[InformedElsewhere]:
        case_rows.get(work.conn, case_id, lock=False)
        return _answers(work, case_id, page)

    return await office.read(read)


def _answers(work: Work, case_id: str, page: PageRequest) -> Page[InformedElsewhere]:
    letters = correspondence_rows.listed(work.conn, case_id=case_id)
    replies = {each.replies_to: each for each in letters if not each.ours}
    found = [
        _answer(work.office, row, row.content, replies.get(row.message_id))
        for row in letters
        if row.ours and isinstance(row.content, InformationRequest) and _asks(work.office, row)
    ]
    return page_of_fixed(found, "informed elsewhere", page)


def _asks(office: Office, row: correspondence_rows.LetterRow) -> bool:
    rule = office.law.rulebook(row.rulebook).informed
    content = row.content
    return (
        rule is not None
        and isinstance(content, InformationRequest)
        and content.questions == (rule.question.code,)
    )


def _answer(
    office: Office,
    row: correspondence_rows.LetterRow,
    request: InformationRequest,
    reply: correspondence_rows.LetterRow | None,
) -> InformedElsewhere:
    said = reply.content if reply is not None else None
    given = said if isinstance(said, InformationReply) else InformationReply()
    key = next((each.answer for each in given.answers), "")
    rule = office.law.rulebook(row.rulebook).correspondence
    labels = {
        each.code: each.label
        for question in rule.question
        if question.code in request.questions
        for each in question.answer
    }
    return InformedElsewhere(
        authority=row.peer,
        message_id=row.message_id,
        asked=row.at,
        wanted_by=request.wanted_by,
        state=row.state,
        answer=key,
        label=labels.get(key, ""),
        text=" ".join(each.text for each in given.text),
        answered=None if reply is None else reply.at,
    )


# --- asked of us ---------------------------------------------------------------------------


@takes(LetterType.INFORMATION_REQUEST, check=check_received)
def take_catch_all_question(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Put a request before our officers, or answer it at once where our policy says so."""
    wakes = take_information_request(work, letter)
    row = correspondence_rows.get(work.conn, letter.header.message_id)
    reply = _by_policy(work, row)
    if reply is not None:
        send_reply(work, row, reply, actor="gateway")
    return wakes


def _by_policy(work: Work, row: correspondence_rows.LetterRow) -> InformationReply | None:
    """Return what our register says, or None where that is for our officers to say."""
    request = row.content
    if not isinstance(request, InformationRequest) or request.text or not _asks(work.office, row):
        return None
    try:
        policy = work.office.settings.openness().informed
    except ComityError:  # the file does not hold together: nothing is shown
        return None
    peer = work.me.directory().member(row.peer)
    asked, waits = request.transaction, row.state is LetterState.OPEN
    if asked is None or policy is None or not waits:
        return None
    if not is_of_a_state(peer) or not policy.answers(row.peer):
        return None
    question = _question(work.office, row.rulebook)
    exporter = _found(work, asked.exporter.value, row.at, informed=True)
    end_user = _found(work, asked.end_user.value, row.at, informed=False)
    if exporter is None or end_user is None:
        return None
    key = question.answer_for(exporter=exporter, end_user=end_user)
    return InformationReply(answers=(StandardAnswer(question=question.code, answer=key),))


def _found(work: Work, party: Party | None, at: datetime, *, informed: bool) -> bool | None:
    """Say whether a letter in force is to a party, or about it; None where a person must look.

    Args:
        work: The transaction, with the services of the node.
        party: Who was asked about; None: nobody.
        at: When it was asked.
        informed: Whether those who were informed are looked at; else end-users.
    """
    if party is None:
        return False
    sure, day = False, at.astimezone(work.law.calendar(work.code, at).zone).date()
    for letter in licence_rows.not_past(work.conn, day):
        if letter.state_on(day) is not InformedState.IN_FORCE:
            continue
        score = _likeness(party, (letter.informed,) if informed else letter.end_users)
        if score < PARTY_POSSIBLE:
            continue
        if score < PARTY_LIKELY or case_rows.mark_on(work.conn, letter.case_id) is not None:
            return None
        sure = True
    return sure


def _likeness(party: Party, others: Iterable[Party]) -> float:
    return max((compare_parties(party, each).score for each in others), default=0.0)
