"""`comity sandbox open`: three people sign in at each console, which answers on loopback."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import httpx2
import pytest

from gateway.errors import NotFoundError
from lab.sandbox.opening import Introduced, OpenConsole, desks
from lab.sandbox.state import EngineState, MemberState, SandboxState
from lab.sandbox.supervisor import Sandbox

COOKIE = "__Host-comity"


def signed_in(address: str, person: Introduced) -> str:
    """What somebody is shown who signs in with what was printed for her: account, inbox, tasks."""
    with httpx2.Client(base_url=address) as browser:
        page = browser.get("/desk/sign-in")
        visitor = page.cookies[COOKIE]
        [token] = set(re.findall(r'name="form_token" value="([^"]+)"', unescape(page.text)))
        answer = browser.post(
            "/desk/sign-in",
            data={
                "form_token": token,
                "name": person.name,
                "password": person.password,
                "code": person.code,
            },
            headers={"Cookie": f"{COOKIE}={visitor}", "Sec-Fetch-Site": "same-origin"},
        )
        session = answer.cookies.get(COOKIE, "")
        held = {"Cookie": f"{COOKIE}={session}"}
        seen = browser.get("/desk/account", headers=held)
        inbox = browser.get("/desk/inbox", headers=held)
        tasks = browser.get("/desk/tasks", headers=held)
    return (
        f"{seen.text} {inbox.text} {tasks.text}"
        if seen.status_code == 200
        else str(answer.status_code)
    )


@contextmanager
def opening(home: Path, *codes: str) -> Iterator[subprocess.Popen[str]]:
    """The command as somebody types it, ended as by Ctrl-C."""
    words = ["sandbox", "open", *codes, "--home", str(home), "--json"]
    command = [sys.executable, "-m", "gateway.cli.main", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def desks_of(process: subprocess.Popen[str]) -> dict[str, OpenConsole]:
    """The desks that a command has opened; it says nothing else and stays."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if line == "}\n":
            break
    told = json.loads(said)
    assert "desks" in told, said
    found = [OpenConsole.model_validate(each) for each in told["desks"]]
    return {each.member: each for each in found}


def answers(desk: OpenConsole) -> bool:
    try:
        return httpx2.get(f"{desk.address}sign-in").status_code == 200
    except httpx2.ConnectError:
        return False


def check(code: str, desk: OpenConsole) -> None:
    """Three people sign in, and find real work: an application, a question of another, its note."""
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/desk/", desk.address)
    assert [each.name for each in desk.people] == ["officer", "decider", "reader"]
    at = desk.address.removesuffix("/desk/")
    shown = {each.name: signed_in(at, each) for each in desk.people}
    assert [each for each, text in shown.items() if each not in text] == []
    asking = "FR" if code == "DE" else "DE"
    own = ("An answer is due", "MORNING-1", f"{asking}-C-2026-0000")
    for words in ("publish it in the Official Journal",) if code == "EU" else own:
        assert words in shown["officer"], (code, words)
    assert "MORNING-1" not in shown["reader"]


@pytest.mark.limit(900)  # two members and an engine come up as processes, beside other work
def test_a_desk_is_opened_by_a_command_and_closed(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "s")
    try:
        sandbox.up(["DE", "FR"], suite="classic")
        sandbox.down()
        with opening(sandbox.folder, "DE") as command:
            desk = desks_of(command)["DE"]
            check("DE", desk)
        assert not answers(desk)
        assert sandbox.down() == ()
    finally:
        sandbox.down()


@pytest.mark.long
@pytest.mark.limit(900)  # four members and an engine come up as processes, beside other work
def test_desks_are_opened_by_several_commands_and_closed_one_by_one(tmp_path: Path) -> None:
    """Each has work, the Commission's too; closing one leaves the others (officer2 M9)."""
    home = tmp_path / "s"
    sandbox = Sandbox(home)
    try:
        sandbox.up(["DE", "FR", "NL", "EU"], suite="classic")
        sandbox.down()
        with opening(home, "EU", "NL") as left, opening(home, "FR", "DE") as other:
            states, more = desks_of(left), desks_of(other)
            assert (list(states), list(more)) == (["EU", "NL"], ["FR", "DE"])
            for code, desk in (states | more).items():
                check(code, desk)
            with opening(home, "DE") as again:
                assert desks_of(again)["DE"].address == more["DE"].address
            assert all(answers(desk) for desk in (states | more).values())
            other.send_signal(signal.SIGINT)
            assert other.wait(60) == 0
            assert all(answers(desk) for desk in (states | more).values())
        assert not any(answers(desk) for desk in (states | more).values())
        assert sandbox.down() == ()
    finally:
        sandbox.down()


def test_one_that_is_no_member_is_named_and_nothing_is_started(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "s")
    members = {"DE": MemberState(home=str(tmp_path / "de"), listen="127.0.0.1:1")}
    SandboxState(engine=EngineState(port=1), members=members).save(sandbox.folder)
    with pytest.raises(NotFoundError, match="no member"), desks(sandbox, ["XX"]):
        pytest.fail("it was opened")
    assert SandboxState.load(sandbox.folder).engine.pid is None
