"""A candidate's request: every key proves itself, and one that lies is told why it is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from certs.layout import FederationFiles
from gateway.domain.authority import Role
from gateway.domain.states import State, StatesFile, shipped_states
from gateway.errors import ComityError, InputError, Reason
from gateway.trust.algorithms import secret_from_pem, sign_with
from gateway.trust.dsse import JOIN_REQUEST, SignedBytes, pae
from gateway.trust.federation import Directory
from gateway.trust.joining.admitting import check_candidate
from gateway.trust.joining.armour import armoured, read_armour
from gateway.trust.joining.proving import ProvenRequest, read_request
from gateway.trust.joining.request import (
    LABEL,
    MAX_REQUEST_BYTES,
    request_from_bytes,
    request_to_bytes,
)
from gateway.trust.keys import DEFAULT_USES, KeyRing, OwnKey
from gateway.trust.suites import ENCRYPTION_USES, KeyUse
from tests.support.raising import refuses
from tests.unit.trust.joining.conftest import AT, Asking


def read(asking: Asking, text: bytes) -> ProvenRequest:
    return read_request(text, federation_id=asking.federation_id, at=AT)


def envelope(text: bytes) -> SignedBytes:
    return SignedBytes.from_bytes(read_armour(text, LABEL, most=MAX_REQUEST_BYTES))


def sent(signed: SignedBytes) -> bytes:
    return armoured(LABEL, signed.to_bytes()).encode()


def reason_of(asking: Asking, text: bytes) -> Reason:
    with pytest.raises(ComityError) as refused:
        read(asking, text)
    assert refused.value.remedy
    return refused.value.reason


def test_a_request_proves_each_key_and_says_all_that_the_directory_has(
    asking: Asking, held: Directory
) -> None:
    text = asking.write()
    proven = read(asking, text)
    assert proven.request.candidate == asking.who
    assert {key.use for key in proven.request.keys} == set(DEFAULT_USES)
    assert request_from_bytes(request_to_bytes(proven.request)) == proven.request
    assert read(asking, asking.write()).digest != proven.digest, "no two requests are the same"
    assert len(text) < 48 * 1024
    check_candidate(proven, held)


def test_each_signature_is_needed_and_none_is_another_ones(asking: Asking) -> None:
    signed = envelope(asking.write())
    other = envelope(asking.write())
    assert len(signed.signatures) == len(DEFAULT_USES)  # the TLS key, and all that sign
    for number, (name, _) in enumerate(signed.signatures):
        stolen = list(signed.signatures)
        stolen[number] = (name, dict(other.signatures)[name])  # of another request of the same
        left = signed.signatures[:number] + signed.signatures[number + 1 :]
        for given in (tuple(stolen), left, (*signed.signatures, (name, b"x"))):
            text = sent(SignedBytes(JOIN_REQUEST, signed.payload, given))
            assert reason_of(asking, text) is Reason.SIGNATURE_INVALID


def test_a_key_whose_holder_did_not_sign_for_the_directory_is_refused(asking: Asking) -> None:
    request = read(asking, asking.write()).request
    for number, key in enumerate(request.keys):
        keys = list(request.keys)
        keys[number] = key.model_copy(update={"possession": key.possession[::-1]})
        asked = request.model_copy(update={"keys": tuple(keys)})
        again = _signed_again(asking, request_to_bytes(asked))
        assert reason_of(asking, again) is Reason.SIGNATURE_INVALID


def _signed_again(asking: Asking, payload: bytes) -> bytes:
    """Sign altered octets with the right keys, as a candidate who lies can."""
    said = pae(JOIN_REQUEST, payload)
    own = [
        (key.key_id, key.sign(said)) for key in asking.ring.keys if key.use not in ENCRYPTION_USES
    ]
    return sent(SignedBytes(JOIN_REQUEST, payload, (*own, ("tls", sign_with(asking.tls, said)))))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"federation_id": b"\1" * 32}, Reason.FEDERATION_MISMATCH),
        ({"federation_id": b"\1" * 31}, Reason.MESSAGE_MALFORMED),
        ({"nonce": b""}, Reason.MESSAGE_MALFORMED),
        ({"expires": AT}, Reason.JOIN_EXPIRED),
        ({"expires": AT + timedelta(days=31)}, Reason.JOIN_EXPIRED),
        ({"created": AT + timedelta(minutes=6)}, Reason.JOIN_EXPIRED),
        ({"tls_request": b"-----BEGIN"}, Reason.SETTING_INVALID),
        ({"keys": ()}, Reason.MESSAGE_MALFORMED),
    ],
)
def test_each_field_that_does_not_fit_has_its_own_reason(
    asking: Asking, changes: dict[str, Any], reason: Reason
) -> None:
    request = read(asking, asking.write()).request.model_copy(update=changes)
    assert reason_of(asking, _signed_again(asking, request_to_bytes(request))) is reason


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "Z1"),
        ("name", ""),
        ("name", "x\x1b[2J"),
        ("time_zone", "Vienna"),
        ("roles", ()),
        ("address", "gateway"),
        ("contact_telephone", ""),
    ],
)
def test_what_the_directory_could_not_have_is_named(
    asking: Asking, field: str, value: object
) -> None:
    request = read(asking, asking.write()).request
    who = request.candidate.model_copy(update={field: value})
    payload = request_to_bytes(request.model_copy(update={"candidate": who}))
    with refuses(ComityError, Reason.MESSAGE_MALFORMED) as refused:
        read(asking, _signed_again(asking, payload))
    assert refused.value.metadata["field"].startswith(f"join request.candidate.{field}")


@pytest.mark.parametrize("missing", [KeyUse.SEAL_ED25519, KeyUse.LOG_ED25519])
def test_a_member_needs_its_keys(asking: Asking, missing: KeyUse) -> None:
    request = read(asking, asking.write()).request
    keys = tuple(key for key in request.keys if key.use is not missing)
    payload = request_to_bytes(request.model_copy(update={"keys": keys}))
    assert reason_of(asking, _signed_again(asking, payload)) is Reason.KEY_INVALID


def test_a_key_that_is_named_twice_is_refused(asking: Asking) -> None:
    request = read(asking, asking.write()).request
    keys = (*request.keys, request.keys[0])
    payload = request_to_bytes(request.model_copy(update={"keys": keys}))
    assert reason_of(asking, _signed_again(asking, payload)) is Reason.KEY_INVALID


def test_an_encryption_key_whose_private_half_is_another_is_found_at_the_candidate(
    asking: Asking,
) -> None:
    drawn = KeyRing.generate("AT", (KeyUse.ENCRYPT_MLKEM768_X25519,)).keys[0]
    lost = KeyRing.generate("AT", (KeyUse.ENCRYPT_MLKEM768_X25519,)).keys[0]
    mixed = OwnKey(drawn.use, lost.secret, drawn.public, drawn.key_id)
    kept = [key for key in asking.ring.keys if key.use is not KeyUse.ENCRYPT_MLKEM768_X25519]
    asking.ring = KeyRing("AT", (*kept, mixed))
    with refuses(ComityError, Reason.KEY_INVALID):
        asking.write()


def test_whom_the_directory_has_already_is_refused(
    asking: Asking, held: Directory, two: FederationFiles
) -> None:
    german = KeyRing.load(two.members["DE"].keys)

    def refusal(code: str, ring: KeyRing, **changes: Any) -> Reason:
        who = asking.who.model_copy(update={"code": code, **changes})
        other = replace(asking, ring=KeyRing(code, ring.keys, ring.storage), who=who)
        with pytest.raises(ComityError) as refused:
            check_candidate(read(other, other.write()), held)
        assert refused.value.remedy
        return refused.value.reason

    fresh = KeyRing.generate("AT")
    assert refusal("DE", german) is Reason.JOIN_REPLAYED
    assert refusal("DE", fresh) is Reason.MEMBER_EXISTS
    assert refusal("AT", german) is Reason.KEY_TAKEN
    address = held.member("FR").address
    assert refusal("AT", fresh, address=address) is Reason.ADDRESS_TAKEN
    assert refusal("ME", fresh) is Reason.INPUT_INVALID  # no Member State: an observer alone
    assert refusal("AT", fresh, roles=(Role.COMMISSION,)) is Reason.INPUT_INVALID
    assert refusal("EU", fresh) is Reason.INPUT_INVALID


def test_a_state_that_no_shipped_file_has_is_admitted_once_a_file_names_it(
    asking: Asking, held: Directory
) -> None:
    """Kosovo is no software: a file of the States, and an observer's request (law M8)."""
    who = asking.who.model_copy(update={"code": "XK", "roles": (Role.OBSERVER,)})
    other = replace(asking, ring=KeyRing.generate("XK"), who=who)
    proven = read(other, other.write())
    with pytest.raises(InputError) as refused:
        check_candidate(proven, held)
    assert refused.value.metadata["field"] == "code"
    named = StatesFile(
        version="EU-states/2027-1",
        in_force_from=AT.date(),
        source="Conclusions of this test",
        state=(State(code="XK", time_zone="Europe/Belgrade", candidate=True),),
    )
    check_candidate(proven, held, shipped_states().with_files([named]))


def test_a_key_of_an_operator_is_taken_too(
    asking: Asking, held: Directory, two: FederationFiles
) -> None:
    raw = two.operator_key("operator-1").read_bytes()
    stolen = OwnKey.of(KeyUse.SEAL_ED25519, secret_from_pem(KeyUse.SEAL_ED25519, raw))
    kept = [key for key in asking.ring.keys if key.use is not KeyUse.SEAL_ED25519]
    asking.ring = KeyRing("AT", (stolen, *kept))
    with refuses(ComityError, Reason.KEY_TAKEN):
        check_candidate(read(asking, asking.write()), held)
