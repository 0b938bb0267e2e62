"""Evidence files of a federation's cases and consultations, verified as a stranger would."""

from __future__ import annotations

from pathlib import Path

from gateway.casework.cases.records import evidence_of, evidence_of_consultation
from gateway.evidence import EvidenceReport, verify_file
from tests.support.federation_case import ANNA, Desk


async def proved(desk: Desk, what: str, folder: Path) -> EvidenceReport:
    """Export a case or a consultation and verify the file; everything must hold."""
    office = desk.node.office
    export = evidence_of if "-C-" in what else evidence_of_consultation
    file = folder / f"{desk.code}-{what}.zip"
    file.write_bytes(await export(office, ANNA, what))
    report = verify_file(file, anchor=desk.settings.home / "anchor.json")
    assert report.failed == ()
    return report


def detail(report: EvidenceReport, name: str) -> str:
    return next(each.detail for each in report.checks if each.name.endswith(name))
