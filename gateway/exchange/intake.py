"""The intake: every letter passes these numbered steps, and no other way leads in.

The numbers are those of docs/protocol/intake.md, docs/design.md section 4 and the tests.
Steps 1 to 7 and the judgement of step 10 need no database and run on a thread of their own
(`gateway.store.grouped_work`). Steps 8 to 12 are in one transaction. What is found wrong
early is judged there in the order of the steps, so that a letter that was accepted once gets its
original receipt for ever.

A refusal before step 6 raises: the caller answers with a plain status, and nothing is
journalled, since nobody's signature stands behind it. A refusal at steps 6 to 11 is a
signed receipt, journalled whole, as evidence of what was refused; it starts no period, and
how much of it one member can fill a journal with is bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from gateway.domain.consultation import DeadlineDerivation
from gateway.domain.letter import LetterHeader, PartBody, PartCommitment, Receipt, ReceiptOutcome
from gateway.errors import ComityError, IntakeError, Reason
from gateway.exchange import journal
from gateway.exchange.conversations import Conversation, check_authorised, open_conversation
from gateway.exchange.dispatch_queue import queue_dispatch
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.journal import Direction, JournalEntry
from gateway.exchange.outbox import MAX_LIFE_DAYS
from gateway.exchange.refusals import Border, count_refusal
from gateway.exchange.sequences import Arrived, note_arrival
from gateway.store.database import Database
from gateway.store.grouped_work import GroupedWork
from gateway.trust import envelopes
from gateway.trust.envelopes import OpenedEnvelope, Package
from gateway.trust.parts import check_commitment
from gateway.trust.receipts import make_receipt
from gateway.trust.tls import PeerCertificate, identify_peer
from gateway.wire.deliveries import SealedLetter, delivery_from_bytes, response_to_bytes

MAX_AHEAD = timedelta(minutes=5)
"""How far a letter's creation may lie ahead of our clock (step 7)."""

MAX_LIFE = timedelta(days=MAX_LIFE_DAYS)
"""Longest time from creation to not-after (step 7)."""

AuthContext = Mapping[str, Iterable[bytes]]
"""What gRPC's ``context.auth_context()`` returns: what TLS has proved about the peer."""

Came = tuple[bytes, AuthContext, datetime]
"""A letter as it came, what TLS has proved about the peer, and the instant of receipt."""

CheckContent = Callable[[LetterHeader, Mapping[int, bytes]], object]
"""Step 10, injected: reads the contents under the versions they name and returns what it
read; raises `ComityError` (CONTENT_INVALID, VERSION_UNKNOWN) for what does not hold."""

PeriodFor = Callable[[LetterHeader, object, datetime], DeadlineDerivation | None]
"""Injected: the period that a letter starts, from what `CheckContent` returned and the
instant of receipt; None for a letter that starts none."""

KeepApart = Callable[[Connection, LetterHeader, object], None]
"""Injected: writes down, in the transaction of the journal, that what `CheckContent` returned is
for some accounts alone. Nobody else sees the letter between here and its effect."""

REFUSED_OCTETS = 16 * 2**20
"""Octets of refused letters of one member that are journalled in `REFUSED_WITHIN`: a thousand
ordinary letters, six gigabytes in a year of a member that sends nothing else."""

REFUSED_WITHIN = timedelta(days=1)


@dataclass(slots=True)
class Arrival:
    """A letter whose signatures hold, on its way through the steps."""

    received: datetime
    peer: PeerCertificate
    opened: OpenedEnvelope
    header: LetterHeader
    parts: tuple[PartCommitment, ...]
    early: IntakeError | None = None  # found at step 6 or 7
    late: IntakeError | None = None  # found at step 10
    content: object = None  # read at step 10
    period: DeadlineDerivation | None = None
    id_used: bool = False  # found at step 8: a letter came under this id

    def kept_bodies(self, refused: IntakeError | None) -> tuple[PartBody, ...]:
        """Return the bodies that are journalled: of a letter for others none, nor altered ones."""
        keeps = refused is None or (
            refused.step > 6  # noqa: PLR2004 - step 6 says whose the letter is
            and refused.reason is not Reason.COMMITMENT_MISMATCH
        )
        return self.opened.bodies if keeps else ()


