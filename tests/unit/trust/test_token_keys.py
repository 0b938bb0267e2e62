"""Keys of a ring that lie in a token, in SoftHSM for real."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pkcs11
import pytest

from gateway.app.keys.making import add_keys
from gateway.errors import InputError, Reason, TrustError, UnavailableError
from gateway.register.log.notes import SignatureType, VerifierKey, cosign, sign_note, verify_line
from gateway.trust.dsse import ENTRY, LETTER, sign, verify_signed
from gateway.trust.keys import KeyRing
from gateway.trust.owned_files import write_private
from gateway.trust.pkcs11.module import public_octets_of
from gateway.trust.pkcs11.tokens import TOKEN_USES
from gateway.trust.possession import proven_keys
from gateway.trust.suites import KeyUse, Suite
from tests.support.house import House
from tests.support.raising import refuses
from tests.support.soft_token import PIN, SoftToken
from tests.unit.trust.test_possession import with_keys


@pytest.fixture
def folder(house: House, tmp_path: Path) -> Path:
    """DE's ring in files."""
    house.rings["DE"].save(tmp_path / "keys")
    return tmp_path / "keys"


def drawn(token: SoftToken, folder: Path, *uses: KeyUse) -> KeyRing:
    """The ring, with a new key of each use in the token."""
    tokens = token.tokens()
    add_keys(folder, uses, tokens=tokens, token=token.uri)
    return KeyRing.load(folder, tokens)


def test_each_use_signs_what_the_directory_verifies(
    house: House, folder: Path, soft_token: SoftToken
) -> None:
    """New keys enter the directory with their proofs, and sign letters, entries and notes."""
    ring = drawn(soft_token, folder, *TOKEN_USES)
    assert {key.use for key in ring.keys_in_tokens} == set(TOKEN_USES)
    known = {key.key_id for key in house.directory.member("DE").keys}
    proven = proven_keys(ring, house.directory.federation_id, not_before=house.now)
    fresh = tuple(key for key in proven if key.key_id not in known)
    de = with_keys(house, fresh).member("DE")
    for suite in Suite:
        for kind in (LETTER, ENTRY):
            signed = sign(b"said", kind, ring=ring, suite=suite)
            assert signed.signatures[0][0] in {key.key_id for key in fresh}
            verify_signed(signed, expected_type=kind, member=de, at=house.now)
    body = b"comity.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    for line, type_, key in (
        (sign_note(body, "log", ring.log_key), SignatureType.ED25519, ring.log_key),
        (
            cosign(body, "witness", ring.cosign_key, house.now),
            SignatureType.COSIGNATURE_ED25519,
            ring.cosign_key,
        ),
    ):
        public = VerifierKey(line.name, type_, key.public_key().public_bytes_raw())
        verify_line(body, line, [public])


def test_the_private_half_never_leaves_and_no_file_has_it(
    folder: Path, soft_token: SoftToken
) -> None:
    ring = drawn(soft_token, folder, KeyUse.SEAL_ED25519)
    (key,) = ring.keys_in_tokens
    named = folder / key.file_name
    assert stat.S_IMODE(named.stat().st_mode) == 0o600
    held = json.loads(named.read_text("utf-8"))
    assert held == {"uri": key.place, "public_key": key.public.hex(), "key_id": key.key_id}
    assert held["uri"].startswith("pkcs11:token=comity;object=comity-seal-ed25519;id=%")
    assert PIN not in "".join(
        each.read_text("utf-8", "replace") for each in folder.iterdir()
    ) + repr(key) + repr(key.secret)
    soft_token.end()  # another login of this process
    token = pkcs11.lib(str(soft_token.module)).get_token(token_label="comity")
    with token.open(user_pin=PIN) as session:
        private = session.get_key(pkcs11.ObjectClass.PRIVATE_KEY, label="comity-seal-ed25519")
        assert private[pkcs11.Attribute.SENSITIVE] is True
        assert private[pkcs11.Attribute.EXTRACTABLE] is False
        with pytest.raises(pkcs11.AttributeSensitive):
            private[pkcs11.Attribute.VALUE]


def test_without_its_module_a_ring_is_read_and_does_not_sign(
    folder: Path, soft_token: SoftToken
) -> None:
    key_id = drawn(soft_token, folder, KeyUse.SEAL_ED25519).current_id(KeyUse.SEAL_ED25519)
    ring = KeyRing.load(folder)
    assert ring.current_id(KeyUse.SEAL_ED25519) == key_id
    with refuses(
        InputError, Reason.SETTING_INVALID, field="pkcs11_module", match="no module is set"
    ):
        ring.sign_envelope(b"x", Suite.ED25519)


