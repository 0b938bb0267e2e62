"""The `comity` command: its nouns, and the one place where errors become exit codes.

A command that calls one operation of the contract is made from an index of it when it is called
(`gateway.cli.contract`, ADR 0046); others are written by hand, a file for each noun. A noun may
have both. They are clients of the node's interface under an officer's token; `init`, `join`,
`up`, `settings`, `backup`, `restore`, `pki`, `directory`, `deadline`, `calendar`, `controls`,
`states`, `rulebook`, `match`, `evidence verify`, `register verify-proof`, `report docx`, `publish`,
`template`, `temporal` and `sandbox` work without a node.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import Annotated, Any

import typer

from gateway.cli.contract.index import noun_places
from gateway.cli.lazy import CommandPlace, LazyGroup, placed
from gateway.errors import ComityError, Family, Reason, UnavailableError
from gateway.parts import PROVIDED_BY, is_ours
from gateway.release import release

GARBAGE_LOOKED_FOR_AFTER = 1_000_000
"""Objects that are made before garbage is looked for: while modules are loaded there is none, and
by the interpreter's own 700 it takes a fifth of a command's time."""

_PLACES = {
    "form": placed("form.commands:form", "A form of what is written as JSON."),
    "settings": placed("operating.settings:app", "Settings of a node, and where each comes from."),
    "doctor": placed("node:doctor", "What works, and how to mend what does not."),
    "init": placed("joining.init:init", "Make a node's folder, its keys and administrator."),
    "join": placed("joining.join:join", "Ask to become a member; see how far it has come."),
    "up": placed("node:up", "Run a node with everything embedded."),
    "backup": placed("node:backup", "Write a node into one encrypted file; it may run."),
    "restore": placed("node:restore", "Make a node from such a file."),
    "sandbox": CommandPlace("lab.commands.sandbox", "app", "A whole federation on this machine."),
    "deadline": placed("deadline:deadline", "A last instant and how it is found."),
    "calendar": placed("calendar:app", "Working days; notified calendars."),
    "controls": placed("controls:app", "Control lists: import, show, find, compare."),
    "states": placed("states:app", "Who is a Member State from when: show, announce."),
    "rulebook": placed("rulebook:app", "The law as data: show, compare, announce."),
    "key": placed("federation.key:app", "Keys of a node: show, make, install."),
    "temporal": placed("temporal.commands:app", "The Temporal cluster of a node: prepare, check."),
    "match": placed("match:app", "Compare names; measure the matcher."),
    "pki": placed("federation.pki:app", "Keys, certificates, directory of a federation."),
    "directory": placed("directory.commands:app", "The federation's directory: ceremony, proofs."),
    "bench": placed("bench:bench", "Measure, beside the reference programs."),
}

_ALL = noun_places() | _PLACES


class ComityGroup(LazyGroup):
    """The commands of Comity: those written here, and the nouns of the contract."""

    places = _ALL


app = typer.Typer(
    cls=ComityGroup,
    name="comity",
    help="Gateway of an export-control authority: consultations, denials, evidence.",
    epilog="Exit codes by family of error: docs/cli.md.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"comity {release()}")
        raise typer.Exit


@app.callback()
def comity(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Gateway of an export-control authority: consultations, denials, evidence."""


def main() -> None:
    """Run the command line; every error leaves through here.

    An error on purpose is printed with its reason and remedy, as JSON where the call asked
    for JSON, and ends with the exit code of its family. Anything else is a defect: exit 1.
    """
    gc.set_threshold(GARBAGE_LOOKED_FOR_AFTER)
    if "--json" in sys.argv[1:]:
        from gateway.cli.output import logs_aside

        logs_aside()
    try:
        app(prog_name="comity")
    except ComityError as error:
        problem = problem_of(error)
        _print(problem)
        sys.exit(exit_code(error.family))
    except Exception as error:
        if os.environ.get("COMITY_TRACEBACK"):
            raise
        if isinstance(error, ModuleNotFoundError) and (missing := missing_library(error)):
            _print(problem_of(missing))
            sys.exit(exit_code(missing.family))
        _print(
            {
                "family": str(Family.COMITY),
                "reason": str(Reason.DEFECT),
                "message": f"a fault of Comity itself: {type(error).__name__}: {error}",
                "remedy": "Please report it with what COMITY_TRACEBACK=1 prints besides.",
                "metadata": {},
            }
        )
        sys.exit(Family.COMITY.exit_code)


def missing_library(error: ModuleNotFoundError) -> ComityError | None:
    """Return what a person can do about a part that is not installed; None for a defect."""
    if is_ours(error):
        return None
    return UnavailableError(
        "this needs {name}, which is not installed here",
        remedy="Install {get}.",
        name=error.name,
        get=PROVIDED_BY.get(str(error.name).partition(".")[0], error.name),
    )


def exit_code(family: str) -> int:
    """Return the exit code of a family, which a node of a newer version may have named."""
    return Family.__members__.get(family.upper(), Family.COMITY).exit_code


def problem_of(error: ComityError) -> dict[str, Any]:
    """Return an error as the problem that programs read, whoever found it."""
    from gateway.cli.contract.index import commands_in

    return {
        "family": error.family,
        # A problem of the node keeps the node's reason, be it of a newer version.
        "reason": getattr(error, "problem_reason", str(error.reason)),
        "message": str(error),
        "remedy": commands_in(error.remedy, error.metadata),
        "metadata": dict(error.metadata),
    }


def _print(problem: dict[str, Any]) -> None:
    from gateway.cli.output import print_json, print_problem

    if "--json" in sys.argv[1:]:
        print_json({"problem": problem})
    else:
        print_problem(problem["message"], problem["reason"], problem["remedy"])


if __name__ == "__main__":
    main()
