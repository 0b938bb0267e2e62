"""Which entries are leaves without effect, and which are none at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.domain.letter import PartBody
from gateway.errors import LogRefusedError, Reason
from gateway.register import own_log
from gateway.register.log.entries import EntryChecker
from gateway.register.log.log_store import CheckedEntry, Effect
from gateway.register.own_log import sign_entry
from gateway.trust.federation import Directory
from gateway.trust.suites import KeyUse, Suite
from gateway.wire.packages import package_to_pb
from tests.support.empty_database import open_empty
from tests.support.raising import refuses
from tests.support.register_nodes import NOW, RegisterNode, denial, draft_of, make_nodes

SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def fr(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegisterNode]:
    folder = tmp_path_factory.mktemp("fr")
    database = open_empty(folder / "FR.db")
    yield make_nodes(folder / "federation", {"FR": database})["FR"]
    database.close()


def signed(fr: RegisterNode, **changes: Any) -> CheckedEntry:
    """An act of now, signed by whoever does not look whether his key is in force."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(own_log, "_check_in_force", lambda *_: None)
        return sign_entry(replace(fr.me, **changes), draft_of(denial("FR", 1)), NOW)


def saying(fr: RegisterNode, *, minimum: Suite = Suite.ED25519, **changes: Any) -> Directory:
    """A directory that says something of FR's seal key."""
    directory = fr.me.directory()
    member = directory.member("FR")
    keys = tuple(
        replace(key, **changes) if key.use is KeyUse.SEAL_ED25519 else key for key in member.keys
    )
    member = replace(member, keys=keys, minimum_suite=minimum)
    return replace(directory, members={**directory.members, "FR": member})


def check(entry: CheckedEntry, directory: Directory, *, whole: bool = True) -> Effect:
    bodies = [
        PartBody(index=number, salt=part.salt or b"", body=part.body or b"")
        for number, part in enumerate(entry.parts)
    ]
    package = package_to_pb(entry.envelope, bodies)
    return EntryChecker("FR", directory, whole=whole).check(package, 0).effect


@pytest.mark.parametrize(
    "said",
    [
        {"revoked_at": NOW},
        {"revoked_at": NOW - timedelta(hours=5)},
        {"revoked_at": NOW - SECOND, "retired_at": NOW - timedelta(hours=5)},
    ],
)
def test_a_key_that_was_revoked_by_then_makes_a_leaf_without_effect(
    fr: RegisterNode, said: dict[str, Any]
) -> None:
    entry, directory = signed(fr), saying(fr, **said)
    assert check(entry, directory) is Effect.KEY_REVOKED
    with pytest.raises(
        LogRefusedError, match="the signature names a key of FR that does"
    ):  # away from a copy of the log nobody relies on it
        check(entry, directory, whole=False)


def test_a_key_that_was_revoked_later_has_its_effect(fr: RegisterNode) -> None:
    assert check(signed(fr), saying(fr, revoked_at=NOW + SECOND)) is Effect.IN_FORCE
    assert check(signed(fr), saying(fr)) is Effect.IN_FORCE


@pytest.mark.parametrize(
    "said",
    [
        {"retired_at": NOW - SECOND},
        {"revoked_at": NOW - SECOND, "not_before": NOW + SECOND},
        {"revoked_at": NOW - SECOND, "minimum": Suite.ED25519_MLDSA65},
    ],
    ids=["only retired", "not yet in force", "of too weak a suite"],
)
def test_what_else_does_not_verify_is_no_leaf(fr: RegisterNode, said: dict[str, Any]) -> None:
    with pytest.raises(LogRefusedError, match="the signature names a key of FR that does"):
        check(signed(fr), saying(fr, **said))


def test_a_key_in_no_directory_makes_none(fr: RegisterNode) -> None:
    entry = signed(fr, ring=fr.me.ring.renewed([KeyUse.SEAL_ED25519]))
    with pytest.raises(LogRefusedError, match="the signatures are not those of FR over"):
        check(entry, saying(fr, revoked_at=NOW - SECOND))


def test_one_of_another_federation_is_none(fr: RegisterNode) -> None:
    revoked = saying(fr, revoked_at=NOW - SECOND)
    with refuses(LogRefusedError, Reason.FEDERATION_MISMATCH):
        check(signed(fr), replace(revoked, federation_id=bytes(32)))
