"""Registers over REST: status, synchronise, verify, repair."""

from __future__ import annotations

from fastapi import APIRouter, Request

from gateway.api.door import Desk, Who
from gateway.casework import registers
from gateway.casework.permissions import Permission
from gateway.ports import SyncResult
from gateway.register.troubles import Trouble
from gateway.register.verify import VerificationReport

router = APIRouter(prefix="/registers", tags=["registers"])


@router.get("")
async def status(office: Desk, officer: Who) -> tuple[registers.RegisterStatus, ...]:
    """List every log that is held here: size, root, freshness, who holds it too."""
    return await registers.status(office, officer)


@router.get("/troubles")
async def troubles(office: Desk, officer: Who) -> tuple[Trouble, ...]:
    """List the open troubles with registers, a fraud with its proof."""
    return await registers.troubles(office, officer)


@router.post("/{origin}/following")
async def follow(office: Desk, officer: Who, origin: str) -> tuple[Trouble, ...]:
    """Follow a stopped log again, on an officer's word."""
    return await registers.follow(office, officer, origin)


@router.post("/sync")
async def sync(request: Request, officer: Who) -> SyncResult:
    """Run one round of synchronisation with all peers now."""
    officer.require(Permission.READ_DENIALS)
    result: SyncResult = await request.app.state.sync_now()
    return result


@router.post("/{origin}/verify")
async def verify(office: Desk, officer: Who, origin: str) -> VerificationReport:
    """Recompute a log and name what does not hold."""
    return await registers.verify(office, officer, origin)


@router.post("/{origin}/repair")
async def repair(office: Desk, officer: Who, origin: str) -> registers.Repair:
    """Restore what was altered from a member that can prove it, and verify again."""
    return await registers.repair(office, officer, origin)
