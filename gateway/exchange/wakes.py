"""Wakes: what the engine is to be told after a commit, kept in SQL until it was told.

A wake is written in the transaction of the act that causes it. So it is neither forgotten
when the node dies after the commit, nor sent for an act that was rolled back. The engine's
calls are idempotent: telling twice does no harm, telling never would.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from sqlalchemy import Connection, bindparam, delete, insert, select

from gateway.domain.due import DueKind
from gateway.ports import CaseEngine
from gateway.store.prepared import Prepared
from gateway.store.tables_exchange import wake as table


class WakeKind(StrEnum):
    """What the engine is asked, one kind a call of `gateway.ports.CaseEngine`."""

    START_CASE = "start_case"
    POKE_CASE = "poke_case"
    START_CONSULTATION = "start_consultation"
    START_CONSULTED = "start_consulted"
    POKE_CONVERSATION = "poke_conversation"
    START_DUE = "start_due"
    POKE_DUE = "poke_due"
    START_DELIVERY = "start_delivery"
    RETRY_DELIVERY = "retry_delivery"


@dataclass(frozen=True, slots=True)
class Wake:
    """One call of the engine that is due.

    Attributes:
        kind: Which call.
        subject: Case id, conversation id or message id; of a date: its kind, a slash and
            its subject.
        event_id: For a poke: the event's id, the same when it is told again.
        ours: For a poke of a conversation: whether we opened it.
    """

    kind: WakeKind
    subject: str
    event_id: str = ""
    ours: bool = False

    async def __call__(self, engine: CaseEngine) -> None:
        """Make the call; raises as `carry_out`."""
        await carry_out(engine, self)


_NAMES = ("kind", "subject", "event_id", "ours")
_INSERT = Prepared(insert(table).values({name: bindparam(name) for name in _NAMES}))
_DELETE = Prepared(delete(table).where(table.c.id == bindparam("done")))
_DUE = Prepared(
    select(table.c.id, *(table.c[name] for name in _NAMES))
    .order_by(table.c.id)
    .limit(bindparam("most"))
)


def add_wakes(conn: Connection, wakes: Iterable[Wake]) -> None:
    """Write wakes, inside the transaction of the act that causes them."""
    rows = [
        {
            "kind": wake.kind.value,
            "subject": wake.subject,
            "event_id": wake.event_id,
            "ours": wake.ours,
        }
        for wake in wakes
    ]
    _INSERT.run(conn, *rows)


def due_wakes(conn: Connection, *, limit: int) -> list[tuple[int, Wake]]:
    """Return the oldest wakes that nobody has carried out, with their row ids."""
    rows = _DUE.rows(conn, {"most": limit})
    return [(id_, Wake(WakeKind(kind), *rest)) for id_, kind, *rest in rows]


def forget_wakes(conn: Connection, ids: Sequence[int]) -> None:
    """Remove wakes that were carried out."""
    _DELETE.run(conn, *({"done": number} for number in ids))


async def carry_out(engine: CaseEngine, wake: Wake) -> None:
    """Make the call of the engine that a wake stands for.

    Raises:
        UnavailableError: The engine does not answer; the wake stays due.
    """
    match wake.kind:
        case WakeKind.START_CASE:
            await engine.start_case(wake.subject)
        case WakeKind.POKE_CASE:
            await engine.poke_case(wake.subject, wake.event_id)
        case WakeKind.START_CONSULTATION:
            await engine.start_consultation(wake.subject)
        case WakeKind.START_CONSULTED:
            await engine.start_consulted(wake.subject)
        case WakeKind.POKE_CONVERSATION:
            await engine.poke_conversation(wake.subject, wake.event_id, ours=wake.ours)
        case WakeKind.START_DUE:
            await engine.start_due(*_date(wake.subject))
        case WakeKind.POKE_DUE:
            await engine.poke_due(*_date(wake.subject), wake.event_id)
        case WakeKind.START_DELIVERY:
            await engine.start_delivery(wake.subject)
        case WakeKind.RETRY_DELIVERY:
            await engine.retry_delivery(wake.subject)
        case _:
            assert_never(wake.kind)


def start_case(case_id: str) -> Wake:
    """Carry a case from now on."""
    return Wake(WakeKind.START_CASE, case_id)


def poke_case(case_id: str, event_id: str) -> Wake:
    """Tell a case's workflow to ask the journal again."""
    return Wake(WakeKind.POKE_CASE, case_id, event_id)


def start_consultation(conversation_id: str) -> Wake:
    """Carry a consultation in which we ask."""
    return Wake(WakeKind.START_CONSULTATION, conversation_id)


def start_consulted(conversation_id: str) -> Wake:
    """Carry a consultation in which we are asked."""
    return Wake(WakeKind.START_CONSULTED, conversation_id)


def poke_conversation(conversation_id: str, event_id: str, *, ours: bool) -> Wake:
    """Tell a conversation's workflow to ask the journal again."""
    return Wake(WakeKind.POKE_CONVERSATION, conversation_id, event_id, ours)


def start_due(kind: DueKind, subject: str) -> Wake:
    """Carry a date that is near."""
    return Wake(WakeKind.START_DUE, f"{kind}/{subject}")


def poke_due(kind: DueKind, subject: str, event_id: str) -> Wake:
    """Tell a date's workflow to ask the journal again."""
    return Wake(WakeKind.POKE_DUE, f"{kind}/{subject}", event_id)


def _date(subject: str) -> tuple[DueKind, str]:
    kind, _, about = subject.partition("/")
    return DueKind(kind), about


def start_delivery(message_id: str) -> Wake:
    """Deliver a letter that lies in the outbox."""
    return Wake(WakeKind.START_DELIVERY, message_id)


def retry_delivery(message_id: str) -> Wake:
    """Deliver now a letter that waits for its next attempt."""
    return Wake(WakeKind.RETRY_DELIVERY, message_id)
