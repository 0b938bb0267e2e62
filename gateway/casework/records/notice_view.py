"""How a notice is shown: its versions, who has received it and who has not yet."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from gateway.casework.law.notice_rules import objections, rule_of, title_of
from gateway.casework.records import correspondence_rows
from gateway.casework.services import Office, Work
from gateway.domain.letter import LetterType, OutboxState
from gateway.domain.notice import (
    Comment,
    HeldNotice,
    NoticeAct,
    NoticeLine,
    NoticeReceipt,
    NoticeVersion,
    ShownComment,
    ShownNotice,
)
from gateway.exchange.outbox_rows import deliveries
from gateway.register.log.checkpoints import readers, received_up_to
from gateway.register.release_sets import may_hold
from gateway.store import held_versions


def line_of(office: Office, held: HeldNotice) -> NoticeLine:
    """Show a notice in a list."""
    return NoticeLine.model_validate(_line(office, held))


def _line(office: Office, held: HeldNotice) -> dict[str, object]:
    notice = held.current
    rule = None if notice is None else rule_of(office.law, notice)
    note = held.acts[-1].note
    if not note and notice is not None and rule is not None:
        sender = office.me.directory().member(held.origin)
        note = objections(office.law, rule, sender, notice, sent=held.newest.at)
    return {
        "number": held.number,
        "origin": held.origin,
        "kind": "" if notice is None else notice.kind,
        "title": "not held here" if notice is None else title_of(rule),
        "state": held.state(office.today),
        "at": held.newest.at,
        "about": "" if notice is None else notice.about,
        "outcome": "" if notice is None else notice.outcome,
        "expires": None if notice is None else notice.expires,
        "reply_until": None if notice is None else notice.reply_until,
        "by_letter": held.by_letter,
        "note": note,
    }


def shown(work: Work, held: HeldNotice) -> ShownNotice:
    """Show a notice whole."""
    receipts = _receipts(work, held) if held.origin == work.code else ()
    taken = _taken(work.office, held)
    rule = None if held.current is None else rule_of(work.law, held.current)
    within = None if rule is None else rule.within_working_days
    return ShownNotice.model_validate(
        {
            **_line(work.office, held),
            "notice": held.current,
            "release": held.newest.release,
            "versions": tuple(
                NoticeVersion(at=act.at, index=act.index, notice=act.content, note=act.note)
                for act in held.acts
            ),
            "receipts": receipts,
            "not_yet_received": tuple(each.authority for each in receipts if not each.received),
            "comments": comments_on(work, held),
            "working_days_taken": taken,
            "late": within is not None and taken is not None and taken > within,
            "version": version_of(work.conn, held),
        }
    )


def version_of(conn: Connection, held: HeldNotice) -> str:
    """Return which version of a notice is held."""
    return held_versions.of_acts(conn, len(held.acts), [held.number])


def _receipts(work: Work, held: HeldNotice) -> tuple[NoticeReceipt, ...]:
    newest = held.newest
    if newest.index is None:
        return _letter_receipts(work.conn, newest)
    directory, cosigned = work.me.directory(), received_up_to(work.conn, held.origin)
    found = []
    for code in readers(directory, work.now):
        if code == held.origin or not may_hold(directory.member(code), newest.release, held.origin):
            continue
        size, at = cosigned.get(code, (0, None))
        here = size > newest.index
        found.append(
            NoticeReceipt(
                authority=code,
                received=at if here else None,
                state="accepted" if here else "queued",
            )
        )
    return tuple(found)


def _letter_receipts(conn: Connection, act: NoticeAct) -> tuple[NoticeReceipt, ...]:
    stands = deliveries(conn, [message_id for _, message_id in act.letters])
    return tuple(
        NoticeReceipt(
            authority=recipient,
            received=stands[message_id].settled
            if stands[message_id].state is OutboxState.ACCEPTED
            else None,
            state=stands[message_id].state.value,
            reason=stands[message_id].reason,
        )
        for recipient, message_id in sorted(act.letters)
    )


def comments_on(work: Work, held: HeldNotice) -> tuple[ShownComment, ...]:
    """Return the comments on a notice: all at its author, our own elsewhere."""
    until = None if held.current is None else held.current.reply_until
    found = []
    for row in correspondence_rows.listed(work.conn, letter_type=LetterType.COMMENT):
        if row.content is None:
            continue  # recalled by its author
        comment = correspondence_rows.content_of(row, Comment)
        if comment.about == held.number:
            author = work.code if row.ours else row.peer
            late = until is not None and _day(work.office, author, row.at) > until
            found.append(ShownComment(author=author, at=row.at, comment=comment, late=late))
    return tuple(found)


def _day(office: Office, authority: str, at: datetime) -> date:
    return at.astimezone(office.law.calendar(authority, at).zone).date()


def _taken(office: Office, held: HeldNotice) -> int | None:
    """Count the sender's working days from the measure to the first act."""
    first = held.acts[0]
    if first.content is None:
        return None
    calendar = office.law.calendar(held.origin, first.at)
    start, end = first.content.at, _day(office, held.origin, first.at)
    if not calendar.first_year <= start.year <= end.year <= calendar.last_year:
        return None
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(1 for day in days if calendar.is_working_day(day))
