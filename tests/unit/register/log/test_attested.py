"""Two logs by a key that was revoked since, by the vectors for any implementation."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import RegisterError
from gateway.register.log.attested import MAX_WITNESSES
from gateway.register.log.fraud import (
    FraudKind,
    FraudProof,
    require_slim,
    verify_fraud_proof,
)
from gateway.register.log.notes import SignedNote
from gateway.trust.federation import Directory
from gateway.trust.members import MemberKey
from gateway.trust.suites import KeyUse
from tests.support.house import House, build_house
from tests.vectors.merkle import generate

VECTORS = json.loads((Path(generate.__file__).parent / "attested.json").read_text("utf-8"))
NOW = datetime.fromtimestamp(VECTORS["now"], UTC)


@pytest.fixture(scope="module")
def house() -> House:
    return build_house()


@pytest.fixture(scope="module")
def directory(house: House) -> Directory:
    """The members with the keys of the vectors."""
    found = house.with_member("FR", keys=_keys("FR", house))
    members = dict(found.members)
    for code in ("DE", "NL"):
        members[code] = replace(members["FR"], code=code, keys=_keys(code, house))
    return replace(found, members=members, federation_id=bytes.fromhex(VECTORS["federation_id"]))


def _keys(code: str, house: House) -> tuple[MemberKey, ...]:
    return tuple(
        replace(
            MemberKey.of(
                KeyUse[key["use"]], bytes.fromhex(key["public_key"]), not_before=house.since
            ),
            revoked_at=None
            if key["revoked_at"] is None
            else datetime.fromtimestamp(key["revoked_at"], UTC),
        )
        for key in VECTORS["keys"]
        if key["member"] == code
    )


def proof_of(case: dict[str, Any]) -> FraudProof:
    older, newer = (b64encode(note.encode()).decode() for note in case["notes"])
    return FraudProof(kind=FraudKind.SPLIT, origin="FR", older=older, newer=newer)


@pytest.mark.parametrize("case", VECTORS["tests"], ids=lambda case: case["comment"])
def test_two_logs_by_a_revoked_key(directory: Directory, case: dict[str, Any]) -> None:
    proof = proof_of(case)
    if case["result"] == "invalid":
        with pytest.raises(RegisterError, match=r"was revoked at|do not contradict"):
            verify_fraud_proof(proof, directory, NOW)
        return
    found = verify_fraud_proof(proof, directory, NOW)
    assert found.attested_by == ("DE",)
    told = proof.slim(found)
    require_slim(told, directory)
    assert verify_fraud_proof(told, directory, NOW).digest == found.digest


def test_no_more_cosignatures_are_told_than_are_verified(directory: Directory) -> None:
    proof = proof_of(VECTORS["tests"][0])
    note = SignedNote.parse(b64decode(proof.older))
    members = {**directory.members}
    lines = list(note.lines)
    for code in ("AT", "BE", "BG")[:MAX_WITNESSES]:
        members[code] = replace(members["DE"], code=code)
        name = note.lines[1].name.replace("/DE", f"/{code}")
        lines.append(replace(note.lines[1], name=name))
    fat = replace(note, lines=tuple(lines)).to_bytes()
    proof = proof.model_copy(update={"older": b64encode(fat).decode()})
    with pytest.raises(RegisterError, match="more than 3"):
        require_slim(proof, replace(directory, members=members))
