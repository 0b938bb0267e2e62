"""The keys to which a node wraps what it keeps for itself."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import Reason, TrustError
from gateway.trust.keys import KeyRing
from gateway.trust.owned_files import destroy_private
from gateway.trust.sealing import open_key, unwrap, wrap
from gateway.trust.storage_keys import StorageKeys, is_storage_key, storage_file
from gateway.trust.suites import KeyUse
from tests.support.raising import refuses

AT = datetime(2026, 11, 29, 12, tzinfo=UTC)
INFO = b"comity/test/v1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    KeyRing.generate("DE", [KeyUse.ENCRYPT_X25519]).save(tmp_path / "keys")
    return tmp_path / "keys"


def _refused(ring: KeyRing, wrapped: bytes, key_id: str, info: bytes = INFO) -> Reason:
    with pytest.raises(TrustError) as caught:
        unwrap(wrapped, ring=ring, key_id=key_id, info=info)
    return caught.value.reason


@given(secret=st.binary(max_size=300), rotations=st.integers(0, 5))
def test_every_version_opens_what_names_it(secret: bytes, rotations: int) -> None:
    keys, wrapped = StorageKeys.first(), []
    for number in range(rotations + 1):
        wrapped.append(keys.wrap(secret, INFO))
        keys = keys.renewed(AT + timedelta(days=number))
    assert [keys.unwrap(octets, key_id, INFO) for key_id, octets in wrapped] == [
        secret for _ in wrapped
    ]
    assert len({key_id for key_id, _ in wrapped}) == rotations + 1


def test_a_wrapping_opens_by_its_name_and_for_its_purpose_alone() -> None:
    keys = StorageKeys.first().renewed(AT)
    key_id, wrapped = keys.wrap(b"secret", INFO)
    other = keys.keys[0].key_id
    for octets, named, info in (
        (wrapped, other, INFO),
        (wrapped, key_id, b"comity/other/v1"),
        (wrapped[:-1] + bytes([wrapped[-1] ^ 1]), key_id, INFO),
        (wrapped[:5], key_id, INFO),
        (b"", key_id, INFO),
    ):
        with pytest.raises(InvalidTag):
            keys.unwrap(octets, named, info)
    with pytest.raises(KeyError):
        StorageKeys.first().unwrap(wrapped, key_id, INFO)


def test_a_ring_wraps_to_no_key_that_others_know(folder: Path) -> None:
    ring = KeyRing.load(folder)
    key_id, wrapped = wrap(b"secret", ring=ring, info=INFO)
    assert is_storage_key(key_id)
    assert key_id not in {key.key_id for key in ring.keys}
    assert unwrap(wrapped, ring=ring, key_id=key_id, info=INFO) == b"secret"
    assert _refused(ring, wrapped, ring.keys[0].key_id) is Reason.DECRYPTION_FAILED
    with pytest.raises(
        TrustError, match="DE has no encryption key with that id"
    ):  # what comes from a peer never opens by it
        open_key(wrapped, ring=ring, key_id=key_id, info=INFO)


def test_a_folder_without_one_gets_its_first_and_keeps_it(folder: Path) -> None:
    for file in folder.glob("storage-*"):
        file.unlink()
    ring = KeyRing.load(folder)
    with refuses(TrustError, Reason.KEY_INVALID):
        wrap(b"secret", ring=ring, info=INFO)
    assert StorageKeys.make_first(folder)
    assert not StorageKeys.make_first(folder)
    (file,) = folder.glob("storage-*")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert KeyRing.load(folder).storage.newest.key_id == file.stem


def test_versions_survive_on_the_disk_in_their_order(folder: Path) -> None:
    before = KeyRing.load(folder).storage
    before.renewed(AT).save(folder)
    after = StorageKeys.load(folder)
    assert after.keys[0] == before.newest
    assert after.replaced_at(before.newest.key_id) == AT
    assert after.replaced_at(after.newest.key_id) is None
    assert after.newest.version == 2


def test_a_file_that_is_not_what_it_says_is_refused(folder: Path) -> None:
    (file,) = folder.glob("storage-*")
    whole = json.loads(file.read_bytes())
    for wrong in (
        b"",
        b"{",
        b"[]",
        json.dumps({**whole, "key": whole["key"][2:]}).encode(),
        json.dumps({**whole, "key": "00" * 32}).encode(),
        json.dumps({**whole, "made_at": 5}).encode(),
    ):
        file.write_bytes(wrong)
        with refuses(TrustError, Reason.KEY_INVALID) as caught:
            KeyRing.load(folder)
        assert whole["key"] not in str(caught.value)
    file.write_text(json.dumps(whole))
    file.chmod(0o640)
    with pytest.raises(TrustError, match="read by others"):
        KeyRing.load(folder)


def test_no_key_shows(folder: Path) -> None:
    storage = KeyRing.load(folder).storage
    assert repr(storage) == "StorageKeys(1 keys)"
    assert storage.newest.octets.hex() not in repr(storage.newest)


def test_a_destroyed_file_is_overwritten_before_its_name_goes(folder: Path) -> None:
    (file,) = folder.glob("storage-*")
    octets, beside = file.read_bytes(), folder / "beside"
    beside.hardlink_to(file)  # shows what became of the octets
    destroy_private(file)
    assert not file.exists()
    assert len(beside.read_bytes()) == len(octets)
    assert octets[:20] not in beside.read_bytes()
    destroy_private(file)  # again, after a stop between


def test_a_place_is_found_by_the_id(folder: Path) -> None:
    assert storage_file(folder, KeyRing.load(folder).storage.newest.key_id).is_file()
