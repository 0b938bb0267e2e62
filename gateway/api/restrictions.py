"""Need to know over REST: what is restricted, to whom, and how it is opened."""

from __future__ import annotations

from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.published.operations import noun_router
from gateway.casework.cases import need_to_know
from gateway.domain.case.restriction import Naming, Restriction, RestrictionDraft, RestrictionNote
from gateway.domain.denial import FreeText
from gateway.domain.page import Page

router = noun_router("/restrictions", "cases")


@router.get("")
async def list_restricted(office: Desk, officer: Who, page: Asked) -> Page[RestrictionNote]:
    """List what is restricted, by number alone, newest first: for who may open it."""
    return await need_to_know.list_restricted(office, officer, page=page)


@router.get("/{subject}")
async def get_restriction(office: Desk, officer: Who, subject: str) -> Restriction:
    """Show who sees a restricted case or consultation, and why not everybody."""
    return await need_to_know.get_restriction(office, officer, subject)


@router.post("/{subject}", status_code=201)
async def restrict(
    office: Desk, officer: Who, subject: str, draft: RestrictionDraft
) -> Restriction:
    """Restrict a case, or a consultation asked of us, to who needs to know.

    Whoever is not named finds it nowhere: it is not there (404), nor is what hangs on it. The
    officer who marks it is named as well. Clocks and letters go on.
    """
    return await need_to_know.restrict(office, officer, subject, draft)


@router.post("/{subject}/names")
async def let_in(office: Desk, officer: Who, subject: str, naming: Naming) -> Restriction:
    """Name who needs to know from now on, and who does not any more."""
    return await need_to_know.let_in(office, officer, subject, naming)


@router.post("/{subject}/opening")
async def open_restricted(
    office: Desk, officer: Who, subject: str, reason: FreeText
) -> Restriction:
    """Open what is restricted for three days, on record; all who are named are told."""
    return await need_to_know.open_restricted(office, officer, subject, reason)


@router.post("/{subject}/lifting")
async def lift(office: Desk, officer: Who, subject: str, reason: FreeText) -> RestrictionNote:
    """Take the mark off: every officer sees it again."""
    return await need_to_know.lift(office, officer, subject, reason)
