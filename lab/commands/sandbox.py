"""`comity sandbox`: a whole federation on this machine, each member with its own keys."""

from __future__ import annotations

import contextlib
import shlex
import shutil
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.output import JsonFlag, err, out, print_json, print_table
from lab.commands.simulation import simulate

if TYPE_CHECKING:
    from gateway.cli.bars import Bar
    from lab.sandbox.opening import OpenConsole
    from lab.sandbox.supervisor import Sandbox, SandboxStatus

app = typer.Typer(help="A whole federation on this machine.", no_args_is_help=True)

HomeOption = Annotated[Path, typer.Option("--home", help="Folder of the sandbox.")]
MemberArgument = Annotated[str, typer.Argument(help="Code of the member, e.g. NL.")]
_FIRST = ("DE", "FR", "NL", "EU")
_ALL = "all"
_HOME = Path("var/sandbox")
_SHORT = 40  # of a line beside a bar
_DEMO = Path("demo-out")


@app.command()
def up(
    members: Annotated[
        str | None,
        typer.Option(
            help="Members of a new sandbox, e.g. DE,FR,NL,EU (these if absent), or all: "
            "the 29 authorities of the Union, of which Belgium has three, and EU."
        ),
    ] = None,
    suite: Annotated[str, typer.Option(help="classic or hybrid signatures.")] = "hybrid",
    home: HomeOption = _HOME,
    as_json: JsonFlag = False,
) -> None:
    """Start the sandbox, or what of it does not run; it goes on when this command ends."""
    from lab.sandbox.state import FILE
    from lab.sandbox.supervisor import Sandbox

    codes = members_of(members) if members else None
    if codes is None and not (home / FILE).exists():
        codes = _FIRST
    with _bar(quiet=as_json) as bar:
        doing = bar.add_task("sandbox", total=None)

        def say(line: str) -> None:
            bar.update(doing, description=line[:_SHORT])
            if not as_json:
                err.print(f"[dim]{line}[/]", soft_wrap=True)

        def far(up: int, of: int) -> None:
            bar.update(doing, completed=up, total=of)

        sandbox = Sandbox(home, say=say, far=far)
        started = sandbox.up(codes, suite=suite)
    status = sandbox.status()
    if as_json:
        print_json({"started": started, **status.model_dump(mode="json")})
        return
    out.print(f"started: {', '.join(started)}" if started else "everything was up already")
    _show(status)
    first = status.members[0]
    out.print(f"Next, as an officer of {first.code}:")
    for line in next_steps(Path(first.home)):
        out.print(f"  {line}", soft_wrap=True, markup=False, highlight=False)


def union() -> tuple[str, ...]:
    """Return every competent authority of the Union, of which Belgium has three, and ``EU``."""
    from gateway.domain.authority import COMMISSION
    from lab.synthetic_year.plan import shipped_plan

    return (*sorted(shipped_plan().authorities), COMMISSION)


def members_of(said: str) -> tuple[str, ...]:
    """Return the members that are named with commas between them; ``all``: everybody."""
    codes = tuple(code.strip() for code in said.split(",") if code.strip())
    return union() if codes == (_ALL,) else codes


def _bar(*, quiet: bool) -> Bar:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn

    from gateway.cli.bars import Bar

    of = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Bar(*of, console=err, quiet=quiet)


def next_steps(home: Path) -> tuple[str, ...]:
    """Return the lines that a newcomer types next in a shell, each of which works as it is.

    Args:
        home: A member's node's folder.
    """
    from gateway.casework.permissions import OfficerRole
    from lab.sandbox.federation import token_of

    program = shlex.quote("comity" if shutil.which("comity") else sys.argv[0])
    node, token = shlex.quote(str(home)), token_of(home, OfficerRole.OFFICER)
    return (
        f"export COMITY_NODE={node} COMITY_TOKEN={shlex.quote(f'@{token}')}",
        f"{program} case list",
        f"{program} form application --out application.json",
    )


@app.command()
def down(home: HomeOption = _HOME, as_json: JsonFlag = False) -> None:
    """Stop all of it; its folder stays."""
    stopped = _sandbox(home, quiet=as_json).down()
    if as_json:
        print_json({"stopped": stopped})
    else:
        out.print(f"stopped: {', '.join(stopped)}" if stopped else "nothing was up")


@app.command()
def status(home: HomeOption = _HOME, as_json: JsonFlag = False) -> None:
    """Show every member, its memory, the federation's clock; exit 18 when something is not up."""
    from gateway.errors import Family

    found = _sandbox(home, quiet=as_json).status()
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        _show(found)
    if not (found.engine_up and all(member.up for member in found.members)):
        raise typer.Exit(Family.UNAVAILABLE.exit_code)


