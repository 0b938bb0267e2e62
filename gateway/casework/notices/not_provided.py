"""That a notice which is due is not given at all (Articles 4(4), 5(4), 10(3)).

Whoever imposes a requirement tells the others, unless it does not consider that appropriate. One
officer says so with the class of the reason, a second one decides. It stays on the case, in its
acts and its evidence, and goes to nobody. Of which kinds of notice it may be said, for which
reasons and by whom, is the rulebook's with which the case began.
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal, journal_of, open_tasks
from gateway.casework.consultations.notification_duties import close_duty
from gateway.casework.notices.notice_traffic import ask_to_inform_without_notice
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows
from gateway.casework.services import Office, Work
from gateway.domain.acts import Task, TaskKind, Verb
from gateway.domain.case import Case
from gateway.domain.notice import NotProvided
from gateway.domain.rulebook import Rulebook
from gateway.domain.rulebook.general import LeftOutBy
from gateway.domain.saying import says
from gateway.errors import InputError, StateError


async def propose_no_notice(
    office: Office, officer: Officer, case_id: str, said: NotProvided
) -> Case:
    """Say that the notice which is due after a case is not given; a second officer decides.

    Said again, it takes the place of what was said before; a notice that is sent ends it.

    Raises:
        NotFoundError: There is no such case.
        InputError: No such notice is due, its law wants one each time, or has no such class
            of reasons; names the field.
    """
    officer.require(Permission.NOTIFY)

    def write(work: Work) -> Case:
        case = case_rows.get(work.conn, case_id)
        _check_due(work.conn, case_id, said.kind)
        check_law(office.law.rulebook(case.rulebook), said)
        journal = journal_of(work, officer.name)
        saying = says(
            "{officer} would give no notice under {kind} ({reason_class}): {words}",
            officer=officer.name,
            kind=said.kind,
            reason_class=said.reason,
            words=said.text,
        )
        kind = TaskKind.NOTICE_NOT_PROVIDED
        journal.close_tasks(kind, case_id, key=said.kind)
        journal.open_task(kind, case_id, saying, key=said.kind)
        journal.act(Verb.NOTICE_NOT_PROVIDED_PROPOSED, case_id, saying)
        return case_rows.shown(work.conn, office.sight_of(officer), case_id)

    return await office.write(write)


async def confirm_no_notice(office: Office, officer: Officer, case_id: str) -> Case:
    """Decide, as the second officer, that the notice is not given; nobody outside is told.

    What the authority owes its own customs is owed all the same, and becomes a task.

    Raises:
        NotFoundError: There is no such case.
        StateError: Nobody has said so, or SECOND_OFFICER_NEEDED.
    """
    officer.require(Permission.DECIDE)

    def write(work: Work) -> Case:
        case = case_rows.get(work.conn, case_id)
        first = _waiting(work.conn, case_id)
        proposed_by = str(first.data["officer"])
        officer.require_second(proposed_by, "the officer who would give no notice does not decide")
        at, kind = office.clock.now(), first.key
        close_duty(work.conn, at=at, by=officer.name, kind=kind, duty=case_id)
        Journal(work.conn, at, officer.name).act(
            Verb.NOTICE_NOT_PROVIDED,
            case_id,
            says(
                "no notice under {kind} is given ({reason_class}), as {officer} proposed: {words}",
                kind=kind,
                reason_class=str(first.data["reason_class"]),
                officer=proposed_by,
                words=str(first.data["words"]),
            ),
        )
        rule = office.law.rulebook(case.rulebook).notice(kind)
        ask_to_inform_without_notice(work, rule, case_id)
        return case_rows.shown(work.conn, office.sight_of(officer), case_id)

    return await office.write(write)


def _check_due(conn: Connection, case_id: str, kind: str) -> None:
    due = [task.key for task in open_tasks(conn, kind=TaskKind.NOTICE_DUE, subject=case_id)]
    if kind not in due:
        raise InputError(
            "kind: no notice under {kind} is due after {case_id}",
            remedy="Give {due}." if due else "{listTasks} shows what is due.",
            kind=kind,
            case_id=case_id,
            due=" or ".join(due),
        )


def check_law(book: Rulebook, said: NotProvided) -> None:
    """Check that a law lets such a notice be left out for such a reason.

    Raises:
        InputError: It wants one each time, or has no such class of reasons; names the field.
    """
    rule = book.no_notice
    if rule is None or rule.decided_by is LeftOutBy.NOBODY or said.kind not in rule.kinds:
        raise InputError(
            "kind: under {version} a notice under {kind} is always given",
            remedy="Publish it, and withhold what is not to be shown: {publishNotice}.",
            version=book.version,
            kind=said.kind,
        )
    if said.reason not in rule.because:
        raise InputError(
            "reason: {named} is no reason to give none under {article}",
            remedy="Give one of: {because}.",
            named=said.reason,
            article=rule.article,
            because=rule.because,
        )


def _waiting(conn: Connection, case_id: str) -> Task:
    found = open_tasks(conn, kind=TaskKind.NOTICE_NOT_PROVIDED, subject=case_id)
    if not found:
        raise StateError(
            "nobody has said that a notice after {case_id} is not to be given",
            remedy="Say it first: {waiveNotice}.",
            case_id=case_id,
        )
    return found[0]
