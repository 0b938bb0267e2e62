"""An origin's word that its log has no more: a cosignature of now on the size that it serves.

Whether a register is whole and fresh (`register_fresh_for_s`) rests on nothing else: TLS says
who answers, and a certificate's key can be lost; this is signed by the key for checkpoints.

Norm: C2SP tlog-cosignature (commit 01194db1), type 0x04: "timestamp is the time at which the
cosignature was generated", on the largest tree that the cosigner has observed. The wire is
docs/protocol/register.md, section 4.

A word is Ed25519 also in the hybrid suite: it counts for minutes, and what it is about is signed
by both keys before it is held. So an unchanged head stays under 2 KiB.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from gateway.errors import CheckpointError
from gateway.exchange.identity import NodeIdentity
from gateway.register.log.checkpoints import is_short
from gateway.register.log.fraud import SKEW
from gateway.register.log.log_store import Head, LogState, read_head
from gateway.register.log.note_names import SIGNATURES
from gateway.register.log.notes import (
    Checkpoint,
    SignatureLine,
    VerifierKey,
    by_id,
    cosign,
    verify_line,
)
from gateway.trust.algorithms import Ed25519Signer
from gateway.trust.federation import Directory
from gateway.trust.note_ids import origin_line
from gateway.trust.suites import KeyUse

GIVEN_AGAIN_FOR = timedelta(minutes=1)
"""For how long a word is given again: a head costs no signature a call, whatever the load."""

MAX_WORD_OCTETS = 500
"""Octets of a word (register_service.proto): the name of a log and 76 octets in base64."""


@dataclass(frozen=True, slots=True)
class NoMoreWord:
    """What an origin said of its log with a head.

    Attributes:
        head: Of which head it says that there is no more.
        at: When, as it states; None where nothing was said that counts.
        doubt: Why what was said does not count, if anything was.
        stated: The instant as it stands there, also where our clock says that it is still to come.
    """

    head: Head
    at: datetime | None = None
    doubt: CheckpointError | None = None
    stated: datetime | None = None

    def said_of(self, held: Head) -> datetime | None:
        """Return when the origin said that there is no more than what is held; None: it has not."""
        same = (held.origin, held.size, held.root) == (
            self.head.origin,
            self.head.size,
            self.head.root,
        )
        return self.at if same else None


def has_no_more(conn: Connection, code: str) -> Head | None:
    """Return the head of the own log if this node can say that it has no more, else None.

    It cannot while others are known to hold more of it (after a restore).
    """
    head = read_head(conn, code)
    return None if head.state is not LogState.FOLLOWING or is_short(conn, head) else head


class Speaker:
    """Signs this node's word about its own log, once a minute at most for one head.

    Args:
        me: This node.
        sign: Cosigns the text of a checkpoint; another in tests that count signatures.
    """

    def __init__(
        self,
        me: NodeIdentity,
        sign: Callable[[bytes, str, Ed25519Signer, datetime], SignatureLine] = cosign,
    ) -> None:
        self._me = me
        self._sign = sign
        self._said: tuple[bytes, Ed25519Signer, datetime, str] | None = None

    def line(self, head: Head) -> str:
        """Return the signature line that says of now that the own log has no more.

        Args:
            head: What `has_no_more` has returned.

        Raises:
            TrustError: KEY_INVALID, the ring has no key to cosign with.
        """
        at, key = self._me.clock.now(), self._me.ring.cosign_key
        name = origin_line(self._me.directory().federation_id, self._me.code)
        body = Checkpoint(name, head.size, head.root).body()
        if self._said is not None:
            about, by, since, line = self._said
            if (about, by) == (body, key) and timedelta(0) <= at - since < GIVEN_AGAIN_FOR:
                return line
        line = self._sign(body, name, key, at).to_text()
        self._said = (body, key, at, line)
        return line


def read_word(line: str, head: Head, *, directory: Directory, at: datetime) -> NoMoreWord:
    """Read what came with a head as its origin's word; what does not hold is a doubt.

    Args:
        line: The signature line; empty where none came.
        head: The head that came with it.
        directory: Gives the origin's keys.
        at: When it came.

    Raises:
        TrustError: PEER_UNKNOWN.
    """
    if not line:
        return NoMoreWord(head)
    try:
        stated = _verified(line, head, directory, at)
    except CheckpointError as exc:
        return NoMoreWord(head, doubt=exc)
    return NoMoreWord(head, min(stated, at), stated=stated)


def _verified(line: str, head: Head, directory: Directory, at: datetime) -> datetime:
    """Return the instant that a word states; raise CheckpointError where it does not hold."""
    if len(line.encode()) > MAX_WORD_OCTETS:
        raise CheckpointError(
            "That log {origin} has no more is said in over {max_word_octets} octets.",
            origin=head.origin,
            max_word_octets=MAX_WORD_OCTETS,
        )
    parsed = SignatureLine.parse(line)
    name, use = origin_line(directory.federation_id, head.origin), KeyUse.COSIGN_ED25519
    # A retired key counts for what was signed before; nothing new is.
    valid = directory.member(head.origin).valid_keys(use, at)
    keys = by_id(VerifierKey(name, SIGNATURES[use], key.public) for key in valid)
    if (parsed.name, parsed.key_id) not in keys:
        raise CheckpointError(
            "That log {origin} has no more is not said by a key of its origin.", origin=head.origin
        )
    body = Checkpoint(name, head.size, head.root).body()
    found = verify_line(body, parsed, keys[parsed.name, parsed.key_id])
    if found.at is None:
        raise AssertionError("a line of type 0x04 states an instant")  # for the type checker
    if not at - SKEW - GIVEN_AGAIN_FOR <= found.at <= at + SKEW:
        raise CheckpointError(
            "{origin} says at {stated} UTC that its log has no more, and it is {here} UTC here.",
            remedy="Set the clock right that is wrong; else somebody shows an old answer.",
            origin=head.origin,
            stated=f"{found.at:%Y-%m-%d %H:%M}",
            here=f"{at:%Y-%m-%d %H:%M}",
        )
    return found.at
