"""A seal key that is revoked in a federation of tests: who has heard of it, and who has not yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from gateway.exchange.identity import NodeIdentity
from gateway.register.log.log_store import Effect, read_entries, read_head
from gateway.register.sync.revoked_entries import follow_revocations
from gateway.register.sync.troubles import Trouble, list_troubles
from gateway.store.tables_register import denial, denial_event, erasure, notice
from gateway.trust.federation import Directory
from gateway.trust.keys import KeyRing
from gateway.trust.suites import KeyUse
from tests.support.register_nodes import RegisterNode

DERIVED: tuple[Table, ...] = (denial, denial_event, notice, erasure)


@dataclass
class Revocation:
    """The revocation of the seal key of one member, and its new key.

    Attributes:
        code: The member.
        at: From when on nothing signed with the key is believed.
        ring: Its keys with the new one.
    """

    code: str
    at: datetime
    ring: KeyRing

    @classmethod
    def of(cls, node: RegisterNode, at: datetime) -> Revocation:
        """Have the operators revoke the seal key of a node and enter another."""
        return cls.of_ring(node.me, at)

    @classmethod
    def of_ring(cls, me: NodeIdentity, at: datetime) -> Revocation:
        """Do the same by what a node is."""
        return cls(me.code, at, me.ring.renewed([KeyUse.SEAL_ED25519]))

    def hear(self, *nodes: RegisterNode) -> None:
        """Give nodes the directory that says so; what follows from it, they do themselves."""
        for node in nodes:
            node.held["now"] = self.said_by(node.held["now"])

    def said_by(self, directory: Directory) -> Directory:
        """Return a directory in which it stands."""
        new = next(
            key
            for key in self.ring.public_keys(not_before=self.at)
            if key.key_id == self.ring.current_id(KeyUse.SEAL_ED25519)
        )
        member = directory.member(self.code)
        keys = tuple(
            replace(key, revoked_at=self.at) if key.use is KeyUse.SEAL_ED25519 else key
            for key in member.keys
        )
        member = replace(member, keys=(*keys, new))
        return replace(directory, members={**directory.members, self.code: member})

    def take_new_key(self, node: RegisterNode) -> None:
        """Have the owner sign with its new key from now on."""
        node.me = replace(node.me, ring=self.ring)


@dataclass
class Register:
    """What one node has of a log."""

    node: RegisterNode
    origin: str

    def effects(self) -> list[Effect]:
        """The effects of its entries, in order."""

        def read(conn: Connection) -> list[Effect]:
            size = read_head(conn, self.origin).size
            return [each.entry.effect for each in read_entries(conn, self.origin, 0, size)]

        return self.node.db.read_sync(read)

    def state(self) -> dict[str, list[Any]]:
        """Every row that is derived from it: its effective state."""

        def read(conn: Connection) -> dict[str, list[Any]]:
            return {
                table.name: sorted(
                    tuple(row)
                    for row in conn.execute(select(table).where(table.c.origin == self.origin))
                )
                for table in DERIVED
            }

        return self.node.db.read_sync(read)

    def denials(self) -> list[str]:
        """The denials that it holds."""
        return sorted(row[0] for row in self.state()["denial"])

    def troubles(self) -> list[Trouble]:
        """The open troubles of the node."""
        return self.node.db.read_sync(list_troubles)

    def follow(self) -> list[str]:
        """Do what the node does when it has taken a directory."""
        return self.node.db.write_sync(lambda conn: follow_revocations(conn, self.node.me))
