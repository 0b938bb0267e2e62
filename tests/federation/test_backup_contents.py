"""A backup carries contents of documents, each once, and a restore proves each of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gateway.app import backups
from gateway.app.backups import back_up, restore
from gateway.backup.operator_key import make_backup_key, read_opener, read_recipient
from gateway.casework.documents.held import DocumentNoun, list_documents
from gateway.documents.content_folder import ContentFolder
from gateway.domain.page import FIRST_PAGE
from gateway.errors import ComityError, Reason
from gateway.settings import Settings
from gateway.store.tables_casework import document_content
from gateway.trust.keys import KeyRing
from gateway.trust.suites import Suite
from tests.federation.test_contents_retention import OF_BOTH, OF_ONE, naming
from tests.support.federation_case import ANNA, CaseFederation
from tests.support.kinds import begun
from tests.support.schemas import connected
from tests.support.travelling import named, put


@pytest.fixture
def key(tmp_path: Path) -> Path:
    make_backup_key(tmp_path / "operator.key")
    return tmp_path / "operator.key"


def back_up_of(federation: CaseFederation, path: Path, key: Path, **said: Any) -> Any:
    settings = federation["DE"].settings
    settings.save()
    recipient = read_recipient(key.with_name(f"{key.name}.pub"))
    said = {"suite": Suite.ED25519, "with_keys": True} | said
    return back_up(settings, path, recipient, **said)


def rows(settings: Settings) -> set[str]:
    with connected(settings.database_url) as conn:
        return set(conn.scalars(select(document_content.c.sha256)))


def files(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


def read(home: Path, contents: bytes) -> bytes:
    """Contents as the restored node reads them, with the keys that the backup has."""
    folder = ContentFolder(home / "documents", KeyRing.load(home / "keys"))
    with folder.open(named(contents).sha256) as reader:
        return b"".join(reader.read())


async def with_documents(federation: CaseFederation, *contents: bytes, reference: str = "B") -> str:
    case = await begun(federation, naming(reference, *contents))
    for each in contents:
        await put(federation["DE"], case.case_id, named(each), each)
    return case.case_id


async def test_contents_lie_beside_the_backup_and_come_back_with_it(
    federation: CaseFederation, key: Path, tmp_path: Path
) -> None:
    await with_documents(federation, OF_BOTH)
    (tmp_path / "out").mkdir()
    first = back_up_of(federation, tmp_path / "out" / "monday", key)
    [before] = files(tmp_path / "out" / "contents")
    written = before.stat().st_mtime_ns
    await with_documents(federation, OF_ONE, reference="B-2")
    second = back_up_of(federation, tmp_path / "out" / "tuesday", key)
    assert (first.contents, second.contents) == (1, 2)
    assert len(files(tmp_path / "out" / "contents")) == 2  # what was there is not copied again
    assert before.stat().st_mtime_ns == written
    for file in files(tmp_path / "out"):
        assert OF_BOTH not in file.read_bytes()

    home, database = tmp_path / "new", f"sqlite:///{tmp_path / 'new.db'}"
    done = restore(tmp_path / "out" / "tuesday", read_opener(key), home, database=database)
    assert (done.manifest, done.missing) == (second, ())
    assert (read(home, OF_BOTH), read(home, OF_ONE)) == (OF_BOTH, OF_ONE)
    assert len(files(home / "documents")) == 2

    monday = tmp_path / "monday"
    database = f"sqlite:///{tmp_path / 'monday.db'}"
    restore(tmp_path / "out" / "monday", read_opener(key), monday, database=database)
    assert [each.name for each in files(monday / "documents")] == [named(OF_BOTH).sha256]


@pytest.mark.parametrize("how", ["altered", "cut", "away"])
async def test_contents_that_are_not_whole_are_named_and_nothing_says_that_they_are_here(
    federation: CaseFederation, key: Path, tmp_path: Path, how: str
) -> None:
    case_id = await with_documents(federation, OF_BOTH, OF_ONE)
    de = federation["DE"]
    contents = tmp_path / "elsewhere"
    back_up_of(federation, tmp_path / "file", key, contents=contents)
    office = de.node.office
    lost = named(OF_ONE).sha256
    with office.documents.contents.store.open(lost).file as stored:
        sealed = stored.read()
    [copy] = [each for each in files(contents) if each.read_bytes() == sealed]
    if how == "away":
        copy.unlink()
    else:
        copy.write_bytes(sealed[:-1] + (b"x" if how == "altered" else b""))
    home, database = tmp_path / "new", f"sqlite:///{tmp_path / 'new.db'}"
    done = restore(tmp_path / "file", read_opener(key), home, database=database, contents=contents)
    assert done.missing == (lost,)
    assert [each.name for each in files(home / "documents")] == [named(OF_BOTH).sha256]
    assert rows(Settings.load(home)) == {named(OF_BOTH).sha256}
    listed = await list_documents(office, ANNA, DocumentNoun.CASE, case_id, FIRST_PAGE)
    assert [each.held for each in listed.items] == [True, True]  # the node itself has both


async def test_a_backup_says_what_the_node_itself_has_lost(
    federation: CaseFederation, key: Path, tmp_path: Path
) -> None:
    await with_documents(federation, OF_BOTH, OF_ONE)
    federation["DE"].node.office.documents.contents.store.remove(named(OF_ONE).sha256)
    made = back_up_of(federation, tmp_path / "file", key)
    assert (made.contents, made.contents_missing) == (1, 1)


async def test_into_the_folder_of_a_node_what_it_lost_comes_back_and_the_rest_stays(
    federation: CaseFederation, key: Path, tmp_path: Path
) -> None:
    await with_documents(federation, OF_BOTH, OF_ONE)
    de = federation["DE"]
    back_up_of(federation, tmp_path / "file", key, with_keys=False)
    store = de.node.office.documents.contents.store
    store.remove(named(OF_ONE).sha256)
    [kept] = files(de.settings.home / "documents")
    written = kept.stat().st_mtime_ns
    await de.node.close()
    done = restore(tmp_path / "file", read_opener(key), de.settings.home, replace=True)
    assert done.missing == ()
    assert store.holds(named(OF_ONE).sha256)
    assert kept.stat().st_mtime_ns == written


async def test_a_full_disk_leaves_no_backup_of_that_name(
    federation: CaseFederation, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_documents(federation, OF_BOTH)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("gateway.backup.contents.rename", full)
        with pytest.raises(ComityError) as refused:
            back_up_of(federation, tmp_path / "file", key)
    assert refused.value.reason is Reason.SETTING_INVALID
    assert not (tmp_path / "file").exists()
    assert back_up_of(federation, tmp_path / "file", key).contents == 1


async def test_contents_are_taken_only_once_it_is_known_who_signed(
    federation: CaseFederation, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_documents(federation, OF_BOTH)
    back_up_of(federation, tmp_path / "file", key)
    home, database = tmp_path / "new", f"sqlite:///{tmp_path / 'new.db'}"

    def stranger(*_: object, **__: object) -> bytes:
        raise ComityError("not signed", reason=Reason.SIGNATURE_INVALID)

    monkeypatch.setattr(backups, "verify_signed", stranger)
    with pytest.raises(ComityError):
        restore(tmp_path / "file", read_opener(key), home, database=database)
    assert files(home.with_name("new.restoring") / "documents") == []
