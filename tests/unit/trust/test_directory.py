"""The directory: who may say who is believed, and what a new version may not do."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from comity.v1 import envelope_pb2
from gateway.domain.letter import Marking
from gateway.errors import ComityError, Reason, TrustError
from gateway.trust.directory import load_directory, sign_directory
from gateway.trust.dsse import DIRECTORY, LETTER, SignedBytes, pae
from gateway.trust.federation import Anchor, Directory, LawVersion, Operator
from gateway.trust.suites import KeyUse
from tests.support.house import House, fixed_key, operator
from tests.support.raising import refuses

DAY = timedelta(days=1)


def _refused(house: House, raw: bytes, **options: Any) -> ComityError:
    if "anchor" not in options:
        options.setdefault("held", house.directory)
    options.setdefault("at", house.now)
    with pytest.raises(ComityError) as caught:
        load_directory(raw, **options)
    return caught.value


def _accepted(house: House, raw: bytes) -> Directory:
    return load_directory(raw, at=house.now, held=house.directory)


# --- what is good ---------------------------------------------------------------


def test_first_version_by_its_anchor(house: House) -> None:
    directory = load_directory(house.raw, at=house.now, anchor=house.anchor)
    payload = SignedBytes.from_bytes(house.raw).payload
    assert directory.federation_id == hashlib.sha256(payload).digest()
    assert directory == house.directory
    assert directory.member("DE").key(KeyUse.LOG_ED25519, None, house.now).public == (
        house.rings["DE"].log_key.public_key().public_bytes_raw()
    )


def test_next_version_by_the_held_one(house: House) -> None:
    law = LawVersion("EU-2021-821/2026-3", b"r" * 32, effective_date="2026-01-01")
    raw = house.version(
        lambda held: replace(
            held, rulebooks=(law,), marking_ceiling=Marking.LIMITE, grace_days=7, name="Prüfung"
        )
    )
    fresh = _accepted(house, raw)
    assert (fresh.version, fresh.rulebooks, fresh.grace_days) == (2, (law,), 7)
    assert (fresh.marking_ceiling, fresh.name) == (Marking.LIMITE, "Prüfung")
    assert fresh.federation_id == house.directory.federation_id


def test_the_same_version_again_and_a_version_left_out(house: House) -> None:
    assert _accepted(house, house.raw) == house.directory
    assert _accepted(house, house.version(number=5)).version == 5


def test_operators_change_and_the_new_ones_sign_the_next(house: House) -> None:
    fourth = fixed_key(4)
    operators = (
        *house.directory.operators[1:],
        operator(4, house.directory.federation_id),
    )
    second = _accepted(
        house,
        house.version(lambda held: replace(held, operators=operators), signers=house.operators[1:]),
    )
    third = house.version(
        lambda held: replace(held, operators=operators),
        number=3,
        signers=[house.operators[2], fourth],
    )
    assert load_directory(third, at=house.now, held=second).version == 3
    # The version that was held before does not know the fourth operator.
    assert _refused(house, third).reason is Reason.DIRECTORY_INVALID
    # After a restart the node loads what it kept by the anchor of that version.
    assert load_directory(third, at=house.now, anchor=second.anchor).version == 3


def test_anchor_survives_its_file(house: House) -> None:
    assert Anchor.from_json(house.anchor.to_json()) == house.anchor


# --- signatures -------------------------------------------------------------------


def test_threshold_not_reached(house: House) -> None:
    raw = house.version(signers=house.operators[:1])
    assert _refused(house, raw).reason is Reason.DIRECTORY_INVALID


def test_same_operator_twice_counts_once(house: House) -> None:
    raw = house.version(signers=[house.operators[0], house.operators[0]])
    assert _refused(house, raw).reason is Reason.DIRECTORY_INVALID


def test_operators_whom_only_the_new_version_names(house: House) -> None:
    mine = tuple(fixed_key(number) for number in (8, 9))
    operators = tuple(
        Operator(f"mine-{number}", key.public_key().public_bytes_raw())
        for number, key in enumerate(mine)
    )
    raw = house.version(lambda held: replace(held, operators=operators), signers=mine)
    assert _refused(house, raw).reason is Reason.SIGNATURE_INVALID


def test_new_operators_must_have_signed_as_well(house: House) -> None:
    strangers = tuple(
        Operator(f"other-{number}", fixed_key(number).public_key().public_bytes_raw())
        for number in (8, 9)
    )
    raw = house.version(lambda held: replace(held, operators=strangers))
    assert _refused(house, raw).reason is Reason.SIGNATURE_INVALID


def test_a_strangers_signature_is_passed_over_and_never_counts(house: House) -> None:
    raw = house.version(signers=[*house.operators[:2], fixed_key(9)])
    assert _accepted(house, raw).version == 2
    raw = house.version(signers=[house.operators[0], fixed_key(9)])
    assert _refused(house, raw).reason is Reason.DIRECTORY_INVALID


def test_a_signature_that_names_an_operators_key_must_hold(house: House) -> None:
    signed = SignedBytes.from_bytes(house.version(signers=house.operators))
    (_, _, (third, sig)) = signed.signatures
    broken = replace(signed, signatures=(*signed.signatures[:2], (third, bytes(len(sig)))))
    assert _refused(house, broken.to_bytes()).reason is Reason.SIGNATURE_INVALID


def test_a_version_that_old_and_new_operators_signed_is_opened_by_its_own_anchor(
    house: House,
) -> None:
    """Found in use: protocol M7."""
    new = [fixed_key(8), fixed_key(9)]
    operators = tuple(operator(number, house.directory.federation_id) for number in (8, 9))
    raw = house.version(
        lambda held: replace(held, operators=operators), signers=[*house.operators[:2], *new]
    )
    accepted = _accepted(house, raw)
    assert load_directory(raw, at=house.now, anchor=accepted.anchor) == accepted


def test_tampered_payload(house: House) -> None:
    signed = SignedBytes.from_bytes(house.raw)
    altered = signed.payload.replace(b"Authority DE", b"Authority D3")
    assert altered != signed.payload
    raw = replace(signed, payload=altered).to_bytes()
    assert _refused(house, raw, anchor=house.anchor).reason is Reason.SIGNATURE_INVALID


def test_directory_bytes_signed_as_a_letter(house: House) -> None:
    payload = SignedBytes.from_bytes(house.raw).payload
    signatures = tuple(("", key.sign(pae(LETTER, payload))) for key in house.operators)
    relabelled = SignedBytes(DIRECTORY, payload, signatures).to_bytes()
    assert _refused(house, relabelled).reason is Reason.SIGNATURE_INVALID
    honest = SignedBytes(LETTER, payload, signatures).to_bytes()
    assert _refused(house, honest).reason is Reason.DIRECTORY_INVALID


def test_a_members_key_is_no_operators(house: House) -> None:
    payload = SignedBytes.from_bytes(house.version()).payload
    both = (house.rings["DE"].log_key, house.rings["FR"].log_key)
    keys = [key for key in both if isinstance(key, ed25519.Ed25519PrivateKey)]
    assert len(keys) == 2
    assert _refused(house, sign_directory(payload, keys)).reason is Reason.SIGNATURE_INVALID


# --- versions, federation, time -----------------------------------------------------


def test_rollback(house: House) -> None:
    third = _accepted(house, house.version(number=3))
    assert _refused(house, house.version(), held=third).reason is Reason.DIRECTORY_ROLLED_BACK
    assert _refused(house, house.raw, held=third).reason is Reason.DIRECTORY_ROLLED_BACK
    assert _refused(house, house.raw, anchor=third.anchor).reason is Reason.DIRECTORY_ROLLED_BACK


def test_same_version_with_other_bytes(house: House) -> None:
    second = _accepted(house, house.version())
    other = house.version(lambda held: replace(held, grace_days=1))
    error = _refused(house, other, held=second)
    assert error.reason is Reason.DIRECTORY_INVALID
    assert "two different" in str(error)


def test_wrong_federation(house: House) -> None:
    raw = house.version(lambda held: replace(held, federation_id=b"x" * 32))
    assert _refused(house, raw).reason is Reason.FEDERATION_MISMATCH
    other = replace(house.anchor, federation_id=b"x" * 32)
    assert _refused(house, house.raw, anchor=other).reason is Reason.FEDERATION_MISMATCH


def test_expired_and_its_grace_period(house: House) -> None:
    expires = house.directory.expires
    grace = timedelta(days=house.directory.grace_days)
    assert load_directory(house.raw, at=expires, anchor=house.anchor).expired(expires) is False
    just_after = expires + timedelta(microseconds=1)
    assert _refused(house, house.raw, at=just_after).reason is Reason.DIRECTORY_EXPIRED
    shown = load_directory(house.raw, at=just_after, held=house.directory, allow_expired=True)
    assert shown.expired(just_after)
    assert shown.within_grace(just_after)
    late = expires + grace + timedelta(microseconds=1)
    error = _refused(house, house.raw, at=late, allow_expired=True)
    assert error.reason is Reason.DIRECTORY_EXPIRED


def test_a_life_is_bounded(house: House) -> None:
    """Found in use: protocol M6."""
    created = house.directory.created
    longest = house.version(lambda held: replace(held, expires=created + 731 * DAY))
    assert _accepted(house, longest).expires == created + 731 * DAY
    with refuses(TrustError, Reason.DIRECTORY_INVALID, match="lives longer than 731 days"):
        house.version(lambda held: replace(held, expires=created + 500 * 365 * DAY))


def test_one_that_was_created_in_the_future_is_refused(house: House) -> None:
    """Found in use: protocol M6."""

    def signed_for(ahead: timedelta, *, rehearsal: bool = False) -> bytes:
        return house.version(
            lambda held: replace(held, created=house.now + ahead, rehearsal=rehearsal)
        )

    assert _accepted(house, signed_for(timedelta(minutes=5))).version == 2
    error = _refused(house, signed_for(timedelta(minutes=6)))
    assert error.reason is Reason.DIRECTORY_INVALID
    assert "created in the future" in str(error)
    # Clocks of a rehearsal are moved on purpose.
    moved = signed_for(timedelta(days=6), rehearsal=True)
    assert load_directory(moved, at=house.now, anchor=house.anchor).version == 2


# --- anchors and looking up -----------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"federation_id": "zz", "operators": [], "threshold": 1, "version": 1}',
        '{"federation_id": "00", "operators": [], "threshold": 1, "version": 1}',
        '{"federation_id": "' + "00" * 32 + '", "operators": [], "threshold": 1, "version": 1}',
        '{"federation_id": "'
        + "00" * 32
        + '", "operators": [{"name": "a", "public_key": "00"}], "threshold": 1, "version": 1}',
    ],
)
def test_malformed_anchor(text: str) -> None:
    with refuses(TrustError, Reason.DIRECTORY_INVALID):
        Anchor.from_json(text)


def test_held_or_anchor_but_not_both_nor_none(house: House) -> None:
    with pytest.raises(ValueError, match="one of them"):
        load_directory(house.raw, at=house.now)
    with pytest.raises(ValueError, match="one of them"):
        load_directory(house.raw, at=house.now, held=house.directory, anchor=house.anchor)


def test_unknown_member_and_certificate(house: House) -> None:
    for lookup in (
        lambda: house.directory.member("NL"),
        lambda: house.directory.member_by_certificate(b"x" * 32),
    ):
        with refuses(TrustError, Reason.PEER_UNKNOWN):
            lookup()
    (fingerprint,) = house.directory.member("FR").certificates
    assert house.directory.member_by_certificate(fingerprint).code == "FR"


def test_unsigned_directory(house: House) -> None:
    raw = envelope_pb2.Envelope(
        payload=SignedBytes.from_bytes(house.raw).payload, payload_type=DIRECTORY
    ).SerializeToString()
    assert _refused(house, raw).reason is Reason.MESSAGE_MALFORMED
