"""A small federation in memory: DE and FR, three operators, two of whom must sign.

Keys of every kind that a member may have, so that a test can take some away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ed25519

from gateway.trust.directory import load_directory, sign_directory
from gateway.trust.directory_form import build_directory
from gateway.trust.federation import Anchor, Directory, Operator
from gateway.trust.keys import DEFAULT_USES, KeyRing
from gateway.trust.members import Member
from gateway.trust.possession import proven_operator
from gateway.trust.suites import KeyUse

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
SINCE = NOW - timedelta(days=100)


@dataclass(frozen=True)
class House:
    """Everything the tests of this room need; nothing in it changes."""

    now: datetime
    since: datetime
    rings: dict[str, KeyRing]
    operators: tuple[ed25519.Ed25519PrivateKey, ...]
    raw: bytes
    anchor: Anchor
    directory: Directory

    def version(
        self,
        change: Callable[[Directory], Directory] = lambda held: held,
        *,
        number: int = 2,
        signers: Sequence[ed25519.Ed25519PrivateKey] | None = None,
    ) -> bytes:
        """A further version of the directory, signed by the first two operators."""
        fresh = change(replace(self.directory, version=number))
        return sign_directory(build_directory(fresh), signers or self.operators[:2])

    def with_member(self, code: str, **changes: Any) -> Directory:
        """The directory with a member changed, for checks against it in memory."""
        member = replace(self.directory.member(code), **changes)
        return replace(self.directory, members={**self.directory.members, code: member})


def operator(number: int, federation_id: bytes, name: str = "") -> Operator:
    """An operator with the proof of its fixed key."""
    return proven_operator(fixed_key(number), name or f"operator-{number}", federation_id)


def fixed_key(number: int) -> ed25519.Ed25519PrivateKey:
    """An Ed25519 key that is the same in every run."""
    return ed25519.Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def _member(code: str, ring: KeyRing, number: int) -> Member:
    return Member(
        code=code,
        name=f"Authority {code}",
        state=code,
        time_zone="Europe/Paris",
        roles=frozenset({"licensing"}),
        address=f"127.0.0.1:700{number}",
        certificates={hashlib.sha256(code.encode()).digest(): None},
        keys=ring.public_keys(not_before=SINCE),
    )


def build_house() -> House:
    """Make it; some milliseconds."""
    uses = (*DEFAULT_USES, KeyUse.SEAL_P256, KeyUse.ENCRYPT_X25519)
    rings = {code: KeyRing.generate(code, uses) for code in ("DE", "FR")}
    operators = tuple(fixed_key(number) for number in (1, 2, 3))
    first = Directory(
        name="Test",
        federation_id=b"",
        version=1,
        created=SINCE,
        expires=NOW + timedelta(days=100),
        rehearsal=False,
        operators=tuple(
            Operator(f"operator-{number}", key.public_key().public_bytes_raw())
            for number, key in enumerate(operators, start=1)
        ),
        threshold=2,
        members={
            code: _member(code, ring, number)
            for number, (code, ring) in enumerate(rings.items(), start=1)
        },
    )
    payload = build_directory(first)
    raw = sign_directory(payload, operators[:2])
    anchor = replace(first, federation_id=hashlib.sha256(payload).digest()).anchor
    directory = load_directory(raw, at=NOW, anchor=anchor)
    return House(NOW, SINCE, rings, operators, raw, anchor, directory)
