"""The composition root: one node's rooms, wired.

Only this package knows which room satisfies which port, and only it imports `workflows`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

import structlog

from gateway.app.callbacks import RoomCallbacks
from gateway.app.clock import ActClock, RehearsalClock, SystemClock
from gateway.app.contents import content_store, scrutiny
from gateway.app.directory import DirectoryHolder, hold_directory
from gateway.app.directory_states import DirectoryStates
from gateway.app.directory_versions import DirectoryVersions
from gateway.app.keys.making import finish_showing
from gateway.app.keys.tokens import check_tokens_set, load_ring
from gateway.app.law_files import FOLDER as LAW_FOLDER
from gateway.app.law_files import OPENNESS, LawFiles, read_openness
from gateway.app.meaning_prefetch import ReadingAhead
from gateway.app.receipt_proofs import ReceiptProofs
from gateway.app.restored import begin_where_ordered
from gateway.app.restoring import Restoring
from gateway.app.several.roles import hold_of, roles_of
from gateway.casework.handlers.fetching import Fetching
from gateway.casework.handlers.letter_handlers import ContentRules, effects
from gateway.casework.law.law import Law
from gateway.casework.open_work.examination_queue import ExaminationQueue
from gateway.casework.search.register_search import RegisterSearch
from gateway.casework.services import DocumentServices, Office, OfficeSettings, SharedRegister
from gateway.documents.content_folder import ContentFolder
from gateway.documents.content_rows import digests
from gateway.documents.content_server import DocumentService
from gateway.documents.fetching import ContentsFetcher
from gateway.domain.authority import Role
from gateway.errors import LawError, UnavailableError
from gateway.exchange.delivery import (
    Deliverer,
)
from gateway.exchange.directory_gossip import DirectoryGossip, ToldDirectories
from gateway.exchange.dispatch import Dispatcher
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.intake import Intake
from gateway.exchange.law_service import LawService
from gateway.exchange.law_source import LawSource
from gateway.exchange.letter_return import LetterReturner
from gateway.exchange.peers import Peers
from gateway.matching.index.denial_index import DenialIndex
from gateway.matching.meaning.comparison import MeaningReader, shared_model
from gateway.matching.meaning.meaning_store import MeaningStore
from gateway.ports import CaseEngine, Clock
from gateway.register.denials.rebuilding import follow, learn
from gateway.register.log.signing import renew_checkpoint
from gateway.register.sync.repair import LogRepairer
from gateway.register.sync.revoked_entries import follow_revocations
from gateway.register.sync.service import RegisterService
from gateway.register.sync.syncer import RegisterSyncer
from gateway.settings import Settings
from gateway.store.database import Database
from gateway.store.failover.limits import DatabaseLimits
from gateway.store.writer import Written
from gateway.store.writer_lock import Hold
from gateway.trust.federation import Directory
from gateway.trust.keys import KeyRing
from gateway.trust.storage_keys import StorageKeys
from gateway.trust.suites import Suite
from gateway.trust.tls_files import TlsFiles

log = structlog.get_logger(__name__)

SUITES = {"classic": Suite.ED25519, "hybrid": Suite.ED25519_MLDSA65}


class Node:
    """One node's rooms, wired; nothing runs yet.

    Args:
        settings: The node's settings.
        engine: Carries what waits.
        clock: Stands for the machine's clock, where a caller has one of its own.
        reach: Gives the way to the other members; absent: channels over mTLS.
        database: How the database does its work.
        made: Whether its database must have been made before, by `comity init` or a restore: beside
            keys that are in use, an empty one would begin a second history.

    Raises:
        InputError: SETTING_INVALID; a process among several lacks what they share.
        TrustError: Keys or directory are missing, do not hold, or are rolled back.
        UnavailableError: The database cannot be opened.
    """

    def __init__(
        self,
        settings: Settings,
        engine: CaseEngine,
        *,
        clock: Clock | None = None,
        reach: Callable[[NodeIdentity], Peers] | None = None,
        database: type[Database] = Database,
        made: bool = False,
    ) -> None:
        self.settings, self.roles = settings, roles_of(settings)
        told = ToldDirectories()
        self.me, law = self._identity(clock, told)
        self.db = database.open(
            settings.database_url,
            create=True,
            made=made,
            hold=hold_of(settings),
            limits=DatabaseLimits.of(settings),
        )
        restored = self._follow_what_changed(law)
        meanings = MeaningStore(settings.path("meanings") / "denials.sqlite")
        reader = MeaningReader(meanings, shared_model)
        self.ahead = ReadingAhead(self.db, meanings, reader)
        self.search = RegisterSearch(
            self.db,
            DenialIndex.open(settings.path("index"), shared=hold_of(settings) is Hold.TOGETHER),
            code=settings.authority,
            authorities=lambda: self.directory().keepers_of_registers,
            carried=law.carried,
            lists=law.lists_digest,
            reader=reader,
        )
        if restored:
            self.search.forget()
        self.tls = TlsFiles.of_node(settings.home)
        finish_showing(self.tls)
        self.peers = reach(self.me) if reach is not None else Peers(self.me, self.tls)
        self.syncer = RegisterSyncer(self.db, self.me, self.peers, self.clock)
        self.law_source = LawSource(self.peers)
        self.directory_gossip = DirectoryGossip(self.me, self.directories, self.law_source, told)
        contents = self._contents()
        self.office = self._office(law, contents)
        self.fetching = Fetching(self.office, ContentsFetcher(self.me, self.peers, contents))
        self._serve(RoomCallbacks(self.office), law, engine)

    def _identity(self, clock: Clock | None, told: ToldDirectories) -> tuple[NodeIdentity, Law]:
        """Read directory, law and keys, before the database is opened."""
        settings, self.clock = self.settings, ActClock(clock or SystemClock())
        directory = DirectoryHolder(hold_directory(settings.home, at=self.clock))
        if settings.clock_offset and clock is None:
            offset = settings.path(settings.clock_offset)
            self.clock = ActClock(RehearsalClock(offset, lambda: directory.held.rehearsal))
        self.directory, self.directories = directory, DirectoryVersions(settings.home)
        self.law_files = LawFiles(settings.path(LAW_FOLDER), lambda: directory.held)
        law = Law(files=self.law_files, members=lambda: directory.held.members)
        directory.count_by(lambda: law.states, self.clock)
        self.directory_states = DirectoryStates(settings.home, directory, self.clock)
        me = NodeIdentity(
            code=settings.authority,
            ring=_own_ring(settings, directory(), self.clock.now()),
            suite=SUITES[settings.suite],
            directory=directory,
            clock=self.clock,
            rulebook=lambda: law.in_force(self.clock.now()).version,
            calendar=lambda: law.calendar(settings.authority, self.clock.now()).version,
            reviews=law.reviews,
            answered_by=partial(_answered_by, law),
            hear_directory=told.hear,
            hear_state=self.directory_states.hear,
            directory_state=self.directory_states.told,
            confirmed_until=self.directory_states.until,
        )
        return me, law

    def _follow_what_changed(self, law: Law) -> bool:
        """Have the rows follow a restore, the law, our keys and revocations; say of the first."""
        db, me = self.db, self.me
        restored = db.write_sync(lambda conn: begin_where_ordered(conn, me.code, self.clock.now()))
        learnt = db.write_sync(lambda conn: learn(conn, law.reviews))
        if learnt:
            log.info("register.learnt", logs=learnt)
        db.write_sync(lambda conn: follow(conn, law.reviews_digest(), law.reviews))
        with suppress(UnavailableError):  # a token is away; made good at the first look at our keys
            db.write_sync(lambda conn: renew_checkpoint(conn, me, self.clock.now()))
        db.write_sync(lambda conn: follow_revocations(conn, me))
        return restored is not None

    def _contents(self) -> ContentFolder:
        settings, db = self.settings, self.db
        contents = ContentFolder(
            settings.path(settings.documents),
            self.me.ring,
            settings.document_mib * 2**20,
            content_store(settings),
        )
        if db.is_first:  # nobody else makes contents now
            swept = contents.sweep(lambda: db.read_sync(digests), self.clock.now(), alone=True)
            log.info("documents.swept", files=swept)
        return contents

    def _office(self, law: Law, contents: ContentFolder) -> Office:
        settings, directories = self.settings, self.directories
        return Office(
            db=self.db,
            me=self.me,
            clock=self.clock,
            law=law,
            register=SharedRegister(
                self.search,
                self.syncer,
                LogRepairer(self.db, self.me, self.peers),
                lambda: directories.trust_files(self.directory.held.version),
                ReceiptProofs(settings.home).keep,
                directories.keep_split,
            ),
            documents=DocumentServices(
                contents, scrutiny(settings), settings.documents_with_letters_kib * 1024
            ),
            settings=OfficeSettings(
                lambda: read_openness(settings.path(OPENNESS)), timedelta(days=settings.token_days)
            ),
        )

    def _serve(self, told: RoomCallbacks, law: Law, engine: CaseEngine) -> None:
        """Wire what answers the other members, and what goes to them."""
        db, me, office = self.db, self.me, self.office
        self.dispatcher = Dispatcher(
            db,
            effects(office),
            engine=engine,
            report=told.unusable,
            wake_tasks=told,
            turns=lambda teller: ExaminationQueue(db, teller),
        )
        self.sync_wanted, self.fetch_wanted = asyncio.Event(), asyncio.Event()
        self.offers_wanted = asyncio.Event()
        office.documents.offers.wake(self.offers_wanted)
        for written, wake in (
            (Written.TO_DISPATCH, self.dispatcher.nudge),
            (Written.CHANGES, office.news.arrive),
            (Written.TO_FETCH, self.fetch_wanted.set),
            (Written.OWN_LOG, self.sync_wanted.set),
        ):
            db.after_commit(written, partial(asyncio.get_running_loop().call_soon_threadsafe, wake))
        db.let_others_in()
        self.restoring = Restoring(db, me, self.peers, self.search.forget, told.taken_back)
        rules = ContentRules(law, me.code, lambda code: self.directory().member(code).roles)
        self.intake = Intake(
            db,
            me,
            check_content=rules.check_content,
            period_for=rules.period_for,
            keep_apart=told.keep_apart,
            awaits=self.restoring.awaits,
        )
        self.returner = LetterReturner(db, me, told.gone)
        self.deliverer = Deliverer(
            db,
            me,
            self.peers,
            on_receipt=told.receipt,
            on_given_up=told.given_up,
            on_disputed=told.disputed,
            on_contradiction=told.contradiction,
        )
        syncer, contents = self.syncer, office.documents.contents
        self.register_service = RegisterService(
            db, me, on_seen=syncer.hear, on_fraud=syncer.tell_frauds
        )
        self.law_service = LawService(
            me, law_file=self.law_files.raw, directories=self.directories.after
        )
        self.document_service = DocumentService(
            me, contents, told.may_have, told.take_contents_receipt, told.hear_offer
        )

    async def close(self) -> None:
        """Close channels, threads and the database."""
        await self.syncer.close()
        await self.peers.close()
        self.deliverer.close()
        self.intake.close()
        await asyncio.to_thread(self.search.close)
        await asyncio.to_thread(self.ahead.close)
        self.db.close()


def _answered_by(law: Law, version: str, code: str) -> frozenset[Role]:
    """Return the roles that answer a procedure, where its rulebook names some.

    Empty for one that the competent authorities answer, and for what is not held here: a
    letter under that is refused for its version, not for who sends it.
    """
    try:
        return frozenset(law.procedure(version, code).answered_by) if code else frozenset()
    except LawError:
        return frozenset()


def _own_ring(settings: Settings, directory: Directory, at: datetime) -> KeyRing:
    """Read the node's keys, with those that the directory has in force as the current ones."""
    folder = settings.path("keys")
    if StorageKeys.make_first(folder):
        log.info("keys.storage_made")
    ring = load_ring(settings)
    check_tokens_set(ring)
    ring.follow(folder, directory.member(settings.authority), at)
    return ring
