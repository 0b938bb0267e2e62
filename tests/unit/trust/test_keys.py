"""Key rings: files that only their owner reads, and errors that give nothing away."""

from __future__ import annotations

import errno
import json
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.errors import Reason, TrustError
from gateway.trust.keys import DEFAULT_USES, KeyRing
from gateway.trust.owned_files import destroy_private, read_private, write_private
from gateway.trust.suites import KeyUse, Suite
from tests.support.house import House
from tests.support.raising import refuses

ALL_USES = tuple(KeyUse)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    folder = tmp_path / "keys"
    KeyRing.generate("DE", ALL_USES).save(folder)
    return folder


def _refused(folder: Path) -> TrustError:
    with refuses(TrustError, Reason.KEY_INVALID) as caught:
        KeyRing.load(folder)
    return caught.value


def test_saved_ring_is_the_same_afterwards(house: House, tmp_path: Path) -> None:
    ring = house.rings["DE"]
    ring.save(tmp_path)
    loaded = KeyRing.load(tmp_path)
    assert loaded.code == "DE"
    assert loaded.public_keys(not_before=house.now) == ring.public_keys(not_before=house.now)
    assert loaded.log_key.sign(b"x") == ring.log_key.sign(b"x")  # RFC 8032: deterministic
    assert loaded.cosign_key.sign(b"x") != loaded.log_key.sign(b"x")


def test_files_are_for_their_owner_only(saved: Path) -> None:
    modes = {stat.S_IMODE(path.stat().st_mode) for path in saved.iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE(saved.stat().st_mode) == 0o700
    assert len(list(saved.iterdir())) == len(ALL_USES) + 2  # the list, and the storage key


def test_mode_is_narrowed_when_a_file_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(b"old")
    path.chmod(0o644)
    write_private(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_private(path) == b"new"


@pytest.mark.parametrize("fails", ["os.fsync", "pathlib.Path.replace"])
def test_a_full_disk_costs_no_key(saved: Path, monkeypatch: pytest.MonkeyPatch, fails: str) -> None:
    before = {path: path.read_bytes() for path in saved.iterdir()}

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    renewed = KeyRing.load(saved).renewed([KeyUse.SEAL_ED25519])
    with monkeypatch.context() as patch:
        patch.setattr(fails, full)
        with pytest.raises(TrustError) as caught:
            renewed.save(saved)
    assert caught.value.reason is Reason.KEY_INVALID
    assert {path: path.read_bytes() for path in saved.iterdir()} == before


_KILLED = """
import os, pathlib, sys
from gateway.trust.owned_files import write_private
pathlib.Path.replace = lambda *_: os._exit(9)
write_private(pathlib.Path(sys.argv[1]), b"secret")
"""


def test_what_a_kill_has_left_of_a_key_is_destroyed_with_it(tmp_path: Path) -> None:
    path, seen = tmp_path / "key.pem", tmp_path / "seen"
    write_private(path, b"secret")
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(path)], check=False)
    assert killed.returncode == 9
    (left,) = tmp_path.glob(".key.pem.*")
    seen.hardlink_to(left)
    assert seen.read_bytes() == b"secret"
    destroy_private(path)
    assert list(tmp_path.iterdir()) == [seen]
    assert b"secret" not in seen.read_bytes()


def test_renewed_ring_signs_with_the_new_key_and_keeps_the_old(
    house: House, tmp_path: Path
) -> None:
    ring = KeyRing.generate("DE")
    renewed = ring.renewed([KeyUse.SEAL_ED25519])
    renewed.save(tmp_path)
    for now in (renewed, KeyRing.load(tmp_path)):
        ((old, _),) = ring.sign_envelope(b"x", Suite.ED25519)
        ((new, _),) = now.sign_envelope(b"x", Suite.ED25519)
        assert old != new
        ids = [key.key_id for key in now.public_keys(not_before=house.now)]
        assert len(ids) == len(DEFAULT_USES) + 1
        assert {old, new} <= set(ids)


