"""The directory: who may say who is believed, and what a new version may not do."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from comity.v1 import directory_pb2, envelope_pb2
from gateway.domain.letter import Marking
from gateway.errors import Reason, TrustError
from gateway.trust import (
    DIRECTORY,
    LETTER,
    Anchor,
    Directory,
    KeyUse,
    LawVersion,
    Operator,
    SignedBytes,
    build_directory,
    load_directory,
    pae,
    sign_directory,
)
from tests.support.house import House, fixed_key

DAY = timedelta(days=1)


def _refused(house: House, raw: bytes, **options: Any) -> TrustError:
    if "anchor" not in options:
        options.setdefault("held", house.directory)
    options.setdefault("at", house.now)
    with pytest.raises(TrustError) as caught:
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
    law = LawVersion("EU-2021-821/2026-1", b"r" * 32, effective_date="2026-01-01")
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
        Operator("operator-4", fourth.public_key().public_bytes_raw()),
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


def test_signature_of_a_stranger_beside_good_ones(house: House) -> None:
    raw = house.version(signers=[*house.operators[:2], fixed_key(9)])
    assert _refused(house, raw).reason is Reason.SIGNATURE_INVALID


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
    keys = [house.rings["DE"].log_key, house.rings["FR"].log_key]
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


# --- content ------------------------------------------------------------------------


def _cut_key(pb: directory_pb2.Directory) -> None:
    pb.members[0].keys[0].key_id = "0" * 16


def _duplicate_member(pb: directory_pb2.Directory) -> None:
    pb.members.append(pb.members[0])


def _duplicate_certificate(pb: directory_pb2.Directory) -> None:
    pb.members[0].certificates.append(pb.members[1].certificates[0])


def _own_certificate_twice(pb: directory_pb2.Directory) -> None:
    pb.members[0].certificates.append(pb.members[0].certificates[0])


def _shared_key(pb: directory_pb2.Directory) -> None:
    pb.members[0].keys.append(pb.members[1].keys[0])


def _malformed_key(pb: directory_pb2.Directory) -> None:
    key = pb.members[0].keys[0]
    key.public_key = b"short"
    key.key_id = hashlib.sha256(b"short").digest()[:8].hex()


def _key_without_beginning(pb: directory_pb2.Directory) -> None:
    pb.members[0].keys[0].ClearField("not_before_time")


def _unknown_use(pb: directory_pb2.Directory) -> None:
    pb.members[0].keys[0].use = 99  # type: ignore[assignment]


def _no_suite(pb: directory_pb2.Directory) -> None:
    pb.members[0].minimum_suite = directory_pb2.SUITE_UNSPECIFIED


def _unknown_code(pb: directory_pb2.Directory) -> None:
    pb.members[0].code = "ZZ"


def _state_of_another(pb: directory_pb2.Directory) -> None:
    pb.members[0].state = "FR"


def _unknown_zone(pb: directory_pb2.Directory) -> None:
    pb.members[0].time_zone = "Europe/Atlantis"


def _zone_outside(pb: directory_pb2.Directory) -> None:
    pb.members[0].time_zone = "../../etc/passwd"


def _unknown_role(pb: directory_pb2.Directory) -> None:
    pb.members[0].roles.append("king")


def _no_port(pb: directory_pb2.Directory) -> None:
    pb.members[0].address = "gateway.example"


def _short_fingerprint(pb: directory_pb2.Directory) -> None:
    pb.members[0].certificates[0].fingerprint = b"short"


def _short_root(pb: directory_pb2.Directory) -> None:
    pb.members[0].final_log_root = b"short"


def _threshold_beyond_operators(pb: directory_pb2.Directory) -> None:
    pb.threshold = 4


def _no_threshold(pb: directory_pb2.Directory) -> None:
    pb.threshold = 0


def _operator_twice(pb: directory_pb2.Directory) -> None:
    # Under another name: one person would count as two.
    pb.operators.add(name="operator-4", public_key=pb.operators[0].public_key)


def _malformed_operator(pb: directory_pb2.Directory) -> None:
    pb.operators[2].public_key = b"short"


def _no_version(pb: directory_pb2.Directory) -> None:
    pb.version = 0


def _no_federation(pb: directory_pb2.Directory) -> None:
    pb.federation_id = b""


def _no_expiry(pb: directory_pb2.Directory) -> None:
    pb.ClearField("expire_time")


def _expiry_before_creation(pb: directory_pb2.Directory) -> None:
    pb.expire_time.CopyFrom(pb.create_time)


def _impossible_instant(pb: directory_pb2.Directory) -> None:
    pb.expire_time.seconds = 2**60


def _endless_grace(pb: directory_pb2.Directory) -> None:
    pb.grace_days = 31


def _unknown_marking(pb: directory_pb2.Directory) -> None:
    pb.marking_ceiling = 5


def _short_law_digest(pb: directory_pb2.Directory) -> None:
    pb.rulebooks.add(version="EU-2021-821/2026-1", digest=b"short")


CONTRADICTIONS = [
    _cut_key,
    _duplicate_member,
    _duplicate_certificate,
    _own_certificate_twice,
    _shared_key,
    _malformed_key,
    _key_without_beginning,
    _unknown_use,
    _no_suite,
    _unknown_code,
    _state_of_another,
    _unknown_zone,
    _zone_outside,
    _unknown_role,
    _no_port,
    _short_fingerprint,
    _short_root,
    _threshold_beyond_operators,
    _no_threshold,
    _operator_twice,
    _malformed_operator,
    _no_version,
    _no_federation,
    _no_expiry,
    _expiry_before_creation,
    _impossible_instant,
    _endless_grace,
    _unknown_marking,
    _short_law_digest,
]


@pytest.mark.parametrize("contradict", CONTRADICTIONS, ids=lambda change: change.__name__[1:])
def test_contradiction_is_refused_though_well_signed(
    house: House, contradict: Callable[[directory_pb2.Directory], None]
) -> None:
    pb = directory_pb2.Directory.FromString(SignedBytes.from_bytes(house.version()).payload)
    contradict(pb)
    raw = sign_directory(pb.SerializeToString(), house.operators[:2])
    assert _refused(house, raw).reason is Reason.DIRECTORY_INVALID


def test_payload_that_is_no_directory(house: House) -> None:
    raw = sign_directory(b"\xff\xff\xff", house.operators[:2])
    assert _refused(house, raw).reason is Reason.DIRECTORY_INVALID


def test_what_would_be_refused_is_not_built(house: House) -> None:
    with pytest.raises(TrustError) as caught:
        build_directory(replace(house.directory, version=2, threshold=9))
    assert caught.value.reason is Reason.DIRECTORY_INVALID


# --- nothing is taken away ------------------------------------------------------------


def _changed(house: House, code: str = "DE", **changes: Any) -> Callable[[Directory], Directory]:
    def change(held: Directory) -> Directory:
        member = replace(held.member(code), **changes)
        return replace(held, members={**held.members, code: member})

    return change


def test_dropped_key(house: House) -> None:
    keys = house.directory.member("DE").keys[1:]
    error = _refused(house, house.version(_changed(house, keys=keys)))
    assert error.reason is Reason.DIRECTORY_INVALID
    assert "gone" in str(error)


def test_dropped_member(house: House) -> None:
    raw = house.version(lambda held: replace(held, members={"FR": held.member("FR")}))
    assert _refused(house, raw).reason is Reason.DIRECTORY_INVALID


def test_dropped_certificate(house: House) -> None:
    raw = house.version(_changed(house, certificates={}))
    assert _refused(house, raw).reason is Reason.DIRECTORY_INVALID


@pytest.mark.parametrize("end", ["retired_at", "revoked_at"])
@pytest.mark.parametrize("later", [None, DAY])
def test_end_of_a_key_is_neither_undone_nor_put_off(
    house: House, end: str, later: timedelta | None
) -> None:
    def keys(instant: Any) -> Any:
        first, *others = house.directory.member("DE").keys
        return (replace(first, **{end: instant}), *others)

    second = _accepted(house, house.version(_changed(house, keys=keys(house.now))))
    instant = None if later is None else house.now + later
    raw = house.version(_changed(house, keys=keys(instant)), number=3)
    assert _refused(house, raw, held=second).reason is Reason.DIRECTORY_INVALID
    earlier = house.version(_changed(house, keys=keys(house.now - DAY)), number=3)
    assert load_directory(earlier, at=house.now, held=second).version == 3


def test_key_does_not_begin_earlier_than_it_was_said(house: House) -> None:
    first, *others = house.directory.member("DE").keys
    moved = (replace(first, not_before=first.not_before - DAY), *others)
    raw = house.version(_changed(house, keys=moved))
    assert _refused(house, raw).reason is Reason.DIRECTORY_INVALID


def test_revocation_of_a_certificate_is_not_undone(house: House) -> None:
    (fingerprint,) = house.directory.member("DE").certificates
    second = _accepted(house, house.version(_changed(house, certificates={fingerprint: house.now})))
    raw = house.version(number=3)
    assert _refused(house, raw, held=second).reason is Reason.DIRECTORY_INVALID


def test_withdrawal_is_not_undone(house: House) -> None:
    second = _accepted(
        house,
        house.version(
            _changed(house, withdrawn_at=house.now, final_log_size=7, final_log_root=b"r" * 32)
        ),
    )
    assert second.member("DE").withdrawn(house.now)
    assert not second.member("DE").withdrawn(house.now - DAY)
    assert _refused(house, house.version(number=3), held=second).reason is (
        Reason.DIRECTORY_INVALID
    )


def test_rehearsal_stays_a_rehearsal(house: House) -> None:
    raw = house.version(lambda held: replace(held, rehearsal=True))
    assert _refused(house, raw).reason is Reason.DIRECTORY_INVALID


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
    with pytest.raises(TrustError) as caught:
        Anchor.from_json(text)
    assert caught.value.reason is Reason.DIRECTORY_INVALID


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
        with pytest.raises(TrustError) as caught:
            lookup()
        assert caught.value.reason is Reason.PEER_UNKNOWN
    (fingerprint,) = house.directory.member("FR").certificates
    assert house.directory.member_by_certificate(fingerprint).code == "FR"


def test_unsigned_directory(house: House) -> None:
    raw = envelope_pb2.Envelope(
        payload=SignedBytes.from_bytes(house.raw).payload, payload_type=DIRECTORY
    ).SerializeToString()
    assert _refused(house, raw).reason is Reason.MESSAGE_MALFORMED
