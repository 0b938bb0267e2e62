"""How notices pass: one of ours leaves, another's comes, and what each obliges us to at home.

What goes to all is an entry in the own log, what goes to chosen members a letter to each. What
comes is kept, told to a person, and its last day written down. Some kinds oblige their sender,
each reader, or both to inform their own customs and other authorities (Articles 4(4) and (5),
5(4) and (5), 10(3)): that goes outside this gateway, the task says so, and closing it records
that it was done. So does what the Commission publishes (Article 12(6)).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from gateway.casework.accounts.officers import keep_role_tasks, role_subject
from gateway.casework.acts.due_dates import Due, DueKind, clear_due, set_due
from gateway.casework.acts.journal import journal_of
from gateway.casework.denials.own_denials import enter
from gateway.casework.law.notice_rules import rule_of
from gateway.casework.records import case_rows, correspondence_rows
from gateway.casework.records.correspondence import keep_letter, takes
from gateway.casework.records.correspondence_rows import LetterRow, content_of
from gateway.casework.records.notice_rows import (
    all_notices,
    conversations_of,
    find_notice,
)
from gateway.casework.records.notice_view import line_of
from gateway.casework.services import Office, Work
from gateway.casework.visibility import confine, confine_letter, is_confined
from gateway.domain.acts import Task, TaskKind, Verb, received_verb
from gateway.domain.correspondence import LetterState
from gateway.domain.deadline import midnight_after
from gateway.domain.letter import EntryType, LetterType, Marking, PartKind
from gateway.domain.letter_types import letter_type_of
from gateway.domain.notice import Comment, HeldNotice, Notice, NoticeAct, NoticeAction
from gateway.domain.rulebook.acts import CustomsInformed, NoticeRule
from gateway.domain.saying import says
from gateway.errors import ComityError, InputError, NotFoundError, Reason
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake
from gateway.exchange.outbox import PartDraft, queue_letter
from gateway.register.notice_entries import count_notices, notice_places
from gateway.register.release_sets import is_of_a_state
from gateway.store.tables_casework import act as act_table
from gateway.wire.content import content_to_bytes


def note_expiry(work: Work, notice: Notice, origin: str) -> None:
    """Write the day on which a notice ends, or that it has none any more."""
    if notice.expires is None or notice.action is NoticeAction.WITHDRAWN:
        clear_due(work.conn, kind=DueKind.NOTICE_EXPIRES, subject=notice.number)
        return
    zone = work.law.calendar(origin, work.now).zone
    set_due(
        work,
        kind=DueKind.NOTICE_EXPIRES,
        subject=notice.number,
        at=midnight_after(notice.expires, zone),
    )


def present(office: Office, codes: Iterable[str]) -> list[str]:
    """Return those of some members that have not left the federation."""
    directory, now = office.me.directory(), office.clock.now()
    members = directory.members
    return [code for code in codes if code in members and not members[code].withdrawn(now)]


def check_members(office: Office, recipients: Iterable[str]) -> None:
    """Check that chosen recipients are other members.

    Raises:
        TrustError: PEER_UNKNOWN; names the first that is not.
    """
    for code in recipients:
        if code == office.code or not present(office, [code]):
            raise Reason.PEER_UNKNOWN.error(
                "recipients: {member} is no other member of the federation",
                remedy="Correct the named field and try again.",
                field="recipients",
                member=code[:20],
            )


def by_entry(work: Work, notice: Notice, release: tuple[str, ...], marking: Marking) -> None:
    """Append a notice to the own log, its content released as given."""
    part = PartDraft(PartKind.TEXT, content_to_bytes(notice), release=release, marking=marking)
    enter(work, EntryType.NOTICE, notice.number, part)


def by_letter(
    work: Work,
    notice: Notice,
    conversations: dict[str, str | None],
    marking: Marking,
) -> None:
    """Send a notice to each recipient in a conversation of its own."""
    if not conversations:
        raise InputError("recipients: the sender of such a notice chooses who reads it")
    check_members(work.office, list(conversations))
    # One instant for all: letters of one act are told from another's by it.
    at = work.now
    for recipient, conversation in conversations.items():
        queue(work, recipient, notice, conversation, marking, at)


def queue(
    work: Work,
    recipient: str,
    content: Notice | Comment,
    conversation: str | None,
    marking: Marking,
    at: datetime,
) -> None:
    """Send a notice or a comment by letter; None for the conversation opens one.

    Args:
        work: The transaction, with the services of the node.
        recipient: Who reads it.
        content: What it says.
        conversation: In which it is sent.
        marking: Of its content.
        at: Instant of the act, the same for each letter of it.
    """
    letter_type = letter_type_of(content)
    letter = queue_letter(
        work.conn,
        work.me,
        recipient=recipient,
        letter_type=letter_type,
        parts=[PartDraft(PartKind.TEXT, content_to_bytes(content), marking=marking)],
        conversation_id=conversation,
    )
    confine_letter(
        work.conn, work.law, content, sender=work.code, conversation_id=letter.conversation_id
    )
    correspondence_rows.add(
        work.conn,
        correspondence_rows.LetterRow(
            message_id=letter.message_id,
            conversation_id=letter.conversation_id,
            case_id=None,
            ours=True,
            peer=recipient,
            letter_type=letter_type,
            digest=letter.digest,
            at=at,
            state=LetterState.RECORDED,
            rulebook=work.me.rulebook(),
            content=content,
        ),
    )


def again(work: Work, actor: str, held: HeldNotice, notice: Notice, marking: Marking) -> None:
    """Send another version to everybody who has an earlier one and is still a member."""
    if held.by_letter:
        known = conversations_of(work.conn, held.number)
        by_letter(
            work, notice, {code: known[code] for code in present(work.office, known)}, marking
        )
    else:
        by_entry(work, notice, held.newest.release, marking)
    record(work, actor, notice)


def record(work: Work, actor: str, notice: Notice) -> None:
    """Write the act of an officer, what it obliges us to, and the day on which it ends."""
    journal_of(work, actor).act(
        Verb(f"notice.{notice.action}"), notice.number, says("{kind}", kind=notice.kind)
    )
    ask_to_inform(work, notice)
    note_expiry(work, notice, work.code)


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


def ask_to_inform(work: Work, notice: Notice) -> None:
    """Open the task of the sender of a notice, where its kind asks for it."""
    told = customs_to_inform(work.office, work.code, notice)
    if told:
        text = says("{kind} ({action}): {told}", kind=notice.kind, action=notice.action, told=told)

        journal_of(work).open_task(TaskKind.NOTICE_CUSTOMS, notice.number, text)


def ask_to_inform_without_notice(work: Work, rule: NoticeRule, case_id: str) -> None:
    """Open the same task where no notice is given: the duty towards one's own customs stays."""
    told = _customs_by(work.office, rule, CustomsInformed.SENDER)
    if told:
        text = says("{kind}, which is not given: {told}", kind=rule.code, told=told)

        journal_of(work).open_task(TaskKind.NOTICE_CUSTOMS, case_id, text)


