"""Reviews by every Member State, their publications (5(5) to (7)), and under which law all stands.

What begins on a day keeps the version of that day; a finding goes by the law of what is reviewed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from gateway.domain.letter import EntryType, LetterType
from gateway.domain.notice import Notice
from gateway.wire.content import content_from_bytes
from lab.simulation.checking import statement
from lab.simulation.checking.books import Books
from lab.simulation.checking.statement import slow_last_instant
from lab.simulation.checking.violations import Finding

STATES = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
)
"""The Member States, as the Treaties have them: "all Member States" are all of these."""


class SentNotice(NamedTuple):
    """A notice in the log of who sent it."""

    origin: str
    idx: int
    at: datetime
    notice: Notice


def sent_notices(books: Mapping[str, Books]) -> tuple[SentNotice, ...]:
    """Return every notice that stands in a log, in the order of their instants."""
    found = [
        SentNotice(each.code, entry.idx, entry.at, content_from_bytes(Notice, entry.bodies[0]))
        for each in books.values()
        for entry in each.entries
        if entry.type == EntryType.NOTICE and 0 in entry.bodies
    ]
    return tuple(sorted(found, key=lambda each: each.at))


def check_reviews(books: Mapping[str, Books], sent: tuple[SentNotice, ...]) -> Iterator[Finding]:
    """Yield what is wrong with publications, and with the periods of reviews."""
    for each in sent:
        if each.notice.kind == "5(6)" and each.notice.action == "published":
            yield from _published(books, each, sent)
        if each.notice.kind == "5(4)" and each.notice.action == "published":
            for code in books:
                if code != "EU":
                    yield from _period(books[code], each, sent)


def _published(
    books: Mapping[str, Books], published: SentNotice, sent: tuple[SentNotice, ...]
) -> Iterator[Finding]:
    """5(6): "once all Member States have notified": each by its own word, before."""
    about, number = published.notice.about, published.notice.number
    said: dict[str, str] = {}
    for each in sent:
        notice = each.notice
        if notice.about != about or each.at >= published.at:
            continue
        if notice.kind == "5(5)":
            withdrawn = notice.action == "withdrawn"
            said[each.origin[:2]] = "" if withdrawn else notice.outcome
        if notice.kind == "5(5).by_hand":
            states = [each.value for each in notice.references if each.system == "comity:state"]
            said |= dict.fromkeys(states, notice.outcome)
    every = STATES if _by_every_state(published) else sorted({code[:2] for code in books} - {"EU"})
    missing = [state for state in every if said.get(state) != "requirement"]
    if missing:
        yield "review.early", number, f"published before {missing} had notified"
    told = published.at.astimezone(statement.BRUSSELS).date()
    if _by_every_state(published) and told >= statement.TWO_OFFICERS_TELL:
        acts = [each for each in books["EU"].waiting if each["result"] == number]
        if not any(each["decided_by"] not in ("", each["by"]) for each in acts):
            yield "case.one_officer", number, "published by one officer"


def _by_every_state(published: SentNotice) -> bool:
    return statement.stated(published.notice.law)


def _period(mine: Books, reviewed: SentNotice, sent: tuple[SentNotice, ...]) -> Iterator[Finding]:
    """5(5): thirty of the own working days from the arrival, and more where any State asked."""
    number = reviewed.notice.number
    noted = mine.dues.get(("collective.review", number))
    came = [at for size, at in mine.cosigned.get(reviewed.origin, ()) if size > reviewed.idx]
    received = reviewed.at if mine.code == reviewed.origin else min(came, default=None)
    if noted is None or received is None:
        return
    more = 0
    for each in sent:
        notice = each.notice
        if notice.kind == "5(5).extension" and notice.about == number:
            more += next((e.number or 0 for e in notice.figures if e.code == "working_days"), 0)
    more = min(more, 30)
    wanted = slow_last_instant(mine.code, received, statement.REVIEWED_DAYS + more)
    if datetime.fromisoformat(noted) != wanted:
        yield "review.period", number, f"{mine.code}: until {noted}, and not {wanted}"


# --- under which law ----------------------------------------------------------------------------

_OF_A_REVIEW = ("5(5)", "5(6)", "5(7)")
"""Beginnings of the kinds of notice that go by the law of what is reviewed."""


def check_law(books: Mapping[str, Books], mine: Books) -> Iterator[Finding]:
    """Yield what stands under another version of a law than that of the day on which it began."""
    for case in mine.cases.values():
        law = case.application.further_law or statement.REGULATION
        wanted = statement.version_on(law, case.filed_at)
        if statement.stated(case.rulebook) and case.rulebook != wanted:
            yield "law.wrong", case.case_id, f"{case.rulebook} and not {wanted}"
    for model, ours, _ in mine.rows.values():
        sent = mine.sent(model.conversation_id, LetterType.REQUEST)
        if (
            not ours
            or model.case_id is not None
            or not sent
            or not statement.stated(model.rulebook)
        ):
            continue
        wanted = statement.version_on(statement.REGULATION, sent[0].header.created)
        if model.rulebook != wanted:
            yield "law.wrong", model.conversation_id, f"{model.rulebook} and not {wanted}"
    laws = {
        entry.subject: content_from_bytes(Notice, entry.bodies[0]).law
        for each in books.values()
        for entry in each.entries
        if entry.type == EntryType.NOTICE and 0 in entry.bodies
    }
    for entry in mine.entries:
        if entry.type != EntryType.NOTICE or 0 not in entry.bodies:
            continue
        notice = content_from_bytes(Notice, entry.bodies[0])
        if notice.action != "published" or not statement.stated(notice.law):
            continue
        if notice.kind.startswith(_OF_A_REVIEW) and notice.about in laws:
            wanted = laws[notice.about] if "analysis" not in notice.kind else notice.law
        else:
            wanted = statement.version_on(notice.law.partition("/")[0], entry.at)
        if notice.law != wanted:
            yield "law.wrong", notice.number, f"{notice.kind}: {notice.law} and not {wanted}"
