"""What a use case works with: the node's database, identity, clock, law, search and engine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from gateway.casework.law import Law
from gateway.domain.case import Examination
from gateway.domain.transaction import Transaction
from gateway.errors import UnavailableError
from gateway.exchange.identity import NodeIdentity
from gateway.ports import CaseEngine, Clock
from gateway.store.database import Database

log = structlog.get_logger(__name__)


class DenialSearch(Protocol):
    """Examines a transaction against every register that this node holds."""

    async def examine(self, transaction: Transaction, *, at: datetime) -> Examination:
        """Wait until the index has reached the registers' size, search, and record both."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Everything that use cases share; made once by `gateway.app`."""

    db: Database
    me: NodeIdentity
    clock: Clock
    law: Law
    search: DenialSearch
    engine: CaseEngine
    nudge: Callable[[], None]  # tells the peers that our log has grown

    @property
    def code(self) -> str:
        """This authority's code."""
        return self.me.code

    async def carry(self, calls: Iterable[Callable[[CaseEngine], Awaitable[None]]]) -> None:
        """Tell the engine; when it is away, reconciliation starts from SQL what is missing."""
        for call in calls:
            try:
                await call(self.engine)
            except UnavailableError as exc:
                log.warning("engine.away", reason=str(exc.reason))