def note_informed(work: Work, task: Task, by: str) -> None:
    """Record, when an officer closes the task, that customs were informed."""
    if task.kind not in (TaskKind.NOTICE_READ, TaskKind.NOTICE_CUSTOMS):
        return
    kind = _kind_to_inform_of(work, task)
    if kind:
        journal_of(work, by).act(Verb.CUSTOMS_INFORMED, task.subject, says("{kind}", kind=kind))


def _kind_to_inform_of(work: Work, task: Task) -> str:
    """Return the kind of the notice of which customs were informed, empty where of none."""
    try:
        held = find_notice(work.conn, task.subject)
    except NotFoundError:  # erased or recalled meanwhile, or never given: then it is on the case
        given = case_rows.find(work.conn, task.subject) is None
        return "" if given else str(task.data.get("kind", ""))
    notice = _last_content(held)
    told = notice is not None and customs_to_inform(work.office, held.origin, notice)
    return notice.kind if notice is not None and told else ""


def _last_content(held: HeldNotice) -> Notice | None:
    return next((act.content for act in reversed(held.acts) if act.content is not None), None)


# Without the law that a notice names nobody could know who may read it here.
@takes(LetterType.NOTICE, check=lambda reading, notice: reading.law.book(notice.law))
def take_notice(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Keep a notice that came by letter, and make it a person's task."""
    row = keep_letter(work.conn, letter)
    notice = content_of(row, Notice)
    # As the intake did, but for a letter that was lost with a database and is here again.
    role = confine_letter(
        work.conn, work.law, notice, sender=row.peer, conversation_id=row.conversation_id
    )
    if role is not None:
        confine(work.conn, role, role_subject(role))
        keep_role_tasks(work.conn, work.now)
        if not is_confined(work.conn, notice.number):
            _tell_of_its_number(work, row)
            return ()
    held = find_notice(work.conn, notice.number)
    came = ((letter.header.sender, row.message_id),)
    act = next(act for act in held.acts if act.letters == came)
    _tell(work, held, act, row.message_id)
    return ()


def _tell_of_its_number(work: Work, row: LetterRow) -> None:
    """Tell those alone who see a notice that its number is that of another, which others see."""
    subject = row.conversation_id
    journal = journal_of(work, row.peer)
    said = says("{origin} sent it under the number of another notice", origin=row.peer)
    journal.open_task(TaskKind.NOTICE_UNUSABLE, subject, said)
    journal.act(received_verb(LetterType.NOTICE), subject, said, row.message_id)


@takes(LetterType.COMMENT)
def take_comment(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Keep a comment on a notice of ours, and make it a person's task."""
    row: LetterRow = keep_letter(work.conn, letter)
    about = content_of(row, Comment).about
    journal = journal_of(work, row.peer)
    journal.open_task(TaskKind.NOTICE_COMMENT, about, says("{peer} has commented", peer=row.peer))
    journal.act(Verb.NOTICE_COMMENT_RECEIVED, about, reference=row.message_id)
    return ()


class ArrivalTeller:
    """Tells of what has come in the logs, after each round of synchronisation.

    Args:
        office: This authority.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._seen = -1

    async def look(self) -> None:
        """Tell of what is new; a quiet round counts and does nothing else."""
        office = self._office
        held = await office.db.read(count_notices)
        if held != self._seen:
            await office.write(tell_arrivals)
            self._seen = held


def tell_arrivals(work: Work) -> tuple[HeldNotice, ...]:
    """Tell of every act on a notice that has come in a log; each once.

    Returns:
        The notices, our own among them, of which an act is new in the logs.
    """
    new = notice_places(work.conn) - _told(work.conn)
    if not new:
        return ()
    found = []
    for held in all_notices(work.conn):
        fresh = [act for act in held.acts if _place(act) in new]
        for act in fresh:
            _tell_or_say_why_not(work, held, act)
        if fresh:
            found.append(held)
    return tuple(found)


def expire(work: Work, due: Due) -> Due | None:
    """Record that the last day of a notice has passed: what it says no longer counts."""
    journal_of(work).act(Verb.NOTICE_EXPIRED, due.subject)
    return None


def _tell_or_say_why_not(work: Work, held: HeldNotice, act: NoticeAct) -> None:
    """Tell of one act; one that cannot be handled holds up no other authority's."""
    try:
        with work.conn.begin_nested():
            _tell(work, held, act, _place(act))
    except (ComityError, ArithmeticError, ValueError) as exc:
        text = says(
            "a notice in {origin}'s log cannot be used: {name}",
            origin=act.origin,
            name=type(exc).__name__,
        )
        journal_of(work).open_task(TaskKind.NOTICE_UNUSABLE, held.number, text)
        _record(work, held, act, _place(act))


def _tell(work: Work, held: HeldNotice, act: NoticeAct, reference: str) -> None:
    _record(work, held, act, reference)
    notice = act.content
    journal = journal_of(work)
    if act.origin == work.code or notice is None:
        return
    if act.note:
        text = says(
            "{origin} sent {number}, which changes nothing: {note}",
            origin=act.origin,
            number=held.number,
            note=act.note,
        )
        journal.open_task(TaskKind.NOTICE_UNUSABLE, held.number, text)
        return
    text = says(
        "{origin}: {title} ({action})",
        origin=held.origin,
        title=line_of(work.office, held).title,
        action=notice.action,
    )
    for told in (
        customs_to_inform(work.office, held.origin, notice),
        publication_due(work.office, notice),
    ):
        if told:
            text += says("; {told}", told=told)
    journal.open_task(TaskKind.NOTICE_READ, held.number, text)
    note_expiry(work, notice, held.origin)


def _record(work: Work, held: HeldNotice, act: NoticeAct, reference: str) -> None:
    journal_of(work, act.origin).act(
        Verb.NOTICE_IN_LOG if act.origin == work.code else received_verb(LetterType.NOTICE),
        held.number,
        None if act.content is None else says("{kind}", kind=act.content.kind),
        reference,
    )


def _place(act: NoticeAct) -> str:
    return f"{act.origin}/{act.index}"


def _told(conn: Connection) -> set[str]:
    query = select(act_table.c.reference).where(
        act_table.c.verb.in_([Verb.NOTICE_IN_LOG, received_verb(LetterType.NOTICE)])
    )
    return set(conn.execute(query).scalars())
