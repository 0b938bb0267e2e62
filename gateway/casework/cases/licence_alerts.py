"""The watch: what a denial means that comes while a case is open, or after a licence.

And what a requirement does that another authority notifies, or withdraws, meanwhile.

It follows the register's feed. A pending case that a changed denial may concern is examined
again: what came is shown and told, consultations open, and a proposal falls, so that nobody
decides without having looked (Art 16(5)). Licences in force that match are listed for the
officers, who say what becomes of them.

The position moves after the effects, and the effects may be repeated: after a crash the same
changes are looked at once more and write nothing twice. A case whose first examination runs
at that very moment is left to its decision, which examines once more.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection

from gateway.casework.acts.failure_guard import guarded
from gateway.casework.acts.journal import Journal
from gateway.casework.cases import licence_alert_rows as rows
from gateway.casework.cases.changed_denials import changed_denials, hits_among
from gateway.casework.cases.examining import search_for
from gateway.casework.cases.relied_denials import tell_cases, untold
from gateway.casework.cases.unreviewed_denials import (
    is_older,
    news_in,
    requirements_in,
    take_news,
)
from gateway.casework.consultations.required_consultations import unasked
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows
from gateway.casework.records.examination_rows import add_judgement, version_of
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.case import Case
from gateway.domain.case.watch import LicenceMatch, MatchWord
from gateway.domain.examination import Examination, Hit, Judgement, MatchClass, Occasion
from gateway.domain.notice import NoticeAct
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.saying import says
from gateway.matching.requirements import Considering, requirements_met
from gateway.matching.transaction import KnownDenial
from gateway.matching.versions import classes_of
from gateway.register.denials.changes import denial_feed, register_position_now
from gateway.register.notice_entries import count_notices, notice_entries

WATCH = "watch"
"""Under which name a case that could not be followed is a task."""

MANY = 100
"""More changes than this are looked for through the index, a case at a time.

To compare one pair takes about 0.1 ms, to search a register of 100,000 denials 10 to 20 ms.
"""

_CASES = 200  # read at a time


@dataclass(frozen=True, slots=True)
class _Changes:
    """What changed in the register since the watch last looked.

    Attributes:
        position: How far the feed had come.
        moved: Whether it has moved at all.
        denials: The changed denials that are valid; None where they are many.
        again: Cases that could not be followed before.
    """

    position: int
    moved: bool
    denials: tuple[KnownDenial, ...] | None
    again: frozenset[str]


async def watch(office: Office) -> int:
    """Look what the changes in the register mean for our cases; return how many they concern.

    A quiet round reads and writes nothing. A case that cannot be followed is a task and is
    tried again at each round, whatever becomes of the task; the others go on.
    """
    changes = await office.read(_changes)
    if not changes.moved and not changes.again:
        return 0
    restored = await _told_by_courts(office) if changes.moved else frozenset[str]()
    changes = replace(changes, again=changes.again | restored)
    concerned: list[str] = []
    failed: set[str] = set()

    async def look_at(case_id: str) -> None:
        if await _look_at(office, case_id, restored=case_id in restored):
            concerned.append(case_id)

    if changes.denials == () and not changes.again:  # they have ended, or are not held
        case_ids: tuple[str, ...] = ()
    else:
        case_ids = await office.db.read(rows.watched_ids)
    if not changes.moved:
        case_ids = tuple(each for each in case_ids if each in changes.again)
    for start in range(0, len(case_ids), _CASES):
        chunk = case_ids[start : start + _CASES]
        cases = await office.read(partial(rows.load_watched, case_ids=chunk))
        for case in await asyncio.to_thread(_concerned, office, cases, changes):
            look = partial(look_at, case.case_id)
            if not await guarded(office, look, kind=WATCH, subject=case.case_id):
                failed.add(case.case_id)
    if changes.moved or failed != changes.again:

        def write(conn: Connection) -> None:
            rows.move_to(conn, changes.position)
            rows.try_again(conn, failed)

        await office.db.write(write)
    return len(concerned)


class RequirementWatch:
    """Looks what notices of others' requirements mean for our pending cases, as they come.

    Only a round in which a notice came in some log compares anything, and the first after a
    start. What fails is a task, and is tried again at the next round.

    Args:
        office: This authority.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._seen = -1
        self._known: set[tuple[str, int | None]] = set()

    async def look(self) -> int:
        """Examine each pending case again that a new notice concerns; return how many."""
        office = self._office
        held = await office.db.read(count_notices)
        if held == self._seen:
            return 0
        acts = await office.db.read(lambda conn: tuple(notice_entries(conn)))
        new = {each.number for each in acts if _place(each) not in self._known}
        acts = tuple(each for each in acts if each.number in new)
        done, failed = 0, False
        for case in await office.db.read(rows.pending_cases):
            if not await asyncio.to_thread(_requires, office, case, acts):
                continue
            look = partial(_look_at, office, case.case_id, restored=False)
            if await guarded(office, look, kind=WATCH, subject=case.case_id):
                done += 1
            else:
                failed = True
        if not failed:
            self._seen = held
            self._known |= {_place(each) for each in acts}
        return done


