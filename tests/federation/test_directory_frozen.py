"""A node that is shown no newer directory learns that it may be frozen, and says so."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from certs.layout import FederationFiles
from certs.operators import STATE_KEY, issue_next_version, publish_state
from gateway.api.node import status
from gateway.app.probes import probes
from gateway.errors import Reason, TrustError
from gateway.trust import possession
from gateway.trust.algorithms import secret_to_pem
from gateway.trust.directory_state import STATE
from gateway.trust.federation import Directory
from gateway.trust.owned_files import write_private
from tests.support.federation_case import ANNA, CaseFederation, operators_reaching
from workflows.engine import TemporalEngine

DAYS = 7


@pytest.fixture
def operators(
    case_files: FederationFiles, tmp_path: Path, nodes: CaseFederation
) -> FederationFiles:
    """The operators, who reach DE alone, with a key that states the newest version."""
    files = operators_reaching(case_files, tmp_path, "DE")
    key = ed25519.Ed25519PrivateKey.generate()
    write_private(files.operator_key(STATE_KEY), secret_to_pem(key))

    def stating(held: Directory) -> Directory:
        keys = (possession.proven_operator(key, STATE_KEY, held.federation_id, possession.STATE),)
        return replace(held, state_keys=keys, state_days=DAYS)

    issue_next_version(files, stating, now=nodes.clock.now())
    return files


async def doctor(nodes: CaseFederation, code: str) -> Reason | None:
    try:
        await probes(nodes[code].node, TemporalEngine(None, "none"))["directory"]()
    except TrustError as error:
        return error.reason if error.remedy else None
    return None


async def test_a_statement_is_passed_on_and_without_one_a_node_says_that_it_may_be_frozen(
    nodes: CaseFederation, operators: FederationFiles, tmp_path: Path
) -> None:
    """Found in use: protocol M6."""
    assert await doctor(nodes, "NL") is None  # by the directory of before none are made
    await nodes.refresh("DE")
    await nodes.sync()
    await nodes.refresh("NL")
    for code in ("DE", "NL"):
        held = nodes[code].node.directory.held
        assert (held.version, held.state_days) == (3, DAYS)
        assert await doctor(nodes, code) is (None if code == "DE" else Reason.DIRECTORY_EXPIRED)
    # NL could verify no statement before it held who signs it; the next head brings it.
    await nodes.sync()
    await nodes.refresh("NL")
    assert await doctor(nodes, "NL") is None
    until = nodes.clock.now() + timedelta(days=DAYS)
    told = (await status(nodes["NL"].node.office, ANNA)).directory_confirmed_until
    assert told is not None
    assert abs(told - until) < timedelta(minutes=5)
    ours, theirs = (tmp_path / "nodes" / code / STATE for code in ("NL", "DE"))
    assert ours.read_bytes() == theirs.read_bytes()
    # It is still there after a restart.
    await nodes.restart("NL")
    await nodes.refresh("NL")
    assert await doctor(nodes, "NL") is None
    # Nobody states anything any more: after seven days each says so.
    nodes.clock.at += timedelta(days=DAYS, minutes=1)
    await nodes.refresh("DE", "NL")
    for code in ("DE", "NL"):
        assert await doctor(nodes, code) is Reason.DIRECTORY_EXPIRED
        assert (await status(nodes[code].node.office, ANNA)).directory_confirmed_until is None
    publish_state(operators, nodes["DE"].node.directory.held, at=nodes.clock.now())
    await nodes.refresh("DE")
    await nodes.sync()
    assert [await doctor(nodes, code) for code in ("DE", "NL")] == [None, None]


async def test_a_newer_version_that_is_kept_from_a_node_is_missed(
    nodes: CaseFederation, operators: FederationFiles, tmp_path: Path
) -> None:
    """The statement reaches it, by whatever way, and the version that it is about does not.

    Found in use: protocol M6.
    """
    await nodes.refresh("DE")
    germany = nodes["DE"].node
    assert await doctor(nodes, "DE") is None
    away = FederationFiles(operators.folder, {})
    issue_next_version(away, lambda held: held, now=nodes.clock.now() + timedelta(seconds=30))
    shutil.copy(operators.state, tmp_path / "nodes/DE" / STATE)
    await nodes.refresh("DE")
    assert germany.directory.held.version == 3
    with pytest.raises(TrustError, match="may be kept from this node"):
        await probes(germany, TemporalEngine(None, "none"))["directory"]()
