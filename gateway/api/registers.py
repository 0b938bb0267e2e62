"""Registers over REST: status, entries and proofs, synchronise, troubles, verify, repair."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, Request, Response
from pydantic import Field

from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.parameters import Number
from gateway.api.published.operations import noun_router
from gateway.casework.denials import register_entries, register_status, register_troubles, registers
from gateway.casework.permissions import Permission
from gateway.domain.denial import FreeText
from gateway.domain.page import Page
from gateway.ports import SyncResult

router = noun_router("/registers", "registers")

PROOF = "text/plain; charset=utf-8"
"""Media type of a proof file; C2SP tlog-proof names none of its own."""

Index = Annotated[int, Path(ge=0, le=2**53, description="Index of the entry, from 0.")]

WriteAgain = Annotated[
    tuple[Annotated[int, Field(ge=0, le=2**53)], ...],
    Query(max_length=register_entries.MAX_ENTRIES),
]

router.calls("listRegisters", "GET", register_status.status)


@router.get("/troubles", operation_id="listRegisterTroubles")
async def troubles(
    office: Desk,
    officer: Who,
    page: Asked,
    closed: Annotated[bool, Query(alias="all", description="Closed ones as well.")] = False,
) -> Page[register_troubles.ShownTrouble]:
    """List the troubles with registers, a fraud with its proof and who was told."""
    return await register_troubles.troubles(office, officer, closed=closed, page=page)


router.calls("closeRegisterTrouble", "POST /troubles/{trouble_id}/closing", register_troubles.close)


@router.get("/troubles/{trouble_id}/proof", operation_id="getFraudProof", response_class=Response)
async def fraud_proof(office: Desk, officer: Who, trouble_id: Number) -> Response:
    """Export the proof of a fraud: two statements that one origin has signed."""
    proof = await register_troubles.fraud_proof(office, officer, trouble_id)
    # Octets, not a document: what is checked offline is this file as it is.
    return _file(proof, f"fraud-{trouble_id}.json", "application/octet-stream")


@router.post("/{origin}/following", operation_id="followRegister")
async def follow(
    office: Desk,
    officer: Who,
    origin: str,
    reason: FreeText,
    set_aside: bool = False,
    source: str | None = None,
    write_again: WriteAgain = (),
) -> Page[register_troubles.ShownTrouble]:
    """Follow a stopped log again, on an officer's word and with the reason.

    With `set_aside`, what is held and is no part of what its owner shows now (or `source`) is
    taken out of the register and kept as evidence. With `write_again`, acts of the own log that
    have no effect, since their key had been revoked, are signed again with the key in force.
    """
    return await register_troubles.follow(
        office,
        officer,
        origin,
        reason,
        set_aside=set_aside,
        source=source,
        write_again=write_again,
    )


@router.post("/sync", operation_id="syncRegisters")
async def sync(request: Request, officer: Who) -> SyncResult:
    """Run one round of synchronisation with all peers now."""
    officer.require(Permission.KEEP_REGISTERS)
    result: SyncResult = await request.app.state.sync_now()
    return result


router.calls("listRegisterEntries", "GET /{origin}/entries", register_entries.entries)


@router.get(
    "/{origin}/entries/{index}/proof", operation_id="getEntryProof", response_class=Response
)
async def proof(
    office: Desk, officer: Who, origin: str, index: Index, contents: bool = True
) -> Response:
    """Export the proof file of one entry, to be verified offline (docs/protocol/proof.md)."""
    found = await register_entries.prove(office, officer, origin, index, contents=contents)
    return _file(found, f"{origin}-{index}.tlog-proof", PROOF)


router.calls("verifyRegister", "POST /{origin}/verify", registers.verify)
router.calls("repairRegister", "POST /{origin}/repair", registers.repair)


def _file(content: bytes, name: str, media_type: str) -> Response:
    shown = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=shown)