class Intake:
    """Receives letters.

    Args:
        db: The node's database.
        me: This node.
        check_content: See `CheckContent`.
        period_for: See `PeriodFor`.
        keep_apart: See `KeepApart`.
        awaits: Says whether new letters of a member must wait, since it has not given back yet
            what was lost here; they may belong to a conversation that is not known again.
    """

    def __init__(
        self,
        db: Database,
        me: NodeIdentity,
        *,
        check_content: CheckContent,
        period_for: PeriodFor,
        keep_apart: KeepApart = lambda _conn, _header, _content: None,
        awaits: Callable[[str], bool] = lambda _peer: False,
    ) -> None:
        self._me = me
        self._check_content = check_content
        self._period_for = period_for
        self._keep_apart = keep_apart
        self._awaits = awaits
        self._refused = RefusedOctets()
        self._groups = GroupedWork[Came, Arrival](db, self._examine, self._record)

    async def receive(self, raw: bytes, auth_context: AuthContext) -> bytes:
        """Take one letter through the intake.

        Args:
            raw: The request of ``ExchangeService.Deliver``, exactly as it came.
            auth_context: What TLS has proved about the peer.

        Returns:
            The response, serialised, with the signed receipt: new, original or a refusal.

        Raises:
            IntakeError: Refused before step 6, or brought by another than its sender; the
                answer is a plain status.
            UnavailableError: The database does not answer; nothing was kept, and the
                sender repeats the letter.
        """
        # One instant a letter, so that two steps cannot disagree across midnight.
        received = self._me.clock.now()
        signed = await self._groups.take((raw, auth_context, received))
        # (13) Only now, after the commit is durable, answer with the receipt.
        # (14) Dispatch begins with that commit; it has its own transaction.
        return response_to_bytes(signed)

    def close(self) -> None:
        """Stop the thread once nothing is under way."""
        self._groups.close()

    def _examine(self, came: Came) -> Arrival:
        """Steps 1 to 7 and 10: all that needs no database."""
        raw, auth_context, received = came
        sealed = self._step_01_size_and_form(raw)
        peer = self._step_02_peer(auth_context, received)
        package = self._step_03_decrypt(sealed)
        opened = self._step_04_signatures(package, sealed, received)
        header, parts = self._step_05_parse(opened)
        arrival = Arrival(received, peer, opened, header, parts)
        self._step_06_brought_by_sender(arrival)
        try:
            self._step_06_addressed(arrival)
            self._step_07_in_time(arrival)
        except IntakeError as found:
            arrival.early = found
            return arrival
        try:
            self._step_10_content(arrival)
        except IntakeError as found:
            arrival.late = found
        return arrival

    def _record(self, conn: Connection, arrival: Arrival) -> bytes:
        """Steps 8 to 12, one transaction; return the serialised receipt."""
        original = self._step_08_original(conn, arrival)
        if original is not None:
            return original
        if self._awaits(arrival.peer.code):
            raise Reason.LETTERS_AWAITED.error(
                "the receiving authority was restored and asks for earlier letters first",
                remedy="Nothing is lost: the letter is tried again by itself.",
            )
        try:
            if arrival.early is not None:  # (6), (7)
                raise arrival.early
            self._step_08_id_is_new(arrival)
            conversation = self._step_09_authorised(conn, arrival)
            if arrival.late is not None:  # (10)
                raise arrival.late
        except IntakeError as found:
            return self._step_12_journal(conn, arrival, conversation=None, refused=found)
        return self._step_12_journal(conn, arrival, conversation=conversation, refused=None)

    # --- the steps, in their order ----------------------------------------------------

    @staticmethod
    def _step_01_size_and_form(raw: bytes) -> SealedLetter:
        # (1) At most 4 MiB, and of the form of a sealed letter. Nothing in it is believed.
        with at_step(1):
            return delivery_from_bytes(raw)

    def _step_02_peer(self, auth_context: AuthContext, received: datetime) -> PeerCertificate:
        # (2) The peer's certificate is a member's and is not revoked. Only TLS says who
        #     stands there; nothing in the letter is asked. With an expired directory,
        #     members that knew each other go on for its grace period.
        directory = self._me.directory()
        with at_step(2):
            remedy = "The receiving authority must fetch the newest directory."
            directory.require_grace(received, remedy)
            return identify_peer(auth_context, directory, received)

    def _step_03_decrypt(self, sealed: SealedLetter) -> Package:
        # (3) The recipient's key is one of ours; decrypt under exactly the labels on the
        #     outside.
        with at_step(3):
            return envelopes.decrypt_package(sealed, self._me.ring)

    def _step_04_signatures(
        self, package: Package, sealed: SealedLetter, received: datetime
    ) -> OpenedEnvelope:
        # (4) Suite at least the sender's minimum; every signature over the received bytes,
        #     with keys that the sender's history gives for this instant.
        with at_step(4):
            held = self._me.directory()
            return envelopes.verify_package(package, sealed, directory=held, at=received)

    @staticmethod
    def _step_05_parse(opened: OpenedEnvelope) -> tuple[LetterHeader, tuple[PartCommitment, ...]]:
        # (5) Parse, for the first time, what is now verified. Its suite is that which was asked
        #     of the sender when it was created.
        with at_step(5):
            return envelopes.read_letter(opened)

    @staticmethod
    def _step_06_brought_by_sender(arrival: Arrival) -> None:
        # (6) Sender in header = sealed sender = certificate's. The first thing that is judged,
        #     and a plain status: a signed refusal would name a sender who has brought nothing,
        #     and stand beside the receipt for the same letter when that sender brings it.
        if not arrival.header.sender == arrival.opened.sender == arrival.peer.code:
            raise refusal("header, outside and certificate differ", 6, Reason.SENDER_MISMATCH)

    def _step_06_addressed(self, arrival: Arrival) -> None:
        # (6) Federation as ours, rehearsal or not as ours; recipient = this node; the id
        #     outside is the id inside.
        header, outside, directory = arrival.header, arrival.opened, self._me.directory()
        federation = directory.federation_id
        if header.federation_id != federation.hex() or outside.federation_id != federation:
            raise refusal("the letter is of another federation", 6, Reason.FEDERATION_MISMATCH)
        if header.rehearsal != directory.rehearsal:
            raise refusal(
                "the letter is of a rehearsal, or the directory is", 6, Reason.FEDERATION_MISMATCH
            )
        if not header.recipient == outside.recipient == self._me.code:
            raise refusal("the letter is for another member", 6, Reason.RECIPIENT_MISMATCH)
        if header.message_id != outside.message_id:
            raise refusal("another message id on the outside", 6, Reason.MESSAGE_MALFORMED)

    @staticmethod
    def _step_07_in_time(arrival: Arrival) -> None:
        # (7) Created at most five minutes ahead of our clock; not-after still ahead, and at
        #     most 60 days after created. Age alone is no fault.
        header, received = arrival.header, arrival.received
        if header.created > received + MAX_AHEAD:
            raise refusal("the letter was created in the future", 7, Reason.CREATED_IN_FUTURE)
        if not header.created < header.not_after <= header.created + MAX_LIFE:
            raise refusal(
                "not-after is not within {max_life_days} days of creation",
                7,
                Reason.MESSAGE_MALFORMED,
                max_life_days=MAX_LIFE_DAYS,
            )
        if header.not_after <= received:
            raise refusal("the letter has expired", 7, Reason.MESSAGE_EXPIRED)

    @staticmethod
    def _step_08_original(conn: Connection, arrival: Arrival) -> bytes | None:
        # (8) A repeat with the same digest gets the original receipt, for ever. Asked first of
        #     all: what was accepted once does not become refused by the passing of time. The
        #     peer is the certificate's, so that nobody spoils another's letter by sending it.
        receipts = journal.receipts_under_id(
            conn, peer=arrival.peer.code, message_id=arrival.header.message_id
        )
        arrival.id_used = bool(receipts)
        return receipts.get(arrival.opened.signed.digest)

    @staticmethod
    def _step_08_id_is_new(arrival: Arrival) -> None:
        # (8) Another digest under the same id is refused, and both are kept.
        if arrival.id_used:
            raise refusal(
                "the message id stands for another letter already", 8, Reason.MESSAGE_ID_REUSED
            )

    def _step_09_authorised(self, conn: Connection, arrival: Arrival) -> Conversation | None:
        # (9) Authorised: roles, conversation and in-reply-to (gateway.exchange.conversations).
        #     Who answers under its procedure is the rulebook's that the letter names.
        us, header = self._me.directory().member(self._me.code), arrival.header
        answered_by = self._me.answered_by(header.rulebook, header.procedure)
        sender = arrival.opened.member
        return check_authorised(conn, header, sender, us, answered_by=answered_by)

    def _step_10_content(self, arrival: Arrival) -> None:
        # (10) Parts match their commitments; contents hold under the rulebook and list
        #      versions that they name, which we hold.
        with at_step(10):
            for body in arrival.opened.bodies:
                if body.index >= len(arrival.parts):
                    raise Reason.COMMITMENT_MISMATCH.error(
                        "a body belongs to no part", remedy=IntakeError.remedy
                    )
                commitment = bytes.fromhex(arrival.parts[body.index].commitment)
                check_commitment(commitment, body.salt, body.body)
            if not arrival.header.letter_type.known:
                return  # step 9 refuses it; nobody here could read it
            unknown = [part.kind for part in arrival.parts if not part.kind.known]
            if unknown:
                raise Reason.VERSION_UNKNOWN.error(
                    "a part of kind {unknown} is not known to this version",
                    remedy="The receiving authority must bring its gateway up to date.",
                    unknown=unknown[0],
                )
            bodies = {body.index: body.body for body in arrival.opened.bodies}
            arrival.content = self._check_content(arrival.header, bodies)
            arrival.period = self._period_for(arrival.header, arrival.content, arrival.received)

    @staticmethod
    def _step_11_sequence(
        conn: Connection, arrival: Arrival, position: int, refused: IntakeError | None
    ) -> Arrived:
        # (11) A gap, a repeat or a new epoch is recorded, never refused. A refused letter has
        #      come as well; but one that is not its sender's to us (6), or that took another's
        #      id (8), says nothing about what has come.
        header = arrival.header
        if refused is not None and (
            refused.step == 6 or refused.reason is Reason.MESSAGE_ID_REUSED  # noqa: PLR2004
        ):
            return Arrived("", 0)
        return note_arrival(
            conn,
            peer=arrival.peer.code,
            in_epoch=header.epoch,
            number=header.sequence,
            position=position,
            at=arrival.received,
        )

    def _step_12_journal(
        self,
        conn: Connection,
        arrival: Arrival,
        *,
        conversation: Conversation | None,
        refused: IntakeError | None,
    ) -> bytes:
        # (12) In this one transaction: journal the bytes, remember the id, update the
        #      conversation row, record the signed receipt, queue the dispatch.
        header, peer = arrival.header, arrival.peer.code
        envelope, bodies = arrival.opened.signed.to_bytes(), arrival.kept_bodies(refused)
        if refused is not None:
            octets = len(envelope) + sum(len(each.body) for each in bodies)
            self._refused.take(peer, octets, arrival.received)
            count_refusal(Border.LETTER, refused.reason)
        position = journal.next_position(conn)
        arrived = self._step_11_sequence(conn, arrival, position, refused)
        receipt = self._signed_receipt(arrival, position, arrived, refused)
        entry = JournalEntry(
            direction=Direction.IN,
            peer=peer,
            header=header,
            digest=arrival.opened.signed.digest,
            envelope=envelope,
            at=arrival.received,
            refused=refused is not None,
            reason="" if refused is None else refused.reason.value,
            receipt=receipt,
        )
        journal.append(conn, position, entry, bodies)
        if refused is None:
            self._keep_apart(conn, header, arrival.content)
            if conversation is None:
                open_conversation(
                    conn,
                    conversation_id=header.conversation_id,
                    peer=peer,
                    ours=False,
                    procedure=header.procedure,
                    at=arrival.received,
                )
            queue_dispatch(conn, header, peer=peer, position=position, at=arrival.received)
        return receipt

    def _signed_receipt(
        self, arrival: Arrival, position: int, arrived: Arrived, refused: IntakeError | None
    ) -> bytes:
        """Return the serialised envelope of the receipt; its instant starts legal periods."""
        period = arrival.period if refused is None else None
        receipt = Receipt(
            federation_id=self._me.directory().federation_id.hex(),
            receiver=self._me.code,
            sender=arrival.header.sender,
            message_id=arrival.header.message_id,
            message_digest=arrival.opened.signed.digest.hex(),
            outcome=ReceiptOutcome.ACCEPTED if refused is None else ReceiptOutcome.REFUSED,
            reason="" if refused is None else refused.reason.value,
            step=0 if refused is None else refused.step,
            received=arrival.received,
            journal_position=position,
            contiguous_epoch=arrived.epoch,
            contiguous_sequence=arrived.contiguous,
            last_instant=None if period is None else period.last_instant,
            calendar_digest="" if period is None else period.calendar_digest,
            rulebook="" if period is None else period.rulebook,
            tls_group=arrival.peer.group,
            directory_version=self._me.directory().version,
            directory_digest=self._me.directory().digest.hex(),
        )
        suite = self._me.suite_at(arrival.received)
        return make_receipt(receipt, ring=self._me.ring, suite=suite).to_bytes()


