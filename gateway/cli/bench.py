"""`comity bench`: runs the measurements of a checkout; an installed package has none."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import Annotated

import typer

from gateway.errors import InputError, NotFoundError

FOLDER = Path(__file__).resolve().parents[2] / "bench"
_BESIDE = "reference_"  # the straight-line programs that a bench compares itself with


def names(folder: Path) -> tuple[str, ...]:
    """Return the names of the measurements that the checkout has."""
    return tuple(
        sorted(
            path.stem
            for path in folder.glob("*.py")
            if not path.stem.startswith(("_", _BESIDE))
            and "__main__" in path.read_text(encoding="utf-8")
        )
    )


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
        raise NotFoundError(
            "there are no measurements here",
            remedy="Run it in a checkout of the repository.",
        )
    if name != "all" and name not in known:
        raise InputError(
            f"name: there is no measurement {name[:40]!r}",
            remedy=f"Give one of: all, {', '.join(known)}.",
            field="name",
        )
    for each in known if name == "all" else (name,):
        _run(each, [*(further or ()), *(["--json"] if as_json else [])])


def _run(name: str, arguments: list[str]) -> None:
    before = sys.argv
    sys.argv = [str(FOLDER / f"{name}.py"), *arguments]
    try:
        runpy.run_path(str(FOLDER / f"{name}.py"), run_name="__main__")
    except SystemExit as end:
        if end.code:
            raise
    finally:
        sys.argv = before
