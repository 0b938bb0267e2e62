"""Sensitive parties of other authorities (Art 23(2)(e)), searched with the denials, shown apart.

Which kinds of notice are searched is the rulebook's. What is found is kept nowhere: it is
looked for anew when it is asked for, when a decision is proposed and when it is made, so an
expiry, an amendment or a recall has effect at once. Only that an officer has looked is kept,
in a table of its own. No act, task or change tells of it, since those who read them may not
be among those whom the originator chose, or do not need to know; and who may not read it is
refused in the same words whether there is anything or not.

A member holds some hundreds of such notices; all of them are compared, which is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection, select

from gateway.casework.cases.cases import open_case
from gateway.casework.law.notice_rules import rule_of
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows
from gateway.casework.records.letter_access import record_openings
from gateway.casework.records.notice_rows import chosen_notices, conversations_told
from gateway.casework.rules.outcomes import case_rule
from gateway.casework.services import Office, Work
from gateway.domain.base import Model
from gateway.domain.case import Case, CaseState
from gateway.domain.denial import FreeText
from gateway.domain.lists.denial_search import DenialQuery
from gateway.domain.notice import HeldNotice, Notice, NoticeState
from gateway.domain.page import FIRST_PAGE, ListOrder, Page, PageRequest, Place, filled, page_of
from gateway.domain.sensitive import Looked, SensitiveFound, SensitiveHit
from gateway.domain.transaction import Transaction
from gateway.errors import InputError, NotFoundError, Reason
from gateway.matching.index.documents import named_parties
from gateway.matching.lookup import as_transaction, name_that_holds
from gateway.matching.notices import compare_with_notice, parties_of
from gateway.register.row_writing import upsert
from gateway.store.paging import Among
from gateway.store.tables_examination import sensitive_looked as table

_PENDING = (
    CaseState.FILED,
    CaseState.EXAMINED,
    CaseState.CONSULTING,
    CaseState.ASSESSMENT,
    CaseState.PROPOSED,
)


class SensitiveCase(Model):
    """A pending case with the sensitive parties of which it reminds."""

    case_id: str
    hits: tuple[SensitiveHit, ...]


async def sensitive_of_case(
    office: Office, officer: Officer, case_id: str, *, page: PageRequest = FIRST_PAGE
) -> Page[SensitiveHit]:
    """List the sensitive parties of which a case reminds, with the originators' conditions.

    Raises:
        NotFoundError: There is no such case.
    """
    officer.require(Permission.READ_SENSITIVE)
    hits = await office.read(
        lambda work: sensitive_hits(work, case_rows.get(work.conn, case_id, lock=False))
    )
    found = page_of(hits, _NEAREST_FIRST, page, lambda hit: (-hit.party.score, hit.number))
    await _opened(office, officer, found.items)
    return found


_NEAREST_FIRST = ListOrder("sensitive parties", (float, str))


async def pending_sensitive(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[SensitiveCase]:
    """List the pending cases with sensitive parties that nobody has looked at yet."""
    theirs = office.sight(officer, Permission.READ_SENSITIVE).case
    found = await office.read(lambda work: _pending(work, page, theirs))
    await _opened(office, officer, [hit for each in found.items for hit in each.hits])
    return found


async def find_sensitive(
    office: Office,
    officer: Officer,
    query: DenialQuery,
    *,
    page: PageRequest = FIRST_PAGE,
) -> Page[SensitiveFound]:
    """Look the notices in force up by a party's name or a part of it, the nearest first.

    As of what a case reminds of, no act tells of it; who told is told by whom it was read, should
    the letter be recalled.

    Args:
        office: This authority.
        officer: Who searches.
        query: Names; of the rest, who told.
        page: Which part.

    Raises:
        InputError: No name is given, or the cursor is none of this list.
    """
    officer.require(Permission.READ_SENSITIVE)
    if not query.names:
        raise InputError(
            "names: a name is needed to search sensitive parties by",
            remedy="Give a name or a part of it.",
        )
    ours = as_transaction(query)
    searched = await office.read(lambda work: list(_searched(work)))
    found = [
        hit
        for each in searched
        if query.issuer in {None, each.held.origin} and (hit := _named(ours, each)) is not None
    ]
    found.sort(key=_nearness)
    shown = page_of(found, _NEAREST_FIRST, page, _nearness)
    await _opened(office, officer, shown.items)
    return shown


def _nearness(found: SensitiveFound) -> tuple[float, str]:
    return (0.0 if found.party is None else -found.party.score), found.number


def _named(ours: Transaction, searched: Searched) -> SensitiveFound | None:
    """Compare a name with the parties of a notice."""
    held, notice, title = searched
    theirs = parties_of(notice)
    near = compare_with_notice(ours, notice)
    holds = name_that_holds(named_parties(ours), theirs)
    if not theirs or (near is None and not holds):
        return None
    return SensitiveFound.made_from(
        notice,
        number=held.number,
        origin=held.origin,
        title=title,
        match_class=None if near is None else near.match_class,
        part_of_name=holds,
        party=None if near is None else near.party,
        names=tuple(name for party in theirs for name in party.names),
    )


async def look_at(
    office: Office, officer: Officer, case_id: str, number: str, note: FreeText
) -> tuple[SensitiveHit, ...]:
    """Record that one was looked at, and what came of it; nobody else is told.

    Raises:
        NotFoundError: There is no such case, or it reminds of no such notice.
        StateError: The case has ended.
    """
    officer.require(Permission.ASSESS)

    def write(work: Work) -> tuple[SensitiveHit, ...]:
        case = open_case(work.conn, case_id)
        hit = next((h for h in sensitive_hits(work, case) if h.number == number), None)
        if hit is None:
            raise NotFoundError(
                "the case reminds of no such notice",
                remedy="{listSensitiveCases} lists those that it does.",
                number=number[:60],
            )
        looked = Looked(
            language=note.language, text=note.text, by=officer.name, at=office.clock.now()
        )
        row = {"case_id": case_id, "number": number, "version": hit.version}
        upsert(work.conn, table, row | {"at": looked.at, "body": looked.model_dump_json()})
        return sensitive_hits(work, case)

    found = await office.write(write)
    await _opened(office, officer, found)
    return found


def check_looked_at(work: Work, case: Case) -> None:
    """Refuse to go on while a sensitive party of the case was not looked at.

    Raises:
        StateError: SENSITIVE_UNSEEN.
    """
    if any(hit.looked is None for hit in sensitive_hits(work, case)):
        raise Reason.SENSITIVE_UNSEEN.error(
            "the case reminds of a notice that must be looked at first",
            remedy="Look at it: {listSensitiveCases}; then {markSensitivePartySeen}.",
            case_id=case.case_id,
        )


def sensitive_hits(
    work: Work, case: Case, searched: Sequence[Searched] | None = None
) -> tuple[SensitiveHit, ...]:
    """Compare a case with the notices that are searched; nearest first.

    Args:
        work: The transaction, with the services of the node.
        case: A case; of a kind for which no denials are examined, nothing is searched.
        searched: The notices; read if absent.
    """
    if not case_rule(work.office, case).examined:
        return ()
    notices = list(_searched(work)) if searched is None else searched
    found = [hit for each in notices if (hit := _hit(case, each)) is not None]
    marks = _looked(work.conn, case.case_id)
    found.sort(key=lambda hit: (-hit.party.score, hit.number))
    return tuple(hit.looked_at(marks.get((hit.number, hit.version))) for hit in found)


class Searched(NamedTuple):
    """A notice in force that is searched."""

    held: HeldNotice
    notice: Notice
    title: str


def _searched(work: Work) -> Iterator[Searched]:
    """Yield the notices in force that this authority was told of by others, and its own."""
    day = work.today
    for held in chosen_notices(work.conn):
        notice = held.current
        rule = None if notice is None else rule_of(work.law, notice)
        if notice is None or rule is None or not rule.searched:
            continue
        if held.state(day) is NoticeState.VALID:
            yield Searched(held, notice, rule.title)


def _hit(case: Case, searched: Searched) -> SensitiveHit | None:
    transaction, (held, notice, title) = case.application.transaction, searched
    near = compare_with_notice(transaction, notice)
    if near is None:
        return None
    compared = f"{notice.model_dump_json()}\n{transaction.model_dump_json()}"
    return SensitiveHit.made_from(
        near,
        number=held.number,
        origin=held.origin,
        title=title,
        version=sha256(compared.encode()).hexdigest(),
        text=notice.text,
        conditions=notice.conditions,
        expires=notice.expires,
    )


def _looked(conn: Connection, case_id: str) -> dict[tuple[str, str], Looked]:
    query = select(table.c.number, table.c.version, table.c.body).where(table.c.case_id == case_id)
    return {
        (row.number, row.version): Looked.model_validate_json(row.body)
        for row in conn.execute(query)
    }


def _pending(work: Work, page: PageRequest, among: Among) -> Page[SensitiveCase]:
    searched = list(_searched(work))
    order = ListOrder("pending cases", (int, datetime, str), (False, True, True))
    before = order.place(page)

    def following() -> Iterator[tuple[SensitiveCase, Place]]:
        for number, state in enumerate(_PENDING):
            for case_id in case_rows.every_id(work.conn, state=state, among=among):
                case = case_rows.get(work.conn, case_id, lock=False)
                place = (number, case.filed_at, case_id)
                if before is not None and not order.is_behind(place, before):
                    continue
                hits = sensitive_hits(work, case, searched)
                if any(hit.looked is None for hit in hits):
                    yield SensitiveCase(case_id=case.case_id, hits=hits), place

    return filled(following(), order, page)


async def _opened(
    office: Office, officer: Officer, hits: Iterable[SensitiveHit | SensitiveFound]
) -> None:
    """Tell a later recall by whom the letters had been read."""
    numbers = {hit.number for hit in hits}
    if numbers:
        came = await office.db.read(lambda conn: conversations_told(conn, numbers))
        await record_openings(office, officer, came)
