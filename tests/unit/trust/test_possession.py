"""No key enters the directory whose holder has not shown that it has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.errors import Reason, TrustError
from gateway.trust.directory import load_directory
from gateway.trust.federation import Directory, Operator
from gateway.trust.keys import DEFAULT_USES, KeyRing
from gateway.trust.members import Member, MemberKey
from gateway.trust.possession import (
    OPERATOR,
    STATE,
    claim,
    proven_keys,
    proven_operator,
    without_proofs,
)
from gateway.trust.suites import ENCRYPTION_USES, KeyUse
from tests.support.house import House, fixed_key
from tests.support.raising import refuses

EVERY_USE = (*DEFAULT_USES, KeyUse.SEAL_P256, KeyUse.ENCRYPT_X25519)


def with_keys(house: House, keys: tuple[MemberKey, ...]) -> Directory:
    """The next version, in which DE has these keys as well."""
    de = house.directory.member("DE")
    raw = house.version(
        lambda held: replace(
            held, members={**held.members, "DE": replace(de, keys=(*de.keys, *keys))}
        )
    )
    return load_directory(raw, at=house.now, held=house.directory)


def refused(make: Callable[[], object], what: str) -> None:
    with refuses(TrustError, Reason.DIRECTORY_INVALID, match="without a proof") as caught:
        make()
    assert what in str(caught.value)


def renewed(house: House, federation_id: bytes | None = None) -> tuple[MemberKey, ...]:
    """A new key of every use for DE, proven."""
    ring = house.rings["DE"].renewed(EVERY_USE)
    known = {key.key_id for key in house.directory.member("DE").keys}
    keys = proven_keys(ring, federation_id or house.directory.federation_id, not_before=house.now)
    return tuple(key for key in keys if key.key_id not in known)


def test_new_keys_of_every_use_are_taken_with_their_proofs(house: House) -> None:
    keys = renewed(house)
    assert {key.use for key in keys} == set(EVERY_USE)
    assert set(keys) <= set(with_keys(house, keys).member("DE").keys)


@pytest.mark.parametrize("use", EVERY_USE)
def test_a_new_key_of_any_use_is_refused_without_one(house: House, use: KeyUse) -> None:
    """Found in use: protocol m1."""
    keys = renewed(house)
    (bare,) = (replace(key, possession=b"") for key in keys if key.use is use)
    rest = tuple(key for key in keys if key.use is not use)
    refused(lambda: with_keys(house, (*rest, bare)), f"DE: the new key ({use.name} {bare.key_id})")


def test_a_proof_for_another_member_role_or_federation_is_none(house: House) -> None:
    """DE enters a key that somebody else has, and has seen the proof of it.

    Found in use: protocol m1.
    """
    ring = KeyRing.generate("FR", (KeyUse.SEAL_ED25519,))
    theirs = proven_keys(ring, house.directory.federation_id, not_before=house.now)
    refused(lambda: with_keys(house, theirs), "DE")
    (key,) = (each for each in renewed(house) if each.use is KeyUse.SEAL_ED25519)
    moved = replace(key, use=KeyUse.LOG_ED25519)
    refused(lambda: with_keys(house, (moved,)), "LOG_ED25519")
    refused(lambda: with_keys(house, renewed(house, bytes(32))), "DE")


def test_an_encryption_key_is_proven_by_a_seal_key_that_is_not_revoked(house: House) -> None:
    keys = tuple(key for key in renewed(house) if key.use in ENCRYPTION_USES)
    # They are proven by the newest seal key, which is not entered here.
    refused(lambda: with_keys(house, keys), "ENCRYPT_")
    proven = proven_keys(house.rings["DE"], house.directory.federation_id, not_before=house.now)
    seal = next(key for key in proven if key.use is KeyUse.SEAL_ED25519)
    stolen = [
        replace(each, revoked_at=house.now - timedelta(days=1))
        if each.key_id == seal.key_id
        else each
        for each in house.directory.member("DE").keys
    ]
    fresh = KeyRing.generate("DE", (KeyUse.ENCRYPT_X25519,)).public_keys(not_before=house.now)[0]
    data = claim(house.directory.federation_id, "DE", fresh.use.name, fresh.public)
    signed = replace(fresh, possession=house.rings["DE"].sign_possession(seal, data))
    assert signed in with_keys(house, (signed,)).member("DE").keys
    raw = house.version(
        lambda held: replace(
            held,
            members={
                **held.members,
                "DE": replace(held.member("DE"), keys=(*stolen, signed)),
            },
        )
    )
    refused(lambda: load_directory(raw, at=house.now, held=house.directory), "ENCRYPT_X25519")


def test_a_new_member_proves_every_key(house: House) -> None:
    ring = KeyRing.generate("NL", EVERY_USE)
    proven = proven_keys(ring, house.directory.federation_id, not_before=house.now)
    nl = replace(house.directory.member("FR"), code="NL", state="NL", certificates={}, keys=proven)

    def entered(member: Member) -> Directory:
        raw = house.version(lambda held: replace(held, members={**held.members, "NL": member}))
        return load_directory(raw, at=house.now, held=house.directory)

    assert entered(nl).member("NL").keys == proven
    bare = ring.public_keys(not_before=house.now)
    refused(lambda: entered(replace(nl, keys=bare)), "NL")


@pytest.mark.parametrize("role", [OPERATOR, STATE])
def test_operators_and_who_states_the_newest_version_prove_theirs(house: House, role: str) -> None:
    """Found in use: protocol m1."""

    def entered(made: Operator) -> Directory:
        field = "operators" if role == OPERATOR else "state_keys"
        old = house.directory.operators if role == OPERATOR else ()
        changes = {field: (*old, made), "state_days": 7}
        raw = house.version(lambda held: replace(held, **changes))  # type: ignore[arg-type]
        return load_directory(raw, at=house.now, held=house.directory)

    federation, key, other = house.directory.federation_id, fixed_key(7), {OPERATOR, STATE} - {role}
    entered(proven_operator(key, "dora", federation, role))
    for wrong in (
        Operator("dora", key.public_key().public_bytes_raw()),
        proven_operator(key, "dora", federation, *other),
        proven_operator(key, "dora", bytes(32), role),
        replace(proven_operator(key, "emil", federation, role), name="dora"),
    ):
        refused(lambda wrong=wrong: entered(wrong), f"dora: the new key ({role})")  # type: ignore[misc]


def test_the_next_version_leaves_the_proofs_out_and_is_taken(house: House) -> None:
    second = with_keys(house, renewed(house))
    third = without_proofs(second)
    assert third == second  # a proof makes no other key
    assert {key.possession for member in third.members.values() for key in member.keys} == {b""}
    raw = house.version(lambda _held: replace(third, version=3), number=3)
    assert load_directory(raw, at=house.now, held=second).version == 3
