"""Opens a member's console on this machine: an address, and people who can sign in at once.

They enrol as officers do, by a one-time link at the console's own door: what is tried here is what
an authority gets. Passwords and secrets are printed, since nothing in a rehearsal is real.
"""

from __future__ import annotations

import re
import secrets
import time
from html import unescape

import httpx2
import pyotp

from gateway.casework.office.permissions import OfficerRole
from gateway.cli.client import NodeClient
from gateway.domain.base import Model
from gateway.errors import UnavailableError
from gateway.settings import Settings
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
        address: To be opened in a browser on this machine.
    """

    address: str
    people: tuple[Introduced, ...]


def open_console(sandbox: Sandbox, code: str) -> OpenConsole:
    """Have a member's node listen on loopback, and let three people in.

    Args:
        sandbox: Its processes; what does not run is started.
        code: The member.

    Raises:
        NotFoundError: It is no member.
        UnavailableError: The node does not come up, or its console does not answer.
    """
    sandbox.up()
    settings = _listening(sandbox, code)
    address = f"http://{settings.api_listen}"
    bring_work(sandbox, code)
    with sandbox.client(code) as administrator:
        people = tuple(
            _introduced(administrator, address, name, role) for name, role in PEOPLE.items()
        )
    return OpenConsole(address=f"{address}/desk/", people=people)


def _listening(sandbox: Sandbox, code: str) -> Settings:
    """Return the settings of a member that listens; one that did not is started anew."""
    settings = sandbox.settings(code)
    if settings.api_listen:
        return settings
    listening = settings.model_validate(
        {**settings.model_dump(), "api_listen": f"{LOOPBACK}:{free_ports(1)[0]}"}
    )
    listening.save()
    sandbox.stop(code)
    sandbox.start(code)
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
