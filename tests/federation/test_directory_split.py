"""Operators show one member another directory of the same number: it is found, and proven."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from certs.layout import FederationFiles
from certs.operators import issue_next_version, rotate_operators
from gateway.app.directory_versions import SPLITS
from gateway.app.probes import probes
from gateway.cli.directory.commands import app
from gateway.domain.acts import TaskKind
from gateway.errors import Reason, TrustError
from gateway.trust.federation import Anchor, Directory, DirectoryHead
from gateway.trust.proofs.directory_split import DirectorySplit, verify_directory_split
from tests.support.federation_case import CaseFederation, operators_reaching
from tests.support.raising import refuses
from workflows.engine import TemporalEngine

FIRST = 2
"""The version with which these nodes begin."""


@pytest.fixture
async def nodes(three: CaseFederation) -> CaseFederation:
    await three.refresh()
    return three


def proofs(tmp_path: Path, code: str) -> list[Path]:
    return sorted((tmp_path / "nodes" / code / SPLITS).glob("*"))


def less_grace(held: Directory) -> Directory:
    return replace(held, grace_days=1)


async def doctor(nodes: CaseFederation, code: str) -> str:
    return await probes(nodes[code].node, TemporalEngine(None, "none"))["directory"]()


async def test_two_directories_of_one_number_are_found_and_both_are_kept_as_proof(
    nodes: CaseFederation, case_files: FederationFiles, tmp_path: Path
) -> None:
    """Found in use: protocol M6."""
    at = nodes.clock.now()
    for name, codes, change in (
        ("one", ("DE", "FR"), lambda held: held),
        ("other", ("NL",), less_grace),
    ):
        issue_next_version(
            operators_reaching(case_files, tmp_path, *codes, name=name), change, now=at
        )
        for code in codes:
            await nodes.refresh(code)
    assert {each.node.directory.held.version for each in nodes.desks.values()} == {FIRST + 1}
    held = {code: nodes[code].node.directory.held.digest for code in ("DE", "FR", "NL")}
    assert held["DE"] == held["FR"] != held["NL"]
    assert await doctor(nodes, "DE")

    await nodes.sync()  # DE asks NL how far its log is: nothing else is said between them
    for code in ("DE", "NL"):
        await nodes.refresh(code)
        (path,) = proofs(tmp_path, code)
        proof = DirectorySplit.model_validate_json(path.read_bytes())
        # A third party sees it by the first anchor alone.
        two = verify_directory_split(proof, Anchor.from_json(case_files.anchor.read_text()))
        assert {each.digest for each in two} == set(held.values())
        command = ("verify-split", str(path), "--anchor", str(case_files.anchor), "--json")
        shown = json.loads(CliRunner().invoke(app, command, catch_exceptions=False).stdout)
        assert {shown["held"], shown["other"]} == {each.hex() for each in held.values()}
        (task,) = [
            each for each in await nodes[code].tasks() if each.kind == TaskKind.DIRECTORY_REFUSED
        ]
        assert str(path) in task.text
        with refuses(TrustError, Reason.DIRECTORY_INVALID):
            await doctor(nodes, code)
        # Neither has followed the other.
        assert nodes[code].node.directory.held.digest == held[code]
    # The operators have explained it: a person moves the proof away.
    proofs(tmp_path, "DE")[0].unlink()
    await nodes.refresh("DE")
    assert TaskKind.DIRECTORY_REFUSED not in await nodes["DE"].task_kinds()
    assert await doctor(nodes, "DE")


async def test_histories_that_parted_before_all_operators_changed_are_found(
    nodes: CaseFederation, case_files: FederationFiles, tmp_path: Path
) -> None:
    """NL was led away two versions ago, and those who sign for it now are others.

    Found in use: protocol M6.
    """
    at = nodes.clock.now()
    away = operators_reaching(case_files, tmp_path, "NL", name="other")
    rotate_operators(away, ["x", "y", "z"], now=at)
    await nodes.refresh("NL")
    issue_next_version(away, lambda held: held, now=at)
    await nodes.refresh("NL")
    home = operators_reaching(case_files, tmp_path, "DE", "FR", name="one")
    for _ in range(2):
        issue_next_version(home, less_grace, now=at)
        await nodes.refresh("DE")
    await nodes.sync()
    await nodes.refresh("DE")
    (path,) = proofs(tmp_path, "DE")
    proof = DirectorySplit.model_validate_json(path.read_bytes())
    assert proof.version == FIRST + 1
    verify_directory_split(proof, Anchor.from_json(case_files.anchor.read_text()))


async def fr_has_a_newer_version(
    nodes: CaseFederation, case_files: FederationFiles, folder: Path
) -> None:
    issue_next_version(
        operators_reaching(case_files, folder, "FR", name="one"),
        lambda held: held,
        now=nodes.clock.now(),
    )
    await nodes.refresh("FR")


async def test_a_newer_version_that_a_member_names_is_fetched_from_it(
    nodes: CaseFederation, case_files: FederationFiles, tmp_path: Path
) -> None:
    await fr_has_a_newer_version(nodes, case_files, tmp_path)
    await nodes.sync()
    await nodes.refresh("DE")  # one look: it knows whom to ask
    assert nodes["DE"].node.directory.held.version == FIRST + 1
    assert proofs(tmp_path, "DE") == []


async def test_a_receipt_names_the_directory_by_which_it_was_given(
    nodes: CaseFederation, case_files: FederationFiles, tmp_path: Path
) -> None:
    await fr_has_a_newer_version(nodes, case_files, tmp_path)
    before = nodes["DE"].node.directory_gossip.newer()
    await nodes.consulting()  # FR's receipt is all that DE hears of it
    assert before == []
    assert nodes["DE"].node.directory_gossip.newer() == ["FR"]


async def test_a_word_alone_is_no_proof(nodes: CaseFederation, tmp_path: Path) -> None:
    germany = nodes["DE"].node
    germany.me.hear_directory("FR", DirectoryHead(FIRST, bytes(32)))
    await nodes.refresh("DE")
    assert proofs(tmp_path, "DE") == []
    assert TaskKind.DIRECTORY_REFUSED not in await nodes["DE"].task_kinds()
