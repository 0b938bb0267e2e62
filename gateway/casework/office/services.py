"""What a use case works with: the node's database, identity, clock, law, search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.casework.office.law import Law
from gateway.casework.office.searching import RegisterSearch
from gateway.domain.openness import NOTHING_SHOWN, OpennessPolicy
from gateway.exchange.identity import NodeIdentity
from gateway.ports import Clock
from gateway.register.sync.repair import LogRepairer
from gateway.register.sync.syncer import RegisterSyncer
from gateway.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Everything that use cases share; made once by `gateway.app`."""

    db: Database
    me: NodeIdentity
    clock: Clock
    law: Law
    search: RegisterSearch
    syncer: RegisterSyncer
    repairer: LogRepairer
    trust_files: Callable[[], tuple[bytes, str]]  # directory.bin and anchor.json as held
    openness: Callable[[], OpennessPolicy] = lambda: NOTHING_SHOWN

    token_life: timedelta = timedelta(days=365)

    def token_end(self, at: datetime, days: int | None) -> datetime:
        """Return when a token ends that is made now, for some days or as the settings say."""
        return at + (self.token_life if days is None else timedelta(days=days))

    @property
    def code(self) -> str:
        """This authority's code."""
        return self.me.code
