"""Consultations that an officer opens and ends: nothing but a person's judgement asks for them.

Essential security interests of another State (Article 14(2)), goods stopped at customs
(Article 21(4)): the rulebook says which procedures are such, who may open them, what may be
asked, and whether the request names the consulted authority's own case.
"""

from __future__ import annotations

from gateway.casework.acts.journal import journal_of
from gateway.casework.consultations.effects import end_consultation
from gateway.casework.consultations.incoming_request import check_opener, check_request, check_stop
from gateway.casework.consultations.outgoing_request import ask
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records.consultation_rows import shown
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.domain.consultation import (
    OPEN_STATES,
    Consultation,
    ConsultationRequest,
    EndReason,
)
from gateway.domain.denial import FreeText
from gateway.domain.rulebook import Consults, Procedure
from gateway.domain.saying import says
from gateway.errors import InputError, StateError


async def open_named_consultation(
    office: Office,
    officer: Officer,
    request: ConsultationRequest,
    consulted: str,
    *,
    case_id: str | None = None,
) -> Consultation:
    """Consult an authority that an officer names, with or without a case.

    Args:
        office: This authority.
        officer: Who opens it.
        request: What is asked; ``concerns`` is the consulted authority's own reference.
        consulted: Whom.
        case_id: Our case that it belongs to, if any; it then runs under its rulebook.

    Raises:
        InputError: The procedure is not one that officers open; NOT_AUTHORISED, this
            authority has no role for it; CONTENT_INVALID, the request lacks what the
            rulebook wants; the authority named does not answer for its State.
        NotFoundError: There is no such case.
        LawError: VERSION_UNKNOWN, the rulebook in force is not held here.
    """
    officer.require(Permission.ASSESS)

    def write(work: Work) -> rows.Row:
        at = office.clock.now()
        if case_id is None:
            version = office.law.for_new_cases(at).version
        else:
            version = case_rows.get(work.conn, case_id).rulebook
        rule = office.law.procedure(version, request.procedure)
        _check(office, rule, request, consulted)
        check_stop(rule, request, at)
        row = ask(
            work,
            procedure=rule,
            consulted=consulted,
            request=request,
            rulebook=version,
            case_id=case_id,
            at=at,
        )
        asked = request.asked_for or (rule.title,)
        journal_of(work, officer.name).act(
            Verb.CONSULTATION_OPENED,
            case_id or row.id,
            says("{article}: {asked_for}", article=rule.article, asked_for=asked),
            row.id,
        )
        return row

    row = await office.write(write)
    return shown(office, row)


def _check(office: Office, rule: Procedure, request: ConsultationRequest, consulted: str) -> None:
    if rule.trigger.consults is not Consults.NAMED:
        raise InputError(
            "procedure: {code} is opened by the examination of a case, not by an officer",
            remedy="File the application; the gateway consults whom the rulebook names.",
            code=rule.code,
        )
    directory = office.me.directory()
    check_opener(rule, office.code, directory.member(office.code).roles)
    check_request(rule, request)
    member = directory.member(consulted)
    answers = not member.procedures or rule.code in member.procedures
    answering = {role.value for role in rule.answering}
    if consulted == office.code or not answers or not member.roles & answering:
        raise InputError(
            "consulted: {consulted} does not answer under {code}",
            remedy="Name another member that has one of the roles {answering}; {runDoctor} lists "
            "the members.",
            consulted=consulted,
            code=rule.code,
            answering=sorted(answering),
        )


async def end_named_consultation(
    office: Office, officer: Officer, conversation_id: str, text: FreeText
) -> Consultation:
    """End a consultation that an officer had opened.

    Raises:
        NotFoundError: There is no such consultation here.
        StateError: We are asked in it, it has ended, or the law opened it and not an officer.
    """
    officer.require(Permission.ASSESS)

    def write(work: Work) -> rows.Row:
        row = rows.get(work.conn, conversation_id)
        model = row.consultation
        rule = office.law.rule_of(model)
        if not row.ours or rule.trigger.consults is not Consults.NAMED:
            raise StateError(
                "only a consultation that this authority's officers opened is theirs to end",
                remedy="What a case opened ends with the case, its answer or its period.",
            )
        if row.state not in OPEN_STATES:
            raise StateError(
                "the consultation is {state} already",
                remedy="Open another one: {openConsultation}.",
                state=row.state,
            )
        row = end_consultation(work, row, EndReason.WITHDRAWN, (text,))
        journal_of(work, officer.name).act(
            Verb.CONSULTATION_WITHDRAWN,
            model.case_id or row.id,
            says("{text}", text=text.text),
            row.id,
        )
        return row

    row = await office.write(write)
    return shown(office, row)
