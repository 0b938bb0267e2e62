"""Contents are wrapped again, and are whole and readable whenever the machine stops."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.backup.contents import copy_contents, take_contents
from gateway.documents.content_folder import ContentFolder
from gateway.errors import NotFoundError, Reason, TrustError
from gateway.trust.keys import KeyRing
from gateway.trust.storage_keys import StorageKeys
from tests.support.killed import killed_before
from tests.support.older_storage import content_before, with_the_newest
from tests.support.raising import refuses

CONTENT = bytes(index % 251 for index in range(100_000))
DIGEST = hashlib.sha256(CONTENT).hexdigest()
AT = datetime(2026, 11, 29, tzinfo=UTC)

FORK = multiprocessing.get_context("fork")


@pytest.fixture(scope="module")
def ring() -> KeyRing:
    return KeyRing("DE", [], StorageKeys.first().renewed(AT))


def written_before(root: Path, ring: KeyRing, name: str = DIGEST) -> ContentFolder:
    place = root / "contents" / name[:2] / name
    place.parent.mkdir(parents=True)
    place.write_bytes(content_before(CONTENT, ring))
    return ContentFolder(root, ring)


def held(folder: ContentFolder) -> bytes:
    with folder.open(DIGEST) as reader:
        return b"".join(reader.read())


def test_contents_of_before_need_their_older_key_no_longer(tmp_path: Path, ring: KeyRing) -> None:
    folder, later = written_before(tmp_path, ring), with_the_newest(ring)
    older = ring.storage.keys[0]
    assert held(folder) == CONTENT
    assert list(folder.keys_named()) == [(DIGEST, older.key_id)]
    with pytest.raises(TrustError, match="own files cannot be unwrapped"):
        held(ContentFolder(tmp_path, later))
    assert folder.wrap_again(DIGEST) == len(CONTENT)
    assert held(ContentFolder(tmp_path, later)) == CONTENT
    assert list(folder.keys_named()) == [(DIGEST, ring.storage.newest.key_id)]


def test_a_new_version_opens_them_without_the_one_before(tmp_path: Path, ring: KeyRing) -> None:
    written_before(tmp_path, ring).wrap_again(DIGEST)
    renewed = ring.storage.renewed(AT)
    ContentFolder(tmp_path, KeyRing("DE", [], renewed)).wrap_again(DIGEST)
    newest = KeyRing("DE", [], StorageKeys([renewed.newest]))
    assert held(ContentFolder(tmp_path, newest)) == CONTENT
    with pytest.raises(TrustError, match="own files cannot be unwrapped"):
        held(ContentFolder(tmp_path, ring))


def test_who_reads_meanwhile_reads_on(tmp_path: Path, ring: KeyRing) -> None:
    folder = written_before(tmp_path, ring)
    with folder.open(DIGEST) as reader:
        pieces = reader.read()
        folder.wrap_again(DIGEST)
        assert b"".join(pieces) == CONTENT
    assert held(folder) == CONTENT


def test_pieces_of_an_upload_are_counted_too(tmp_path: Path, ring: KeyRing) -> None:
    folder = ContentFolder(tmp_path, ring)
    piece = folder.piece("upload-1", 0)
    piece.write(b"half")
    piece.keep()
    piece.end()
    assert list(folder.keys_named()) == [("", ring.storage.newest.key_id)]


def test_what_is_not_what_its_name_says_stays_as_it_is(tmp_path: Path, ring: KeyRing) -> None:
    name = "ab" * 32
    folder = written_before(tmp_path, ring, name)
    place = tmp_path / "contents" / name[:2] / name
    before = place.read_bytes()
    with refuses(TrustError, Reason.DECRYPTION_FAILED, match="others than their name says"):
        folder.wrap_again(name)
    assert place.read_bytes() == before
    assert [each.name for each in place.parent.iterdir()] == [name]


def test_what_is_gone_does_not_come_back(tmp_path: Path, ring: KeyRing) -> None:
    folder = written_before(tmp_path, ring)
    assert folder.sweep(set, datetime.now(UTC)) == 1
    assert folder.wrap_again(DIGEST) == 0
    with pytest.raises(NotFoundError):
        folder.open(DIGEST)


def test_a_backup_puts_nothing_that_no_key_opens_in_the_place_of_what_opens(
    tmp_path: Path, ring: KeyRing
) -> None:
    root, backup = tmp_path / "node", tmp_path / "backup"
    folder = written_before(root, ring)
    lines = list(copy_contents(folder.store, backup, [DIGEST]))
    folder.wrap_again(DIGEST)
    newest, later = ring.storage.newest.key_id, with_the_newest(ring)
    assert take_contents(lines, backup, folder.store, lambda key_id: key_id == newest) == ()
    assert held(ContentFolder(root, later)) == CONTENT
    assert take_contents(lines, backup, folder.store) == ()  # the key is there: as it was
    assert [key_id for _, key_id in folder.keys_named()] == [ring.storage.keys[0].key_id]
    elsewhere = ContentFolder(tmp_path / "elsewhere", ring)  # nothing else is there
    assert take_contents(lines, backup, elsewhere.store, lambda _: False) == ()
    assert held(elsewhere) == CONTENT


def die_before(step: int, root: Path, ring: KeyRing) -> None:
    """Wrap contents again, and be killed before the n-th thing that the disk is asked."""
    folder, dying = ContentFolder(root, ring), killed_before(step)
    for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "open"), (Path, "chmod")):
        setattr(owner, name, dying(getattr(owner, name)))
    folder.wrap_again(DIGEST)


def test_killed_before_any_step_they_are_whole_and_it_goes_on(
    tmp_path: Path, ring: KeyRing
) -> None:
    step = 0
    while True:
        root = tmp_path / str(step)
        written_before(root, ring)
        child = FORK.Process(target=die_before, args=(step, root, ring))
        child.start()
        child.join()
        folder = ContentFolder(root, ring)
        assert held(folder) == CONTENT
        folder.sweep(lambda: {DIGEST}, AT, alone=True)
        folder.wrap_again(DIGEST)
        assert held(ContentFolder(root, with_the_newest(ring))) == CONTENT
        assert [each.name for each in (root / "contents" / DIGEST[:2]).iterdir()] == [DIGEST]
        if child.exitcode == 0:
            break
        assert child.exitcode == -signal.SIGKILL
        step += 1
    assert step >= 5  # it has died at each
