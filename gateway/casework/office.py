"""What a use case works with: the node's database, identity, clock, law, search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from gateway.casework.law import Law
from gateway.domain.examination import Examination, SearchMode
from gateway.domain.transaction import Transaction
from gateway.exchange.identity import NodeIdentity
from gateway.ports import Clock
from gateway.register.repair import LogRepairer
from gateway.register.sync import RegisterSyncer
from gateway.store.database import Database


class DenialSearch(Protocol):
    """Examines a transaction against every register that this node holds."""

    async def examine(
        self,
        transaction: Transaction,
        *,
        at: datetime,
        fresh_for: timedelta | None = None,
        mode: SearchMode = SearchMode.INDEX,
    ) -> Examination:
        """Wait until the index has reached the registers' size, search, and record both.

        Args:
            transaction: What is searched for.
            at: Instant of the examination.
            fresh_for: How long a register is fresh after it was found complete.
            mode: Through the index, or every valid denial compared (audit).
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Everything that use cases share; made once by `gateway.app`."""

    db: Database
    me: NodeIdentity
    clock: Clock
    law: Law
    search: DenialSearch
    syncer: RegisterSyncer
    repairer: LogRepairer
    trust_files: Callable[[], tuple[bytes, str]]  # directory.bin and anchor.json as held
    nudge: Callable[[], None]  # tells the peers that our log has grown
    tell: Callable[[], None]  # has the wakes that were written carried out now

    @property
    def code(self) -> str:
        """This authority's code."""
        return self.me.code
