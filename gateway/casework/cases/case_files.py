"""The file of a case: since when it serves nothing, what holds it back, and its deletion.

What is deleted is what the case says and what was said in it: application, consultations and the
contents of their letters and documents, examinations, words on hits, the licence and its uses.
What stays is who did what and when, the envelopes and receipts of letters, the entries in the logs,
and the digests of what was signed: whoever kept an evidence file can still show that it is true.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, delete, exists, func, select

from gateway.casework.acts.journal import Journal, acts_of
from gateway.casework.drafts.drafts import forget_drafts
from gateway.casework.open_work import followers
from gateway.casework.records import case_rows
from gateway.casework.services import Office, Work
from gateway.documents import content_rows, fetch_rows, receipt_rows
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.case import ENDED_STATES, LICENCE_ENDED, Case, LicenceState
from gateway.domain.case.catch_all_letter import InformedLetter, InformedState
from gateway.domain.consultation import OPEN_STATES
from gateway.domain.correspondence import LetterState
from gateway.domain.denial import DenialState
from gateway.domain.letter import OutboxState
from gateway.domain.retention import WhyKept
from gateway.domain.saying import says
from gateway.exchange.journal import erase_contents
from gateway.register.denials.denial_queries import FoundDenial, load_denials
from gateway.store import tables_casework as tables
from gateway.store.tables_examination import (
    examination,
    hit_judgement,
    licence_match,
    sensitive_looked,
    watch_again,
)
from gateway.store.tables_exchange import journal, outbox

_OF_CASE = (
    tables.open_class,
    tables.informed_letter,
    tables.consultation,
    tables.correspondence,
    hit_judgement,
    licence_match,
    sensitive_looked,
    watch_again,
    examination,
    tables.licence,
    tables.licence_case,
)
"""What has rows of a case, by its number. Rounds on a classification stay: they are precedents."""


def files(work: Work, keep: timedelta) -> Iterator[tuple[Case, WhyKept | None]]:
    """Yield the cases whose file is older than its period, with what holds it back.

    Args:
        work: The transaction, with the services of the node.
        keep: The period, which begins when the case and its licence have ended.
    """
    before, table = work.now - keep, tables.licence_case
    ended = [str(each) for each in ENDED_STATES]
    query = select(table.c.body).where(
        table.c.state.in_(ended), table.c.settled.is_(True), table.c.filed < before
    )
    newest_first = query.order_by(table.c.filed.desc(), table.c.case_id.desc())
    gone: set[str] = set()  # what a later case rests on goes with it
    for body in work.conn.scalars(newest_first).all():
        case = Case.model_validate_json(body)
        if _ended_at(work, case) >= before:
            continue
        why = _why_kept(work, case, gone)
        if why is None:
            gone.add(case.case_id)
        yield case, why


def _why_kept(work: Work, case: Case, gone: AbstractSet[str]) -> WhyKept | None:
    """Say what holds the file of a case back, None where nothing does."""
    later = {each.case_id for each in case.related} - gone
    found = (
        (WhyKept.HELD, _has_task(work.conn, case, held=True)),
        (WhyKept.CONVERSATION, _is_talked_about(work.conn, case)),
        (WhyKept.PROCEEDINGS, _denial_is(work.conn, case, DenialState.SUSPENDED)),
        (WhyKept.DENIAL, _denial_is(work.conn, case, DenialState.VALID)),
        (WhyKept.LICENCE, _counts(work, case)),
        (WhyKept.TASK, _has_task(work.conn, case, held=False)),
        (WhyKept.LATER_CASE, any(case_rows.find(work.conn, each) for each in later)),
    )
    return next((why for why, holds in found if holds), None)


def delete_file(work: Work, case: Case, *, by: str) -> None:
    """Delete the file of a case, on record, with the digest of what it said at last.

    Args:
        work: The transaction, with the services of the node.
        case: The case; nothing holds it back.
        by: Who deletes.
    """
    now, talks = work.now, _conversations(work.conn, case)
    count = select(func.count()).select_from(journal)
    letters = work.conn.scalar(count.where(journal.c.conversation_id.in_(talks)))
    erase_contents(work.conn, talks, now)
    read = select(journal.c.message_id).where(journal.c.conversation_id.in_(talks))
    opened = tables.letter_opened
    work.conn.execute(delete(opened).where(opened.c.message_id.in_(read)))
    about = [case.case_id, *talks]
    licence = case_rows.licence_of(work.conn, case.case_id)
    if licence is not None:
        used = tables.licence_use
        work.conn.execute(delete(used).where(used.c.number == licence.number))
        about.append(licence.number)
    documents = content_rows.forget(work.conn, about)
    fetch_rows.forget(work.conn, talks)
    receipt_rows.forget(work.conn, talks)
    followers.deleted(work.conn, about)
    forget_drafts(work.conn, about=[*about, *work.conn.scalars(read)])
    for each in (tables.restriction, tables.restriction_account, tables.task, tables.due_date):
        work.conn.execute(delete(each).where(each.c.subject.in_(about)))
    for each in _OF_CASE:
        work.conn.execute(delete(each).where(each.c.case_id == case.case_id))
    outcome = None if case.decision is None else case.decision.proposal.outcome
    Journal(work.conn, now, by).act(
        Verb.FILE_DELETED,
        case.case_id,
        says(
            "its period is over and the file is deleted; its acts, {letters} envelopes and the "
            "entries in the log stay",
            letters=letters or 0,
            documents=documents,
            outcome=outcome,
            digest=sha256(case.model_dump_json().encode()).hexdigest(),
        ),
        case.decision.denial_id or "" if case.decision is not None else "",
    )


def _ended_at(work: Work, case: Case) -> datetime:
    """Return when a case, and what was granted or denied in it, has ended at last."""
    found = [case.filed_at, *(each.at for each in case.licence)]
    if case.decision is not None:
        found.append(case.decision.decided_at)
    over = (Verb.CASE_WITHDRAWN, Verb.DECISION_MADE)
    found += [act.at for act in acts_of(work.conn, case.case_id) if act.verb in over]
    licence = case_rows.licence_of(work.conn, case.case_id)
    if licence is not None and licence.last_day is not None:
        found.append(_end_of(work.office, licence.last_day))
    if (denial := _denial(work.conn, case)) is not None:
        found.append(denial.status.last_event_at)
    return max(found)


def _end_of(office: Office, day: date) -> datetime:
    zone = office.law.calendar(office.code).zone
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)


def _conversations(conn: Connection, case: Case) -> list[str]:
    talk, letter = tables.consultation, tables.correspondence
    query = select(talk.c.conversation_id).where(talk.c.case_id == case.case_id)
    beside = select(letter.c.conversation_id).where(letter.c.case_id == case.case_id)
    return list(conn.scalars(query.union(beside)))


def _is_talked_about(conn: Connection, case: Case) -> bool:
    """Say whether a question is open, a letter wants an answer, or one waits to be sent."""
    talk, letter, round_ = tables.consultation, tables.correspondence, tables.classification
    talks = _conversations(conn, case)
    return any(
        conn.scalar(select(exists().where(*each)))
        for each in (
            (talk.c.case_id == case.case_id, talk.c.state.in_([str(s) for s in OPEN_STATES])),
            (letter.c.case_id == case.case_id, letter.c.state == LetterState.OPEN),
            (round_.c.case_id == case.case_id, round_.c.closed.is_(None)),
            (outbox.c.conversation_id.in_(talks), outbox.c.state == OutboxState.QUEUED),
        )
    )


def _denial(conn: Connection, case: Case) -> FoundDenial | None:
    denial_id = None if case.decision is None else case.decision.denial_id
    return None if denial_id is None else load_denials(conn, [denial_id]).get(denial_id)


def _denial_is(conn: Connection, case: Case, state: DenialState) -> bool:
    found = _denial(conn, case)
    return found is not None and found.status.state is state


def _counts(work: Work, case: Case) -> bool:
    """Say whether a licence that was granted in a case counts, or a letter that informs."""
    licence, today = case_rows.licence_of(work.conn, case.case_id), work.today
    if licence is not None:
        state = licence.state_on(today, case.licence)
        if state not in LICENCE_ENDED and state is not LicenceState.EXPIRED:
            return True
    letter = tables.informed_letter
    body = work.conn.scalar(select(letter.c.body).where(letter.c.case_id == case.case_id))
    if body is None:
        return False
    return InformedLetter.model_validate_json(body).state_on(today) is InformedState.IN_FORCE


def _has_task(conn: Connection, case: Case, *, held: bool) -> bool:
    task = tables.task
    kind: ColumnElement[bool] = task.c.kind == TaskKind.FILE_HELD
    about = task.c.subject.in_([case.case_id, *_conversations(conn, case)])
    mine = kind if held else ~kind
    return bool(conn.scalar(select(exists().where(about, task.c.closed.is_(None), mine))))
