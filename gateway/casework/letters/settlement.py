"""One State, two answers: its coordinator settles which is the State's.

The law consults the Member State (Articles 14(1), 16(5)); where two of its authorities
contradict each other the asking authority's case is blocked until the authority that the
directory names as that State's coordinator has given the one answer (docs/domain.md 12).
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.casework.acts.journal import journal_of
from gateway.casework.consultations.effects import end_consultation, end_others
from gateway.casework.consultations.reconsultation import note_owed
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records.correspondence import Draft, LetterRoute, keep_letter, send, takes
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.authority import member_state
from gateway.domain.case import ENDED_STATES
from gateway.domain.consultation import (
    OPEN_STATES,
    ConsultationAnswer,
    EndReason,
)
from gateway.domain.correspondence import Settlement
from gateway.domain.letter import LetterHeader, LetterType
from gateway.domain.rulebook import Procedure, Requirement
from gateway.domain.saying import says
from gateway.errors import InputError, Reason, StateError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake, poke_case
from gateway.wire.content import content_from_bytes


async def settle(office: Office, officer: Officer, asking: str, settlement: Settlement) -> str:
    """Send the State's one answer to the authority that asked; return the letter's id.

    Raises:
        PermissionRefusedError: NOT_AUTHORISED; the directory does not name this authority as its
            State's coordinator.
        InputError: The procedure has no such answer, or it is incomplete.
    """
    officer.require(Permission.ANSWER)
    directory = office.me.directory()
    if not directory.member(office.code).coordinates:
        raise Reason.NOT_AUTHORISED.error(
            "{authority} does not coordinate the authorities of its State",
            remedy="The directory names the coordinator; ask it to settle.",
            authority=office.code,
        )
    rulebook = office.law.in_force(office.clock.now())
    _check(rulebook.procedure(settlement.procedure), settlement)

    def write(work: Work) -> str:
        office.me.directory().member(asking)
        draft = Draft(content=settlement)
        place = LetterRoute(asking, rulebook=rulebook.version)
        letter = send(work, place, draft, actor=officer.name)
        return letter.message_id

    return await office.write(write)


def _check(rule: Procedure, settlement: Settlement) -> None:
    option = rule.option(settlement.answer)
    if rule.by_denial or not option.settles:
        raise InputError(
            "answer: {label} is not one that a coordinator can settle on under {code}",
            remedy="Give an answer that ends the consultation.",
            label=repr(option.label),
            code=rule.code,
        )
    if Requirement.CONDITIONS in option.requires and not settlement.conditions:
        raise InputError("conditions: {label} needs them", label=repr(option.label))


@takes(LetterType.SETTLEMENT)
def take_settlement(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Take the State's one answer; what does not fit has no effect and is a person's task."""
    keep_letter(work.conn, letter)
    content = content_from_bytes(Settlement, letter.bodies[0])
    sender = letter.header.sender
    found = [rows.find(work.conn, conversation) for conversation in content.conversations]
    held = [row for row in found if row is not None and row.ours]
    try:
        _check_fits(work, sender, content, held)
    except (InputError, StateError) as exc:
        known = next((row.consultation.case_id for row in held if row.consultation.case_id), None)
        subject = known or letter.header.conversation_id
        text = says(
            "{sender} settles answers of its State, without effect: {exc}", sender=sender, exc=exc
        )
        journal_of(work).open_task(TaskKind.SETTLEMENT_UNUSABLE, subject, text)
        return ()
    return _settle(work, letter.header, content, held)


def _check_fits(work: Work, sender: str, content: Settlement, held: list[rows.Row]) -> None:
    """Check that the sender may settle, and that it settles one question of one case."""
    if not work.me.directory().member(sender).coordinates:
        raise StateError(
            "the directory does not name {sender} as a coordinator",
            remedy="Have the operators name the State's coordinator in the directory.",
            sender=sender,
        )
    cases = {row.consultation.case_id for row in held}
    states = {member_state(row.peer) for row in held}
    procedures = {row.consultation.procedure for row in held}
    if len(held) != len(set(content.conversations)) or states != {member_state(sender)}:
        raise StateError(
            "it names consultations that are not ones of that State",
            remedy="Name consultations that authorities of this State answered.",
        )
    if len(cases) != 1 or procedures != {content.procedure}:
        raise StateError(
            "it names consultations of more than one question",
            remedy="Settle each question by itself.",
        )
    model = held[0].consultation
    _check(work.law.rule_of(model), content)
    if model.case_id is not None and case_rows.get(work.conn, model.case_id).state in ENDED_STATES:
        raise StateError(
            "the case has been decided",
            remedy="Nothing is left to settle; {getCase} says what was decided.",
        )


def _settle(
    work: Work,
    header: LetterHeader,
    content: Settlement,
    held: list[rows.Row],
) -> Sequence[Wake]:
    sender, conversation = header.sender, header.conversation_id
    answer = ConsultationAnswer(
        answer=content.answer,
        conditions=content.conditions,
        explanation=content.text,
        given_by=sender,
    )
    for row in held:
        if row.state in OPEN_STATES:
            row = end_consultation(work, row, EndReason.SETTLED, content.text)  # noqa: PLW2901
        settled = row.consultation.settled(answer, by=sender, given_in=conversation)
        rows.save(work.conn, row.holding(settled))
    model = held[0].consultation
    rule = work.law.rule_of(model)
    option = rule.option(content.answer)
    journal_of(work, sender).act(
        Verb.ANSWERS_SETTLED,
        model.case_id or held[0].id,
        says("{sender} settles for its State: {label}", sender=sender, label=option.label),
        held[0].id,
    )
    if option.ends_others:
        end_others(work, held[0], f"{sender}: {option.label}")
    note_owed(work, model.case_id)
    if model.case_id is None:
        return ()
    case_rows.let_proposal_fall(work.conn, model.case_id)
    return (poke_case(model.case_id),)
