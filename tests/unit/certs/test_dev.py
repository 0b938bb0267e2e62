"""The development federation: complete, loadable, and never written over."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certs.dev import make_federation
from certs.layout import FederationFiles
from certs.operators import read_directory
from gateway.errors import InputError, Reason
from gateway.trust.directory import load_directory
from gateway.trust.dsse import ENTRY, sign, verify_signed
from gateway.trust.federation import Anchor, LawVersion
from gateway.trust.keys import KeyRing
from gateway.trust.suites import Suite
from gateway.trust.tls import channel_credentials
from tests.support.member_states import MEMBER_STATES
from tests.support.raising import refuses

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_all_members_of_the_union(tmp_path: Path) -> None:
    codes = [*MEMBER_STATES, "BE-VLG", "EU"]
    files = make_federation(codes, tmp_path / "federation", now=NOW, rehearsal=True)
    directory = read_directory(files, at=NOW)
    assert list(directory.members) == codes
    assert directory.rehearsal
    assert (len(directory.operators), directory.threshold) == (3, 2)
    assert len({member.address for member in directory.members.values()}) == len(codes)
    assert directory.member("EL").name == "Export control authority of Greece"
    assert directory.member("BE-VLG").state == "BE"
    assert directory.member("EU").roles == {"commission"}
    assert directory.member("FR").roles == {"licensing", "brokering", "transit"}


def test_each_members_folder_suffices_for_its_node(tmp_path: Path) -> None:
    make_federation(["DE", "FR"], tmp_path / "federation", now=NOW)
    files = FederationFiles.at(tmp_path / "federation")
    assert sorted(files.members) == ["DE", "FR"]
    for code, member in files.members.items():
        anchor = Anchor.from_json(member.anchor.read_text())
        directory = load_directory(member.directory.read_bytes(), at=NOW, anchor=anchor)
        ring = KeyRing.load(member.keys)
        assert ring.code == code
        signed = sign(b"payload", ENTRY, ring=ring, suite=Suite.ED25519_MLDSA65)
        verify_signed(signed, expected_type=ENTRY, member=directory.member(code), at=NOW)
        channel_credentials(member.tls.read(), trusted=member.tls.certificate.read_bytes())


def test_private_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    make_federation(["DE", "FR"], tmp_path / "federation", now=NOW)
    private = [
        path
        for path in (tmp_path / "federation").rglob("*")
        if path.is_file() and b"PRIVATE KEY" in path.read_bytes()
    ]
    assert len(private) == 2 * 8 + 4  # seven keys and one for TLS each; CA and operators
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}


def test_addresses_law_and_minimum_are_taken_over(tmp_path: Path) -> None:
    law = LawVersion("EU-2021-821/2026-3", b"r" * 32, effective_date="2026-01-01")
    calendar = LawVersion("DE/2026-1", b"c" * 32, authority="DE")
    files = make_federation(
        ["DE", "FR"],
        tmp_path / "federation",
        now=NOW,
        addresses={"FR": "[::1]:9000"},
        law=([law], [calendar]),
        minimum_suite=Suite.ED25519_MLDSA65,
    )
    directory = read_directory(files, at=NOW)
    assert directory.member("FR").address == "[::1]:9000"
    assert (directory.rulebooks, directory.calendars) == ((law,), (calendar,))
    assert directory.member("DE").minimum_suite is Suite.ED25519_MLDSA65


@pytest.mark.parametrize(
    ("members", "addresses", "reason"),
    [
        (["DE", "ZZ"], {}, Reason.CODE_UNKNOWN),
        (["de"], {}, Reason.CODE_UNKNOWN),
        (["../DE"], {}, Reason.CODE_UNKNOWN),
        ([], {}, Reason.INPUT_INVALID),
        (["DE", "DE"], {}, Reason.INPUT_INVALID),
        (["DE"], {"FR": "127.0.0.1:1"}, Reason.INPUT_INVALID),
        (["DE"], {"DE": "localhost"}, Reason.INPUT_INVALID),
    ],
)
def test_bad_request_leaves_nothing_behind(
    tmp_path: Path, members: list[str], addresses: dict[str, str], reason: Reason
) -> None:
    with refuses(InputError, reason):
        make_federation(members, tmp_path / "federation", now=NOW, addresses=addresses)
    assert not (tmp_path / "federation").exists()


def test_existing_keys_are_not_overwritten(tmp_path: Path) -> None:
    make_federation(["DE"], tmp_path / "federation", now=NOW)
    with pytest.raises(InputError) as caught:
        make_federation(["DE"], tmp_path / "federation", now=NOW)
    assert "not an empty folder" in str(caught.value)


def test_folder_without_a_federation(tmp_path: Path) -> None:
    with refuses(InputError, Reason.NOT_FOUND):
        FederationFiles.at(tmp_path)