def test_repr_shows_no_key(house: House) -> None:
    assert repr(house.rings["DE"]) == "KeyRing('DE', 9 keys)"


def _first_key(folder: Path, use: str = "seal-ed25519") -> Path:
    return next(folder.glob(f"{use}.*"))


def _remove_key(folder: Path) -> None:
    _first_key(folder).unlink()


def _empty_key(folder: Path) -> None:
    _first_key(folder).write_bytes(b"")


def _garbled_key(folder: Path) -> None:
    path = _first_key(folder)
    path.write_bytes(path.read_bytes().replace(b"M", b"!"))


def _key_of_another_algorithm(folder: Path) -> None:
    _first_key(folder).write_bytes(_first_key(folder, "seal-p256").read_bytes())


def _half_of_the_hybrid_key(folder: Path) -> None:
    path = _first_key(folder, "encrypt-mlkem768-x25519")
    path.write_bytes(path.read_bytes().split(b"-----END")[0] + b"-----END PRIVATE KEY-----\n")


def _another_key(folder: Path) -> None:
    _first_key(folder).write_bytes(_first_key(folder, "log-ed25519").read_bytes())


def _huge_key(folder: Path) -> None:
    _first_key(folder).write_bytes(b"x" * 100_000)


def _no_list(folder: Path) -> None:
    (folder / "ring.json").unlink()


def _list_no_json(folder: Path) -> None:
    (folder / "ring.json").write_bytes(b"{")


def _list_without_keys(folder: Path) -> None:
    (folder / "ring.json").write_text(json.dumps({"member": "DE"}))


def _list_with_unknown_use(folder: Path) -> None:
    (folder / "ring.json").write_text(json.dumps({"member": "DE", "keys": ["tea.00.pem"]}))


@pytest.mark.parametrize(
    "spoil",
    [
        _remove_key,
        _empty_key,
        _garbled_key,
        _key_of_another_algorithm,
        _half_of_the_hybrid_key,
        _another_key,
        _huge_key,
        _no_list,
        _list_no_json,
        _list_without_keys,
        _list_with_unknown_use,
    ],
    ids=lambda spoil: spoil.__name__[1:],
)
def test_spoiled_ring_is_refused_without_its_content(
    saved: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(saved)
    error = _refused(saved)
    told = str(error) + repr(error.metadata) + repr(error.__cause__)
    for path in saved.iterdir():
        for line in path.read_text().splitlines():
            assert line.startswith("-----") or len(line) < 20 or line not in told


def test_m15_a_key_file_of_another_user_is_refused(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its owner could exchange it, or give it to others, whatever its mode.

    Found in use: protocol m15.
    """
    KeyRing.load(saved)
    owner = _first_key(saved).stat().st_uid
    monkeypatch.setattr("os.geteuid", lambda: owner + 1)
    with refuses(TrustError, Reason.KEY_INVALID) as caught:
        read_private(_first_key(saved))
    assert "another user's" in str(caught.value)
    with pytest.raises(TrustError) as caught:
        KeyRing.load(saved)
    assert "key folder" in str(caught.value)


@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777])
def test_a_folder_that_others_can_write_is_refused(saved: Path, mode: int) -> None:
    saved.chmod(mode)
    with refuses(TrustError, Reason.KEY_INVALID) as caught:
        KeyRing.load(saved)
    assert "chmod 700" in caught.value.remedy


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_file_that_others_can_read_is_refused(saved: Path, mode: int) -> None:
    _first_key(saved).chmod(mode)
    assert "read by others" in str(_refused(saved))


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "keys").write_bytes(b"a file")
    with refuses(TrustError, Reason.KEY_INVALID):
        KeyRing.generate("DE", [KeyUse.SEAL_ED25519]).save(tmp_path / "keys")


def test_ring_without_a_log_key() -> None:
    with refuses(TrustError, Reason.KEY_INVALID):
        _ = KeyRing.generate("DE", [KeyUse.SEAL_ED25519]).log_key
