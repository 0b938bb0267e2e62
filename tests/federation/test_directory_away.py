"""A member is away while all operators change, twice: it comes back by itself.

What is exported afterwards is verified by whoever has an anchor, of the first day or of today.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from certs.layout import FederationFiles
from certs.operators import issue_next_version, rotate_operators
from gateway.app.directory_refresh import DirectoryRefresh
from gateway.app.directory_versions import FOLDER
from gateway.casework.cases.evidence_verification import verify_evidence
from gateway.casework.cases.records import evidence_of
from gateway.domain.consultation import ConsultationState
from gateway.evidence.bundle import bundle_from_bytes, write_bundle
from gateway.evidence.contents import DIRECTORY, EARLIER_DIRECTORIES
from gateway.evidence.verify.verification import verify_file
from gateway.trust.directory_chain import version_of
from gateway.trust.federation import DirectoryHead
from tests.support.federation_case import ANNA, GRACE, CaseFederation, operators_reaching

FIRST = 2
"""The version with which these nodes begin."""


@pytest.fixture
def operators(
    case_files: FederationFiles, tmp_path: Path, nodes: CaseFederation
) -> FederationFiles:
    """The operators, who reach DE and FR and not NL."""
    return operators_reaching(case_files, tmp_path, "DE", "FR")


async def rotate_twice(nodes: CaseFederation, operators: FederationFiles) -> None:
    """Two complete rotations with a version between and one after, each taken by DE and FR."""
    at = nodes.clock.now()
    steps: list[Callable[[], object]] = [
        lambda: rotate_operators(operators, ["anna", "bert", "cleo"], now=at),
        lambda: issue_next_version(operators, lambda held: held, now=at),
        lambda: rotate_operators(operators, ["dora", "emil", "fred"], now=at),
        lambda: issue_next_version(operators, lambda held: held, now=at),
    ]
    for step in steps:
        step()
        await nodes.refresh("DE", "FR")


async def test_a_member_away_over_two_rotations_comes_back_by_itself(
    nodes: CaseFederation, operators: FederationFiles, tmp_path: Path
) -> None:
    """Found in use: protocol M7."""
    assert nodes["NL"].node.directory.held.version == FIRST
    await nodes.stop("NL")
    await rotate_twice(nodes, operators)
    assert nodes["DE"].node.directory.held.version == FIRST + 4

    netherlands = (await nodes.start("NL")).node
    nodes._tell(netherlands)
    refresh = DirectoryRefresh(netherlands)
    for _ in range(4):  # one member is asked at a look, EU among them, which is away
        await refresh.look()
    assert netherlands.directory.held.digest == nodes["DE"].node.directory.held.digest
    kept = sorted(path.name for path in (tmp_path / "nodes/NL" / FOLDER).iterdir())
    assert kept == [f"{number}.bin" for number in range(FIRST, FIRST + 5)]
    # It starts again from what it holds, and hands on every version that it climbed over.
    await nodes.restart("NL")
    assert nodes["NL"].node.directory.held.version == FIRST + 4
    given = nodes["NL"].node.directories.after(DirectoryHead(FIRST, b""), FIRST + 4)
    assert [version_of(each) for each in given] == [FIRST + 1, FIRST + 2, FIRST + 3, FIRST + 4]


async def test_a_member_that_reaches_nobody_climbs_over_versions_copied_from_another(
    nodes: CaseFederation, operators: FederationFiles, tmp_path: Path
) -> None:
    await nodes.stop("NL")
    await rotate_twice(nodes, operators)
    ours, theirs = tmp_path / "nodes/NL", tmp_path / "nodes/DE"
    shutil.copy(theirs / "directory.bin", ours / "directory.bin")
    shutil.copytree(theirs / FOLDER, ours / FOLDER, dirs_exist_ok=True)
    await nodes.start("NL")
    assert nodes["NL"].node.directory.held.version == FIRST + 4


async def test_evidence_after_two_rotations_holds_by_the_first_anchor_and_by_the_newest(
    nodes: CaseFederation, operators: FederationFiles, tmp_path: Path
) -> None:
    """Found in use: protocol M7."""
    first = tmp_path / "first.json"
    shutil.copy(operators.anchor, first)
    case = await nodes.consulting()
    await rotate_twice(nodes, operators)
    await nodes.at(await nodes.due(case, "FR") + GRACE + timedelta(minutes=1))
    assert (await nodes.of(case, "FR")).state is ConsultationState.SILENT
    raw = await evidence_of(nodes["DE"].node.office, ANNA, case.case_id)
    path = tmp_path / "evidence.zip"
    path.write_bytes(raw)
    bundle = bundle_from_bytes(raw)
    earlier = sorted(name for name in bundle.files if name.startswith(EARLIER_DIRECTORIES))
    # The version between the rotations and the newest one have the operators of before.
    assert [version_of(bundle.raw(each)) for each in earlier] == [FIRST + 1, FIRST + 3]
    assert version_of(bundle.raw(DIRECTORY)) == FIRST + 4
    for anchor in (first, operators.anchor):
        report = verify_file(path, anchor=anchor)
        told = {check.name: check.ok for check in report.checks}
        assert told["directory"], report.checks
        assert told["manifest signature"], report.checks
    held = await verify_evidence(nodes["DE"].node.office, ANNA, raw)
    assert next(check.ok for check in held.checks if check.name == "directory")
    # Without the version of a rotation nobody comes from the first anchor to the newest version.
    for gone in earlier:
        files = {name: content for name, content in bundle.files.items() if name != gone}
        path.write_bytes(write_bundle(files))
        report = verify_file(path, anchor=first)
        assert not next(check.ok for check in report.checks if check.name == "directory")