@app.command()
def advance(
    days: Annotated[float, typer.Option(help="Days forward.")] = 0.0,
    hours: Annotated[float, typer.Option(help="Hours forward.")] = 0.0,
    to: Annotated[
        str | None, typer.Option(help="Instant to move to, e.g. 2026-12-18T10:00:00+01:00.")
    ] = None,
    home: HomeOption = _HOME,
    as_json: JsonFlag = False,
) -> None:
    """Move the clock of the whole federation forward; laws and calendars stay as they are."""
    by = timedelta(days=days, hours=hours)
    moved = _sandbox(home, quiet=as_json).advance(
        by=by or None, to=_instant(to) if to is not None else None
    )
    if as_json:
        print_json({"now": moved.isoformat()})
    else:
        out.print(f"It is now {moved.isoformat(timespec='seconds')} in the federation")


def _instant(text: str) -> datetime:
    from gateway.errors import InputError, Reason

    try:
        at = datetime.fromisoformat(text)
    except ValueError as exc:
        raise Reason.DATE_IMPOSSIBLE.error(
            f"to: {text[:40]!r} is not a date and time",
            remedy="Write it like 2026-12-18T10:00:00+01:00.",
            field="to",
        ) from exc
    if at.tzinfo is None:
        raise InputError(
            f"to: {text[:40]!r} has no offset",
            remedy="Add the offset, e.g. +01:00, or Z for UTC.",
            field="to",
        )
    return at


@app.command()
def stop(member: MemberArgument, home: HomeOption = _HOME, as_json: JsonFlag = False) -> None:
    """Cut off one member's gateway."""
    was = _sandbox(home, quiet=as_json).stop(member)
    if as_json:
        print_json({"member": member, "stopped": was})
    else:
        out.print(f"{member} is cut off" if was else f"{member} was not up")


@app.command()
def start(member: MemberArgument, home: HomeOption = _HOME, as_json: JsonFlag = False) -> None:
    """Start one member's gateway again."""
    started = _sandbox(home, quiet=as_json).start(member)
    if as_json:
        print_json({"member": member, "started": started})
    else:
        out.print(f"{member} is back" if started else f"{member} was up already")


@app.command("open")
def open_consoles(
    members: Annotated[list[str], typer.Argument(help="Codes of members, e.g. DE FR NL EU.")],
    home: Annotated[
        Path, typer.Option("--home", help="Folder of the sandbox; what `make demo` left if absent.")
    ] = _DEMO / "sandbox",
    as_json: JsonFlag = False,
) -> None:
    """Open the officers' consoles of members in this machine's browsers, until Ctrl-C."""
    import signal

    from lab.sandbox.opening import desks

    with desks(_sandbox(home, quiet=as_json), members, first=lambda: _play_demo(home)) as opened:
        if as_json:
            print_json({"desks": [each.model_dump(mode="json") for each in opened]})
        else:
            _show_desks(opened)
        ending = {signal.SIGINT, signal.SIGTERM}
        signal.pthread_sigmask(signal.SIG_BLOCK, ending)
        signal.sigwait(ending)


def _play_demo(home: Path) -> None:
    """Play the demo where its sandbox is asked for and there is none; people alone read of it."""
    from lab.demo.main_job import main as tell
    from lab.sandbox.state import FILE

    if home != _DEMO / "sandbox" or (home / FILE).exists():
        return
    err.print("[dim]there is none yet: the demo is played first[/]")
    with contextlib.redirect_stdout(sys.stderr):
        failed = tell(["--out", str(_DEMO)])
    if failed:
        raise typer.Exit(1)


def _show_desks(opened: Iterable[OpenConsole]) -> None:
    for desk in opened:
        out.print(f"[bold]The console of {desk.member}: {desk.address}[/]")
        for each in desk.people:
            out.print(f"  [bold]{each.name}[/] ({each.role})")
            out.print(f"    password  {each.password}")
            out.print(f"    secret    {each.secret}", soft_wrap=True)
            out.print(f"    code now  {each.code}")
    out.print("Take a secret into an authenticator, or wait: each code counts once.")
    out.print("It stays open until Ctrl-C; what others have opened stays open after that.")


def _sandbox(home: Path, *, quiet: bool) -> Sandbox:
    from lab.sandbox.supervisor import Sandbox

    def say(line: str) -> None:
        if not quiet:
            err.print(f"[dim]{line}[/]", soft_wrap=True)

    return Sandbox(home, say=say)


def _show(status: SandboxStatus) -> None:
    now = status.now.isoformat(timespec="seconds")
    moved = f", {timedelta(seconds=status.offset_s)} ahead" if status.offset_s else ""
    print_table(
        f"Sandbox in {status.folder}: it is {now}{moved}",
        ("Member", "Up", "Process", "MiB", "Peers at", "Folder", ""),
        (
            (
                member.code,
                "yes" if member.up else "NO",
                member.pid or "",
                "" if member.pss_mib is None else member.pss_mib,
                member.listen,
                member.home,
                member.detail,
            )
            for member in status.members
        ),
    )
    out.print(f"workflow engine at {status.engine}: {'up' if status.engine_up else 'NOT up'}")
    if status.pss_mib is not None:
        out.print(f"memory of all processes (PSS): {status.pss_mib:,.0f} MiB")


app.command()(simulate)
