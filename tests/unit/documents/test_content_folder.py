"""The folder of contents: whole or not there, whenever the machine stops."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import shutil
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from gateway.documents.content_folder import ContentFolder
from gateway.errors import InputError, NotFoundError, StateError, TrustError
from gateway.trust.keys import KeyRing
from gateway.trust.suites import KeyUse
from tests.support.killed import killed_before

CONTENT = bytes(index % 251 for index in range(100_000))
DIGEST = hashlib.sha256(CONTENT).hexdigest()
UPLOAD = "upload-1"
HALF = 50_000

FORK = multiprocessing.get_context("fork")


@pytest.fixture(scope="module")
def ring() -> KeyRing:
    return KeyRing.generate("DE-BAFA", [KeyUse.ENCRYPT_MLKEM768_X25519])


@pytest.fixture
def folder(tmp_path: Path, ring: KeyRing) -> ContentFolder:
    return ContentFolder(tmp_path, ring)


def put(folder: ContentFolder, octets: bytes, offset: int = 0) -> None:
    piece = folder.piece(UPLOAD, offset)
    try:
        piece.write(octets)
        piece.keep()
    finally:
        piece.end()


def held(folder: ContentFolder, digest: str = DIGEST) -> bytes:
    with folder.open(digest) as reader:
        return b"".join(reader.read())


def put_whole(folder: ContentFolder) -> None:
    put(folder, CONTENT[:HALF])
    put(folder, CONTENT[HALF:], HALF)
    folder.complete(UPLOAD, sha256=DIGEST, size=len(CONTENT))
    folder.drop(UPLOAD)


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_pieces_become_a_document_and_nothing_is_in_the_clear(
    folder: ContentFolder, tmp_path: Path
) -> None:
    put(folder, CONTENT[:HALF])
    assert folder.received(UPLOAD) == HALF
    assert not folder.holds(DIGEST)
    put(folder, CONTENT[HALF:], HALF)
    folder.complete(UPLOAD, sha256=DIGEST, size=len(CONTENT))
    folder.drop(UPLOAD)
    assert held(folder) == CONTENT
    (file,) = files(tmp_path)
    assert file.name == DIGEST
    assert file.stat().st_mode & 0o777 == 0o600
    assert CONTENT[:40] not in file.read_bytes()


def test_a_document_that_ends_early_waits_for_the_rest(folder: ContentFolder) -> None:
    put(folder, CONTENT[:HALF])
    with pytest.raises(InputError, match="50000 have come"):
        folder.complete(UPLOAD, sha256=DIGEST, size=len(CONTENT))
    put(folder, CONTENT[HALF:], HALF)
    folder.complete(UPLOAD, sha256=DIGEST, size=len(CONTENT))
    assert folder.holds(DIGEST)


@pytest.mark.parametrize("wrong", [CONTENT[:-1] + b"x", CONTENT + b"x"])
def test_what_is_another_document_is_not_kept(
    folder: ContentFolder, tmp_path: Path, wrong: bytes
) -> None:
    put(folder, wrong)
    with pytest.raises(InputError, match="what came has the digest"):
        folder.complete(UPLOAD, sha256=DIGEST, size=len(CONTENT))
    assert not folder.holds(DIGEST)
    assert files(tmp_path) == []


def test_a_piece_that_fails_leaves_nothing(folder: ContentFolder, tmp_path: Path) -> None:
    piece = folder.piece(UPLOAD, 0)
    piece.write(CONTENT)
    piece.end()
    assert files(tmp_path) == []
    assert folder.received(UPLOAD) == 0


def test_a_piece_begins_where_the_octets_end(folder: ContentFolder) -> None:
    put(folder, CONTENT[:HALF])
    for offset in (0, HALF + 1):
        with pytest.raises(StateError, match="octets have come") as caught:
            put(folder, b"another", offset)
        assert caught.value.metadata["expected_offset"] == str(HALF)
    assert folder.received(UPLOAD) == HALF


def test_one_piece_comes_at_a_time(folder: ContentFolder) -> None:
    piece = folder.piece(UPLOAD, 0)
    with pytest.raises(StateError, match="coming in already"):
        folder.piece(UPLOAD, 0)
    piece.end()
    put(folder, CONTENT)
    assert folder.received(UPLOAD) == len(CONTENT)


def test_who_names_a_digest_has_not_shown_the_document(folder: ContentFolder) -> None:
    put_whole(folder)
    put(folder, bytes(len(CONTENT)))
    with pytest.raises(InputError, match="what came has the digest"):
        folder.complete(UPLOAD, sha256=DIGEST, size=len(CONTENT))
    assert held(folder) == CONTENT


def test_what_is_not_held_says_so(folder: ContentFolder) -> None:
    with pytest.raises(NotFoundError, match="were stored here, and are missing"):
        folder.open(DIGEST)
    for name in ("../../etc/passwd", DIGEST.upper(), ""):
        with pytest.raises(InputError):
            folder.open(name)
        with pytest.raises(InputError, match="this is not the id of an upload"):
            folder.received(name)


def test_an_altered_file_gives_nothing(folder: ContentFolder, tmp_path: Path) -> None:
    put_whole(folder)
    (file,) = files(tmp_path)
    raw = file.read_bytes()
    for place in (*range(0, 1500, 61), len(raw) // 2, len(raw) - 1):
        altered = bytearray(raw)
        altered[place] ^= 1
        file.write_bytes(altered)
        with pytest.raises(TrustError):
            held(folder)


def test_a_renewed_key_opens_what_the_old_one_wrapped(tmp_path: Path, ring: KeyRing) -> None:
    put_whole(ContentFolder(tmp_path, ring))
    renewed = ring.renewed([KeyUse.ENCRYPT_MLKEM768_X25519])
    assert held(ContentFolder(tmp_path, renewed)) == CONTENT
    another = KeyRing.generate("DE-BAFA", [KeyUse.ENCRYPT_X25519])
    with pytest.raises(TrustError, match="cannot be unwrapped"):
        held(ContentFolder(tmp_path, another))


def test_garbage_goes_and_nothing_else(folder: ContentFolder, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    put_whole(folder)
    put(folder, CONTENT[:HALF])
    (tmp_path / "uploads" / UPLOAD / "new-0123").write_bytes(b"half")
    (tmp_path / "uploads" / "new-4567").mkdir()
    (tmp_path / "contents" / DIGEST[:2] / "new-0123").write_bytes(b"half")
    assert folder.sweep(lambda: {DIGEST}, now) == 0  # somebody may be writing them
    assert folder.sweep(lambda: {DIGEST}, now, alone=True) == 3
    assert folder.received(UPLOAD) == HALF
    assert held(folder) == CONTENT
    assert folder.sweep(tuple, now) == 1
    assert not folder.holds(DIGEST)
    assert folder.drop_dead(now + timedelta(days=6)) == 0
    assert folder.drop_dead(now + timedelta(days=8)) == 1
    assert files(tmp_path) == []


def test_a_day_later_a_sweep_removes_what_stopped_half_way(
    folder: ContentFolder, tmp_path: Path
) -> None:
    put(folder, CONTENT[:HALF])
    (tmp_path / "uploads" / UPLOAD / "new-0123").write_bytes(b"half")
    assert folder.sweep(tuple, datetime.now(UTC) + timedelta(hours=25)) == 1
    assert folder.received(UPLOAD) == HALF


def test_a_sweep_leaves_contents_whose_row_is_being_written(folder: ContentFolder) -> None:
    now = datetime.now(UTC)
    with folder.claim(DIGEST):
        put_whole(folder)
        assert folder.sweep(tuple, now) == 0

    def put_meanwhile() -> frozenset[str]:
        with folder.claim(DIGEST):  # the rows are read, then another is written
            put_whole(folder)
        return frozenset()

    assert folder.sweep(put_meanwhile, now) == 0
    assert held(folder) == CONTENT
    assert folder.sweep(tuple, now) == 1
    assert not folder.holds(DIGEST)


def test_a_slow_removal_holds_up_nobody_but_who_makes_the_same_contents(
    folder: ContentFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_whole(folder)
    removing, go_on, remove = Event(), Event(), folder.store.remove

    def slowly(sha256: str) -> None:
        removing.set()
        assert go_on.wait(10)
        remove(sha256)

    monkeypatch.setattr(folder.store, "remove", slowly)
    with ThreadPoolExecutor() as threads:
        sweep = threads.submit(folder.sweep, tuple, datetime.now(UTC))
        assert removing.wait(10)
        with folder.claim(DIGEST):  # too late for this sweep
            again = threads.submit(put_whole, folder)
            with folder.claim("0" * 64):
                assert not again.done()
            go_on.set()
            assert sweep.result(10) == 1
            again.result(10)
    assert held(folder) == CONTENT


# --- the machine stops --------------------------------------------------------------------


def die_before(step: int, root: Path, ring: KeyRing) -> None:
    """Put a document in two pieces, and be killed before the n-th thing that the disk is asked."""
    dying = killed_before(step)
    disk = [(Path, name) for name in ("replace", "open", "mkdir")]
    for owner, name in ((os, "fsync"), (shutil, "rmtree"), *disk):
        setattr(owner, name, dying(getattr(owner, name)))
    put_whole(ContentFolder(root, ring))


def test_killed_before_any_step_it_is_whole_or_goes_on(tmp_path: Path, ring: KeyRing) -> None:
    step = 0
    while True:
        root = tmp_path / str(step)
        child = FORK.Process(target=die_before, args=(step, root, ring))
        child.start()
        child.join()
        folder = ContentFolder(root, ring)
        folder.sweep(lambda: {DIGEST}, datetime.now(UTC), alone=True)
        if not folder.holds(DIGEST):
            come = folder.received(UPLOAD)
            assert come in (0, HALF, len(CONTENT))
            if come < len(CONTENT):
                put(folder, CONTENT[come:], come)
            folder.complete(UPLOAD, sha256=DIGEST, size=len(CONTENT))
        folder.drop(UPLOAD)
        assert held(folder) == CONTENT
        assert [path.name for path in files(root)] == [DIGEST]
        if child.exitcode == 0:
            break
        assert child.exitcode == -signal.SIGKILL
        step += 1
    assert step > 15  # it has died at each
