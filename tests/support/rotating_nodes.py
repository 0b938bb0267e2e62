"""Nodes whose operators have them rotate keys, while letters and visits go on."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from certs.layout import FederationFiles, MemberFiles
from certs.operators import issue_next_version
from gateway.app.directory_refresh import DirectoryRefresh
from gateway.app.keys.key_rotation import OwnKeys
from gateway.app.keys.making import KeyStanding, show_keys
from gateway.matching.index_warmup import warm_up
from gateway.trust.federation import Directory
from tests.support.consultations import open_named
from tests.support.federation_case import CaseFederation

OVERLAP = timedelta(minutes=20)
_ENDED = -1  # stands in place of a round once there are no more


@dataclass
class World:
    """DE and FR, whose operators have them rotate; and what DE has sent meanwhile."""

    nodes: CaseFederation
    operators: FederationFiles
    keys: dict[str, OwnKeys]
    sent: list[str] = field(default_factory=list)
    rounds: asyncio.Queue[int] = field(default_factory=asyncio.Queue)
    visit: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self) -> None:
        """What a node does every few seconds by itself."""
        for code, desk in self.nodes.desks.items():
            await DirectoryRefresh(desk.node).look()
            await self.keys[code].look()

    async def later(self, by: timedelta) -> None:
        async with self.visit:  # in life no quarter of an hour is over within one
            self.nodes.clock.at += by
        await self.look()

    @asynccontextmanager
    async def under_load(self) -> AsyncIterator[None]:
        """Letters and visits between DE and FR all the while; a failure ends the test."""
        loading = asyncio.create_task(self._load())
        loading.add_done_callback(lambda _: self.rounds.put_nowait(_ENDED))
        try:
            yield
        finally:
            loading.cancel()
            with suppress(asyncio.CancelledError):
                await loading

    async def _load(self) -> None:
        de = self.nodes["DE"]
        while True:
            opened = await open_named(de, "FR", "14(2)", concerns="X-1", asked_for=("not_grant",))
            self.sent.append(opened.conversation_id)
            await self.nodes.settle()
            for desk in self.nodes.desks.values():
                async with self.visit:
                    found = await desk.node.syncer.sync_all()
                assert not found.troubles, found.troubles
            self.rounds.put_nowait(len(self.sent))

    async def some_more(self, rounds: int = 1) -> None:
        """Wait until so many more letters have gone and visits were made, each beginning now."""
        while not self.rounds.empty():
            self.rounds.get_nowait()
        async with asyncio.timeout(60):
            for _ in range(rounds + 1):
                assert await self.rounds.get() != _ENDED, "the load has failed: see below"

    async def arrived(self) -> set[str]:
        """The consultations that FR has."""

        async def one(key: str) -> str:
            return (await self.nodes["FR"].consultation(key)).conversation_id

        return {await one(key) for key in self.sent}

    def standing(self, code: str) -> dict[tuple[str, str], KeyStanding]:
        node = self.nodes[code].node
        shown = show_keys(node.me.ring, node.tls, node.directory.held, node.clock.now())
        return {(each.use, each.key_id): each.standing for each in shown}


async def world_of(nodes: CaseFederation, files: FederationFiles, folder: Path) -> World:
    """Give running nodes operators of their own, who know where each is reached.

    Args:
        nodes: The nodes.
        files: The federation from which they were made.
        folder: Where the nodes' folders lie.
    """
    await asyncio.to_thread(warm_up)  # as a node's start does: the first letter waits for no table
    operators = folder.with_name("operators")
    shutil.copytree(files.folder, operators)
    members = {code: MemberFiles(code, folder / code) for code in nodes.desks}
    keys = {code: OwnKeys(desk.node) for code, desk in nodes.desks.items()}
    world = World(nodes, FederationFiles(operators, members), keys)
    issue_next_version(world.operators, with_addresses(nodes), now=nodes.clock.now())
    await world.look()
    return world


def with_addresses(nodes: CaseFederation) -> Callable[[Directory], Directory]:
    """Have the directory say where the nodes of this test are reached.

    A node takes a newer version while letters go: it must never know wrong addresses between.
    """

    def change(held: Directory) -> Directory:
        members = {
            code: replace(member, address=nodes.address_of(nodes[code].node, code))
            if code in nodes.desks
            else member
            for code, member in held.members.items()
        }
        return replace(held, members=members)

    return change