def _place(act: NoticeAct) -> tuple[str, int | None]:
    return act.origin, act.index


def _requires(office: Office, case: Case, acts: Sequence[NoticeAct]) -> bool:
    """Say whether a requirement of another came since a pending case was examined."""
    rulebook, today = office.law.rulebook(case.rulebook), office.clock.now().date()
    sizes = dict.fromkeys((each.origin for each in acts), sys.maxsize)  # all that came
    by = Considering(rulebook, office.code, sizes, today)
    found = requirements_met(case.application.transaction, acts, by)
    return bool(requirements_in(case.examination, found))


async def _told_by_courts(office: Office) -> frozenset[str]:
    """Tell cases what courts did to denials; return those of which a denial is valid again."""
    before = await office.db.read(rows.position_of)
    if not await office.db.read(lambda conn: untold(conn, before)):
        return frozenset()
    return await office.write(lambda work: tell_cases(work, before))


def _changes(work: Work) -> _Changes:
    before, now = rows.position_of(work.conn), register_position_now(work.conn)
    again = rows.to_try_again(work.conn)
    if before == now:
        return _Changes(now, moved=False, denials=(), again=again)
    feed = denial_feed(work.conn, before, MANY + 1)
    if len(feed) > MANY:
        return _Changes(now, moved=True, denials=None, again=again)
    known = changed_denials(work, feed)
    return _Changes(now, moved=True, denials=known, again=again)


def _concerned(office: Office, cases: tuple[Case, ...], changes: _Changes) -> list[Case]:
    """Return the cases that are to be searched for once more."""
    return [
        case
        for case in cases
        if changes.denials is None
        or case.case_id in changes.again
        or _meets(office, case, changes.denials)
    ]


def _meets(office: Office, case: Case, denials: tuple[KnownDenial, ...]) -> bool:
    """Say whether one of some denials is near to what a case is about."""
    known = case.examination.hits if case.examination is not None else ()
    try:
        return any(news_in(known, [hit]) for hit in hits_among(office, case, denials))
    except Exception:  # noqa: BLE001 - it is searched for by itself, where a failure is a task
        return True


async def _look_at(office: Office, case_id: str, *, restored: bool) -> bool:
    """Search for one case anew and write what is new; return whether anything was.

    Repeating it changes nothing.

    Args:
        office: This authority.
        case_id: The case.
        restored: Whether a denial is valid again about which a question had ended.
    """
    done: bool | None = None
    while done is None:  # until nothing slips in between the search and the transaction
        case = await office.db.read(lambda conn: case_rows.get(conn, case_id, lock=False))
        found = await search_for(office, case)
        if found is None:
            return False
        news = partial(_news, known=case, found=found, restored=restored)
        if not await office.read(news) and not requirements_in(
            case.examination, found.requirements
        ):
            return False
        take = partial(_take, known=case, found=found, restored=restored)
        done = await office.write(take)
    return done


def _news(work: Work, *, known: Case, found: Examination, restored: bool) -> tuple[Hit, ...]:
    """Return what of an examination officers do not know yet of a case or a licence."""
    hits = known.examination.hits if known.examination is not None else ()
    if rows.is_pending(known):
        again = _unasked(work, known, found, restored=restored)
        return tuple(dict.fromkeys((*news_in(hits, found.hits), *again)))
    if not rows.in_force(work, known):
        return ()
    own = rows.own_denials(work.conn, known)
    listed = (*hits, *rows.matches_of(work.conn, known.case_id))
    shows = _classes_shown(known)
    return tuple(
        hit
        for hit in news_in(listed, found.hits)
        if hit.denial_id not in own and hit.match_class in shows
    )


