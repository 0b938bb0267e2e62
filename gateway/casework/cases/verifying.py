"""Verifies an evidence file at a node: offline, and its examinations by the own registers.

A member holds the same logs as the authority that examined, so it can show what no file can:
that the examination left out no denial.
"""

from __future__ import annotations

import asyncio

from sqlalchemy import Connection

from gateway.casework.cases.examined_again import Again
from gateway.casework.office.journal import record_act
from gateway.casework.office.permissions import Officer, Permission
from gateway.casework.office.services import Office
from gateway.domain.acts import Verb
from gateway.domain.saying import says
from gateway.errors import InputError
from gateway.evidence import (
    MAX_BUNDLE_BYTES,
    EvidenceReport,
    Findings,
    Result,
    Verified,
    bundle_from_bytes,
    verify_bundle,
)
from gateway.trust.directory import Anchor

_IN_WORDS = {
    Result.HOLDS: says("everything holds"),
    Result.NOT_COMPARED: says("not everything could be compared; all else holds"),
    Result.DOES_NOT_HOLD: says("it does not hold"),
}
_COMES_OUT = {
    Result.HOLDS: "compared, with the same result",
    Result.NOT_COMPARED: "in the logs; the search cannot be made again by this version",
    Result.DOES_NOT_HOLD: "looked at, and it does not hold",
}


async def verify_evidence(office: Office, officer: Officer, raw: bytes) -> EvidenceReport:
    """Verify any member's evidence by the anchor and the registers of this node.

    Args:
        office: This authority.
        officer: Who verifies; the act is journalled.
        raw: The file.

    Raises:
        InputError: It is larger than any evidence file.
        RegisterError: EVIDENCE_INVALID; it is no evidence file at all.
    """
    officer.require(Permission.READ_DENIALS)
    if len(raw) > MAX_BUNDLE_BYTES:
        raise InputError(f"file: it is larger than {MAX_BUNDLE_BYTES} octets", field="file")
    anchor = (await asyncio.to_thread(office.trust_files)).anchor

    def verify() -> EvidenceReport:
        found = verify_bundle(
            bundle_from_bytes(raw), anchor=Anchor.from_json(anchor), held=office.me.directory()
        )
        return office.db.read_sync(lambda conn: _with_registers(conn, office, found))

    report = await asyncio.to_thread(verify)
    await office.db.write(
        lambda conn: record_act(
            conn,
            at=office.clock.now(),
            actor=officer.name,
            verb=Verb.EVIDENCE_VERIFIED,
            saying=_IN_WORDS[report.result],
            subject=(report.case_id or report.conversation_id)[:60],
        )
    )
    return report


def _with_registers(conn: Connection, office: Office, found: Verified) -> EvidenceReport:
    """Add what the own registers say of each examination in a file."""
    report, findings = found.report, Findings()
    lines: list[str] = []
    for each in found.examined:
        name = f"examination {each.record.number} by the registers of {office.code}: "
        transaction = each.application.transaction
        again = Again(
            conn,
            office,
            each.record,
            each.examination,
            transaction,
            report.authority,
            each.rulebook,
        )
        mine = Findings()
        again.check(mine, name)
        findings.checks += mine.checks
        lines.append(f"{name}{again.compared} denials {_COMES_OUT[mine.result]}")
    return report.with_checks(findings.checks, lines)
