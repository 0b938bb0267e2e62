"""What is written in a directory: whatever contradicts itself refuses the whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from comity.v1 import directory_pb2
from gateway.errors import Reason, TrustError
from gateway.trust.directory import load_directory, sign_directory
from gateway.trust.directory_form import build_directory, is_address
from gateway.trust.dsse import SignedBytes
from tests.support.house import House
from tests.support.raising import refuses


def _refused(house: House, raw: bytes) -> TrustError:
    # By the anchor, so that no rule about the version before can be what refuses.
    with pytest.raises(TrustError) as caught:
        load_directory(raw, at=house.now, anchor=house.anchor)
    return caught.value


def _put(pb: Any, path: str, value: object) -> None:
    """Set a field by its path."""
    *way, last = path.split(".")
    for each in way:
        pb = pb[int(each)] if each.isdigit() else getattr(pb, each)
    setattr(pb, last, value)


SHORT_ID = hashlib.sha256(b"short").digest()[:8].hex()
MEMBER, KEY = "members.0", "members.0.keys.0"
WRONG: dict[str, dict[str, object]] = {
    "cut_key": {f"{KEY}.key_id": "0" * 16},
    "malformed_key": {f"{KEY}.public_key": b"short", f"{KEY}.key_id": SHORT_ID},
    "unknown_use": {f"{KEY}.use": 99},
    "no_suite": {f"{MEMBER}.minimum_suite": directory_pb2.SUITE_UNSPECIFIED},
    "unknown_code": {f"{MEMBER}.code": "ZZ"},
    "state_of_another": {f"{MEMBER}.state": "FR"},
    "unknown_zone": {f"{MEMBER}.time_zone": "Europe/Atlantis"},
    "zone_outside": {f"{MEMBER}.time_zone": "../../etc/passwd"},
    "no_port": {f"{MEMBER}.address": "gateway.example"},
    "short_fingerprint": {f"{MEMBER}.certificates.0.fingerprint": b"short"},
    "short_root": {f"{MEMBER}.final_log_root": b"short"},
    "threshold_beyond_operators": {"threshold": 4},
    "no_threshold": {"threshold": 0},
    "malformed_operator": {"operators.2.public_key": b"short"},
    "no_version": {"version": 0},
    "no_federation": {"federation_id": b""},
    "impossible_instant": {"expire_time.seconds": 2**60},
    "endless_grace": {"grace_days": 31},
    "unknown_marking": {"marking_ceiling": 5},
}


def _two_coordinators(pb: directory_pb2.Directory) -> None:
    for member in pb.members:
        member.coordinates = True
        member.code, member.state = f"BE-{member.code[:2]}", "BE"


CONTRADICTIONS: dict[str, Callable[[directory_pb2.Directory], object]] = {
    "duplicate_member": lambda pb: pb.members.append(pb.members[0]),
    "duplicate_certificate": lambda pb: pb.members[0].certificates.append(
        pb.members[1].certificates[0]
    ),
    "own_certificate_twice": lambda pb: pb.members[0].certificates.append(
        pb.members[0].certificates[0]
    ),
    "shared_key": lambda pb: pb.members[0].keys.append(pb.members[1].keys[0]),
    "key_without_beginning": lambda pb: pb.members[0].keys[0].ClearField("not_before_time"),
    "unknown_role": lambda pb: pb.members[0].roles.append("king"),
    "two_coordinators": _two_coordinators,
    # Under another name: one person would count as two.
    "operator_twice": lambda pb: pb.operators.add(
        name="operator-4", public_key=pb.operators[0].public_key
    ),
    "no_expiry": lambda pb: pb.ClearField("expire_time"),
    "expiry_before_creation": lambda pb: pb.expire_time.CopyFrom(pb.create_time),
    "short_law_digest": lambda pb: pb.rulebooks.add(version="EU-2021-821/2026-3", digest=b"short"),
}


@pytest.mark.parametrize("name", [*WRONG, *CONTRADICTIONS])
def test_contradiction_is_refused_though_well_signed(house: House, name: str) -> None:
    pb = directory_pb2.Directory.FromString(SignedBytes.from_bytes(house.version()).payload)
    for path, value in WRONG.get(name, {}).items():
        _put(pb, path, value)
    if name in CONTRADICTIONS:
        CONTRADICTIONS[name](pb)
    raw = sign_directory(pb.SerializeToString(), house.operators[:2])
    assert _refused(house, raw).reason is Reason.DIRECTORY_INVALID


def test_payload_that_is_no_directory(house: House) -> None:
    raw = sign_directory(b"\xff\xff\xff", house.operators[:2])
    assert _refused(house, raw).reason is Reason.DIRECTORY_INVALID


def test_what_would_be_refused_is_not_built(house: House) -> None:
    with refuses(TrustError, Reason.DIRECTORY_INVALID):
        build_directory(replace(house.directory, version=2, threshold=9))


@pytest.mark.parametrize(
    ("address", "stands"),
    [
        ("gateway.example:443", True),
        ("127.0.0.1:65535", True),
        ("[2001:db8::1]:443", True),
        ("gateway.example:65536", False),
        ("gateway.example:99999", False),
        ("gateway.example:443\n", False),
        ("[2001:db8::1::2]:443", False),
        ("[:]:443", False),
        ("user@gateway.example:443", False),
        ("http://gateway.example:443", False),
        (f"{'a' * 254}:443", False),
        ("gateway.example", False),
    ],
)
def test_an_address_is_a_host_and_a_port_that_there_are(address: str, *, stands: bool) -> None:
    """Found in use: attack m12."""
    assert is_address(address) is stands
