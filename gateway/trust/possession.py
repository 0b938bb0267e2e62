"""That whoever enters a key in the directory has its private half.

A new key of an operator or of a member comes with a signature by itself over federation, holder,
role and public key. Without it a member could enter another's public key as its own and disown,
or claim, what that one has signed. An encryption key cannot sign: a seal key of its member signs
for it. That shows who enters it and not that the private half is there; who lies about that can
read nothing that is sealed to it.

The proof stands in the version in which a key is new; a later version leaves it out, so that
directories stay small. Keys of a federation's first version, which is made in one room, and keys
that a version of before has, need none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from gateway.errors import ComityError
from gateway.trust.algorithms import signature_holds
from gateway.trust.dsse import pae
from gateway.trust.federation import Directory, Operator, directory_invalid
from gateway.trust.keys import KeyRing
from gateway.trust.members import Member, MemberKey
from gateway.trust.operator_keys import (
    OperatorSecret,
    operator_public,
    operator_signature_holds,
    sign_as_operator,
)
from gateway.trust.suites import ENCRYPTION_USES, KeyUse

POSSESSION = "application/vnd.comity.possession.v1+json"
SEAL_USES = (KeyUse.SEAL_ED25519, KeyUse.SEAL_P256)
"""Uses that may sign for an encryption key."""

OPERATOR = "operator"
"""Role of a key that signs directories."""

STATE = "state"
"""Role of a key that states which directory is the newest."""


def claim(federation_id: bytes, holder: str, role: str, public: bytes) -> bytes:
    """Return what a proof of possession is over.

    Args:
        federation_id: Of the federation, 32 octets.
        holder: Name of the operator, or authority code.
        role: `OPERATOR`, `STATE`, or the name of a `KeyUse`.
        public: Public key as the directory encodes it.
    """
    return pae(POSSESSION, _said(federation_id, holder, role, public))


def _said(federation_id: bytes, holder: str, role: str, public: bytes) -> bytes:
    said = [federation_id.hex(), holder, role, public.hex()]
    return json.dumps(said, separators=(",", ":")).encode()


def proven_operator(
    key: OperatorSecret, name: str, federation_id: bytes, role: str = OPERATOR
) -> Operator:
    """Return an operator, or who states the newest version, with the proof of its key."""
    public = operator_public(key)
    said = _said(federation_id, name, role, public)
    return Operator(name, public, sign_as_operator(key, POSSESSION, said))


def proven_keys(
    ring: KeyRing, federation_id: bytes, *, not_before: datetime
) -> tuple[MemberKey, ...]:
    """Return the public halves of a member's keys, each with the proof.

    Args:
        ring: The member's keys.
        federation_id: Of the federation, 32 octets.
        not_before: From when on they shall count.

    Raises:
        TrustError: KEY_INVALID; there is an encryption key and no seal key that could sign for it.
    """
    return tuple(
        replace(
            key,
            possession=ring.sign_possession(
                key, claim(federation_id, ring.code, key.use.name, key.public)
            ),
        )
        for key in ring.public_keys(not_before=not_before)
    )


def without_proofs(directory: Directory) -> Directory:
    """Return a directory without the proofs that it carries: its keys are known from now on."""
    members = {
        code: replace(member, keys=tuple(replace(key, possession=b"") for key in member.keys))
        for code, member in directory.members.items()
    }
    return replace(
        directory,
        members=members,
        operators=tuple(replace(each, possession=b"") for each in directory.operators),
        state_keys=tuple(replace(each, possession=b"") for each in directory.state_keys),
    )


def check_possession(held: Directory, fresh: Directory) -> None:
    """Check that every key that is new in a version is proven.

    Raises:
        TrustError: DIRECTORY_INVALID; names the holder and the key.
    """
    for role, before, now in (
        (OPERATOR, held.operators, fresh.operators),
        (STATE, held.state_keys, fresh.state_keys),
    ):
        _check_operators(role, before, now, fresh.federation_id)
    for code, member in fresh.members.items():
        _check_member(held.members, code, member, fresh.federation_id)


def _check_operators(
    role: str, before: Iterable[Operator], now: Iterable[Operator], federation_id: bytes
) -> None:
    known = {each.public for each in before}
    for each in now:
        if each.public in known:
            continue
        said = _said(federation_id, each.name, role, each.public)
        if not operator_signature_holds(each.public, each.possession, POSSESSION, said):
            raise _unproven(each.name, role)


def _check_member(
    held: Mapping[str, Member], code: str, member: Member, federation_id: bytes
) -> None:
    known = {key.public for key in held[code].keys} if code in held else set()
    for key in member.keys:
        if key.public in known:
            continue
        data = claim(federation_id, code, key.use.name, key.public)
        signers = [key]
        if key.use in ENCRYPTION_USES:
            signers = [
                each for each in member.keys if each.use in SEAL_USES and each.revoked_at is None
            ]
        if not any(signature_holds(each.verifier, key.possession, data) for each in signers):
            raise _unproven(code, "{name} {key_id}", name=key.use.name, key_id=key.key_id)


def _unproven(holder: str, what: str, **values: Any) -> ComityError:
    return directory_invalid(
        "{holder}: the new key (",
        what,
        ") comes without a proof that its holder has it",
        **values,
        holder=holder,
    )
