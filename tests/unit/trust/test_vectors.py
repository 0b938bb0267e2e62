"""The vectors are what their generator makes, and they are judged as they say."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from gateway.errors import ComityError
from gateway.trust.dsse import LETTER, SignedBytes, octets_to_sign, pae, verify_signed
from gateway.trust.members import MemberKey
from gateway.trust.parts import check_commitment
from gateway.trust.proofs.receipt_contradiction import read_contradiction, verify_contradiction
from gateway.trust.sealing import seal_info
from gateway.trust.suites import KeyUse, Suite
from tests.support.house import House
from tests.vectors.trust import contradictions, generate

VECTORS = json.loads(generate.FILE.read_text(encoding="utf-8"))


def test_file_is_what_the_generator_makes() -> None:
    assert generate.FILE.read_text(encoding="utf-8") == generate.vectors()


def test_encoding_and_digest() -> None:
    payload = bytes.fromhex(VECTORS["payload"])
    assert pae(VECTORS["payload_type"], payload).hex() == VECTORS["pae"]
    assert SignedBytes(LETTER, payload, ()).digest.hex() == VECTORS["message_digest"]


@pytest.mark.parametrize("case", VECTORS["envelopes"], ids=lambda case: case["comment"])
def test_envelope(house: House, case: dict[str, Any]) -> None:
    public = bytes.fromhex(VECTORS["public_key"])
    key = MemberKey.of(KeyUse.SEAL_ED25519, public, not_before=house.since)
    assert key.key_id == VECTORS["key_id"]
    member = replace(house.directory.member("DE"), keys=(key,))
    raw = bytes.fromhex(case["bytes"])

    def judge() -> bytes:
        signed = SignedBytes.from_bytes(raw)
        return verify_signed(signed, expected_type=LETTER, member=member, at=house.now)

    if case["result"] == "valid":
        assert judge().hex() == VECTORS["payload"]
        return
    with pytest.raises(ComityError) as caught:
        judge()
    assert caught.value.reason == case["reason"]


FURTHER = [(each, case) for each in VECTORS["further_suites"] for case in each["envelopes"]]


@pytest.mark.parametrize(
    ("given", "case"), FURTHER, ids=lambda each: each.get("comment") or each["suite"]
)
def test_envelope_of_a_further_suite(
    house: House, given: dict[str, Any], case: dict[str, Any]
) -> None:
    keys = tuple(
        MemberKey.of(KeyUse[use], bytes.fromhex(public), not_before=house.since)
        for use, public in given["public_keys"].items()
    )
    suite = Suite[given["suite"]]
    assert tuple(key.use for key in keys) == suite.uses
    payload = bytes.fromhex(VECTORS["payload"])
    assert octets_to_sign(LETTER, payload, suite).hex() == given["signed"]
    member = replace(house.directory.member("DE"), keys=keys)
    signed = SignedBytes.from_bytes(bytes.fromhex(case["bytes"]))
    if case["result"] == "valid":
        assert verify_signed(signed, expected_type=LETTER, member=member, at=house.now) == payload
        return
    with pytest.raises(ComityError) as caught:
        verify_signed(signed, expected_type=LETTER, member=member, at=house.now)
    assert caught.value.reason == case["reason"]


@pytest.mark.parametrize("case", VECTORS["commitments"])
def test_commitment(case: dict[str, str]) -> None:
    check_commitment(*(bytes.fromhex(case[name]) for name in ("commitment", "salt", "body")))


@pytest.mark.parametrize("case", VECTORS["seal_infos"])
def test_seal_info(case: dict[str, str]) -> None:
    info = seal_info(
        federation_id=bytes.fromhex(case["federation_id"]),
        sender=case["sender"],
        recipient=case["recipient"],
        message_id=case["message_id"],
    )
    assert info.hex() == case["info"]


CONTRADICTIONS = json.loads(contradictions.FILE.read_text(encoding="utf-8"))


def test_contradictions_are_what_their_generator_makes() -> None:
    assert contradictions.FILE.read_text(encoding="utf-8") == contradictions.vectors()


@pytest.mark.parametrize("case", CONTRADICTIONS["cases"], ids=lambda case: case["comment"])
def test_contradiction(house: House, case: dict[str, Any]) -> None:
    public = bytes.fromhex(CONTRADICTIONS["public_key"])
    key = MemberKey.of(KeyUse.SEAL_ED25519, public, not_before=house.since)
    directory = replace(
        house.with_member(CONTRADICTIONS["receiver"], keys=(key,)),
        federation_id=bytes.fromhex(CONTRADICTIONS["federation_id"]),
    )
    raw = json.dumps(case["file"]).encode()
    if case["result"] == "valid":
        found = verify_contradiction(read_contradiction(raw), directory, house.now)
        assert found.kind.value == case["kind"]
        return
    with pytest.raises(ComityError) as caught:
        verify_contradiction(read_contradiction(raw), directory, house.now)
    assert caught.value.reason == case["reason"]
