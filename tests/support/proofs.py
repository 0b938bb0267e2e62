"""Evidence files of a federation's cases and consultations, verified as a stranger would."""

from __future__ import annotations

import json
from pathlib import Path

from gateway.casework.cases.records import evidence_of, evidence_of_consultation
from gateway.evidence.bundle import bundle_from_bytes
from gateway.evidence.contents import CONSULTATION, MANIFEST, MANIFEST_SIGNED
from gateway.evidence.export.case_export import seal_files
from gateway.evidence.report import EvidenceReport
from gateway.evidence.verify.verification import verify_file
from tests.support.federation_case import ANNA, Desk


async def proved(desk: Desk, what: str, folder: Path) -> EvidenceReport:
    """Export a case or a consultation and verify the file; everything must hold."""
    office = desk.node.office
    export = evidence_of if "-C-" in what else evidence_of_consultation
    file = folder / f"{desk.code}-{what}.zip"
    file.write_bytes(await export(office, ANNA, what))
    report = verify_file(file, anchor=desk.settings.home / "anchor.json")
    wrong = [f"{each.name}: {each.detail}" for each in report.failed]
    assert not wrong, wrong  # this file's own assertions are not spelled out by pytest
    return report


def detail(report: EvidenceReport, name: str) -> str:
    return next(each.detail for each in report.checks if each.name.endswith(name))


async def forged(desk: Desk, talk: str, folder: Path, **changes: object) -> set[str]:
    """Change what the file says of a consultation, as its own node can; return what fails."""
    office = desk.node.office
    files = dict(bundle_from_bytes(await evidence_of_consultation(office, ANNA, talk)).files)
    del files[MANIFEST], files[MANIFEST_SIGNED]
    told = json.loads(files[CONSULTATION])
    told["consultation"] |= changes
    files[CONSULTATION] = json.dumps(told).encode()
    at = desk.clock.now()
    file = folder / "forged.zip"
    file.write_bytes(seal_files(office.me, files, case_id="", conversation_id=talk, at=at))
    report = verify_file(file, anchor=desk.settings.home / "anchor.json")
    return {each.name.rpartition(": ")[2] for each in report.failed}
