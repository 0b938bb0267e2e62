"""Acts that wait for a second officer, over REST: list, show, agree, refuse."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeVar

from fastapi import status
from fastapi.responses import HTMLResponse, JSONResponse

from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.parameters import filter_of
from gateway.api.published.operations import noun_router
from gateway.casework.handlers import second_officer
from gateway.domain.denial import FreeText
from gateway.domain.lists.filters import WaitingFilter
from gateway.domain.page import Page
from gateway.domain.waiting_act import WaitingAct, WaitingLine
from gateway.views.frame import NounView

router = noun_router("/waiting-acts", "waiting acts")

T = TypeVar("T")

MAY_WAIT: Final[dict[int | str, dict[str, Any]]] = {
    status.HTTP_202_ACCEPTED: {
        "model": WaitingAct,
        "description": "Nothing was sent: the law asks for two officers, and it waits for the "
        "second. `Location` is where it stands.",
    }
}
"""What a route answers besides, whose act may wait for a second officer."""


def done_or_waits(result: T | WaitingAct) -> T | JSONResponse:
    """Return what an act came to; of one that waits, 202 with the act.

    Where it stands says `gateway.api.answers.locations`.
    """
    if not isinstance(result, WaitingAct):
        return result
    return JSONResponse(result.model_dump(mode="json"), status.HTTP_202_ACCEPTED)


@router.get("")
async def list_acts(
    office: Desk,
    officer: Who,
    page: Asked,
    chosen: Annotated[WaitingFilter, filter_of(WaitingFilter)],
) -> Page[WaitingLine]:
    """List what waits for a second officer, the newest first; what was decided, if asked for."""
    return await second_officer.list_acts(office, officer, chosen, page=page)


@router.get("/{number}")
async def show_act(office: Desk, officer: Who, number: str) -> WaitingAct:
    """Show an act that waits, or did, with what was given."""
    return await second_officer.show_act(office, officer, number)


@router.get("/{number}/view")
async def view(office: Desk, officer: Who, number: str) -> NounView:
    """Show an act in words: what it would tell everybody."""
    return await second_officer.view_of_act(office, officer, number)


@router.get("/{number}/page", response_class=HTMLResponse)
async def page(office: Desk, officer: Who, number: str) -> HTMLResponse:
    """Show an act as one self-contained page for the file."""
    return HTMLResponse(await second_officer.page_of_act(office, officer, number))


@router.post("/{number}/agreement")
async def agree(office: Desk, officer: Who, number: str) -> WaitingAct:
    """Agree as the second officer; it is carried out, and the answer says what came of it."""
    return await second_officer.agree(office, officer, number)


@router.post("/{number}/refusal")
async def refuse(office: Desk, officer: Who, number: str, why: FreeText) -> WaitingAct:
    """Refuse an act, or take the own one back; nothing was done."""
    return await second_officer.refuse(office, officer, number, why)
