"""Consulting by hand on record: what was asked, received and answered outside the gateway.

For an authority that is not in the federation, or whose gateway is away for good. The task
`consult.by_hand` is where it begins. One officer records, a second one confirms, and what is
confirmed has the effect of a letter (`offline_effects`): the same states, clocks and rules.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from gateway.casework.acts.journal import (
    Journal,
    journal_of,
    open_tasks,
)
from gateway.casework.consultations.effects import back_to_consulting
from gateway.casework.consultations.offline_effects import give_effect
from gateway.casework.consultations.offline_rules import check_recording
from gateway.casework.consultations.required_consultations import asked_as, request_about
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records.consultation_rows import shown
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model
from gateway.domain.case import ENDED_STATES, Case
from gateway.domain.consultation import (
    ByHand,
    Channel,
    Consultation,
    ConsultationState,
    EndReason,
    HandKind,
    HandRecord,
    ProcedureCode,
    Recording,
    digest_of_request,
)
from gateway.domain.denial import FreeText
from gateway.domain.saying import says
from gateway.errors import InputError, NotFoundError, StateError
from gateway.exchange.engine_calls import (
    add_wakes,
    poke_case,
    poke_consultation,
)
from gateway.exchange.identity import new_id

_State = ConsultationState


class QuestionByHand(Model):
    """That an authority was asked by hand, on behalf of a case."""

    case_id: str
    procedure: ProcedureCode
    authority: AuthorityCode
    recording: Recording


async def record_asked(office: Office, officer: Officer, asked: QuestionByHand) -> Consultation:
    """Record that an authority that no gateway reaches was asked; a second officer confirms.

    Raises:
        NotFoundError: There is no such case.
        InputError: That authority is not to be asked by hand there, or a field is wrong.
        StateError: The case has ended.
    """
    officer.require(Permission.ASSESS)

    def write(work: Work) -> rows.Row:
        case = case_rows.get(work.conn, asked.case_id)
        if case.state in ENDED_STATES or case.withdrawal is not None:
            raise StateError(
                "the case has ended, or its application was withdrawn",
                remedy="{getCase} says how it stands.",
            )
        if asked.recording.kind is not HandKind.ASKED:
            raise InputError(
                "recording.kind: a consultation begins with what was asked",
                remedy="Give {asked}; record the rest in the consultation.",
                asked=HandKind.ASKED,
            )
        at = office.clock.now()
        row = _begin(work, case, asked, at)
        check_recording(office, row, asked.recording, before="recording.")
        rows.add(work.conn, row)
        _note_asked_again(work.conn, row)
        back_to_consulting(work.conn, case.case_id)
        journal_of(work, officer.name).act(
            Verb.CONSULTATION_REQUESTED,
            case.case_id,
            says(
                "{consulted} is consulted by hand under {procedure}",
                consulted=row.peer,
                procedure=asked.procedure,
            ),
            row.id,
        )
        row = _record(work.conn, row, asked.recording, officer, at=at)
        add_wakes(work.conn, [poke_case(case.case_id)])
        return row

    return shown(office, await office.write(write))


def _begin(work: Work, case: Case, asked: QuestionByHand, at: datetime) -> rows.Row:
    """Make the consultation that a task asks for, about the denials that the task names."""
    procedure = work.law.procedure(case.rulebook, asked.procedure)
    waits = [
        ByHand.of(task.data)
        for task in open_tasks(work.conn, subject=case.case_id, kind=TaskKind.CONSULT_BY_HAND)
    ]
    wanted = (asked.procedure, asked.authority)
    found = [each for each in waits if (each.procedure, each.authority) == wanted]
    if not found:
        known = ", ".join(f"{each.authority} under {each.procedure}" for each in waits)
        raise InputError(
            "authority: {authority} is not to be asked by hand under {procedure}",
            remedy="To be asked by hand: {known}." if known else "{listTasks} shows whom.",
            authority=asked.authority,
            procedure=asked.procedure,
            known=known,
        )
    named = {denial for each in found for denial in each.named}
    hits = case.examination.hits if case.examination is not None else ()
    about = [hit for hit in hits if hit.denial_id in named]
    model = Consultation(
        conversation_id=new_id(at),
        case_id=case.case_id,
        procedure=procedure.code,
        asking=work.code,
        consulted=asked.authority,
        state=_State.REQUESTED,
        request=request_about(case, procedure, about),
        rulebook=case.rulebook,
        channel=Channel.HAND,
        asked_as=asked_as(about),
    )
    return rows.Row(consultation=model, ours=True, peer=asked.authority, request_message="")


def _note_asked_again(conn: Connection, row: rows.Row) -> None:
    """Note of earlier consultations that ended without an answer that this one asks again."""
    model = row.consultation
    for earlier in rows.of_case(conn, model.case_id or ""):
        other = earlier.consultation
        same = (other.procedure, other.consulted) == (model.procedure, model.consulted)
        if same and earlier.id != row.id and earlier.state is _State.SUPERSEDED:
            rows.save(conn, earlier.holding(other.asked_again()))


async def record(
    office: Office, officer: Officer, conversation_id: str, recording: Recording
) -> Consultation:
    """Record what passed by hand: received, answered, more time, no answer, corrected, recalled.

    That a consultation by letters was asked by hand turns it into one by hand: its gateway is
    away for good.

    Raises:
        NotFoundError: There is no such consultation here.
        InputError: A field is missing, does not belong to the kind, or cannot be so.
        StateError: We are asked in it, letters carry it, or that cannot happen in its state.
    """
    officer.require(Permission.ASSESS)

    def write(conn: Connection) -> rows.Row:
        row = _ours(conn, conversation_id)
        check_recording(office, row, recording)
        return _record(conn, row, recording, officer, at=office.clock.now())

    return shown(office, await office.db.write(write))


def _ours(conn: Connection, conversation_id: str) -> rows.Row:
    row = rows.get(conn, conversation_id)
    if not row.ours:
        raise StateError(
            "we are asked in this consultation; only who asks records what passed by hand",
            remedy="Answer it: {answerConsultation}.",
        )
    return row


def _record(
    conn: Connection, row: rows.Row, recording: Recording, officer: Officer, *, at: datetime
) -> rows.Row:
    model = row.consultation
    asks = recording.kind is HandKind.ASKED
    made = HandRecord(
        **dict(recording),
        number=len(model.records) + 1,
        request=digest_of_request(model.request) if asks else None,
        by=officer.name,
        recorded=at,
    )
    row = rows.save(conn, row.holding(model.recorded(made)))
    _act(conn, row, made, verb=Verb.RECORD_MADE, actor=officer.name, at=at)
    Journal(conn, at).open_task(
        TaskKind.RECORD_CONFIRM,
        row.id,
        says(
            "{officer} recorded by hand that {authority} {words}: a second officer confirms or "
            "refuses record {number}",
            officer=officer.name,
            authority=row.peer,
            words=made.kind.words,
            number=made.number,
        ),
        key=str(made.number),
    )
    return row


async def confirm_record(
    office: Office, officer: Officer, conversation_id: str, number: int
) -> Consultation:
    """Confirm what another officer recorded; it has the effect of a letter.

    Raises:
        NotFoundError: There is no such consultation or record here.
        StateError: SECOND_OFFICER_NEEDED, it was looked at already, an earlier record waits,
            or what is recorded cannot happen in the present state.
    """
    officer.require(Permission.DECIDE)

    def write(work: Work) -> rows.Row:
        row = _ours(work.conn, conversation_id)
        made = _waiting(row, number)
        officer.require_second(made.by, "the officer who recorded something does not confirm it")
        earlier = [each for each in row.consultation.records if each.waits]
        if earlier[0].number != number:
            raise StateError(
                "record {record} was made before it and waits",
                remedy="Look at it first: {getConsultation}.",
                record=earlier[0].number,
                conversation_id=row.id,
            )
        check_recording(office, row, made)
        row, made = _looked_at(work.conn, row, made, officer, at=office.clock.now(), refused=False)
        add_wakes(work.conn, give_effect(work, row, made))
        return rows.get(work.conn, row.id)

    return shown(office, await office.write(write))


async def refuse_record(
    office: Office, officer: Officer, conversation_id: str, number: int, why: FreeText
) -> Consultation:
    """Refuse what was recorded; it stays on record without effect.

    Where that was the question itself, nothing was asked: the task to ask stands.

    Raises:
        NotFoundError: There is no such consultation or record here.
        StateError: It was looked at already.
    """
    officer.require(Permission.ASSESS)

    def write(conn: Connection) -> rows.Row:
        row = _ours(conn, conversation_id)
        made, at = _waiting(row, number), office.clock.now()
        row, made = _looked_at(conn, row, made, officer, at=at, refused=True, why=why)
        model = row.consultation
        if made.kind is HandKind.ASKED and model.by_hand:
            ended = model.superseded(because=EndReason.RECALLED, text=why.text)
            row = rows.save(conn, row.holding(ended.asked_again()))
        wakes = [poke_consultation(row.id)]
        if model.case_id is not None:
            wakes.append(poke_case(model.case_id))
        add_wakes(conn, wakes)
        return row

    return shown(office, await office.db.write(write))


def _waiting(row: rows.Row, number: int) -> HandRecord:
    for each in row.consultation.records:
        if each.number == number:
            if not each.waits:
                raise StateError(
                    "record {number} was looked at by {confirmed_by}",
                    remedy="Correct or recall it by a record of its own.",
                    number=number,
                    confirmed_by=each.confirmed_by,
                )
            return each
    raise NotFoundError(
        "the consultation has no record {record}",
        remedy="See its records: {getConsultation}",
        record=number,
        conversation_id=row.id,
    )


def _looked_at(
    conn: Connection,
    row: rows.Row,
    made: HandRecord,
    officer: Officer,
    *,
    at: datetime,
    refused: bool,
    why: FreeText | None = None,
) -> tuple[rows.Row, HandRecord]:
    model = row.consultation.record_looked_at(made.number, officer.name, at, refused=refused)
    row = rows.save(conn, row.holding(model))
    verb = Verb.RECORD_REFUSED if refused else Verb.RECORD_CONFIRMED
    _act(conn, row, made, verb=verb, actor=officer.name, at=at, why="" if why is None else why.text)
    Journal(conn, at, officer.name).close_tasks(
        TaskKind.RECORD_CONFIRM, row.id, key=str(made.number)
    )
    return row, model.records[made.number - 1]


def _act(
    conn: Connection,
    row: rows.Row,
    made: HandRecord,
    *,
    verb: Verb,
    actor: str,
    at: datetime,
    why: str = "",
) -> None:
    """Write who recorded, confirmed or refused what; the digest says what it was."""
    said = says(
        "record {number} by hand, {authority} {words}",
        number=made.number,
        authority=row.peer,
        words=made.kind.words,
        digest=made.digest_of_content,
    )
    if why:
        said += says(": {why}", why=why)
    Journal(conn, at, actor).act(verb, row.consultation.case_id or row.id, said, row.id)
