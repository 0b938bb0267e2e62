"""Evidence over REST: any member's file, verified with the registers of this node."""

from __future__ import annotations

from typing import Annotated

from fastapi import File, UploadFile

from gateway.api.dependencies import Desk, Who
from gateway.api.published.operations import noun_router
from gateway.casework.cases import evidence_verification
from gateway.evidence.report import EvidenceReport

router = noun_router("/evidence", "cases")


@router.post("/verification", operation_id="verifyEvidence")
async def verify(
    office: Desk,
    officer: Who,
    file: Annotated[UploadFile, File(description="The file that an export wrote.")],
) -> EvidenceReport:
    """Verify an evidence file, and make its examinations again from the own registers."""
    return await evidence_verification.verify_evidence(office, officer, await file.read())
