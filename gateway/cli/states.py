"""`comity states`: who is a Member State on a day, as data: show, check, announce."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from certs.law import Announcement
from gateway.cli.announcing import (
    FederationOption,
    NodeHomeOption,
    OperatorsOption,
    announce_file,
    announcement_of,
    install_file,
)
from gateway.cli.contract.shown import tell
from gateway.cli.options import arg, day_of, opt, read_bytes
from gateway.cli.output import JsonFlag
from gateway.domain.lawfile import parse_law, toml_table
from gateway.domain.states import State, States, StatesFile, shipped_states
from gateway.errors import Reason

app = typer.Typer(
    help="Who is a Member State from which day: show, check, announce.", no_args_is_help=True
)

FileArgument = Annotated[Path, arg("File of the States (TOML).")]


@app.command("show")
def show(
    on: Annotated[str, opt("Day that is asked about, YYYY-MM-DD.")] = "",
    home: Annotated[
        Path | None, opt("A node's folder, whose file of the States counts too.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show every State that is known, and whether it is a Member State on a day."""
    day = day_of(on, "on") if on else date.today()  # noqa: DTZ011 - the reader's own day
    states = _held(home)
    members = states.members(day).codes
    found = {
        "version": states.version,
        "on": day.isoformat(),
        "members": len(members),
        "states": [_data(each, day) for each in states.known],
    }
    said = f"{day}: {len(members)} Member States ({states.version})"
    tell(found, as_json=as_json, said=said)


@app.command("check")
def check(file: FileArgument, as_json: JsonFlag = False) -> None:
    """Check a file of the States before it is published, and say what it changes."""
    made = _read(file)[1]
    found = {"version": made.version, "sha256": made.digest, "changes": changes_of(made)}
    tell(found, as_json=as_json, said=f"{made.version} is in order")


@app.command("install")
def install(file: FileArgument, home: NodeHomeOption, as_json: JsonFlag = False) -> None:
    """Put a file of the States into a node's folder; the directory decides whether it counts."""
    install_file(_announcement(file), home, as_json=as_json)


@app.command("announce")
def announce(
    file: FileArgument,
    federation: FederationOption,
    operator: OperatorsOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Name it in the directory's next version and hand it to the members (operators)."""
    announce_file(_announcement(file), federation, operator, as_json=as_json)


def changes_of(made: StatesFile) -> list[dict[str, str]]:
    """Return what a file says otherwise than the one that comes with Comity."""
    before = shipped_states()
    after = {each.code: _span(each) for each in made.states}
    held = {each.code: _span(each) for each in before.known}
    return [
        {"state": code, "before": held.get(code, "not known"), "after": said}
        for code, said in sorted(after.items())
        if held.get(code) != said
    ]


def _span(state: State) -> str:
    if state.member_from is None:
        return "candidate" if state.candidate else "no Member State"
    until = f" until {state.member_until}" if state.member_until else ""
    return f"Member State from {state.member_from}{until}"


def _data(state: State, on: date) -> dict[str, Any]:
    return {**state.model_dump(mode="json"), "member": state.is_member(on)}


def _held(home: Path | None) -> States:
    found = []
    for path in sorted((home / "law").glob("*.toml")) if home is not None else ():
        raw = read_bytes(path)
        if _is_of_states(raw):
            found.append(parse_law(path.name, raw, StatesFile, reason=Reason.STATES_INVALID))
    return shipped_states().with_files(found)


def _is_of_states(raw: bytes) -> bool:
    try:
        # A national list names one State.
        return any(isinstance(toml_table(raw).get(key), list) for key in ("state", "population"))
    except ValueError:  # a broken file is the doctor's matter, whatever it was to be
        return False


def _read(file: Path) -> tuple[bytes, StatesFile]:
    raw = read_bytes(file)
    return raw, parse_law(file.name, raw, StatesFile, reason=Reason.STATES_INVALID)


def _announcement(file: Path) -> Announcement:
    raw, made = _read(file)
    return announcement_of("states", made, raw)
