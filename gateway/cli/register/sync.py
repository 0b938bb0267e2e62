"""`comity register sync`: a round through all peers, with a bar for each log that catches up."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Event, Thread
from typing import Any, Self

import typer
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

from gateway.cli.bars import Bar
from gateway.cli.options import NodeOption, TokenOption
from gateway.cli.output import JsonFlag, err, say

SYNC_TIMEOUT_S = 24 * 3600.0  # a new member's first round pulls every register there is
LOOK_EVERY_S = 0.5
INTERRUPTED = 130  # as shells say it: ended by SIGINT


def sync(node: NodeOption = None, token: TokenOption = None, as_json: JsonFlag = False) -> None:
    """Visit all peers now: pull, prove, cosign; exit 18 when one was not reached."""
    from gateway.cli.client import open_node
    from gateway.errors import Family

    asking = open_node(node, token, timeout_s=SYNC_TIMEOUT_S)
    watching = open_node(node, token)
    round_ = SyncRound(asking)
    try:
        with CatchUp(quiet=as_json) as bars:
            while not round_.over.wait(LOOK_EVERY_S):
                bars.look(list(watching.walk("/registers")))
            bars.look(list(watching.walk("/registers")))
        done = round_.result()
    except KeyboardInterrupt:
        err.print(
            "No longer watching. The node ends its round by itself, and all that it holds is "
            "proven; `comity register sync` goes on from there.",
            soft_wrap=True,
        )
        raise typer.Exit(INTERRUPTED) from None
    said = f"{done['reached']} of {done['peers']} peers, {done['entries']} new entries"
    say(done, said, *(f"trouble {each}" for each in done["troubles"]), as_json=as_json)
    if done["reached"] < done["peers"]:
        raise typer.Exit(Family.UNAVAILABLE.exit_code)


class SyncRound:
    """Asks a node for one round in a thread of its own, so that it can be watched and left.

    Args:
        client: A client that waits as long as a round takes, used by nobody else.
    """

    def __init__(self, client: Any) -> None:
        self.over = Event()
        self._client = client
        self._done: dict[str, Any] = {}
        self._error: BaseException | None = None
        # A daemon: who leaves the command does not wait for the node.
        Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self._done = self._client.post("/registers/sync")
        except Exception as exc:  # noqa: BLE001 - raised again in `result`
            self._error = exc
        finally:
            self.over.set()

    def result(self) -> dict[str, Any]:
        """Return what the round came to, or raise what went wrong."""
        if self._error is not None:
            raise self._error
        return self._done


class CatchUp:
    """A progress bar for each log of which entries are known that are not held yet.

    Args:
        quiet: Whether nothing is drawn.
    """

    def __init__(self, *, quiet: bool) -> None:
        self._progress = Bar(
            TextColumn("[bold]log {task.description}[/]"),
            *(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()),
            console=err,
            quiet=quiet,
        )
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def look(self, logs: Iterable[dict[str, Any]]) -> None:
        """Draw how far each log is that is behind, or was."""
        for log in logs:
            origin, held, known = log["origin"], log["size"], log["known"]
            if origin not in self._tasks and held < known:
                self._tasks[origin] = self._progress.add_task(origin, total=known)
            if origin in self._tasks:
                self._progress.update(self._tasks[origin], completed=held, total=known)

    @property
    def shown(self) -> dict[str, tuple[int, int]]:
        """How many entries of each log are held, of how many."""
        return {
            task.description: (int(task.completed), int(task.total or 0))
            for task in self._progress.tasks
        }
