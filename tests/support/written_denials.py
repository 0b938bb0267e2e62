"""Denials as a node writes them into its log, whether it may or not, and as another counts them."""

from __future__ import annotations

from sqlalchemy import func, select

from gateway.domain.denial import Denial
from gateway.domain.letter import EntryType
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.outbox import PartDraft
from gateway.register.own_log import append
from gateway.store.tables_register import denial, denial_event
from gateway.wire.denials import denial_to_parts
from tests.support.federation_case import Desk


async def write(desk: Desk, me: NodeIdentity, content: Denial) -> None:
    parts = [PartDraft(kind=kind, body=body) for kind, body in denial_to_parts(content)]
    notified = EntryType.DENIAL_NOTIFIED
    await desk.node.db.write(
        lambda conn: append(
            conn,
            me,
            entry_type=notified,
            subject=content.denial_id,
            parts=parts,
            at=desk.clock.now(),
        )
    )


async def denials(desk: Desk) -> int | None:
    query = select(func.count()).select_from(denial)
    return await desk.node.db.read(lambda conn: conn.execute(query).scalar())


async def notes(desk: Desk) -> list[str]:
    return await desk.node.db.read(
        lambda conn: list(conn.execute(select(denial_event.c.note)).scalars())
    )
