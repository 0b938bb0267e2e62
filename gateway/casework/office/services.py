"""What a use case works with: the node's database, identity, clock, law, search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gateway.casework.office.law import Law
from gateway.casework.office.permissions import Officer, Permission
from gateway.casework.office.searching import RegisterSearch
from gateway.casework.office.sight import Sight
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

    def sight(self, officer: Officer, permission: Permission) -> Sight:
        """Return what an account may see now of that of which it may do something.

        Raises:
            PermissionRefusedError: The role may not do it.
        """
        officer.require(permission)
        return self.sight_of(officer, permission)

    def sight_of(self, officer: Officer, permission: Permission = Permission.READ_CASES) -> Sight:
        """Return the same of who may perhaps do nothing of the kind, to ask what is hidden."""
        return Sight(officer, permission, self.clock.now())

    @property
    def today(self) -> date:
        """The present day where this authority is."""
        now = self.clock.now()
        return now.astimezone(self.law.calendar(self.code, now).zone).date()

    @property
    def code(self) -> str:
        """This authority's code."""
        return self.me.code
