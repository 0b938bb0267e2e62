"""Goods stopped at customs: by which clock, how it ended, who told the others (Article 21)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from gateway.domain.consultation import Consultation, ExtensionReply
from gateway.domain.letter import LetterType
from gateway.wire.content import content_from_bytes
from lab.simulation.checking import statement
from lab.simulation.checking.books import Books
from lab.simulation.checking.statement import slow_last_instant
from lab.simulation.checking.violations import Finding

_OVER = ("answered", "silent")
_SWEPT = timedelta(days=8)
"""Dates are looked at once a week in a simulation."""


def check_stops(books: Mapping[str, Books], mine: Books, until: datetime) -> Iterator[Finding]:
    """Yield what is wrong with the stops of this member, and with what it was asked about."""
    for model, ours, _ in mine.rows.values():
        if model.procedure == "21(4)" and ours:
            yield from _clock(books, mine, model)
            yield from _ended(mine, model, until)
        if model.procedure in ("21(4)", "14(2)") and not ours:
            yield from _told(mine, model)


def own_end(mine: Books, model: Consultation) -> datetime | None:
    """Work out when a stop ends by its own clock; None where the law gives it none."""
    stopped = model.request.stopped_at
    if stopped is None or not statement.stated(model.rulebook):
        return None
    days = statement.STOPPED_DAYS
    last = slow_last_instant(mine.code, stopped, days)
    for letter in mine.sent(model.conversation_id, LetterType.EXTENSION_REPLY):
        reply = content_from_bytes(ExtensionReply, letter.body)
        if reply.accepted and letter.header.created < last:
            days = min(days + reply.working_days, 30)
            last = slow_last_instant(mine.code, stopped, days)
    return last


def _clock(books: Mapping[str, Books], mine: Books, model: Consultation) -> Iterator[Finding]:
    """21(3): the stop has its own end, on both sides the same."""
    wanted, subject = own_end(mine, model), model.conversation_id
    there = books[model.consulted].rows.get(subject)
    for code, side in ((mine.code, model), (model.consulted, there[0] if there else model)):
        clock = side.stop_clock
        found = None if clock is None else clock.last_instant
        if found != wanted:
            yield "stop.wrong", subject, f"{code}: ends at {found}, and not at {wanted}"


def _ended(mine: Books, model: Consultation, until: datetime) -> Iterator[Finding]:
    """21(3): who stopped the goods learns that they are due for release, whoever was asked."""
    last = own_end(mine, model)
    if last is None or last + _SWEPT > until:
        return
    answered = model.answered_at
    before = model.state in _OVER and answered is not None and answered < last
    silent = model.state == "silent" and model.deadline is not None
    by_silence = silent and model.deadline is not None and model.deadline.last_instant <= last
    told = any(
        e.kind == "stop.ended" and e.subject == model.conversation_id for e in mine.every_task
    )
    if not (before or by_silence or told or model.state == "superseded"):
        yield "stop.untold", model.conversation_id, f"over since {last}, and no person was told"


def _told(mine: Books, model: Consultation) -> Iterator[Finding]:
    """21(4): who was asked informs all when a stop has ended; 14(2): who keeps its licence."""
    if model.state not in _OVER:
        return
    kind = model.procedure
    answer = "" if model.counting_answer is None else model.counting_answer.answer
    if kind == "14(2)" and answer == "follows":
        return  # its own decision is notified like any other
    subjects = {model.conversation_id, model.case_id or ""}
    given = any(act.verb == "notice.given" for each in subjects for act in mine.acts.get(each, ()))
    owed = any(("notice.due", each, kind) in mine.tasks for each in subjects)
    if not given and not owed:
        yield "notice.untold", model.conversation_id, f"{kind} is neither given nor owed"
