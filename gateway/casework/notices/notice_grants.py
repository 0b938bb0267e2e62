"""What was granted, or let pass, after a consultation, as each authority explains it to all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office
from gateway.domain.base import Instant, Model
from gateway.domain.notice import GrantNotice
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.errors import ComityError
from gateway.register.notice_entries import list_grant_entries
from gateway.wire.content import content_from_bytes


class ExplainedGrant(Model):
    """A grant after a consultation (Article 16(5), last subparagraph).

    Attributes:
        content: held, withheld, missing or erased.
        notice: What its authority says; None where it is not held, or cannot be read.
    """

    origin: str
    index: int
    at: Instant
    content: str
    notice: GrantNotice | None = None


async def list_grants(
    office: Office,
    officer: Officer,
    *,
    denial_id: str | None = None,
    page: PageRequest = FIRST_PAGE,
) -> Page[ExplainedGrant]:
    """List what was granted or let pass after a consultation, as explained to all.

    Args:
        office: The office.
        officer: Who asks.
        denial_id: Only those before which this denial was the subject of a consultation.
        page: Which part.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    officer.require(Permission.READ_DENIALS)

    def show(row: Row[*tuple[Any, ...]]) -> ExplainedGrant | None:
        grant = _grant(row)
        about = denial_id is None or (grant.notice and denial_id in grant.notice.denials)
        return grant if about else None

    return await office.db.read(lambda conn: list_grant_entries(conn, page, show))


def _grant(row: Row[*tuple[Any, ...]]) -> ExplainedGrant:
    return ExplainedGrant.made_from(row, index=row.idx, notice=_notice(row.body))


def _notice(body: bytes | None) -> GrantNotice | None:
    try:
        return None if body is None else content_from_bytes(GrantNotice, body)
    except ComityError:
        return None
