"""`comity join --check`: takes the operators' answer, and shows how far the folder has come."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
from gateway.cli.output import out, print_json
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
                f"{settings.authority} has been admitted already: its folder has a directory",
                remedy="Newer versions come by themselves; else docs/guides/keys.md.",
            )
        install_admission(settings, read_bytes(answer, 2 * MAX_ADMISSION_BYTES), SystemClock())
    standing, directory, progress = _standing(settings, wait_s, as_json=as_json)
    if as_json:
        print_json(_as_data(settings, standing, directory, progress))
    else:
        _say(settings, standing, directory, progress)
    if standing is JoinStanding.CATCHING_UP:
        raise typer.Exit(Family.UNAVAILABLE.exit_code)


def _standing(
    settings: Settings, wait_s: float, *, as_json: bool
) -> tuple[JoinStanding, Directory | None, CatchingUp | None]:
    if not (settings.home / DIRECTORY).exists():
        return JoinStanding.CANDIDATE, None, None
    directory = hold_directory(settings.home, at=SystemClock())
    client = _running(settings)
    if client is None:
        return JoinStanding.ADMITTED, directory, None
    progress = catch_up(client, wait_s, quiet=as_json)
    done = JoinStanding.JOINED if progress.done else JoinStanding.CATCHING_UP
    return done, directory, progress


def _running(settings: Settings) -> NodeClient | None:
    """Return a client of the folder's node; None where it does not run."""
    try:
        client = open_node(str(settings.home))
        client.readiness()
    except UnavailableError:
        return None
    return client


def _as_data(
    settings: Settings,
    standing: JoinStanding,
    directory: Directory | None,
    progress: CatchingUp | None,
) -> dict[str, Any]:
    return {
        "authority": settings.authority,
        "standing": standing,
        "candidate": (settings.home / CANDIDATE).exists(),
        "directory_version": None if directory is None else directory.version,
        "federation": None if directory is None else directory.name,
        "anchor_fingerprint": kept_anchor(settings.home).fingerprint.hex(),
        "registers": [] if progress is None else list(progress.registers),
    }


def _say(
    settings: Settings,
    standing: JoinStanding,
    directory: Directory | None,
    progress: CatchingUp | None,
) -> None:
    anchor = kept_anchor(settings.home)
    out.print(f"anchor of the federation: {spoken(anchor.fingerprint)}", soft_wrap=True)
    for operator in anchor.operators:
        out.print(f"  operator {operator.name}", markup=False)
    if directory is None:
        out.print(f"{settings.authority} is not admitted here yet. Ask the operators how far it is")
        out.print(f"Next: comity join --check ANSWER-FILE --home {settings.home}", soft_wrap=True)
        return
    out.print(
        f"{settings.authority} is a member of {directory.name} by version {directory.version}",
        soft_wrap=True,
    )
    if progress is None:
        out.print(f"Next: comity up --home {settings.home}", soft_wrap=True)
        return
    for each in progress.registers:
        whole = "whole" if each["whole"] else f"{each['size']} of {each['known']} entries"
        out.print(f"  register of {each['origin']}: {whole}{_trouble(each)}", soft_wrap=True)
    if standing is JoinStanding.JOINED:
        out.print("All registers are whole. Next: comity doctor")
    else:
        out.print("It is catching up; it goes on by itself. Look again: comity join --check")


def _trouble(register: dict[str, Any]) -> str:
    return f" ({register['trouble']})" if register["trouble"] else ""
