"""Files that are sent as jobs.

A file that takes a node long is sent as a job, so that how far it is can be shown, and nothing is
lost where the line is cut: `comity job list` finds it again.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gateway.cli.output import waiting

if TYPE_CHECKING:
    from gateway.cli.client import NodeClient

LARGE: Final = 128 * 2**10
"""Octets of a file from which on it is sent as a job: some 1,000 denials, a few seconds."""

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.1, 2.0
_UNDER_WAY: Final = ("waiting", "running")


def send_file(
    client: NodeClient, path: str, file: Path, content: bytes, *, quiet: bool, **params: Any
) -> Any:
    """Send a file and return what the node answers; a large one as a job, showing how far it is.

    Args:
        client: Of the node.
        path: Where to.
        file: Where it came from; its name says its type.
        content: Of the file.
        quiet: Show nothing.
        params: Query parameters; those that are None are left out.

    Raises:
        ProblemError: The node refuses it, or the job was interrupted.
        UnavailableError: The node does not answer.
    """
    what = f"[bold]import[/] {file.name}: {content.count(10)} lines"
    with waiting(what, quiet=quiet) as bar:
        if len(content) < LARGE:
            return client.upload(path, file.name, content, **params)
        answer = client.upload(path, file.name, content, as_job=True, **params)
        if "job_id" not in answer:  # it waits for a second officer
            return answer
        address, pause_s = f"/jobs/{answer['job_id']}", _FIRST_PAUSE_S
        while (job := client.get(address))["state"] in _UNDER_WAY:
            bar.update(bar.task_ids[0], total=job["of"], completed=job["done"])
            time.sleep(pause_s)
            pause_s = min(_LONGEST_PAUSE_S, 1.5 * pause_s)
    return client.get(f"{address}/result")
