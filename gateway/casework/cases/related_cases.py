"""Relations between cases: shown on both, and an earlier answer that a case relies on.

A transfer inside the Union of goods to whose export this authority did not object needs no
second look, unless circumstances changed substantially (Art 11(4)): an officer says on record
that they did not, and the conditions of that answer are taken over.
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal
from gateway.casework.cases.cases import open_case
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows
from gateway.casework.records import consultation_rows as rows
from gateway.casework.rules.outcomes import case_rule
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.domain.case import Case, Reliance, ReliedAnswer
from gateway.domain.consultation import ConsultationState
from gateway.domain.denial import FreeText
from gateway.domain.relation import RelationKind
from gateway.domain.rulebook.acts import ReliesOn
from gateway.domain.saying import says
from gateway.errors import InputError, Reason, StateError


async def rely_on_answer(
    office: Office, officer: Officer, case_id: str, reliance: Reliance
) -> Case:
    """Rely on an answer that this authority gave before, on record.

    Raises:
        InputError: The application does not name the case in which it was given.
        NotFoundError: There is no such consultation here.
        StateError: Such a case may rely on none, or the answer was not positive.
    """
    officer.require(Permission.ASSESS)

    def write(conn: Connection) -> None:
        case = open_case(conn, case_id)
        rule = case_rule(office, case).relies_on
        if rule is None or case.application.transaction.activity not in rule.activities:
            raise StateError(
                "a case of this kind or activity relies on no earlier answer",
                remedy="Let the case consult the authority.",
                case_id=case_id,
            )
        row = rows.get(conn, reliance.conversation_id, lock=False)
        answer, conditions = _positive_answer(office, row, rule)
        _check_named(case, row)
        at = office.clock.now()
        journal = Journal(conn, at, officer.name)
        relied = ReliedAnswer(
            procedure=row.consultation.procedure,
            conversation_id=row.id,
            asking=row.consultation.asking,
            case_reference=row.consultation.request.case_reference,
            answer=answer,
            conditions=conditions,
            circumstances=FreeText(language=reliance.language, text=reliance.text),
            by=officer.name,
            at=at,
        )
        case_rows.save(conn, case.relying_on(relied))
        text = says(
            "the answer to {asking} under {article} is relied on: {text}",
            asking=relied.asking,
            article=rule.article,
            text=reliance.text,
        )
        journal.act(Verb.ANSWER_RELIED_ON, case_id, text, row.id)
        journal.act(
            Verb.ANSWER_REUSED, row.id, says("relied on in {case_id}", case_id=case_id), case_id
        )

    await office.db.write(write)
    sight = office.sight_of(officer)
    return await office.db.read(lambda conn: case_rows.shown(conn, sight, case_id))


def _positive_answer(
    office: Office, row: rows.Row, rule: ReliesOn
) -> tuple[str, tuple[FreeText, ...]]:
    """Return our own answer that lets goods go, with its conditions."""
    model = row.consultation
    if row.ours or model.procedure != rule.procedure:
        raise StateError(
            "only an answer that this authority gave under {procedure} is relied on",
            remedy="Ask the authority; the case does so by itself where the law wants it.",
            conversation_id=row.id,
            procedure=rule.procedure,
        )
    procedure = office.law.rule_of(model)
    if model.state is ConsultationState.ANSWERED and model.answer is not None:
        answer, conditions = model.answer.answer, model.answer.conditions
    elif model.state is ConsultationState.SILENT:
        answer, conditions = procedure.silence.means, ()
    else:
        raise StateError(
            "the consultation is {state}; there is no answer in it",
            remedy="Name a consultation that was answered: {listConsultations}.",
            state=model.state,
        )
    known = answer in procedure.answer_codes
    if not known or procedure.option(answer).blocks:
        raise StateError(
            "the answer was {answer}, which lets nothing go",
            remedy="Ask the authority anew; its answer to this case counts.",
            conversation_id=row.id,
            answer=answer,
        )
    return answer, conditions


def check_relied_on(work: Work, case: Case) -> None:
    """Look the answers that a case relies on up again: they carry only as they stand now.

    Raises:
        StateError: OBJECTION_BINDS; one has changed since, or lets nothing go any more.
    """
    for relied in case.relied_on:
        rule, row = (
            case_rule(work.office, case).relies_on,
            rows.find(work.conn, relied.conversation_id),
        )
        try:
            if rule is None or row is None:
                raise StateError(
                    "the consultation is not here any more", remedy="Ask the authority anew."
                )
            now = _positive_answer(work.office, row, rule)
            if now != (relied.answer, relied.conditions):
                raise StateError(
                    "the answer is {now} now, or has other conditions",
                    remedy="Read it with {getConsultation}, and rely on it again or ask.",
                    now=now[0],
                )
        except StateError as exc:
            raise Reason.OBJECTION_BINDS.error(
                "the answer to {authority} that is relied on has changed: {why}",
                remedy="Look at it again, and rely on it anew on record, or refuse.",
                authority=relied.asking,
                why=exc,
            ) from exc


def _check_named(case: Case, row: rows.Row) -> None:
    model = row.consultation
    named = any(
        relation.kind is RelationKind.REUSES_ANSWER
        and (relation.system, relation.reference) == (model.asking, model.request.case_reference)
        for relation in case.application.relations
    )
    if not named:
        raise InputError(
            "relations: the application does not name case {case_reference} of {asking}",
            remedy="Amend it: kind {reuses_answer}, system {asking}.",
            case_reference=model.request.case_reference,
            asking=model.asking,
            reuses_answer=RelationKind.REUSES_ANSWER,
        )
