"""A node whose seal, log and cosign keys lie in a token works as any other, or waits for it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

import grpc
import pytest

from certs.operators import enter_keys
from gateway.app import probes
from gateway.app.keys.key_rotation import OwnKeys
from gateway.app.keys.making import KeyStanding, add_keys
from gateway.app.keys.signed_with import SignedKind, signed_with
from gateway.app.keys.tokens import tokens_of
from gateway.app.node import Node
from gateway.casework.node.health import ready
from gateway.domain.acts import TaskKind
from gateway.errors import ComityError, InputError, Reason, UnavailableError
from gateway.exchange.calls import describe
from gateway.register.log.checkpoints import newest_cosignature
from gateway.register.log.log_store import read_head
from gateway.settings import Settings
from gateway.trust.keys import KeyRing
from gateway.trust.pkcs11.module import module_of
from gateway.trust.suites import KeyUse
from tests.support.cases import french_denial
from tests.support.consultations import open_named
from tests.support.federation_case import START, CaseFederation, Where, at_desks
from tests.support.raising import present, refuses
from tests.support.register_nodes import denial
from tests.support.rotating_nodes import OVERLAP, World, world_of
from tests.support.soft_token import SoftToken

IN_TOKEN = (KeyUse.SEAL_ED25519, KeyUse.LOG_ED25519, KeyUse.COSIGN_ED25519)


@pytest.fixture
async def world(where: Where, soft_token: SoftToken) -> AsyncIterator[World]:
    """DE has a token, and its operators have entered the keys in it."""
    clock, desks = at_desks(*where, codes=None, at=START)
    desks["DE"].settings = soft_token.settings(desks["DE"].settings)
    nodes = CaseFederation(clock, desks)
    try:
        for code in desks:
            await nodes.start(code)
        world = await world_of(nodes, *where[:2])
        await into_token(world, soft_token, *IN_TOKEN)
        yield world
    finally:
        await nodes.close()


async def into_token(world: World, token: SoftToken, *uses: KeyUse) -> None:
    """Have DE draw keys in its token, the operators enter them, and the old ones retire."""
    settings = world.nodes["DE"].settings
    folder, tokens = settings.path("keys"), tokens_of(settings)
    fresh = add_keys(folder, uses, tokens=tokens, token=token.uri)
    await world.look()
    assert all(standing(world, key.key_id) is KeyStanding.WAITING for key in fresh)
    now = world.nodes.clock.now()
    enter_keys(world.operators, KeyRing.load(folder, tokens), uses, now=now, overlap=OVERLAP)
    await world.look()
    await world.later(OVERLAP)
    assert all(standing(world, key.key_id) is KeyStanding.CURRENT for key in fresh)
    await world.later(OVERLAP)


def standing(world: World, key_id: str) -> KeyStanding:
    (found,) = [each for (_, key), each in world.standing("DE").items() if key == key_id]
    return found


async def asked(world: World, asker: str, other: str, number: int) -> str:
    opened = await open_named(
        world.nodes[asker], other, "14(2)", concerns=f"X-{number}", asked_for=("not_grant",)
    )
    return opened.conversation_id


async def health(world: World) -> dict[str, str]:
    needed = probes.needed_parts(world.nodes["DE"].node, cast("Any", None))
    found = await ready({"keys": needed["keys"]})
    return {str(found.state): found.parts[0].reason}


async def test_letters_entries_and_cosignatures_are_signed_in_the_token(world: World) -> None:
    """The keys in files have retired: what FR believes now, the token has signed."""
    nodes, now = world.nodes, world.nodes.clock.now()
    sent, came = await asked(world, "DE", "FR", 1), await asked(world, "FR", "DE", 2)
    await nodes.settle()
    assert (await nodes["FR"].consultation(sent)).conversation_id == sent
    assert (await nodes["DE"].consultation(came)).conversation_id == came
    await nodes["DE"].deny(denial("DE", 17))
    await nodes["FR"].deny(french_denial(18))
    await nodes.sync()
    seal = nodes["DE"].node.me.ring.current_id(KeyUse.SEAL_ED25519)
    fr = nodes["FR"].node.db
    found = fr.read_sync(lambda conn: list(signed_with(conn, seal, now, nodes.clock.now())))
    assert {each.kind for each in found} == {
        *(SignedKind.LETTER_RECEIVED, SignedKind.RECEIPT_RECEIVED, SignedKind.ENTRY)
    }
    assert fr.read_sync(lambda conn: read_head(conn, "DE")).size == 1
    cosigned = fr.read_sync(lambda conn: newest_cosignature(conn, "DE", "FR"))
    assert present(cosigned).size == 1
    assert (await nodes["FR"].registers())["DE"].fresh
    assert "in a token, which signs: COSIGN_ED25519, LOG_ED25519, SEAL_ED25519" in (
        await probes._keys(nodes["DE"].node)
    )
    assert await health(world) == {"ready": ""}


async def test_one_key_is_rotated_within_the_token_under_load(
    world: World, soft_token: SoftToken
) -> None:
    before = {key.use: key.key_id for key in world.nodes["DE"].node.me.ring.keys_in_tokens}
    async with world.under_load():
        await world.some_more()
        await into_token(world, soft_token, KeyUse.SEAL_ED25519)
        await world.some_more()
    assert await world.arrived() == set(world.sent)
    ring = world.nodes["DE"].node.me.ring
    now = {key.use: key.key_id for key in ring.keys_in_tokens}
    changed = {use for use in IN_TOKEN if now[use] != before[use]}
    assert changed == {KeyUse.SEAL_ED25519}
    await world.later(OVERLAP)
    assert standing(world, before[KeyUse.SEAL_ED25519]) is KeyStanding.RETIRED


async def test_without_its_token_a_node_waits_and_loses_nothing(
    world: World, soft_token: SoftToken
) -> None:
    """Pulled out, the node restarted without it, and put back: over a restart and an absence."""
    nodes = world.nodes
    await nodes["FR"].deny(french_denial(18))
    soft_token.pull()
    came = await asked(world, "FR", "DE", 1)
    await nodes["FR"].step()
    (message_id,) = [each for kind, each in nodes["FR"].engine.running if kind == "delivery"]
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await nodes["FR"].send(message_id)
    said = describe(refused.value)
    assert said.reason is Reason.NODE_UNAVAILABLE
    assert "comity" not in said.message + said.remedy  # the label of the token is DE's affair
    with pytest.raises(UnavailableError, match="token comity is not there"):
        await asked(world, "DE", "FR", 2)
    with pytest.raises(UnavailableError, match="token comity is not there"):
        await nodes["DE"].deny(denial("DE", 17))
    (trouble,) = (await nodes["DE"].node.syncer.sync_all()).troubles
    assert "token comity is not there" in trouble
    assert not (await nodes["FR"].node.syncer.sync_all()).troubles  # DE's log can be read
    await looks_in_trouble(world)

    await nodes.restart("DE")
    world.keys["DE"] = OwnKeys(nodes["DE"].node)
    await looks_in_trouble(world)

    soft_token.put_back()
    await world.keys["DE"].look()
    assert TaskKind.KEYS_AWAY not in {each.kind for each in await nodes["DE"].tasks()}
    assert await health(world) == {"ready": ""}
    await nodes.settle()
    assert (await nodes["DE"].consultation(came)).conversation_id == came
    await nodes["DE"].deny(denial("DE", 17))
    await nodes.sync()
    for reader, origin in (("DE", "FR"), ("FR", "DE")):
        db = nodes[reader].node.db
        assert db.read_sync(partial(read_head, origin=origin)).size == 1


async def looks_in_trouble(world: World) -> None:
    """Task, health and doctor say that the token is away."""
    node = world.nodes["DE"].node
    await world.keys["DE"].look()
    (task,) = [each for each in await world.nodes["DE"].tasks() if each.kind == TaskKind.KEYS_AWAY]
    assert "the token comity is not there" in task.text
    assert await health(world) == {"degraded": "NODE_UNAVAILABLE"}
    with pytest.raises(UnavailableError, match="token comity is not there"):
        await probes._keys(node)


@contextmanager
def hanging(token: SoftToken) -> Any:
    """The token does not come back from a call."""
    free, began = threading.Event(), threading.Event()

    def hangs() -> None:
        began.set()
        free.wait(30)

    module = module_of(token.module)
    thread = threading.Thread(target=lambda: module.thread.call(hangs, within_s=30))
    thread.start()
    began.wait(5)
    try:
        yield
    finally:
        free.set()
        thread.join()


async def test_a_token_that_hangs_holds_up_no_loop(world: World, soft_token: SoftToken) -> None:
    """The loop goes on while FR visits DE, whose word of now is signed, and the doctor looks."""
    nodes, longest = world.nodes, [0.0]
    await nodes["DE"].deny(denial("DE", 17))
    await nodes.sync()
    nodes.clock.at += OVERLAP  # a word that was given a minute ago is given again

    async def beats() -> None:
        loop = asyncio.get_running_loop()
        while True:
            at = loop.time()
            await asyncio.sleep(0.01)
            longest[0] = max(longest[0], loop.time() - at)

    tokens = nodes["DE"].node.me.ring.tokens
    present(tokens)._within_s = 3.0
    beating = asyncio.create_task(beats())
    with hanging(soft_token):
        await asyncio.gather(
            nodes["FR"].node.syncer.sync_all(),
            probes._keys(nodes["DE"].node),
            return_exceptions=True,
        )
    beating.cancel()
    assert "does not sign within 3 s" in str(nodes["DE"].node.me.ring.token_trouble)
    assert longest[0] < 1.5, longest  # a third of what the token was waited for: nobody in the loop


async def test_a_node_does_not_begin_where_nothing_reaches_its_token(
    world: World, tmp_path: Path
) -> None:
    desk = world.nodes["DE"]
    await world.nodes.stop("DE")
    for module, what in (("", "no module is set"), ("none.so", "cannot be loaded")):
        settings: Settings = desk.settings.model_copy(update={"pkcs11_module": module})
        with refuses(InputError, Reason.SETTING_INVALID, field="pkcs11_module", match=what):
            Node(settings, desk.engine, clock=world.nodes.clock)


async def test_a_pin_that_others_may_read_is_not_used(world: World, soft_token: SoftToken) -> None:
    soft_token.end()
    soft_token.pin_file.chmod(0o644)
    ring = world.nodes["DE"].node.me.ring
    with refuses(ComityError, Reason.KEY_INVALID, match="can be read by others"):
        ring.cosign_key.sign(b"x")
    settings = world.nodes["DE"].settings.model_copy(update={"pkcs11_pin_file": ""})
    with refuses(InputError, field="pkcs11_pin_file", match="no PIN is set"):
        KeyRing.load(settings.path("keys"), tokens_of(settings)).cosign_key.sign(b"x")