def _unasked(work: Work, case: Case, found: Examination, *, restored: bool) -> tuple[Hit, ...]:
    """Return the hits to be asked about again: the question ended while they were not valid."""
    return unasked(work, case, found.hits, lets_go=True) if restored else ()


def _classes_shown(case: Case) -> frozenset[MatchClass]:
    """Return the classes of which a decision would have known what there was by then.

    Where its matcher did not show denials of the same party for other goods, those that were
    there before it cannot be told from those that came after.
    """
    matches = frozenset(each for each in MatchClass if each.both_halves)
    if case.examination is None:
        return matches
    return matches | classes_of(case.examination.matcher_version)


def _take(work: Work, *, known: Case, found: Examination, restored: bool) -> bool | None:
    """Write what is new and return whether anything was; None if the case is another now."""
    case = case_rows.get(work.conn, known.case_id)
    if (case.application, case.state) != (known.application, known.state):
        return None
    news = _news(work, known=case, found=found, restored=restored)
    came = rows.is_pending(case) and requirements_in(case.examination, found.requirements)
    if not news and not came:
        return False
    if not rows.is_pending(case):
        _list(work, case, news)
    elif is_older(found, case.examination):
        return None
    else:
        again = _unasked(work, case, found, restored=restored)
        occasion = Occasion.DENIAL_CAME if news else Occasion.REQUIREMENT_CAME
        take_news(work, case, found, occasion=occasion, unasked=again)
    return True


def _list(work: Work, case: Case, news: tuple[Hit, ...]) -> None:
    now = work.now
    journal = Journal(work.conn, now)
    rows.put_matches(work.conn, case.case_id, news, at=now)
    for hit in news:
        journal.act(
            Verb.LICENCE_MATCHED,
            case.case_id,
            says(
                "{denial_id}: {words} of the licence in force",
                denial_id=hit.denial_id,
                words=hit.match_class.within,
            ),
            hit.denial_id,
        )
    if any(hit.match_class.both_halves for hit in news):
        number = rows.number_of(work.conn, case) or case.case_id
        journal.open_task(
            TaskKind.LICENCE_MATCHED,
            case.case_id,
            says(
                "denials that came after the licence {licence} match it; say what becomes of it",
                licence=number,
                case=case.case_id,
            ),
        )


async def list_matches(
    office: Office,
    officer: Officer,
    *,
    seen: bool = False,
    page: PageRequest = FIRST_PAGE,
) -> Page[LicenceMatch]:
    """List licences in force with the denials that they match; those looked at if asked for.

    Args:
        office: This authority.
        officer: Who asks.
        seen: Whether those that an officer has looked at are among them.
        page: Which part.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    theirs = office.sight(officer, Permission.READ_HITS).case
    return await office.read(lambda work: rows.page_of_matches(work, page, seen=seen, among=theirs))


async def mark_seen(
    office: Office, officer: Officer, case_id: str, denial_id: str, word: MatchWord
) -> tuple[LicenceMatch, ...]:
    """Mark a match as looked at, with what it is and what is done; return all of the licence.

    Nothing follows for the licence by itself: a case about it is filed by the officer. A
    verdict is kept with those on hits of cases, and is offered like them.

    Raises:
        NotFoundError: There is no such case, or no such match of it.
    """
    officer.require(Permission.ASSESS)

    def write(work: Work) -> tuple[LicenceMatch, ...]:
        now = work.now
        journal = Journal(work.conn, now, officer.name)
        licence = case_rows.get(work.conn, case_id, lock=False)
        rows.see_match(work.conn, case_id, denial_id, at=now, by=officer.name, said=word)
        if word.verdict is not None:
            judgement = Judgement.made_from(
                word,
                denial_id=denial_id,
                case_id=case_id,
                by=officer.name,
                at=now,
                version=version_of(work.conn, denial_id),
            )
            add_judgement(work.conn, judgement, licence.application.transaction)
        journal.act(
            Verb.LICENCE_MATCH_SEEN,
            case_id,
            says(
                "{denial_id}: looked at, with the reason given",
                denial_id=denial_id,
                verdict=word.verdict,
            ),
            denial_id,
        )
        listed = rows.listed_matches(work, case_id)
        if all(each.seen for each in listed if each.hit.match_class.both_halves):
            journal.close_tasks(TaskKind.LICENCE_MATCHED, case_id)
        return listed

    return await office.write(write)