class RefusedOctets:
    """What each member may still have journalled of refused letters; it grows with time.

    Kept in memory: a restart, which is rare, gives each its whole bound again.
    """

    def __init__(self) -> None:
        self._left: dict[str, tuple[float, datetime]] = {}

    def take(self, member: str, octets: int, at: datetime) -> None:
        """Note a refused letter that is about to be journalled.

        Args:
            member: Whose certificate brought it.
            octets: Of its envelope and of the bodies that are kept.
            at: The instant of receipt.

        Raises:
            UnavailableError: CALLS_EXCEEDED; its sender tries again, as after any failure.
        """
        left, since = self._left.get(member, (float(REFUSED_OCTETS), at))
        left += max(0.0, (at - since) / REFUSED_WITHIN) * REFUSED_OCTETS
        left = min(left, float(REFUSED_OCTETS))
        if octets > left:
            raise Reason.CALLS_EXCEEDED.error(
                "of {member} so much was refused today that no more of it is journalled",
                remedy="Correct what the receipts of the last refusals name; nothing was lost.",
                member=member,
            )
        self._left[member] = (left - octets, at)


def refusal(message: str, step: int, reason: Reason, **values: Any) -> IntakeError:
    """Return the refusal of a step that judges by itself."""
    return IntakeError(message, step=step, reason=reason, **values)


@contextmanager
def at_step(step: int) -> Iterator[None]:
    """Turn what the rooms below raise into a refusal at a step, reason and remedy kept."""
    try:
        yield
    except IntakeError:
        raise
    except ComityError as exc:
        raise IntakeError(exc, step=step, reason=exc.reason) from exc
