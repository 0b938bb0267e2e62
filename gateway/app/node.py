"""The composition root: one node's rooms, wired.

Only this package knows which room satisfies which port, and only it imports `workflows`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from gateway.app.clock import ActClock, RehearsalClock, SystemClock
from gateway.app.contents import content_store, scrutiny
from gateway.app.directory import DirectoryHolder, hold_directory
from gateway.app.directory_states import DirectoryStates
from gateway.app.directory_versions import DirectoryVersions
from gateway.app.keys.making import finish_showing
from gateway.app.keys.tokens import check_tokens_set, load_ring
from gateway.app.lawfiles import FOLDER as LAW_FOLDER
from gateway.app.lawfiles import OPENNESS, LawFiles, read_openness
from gateway.app.reading_ahead import ReadingAhead
from gateway.app.receipt_proofs import ReceiptProofs
from gateway.app.restored import begin_where_ordered
from gateway.app.restoring import Restoring, tell_gone
from gateway.app.several.roles import ProcessRole, hold_of, roles_of
from gateway.casework.acts.journal import close_tasks, open_task
from gateway.casework.consultations.outgoing_request import take_receipt
from gateway.casework.handlers.fetching import Fetching
from gateway.casework.handlers.greatest_ages import WaitKind
from gateway.casework.handlers.letter_handlers import ContentRules, effects, tell_disputed_receipt
from gateway.casework.law.law import Law
from gateway.casework.open_work.examination_queue import ExaminationQueue
from gateway.casework.records.contradictory_receipts import tell_contradiction
from gateway.casework.records.named_documents import hear_offer, may_be_given
from gateway.casework.records.named_documents import take_receipt as take_contents_receipt
from gateway.casework.search.register_search import RegisterSearch
from gateway.casework.services import DocumentServices, Office, OfficeSettings, SharedRegister
from gateway.casework.sight import confine_letter
from gateway.documents.content_folder import ContentFolder
from gateway.documents.content_rows import digests
from gateway.documents.fetching import ContentsFetcher
from gateway.documents.giving import DocumentService, HearOffer, MayHave, TakeReceipt
from gateway.domain.acts import TaskKind
from gateway.domain.authority import Role
from gateway.domain.consultation.document_fetch import ContentsReceipt
from gateway.domain.letter import LetterHeader, Receipt
from gateway.domain.saying import says
from gateway.domain.transaction import Document
from gateway.errors import LawError, TrustError, UnavailableError
from gateway.exchange.delivery import (
    Deliverer,
    OnContradiction,
    OnDisputed,
    OnGivenUp,
    OnReceipt,
)
from gateway.exchange.directory_gossip import DirectoryGossip, ToldDirectories
from gateway.exchange.dispatch import Dispatcher, Report
from gateway.exchange.dispatch_queue import PendingLetter
from gateway.exchange.engine_calls import Wake
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.intake import Intake, KeepApart
from gateway.exchange.law_service import LawService
from gateway.exchange.law_source import LawSource
from gateway.exchange.outbox_rows import OutboxRow
from gateway.exchange.peers import Peers
from gateway.exchange.returning import LetterReturner
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
from gateway.store.sole import Hold
from gateway.store.writer import Written
from gateway.trust.federation import Directory
from gateway.trust.keys import KeyRing
from gateway.trust.proofs.receipt_contradiction import ReceiptContradiction
from gateway.trust.storage_keys import StorageKeys
from gateway.trust.suites import Suite
from gateway.trust.tls_files import TlsFiles

log = structlog.get_logger(__name__)

SUITES = {"classic": Suite.ED25519, "hybrid": Suite.ED25519_MLDSA65}


@dataclass(frozen=True, kw_only=True)
class Node:
    """One node's rooms."""

    settings: Settings
    roles: frozenset[ProcessRole]
    db: Database
    clock: Clock
    me: NodeIdentity
    directory: DirectoryHolder
    directories: DirectoryVersions
    directory_states: DirectoryStates
    law_files: LawFiles
    tls: TlsFiles
    office: Office
    search: RegisterSearch
    ahead: ReadingAhead
    intake: Intake
    returner: LetterReturner
    restoring: Restoring
    dispatcher: Dispatcher
    deliverer: Deliverer
    peers: Peers
    syncer: RegisterSyncer
    register_service: RegisterService
    law_service: LawService
    document_service: DocumentService
    fetching: Fetching
    law_source: LawSource
    directory_gossip: DirectoryGossip
    sync_wanted: asyncio.Event = field(repr=False)
    fetch_wanted: asyncio.Event = field(repr=False)
    offers_wanted: asyncio.Event = field(repr=False)

    async def close(self) -> None:
        """Close channels, threads and the database."""
        await self.syncer.close()
        await self.peers.close()
        self.deliverer.close()
        self.intake.close()
        await asyncio.to_thread(self.search.close)
        await asyncio.to_thread(self.ahead.close)
        self.db.close()


