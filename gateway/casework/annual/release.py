"""Freeze, release, late data, corrigendum: what is published, and who decides it.

One person freezes: what counts becomes a numbered edition, signed and kept. Nothing gets
into one that a State was not asked about; what it did not clear is held back. A second
person releases it when the Coordination Group has been consulted. Data that come after the
freeze wait; a person takes them for a corrigendum, which is the next edition with the list
of the cells that it changes, under the embargo of the one that it corrects. What is frozen and
not released can be set aside, and frozen again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from pydantic import Field, StringConstraints
from sqlalchemy import Connection

from gateway.casework.acts.due_dates import DueKind, set_due
from gateway.casework.acts.journal import Journal, journal_of
from gateway.casework.annual import editions as kept_rows
from gateway.casework.annual import rows
from gateway.casework.annual.collection import check_commission
from gateway.casework.annual.confidentiality_round import check_unchanged
from gateway.casework.annual.dates import publish
from gateway.casework.annual.draft import Drafted, draft, made_from, own_cells
from gateway.casework.annual.editions import KeptEdition
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.annual.collection import COLLECTING, Collected, CollectionStanding, Stage
from gateway.domain.annual.edition import EarlierFigure, Edition, PublishedTable
from gateway.domain.annual.submission import NarrativeText
from gateway.domain.annual.template import Template
from gateway.domain.base import Day, Instant, Model
from gateway.domain.denial import FreeText
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.saying import says
from gateway.errors import ComityError, InputError, Reason, StateError
from gateway.reports import editions
from gateway.reports.consolidation import Consolidation
from gateway.reports.disclosure import Progress, audit, changed_between, links_of
from gateway.reports.editions import EditionCorrigendum, Freeze
from gateway.reports.published_tables import cell_key


class FreezeOrder(Model):
    """What an officer decides when an edition is frozen.

    Attributes:
        embargo_until: Nothing is published before it.
        publish_on: Day of publication that stands in the edition.
        sections: What the Commission services write.
        earlier: Totals of years of which no edition is published here.
        reason: Of a corrigendum: why there is one.
    """

    title: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    embargo_until: Instant | None = None
    publish_on: Day
    sections: tuple[NarrativeText, ...] = ()
    earlier: tuple[EarlierFigure, ...] = Field(default=(), max_length=1000)
    reason: tuple[FreeText, ...] = Field(default=(), max_length=6)

    def with_earlier(self, totals: tuple[EarlierFigure, ...]) -> FreezeOrder:
        """Return the order with the totals of earlier years that stand in the edition."""
        return self._with(earlier=totals)

    def under_embargo_of(self, corrected: KeptEdition) -> FreezeOrder:
        """Return the order of a corrigendum: it is not published before what it corrects."""
        ends = [each for each in (self.embargo_until, corrected.embargo) if each is not None]
        if corrected.published is not None or not ends:
            return self
        return self._with(embargo_until=max(ends))


class LateDecision(Model):
    """What an officer decides of a submission that came after the freeze.

    Attributes:
        take: It counts from now on, for the next edition or a corrigendum.
        why: In words, for the record.
    """

    take: bool
    why: Annotated[str, StringConstraints(min_length=1, max_length=1000)]


async def freeze(
    office: Office,
    officer: Officer,
    collection: str,
    order: FreezeOrder,
    *,
    progress: Progress | None = None,
) -> KeptEdition:
    """Freeze what counts as the first edition.

    Raises:
        NotFoundError: There is no such collection.
        StateError: NOT_CLEARED: a State was not shown what counts, or its time to clear it
            runs. DISCLOSURE_UNSAFE: a held figure could be computed. STATE_CONFLICT: it is
            frozen already.
    """
    officer.require(Permission.REPORT)
    check_commission(office)
    if order.reason:
        raise InputError("reason: a first edition corrects nothing", field="reason")
    row = await office.db.read(lambda conn: rows.get(conn, collection))
    rows.check_collecting(row)
    return await _freeze(office, officer, row, order, progress)


async def corrigendum(
    office: Office,
    officer: Officer,
    collection: str,
    order: FreezeOrder,
    *,
    progress: Progress | None = None,
) -> KeptEdition:
    """Freeze what counts now as the next edition, with the cells that it changes.

    It inherits the embargo of the edition that it corrects, where that is not published yet.

    Raises:
        InputError: It says no reason.
        StateError: As `freeze`; there is no released edition to correct, or nothing changes.
    """
    officer.require(Permission.REPORT)
    check_commission(office)
    if not order.reason:
        raise InputError("reason: a corrigendum says why there is one", field="reason")
    row = await office.db.read(lambda conn: rows.get(conn, collection))
    newest = await office.db.read(lambda conn: kept_rows.get_kept(conn, collection))
    if newest.released is None:
        raise StateError(
            "edition {number} is not released; nothing is there to correct",
            remedy="Release it: {releaseEdition}. Or set it aside: {setAsideEdition}.",
            number=newest.number,
        )
    order = order.under_embargo_of(newest)
    earlier = await kept_rows.editions_of(office, collection)
    return await _freeze(office, officer, row, order, progress, earlier, newest)


async def release(
    office: Office,
    officer: Officer,
    collection: str,
    *,
    consulted: date,
    progress: Progress | None = None,
) -> KeptEdition:
    """Release the newest edition, as the second person; it is published after its embargo.

    Args:
        office: The Commission services.
        officer: Another one than who froze it.
        collection: Its id.
        consulted: When the Coordination Group had been consulted (Article 26(2)).
        progress: Told how far the audit has come, from another thread.

    Raises:
        InputError: The day of the consultation is to come, or before the freeze.
        StateError: It is released already; SECOND_OFFICER_NEEDED, the same person froze it; or
            DISCLOSURE_UNSAFE.
    """
    officer.require(Permission.RELEASE)
    check_commission(office)
    row = await office.db.read(lambda conn: rows.get(conn, collection))
    looked_at = await office.db.read(lambda conn: kept_rows.get_kept(conn, collection))
    all_editions = await kept_rows.editions_of(office, collection)
    made = await office.db.read(lambda conn: made_from(conn, row, all_editions))
    await asyncio.to_thread(_audit, row.template, all_editions, made, progress)

    def write(work: Work) -> KeptEdition:
        kept = kept_rows.get_kept(work.conn, collection)
        now = office.clock.now()
        check_release(office, officer, kept, looked_at, consulted)
        kept_rows.release(work.conn, kept, by=officer.name, at=now, consulted=consulted)
        text = says(
            "edition {number}, digest {digest}", number=kept.number, digest=kept.digest[:12]
        )
        Journal(work.conn, now, officer.name).act(
            Verb.ANNUAL_RELEASED, collection, text, kept.digest
        )
        if kept.embargo is None or kept.embargo <= now:
            publish(work, collection, kept.number)
        else:
            subject = f"{collection}/{kept.number}"
            set_due(work, kind=DueKind.ANNUAL_EMBARGO, subject=subject, at=kept.embargo)
        return kept_rows.get_kept(work.conn, collection, kept.number)

    return await office.write(write)


def _audit(
    template: Template,
    editions: Sequence[Edition],
    made: Sequence[Consolidation],
    progress: Progress | None,
) -> None:
    *earlier, newest = editions
    changed = [changed_between(each, made[-1]) for each in made[:-1]]
    links = links_of(made[-1])
    audit(template, newest.tables, earlier, changed, links=links, made=made, progress=progress)


async def late(
    office: Office, officer: Officer, collection: str, *, page: PageRequest = FIRST_PAGE
) -> Page[Collected]:
    """Show what came after the freeze."""
    officer.require(Permission.READ_REPORT)
    ledger = {CollectionStanding.LEDGER, CollectionStanding.TAKEN, CollectionStanding.LEFT}

    def read(conn: Connection) -> Page[Collected]:
        rows.get(conn, collection)
        return rows.page_of_submissions(conn, collection, page, standings=ledger)

    return await office.db.read(read)


async def decide_late(
    office: Office, officer: Officer, collection: str, digest: str, decision: LateDecision
) -> Collected:
    """Take a late submission for the next edition, or leave it.

    Taken, it counts for the next round and edition; the frozen one stays what it is.

    Raises:
        NotFoundError: There is none of that digest.
        StateError: It is not in the ledger, or an earlier one of its State waits before it.
    """
    officer.require(Permission.REPORT)

    def write(work: Work) -> Collected:
        rows.get(work.conn, collection, lock=True)
        found = rows.find_submission(work.conn, collection, digest)
        if found.standing is not CollectionStanding.LEDGER:
            raise StateError(
                "the submission is {standing}, not in the ledger",
                remedy="{listSubmissions} shows where each of them stands.",
                standing=found.standing,
            )
        standing = CollectionStanding.TAKEN if decision.take else CollectionStanding.LEFT
        rows.decide_submission(work.conn, found.digest, standing, decision.why)
        journal = journal_of(work, officer.name)
        journal.act(
            Verb(f"annual.{standing}"),
            collection,
            says(
                "version {version} of {authority}: {why}",
                version=found.version,
                authority=found.authority,
                why=decision.why,
            ),
            found.digest,
        )
        if not rows.waiting(rows.submissions(work.conn, collection)):
            journal.close_tasks(TaskKind.ANNUAL_LATE, collection)
        return rows.find_submission(work.conn, collection, found.digest)

    return await office.write(write)


async def _freeze(
    office: Office,
    officer: Officer,
    row: rows.CollectionRow,
    order: FreezeOrder,
    progress: Progress | None,
    earlier: tuple[Edition, ...] = (),
    corrects: KeptEdition | None = None,
) -> KeptEdition:
    await office.read(lambda work: check_asked(work, row))
    drafted = await draft(office, row, earlier=earlier, progress=progress)
    known = await office.db.read(lambda conn: kept_rows.earlier_totals(conn, row.line.year))
    years = {each.year for each in known}
    before = order.earlier or (earlier[-1].earlier if earlier else ())
    given = [each for each in before if each.year not in years]
    totals = tuple(sorted((*given, *known), key=lambda each: (each.year, each.table)))
    now = office.clock.now()
    order = order.with_earlier(totals)
    make = partial(make_edition, row, drafted, order, now, earlier, corrects, progress=progress)
    made = await asyncio.to_thread(make)

    def write(work: Work) -> KeptEdition:
        held = rows.get(work.conn, row.id, lock=True)
        check_unchanged(work.conn, row.id, drafted)
        check_asked(work, held)
        if rows.editions(work.conn, row.id) != len(earlier):
            raise StateError(
                "somebody else has frozen an edition",
                remedy="Look at it: {listEditions}.",
                collection=row.id,
            )
        kept = kept_rows.keep(work, officer, made)
        if held.line.stage in COLLECTING:
            rows.set_stage(work.conn, row.id, Stage.FROZEN)
        Journal(work.conn, now, officer.name).act(
            Verb.ANNUAL_FROZEN,
            row.id,
            says(
                "edition {number}, {coverage}; held: {held}",
                number=kept.number,
                coverage=drafted.consolidation.coverage,
                held=drafted.held,
            ),
            kept.digest,
        )
        return kept

    return await office.write(write)


def make_edition(
    row: rows.CollectionRow,
    drafted: Drafted,
    order: FreezeOrder,
    at: datetime,
    earlier: Sequence[Edition] = (),
    corrects: KeptEdition | None = None,
    *,
    progress: Progress | None = None,
) -> Edition:
    """Make an edition, and check what it shows before anybody keeps it.

    Raises:
        StateError: NOT_CLEARED, DISCLOSURE_UNSAFE, or a corrigendum that corrects nothing.
    """
    what = Freeze(
        collection=row.id,
        title=order.title,
        frozen_at=at,
        embargo_until=order.embargo_until,
        published_on=order.publish_on,
        sections=order.sections,
        earlier=order.earlier,
    )
    before = None
    if corrects is not None:
        before = EditionCorrigendum(before=earlier[-1], digest=corrects.digest, reason=order.reason)
    made = editions.edition(drafted.consolidation, drafted.tables, what, before)
    if corrects is not None and made.sources == earlier[-1].sources:
        raise StateError(
            "nothing else counts than in the edition before",
            remedy="Take what came late first: {listLateSubmissions}.",
            collection=row.id,
        )
    check_cleared(row.template, made.tables, drafted.uncleared)
    audit(
        row.template,
        made.tables,
        earlier,
        drafted.changed,
        links=links_of(drafted.consolidation),
        made=(*drafted.sources, drafted.consolidation),
        progress=progress,
    )
    return made


def check_asked(work: Work, row: rows.CollectionRow) -> None:
    """Check that every State was shown what counts, and has answered or had its time.

    Raises:
        StateError: NOT_CLEARED, naming the States.
    """
    shown, now = rows.rounds(work.conn, row.id), work.now
    unseen, running = [], []
    for state, counts in rows.counting(rows.submissions(work.conn, row.id)).items():
        round_ = shown.get(state)
        if round_ is None or round_.submission != counts.digest:
            unseen.append(state)
        elif round_.clearance is None and now < work.office.end_of(round_.until):
            running.append(state)
    if unseen:
        raise _not_cleared(
            "{unseen} was not shown the tables of what counts",
            "Open the round: {openClearanceRound}.",
            row.id,
            unseen=sorted(unseen),
        )
    if running:
        raise _not_cleared(
            "{running} has time left to clear its tables",
            "Wait for the end of the round, or for the answers.",
            row.id,
            running=sorted(running),
        )


def check_cleared(
    template: Template, tables: Sequence[PublishedTable], uncleared: Sequence[str]
) -> None:
    """Check that no table shows a figure of a State that has cleared nothing.

    The last look at what would be published; it goes by the tables alone.

    Raises:
        StateError: NOT_CLEARED, naming table and State.
    """
    views = {each.key: each for each in template.view}
    own = {state: own_cells(template)[state] for state in uncleared}
    for table in tables:
        for row, cells in zip(table.rows, table.cells, strict=True):
            for column, cell in zip(table.columns, cells, strict=True):
                key = cell_key(template, views[table.key], row.code, column.code)
                shows = cell.number is not None or cell.value_cents is not None
                if shows and key.origin in own and key in own[key.origin]:
                    raise _not_cleared(
                        "table {number} would show a figure of {origin}",
                        "Report this as a defect of Comity.",
                        table.key,
                        number=table.number,
                        origin=key.origin,
                    )


def check_release(
    office: Office, officer: Officer, kept: KeptEdition, audited: KeptEdition, consulted: date
) -> None:
    """Check that an officer may release the edition that was audited.

    Args:
        office: The Commission services.
        officer: Who releases.
        kept: The newest edition, as it is now.
        audited: The same, as it was when the audit began.
        consulted: When the Coordination Group had been consulted.

    Raises:
        InputError: The day of the consultation is to come, or before the freeze.
        StateError: It was released or set aside, or SECOND_OFFICER_NEEDED.
    """
    if kept.digest != audited.digest:
        raise StateError(
            "edition {number} was set aside meanwhile, or another one was frozen",
            remedy="Look at what is frozen now: {listEditions}.",
            number=audited.number,
        )
    if kept.released is not None:
        raise StateError(
            "edition {number} is released already",
            remedy="What changes from now on is a corrigendum: {freezeEdition}.",
            number=kept.number,
        )
    officer.require_second(kept.frozen_by, "who froze an edition does not release it")
    if office.end_of(consulted) <= kept.frozen or consulted > office.clock.now().date():
        raise InputError(
            "consulted: the Coordination Group is consulted on what was frozen, and before this",
            field="consulted",
        )


def _not_cleared(what: str, remedy: str, subject: str, **values: Any) -> ComityError:
    return Reason.NOT_CLEARED.error(what, remedy=remedy, about=subject, **values)
