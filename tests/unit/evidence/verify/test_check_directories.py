"""The directory that a receipt names, against those that the file and its verifier have."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from certs.layout import FederationFiles
from certs.operators import issue_next_version
from gateway.app.directory_versions import DirectoryVersions
from gateway.casework.cases.evidence_verification import verify_evidence
from gateway.casework.permissions import Officer, OfficerRole
from gateway.casework.services import Office
from gateway.evidence.bundle import bundle_from_bytes
from gateway.evidence.contents import DIRECTORY, JOURNAL_INDEX
from gateway.evidence.report import EvidenceCheck, EvidenceReport, Result
from gateway.evidence.verify.check_directories import NAME
from gateway.evidence.verify.verification import verify_bundle
from gateway.trust.dsse import SignedBytes
from gateway.trust.federation import Anchor, Directory, DirectoryHead
from gateway.trust.proofs.directory_split import read_directory_split, verify_directory_split
from gateway.trust.receipts import make_receipt, receipt_from_bytes
from tests.support.case_world import CaseWorld
from tests.support.stations import NOW
from tests.unit.evidence.forging import failed, resealed

OTHER = "e" * 64
OFFICER = Officer(name="A. Brandt", role=OfficerRole.OFFICER, created=NOW)


def receipts_of(files: dict[str, bytes], signer: str) -> list[str]:
    """The files of the receipts that a member has signed."""
    letters = json.loads(files[JOURNAL_INDEX])["letters"]
    named = [each["receipt"] for each in letters if each["receipt"]]
    return [
        name
        for name in named
        if receipt_from_bytes(SignedBytes.from_bytes(files[name]).payload).receiver == signer
    ]


def naming(world: CaseWorld, signer: str, **changes: Any) -> Callable[[dict[str, bytes]], None]:
    """Have a member name another directory in each receipt that it gave."""
    me = world.nodes[signer].office.me

    def change(files: dict[str, bytes]) -> None:
        for name in receipts_of(files, signer):
            said = receipt_from_bytes(SignedBytes.from_bytes(files[name]).payload)
            other = said.model_copy(update=changes)
            files[name] = make_receipt(other, ring=me.ring, suite=me.suite).to_bytes()

    return change


def judged(world: CaseWorld, raw: bytes) -> EvidenceReport:
    anchor = Anchor.from_json(world.anchor.read_text())
    return verify_bundle(bundle_from_bytes(raw), anchor=anchor).report


def about(report: EvidenceReport) -> list[EvidenceCheck]:
    return [
        each for each in report.checks if each.name == NAME or each.name.endswith(": directory")
    ]


def test_receipts_name_the_directory_of_the_file(world: CaseWorld, exported: bytes) -> None:
    (check,) = about(judged(world, exported))
    assert check.ok
    assert "name 1 versions of the directory, of which 1 are here" in check.detail


def test_another_digest_is_laid_to_its_signer(world: CaseWorld, exported: bytes) -> None:
    """FR was shown another version 1: that is no fault of what DE shows."""
    raw = resealed(world, exported, naming(world, "FR", directory_digest=OTHER))
    report = judged(world, raw)
    assert report.result is Result.NOT_COMPARED
    checks = about(report)
    assert checks
    for check in checks:
        assert not check.made
        assert f"FR has signed that version 1 of the directory is {OTHER[:16]}" in check.detail


def test_another_digest_of_the_exporters_own_is_a_fault(world: CaseWorld, exported: bytes) -> None:
    raw = resealed(world, exported, naming(world, "DE", directory_digest=OTHER))
    report = judged(world, raw)
    assert {each.name for each in about(report)} <= failed(report)
    assert about(report)


def test_the_exporter_had_judged_by_a_newer_one_than_it_puts_in(
    world: CaseWorld, exported: bytes
) -> None:
    newer = naming(world, "DE", directory_version=4, directory_digest=OTHER)
    report = judged(world, resealed(world, exported, newer))
    (check,) = about(report)
    assert (check.made, report.result) == (False, Result.NOT_COMPARED)
    assert "DE had judged by version 4 of the directory" in check.detail
    ahead = naming(world, "FR", directory_version=4, directory_digest=OTHER)
    assert judged(world, resealed(world, exported, ahead)).ok  # the other side may be ahead


def test_two_that_name_two_directories_of_a_number_that_is_not_here(
    world: CaseWorld, exported: bytes
) -> None:
    def change(files: dict[str, bytes]) -> None:
        for code, digest in (("FR", OTHER), ("DE", "d" * 64)):
            naming(world, code, directory_version=4, directory_digest=digest)(files)

    report = judged(world, resealed(world, exported, change))
    told = [each.detail for each in about(report)]
    assert f"{'d' * 16} by DE; {'e' * 16} by FR" in " ".join(told)
    assert report.result is Result.NOT_COMPARED


def test_gateways_of_before_name_none(world: CaseWorld, exported: bytes) -> None:
    def change(files: dict[str, bytes]) -> None:
        for code in world.nodes:
            naming(world, code, directory_version=0, directory_digest="")(files)

    report = judged(world, resealed(world, exported, change))
    assert report.ok
    assert about(report) == []


def test_a_node_asks_who_names_another(world: CaseWorld, exported: bytes) -> None:
    """A word proves nothing; gossip asks the signer for the file that does."""
    raw = resealed(world, exported, naming(world, "FR", directory_digest=OTHER))
    heard: list[tuple[str, DirectoryHead]] = []
    office = world.nodes["NL"].office  # its act of reading changes no export of DE
    listening = replace(office.me, hear_directory=lambda peer, told: heard.append((peer, told)))
    asyncio.run(verify_evidence(replace(office, me=listening), OFFICER, raw))
    assert set(heard) == {("FR", DirectoryHead(1, bytes.fromhex(OTHER)))}


def test_two_directories_of_one_number_are_kept_as_a_proof(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    """The operators have given DE one version 2 and FR another: FR reads what DE exports.

    Found in use: protocol M6.
    """
    raws, versions = [], []
    for name, days in (("one", 3), ("two", 4)):
        shutil.copytree(world.folder / "pki", tmp_path / name)
        table = FederationFiles(tmp_path / name, {})
        other = partial(_with_grace, days)
        versions.append(issue_next_version(table, other, now=world.case().filed_at))
        raws.append(table.directory.read_bytes())
    shown = resealed(world, exported, lambda files: files.update({DIRECTORY: raws[0]}))
    office, splits = world.nodes["FR"].office, DirectoryVersions(tmp_path)
    trust, me = office.register.trust_files(), replace(office.me, directory=lambda: versions[1])
    held = office.register._replace(keep_directory_split=splits.keep_split)

    def reading(raw: bytes) -> Office:
        shared = held._replace(trust_files=lambda: trust._replace(directory=raw))
        return replace(office, me=me, register=shared)

    report = asyncio.run(verify_evidence(reading(raws[1]), OFFICER, shown))
    assert "directory" in failed(report)
    told = next(each.detail for each in report.checks if each.name == "directory")
    assert "the operators have signed two directories of version 2" in told
    (path,) = splits.splits()
    proof = read_directory_split(path.read_bytes())
    two = verify_directory_split(proof, Anchor.from_json(trust.anchor))
    assert {each.digest for each in two} == {each.digest for each in versions}
    # One that the verifier holds as well is no split.
    path.unlink()
    asyncio.run(verify_evidence(reading(raws[0]), OFFICER, shown))
    assert splits.splits() == []


def _with_grace(days: int, held: Directory) -> Directory:
    return replace(held, grace_days=days)
