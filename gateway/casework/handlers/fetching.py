"""Contents that are wanted from other authorities: asked for again until they are here.

What is wanted is a row; so it goes on after a restart, from the octets that have come. Contents are
released once the whole digest was found right and what they are was told. What is another document
than the letter names is removed, and a person is told; so is he when days have passed in which the
other authority gave nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal
from gateway.casework.contents.content_gate import admit, on_disk
from gateway.casework.records import named_documents
from gateway.casework.services import Office, Work
from gateway.documents import content_rows, fetch_rows, receipt_rows
from gateway.documents.fetching import ContentsFetcher, WantedContents, upload_name
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.consultation.document_fetch import (
    BY_ITSELF,
    NOT_THERE,
    ContentsReceipt,
    DocumentFetch,
    FetchState,
)
from gateway.domain.saying import says
from gateway.domain.transaction import Document
from gateway.errors import ComityError, NotFoundError, Reason
from gateway.exchange.defects import log_defect
from gateway.exchange.journal import JournalRow, find_row
from gateway.nudges import nudged
from gateway.trust.contents_receipts import make_contents_receipt

log = structlog.get_logger(__name__)

LOOK_WITHIN_S, SHORTEST_PAUSE_S = 30.0, 0.2
"""How long wanted contents wait for a look at most, since a clock of a rehearsal leaps; and at
least, since what a look has just begun is not known at once."""

AT_ONCE = 4
"""Documents that are fetched at a time, over all authorities."""

GIVEN_UP_AFTER = timedelta(days=14)
"""After this the contents are not asked for by themselves any more."""


class Fetching:
    """Carries what is wanted, a few documents at a time.

    Args:
        office: This authority.
        fetcher: Asks the other ones.
    """

    def __init__(self, office: Office, fetcher: ContentsFetcher) -> None:
        self._office = office
        self._fetcher = fetcher
        self._places = asyncio.Semaphore(AT_ONCE)
        self._under_way: set[tuple[str, str]] = set()

    async def run(self, wanted: asyncio.Event) -> None:
        """Look whenever contents are wanted or an attempt is due; ends with its task.

        A large document keeps no small one waiting: a look begins what is not under way.

        Args:
            wanted: Set when contents are wanted.
        """
        async with asyncio.TaskGroup() as group:
            while True:
                wanted.clear()
                group.create_task(self._guarded_look())
                await asyncio.sleep(0)  # it has begun: what it takes is under way
                await nudged(wanted, await self._pause_s())

    async def tell_offers(self, wanted: asyncio.Event) -> None:
        """Tell members of contents of ours as they are released; ends with its task.

        Args:
            wanted: Set when there is something to tell.
        """
        while True:
            await wanted.wait()
            wanted.clear()
            try:
                await self._offer()
            except ComityError as exc:  # whoever waits asks again by itself
                log.warning("documents.not_offered", reason=str(exc.reason))
            except Exception as exc:  # noqa: BLE001 - the node goes on, and so does who waits
                log_defect(log, "documents.defect", exc)

    async def _guarded_look(self) -> None:
        try:
            await self.look()
        except ComityError as exc:
            log.warning("documents.wait", reason=str(exc.reason), detail=str(exc))
        except Exception as exc:  # noqa: BLE001 - the next look may do what this one could not
            log_defect(log, "documents.defect", exc)

    async def _pause_s(self) -> float:
        try:
            due = await self._next_due()
        except ComityError:
            return LOOK_WITHIN_S
        if due is None:
            return LOOK_WITHIN_S
        pause = (due - self._office.clock.now()).total_seconds()
        return min(max(pause, SHORTEST_PAUSE_S), LOOK_WITHIN_S)

    async def look(self) -> int:
        """Try once what is due and not under way; return how many came or were given up.

        Members are told of contents of ours that were released since the last look.

        Raises:
            UnavailableError: The database does not answer.
        """
        wanted, _ = await self._due()
        done = await asyncio.gather(self._offer(), *(self._try(each) for each in wanted))
        return sum(done) + await self._tell()

    async def _offer(self) -> int:
        """Tell who has letters which name contents that are here now; return how many heard it."""
        released = self._office.documents.offers.take()
        if not released:
            return 0

        def read(conn: Connection) -> list[tuple[JournalRow, str]]:
            return [
                (letter, sha256)
                for subject, sha256 in released
                for letter in named_documents.offered_to(conn, subject, sha256)
            ]

        named = await self._office.db.read(read)
        return sum(await asyncio.gather(*(self._offered(*each) for each in named)))

    async def _offered(self, letter: JournalRow, sha256: str) -> bool:
        try:
            await self._fetcher.offer(letter.peer, letter.message_id, sha256)
        except ComityError as exc:  # it asks by itself, at the end of its pause
            log.info("documents.not_offered", peer=letter.peer, reason=str(exc.reason))
            return False
        return True

    async def _tell(self) -> int:
        """Hand over receipts for contents that have come; return how many were taken."""
        us, told = self._office.code, 0
        for each in await self._office.db.read(lambda conn: receipt_rows.untold(conn, us)):
            try:
                await self._fetcher.hand_over(each.sender, each.signed)
            except ComityError as exc:
                log.info("documents.untold", peer=each.sender, reason=str(exc.reason))
                continue
            at, kept = self._office.clock.now(), each
            await self._office.db.write(
                lambda conn, kept=kept, at=at: receipt_rows.note_told(conn, kept, at)  # type: ignore[misc]
            )
            told += 1
        return told

    async def _next_due(self) -> datetime | None:
        """Return when something is to be tried next, None where nothing else is wanted."""
        return (await self._due())[1]

    async def _due(self) -> tuple[Sequence[DocumentFetch], datetime | None]:
        now = self._office.clock.now()
        wanted = await self._office.db.read(fetch_rows.waiting)
        waiting = [each for each in wanted if _key(each) not in self._under_way]
        first = waiting[0].next_try if waiting else None
        return [each for each in waiting if each.next_try <= now], first

    async def _try(self, fetch: DocumentFetch) -> bool:
        if _key(fetch) in self._under_way:
            return False
        self._under_way.add(_key(fetch))
        try:
            return await self._tried(fetch)
        finally:
            self._under_way.discard(_key(fetch))

    async def _tried(self, fetch: DocumentFetch) -> bool:
        async with self._places:
            document, held = await self._office.db.read(
                lambda conn: (
                    _document(conn, fetch),
                    content_rows.find(conn, fetch.conversation_id, fetch.sha256),
                )
            )
            if held is not None:  # the node was stopped before it could say so
                await self._came(fetch)
                return True
            if document is None:  # its letter was recalled or erased meanwhile
                await self._settle(fetch, FetchState.FAILED, Reason.NOT_FOUND.value)
                return True
            wanted = WantedContents(
                peer=fetch.peer,
                message_id=fetch.message_id,
                document=document,
                upload=upload_name(fetch.conversation_id, fetch.sha256),
            )
            folder = self._office.documents.contents
            before = await on_disk(lambda: folder.received(wanted.upload))
            try:
                await self._fetcher.fetch(wanted)
                await admit(
                    self._office,
                    fetch.conversation_id,
                    document,
                    wanted.upload,
                    put_by=fetch.peer,
                )
            except ComityError as exc:
                return await self._failed(fetch, wanted, exc, before)
            await self._came(fetch)
            return True

    async def _failed(
        self, fetch: DocumentFetch, wanted: WantedContents, exc: ComityError, before: int
    ) -> bool:
        """Try again later, or tell a person; say whether it was given up."""
        passing = exc.reason.family.retried or isinstance(exc, NotFoundError)
        at = self._office.clock.now()
        if passing and at < fetch.asked_at + GIVEN_UP_AFTER:
            folder = self._office.documents.contents
            came = await on_disk(lambda: folder.received(wanted.upload)) > before
            later = fetch.tried(exc.reason.value, at, came=came)
            await self._office.db.write(lambda conn: fetch_rows.save(conn, later))
            return False
        await on_disk(lambda: self._office.documents.contents.drop(wanted.upload))
        await self._settle(fetch, FetchState.FAILED, exc.reason.value, wanted.document)
        return True

    async def _settle(
        self,
        fetch: DocumentFetch,
        state: FetchState,
        reason: str,
        document: Document | None = None,
    ) -> None:
        at = self._office.clock.now()

        def write(conn: Connection) -> None:
            fetch_rows.save(conn, fetch.settled(state, at, reason))
            passing = fetch.asked_by == BY_ITSELF and reason in NOT_THERE
            if document is None or passing:  # nobody has asked: that they are not here is shown
                return
            subject = _subject(conn, fetch)
            said = says(
                "the contents of the document {title} did not come from {peer}: {reason}",
                title=document.title,
                peer=fetch.peer,
                reason=reason,
                sha256=fetch.sha256,
                conversation=fetch.conversation_id,
            )
            Journal(conn, at).open_task(
                TaskKind.DOCUMENT_MISSING, subject, said, key=_task_key(fetch)
            )
            Journal(conn, at).act(Verb.DOCUMENT_FETCH_FAILED, subject, said, fetch.sha256[:12])

        await self._office.db.write(write)

    async def _came(self, fetch: DocumentFetch) -> None:
        at = self._office.clock.now()

        def write(work: Work) -> None:
            fetch_rows.save(work.conn, fetch.settled(FetchState.COME, at))
            _sign_for(work, fetch, at)
            Journal(work.conn, at).close_tasks(
                TaskKind.DOCUMENT_MISSING, _subject(work.conn, fetch), key=_task_key(fetch)
            )

        await self._office.write(write)


def _sign_for(work: Work, fetch: DocumentFetch, at: datetime) -> None:
    """Sign that the contents have come: evidence for whoever gave them."""
    letter = find_row(work.conn, fetch.message_id, peer=fetch.peer)
    document = _document(work.conn, fetch)
    if letter is None or document is None:
        return
    me = work.me
    receipt = ContentsReceipt(
        federation_id=me.directory().federation_id.hex(),
        receiver=me.code,
        sender=fetch.peer,
        message_id=fetch.message_id,
        message_digest=letter.digest.hex(),
        sha256=fetch.sha256,
        size_bytes=document.size_bytes,
        received=at,
    )
    signed = make_contents_receipt(receipt, ring=me.ring, suite=me.suite_at(at))
    receipt_rows.add(work.conn, receipt, fetch.conversation_id, signed.to_bytes(), None)


def _document(conn: Connection, fetch: DocumentFetch) -> Document | None:
    """Return the document as the letter names it, None where the letter does not stand."""
    named = named_documents.in_conversation(conn, fetch.conversation_id)
    return next(
        (
            each.document
            for each in named
            if not each.letter.ours and each.document.sha256 == fetch.sha256
        ),
        None,
    )


def _task_key(fetch: DocumentFetch) -> str:
    return fetch.sha256[:16]


def _key(fetch: DocumentFetch) -> tuple[str, str]:
    return fetch.conversation_id, fetch.sha256


def _subject(conn: Connection, fetch: DocumentFetch) -> str:
    """Return what tasks and acts of it are about: our case, or the conversation."""
    return named_documents.subjects_of(conn, fetch.conversation_id)[-1]
