"""What operators change: each change is accepted by a gateway and has its effect."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from certs.dev import DIRECTORY_LIFE, make_federation
from certs.layout import FederationFiles
from certs.operators import (
    issue_next_version,
    read_directory,
    renew_certificate,
    renew_keys,
    revoke_certificates,
    revoke_key,
)
from gateway.errors import InputError, Reason, TrustError
from gateway.trust.dsse import ENTRY, sign, verify_signed
from gateway.trust.federation import Directory
from gateway.trust.keys import KeyRing
from gateway.trust.suites import KeyUse, Suite
from tests.support.raising import refuses

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
LATER = NOW + timedelta(days=30)


@pytest.fixture
def files(tmp_path: Path) -> FederationFiles:
    return make_federation(["DE", "FR"], tmp_path / "federation", now=NOW)


def _same(held: Directory) -> Directory:
    return held


def test_next_version_reaches_every_member(files: FederationFiles) -> None:
    fresh = issue_next_version(files, _same, now=LATER)
    assert (fresh.version, fresh.created) == (2, LATER)
    assert fresh.expires == LATER + DIRECTORY_LIFE
    assert read_directory(files, at=LATER) == fresh
    published = {member.directory.read_bytes() for member in files.members.values()}
    assert published == {files.directory.read_bytes()}


def test_any_threshold_of_operators_may_sign(files: FederationFiles) -> None:
    fresh = issue_next_version(files, _same, now=LATER, signers=["operator-2", "operator-3"])
    assert fresh.version == 2
    with refuses(TrustError, Reason.DIRECTORY_INVALID):
        issue_next_version(files, _same, now=LATER, signers=["operator-1"])
    assert read_directory(files, at=LATER).version == 2


def test_renewed_keys_sign_from_then_on(files: FederationFiles) -> None:
    old_ring = KeyRing.load(files.members["DE"].keys)
    uses = Suite.ED25519_MLDSA65.uses
    directory = renew_keys(files, "DE", uses, now=LATER)
    member, after = directory.member("DE"), LATER + timedelta(seconds=1)
    new_ring = KeyRing.load(files.members["DE"].keys)
    old = sign(b"payload", ENTRY, ring=old_ring, suite=Suite.ED25519_MLDSA65)
    new = sign(b"payload", ENTRY, ring=new_ring, suite=Suite.ED25519_MLDSA65)
    verify_signed(old, expected_type=ENTRY, member=member, at=NOW)
    verify_signed(new, expected_type=ENTRY, member=member, at=after)
    with refuses(TrustError, Reason.KEY_INVALID):
        verify_signed(old, expected_type=ENTRY, member=member, at=after)
    # The others stay as they are.
    assert member.log_key(after).not_before == NOW


def test_revoked_key(files: FederationFiles) -> None:
    key = read_directory(files, at=NOW).member("DE").key(KeyUse.SEAL_ED25519, None, NOW)
    directory = issue_next_version(files, revoke_key("DE", key.key_id, at=LATER), now=LATER)
    with pytest.raises(TrustError, match="that counts at that instant"):
        directory.member("DE").key(KeyUse.SEAL_ED25519, None, LATER)
    before = LATER - timedelta(seconds=1)
    assert directory.member("DE").key(KeyUse.SEAL_ED25519, key.key_id, before).public == key.public


def test_what_is_not_there_cannot_be_revoked(files: FederationFiles) -> None:
    for change in (
        revoke_key("DE", "00" * 8, at=LATER),
        revoke_certificates("DE", [b"x" * 32], at=LATER),
    ):
        with refuses(InputError, Reason.NOT_FOUND):
            issue_next_version(files, change, now=LATER)
    assert read_directory(files, at=LATER).version == 1


def test_change_that_a_gateway_would_refuse_is_not_published(files: FederationFiles) -> None:
    def drop(held: Directory) -> Directory:
        return replace(held, members={"DE": held.member("DE")})

    with refuses(TrustError, Reason.DIRECTORY_INVALID):
        issue_next_version(files, drop, now=LATER)
    assert read_directory(files, at=LATER).version == 1


def test_nothing_is_renewed_that_the_operators_did_not_sign(files: FederationFiles) -> None:
    files.operator_key("operator-1").unlink()
    member = files.members["DE"]
    before = {path: path.read_bytes() for path in member.folder.rglob("*") if path.is_file()}
    with pytest.raises(TrustError, match="a key file cannot be read"):
        renew_keys(files, "DE", [KeyUse.SEAL_ED25519], now=LATER)
    with pytest.raises(TrustError, match="a key file cannot be read"):
        renew_certificate(files, "DE", now=LATER)
    assert before == {p: p.read_bytes() for p in member.folder.rglob("*") if p.is_file()}


def test_operators_key_that_is_gone(files: FederationFiles) -> None:
    files.operator_key("operator-1").unlink()
    with refuses(TrustError, Reason.KEY_INVALID):
        issue_next_version(files, _same, now=LATER)
