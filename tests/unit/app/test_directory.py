"""The directory over restarts: it never goes back, and what does not hold is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from certs.layout import FederationFiles
from certs.operators import _operator_key, issue_next_version, revoke_certificates
from gateway.app.directory import HELD, DirectoryHolder, hold_directory
from gateway.app.node import Node
from gateway.domain.lawfile import parse_law
from gateway.domain.states import StatesFile, shipped_states
from gateway.errors import ComityError, Reason, TrustError
from gateway.settings import Settings
from gateway.trust.directory import sign_directory
from gateway.trust.directory_form import build_directory
from gateway.trust.federation import Directory
from gateway.trust.possession import proven_operator
from tests.support.federation_case import START, StepEngine
from tests.support.law_texts import states_text
from tests.support.raising import refuses
from tests.support.stations import StepClock

AT = StepClock(START)
MONTENEGRO = states_text("EU-states/2026-2", "2026-03-10", "2026-03-16").encode()


def same(held: Directory) -> Directory:
    return held


def home(files: FederationFiles) -> Path:
    return files.members["DE"].folder


def refusal(folder: Path, at: datetime = START) -> Reason:
    with pytest.raises(ComityError) as refused:
        hold_directory(folder, at=StepClock(at))
    assert refused.value.remedy
    return refused.value.reason


def test_a_newer_version_is_held_from_then_on(own_files: FederationFiles) -> None:
    folder = home(own_files)
    assert hold_directory(folder, at=AT).version == 2
    assert (folder / HELD).stat().st_mode & 0o777 == 0o600
    issue_next_version(own_files, same, now=START)
    assert hold_directory(folder, at=AT).version == 3
    assert (folder / HELD).read_bytes() == own_files.directory.read_bytes()
    assert hold_directory(folder, at=AT).version == 3


def test_after_a_restart_an_older_version_is_refused(own_files: FederationFiles) -> None:
    """The anchor of years ago would take it; what was held does not."""
    folder = home(own_files)
    old = own_files.directory.read_bytes()
    issue_next_version(own_files, same, now=START)
    hold_directory(folder, at=AT)
    (folder / "directory.bin").write_bytes(old)
    assert refusal(folder) is Reason.DIRECTORY_ROLLED_BACK
    issue_next_version(own_files, same, now=START)
    assert hold_directory(folder, at=AT).version == 4


def test_a_second_directory_of_one_version_is_refused(own_files: FederationFiles) -> None:
    folder = home(own_files)
    before = own_files.directory.read_bytes()
    issue_next_version(own_files, same, now=START)
    hold_directory(folder, at=AT)
    own_files.directory.write_bytes(before)
    issue_next_version(own_files, lambda held: replace(held, grace_days=1), now=START)
    assert refusal(folder) is Reason.DIRECTORY_INVALID


def test_a_revocation_is_not_taken_back(own_files: FederationFiles) -> None:
    folder = home(own_files)
    held = hold_directory(folder, at=AT)
    fingerprint = next(iter(held.member("FR").certificates))
    issue_next_version(own_files, revoke_certificates("FR", [fingerprint], at=START), now=START)
    fresh = hold_directory(folder, at=AT)
    undone = replace(held, version=fresh.version + 1)
    keys = [_operator_key(own_files, each.name) for each in held.operators[:2]]
    (folder / "directory.bin").write_bytes(sign_directory(build_directory(undone), keys))
    assert refusal(folder) is Reason.DIRECTORY_INVALID


def test_expired_within_grace_is_held_and_beyond_it_is_not(own_files: FederationFiles) -> None:
    folder = home(own_files)
    expires = hold_directory(folder, at=AT).expires
    assert hold_directory(folder, at=StepClock(expires + timedelta(days=13))).version == 2
    assert refusal(folder, expires + timedelta(days=15)) is Reason.DIRECTORY_EXPIRED


def test_a_node_that_was_away_for_long_takes_the_newest(own_files: FederationFiles) -> None:
    folder = home(own_files)
    later = hold_directory(folder, at=AT).expires + timedelta(days=13)
    issue_next_version(own_files, same, now=later)
    assert hold_directory(folder, at=StepClock(later + timedelta(days=300))).version == 3


@pytest.mark.parametrize("name", ["directory.bin", "anchor.json"])
@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe nothing"])
def test_an_unreadable_file_is_named(
    own_files: FederationFiles, name: str, content: bytes | None
) -> None:
    path = home(own_files) / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    assert refusal(home(own_files)) in (Reason.DIRECTORY_INVALID, Reason.MESSAGE_MALFORMED)


async def test_a_node_does_not_start_on_a_directory_that_was_rolled_back(
    own_files: FederationFiles, settings: Settings
) -> None:
    old = own_files.directory.read_bytes()
    issue_next_version(own_files, same, now=START)
    node = Node(settings, StepEngine(), clock=AT)
    assert node.directory.held.version == 3
    await node.close()
    (settings.home / "directory.bin").write_bytes(old)
    with refuses(TrustError, Reason.DIRECTORY_ROLLED_BACK):
        Node(settings, StepEngine(), clock=AT)


def test_a_node_starts_again_after_the_operators_have_changed(own_files: FederationFiles) -> None:
    """The version that is held is opened by its own operators, not by those of years ago."""
    folder = home(own_files)
    held = hold_directory(folder, at=AT)
    keys = [ed25519.Ed25519PrivateKey.generate() for _ in range(held.threshold)]
    operators = tuple(
        proven_operator(key, f"new-{number}", held.federation_id) for number, key in enumerate(keys)
    )
    old = [_operator_key(own_files, each.name) for each in held.operators[: held.threshold]]
    both = replace(held, operators=operators, version=held.version + 1)
    (folder / "directory.bin").write_bytes(sign_directory(build_directory(both), [*old, *keys]))
    assert hold_directory(folder, at=AT).operators == operators
    alone = replace(both, version=both.version + 1)
    (folder / "directory.bin").write_bytes(sign_directory(build_directory(alone), keys))
    assert hold_directory(folder, at=AT).version == alone.version
    assert hold_directory(folder, at=AT).version == alone.version


def test_roles_of_a_candidate_count_from_the_accession_and_nobody_else_is_looked_at(
    own_files: FederationFiles,
) -> None:
    held = hold_directory(home(own_files), at=AT)
    clock = StepClock(START, tick=timedelta(seconds=1))
    acceding = parse_law("s.toml", MONTENEGRO, StatesFile, reason=Reason.STATES_INVALID)
    holder = DirectoryHolder(held)
    holder.count_by(lambda: shipped_states().with_files([acceding]), clock)
    assert holder() is held
    assert clock.at == START  # nobody's role depends on the day: the clock is not read
    candidate = replace(held.member("FR"), code="ME", state="ME")
    holder.held = with_it = replace(held, members={**held.members, "ME": candidate})
    assert holder().member("ME").roles == {"observer"}
    assert holder().member("FR") is held.member("FR")
    assert holder() is holder()
    assert "ME" not in holder().keepers_of_registers
    clock.at = datetime(2026, 3, 15, 22, 59, 30, tzinfo=UTC)  # a minute before, in Brussels
    assert holder().member("ME").roles == {"observer"}
    clock.at = datetime(2026, 3, 15, 23, tzinfo=UTC)
    assert holder() is with_it
