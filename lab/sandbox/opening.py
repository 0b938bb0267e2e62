"""Opens members' consoles on this machine: addresses, and people who can sign in at once.

They enrol as officers do, by a one-time link at the console's own door: what is tried here is what
an authority gets. Passwords and secrets are printed, since nothing in a rehearsal is real.

Several commands may have desks of one sandbox open: they open one after another, and the last one
that ends stops the sandbox, if one of them has started it.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import httpx2
import pyotp

from gateway.casework.permissions import OfficerRole
from gateway.cli.client import NodeClient
from gateway.domain.base import Model
from gateway.errors import UnavailableError
from gateway.settings import Settings
from lab.sandbox.federation import ENGINE
from lab.sandbox.morning_work import bring_work
from lab.sandbox.ports import LOOPBACK, free_ports
from lab.sandbox.supervisor import Sandbox

PEOPLE = {
    "officer": OfficerRole.OFFICER,
    "decider": OfficerRole.DECIDER,
    "reader": OfficerRole.READER,
}
"""Whom the console is opened for; accounts that are not there yet are made."""

_WORDS = "amber basin cedar delta ember fjord grove harbor inlet juniper kettle lantern meadow"
_COOKIE = "__Host-comity"
_CODE_STEP_S = 30


class Introduced(Model):
    """Somebody who can sign in.

    Attributes:
        secret: Of the one-time codes, as an authenticator takes it.
        code: That counts now; each counts once.
    """

    name: str
    role: OfficerRole
    password: str
    secret: str
    code: str


class OpenConsole(Model):
    """A console that answers.

    Attributes:
        member: Code of the member.
        address: To be opened in a browser on this machine.
    """

    member: str
    address: str
    people: tuple[Introduced, ...]


@contextmanager
def desks(
    sandbox: Sandbox, codes: Sequence[str], *, first: Callable[[], None] = lambda: None
) -> Iterator[tuple[OpenConsole, ...]]:
    """Open the desks of members; at the end, stop the sandbox if no other command needs it.

    Args:
        sandbox: Its processes; what does not run is started.
        codes: The members, in any order.
        first: Makes the sandbox where there is none; called while no other command opens desks.

    Raises:
        NotFoundError: There is no sandbox, or one is no member.
        UnavailableError: A node does not come up, or its console does not answer.
    """
    sandbox.folder.parent.mkdir(parents=True, exist_ok=True)
    door = sandbox.folder.with_name(f"{sandbox.folder.name}.opening")
    with sandbox.folder.with_name(f"{sandbox.folder.name}.desks").open("a+b") as open_desks:
        try:
            with _alone(door):
                fcntl.flock(open_desks, fcntl.LOCK_SH)
                first()
                opened = _opened(sandbox, codes, open_desks.fileno())
            yield opened
        finally:
            with _alone(door):
                _leave(sandbox, open_desks.fileno())


@contextmanager
def _alone(door: Path) -> Iterator[None]:
    """Wait until no other command opens or closes desks."""
    with door.open("ab") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _leave(sandbox: Sandbox, open_desks: int) -> None:
    """Stop the sandbox where no other command has a desk open and one of them has started it."""
    try:
        fcntl.flock(open_desks, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    if os.fstat(open_desks).st_size:
        os.ftruncate(open_desks, 0)
        sandbox.down()


def _opened(sandbox: Sandbox, codes: Sequence[str], open_desks: int) -> tuple[OpenConsole, ...]:
    settings = {code: _listening(sandbox, code) for code in dict.fromkeys(codes)}
    if ENGINE in sandbox.up():
        os.write(open_desks, b"started by a desk\n")
    return tuple(_console(sandbox, code, held) for code, held in settings.items())


def _console(sandbox: Sandbox, code: str, settings: Settings) -> OpenConsole:
    """Let three people in at a member's console that listens."""
    address = f"http://{settings.api_listen}"
    bring_work(sandbox, code)
    with sandbox.client(code) as administrator:
        people = tuple(
            _introduced(administrator, address, name, role) for name, role in PEOPLE.items()
        )
    return OpenConsole(member=code, address=f"{address}/desk/", people=people)


def _listening(sandbox: Sandbox, code: str) -> Settings:
    """Return the settings of a member that listens on loopback; one that did not is stopped."""
    settings = sandbox.settings(code)
    if settings.api_listen:
        return settings
    listening = settings.model_validate(
        {**settings.model_dump(), "api_listen": f"{LOOPBACK}:{free_ports(1)[0]}"}
    )
    listening.save()
    sandbox.stop(code)
    return listening


def _introduced(
    administrator: NodeClient, address: str, name: str, role: OfficerRole
) -> Introduced:
    accounts = administrator.walk("/officers")
    if not any(each["name"] == name for each in accounts):
        administrator.post("/officers", {"name": name, "role": str(role)})
    link = administrator.post("/officers/console-links", {"name": name})["path"]
    password = " ".join(secrets.choice(_WORDS.split()) for _ in range(4))
    secret = _enrol(address, link, password)
    codes = pyotp.TOTP(secret)
    # The code with which she enrolled counts no more; the next one does already.
    following = codes.at(int(time.time()) + _CODE_STEP_S)
    return Introduced(name=name, role=role, password=password, secret=secret, code=following)


def _enrol(address: str, link: str, password: str) -> str:
    """Enrol at the console as a browser does; return the secret of the codes."""
    with httpx2.Client(base_url=address) as browser:
        page = browser.get(link)
        text = unescape(page.text)
        secret = _found(text, r'class="secret">([A-Z2-7 ]+)<').replace(" ", "")
        # By hand: a client that is no browser sends no Secure cookie to a loopback address.
        visitor = page.cookies[_COOKIE]
        fields = {
            "form_token": _found(text, r'name="form_token" value="([^"]+)"'),
            "link": link.partition("?link=")[2],
            "password": password,
            "again": password,
            "code": pyotp.TOTP(secret).now(),
        }
        done = browser.post(
            "/desk/enrol",
            data=fields,
            headers={"Cookie": f"{_COOKIE}={visitor}", "Sec-Fetch-Site": "same-origin"},
        )
    if not done.is_redirect:
        raise UnavailableError(
            f"the console answered {done.status_code} to an enrolment",
            remedy="Read the log of the member's gateway.",
        )
    return secret


def _found(text: str, pattern: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise UnavailableError(
            "the console's page of enrolment is not what was expected",
            remedy="Read the log of the member's gateway.",
        )
    return found[1]
