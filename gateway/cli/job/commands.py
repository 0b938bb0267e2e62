"""`comity job`: long work that goes on behind its answer; and files that are sent as such.

A file that takes a node long is sent as a job, so that how far it is can be shown, and nothing is
lost where the line is cut: `comity job list` finds it again.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from gateway.cli.options import AfterOption, LimitOption, NodeOption, TokenOption
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table, waiting

if TYPE_CHECKING:
    from gateway.cli.client import NodeClient

app = typer.Typer(help="Long work: what goes on, and what came of it.", no_args_is_help=True)

LARGE: Final = 128 * 2**10
"""Octets of a file from which on it is sent as a job: some 1,000 denials, a few seconds."""

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.1, 2.0
_UNDER_WAY: Final = ("waiting", "running")

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="As `job list` shows it.")]


@app.command("list")
def list_jobs(
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List the own jobs, the newest first; an administrator sees that others have some."""
    from gateway.cli.client import open_node

    found = open_node(node, token).get("/jobs", limit=limit, after=after)
    if as_json:
        print_json(found)
        return
    print_table(
        "Jobs",
        ("Id", "What", "Account", "State", "Done"),
        (
            (each["job_id"], _what(each), each["begun_by"], each["state"], _far(each))
            for each in found["items"]
        ),
    )
    print_next(found)


@app.command()
def result(
    job: IdArgument,
    save: Annotated[
        Path | None, typer.Option("--out", help="File to write it to; needed for a workbook.")
    ] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Give what the call itself would have answered, as JSON or into a file."""
    from gateway.cli.client import open_node, path_of
    from gateway.cli.output import write_file
    from gateway.errors import InputError

    found = open_node(node, token).get(path_of("jobs", job, "result"))
    if save is None and isinstance(found, bytes):
        raise InputError(
            "out: the answer is a file", remedy="Name where to write it: --out FILE.", field="out"
        )
    if save is None:
        print_json(found)
        return
    write_file(save, found if isinstance(found, bytes) else _as_text(found))
    if as_json:
        print_json({"file": str(save.absolute())})
        return
    out.print(f"The answer is {save.absolute()}", soft_wrap=True, markup=False)


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


def _what(job: dict[str, Any]) -> str:
    """Return `importDenials` as `import denials`."""
    said = str(job["operation"])
    return "".join(f" {each.lower()}" if each.isupper() else each for each in said)


def _far(job: dict[str, Any]) -> str:
    return f"{job['done']} of {job['of']} {job['unit']}" if job["of"] else ""


def _as_text(found: Any) -> bytes:
    import json

    return json.dumps(found, ensure_ascii=False, indent=2).encode() + b"\n"
