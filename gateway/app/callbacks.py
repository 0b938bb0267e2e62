"""What the rooms of letters and documents call when something happened: tasks, acts and proofs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal
from gateway.casework.consultations.outgoing_request import take_request_receipt
from gateway.casework.handlers.greatest_ages import WaitKind
from gateway.casework.handlers.letter_handlers import tell_disputed_receipt
from gateway.casework.records.contradictory_receipts import tell_contradiction
from gateway.casework.records.named_documents import may_be_given, note_offered_contents
from gateway.casework.records.named_documents import note_contents_receipt as take_contents_receipt
from gateway.casework.services import Office, Work
from gateway.casework.visibility import confine_letter
from gateway.domain.acts import TaskKind
from gateway.domain.consultation.document_fetch import ContentsReceipt
from gateway.domain.letter import LetterHeader, LetterType, Receipt
from gateway.domain.saying import Saying, says
from gateway.domain.transaction import Document
from gateway.errors import TrustError
from gateway.exchange.dispatch_queue import PendingLetter
from gateway.exchange.engine_calls import Wake
from gateway.exchange.journal import bodies_at, find_any
from gateway.exchange.letter_recovery import TakenLetter
from gateway.exchange.letter_return import GoneLetter
from gateway.exchange.outbox_rows import OutboxRow
from gateway.trust.proofs.receipt_contradiction import ReceiptContradiction
from gateway.wire.content import letter_content

_ENGINE_REFUSES = says("the workflow engine does not take what is next; ask the operator")


@dataclass(frozen=True)
class RoomCallbacks:
    """One method for each thing that `gateway.exchange` and `gateway.documents` report.

    Attributes:
        office: This authority.
    """

    office: Office

    async def may_have(self, peer: str, message_id: str, sha256: str) -> Document:
        """See `gateway.documents.content_server.MayHave`."""
        return await self.office.db.read(lambda conn: may_be_given(conn, peer, message_id, sha256))

    async def take_contents_receipt(self, receipt: ContentsReceipt, signed: bytes) -> None:
        """See `gateway.documents.content_server.TakeReceipt`."""
        db, clock = self.office.db, self.office.clock
        await db.write(lambda conn: take_contents_receipt(conn, receipt, signed, clock.now()))

    async def hear_offer(self, peer: str, message_id: str, sha256: str) -> None:
        """See `gateway.documents.content_server.HearOffer`."""
        db, clock = self.office.db, self.office.clock
        await db.write(
            lambda conn: note_offered_contents(conn, peer, message_id, sha256, clock.now())
        )

    def keep_apart(self, conn: Connection, header: LetterHeader, content: object) -> None:
        """See `gateway.exchange.intake.KeepApart`."""
        self._confine(conn, content, header.sender, header.conversation_id)

    def receipt(self, conn: Connection, row: OutboxRow, receipt: Receipt) -> Sequence[Wake]:
        """See `gateway.exchange.delivery.OnReceipt`."""
        return take_request_receipt(
            Work(conn, self.office), row.message_id, row.conversation_id, receipt
        )

    def given_up(self, conn: Connection, row: OutboxRow) -> Sequence[Wake]:
        """See `gateway.exchange.delivery.OnGivenUp`."""
        saying = says("a letter to {whom} could not be delivered", whom=row.recipient)
        kind, key = TaskKind.LETTER_UNDELIVERED, WaitKind.LETTER_GIVEN_UP
        self._open(conn, kind, row.conversation_id, saying, key)
        return ()

    def disputed(self, conn: Connection, row: OutboxRow, exc: TrustError) -> None:
        """See `gateway.exchange.delivery.OnDisputed`."""
        tell_disputed_receipt(conn, row, exc, at=self.office.clock.now())

    def contradiction(self, conn: Connection, row: OutboxRow, found: ReceiptContradiction) -> None:
        """See `gateway.exchange.delivery.OnContradiction`."""
        tell_contradiction(Work(conn, self.office), found, conversation_id=row.conversation_id)

    def refused(self, conn: Connection, wake: Wake) -> None:
        """See `gateway.exchange.engine_calls.WakeTasks`."""
        self._open(conn, TaskKind.ENGINE_REFUSES, wake.subject, _ENGINE_REFUSES)

    def taken(self, conn: Connection, wake: Wake) -> None:
        """See `gateway.exchange.engine_calls.WakeTasks`."""
        at, kind = self.office.clock.now(), TaskKind.ENGINE_REFUSES
        Journal(conn, at).close_tasks(kind, wake.subject)

    def unusable(self, conn: Connection, letter: PendingLetter) -> None:
        """See `gateway.exchange.dispatch.Report`."""
        saying = says(
            "a letter of {peer} ({letter_type}) cannot be used and is kept;"
            " those behind it go on: {reason}",
            peer=letter.peer,
            letter_type=letter.letter_type,
            reason=letter.last_reason,
        )
        self._open(conn, TaskKind.LETTER_UNUSABLE, letter.conversation_id, saying)

    def gone(self, conn: Connection, letter: GoneLetter) -> None:
        """See `gateway.exchange.letter_return.OnGone`."""
        if not letter.request:
            why = "the other member has lost it, and its contents were recalled or erased here"
            self._lost(conn, letter, why)
            return
        saying = says(
            "{peer} has lost, with its database, what it recorded with its request in this "
            "consultation, and the case behind it; we gave the request back. Call {peer} "
            "and ask whether it still consults us",
            peer=letter.peer,
        )
        kind = TaskKind.LETTER_LOST
        self._open(conn, kind, letter.conversation_id, saying, letter.message_id)

    def taken_back(self, conn: Connection, letter: TakenLetter) -> None:
        """See `gateway.exchange.letter_recovery.OnTaken`."""
        if letter.why:
            self._lost(conn, letter, letter.why)
            return
        self._keep_taken_apart(conn, letter)
        saying = says(
            "a letter of ours to {peer} ({letter_type}) was lost with the database and is here "
            "again; what was recorded with it is not: record it anew, and do not send it again",
            peer=letter.peer,
            letter_type=letter.letter_type,
        )
        kind = TaskKind.LETTER_TAKEN_BACK
        self._open(conn, kind, letter.conversation_id, saying, letter.message_id)

    def _keep_taken_apart(self, conn: Connection, letter: TakenLetter) -> None:
        """Write down that a letter is for some accounts alone, before a task tells that it is."""
        held = find_any(conn, letter.message_id)
        bodies = {} if held is None else bodies_at(conn, held.position)
        if letter.letter_type == LetterType.NOTICE and 0 in bodies:
            notice = letter_content(LetterType.NOTICE, bodies[0])
            sender = self.office.code if letter.ours else letter.peer
            self._confine(conn, notice, sender, letter.conversation_id)

    def _confine(self, conn: Connection, content: object, sender: str, conversation: str) -> None:
        law = self.office.law
        confine_letter(conn, law, content, sender=sender, conversation_id=conversation)

    def _lost(self, conn: Connection, letter: GoneLetter | TakenLetter, why: str) -> None:
        saying = says(
            "a letter between us and {peer} cannot be had again: {why}", peer=letter.peer, why=why
        )
        kind = TaskKind.LETTER_LOST
        self._open(conn, kind, letter.conversation_id, saying, letter.message_id)

    def _open(
        self, conn: Connection, kind: TaskKind, subject: str, saying: Saying, key: str | None = None
    ) -> None:
        at = self.office.clock.now()
        Journal(conn, at).open_task(kind, subject, saying, key=key)
