"""`comity join --check`: takes the operators' answer, and shows how far the folder has come."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import typer

from gateway.app.clock import SystemClock
from gateway.app.directory import DIRECTORY, hold_directory
from gateway.app.joining.candidacy import (
    CANDIDATE,
    JoinStanding,
    install_admission,
    kept_anchor,
)
from gateway.cli.client import NodeClient, open_node
from gateway.cli.joining.join import check_fingerprint
from gateway.cli.options import read_bytes
from gateway.cli.output import say
from gateway.errors import Family, StateError, UnavailableError
from gateway.settings import Settings
from gateway.trust.federation import Directory
from gateway.trust.joining.admission import MAX_ADMISSION_BYTES
from gateway.trust.joining.spoken import spoken

# How far a new node's registers are, with a bar while it is waited for.

_LOOK_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class CatchingUp:
    """How the registers stand.

    Attributes:
        registers: Of each other member: origin, entries held and known, whether it was found
            whole, and what was wrong at the last visit.
    """

    registers: tuple[dict[str, Any], ...]

    @property
    def done(self) -> bool:
        """Whether each was found whole."""
        return all(each["whole"] for each in self.registers)


def catch_up(
    client: NodeClient,
    wait_s: float,
    *,
    quiet: bool,
    clock: Callable[[], float] = time.monotonic,
    rest: Callable[[float], None] = time.sleep,
) -> CatchingUp:
    """Look at the registers until all are whole, or the time is over.

    Args:
        client: Of the node.
        wait_s: Seconds to wait at most; 0: one look.
        quiet: Show no bar.
        clock: Seconds that pass.
        rest: Waits so many seconds.
    """
    from gateway.cli.register.sync import CatchUp

    until = clock() + wait_s
    with CatchUp(quiet=quiet or not wait_s) as bars:
        while True:
            found = CatchingUp(tuple(client.walk("/health/registers")))
            bars.look(found.registers)
            if found.done or clock() >= until:
                return found
            rest(_LOOK_EVERY_S)


def show_standing(
    settings: Settings, answer: Path | None, fingerprint: str, *, wait_s: float, as_json: bool
) -> None:
    """Take an answer, if one is given, and show the standing.

    Args:
        settings: The node's settings.
        answer: The operators' answer.
        fingerprint: Of the anchor, as an operator has read it; may be empty.
        wait_s: For how long it is waited until the registers have caught up, in seconds.
        as_json: For programs.
    """
    if answer is not None:
        check_fingerprint(kept_anchor(settings.home), fingerprint)
        if (settings.home / DIRECTORY).exists():
            raise StateError(
                "{authority} has been admitted already: its folder has a directory",
                remedy="Newer versions come by themselves; else docs/guides/keys.md.",
                authority=settings.authority,
            )
        install_admission(settings, read_bytes(answer, 2 * MAX_ADMISSION_BYTES), SystemClock())
    found = _standing(settings, wait_s, as_json=as_json)
    say(_as_data(settings, found), *_lines(settings, found), as_json=as_json)
    if found.standing is JoinStanding.CATCHING_UP:
        raise typer.Exit(Family.UNAVAILABLE.exit_code)


class _Found(NamedTuple):
    standing: JoinStanding
    directory: Directory | None = None
    progress: CatchingUp | None = None


def _standing(settings: Settings, wait_s: float, *, as_json: bool) -> _Found:
    if not (settings.home / DIRECTORY).exists():
        return _Found(JoinStanding.CANDIDATE)
    directory = hold_directory(settings.home, at=SystemClock())
    client = _running(settings)
    if client is None:
        return _Found(JoinStanding.ADMITTED, directory)
    progress = catch_up(client, wait_s, quiet=as_json)
    done = JoinStanding.JOINED if progress.done else JoinStanding.CATCHING_UP
    return _Found(done, directory, progress)


def _running(settings: Settings) -> NodeClient | None:
    """Return a client of the folder's node; None where it does not run."""
    try:
        client = open_node(str(settings.home))
        client.readiness()
    except UnavailableError:
        return None
    return client


def _as_data(settings: Settings, found: _Found) -> dict[str, Any]:
    directory, progress = found.directory, found.progress
    return {
        "authority": settings.authority,
        "standing": found.standing,
        "candidate": (settings.home / CANDIDATE).exists(),
        "directory_version": None if directory is None else directory.version,
        "federation": None if directory is None else directory.name,
        "anchor_fingerprint": kept_anchor(settings.home).fingerprint.hex(),
        "registers": [] if progress is None else list(progress.registers),
    }


def _lines(settings: Settings, found: _Found) -> Iterator[str]:
    anchor, home, directory = kept_anchor(settings.home), settings.home, found.directory
    yield f"anchor of the federation: {spoken(anchor.fingerprint)}"
    for operator in anchor.operators:
        yield f"  operator {operator.name}"
    if directory is None:
        yield f"{settings.authority} is not admitted here yet. Ask the operators how far it is"
        yield f"Next: comity join --check ANSWER-FILE --home {home}"
        return
    yield f"{settings.authority} is a member of {directory.name} by version {directory.version}"
    if found.progress is None:
        yield f"Next: comity up --home {home}"
        return
    for each in found.progress.registers:
        whole = "whole" if each["whole"] else f"{each['size']} of {each['known']} entries"
        yield f"  register of {each['origin']}: {whole}{_trouble(each)}"
    if found.standing is JoinStanding.JOINED:
        yield "All registers are whole. Next: comity doctor"
    else:
        yield "It is catching up; it goes on by itself. Look again: comity join --check"


def _trouble(register: dict[str, Any]) -> str:
    return f" ({register['trouble']})" if register["trouble"] else ""