@pytest.mark.parametrize("use", sorted(set(KeyUse) - set(TOKEN_USES)))
def test_what_no_token_can_hold_is_said_before_anything_is_drawn(
    folder: Path, soft_token: SoftToken, use: KeyUse
) -> None:
    before = sorted(folder.iterdir())
    with pytest.raises(InputError, match="cannot be in a token") as caught:
        drawn(soft_token, folder, KeyUse.LOG_ED25519, use)
    assert (caught.value.reason, caught.value.metadata["field"]) == (Reason.SETTING_INVALID, "use")
    assert sorted(folder.iterdir()) == before
    assert pkcs11_objects(soft_token) == 0


def pkcs11_objects(token: SoftToken) -> int:
    """How many objects lie in it."""
    return len(list(token.slots.glob("*/*.object"))) - 1  # one is the token itself


def test_a_file_that_names_no_key_is_refused(folder: Path, soft_token: SoftToken) -> None:
    ring = drawn(soft_token, folder, KeyUse.SEAL_ED25519)
    (key,) = ring.keys_in_tokens
    path, held = folder / key.file_name, json.loads((folder / key.file_name).read_text("utf-8"))
    made_wrong: tuple[object, ...] = (
        {**held, "uri": "pkcs11:token=comity?pin-value=" + PIN},
        {**held, "uri": "pkcs11:token=comity"},
        {**held, "public_key": held["public_key"][2:]},
        {**held, "key_id": "0" * 16},
        {"uri": held["uri"]},
        [],
        7,
    )
    for wrong in made_wrong:
        write_private(path, json.dumps(wrong).encode())
        with refuses(TrustError, Reason.KEY_INVALID, match="names no key") as caught:
            KeyRing.load(folder)
        assert PIN not in str(caught.value) + caught.value.remedy
        assert caught.value.__context__ is None or PIN not in str(caught.value.__context__)
    mldsa = path.rename(path.with_name(path.name.replace("ed25519", "mldsa65")))
    write_private(mldsa, json.dumps(held).encode())
    text = (folder / "ring.json").read_text("utf-8")
    write_private(folder / "ring.json", text.replace(path.name, mldsa.name).encode())
    with pytest.raises(TrustError, match="SEAL_MLDSA65 in a token names no key"):
        KeyRing.load(folder)


POINT = bytes(range(32))


@pytest.mark.parametrize("head", [b"", b"\x04\x20", b"\x03\x21\x00"])
def test_every_form_in_which_modules_give_an_edwards_point(head: bytes) -> None:
    assert public_octets_of(KeyUse.LOG_ED25519, head + POINT) == POINT


def test_a_point_of_p256_is_taken_bare_or_wrapped(house: House) -> None:
    public = house.directory.member("DE").key(KeyUse.SEAL_P256, None, house.now).public
    point = public[-65:]
    for given in (point, b"\x04\x41" + point):
        assert public_octets_of(KeyUse.SEAL_P256, given) == public


@pytest.mark.parametrize("point", [b"", POINT[1:], b"\x04\x21" + POINT, b"\x04\x41" + bytes(65)])
def test_a_point_of_no_form_is_refused(point: bytes) -> None:
    for use in (KeyUse.SEAL_ED25519, KeyUse.SEAL_P256):
        with refuses(TrustError, Reason.KEY_INVALID):
            public_octets_of(use, point)


def test_one_key_that_does_not_sign_is_in_trouble_until_it_does(
    folder: Path, soft_token: SoftToken
) -> None:
    """Another key of the same token that signs does not say that all is well."""
    drawn(soft_token, folder, KeyUse.COSIGN_ED25519)
    others = set(soft_token.slots.glob("*/*.object"))
    ring = drawn(soft_token, folder, KeyUse.LOG_ED25519)
    assert ring.token_trouble is None
    soft_token.end()
    aside = set(soft_token.slots.glob("*/*.object")) - others
    assert len(aside) == 2  # its public and its private half
    for each in aside:
        each.rename(each.with_suffix(".aside"))
    with pytest.raises(UnavailableError, match="has not one key"):
        ring.log_key.sign(b"x")
    ring.cosign_key.sign(b"x")
    assert "has not one key" in str(ring.token_trouble)
    for each in aside:
        each.with_suffix(".aside").rename(each)
    ring.log_key.sign(b"x")
    assert ring.token_trouble is None