def build_node(
    settings: Settings,
    engine: CaseEngine,
    *,
    clock: Clock | None = None,
    reach: Callable[[NodeIdentity], Peers] | None = None,
    database: type[Database] = Database,
    made: bool = False,
) -> Node:
    """Wire a node; nothing runs yet.

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
    roles, hold = roles_of(settings), hold_of(settings)
    given, clock = clock, clock or SystemClock()
    directory = DirectoryHolder(hold_directory(settings.home, at=clock))
    directories = DirectoryVersions(settings.home)
    if settings.clock_offset and given is None:
        clock = RehearsalClock(
            settings.path(settings.clock_offset), lambda: directory.held.rehearsal
        )
    clock = ActClock(clock)
    law_files = LawFiles(settings.path(LAW_FOLDER), lambda: directory.held)
    law = Law(files=law_files, members=lambda: directory.held.members)
    directory.count_by(lambda: law.states, clock)
    ring = _own_ring(settings, directory(), clock.now())
    db = database.open(
        settings.database_url,
        create=True,
        made=made,
        hold=hold,
        limits=DatabaseLimits.of(settings),
    )
    restored = db.write_sync(
        lambda conn: begin_where_ordered(conn, settings.authority, clock.now())
    )
    learnt = db.write_sync(lambda conn: learn(conn, law.reviews))
    if learnt:
        log.info("register.learnt", logs=learnt)
    db.write_sync(lambda conn: follow(conn, law.reviews_digest(), law.reviews))
    told, states = ToldDirectories(), DirectoryStates(settings.home, directory, clock)
    me = NodeIdentity(
        code=settings.authority,
        ring=ring,
        suite=SUITES[settings.suite],
        directory=directory,
        clock=clock,
        rulebook=lambda: law.in_force(clock.now()).version,
        calendar=lambda: law.calendar(settings.authority, clock.now()).version,
        reviews=law.reviews,
        answered_by=partial(_answered_by, law),
        hear_directory=told.hear,
        hear_state=states.hear,
        directory_state=states.told,
        confirmed_until=states.until,
    )
    with suppress(UnavailableError):  # a token is away; made good with the first look at our keys
        db.write_sync(lambda conn: renew_checkpoint(conn, me, clock.now()))
    db.write_sync(lambda conn: follow_revocations(conn, me))
    meanings = MeaningStore(settings.path("meanings") / "denials.sqlite")
    reader = MeaningReader(meanings, shared_model)
    ahead = ReadingAhead(db, meanings, reader)
    search = RegisterSearch(
        db,
        DenialIndex.open(settings.path("index"), shared=hold is Hold.TOGETHER),
        code=settings.authority,
        authorities=lambda: directory().keepers_of_registers,
        carried=law.carried,
        lists=law.lists_digest,
        reader=reader,
    )
    if restored:
        search.forget()
    tls = TlsFiles.of_node(settings.home)
    finish_showing(tls)
    peers = reach(me) if reach is not None else Peers(me, tls)
    law_source = LawSource(peers)
    syncer = RegisterSyncer(db, me, peers, clock)
    contents = ContentFolder(
        settings.path(settings.documents),
        me.ring,
        settings.document_mib * 2**20,
        content_store(settings),
    )
    if db.is_first:  # nobody else makes contents now
        swept = contents.sweep(lambda: db.read_sync(digests), clock.now(), alone=True)
        log.info("documents.swept", files=swept)
    office = Office(
        db=db,
        me=me,
        clock=clock,
        law=law,
        register=SharedRegister(
            search,
            syncer,
            LogRepairer(db, me, peers),
            lambda: directories.trust_files(directory.held.version),
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
    dispatcher = Dispatcher(
        db,
        effects(office),
        engine=engine,
        report=_report_unusable(clock),
        wake_tasks=_WakeTasks(clock),
        turns=lambda teller: ExaminationQueue(db, teller),
    )
    loop, sync_wanted, fetch_wanted = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
    offers_wanted = asyncio.Event()
    db.after_commit(Written.TO_DISPATCH, lambda: loop.call_soon_threadsafe(dispatcher.nudge))
    db.after_commit(Written.CHANGES, lambda: loop.call_soon_threadsafe(office.news.arrive))
    office.documents.offers.wake(offers_wanted)
    db.after_commit(Written.TO_FETCH, lambda: loop.call_soon_threadsafe(fetch_wanted.set))
    db.after_commit(Written.OWN_LOG, lambda: loop.call_soon_threadsafe(sync_wanted.set))
    db.let_others_in()
    restoring = Restoring(db, me, peers, search.forget, law)
    rules = ContentRules(law, settings.authority, lambda code: directory().member(code).roles)
    return Node(
        settings=settings,
        roles=roles,
        db=db,
        clock=clock,
        me=me,
        directory=directory,
        directories=directories,
        directory_states=states,
        law_files=law_files,
        tls=tls,
        office=office,
        search=search,
        ahead=ahead,
        intake=Intake(
            db,
            me,
            check_content=rules.check_content,
            period_for=rules.period_for,
            keep_apart=_keep_apart(law),
            awaits=restoring.awaits,
        ),
        returner=LetterReturner(db, me, tell_gone(clock)),
        restoring=restoring,
        dispatcher=dispatcher,
        deliverer=Deliverer(
            db,
            me,
            peers,
            on_receipt=_on_receipt(office),
            on_given_up=_on_given_up(clock),
            on_disputed=_on_disputed(clock),
            on_contradiction=_on_contradiction(office),
        ),
        peers=peers,
        syncer=syncer,
        register_service=RegisterService(db, me, on_seen=syncer.hear, on_fraud=syncer.tell_frauds),
        law_service=LawService(me, law_file=law_files.raw, directories=directories.after),
        document_service=DocumentService(
            me,
            contents,
            _may_have(db),
            _take_contents_receipt(db, clock),
            _hear_offer(db, clock),
        ),
        fetching=Fetching(office, ContentsFetcher(me, peers, contents)),
        law_source=law_source,
        directory_gossip=DirectoryGossip(me, directories, law_source, told),
        sync_wanted=sync_wanted,
        fetch_wanted=fetch_wanted,
        offers_wanted=offers_wanted,
    )


def _may_have(db: Database) -> MayHave:
    async def document(peer: str, message_id: str, sha256: str) -> Document:
        return await db.read(lambda conn: may_be_given(conn, peer, message_id, sha256))

    return document


def _take_contents_receipt(db: Database, clock: Clock) -> TakeReceipt:
    async def take(receipt: ContentsReceipt, signed: bytes) -> None:
        await db.write(lambda conn: take_contents_receipt(conn, receipt, signed, clock.now()))

    return take


def _hear_offer(db: Database, clock: Clock) -> HearOffer:
    async def hear(peer: str, message_id: str, sha256: str) -> None:
        await db.write(lambda conn: hear_offer(conn, peer, message_id, sha256, clock.now()))

    return hear


def _keep_apart(law: Law) -> KeepApart:
    def keep(conn: Connection, header: LetterHeader, content: object) -> None:
        sender, conversation = header.sender, header.conversation_id
        confine_letter(conn, law, content, sender=sender, conversation_id=conversation)

    return keep


def _answered_by(law: Law, version: str, code: str) -> frozenset[Role]:
    """Return the roles that answer a procedure, where its rulebook names some.

    Empty for one that the competent authorities answer, and for what is not held here: a
    letter under that is refused for its version, not for who sends it.
    """
    try:
        return frozenset(law.procedure(version, code).answered_by) if code else frozenset()
    except LawError:
        return frozenset()


def _on_receipt(office: Office) -> OnReceipt:
    def take(conn: Connection, row: OutboxRow, receipt: Receipt) -> Sequence[Wake]:
        return take_receipt(conn, office, row.message_id, row.conversation_id, receipt)

    return take


def _on_given_up(clock: Clock) -> OnGivenUp:
    def take(conn: Connection, row: OutboxRow) -> Sequence[Wake]:
        open_task(
            conn,
            at=clock.now(),
            kind=TaskKind.LETTER_UNDELIVERED,
            subject=row.conversation_id,
            saying=says("a letter to {whom} could not be delivered", whom=row.recipient),
            key=WaitKind.LETTER_GIVEN_UP,
        )
        return ()

    return take


def _on_disputed(clock: Clock) -> OnDisputed:
    def take(conn: Connection, row: OutboxRow, exc: TrustError) -> None:
        tell_disputed_receipt(conn, row, exc, at=clock.now())

    return take


def _on_contradiction(office: Office) -> OnContradiction:
    def take(conn: Connection, row: OutboxRow, found: ReceiptContradiction) -> None:
        tell_contradiction(conn, office, found, conversation_id=row.conversation_id)

    return take


@dataclass(frozen=True)
class _WakeTasks:
    """The tasks about what the engine cannot take; see `gateway.exchange.engine_calls`."""

    clock: Clock
    kind = TaskKind.ENGINE_REFUSES
    saying = says("the workflow engine does not take what is next; ask the operator")

    def refused(self, conn: Connection, wake: Wake) -> None:
        open_task(
            conn,
            at=self.clock.now(),
            kind=self.kind,
            subject=wake.subject,
            saying=self.saying,
        )

    def taken(self, conn: Connection, wake: Wake) -> None:
        close_tasks(conn, at=self.clock.now(), kind=self.kind, subject=wake.subject, by="gateway")


def _own_ring(settings: Settings, directory: Directory, at: datetime) -> KeyRing:
    """Read the node's keys, with those that the directory has in force as the current ones."""
    folder = settings.path("keys")
    if StorageKeys.make_first(folder):
        log.info("keys.storage_made")
    ring = load_ring(settings)
    check_tokens_set(ring)
    ring.follow(folder, directory.member(settings.authority), at)
    return ring


def _report_unusable(clock: Clock) -> Report:
    def report(conn: Connection, letter: PendingLetter) -> None:
        open_task(
            conn,
            at=clock.now(),
            kind=TaskKind.LETTER_UNUSABLE,
            subject=letter.conversation_id,
            saying=says(
                "a letter of {peer} ({letter_type}) cannot be used and is kept;"
                " those behind it go on: {reason}",
                peer=letter.peer,
                letter_type=letter.letter_type,
                reason=letter.last_reason,
            ),
        )

    return report
