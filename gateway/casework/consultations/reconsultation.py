"""Questions that are owed again: what had answered them, or made them needless, is gone.

What is owed follows from the consultations as they stand
(`gateway.domain.consultation.answer_rules.is_owed`), and no note of an officer can do without it.
"""

from __future__ import annotations

from gateway.casework.acts.journal import journal_of, open_tasks
from gateway.casework.consultations.contradicting_answers import note_contradictions
from gateway.casework.records import case_rows
from gateway.casework.records import consultation_rows as rows
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind
from gateway.domain.case import ENDED_STATES, Case
from gateway.domain.consultation.answer_rules import is_owed
from gateway.domain.saying import Saying, says

ASKING = (TaskKind.CONSULT_AGAIN, TaskKind.CONSULT_BY_HAND)
"""Tasks of questions that officers must see to."""


def owed(work: Work, case: Case) -> tuple[rows.Row, ...]:
    """Return the consultations of a case that must be asked again through the gateway."""
    return tuple(row for row in _owed(work, case) if _reached(work.office, row))


def note_owed(work: Work, case_id: str | None) -> None:
    """Make what is owed now an officer's task, and answers of one State that contradict each other.

    The tasks of what is so no longer are closed.

    To be called wherever an answer that counts is given, changed or taken away. Whoever has
    left the federation is asked by hand.
    """
    if case_id is None:
        return
    note_contradictions(work, case_id)
    case = case_rows.get(work.conn, case_id)
    if case.state in ENDED_STATES:
        return
    found = _owed(work, case)
    keys = {row.id for row in found}
    for task in open_tasks(work.conn, subject=case_id, kind=TaskKind.CONSULT_AGAIN):
        if task.key not in keys:
            journal_of(work).close_tasks(TaskKind.CONSULT_AGAIN, case_id, key=task.key)
    for row in found:
        kind = TaskKind.CONSULT_AGAIN if _reached(work.office, row) else TaskKind.CONSULT_BY_HAND
        said = ask_again(row) if kind is TaskKind.CONSULT_AGAIN else _by_hand_again(row)
        journal_of(work).open_task(kind, case_id, said, key=row.id)


def _by_hand_again(row: rows.Row) -> Saying:
    return says(
        "{procedure}: {authority} must be asked again, by hand; its gateway is not reached",
        procedure=row.consultation.procedure,
        authority=row.peer,
        conversation=row.id,
    )


def ask_again(row: rows.Row) -> Saying:
    """Say that an authority must be asked again."""
    return says(
        "{procedure}: {authority} must be asked again",
        procedure=row.consultation.procedure,
        authority=row.peer,
        conversation=row.id,
    )


def _owed(work: Work, case: Case) -> tuple[rows.Row, ...]:
    found = rows.of_case(work.conn, case.case_id)
    wanted = {each.procedure for each in case.triggers if each.applies}
    models = [row.consultation for row in found]
    return tuple(
        row
        for row in found
        if row.consultation.procedure in wanted
        and is_owed(row.consultation, models, work.law.rule_of)
    )


def _reached(office: Office, row: rows.Row) -> bool:
    member = office.me.directory().members.get(row.peer)
    return member is not None and member.withdrawn_at is None
