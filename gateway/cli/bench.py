"""`comity bench`: runs the measurements of a checkout; an installed package has none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.output import print_json
from gateway.errors import InputError, NotFoundError

FOLDER = Path(__file__).resolve().parents[2] / "bench"
_PROGRAM = (
    "import runpy, sys; from gateway.cli.output import logs_aside; logs_aside(); del sys.argv[0]; "
    "runpy.run_path(sys.argv[0], run_name='__main__')"
)
_BESIDE = "reference_"  # the straight-line programs that a bench compares itself with


def names(folder: Path) -> tuple[str, ...]:
    """Return the names of the measurements that the checkout has."""
    found = (path for path in folder.glob("*.py") if "__main__" in path.read_text("utf-8"))
    return tuple(sorted(p.stem for p in found if not p.stem.startswith(("_", _BESIDE))))


def bench(
    name: Annotated[str, typer.Argument(help="Name of a measurement, or `all`.")] = "all",
    further: Annotated[
        list[str] | None,
        typer.Argument(help="What the measurement itself takes, after --: -- --entries 100000."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Measure, beside the reference programs; what stands after -- goes to the measurement."""
    known = names(FOLDER)
    if not known:
        remedy = "Run it in a checkout of the repository."
        raise NotFoundError("there are no measurements here", remedy=remedy)
    if name != "all" and name not in known:
        raise InputError(
            "name: there is no measurement {name}",
            remedy="Give one of: all, {known}.",
            name=repr(name[:40]),
            known=known,
        )
    chosen = known if name == "all" else (name,)
    found = {each: _run(each, further or [], as_json=as_json) for each in chosen}
    if as_json:
        print_json(found if name == "all" else found[name])


def _run(name: str, further: list[str], *, as_json: bool) -> Any:
    """Run a measurement in a process of its own; return what it gives a program."""
    command = [sys.executable, "-c", _PROGRAM, str(FOLDER / f"{name}.py"), *further]
    command += ["--json"] if as_json else []
    done = subprocess.run(command, stdout=subprocess.PIPE if as_json else None, check=False)
    if done.returncode:
        raise typer.Exit(done.returncode)
    return json.loads(done.stdout) if as_json else None
