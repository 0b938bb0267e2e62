"""How a notice leaves: as an entry in the own log, or as a letter to each chosen member."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from gateway.casework.notices.notice_tasks import ask_to_inform
from gateway.casework.office.due import DueKind, clear_due, set_due
from gateway.casework.office.journal import record_act
from gateway.casework.office.services import Office
from gateway.casework.records import correspondence_rows
from gateway.casework.records.notice_rows import HeldNotice, conversations_of
from gateway.domain.acts import Verb
from gateway.domain.correspondence import LetterState
from gateway.domain.deadline import midnight_after
from gateway.domain.letter import EntryType, Marking, PartKind
from gateway.domain.letter_types import letter_type_of
from gateway.domain.notice import Comment, Notice, NoticeAction
from gateway.domain.saying import says
from gateway.errors import InputError, Reason, TrustError
from gateway.exchange.outbox import PartDraft, queue_letter
from gateway.register.own_log import append
from gateway.wire.content import content_to_bytes


def note_expiry(conn: Connection, office: Office, notice: Notice, origin: str) -> None:
    """Write the day on which a notice ends, or that it has none any more."""
    if notice.expires is None or notice.action is NoticeAction.WITHDRAWN:
        clear_due(conn, kind=DueKind.NOTICE_EXPIRES, subject=notice.number)
        return
    zone = office.law.calendar(origin, office.clock.now()).zone
    set_due(
        conn,
        office,
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
            raise TrustError(
                f"recipients: {code[:20]} is no other member of the federation",
                reason=Reason.PEER_UNKNOWN,
                remedy="Correct the named field and try again.",
                field="recipients",
                member=code[:20],
            )


def by_entry(
    conn: Connection, office: Office, notice: Notice, release: tuple[str, ...], marking: Marking
) -> None:
    """Append a notice to the own log, its content released as given."""
    append(
        conn,
        office.me,
        entry_type=EntryType.NOTICE,
        subject=notice.number,
        parts=[
            PartDraft(PartKind.TEXT, content_to_bytes(notice), release=release, marking=marking)
        ],
        at=office.clock.now(),
    )


def by_letter(
    conn: Connection,
    office: Office,
    notice: Notice,
    conversations: dict[str, str | None],
    marking: Marking,
) -> None:
    """Send a notice to each recipient in a conversation of its own."""
    if not conversations:
        raise InputError(
            "recipients: the sender of such a notice chooses who reads it", field="recipients"
        )
    check_members(office, list(conversations))
    # One instant for all: letters of one act are told from another's by it.
    at = office.clock.now()
    for recipient, conversation in conversations.items():
        queue(conn, office, recipient, notice, conversation, marking, at)


def queue(
    conn: Connection,
    office: Office,
    recipient: str,
    content: Notice | Comment,
    conversation: str | None,
    marking: Marking,
    at: datetime,
) -> None:
    """Send a notice or a comment by letter; None for the conversation opens one.

    Args:
        conn: Connection.
        office: This authority.
        recipient: Who reads it.
        content: What it says.
        conversation: In which it is sent.
        marking: Of its content.
        at: Instant of the act, the same for each letter of it.
    """
    letter_type = letter_type_of(content)
    letter = queue_letter(
        conn,
        office.me,
        recipient=recipient,
        letter_type=letter_type,
        parts=[PartDraft(PartKind.TEXT, content_to_bytes(content), marking=marking)],
        conversation_id=conversation,
    )
    correspondence_rows.add(
        conn,
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
            rulebook=office.me.rulebook(),
            content=content,
        ),
    )


def again(
    conn: Connection, office: Office, actor: str, held: HeldNotice, notice: Notice, marking: Marking
) -> None:
    """Send another version to everybody who has an earlier one and is still a member."""
    if held.by_letter:
        known = conversations_of(conn, held.number)
        by_letter(
            conn, office, notice, {code: known[code] for code in present(office, known)}, marking
        )
    else:
        by_entry(conn, office, notice, held.newest.release, marking)
    record(conn, office, actor, notice)


def record(conn: Connection, office: Office, actor: str, notice: Notice) -> None:
    """Write the act of an officer, what it obliges us to, and the day on which it ends."""
    record_act(
        conn,
        at=office.clock.now(),
        actor=actor,
        verb=Verb(f"notice.{notice.action}"),
        saying=says("{kind}", kind=notice.kind),
        subject=notice.number,
    )
    ask_to_inform(conn, office, notice)
    note_expiry(conn, office, notice, office.code)
