"""The receipts that this node gives: signed, in the transaction that journals the letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gateway.domain.consultation import DeadlineDerivation
from gateway.domain.letter import LetterHeader, Receipt, ReceiptOutcome
from gateway.errors import IntakeError
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.sequences import Arrived
from gateway.trust.receipts import make_receipt


@dataclass(frozen=True, slots=True)
class Given:
    """What a receipt is given for.

    Attributes:
        header: Header of the letter.
        digest: Its message digest.
        received: The instant of receipt; it starts legal periods.
        position: Its position in our journal.
        arrived: What has come of the sender's epoch.
        tls_group: Key exchange group that TLS negotiated, may be empty.
        period: The period that the letter starts, if it starts one.
        refusal: Why it was refused, if it was.
    """

    header: LetterHeader
    digest: bytes
    received: datetime
    position: int
    arrived: Arrived
    tls_group: str
    period: DeadlineDerivation | None
    refusal: IntakeError | None


def signed_receipt(me: NodeIdentity, given: Given) -> bytes:
    """Return the serialised envelope of the receipt for a letter."""
    refusal, period = given.refusal, given.period
    receipt = Receipt(
        federation_id=me.directory().federation_id.hex(),
        receiver=me.code,
        sender=given.header.sender,
        message_id=given.header.message_id,
        message_digest=given.digest.hex(),
        outcome=ReceiptOutcome.ACCEPTED if refusal is None else ReceiptOutcome.REFUSED,
        reason="" if refusal is None else refusal.reason.value,
        received=given.received,
        journal_position=given.position,
        contiguous_epoch=given.arrived.epoch,
        contiguous_sequence=given.arrived.contiguous,
        last_instant=None if period is None else period.last_instant,
        calendar_digest="" if period is None else period.calendar_digest,
        rulebook="" if period is None else period.rulebook,
        tls_group=given.tls_group,
    )
    step = 0 if refusal is None else refusal.step
    return make_receipt(receipt, ring=me.ring, suite=me.suite, step=step).to_bytes()
