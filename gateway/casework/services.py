"""What a use case works with: the node's database, clock, law, search; and who reads there.

Wakes whoever waits for something new in the journal, and who tells others of what was released.

No thread and no connection waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import wraps
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from gateway.casework.law.law import Law
from gateway.casework.permissions import Officer, Permission
from gateway.casework.search.register_search import RegisterSearch
from gateway.casework.visibility import Visibility
from gateway.documents.content_folder import ContentFolder
from gateway.documents.inspection import AS_SHIPPED, Scrutiny
from gateway.domain.calendars import zone_of
from gateway.domain.lists.filters import Within, check_days
from gateway.domain.openness import NOTHING_SHOWN, OpennessPolicy
from gateway.evidence.page.view_page import Letterhead
from gateway.exchange.identity import NodeIdentity
from gateway.ports import Clock
from gateway.register.sync.repair import LogRepairer
from gateway.register.sync.syncer import RegisterSyncer
from gateway.store.database import Database
from gateway.trust.directory_chain import TrustFiles
from gateway.trust.proofs.directory_split import DirectorySplit
from gateway.trust.proofs.receipt_contradiction import KeepProof
from gateway.views.reader import ShownContents, ViewReader
from gateway.views.wording.wording import ENGLISH, Wording

T = TypeVar("T")


class News:
    """Says that something was written, to those of one event loop who wait for it."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self._over = False
        self.told = 0
        """How often there was something new; who reads notes it before, and misses nothing."""

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def arrive(self) -> None:
        """Wake all who wait; on the loop's own thread."""
        self.told += 1
        for each in self._waiting:
            if not each.done():
                each.set_result(None)

    def end(self) -> None:
        """Wake all who wait, and let nobody wait any more: the node stops."""
        self._over = True
        self.arrive()

    async def after(self, told: int, seconds: float) -> bool:
        """Wait until there was something new; say whether there was, before the time is over.

        Args:
            told: What `told` was before the caller looked.
            seconds: How long to wait at most.
        """
        if self.told == told and not self._over:
            one: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.add(one)
            try:
                await asyncio.wait({one}, timeout=seconds)
            finally:
                self._waiting.discard(one)
        return self.told != told and not self._over


class Offers:
    """Contents that were released since the node began, of which other members are to be told.

    A member that has a letter which names them may wait for them, and asks in growing pauses. That
    it is told is a kindness, kept in memory alone: a node that is stopped before has lost nothing,
    since whoever waits asks again. It is used on one event loop.
    """

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, str], None] = {}
        self._wanted: asyncio.Event | None = None

    def wake(self, wanted: asyncio.Event) -> None:
        """Have an event set whenever there is something to tell."""
        self._wanted = wanted

    def add(self, subject: str, sha256: str) -> None:
        """Note that contents were released.

        Args:
            subject: Whose they are: the number of a case, or a conversation.
            sha256: Their digest.
        """
        self._waiting[subject, sha256] = None
        if self._wanted is not None:
            self._wanted.set()

    def take(self) -> tuple[tuple[str, str], ...]:
        """Return what is to be told, each as subject and digest; it is told by the caller now."""
        taken, self._waiting = tuple(self._waiting), {}
        return taken


class SharedRegister(NamedTuple):
    """The register of all members as it is held here, and what proves that one was wrong."""

    search: RegisterSearch
    syncer: RegisterSyncer
    repairer: LogRepairer
    trust_files: Callable[[], TrustFiles]
    keep_receipt_proof: KeepProof
    keep_directory_split: Callable[[DirectorySplit], None]


@dataclass(frozen=True, slots=True)
class DocumentServices:
    """Where contents of documents lie, which come in, and of which others are told."""

    contents: ContentFolder
    scrutiny: Scrutiny = AS_SHIPPED
    small_document_octets: int = 0  # up to this contents come by themselves behind their letter
    offers: Offers = field(default_factory=Offers)


