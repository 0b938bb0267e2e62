"""Adds to a fraud proof the cosignatures that date its notes, as far as they are known here.

A member's cosignature shows that a checkpoint was there at an instant. With it the proof stands
also after the origin's key was revoked (`log.attested`), so it is put in when the proof is found.
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.errors import CheckpointError
from gateway.register.log.checkpoints import cosignatures
from gateway.register.log.fraud import FraudProof
from gateway.register.log.notes import SignatureLine, SignedNote, parse_checkpoint


def with_witnesses(conn: Connection, proof: FraudProof, shown: bytes = b"") -> FraudProof:
    """Return a proof with the cosignatures of others than its origin under its notes.

    Args:
        conn: A connection.
        proof: As it was found; nothing that is added is verified here.
        shown: The note as a member has shown it, with its own cosignature.
    """
    came = _parsed(shown)

    def lines(note: SignedNote) -> tuple[SignatureLine, ...]:
        checkpoint = parse_checkpoint(note.body)
        held = [
            line
            for made in cosignatures(conn, proof.origin, checkpoint.size)
            if made.root == checkpoint.root and made.cosigner != proof.origin
            for line in made.lines
        ]
        more = came.lines if came is not None and came.body == note.body else ()
        return (*held, *(line for line in more if line not in held))

    return proof.with_lines(lines)


def _parsed(shown: bytes) -> SignedNote | None:
    try:
        return SignedNote.parse(shown) if shown else None
    except CheckpointError:
        return None
