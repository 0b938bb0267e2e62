"""What the doctor tries from end to end when it is asked to, and who can mend what it finds."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

from temporalio.exceptions import TemporalError
from temporalio.service import RPCError

from gateway.app.doctor.signed_answers import SignedAnswers
from gateway.app.keys.making import KeyShown, KeyStanding, show_keys
from gateway.app.node import Node
from gateway.casework.denials.register_status import RegisterProgress, progress_now
from gateway.casework.node.health import CheckActor, Probe, Responsible
from gateway.errors import Reason, StateError, UnavailableError
from workflows.engine import TemporalEngine
from workflows.ids import TASK_QUEUE
from workflows.trial import Trial

ANSWER, REGISTER = "signed answer of ", "register of "
"""How the names of those trials begin that are about one peer."""

_PEER = "peer "
_OF_THE_FEDERATION = frozenset({"directory", "law", "keys"})
"""Checks whose faults the operators of the federation mend, by the next directory."""

_OURS_ANYWAY = frozenset(
    {Reason.CERTIFICATE_INVALID, Reason.NODE_UNAVAILABLE, Reason.SETTING_INVALID}
)
"""Reasons that lie at this node, whatever was tried."""

_NOT_OF_THE_PEER = frozenset({Reason.PEER_UNKNOWN, Reason.PEER_REVOKED})
"""The directory does not have one of the two as it should be."""

_RUN_WITHIN = timedelta(seconds=20)
_FREE_AT_LEAST = 2**30
_FSYNC_MOST_S = 1.0
_SOON = timedelta(days=30)


def trials(node: Node, engine: TemporalEngine) -> Mapping[str, Probe]:
    """Return what is tried, by name; each run has answers of its own."""
    answers = SignedAnswers(node)
    codes = list(node.peers.codes())
    return {
        "engine run": partial(try_engine, engine),
        "disk": lambda: asyncio.to_thread(try_disk, node.settings.home),
        "keys in their life": lambda: asyncio.to_thread(_keys, node),
        "clock and peers": answers.clock,
        **{f"{ANSWER}{code}": partial(answers.of, code) for code in codes},
        **{f"{REGISTER}{code}": partial(_register, node, code) for code in codes},
    }


async def try_engine(engine: TemporalEngine) -> str:
    """Have our worker take a run that does nothing, from the server and back to it.

    Args:
        engine: The node's engine.

    Raises:
        UnavailableError: ENGINE_UNAVAILABLE; no worker has carried it out within 20 s.
    """
    client, begun = engine.client, time.monotonic()
    if client is None:
        raise _no_run("Temporal does not answer")
    try:
        async with asyncio.timeout(_RUN_WITHIN.total_seconds()):
            await client.execute_workflow(
                Trial.run,
                id=f"trial-{uuid4()}",
                task_queue=TASK_QUEUE,
                execution_timeout=_RUN_WITHIN,
            )
    except (TimeoutError, TemporalError, RPCError) as exc:
        raise _no_run("no worker of ours has carried out a run that does nothing") from exc
    return f"our worker carried out a run in {time.monotonic() - begun:.2f} s"


def _no_run(what: str) -> UnavailableError:
    return UnavailableError(
        what,
        reason=Reason.ENGINE_UNAVAILABLE,
        remedy="Read the node's log for engine.lost; start the node again if it says nothing.",
    )


def try_disk(home: Path) -> str:
    """Write to the disk of a folder as the database does, and say how much room is left.

    Raises:
        UnavailableError: There is no room, or the disk takes too long, or nothing at all.
    """
    probe, begun = home / f".disk-{uuid4().hex}", time.monotonic()
    try:
        with probe.open("wb") as file:
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
        took = time.monotonic() - begun
        free = shutil.disk_usage(home).free
    except OSError as exc:
        raise UnavailableError(
            "nothing can be written into {home}: {why}",
            reason=Reason.NODE_UNAVAILABLE,
            remedy="Make room on the disk, or mount it for writing.",
            home=home,
            why=exc.strerror,
        ) from exc
    finally:
        probe.unlink(missing_ok=True)
    if free < _FREE_AT_LEAST:
        raise UnavailableError(
            "{free} MiB are left on the disk of {home}",
            reason=Reason.NODE_UNAVAILABLE,
            remedy="Make room: at least 1 GiB. A full disk takes no letter.",
            free=free // 2**20,
            home=home,
        )
    if took > _FSYNC_MOST_S:
        raise UnavailableError(
            "the disk of {home} needs {took} s to keep 4 KiB",
            reason=Reason.NODE_UNAVAILABLE,
            remedy="Look what else writes there, and at the disk's own health.",
            home=home,
            took=f"{took:.1f}",
        )
    return f"{free / 2**30:.0f} GiB are free; 4 KiB are kept within {took * 1000:.0f} ms"


def _keys(node: Node) -> str:
    at, me = node.clock.now(), node.me
    return keys_in_life(show_keys(me.ring, node.tls, me.directory(), at), at + _SOON)


def keys_in_life(shown: list[KeyShown], soon: datetime) -> str:
    """Say whether each use has a key in force that stays, and which keys wait.

    Args:
        shown: The keys, as the directory has them.
        soon: Until when they are to stay.

    Raises:
        StateError: A use has none, or one that ends soon and no other.
    """
    for use in dict.fromkeys(each.use for each in shown):
        own = [each for each in shown if each.use == use]
        current = next((each for each in own if each.standing is KeyStanding.CURRENT), None)
        following = any(each.standing is KeyStanding.WAITING for each in own)
        if current is None:
            raise StateError(
                "no key of ours for {use} is in force",
                remedy="Have the operators of the federation enter one: {enterMemberKeys}; "
                "docs/guides/keys.md.",
                use=use,
            )
        if current.until is not None and current.until < soon and not following:
            raise StateError(
                "our key for {use} ends on {until}, and none waits",
                remedy="Make the next one: {makeKey}, or {makeTlsKey}; docs/guides/keys.md.",
                use=use,
                until=f"{current.until:%Y-%m-%d}",
            )
    waiting = sum(each.standing is KeyStanding.WAITING for each in shown)
    return f"a key for each use is in force and stays for a month; {waiting} wait"


async def _register(node: Node, code: str) -> str:
    found = await node.office.read(progress_now)
    return said_of(code, next((each for each in found if each.origin == code), None))


def said_of(code: str, found: RegisterProgress | None) -> str:
    """Say how far a register is held here.

    Raises:
        StateError: REGISTER_STALE; it is not whole, or was not found so lately.
    """
    if found is None:
        return f"{code} keeps none that this authority reads"
    if not found.whole:
        why = f": {found.trouble}" if found.trouble else ""
        raise StateError(
            "{size} of {known} entries are held, and it was not found whole lately{why}",
            reason=Reason.REGISTER_STALE,
            remedy="It is visited every minute by itself; {joinFederation} shows how far it is.",
            size=found.size,
            known=found.known,
            why=why,
        )
    return f"whole and fresh, {found.size} entries"


def responsible(node: Node, name: str, reason: Reason | None) -> Responsible:
    """Say who can mend what a probe has found.

    Args:
        node: The node, whose directory has whom to call.
        name: Of the probe.
        reason: Why it does not work; None where it does.
    """
    if reason is None or reason in _OURS_ANYWAY:
        return Responsible()
    code = next(
        (name.removeprefix(each) for each in (_PEER, ANSWER, REGISTER) if name.startswith(each)), ""
    )
    if name in _OF_THE_FEDERATION or (code and reason in _NOT_OF_THE_PEER):
        held = node.me.directory()
        named = ", ".join(operator.name for operator in held.operators)
        return Responsible(CheckActor.FEDERATION, f"operators of {held.name}: {named}")
    member = node.me.directory().members.get(code)
    if member is None:
        return Responsible()
    called = ", ".join(filter(None, (code, member.contact_name, member.contact_telephone)))
    return Responsible(CheckActor.PEER, called)
