"""In whatever order keys change, contents come and the node stops: what is there opens, and no key
goes that something names, that is used, or whose time is not over."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from gateway.app.keys.key_destruction import ended_keys, kept_for, needless
from gateway.app.keys.making import new_storage_key
from gateway.casework.records.destroyed_keys import KeyEnd
from gateway.documents.content_folder import ContentFolder
from gateway.errors import TrustError
from gateway.settings import Settings
from gateway.trust import keys as trust_keys
from gateway.trust.federation import Directory
from gateway.trust.keys import KeyRing, destroy_key
from gateway.trust.members import Member
from gateway.trust.storage_keys import StorageKeys
from gateway.trust.suites import KeyUse
from tests.support.house import NOW, SINCE, build_house
from tests.support.older_storage import content_before

USES = (KeyUse.SEAL_ED25519, KeyUse.ENCRYPT_X25519)
DAY = timedelta(days=1)
LEAST = timedelta(days=90)


class StoppedError(Exception):
    """The machine stops here."""


def stop(*_: object) -> None:
    raise StoppedError


class KeysAndContents(RuleBasedStateMachine):
    """A node's folder, with the very functions that the node runs."""

    house = build_house()

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir="/dev/shm")
        root = Path(self.folder.name)
        self.keys, self.root, self.at = root / "keys", root / "documents", NOW
        ring = KeyRing.generate("DE", USES)
        ring.save(self.keys)
        de = self.house.directory.member("DE")
        self.member: Member = replace(de, keys=ring.public_keys(not_before=SINCE))
        self.held: dict[str, bytes] = {}
        self.ended: dict[str, object] = {}

    def teardown(self) -> None:
        self.folder.cleanup()

    @property
    def directory(self) -> Directory:
        whole = self.house.directory
        return replace(whole, members={**whole.members, "DE": self.member})

    def ring(self) -> KeyRing:
        ring = KeyRing.load(self.keys)
        ring.follow(self.keys, self.member, self.at)
        return ring

    def contents(self) -> ContentFolder:
        return ContentFolder(self.root, self.ring())

    @rule(octets=st.binary(min_size=1, max_size=40), before=st.booleans())
    def put(self, octets: bytes, before: bool) -> None:
        sha256, contents = hashlib.sha256(octets).hexdigest(), self.contents()
        if before:  # as it was written before newer storage keys were made
            place = self.root / "contents" / sha256[:2] / sha256
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content_before(octets, self.ring()))
        else:
            piece = contents.piece("upload-1", 0)
            piece.write(octets)
            piece.keep()
            piece.end()
            contents.complete("upload-1", sha256=sha256, size=len(octets))
            contents.drop("upload-1")
        self.held[sha256] = octets

    @rule()
    def change_encryption_key(self) -> None:
        ring = KeyRing.load(self.keys).renewed([KeyUse.ENCRYPT_X25519])
        ring.save(self.keys)
        known = {key.key_id for key in self.member.keys}
        fresh = [k for k in ring.public_keys(not_before=self.at) if k.key_id not in known]
        kept = [
            replace(key, retired_at=self.at)
            if key.use is KeyUse.ENCRYPT_X25519 and key.retired_at is None
            else key
            for key in self.member.keys
        ]
        self.member = replace(self.member, keys=(*kept, *fresh))
        self.at += timedelta(seconds=1)

    @rule()
    def change_storage_key(self) -> None:
        new_storage_key(self.keys, self.at)

    @rule(days=st.sampled_from((1, 60, 100, 200, 400)))
    def time_passes(self, days: int) -> None:
        self.at += days * DAY

    @rule(most=st.integers(1, 3), stopped=st.booleans())
    def wrap_again(self, most: int, stopped: bool) -> None:
        contents, newest = self.contents(), self.ring().storage.newest.key_id
        for sha256 in [s for s, key_id in contents.keys_named() if key_id != newest][:most]:
            if stopped:
                with patch.object(Path, "replace", stop), pytest.raises(StoppedError):
                    contents.wrap_again(sha256)
            else:
                contents.wrap_again(sha256)

    @rule(at=st.sampled_from((None, "write_private", "destroy_private")))
    def destroy(self, at: str | None) -> None:
        named = {key_id for _, key_id in self.contents().keys_named()}
        ring = self.ring()
        for key in needless(tuple(ended_keys(ring, self.directory, LEAST)), named, self.at):
            assert self.at - key.ended_at > kept_for(self.directory, LEAST)
            if at is None or key.why is KeyEnd.REPLACED:
                destroy_key(self.keys, key.key_id)
                assert not list(self.keys.glob(f"*{key.key_id}*"))
                continue
            with patch.object(trust_keys, at, stop), pytest.raises(StoppedError):
                destroy_key(self.keys, key.key_id)

    @precondition(lambda self: self.held)
    @invariant()
    def everything_opens(self) -> None:
        contents = self.contents()
        for sha256, octets in self.held.items():
            with contents.open(sha256) as reader:
                assert b"".join(reader.read()) == octets

    @invariant()
    def what_is_needed_is_there(self) -> None:
        ring, kept = self.ring(), kept_for(self.directory, LEAST)
        own = {key.key_id for key in ring.keys}
        for key in self.member.keys:
            if key.retired_at is None or self.at - key.retired_at <= kept:
                assert key.key_id in own
        assert ring.storage.newest.key_id in ring.storage


TestKeysAndContents = KeysAndContents.TestCase
TestKeysAndContents.settings = settings(max_examples=20, stateful_step_count=20)


@pytest.mark.parametrize("before", [True, False])
def test_a_key_that_contents_name_stays_however_late(before: bool) -> None:
    node = KeysAndContents()
    try:
        node.put(octets=b"octets", before=before)
        node.change_encryption_key()
        node.change_storage_key()
        node.time_passes(days=400)
        node.destroy(at=None)
        node.everything_opens()
        node.wrap_again(most=1, stopped=False)
        node.destroy(at=None)
        node.everything_opens()
        assert [len(node.ring().keys), len(node.ring().storage.keys)] == [len(USES), 1]
    finally:
        node.teardown()


@pytest.mark.parametrize("days", [0, 60, 3651])
def test_a_time_that_is_shorter_than_letters_live_is_refused(tmp_path: Path, days: int) -> None:
    with pytest.raises(ValueError, match="key_kept_days"):
        Settings(home=tmp_path, authority="DE", key_kept_days=days)
    assert Settings(home=tmp_path, authority="DE", key_kept_days=61).key_kept_days == 61


def test_a_key_is_kept_as_long_as_a_directory_that_does_not_know_of_it_may_live() -> None:
    directory = build_house().directory
    life = directory.expires - directory.created + timedelta(days=directory.grace_days)
    assert kept_for(directory, LEAST) == max(life, LEAST)
    assert kept_for(directory, timedelta(days=3000)) == timedelta(days=3000)


def test_a_ring_without_the_named_version_says_so(tmp_path: Path) -> None:
    ring = KeyRing.generate("DE", USES)
    contents = ContentFolder(tmp_path, ring)
    place = contents.store.begin("ab" * 32)
    place.write_bytes(content_before(b"octets", ring))
    contents.store.keep(place, "ab" * 32)
    with pytest.raises(TrustError, match="cannot be unwrapped"):
        ContentFolder(tmp_path, KeyRing("DE", [], StorageKeys.first())).open("ab" * 32)
