"""Tasks that a notice opens: it is to be read, and customs are to be informed of it.

Some kinds of notice oblige their sender, each reader, or both to inform their own customs
and other authorities (Articles 4(4) and (5), 5(4) and (5), 10(3)). That goes outside this
gateway; the rulebook says of which kinds and whose duty it is, the task says so, and
closing it records that it was done. So does what the Commission publishes (Article 12(6)).
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework.office.journal import open_task, record_act
from gateway.casework.office.notice_rules import rule_of
from gateway.casework.office.services import Office
from gateway.casework.records import case_rows
from gateway.casework.records.notice_rows import HeldNotice, find_notice
from gateway.domain.acts import Task, TaskKind, Verb
from gateway.domain.notice import Notice
from gateway.domain.rulebook.acts import CustomsInformed, NoticeRule
from gateway.domain.saying import says
from gateway.errors import NotFoundError
from gateway.register.release_sets import is_of_a_state


def customs_to_inform(office: Office, origin: str, notice: Notice) -> str:
    """Say in words that this authority informs its customs; empty where it need not.

    Args:
        office: This authority. The Commission has no customs.
        origin: Whose notice it is.
        notice: The notice.
    """
    side = CustomsInformed.SENDER if origin == office.code else CustomsInformed.READERS
    return _customs_by(office, rule_of(office.law, notice), side)


def _customs_by(office: Office, rule: NoticeRule | None, side: CustomsInformed) -> str:
    if rule is None or side not in rule.inform_customs:
        return ""
    if not is_of_a_state(office.me.directory().member(office.code)):
        return ""
    return (
        f"inform customs and other authorities here without delay ({rule.article}), and close "
        "this when it is done"
    )


def publication_due(office: Office, notice: Notice) -> str:
    """Say in words that this authority publishes what a notice says; empty where it need not."""
    rule = rule_of(office.law, notice)
    if rule is None or rule.published_by is None:
        return ""
    if rule.published_by.value not in office.me.directory().member(office.code).roles:
        return ""
    return (
        f"publish it in the Official Journal, C series ({rule.article}), and close this when it "
        "is done"
    )


def ask_to_inform(conn: Connection, office: Office, notice: Notice) -> None:
    """Open the task of the sender of a notice, where its kind asks for it."""
    told = customs_to_inform(office, office.code, notice)
    if told:
        text = says("{kind} ({action}): {told}", kind=notice.kind, action=notice.action, told=told)
        at = office.clock.now()
        open_task(conn, at=at, kind=TaskKind.NOTICE_CUSTOMS, subject=notice.number, saying=text)


def ask_to_inform_without_notice(
    conn: Connection, office: Office, rule: NoticeRule, case_id: str
) -> None:
    """Open the same task where no notice is given: the duty towards one's own customs stays."""
    told = _customs_by(office, rule, CustomsInformed.SENDER)
    if told:
        text = says("{kind}, which is not given: {told}", kind=rule.code, told=told)
        at = office.clock.now()
        open_task(conn, at=at, kind=TaskKind.NOTICE_CUSTOMS, subject=case_id, saying=text)


def note_informed(conn: Connection, office: Office, task: Task, by: str) -> None:
    """Record, when an officer closes the task, that customs were informed."""
    if task.kind not in (TaskKind.NOTICE_READ, TaskKind.NOTICE_CUSTOMS):
        return
    kind = _kind_to_inform_of(conn, office, task)
    if kind:
        record_act(
            conn,
            at=office.clock.now(),
            actor=by,
            verb=Verb.CUSTOMS_INFORMED,
            saying=says("{kind}", kind=kind),
            subject=task.subject,
        )


def _kind_to_inform_of(conn: Connection, office: Office, task: Task) -> str:
    """Return the kind of the notice of which customs were informed, empty where of none."""
    try:
        held = find_notice(conn, task.subject)
    except NotFoundError:  # erased or recalled meanwhile, or never given: then it is on the case
        given = case_rows.find(conn, task.subject) is None
        return "" if given else str(task.data.get("kind", ""))
    notice = _last_content(held)
    told = notice is not None and customs_to_inform(office, held.origin, notice)
    return notice.kind if notice is not None and told else ""


def _last_content(held: HeldNotice) -> Notice | None:
    return next((act.content for act in reversed(held.acts) if act.content is not None), None)
