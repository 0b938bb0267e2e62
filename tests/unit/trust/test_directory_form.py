"""What is written in a directory: whatever contradicts itself refuses the whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from comity.v1 import directory_pb2
from gateway.errors import Reason, TrustError
from gateway.trust import (
    SignedBytes,
    build_directory,
    load_directory,
    sign_directory,
)
from gateway.trust.directory_form import is_address
from tests.support.house import House


def _refused(house: House, raw: bytes) -> TrustError:
    # By the anchor, so that no rule about the version before can be what refuses.
    with pytest.raises(TrustError) as caught:
        load_directory(raw, at=house.now, anchor=house.anchor)
    return caught.value


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


def _two_coordinators(pb: directory_pb2.Directory) -> None:
    for member in pb.members:
        member.coordinates = True
        member.code, member.state = f"BE-{member.code[:2]}", "BE"


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
    pb.rulebooks.add(version="EU-2021-821/2026-3", digest=b"short")


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
    _two_coordinators,
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
