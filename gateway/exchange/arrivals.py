"""A letter on its way through the intake: what the steps found out about it so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from gateway.domain.consultation import DeadlineDerivation
from gateway.domain.letter import LetterHeader, PartBody, PartCommitment
from gateway.errors import IntakeError, Reason
from gateway.trust.dsse import SignedBytes
from gateway.trust.members import Member
from gateway.trust.tls import PeerCertificate
from gateway.wire.deliveries import SealedLetter


@dataclass(slots=True)
class Arrival:
    """A letter whose signatures hold, on its way through the steps."""

    received: datetime
    peer: PeerCertificate
    outside: SealedLetter  # its labels, without the ciphertext
    sender: Member = field(repr=False)
    signed: SignedBytes = field(repr=False)
    header: LetterHeader
    parts: tuple[PartCommitment, ...]
    bodies: tuple[PartBody, ...] = field(repr=False)
    early: IntakeError | None = None  # found at step 6 or 7
    late: IntakeError | None = None  # found at step 10
    period: DeadlineDerivation | None = None
    id_used: bool = False  # found at step 8: a letter came under this id

    def kept_bodies(self, refused: IntakeError | None) -> tuple[PartBody, ...]:
        """Return the bodies that are journalled: of a letter for others none, nor altered ones."""
        keeps = refused is None or (
            refused.step > 6  # noqa: PLR2004 - step 6 says whose the letter is
            and refused.reason is not Reason.COMMITMENT_MISMATCH
        )
        return self.bodies if keeps else ()
