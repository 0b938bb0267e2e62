"""A retired encryption key is destroyed after its time; a recorded letter stays closed for ever."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from certs.layout import FederationFiles
from certs.operators import issue_next_version, renew_keys
from gateway.app.directory_refresh import DirectoryRefresh
from gateway.app.keys.key_destruction import KeyDestruction, WrappingAgain, kept_for
from gateway.app.keys.key_rotation import OwnKeys
from gateway.app.keys.making import new_storage_key
from gateway.app.node import Node
from gateway.casework.records.destroyed_keys import DestroyedKey, KeyEnd, destroyed_keys
from gateway.documents.content_folder import ContentFolder
from gateway.errors import Reason, TrustError
from gateway.exchange.intake import Intake
from gateway.trust import keys as trust_keys
from gateway.trust.algorithms import HybridSecret, secret_to_pem
from gateway.trust.envelopes import decrypt_package
from gateway.trust.keys import KeyRing
from gateway.trust.storage_keys import storage_file
from gateway.trust.suites import KeyUse
from gateway.wire.deliveries import SealedLetter, delivery_from_bytes
from tests.federation.test_contents_retention import OF_BOTH, naming
from tests.support.consultations import open_named
from tests.support.federation_case import CaseFederation, Desk, case_federation, operators_reaching
from tests.support.kinds import begun
from tests.support.older_storage import content_before
from tests.support.raising import refuses
from tests.support.rotating_nodes import with_addresses
from tests.support.travelling import named, put

ENCRYPT = KeyUse.ENCRYPT_MLKEM768_X25519
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class StoppedError(Exception):
    """The machine stops here."""


@dataclass
class World:
    """DE and FR, their operators, and what somebody has recorded on the line to FR."""

    nodes: CaseFederation
    operators: FederationFiles
    recorded: list[bytes]
    keys: OwnKeys
    wrapping: WrappingAgain
    destruction: KeyDestruction

    @property
    def fr(self) -> Desk:
        return self.nodes["FR"]

    @property
    def node(self) -> Node:
        return self.fr.node

    def begin(self) -> None:
        """What a node begins anew when it starts."""
        self.wrapping = WrappingAgain(self.node)
        self.destruction = KeyDestruction(self.node, self.wrapping)

    async def look(self) -> None:
        """What a node does every few seconds by itself."""
        for code, desk in self.nodes.desks.items():
            await DirectoryRefresh(desk.node).look()
            if code == "FR":
                await self.keys.look()
                await self.wrapping.look()
                await self.destruction.look()

    async def later(self, by: timedelta) -> None:
        """Let time pass, in which the operators sign the directory anew."""
        until = self.nodes.clock.at + by
        while True:
            self.nodes.clock.at = min(until, self.nodes.clock.at + 100 * DAY)
            issue_next_version(self.operators, lambda held: held, now=self.nodes.clock.now())
            await self.look()
            if self.nodes.clock.at >= until:
                return

    async def rotate(self) -> str:
        """Have FR's encryption key replaced; return the id of the old one, which has retired."""
        old = self.node.me.ring.current_id(ENCRYPT)
        renew_keys(self.operators, "FR", [ENCRYPT], now=self.nodes.clock.now(), overlap=HOUR)
        await self.look()
        await self.later(2 * HOUR + timedelta(seconds=1))
        assert self.node.me.ring.current_id(ENCRYPT) != old
        return old

    async def on_record(self) -> list[DestroyedKey]:
        return await self.node.db.read(lambda conn: list(destroyed_keys(conn, "FR")))

    def kept_for(self) -> timedelta:
        least = timedelta(days=self.node.settings.key_kept_days)
        return kept_for(self.node.directory.held, least)

    def opens(self) -> bytes:
        """The document, as whoever has FR's whole folder reads it."""
        folder = ContentFolder(self.fr.settings.path("documents"), self.ring())
        with folder.open(named(OF_BOTH).sha256) as reader:
            return b"".join(reader.read())

    def ring(self) -> KeyRing:
        return KeyRing.load(self.fr.settings.path("keys"))