class OfficeSettings(NamedTuple):
    """What the installation says, and how one reader is answered."""

    openness: Callable[[], OpennessPolicy] = lambda: NOTHING_SHOWN
    token_life: timedelta = timedelta(days=365)
    wording: Wording = ENGLISH  # of views that are made for one reader: `Office.in_words`
    commands: bool = True  # whether he is told by which commands something is done


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What use cases share, in eight parts; made once by `gateway.app`."""

    db: Database
    me: NodeIdentity
    clock: Clock
    law: Law
    register: SharedRegister
    documents: DocumentServices
    settings: OfficeSettings = field(default_factory=OfficeSettings)
    news: News = field(default_factory=News)

    async def write(self, piece: Callable[[Work], T]) -> T:
        """Run a piece of work in the writer's transaction, as `Database.write` does."""
        return await self.db.write(wraps(piece)(lambda conn: piece(Work(conn, self))))

    async def read(self, piece: Callable[[Work], T]) -> T:
        """Run a piece of work on one snapshot, as `Database.read` does."""
        return await self.db.read(wraps(piece)(lambda conn: piece(Work(conn, self))))

    def in_words(self, wording: Wording, *, commands: bool = True) -> Office:
        """Return the same services for a reader of a language."""
        return replace(self, settings=self.settings._replace(wording=wording, commands=commands))

    def token_end(self, at: datetime, days: int | None) -> datetime:
        """Return when a token ends that is made now, for some days or as the settings say."""
        return at + (self.settings.token_life if days is None else timedelta(days=days))

    def sight(self, officer: Officer, permission: Permission) -> Visibility:
        """Return what an account may see now of that of which it may do something.

        Raises:
            PermissionRefusedError: The role may not do it.
        """
        officer.require(permission)
        return self.sight_of(officer, permission)

    def sight_of(
        self, officer: Officer, permission: Permission = Permission.READ_CASES
    ) -> Visibility:
        """Return the same of who may perhaps do nothing of the kind, to ask what is hidden."""
        return Visibility(officer, permission, self.clock.now())

    @property
    def today(self) -> date:
        """The present day where this authority is."""
        now = self.clock.now()
        return now.astimezone(self.law.calendar(self.code, now).zone).date()

    def days(self, name: str, first: date | None, last: date | None) -> Within:
        """Return the stretch of time from a day to another, both within, where this authority is.

        Args:
            name: What is on these days; its filters are called ``NAME_from`` and ``NAME_until``.
            first: Its first day; None: it has no beginning.
            last: Its last day; None: it has no end.

        Raises:
            InputError: DATE_IMPOSSIBLE; the last day lies before the first.
        """
        check_days(name, first, last)
        begin = None if first is None else self.end_of(first - timedelta(days=1))
        return Within(begin, None if last is None else self.end_of(last))

    def end_of(self, day: date) -> datetime:
        """Return the instant at which a day is over where this authority is."""
        zone = self.law.calendar(self.code).zone
        return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)

    @property
    def code(self) -> str:
        """This authority's code."""
        return self.me.code


class Work(NamedTuple):
    """One transaction, and the services that a use case works with in it.

    Attributes:
        conn: The transaction; it is not kept.
        office: Services of the node.
    """

    conn: Connection
    office: Office

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.office.clock.now()

    @property
    def today(self) -> date:
        """The present day where this authority is."""
        return self.office.today

    @property
    def law(self) -> Law:
        """The law as it is held."""
        return self.office.law

    @property
    def me(self) -> NodeIdentity:
        """This node, as others know it."""
        return self.office.me

    @property
    def code(self) -> str:
        """This authority's code."""
        return self.office.code


def reader_of(office: Office, contents: ShownContents | None = None) -> ViewReader:
    """Return who reads at this authority: its people are where it is.

    Args:
        office: Services of the node.
        contents: What is known of the contents of documents, for what is shown.
    """
    zone = ZoneInfo(zone_of(office.code))
    return ViewReader(
        zone,
        office.settings.wording,
        label=office.law.lists().label,
        contents=contents or ShownContents(),
        commands=office.settings.commands,
    )


def letterhead(office: Office, rulebook: str, *, evidence: bool = True) -> Letterhead:
    """Return what stands on a page of this authority.

    Args:
        office: Services of the node.
        rulebook: Version by which the page goes.
        evidence: Whether an evidence file can be had that proves what the page says.
    """
    directory = office.me.directory()
    book = office.law.rulebook(rulebook)
    return Letterhead(
        authority=directory.member(office.code).name,
        code=office.code,
        rehearsal=directory.rehearsal,
        rulebook=f"{book.version}: {book.title}",
        shown_at=office.clock.now(),
        evidence=evidence,
    )
