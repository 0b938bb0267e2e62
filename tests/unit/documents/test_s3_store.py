"""S3-compatible storage holds contents as the folder does: whole, or not there."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import Request, urlopen

import obstore
import pytest
from moto.server import ThreadedMotoServer
from obstore.store import S3Store

from gateway.app.contents import content_store
from gateway.backup.contents import copy_contents, take_contents
from gateway.documents.content_folder import ContentFolder
from gateway.documents.content_store import ContentStore, FolderStore
from gateway.documents.s3_store import Bucket, ObjectStore
from gateway.errors import ComityError, InputError, NotFoundError, Reason, TrustError
from gateway.settings import Settings
from gateway.trust.keys import KeyRing
from gateway.trust.storage_keys import StorageKeys
from gateway.trust.suites import KeyUse
from tests.support.raising import refuses

SECRET = "the-access-key-itself"
CONTENT = bytes(range(251)) * 25_067  # six MiB and more: in more than one part
DIGEST = hashlib.sha256(CONTENT).hexdigest()
NOW = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    found = f"http://{host}:{port}"
    with urlopen(Request(f"{found}/documents", method="PUT")):  # noqa: S310 - of this test
        yield found
    server.stop()


@pytest.fixture(scope="module")
def ring() -> KeyRing:
    return KeyRing.generate("DE", [KeyUse.ENCRYPT_X25519])


@pytest.fixture
def settings(address: str, tmp_path: Path) -> Settings:
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    return Settings(
        home=tmp_path,
        authority="DE-BAFA",
        documents_bucket=f"documents/{tmp_path.name.replace('[', '-').replace(']', '')}",
        documents_endpoint=address,
        documents_key_id="comity",
        documents_secret_file="secret",
    )


@pytest.fixture
def store(settings: Settings) -> ContentStore:
    return content_store(settings)


@pytest.fixture
def folder(settings: Settings, store: ContentStore, ring: KeyRing) -> ContentFolder:
    return ContentFolder(settings.home / "documents", ring, store=store)


def put_whole(folder: ContentFolder) -> None:
    piece = folder.piece("upload-1", 0)
    piece.write(CONTENT)
    piece.keep()
    piece.end()
    folder.complete("upload-1", sha256=DIGEST, size=len(CONTENT))
    folder.drop("upload-1")


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_contents_come_and_are_read_from_any_place(folder: ContentFolder) -> None:
    assert not folder.holds(DIGEST)
    with pytest.raises(NotFoundError):
        folder.open(DIGEST)
    put_whole(folder)
    with folder.open(DIGEST) as reader:
        assert b"".join(reader.read()) == CONTENT
        assert b"".join(reader.read(3_000_001, 3_000_009)) == CONTENT[3_000_001:3_000_009]
    put_whole(folder)  # for another case
    assert list(folder.store.digests()) == [DIGEST]


def test_nothing_is_in_the_clear_and_nothing_is_left_on_the_disk(
    folder: ContentFolder, settings: Settings
) -> None:
    put_whole(folder)
    with folder.store.open(DIGEST).file as file:
        assert CONTENT[:100] not in file.read(2**20)
    assert files(settings.home / "documents") == []


def test_a_sweep_leaves_what_is_named_and_removes_the_rest(
    folder: ContentFolder, settings: Settings
) -> None:
    put_whole(folder)
    stopped = folder.store.begin(DIGEST)
    stopped.write_bytes(b"half")
    assert folder.sweep(lambda: {DIGEST}, NOW, alone=True) == 1
    assert folder.holds(DIGEST)
    assert folder.sweep(tuple, NOW) == 1
    assert not folder.holds(DIGEST)
    assert files(settings.home / "documents") == []


def test_two_nodes_of_one_bucket_see_nothing_of_each_other(
    folder: ContentFolder, settings: Settings
) -> None:
    put_whole(folder)
    other = content_store(settings.model_validate({**dict(settings), "authority": "FR-SBDU"}))
    assert list(other.digests()) == []


def test_an_altered_object_gives_nothing(folder: ContentFolder, store: ContentStore) -> None:
    put_whole(folder)
    with store.open(DIGEST).file as file:
        raw = file.read()
    assert isinstance(store, ObjectStore)
    obstore.put(store._store, store._key(DIGEST), raw[:-1] + b"x")  # by a foreign hand
    with (
        pytest.raises(TrustError, match="the contents of a document cannot be read"),
        folder.open(DIGEST) as reader,
    ):
        b"".join(reader.read())


def test_a_storage_that_takes_half_has_nothing(
    folder: ContentFolder, store: ContentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = obstore.put

    def half(to: S3Store, key: str, path: Path) -> object:
        return whole(to, key, path.read_bytes()[:1000])

    with monkeypatch.context() as patched, suppress(OSError):
        patched.setattr(obstore, "put", half)
        put_whole(folder)
    assert not store.holds(DIGEST)
    folder.complete("upload-1", sha256=DIGEST, size=len(CONTENT))  # its pieces are still there
    assert store.holds(DIGEST)


def test_contents_are_backed_up_from_it_and_restored_into_it(
    folder: ContentFolder, store: ContentStore, tmp_path: Path
) -> None:
    put_whole(folder)
    lines = list(copy_contents(store, tmp_path / "backup", [DIGEST]))
    other = FolderStore(tmp_path / "other")
    assert take_contents(lines, tmp_path / "backup", other) == ()
    assert other.holds(DIGEST)
    store.remove(DIGEST)
    assert take_contents(lines, tmp_path / "backup", store) == ()
    with folder.open(DIGEST) as reader:
        assert b"".join(reader.read()) == CONTENT


def test_an_error_of_the_storage_shows_no_key(tmp_path: Path, address: str) -> None:
    names = ("no-such-bucket", "documents")
    for bucket in (
        Bucket(names[0], "p", address, "eu", "comity", SECRET),
        Bucket(names[1], "p", "http://127.0.0.1:9", "eu", "comity", SECRET),
    ):
        assert SECRET not in repr(bucket)
        store = ObjectStore(tmp_path, bucket)
        new = store.begin(DIGEST)
        new.write_bytes(b"x")
        with pytest.raises(OSError, match="the storage") as caught:
            store.keep(new, DIGEST)
        told = f"{caught.value!r} {store!r} {caught.value.__cause__!r}"
        assert SECRET not in told
        assert "127.0.0.1" not in told


def test_a_key_that_others_may_read_is_refused(settings: Settings) -> None:
    (settings.home / "secret").chmod(0o644)
    with refuses(ComityError, Reason.SETTING_INVALID):
        content_store(settings)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("documents_bucket", "../other"),
        ("documents_bucket", "Upper"),
        ("documents_endpoint", "ftp://storage"),
        ("documents_endpoint", "https://key:secret@storage"),
    ],
)
def test_what_is_no_bucket_or_address_is_refused(tmp_path: Path, field: str, wrong: str) -> None:
    with pytest.raises((ComityError, ValueError)):
        Settings.model_validate({"home": tmp_path, "authority": "DE", field: wrong})


def test_a_digest_is_never_a_path(store: ContentStore) -> None:
    for name in ("../../x", DIGEST.upper(), ""):
        with pytest.raises(InputError, match="digest in lower-case hex"):
            store.holds(name)


def test_objects_are_wrapped_again_in_their_place(
    folder: ContentFolder, settings: Settings, store: ContentStore, ring: KeyRing
) -> None:
    put_whole(folder)
    renewed = KeyRing("DE", [], ring.storage.renewed(NOW))
    again = ContentFolder(settings.home / "documents", renewed, store=store)
    assert list(again.keys_named()) == [(DIGEST, ring.storage.newest.key_id)]
    assert again.wrap_again(DIGEST) == len(CONTENT)
    assert list(again.keys_named()) == [(DIGEST, renewed.storage.newest.key_id)]
    newest = KeyRing("DE", [], StorageKeys([renewed.storage.newest]))
    later = ContentFolder(settings.home / "documents", newest, store=store)
    with later.open(DIGEST) as reader:
        assert b"".join(reader.read()) == CONTENT
    assert not list(store.begun())