@pytest.fixture
async def world(
    case_files: FederationFiles,
    tmp_path: Path,
    new_database: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[World]:
    folder, codes, recorded = tmp_path / "nodes", ("DE", "FR", "NL", "EU"), list[bytes]()
    receive = Intake.receive

    async def record(self: Intake, raw: bytes, context: object) -> bytes:
        recorded.append(raw)
        return await receive(self, raw, context)  # type: ignore[arg-type]

    monkeypatch.setattr(Intake, "receive", record)
    async with case_federation(case_files, folder, new_database, codes=codes) as nodes:
        files = operators_reaching(case_files, tmp_path, *codes)
        fr = nodes["FR"].node
        wrapping = WrappingAgain(fr)
        destruction = KeyDestruction(fr, wrapping)
        world = World(nodes, files, recorded, OwnKeys(fr), wrapping, destruction)
        issue_next_version(files, with_addresses(nodes), now=nodes.clock.now())
        await world.look()
        yield world


async def send_letter(world: World) -> SealedLetter:
    """DE asks FR; return the letter as it was recorded on the line."""
    await open_named(world.nodes["DE"], "FR", "14(2)", concerns="X-1", asked_for=("not_grant",))
    await world.nodes.settle()
    (letter,) = [
        each for each in map(delivery_from_bytes, world.recorded) if each.recipient == "FR"
    ]
    return letter


def halves(secret: object) -> tuple[bytes, ...]:
    """The octets of a private key, as they could lie anywhere."""
    if isinstance(secret, HybridSecret):
        raw = (Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        return (
            secret.x25519.private_bytes(*raw),
            secret.mlkem.private_bytes_raw(),
            secret_to_pem(secret),
        )
    raise TypeError


async def test_m12_a_recorded_letter_opens_no_more_and_documents_do(world: World) -> None:
    """Found in use: protocol m12."""
    case = await begun(world.nodes, naming("B", OF_BOTH), "FR")
    await put(world.fr, case.case_id, named(OF_BOTH), OF_BOTH)
    letter = await send_letter(world)
    world.begin()
    old = await world.rotate()
    (key,) = [each for each in world.ring().keys if each.key_id == old]
    assert letter.recipient_key_id == old
    assert decrypt_package(letter, world.ring())  # whoever takes the folder now reads it

    await world.later(world.kept_for() - 3 * HOUR)
    assert old in {each.key_id for each in world.ring().keys}
    assert await world.on_record() == []
    await world.later(DAY)
    assert old not in {each.key_id for each in world.ring().keys}
    with refuses(TrustError, Reason.DECRYPTION_FAILED) as caught:
        decrypt_package(letter, world.ring())
    assert caught.value.remedy == (
        "The sender must fetch the newest directory and seal the letter again."
    )
    with pytest.raises(TrustError):  # nor by the node that runs
        decrypt_package(letter, world.node.me.ring)
    for file in world.fr.settings.home.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert not [half for half in halves(key.secret) if half in content], file
    assert world.opens() == OF_BOTH

    (said,) = await world.on_record()
    assert (said.key_id, said.use, said.why) == (old, ENCRYPT.name, KeyEnd.RETIRED)
    assert said.at - said.ended_at > world.kept_for()
    await world.look()
    assert len(await world.on_record()) == 1


async def test_a_key_that_something_names_stays_until_nothing_does(world: World) -> None:
    case = await begun(world.nodes, naming("B", OF_BOTH), "FR")
    await put(world.fr, case.case_id, named(OF_BOTH), OF_BOTH)
    folder, old = world.fr.settings.path("keys"), world.node.me.ring.storage.newest.key_id
    new_storage_key(folder, world.nodes.clock.now())
    name = named(OF_BOTH).sha256
    place = world.fr.settings.path("documents") / "contents" / name[:2] / name
    held = content_before(OF_BOTH, world.ring())
    place.write_bytes(held[:-1] + bytes([held[-1] ^ 1]))  # it is damaged, and cannot be wrapped
    world.begin()
    for _ in range(3):
        await world.later(world.kept_for())
    assert storage_file(folder, old).exists()
    place.write_bytes(held)  # put back
    await world.later(DAY)  # the next count
    for _ in range(2):
        await world.look()
    assert not storage_file(folder, old).exists()
    assert world.opens() == OF_BOTH


async def test_a_storage_key_goes_by_the_same_rule(world: World) -> None:
    case = await begun(world.nodes, naming("B", OF_BOTH), "FR")
    await put(world.fr, case.case_id, named(OF_BOTH), OF_BOTH)
    folder, old = world.fr.settings.path("keys"), world.node.me.ring.storage.newest.key_id
    new_storage_key(folder, world.nodes.clock.now())
    for _ in range(3):
        await world.look()
    assert storage_file(folder, old).exists()
    await world.later(world.kept_for() + DAY)
    assert not storage_file(folder, old).exists()
    assert old not in world.node.me.ring.storage
    assert world.opens() == OF_BOTH
    (said,) = await world.on_record()
    assert (said.key_id, said.use, said.why) == (old, "STORAGE", KeyEnd.REPLACED)


async def test_a_stop_at_any_step_leaves_a_ring_that_loads_and_is_made_good(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the act and the end of the file; and an older backup of the keys is put back."""
    old, keys = await world.rotate(), world.fr.settings.path("keys")
    backup = world.fr.settings.home.parent / "kept-keys"
    shutil.copytree(keys, backup)
    await world.later(world.kept_for() - 3 * HOUR)
    world.nodes.clock.at += DAY

    def stop(*_: object) -> None:
        raise StoppedError

    times = 0
    for name in ("write_private", "destroy_private"):
        with monkeypatch.context() as stopping:
            stopping.setattr(trust_keys, name, stop)
            with pytest.raises(StoppedError):
                await world.look()
        times += 1
        KeyRing.load(keys)
        assert list(keys.glob(f"*.{old}.pem"))
        assert len(await world.on_record()) == times
        world.begin()
        if name == "write_private":
            continue
        await world.look()
        assert not list(keys.glob(f"*.{old}.pem"))
    shutil.rmtree(keys)
    shutil.copytree(backup, keys)
    assert old in {each.key_id for each in world.ring().keys}
    world.begin()
    for _ in range(2):
        await world.look()
    assert old not in {each.key_id for each in world.ring().keys}
    assert len(await world.on_record()) == times + 1
