"""Two providers that others wrote, one in Node and one in Python: officers sign in at each."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx2
import pytest

from gateway.casework.accounts.signin.local_accounts import make_console_link
from gateway.casework.accounts.signin.sessions import PROVED_FOR
from gateway.casework.permissions import OfficerRole
from gateway.console.access.oidc import CALLBACK, Provider, ProviderSettings
from gateway.console.app import create_console
from tests.node.console.conftest import ConsoleDoor
from tests.support.node_packages import installed, node
from tests.support.officers_browser import ORIGIN, OfficersBrowser, page_of
from tests.support.ports import free_ports

SECRET = "a-secret-of-the-test"
WITHIN_S = 60.0

SETTINGS = """config_version: 1
server:
  host: "127.0.0.1"
  port: {port}
oauth:
  issuer: "http://127.0.0.1:{port}"
  audience: "comity-console"
  clients:
    - client_id: "comity-console"
      client_secret: "{secret}"
      redirect_uris: ["{redirect}"]
"""


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`oidc-provider` of its lock, in a folder of its own."""
    return installed("provider", tmp_path_factory.mktemp("provider"))


def in_node(folder: Path, port: int) -> list[str]:
    return [node(), str(folder / "provider.mjs"), str(port), ORIGIN + CALLBACK, SECRET]


def in_python(folder: Path, port: int) -> list[str]:
    program = [str(Path(sys.executable).parent / "nanoidp")]
    subprocess.run([*program, "init", str(folder)], check=True, capture_output=True, timeout=60)
    text = SETTINGS.format(port=port, secret=SECRET, redirect=ORIGIN + CALLBACK)
    (folder / "settings.yaml").write_text(text, encoding="utf-8")
    return [*program, "--config", str(folder), "--host", "127.0.0.1", "--port", str(port)]


@pytest.fixture(params=["oidc-provider", "nanoidp"])
def issuer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    [port] = free_ports(1)
    if request.param == "oidc-provider":
        command = in_node(request.getfixturevalue("provider"), port)
    else:
        command = in_python(tmp_path / "idp", port)
    with (tmp_path / "provider.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=tmp_path)
    try:
        wait_for(lambda: answers(f"http://127.0.0.1:{port}"), process, tmp_path / "provider.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def wait_for(look: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + WITHIN_S
    while not look():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.1)


def answers(issuer: str) -> bool:
    try:
        found = httpx2.get(f"{issuer}/.well-known/openid-configuration")
    except httpx2.HTTPError:
        return False
    return found.status_code == 200


def come_back_from(address: str) -> str:
    """Show at a provider who one is, as a person does; return the query of the way back."""
    who = {"login": "admin", "username": "admin", "password": "admin"}
    with httpx2.Client() as browser:
        answer = browser.get(address)
        for _ in range(12):
            here = str(answer.url)
            if answer.is_redirect:
                target = urljoin(here, answer.headers["location"])
                if target.startswith(ORIGIN):
                    return urlsplit(target).query
                answer = browser.get(target)
                continue
            [form, *_] = page_of(answer.text).forms
            fields = {name: who.get(name, value) for name, value in form.fields.items()}
            answer = browser.post(urljoin(here, form.action or here), data=fields)
    raise AssertionError(answer.text)


async def test_an_officer_signs_in_and_shows_herself_again(
    console: ConsoleDoor, issuer: str
) -> None:
    settings = ProviderSettings(
        issuer=issuer, client_id="comity-console", client_secret=SECRET, origin=ORIGIN
    )
    office = console.desk.node.office
    app = create_console(office, signing=console.signing, provider=Provider(settings))
    browser = OfficersBrowser(app)
    console.opened.append(browser)
    made = await make_console_link(office, console.administrator, "officer")
    await browser.open(made.path)
    shown = await browser.submit("/desk/provider/enrol")
    address = next(each for each in shown.links if each.startswith(issuer))
    come = await browser.open(f"{CALLBACK}?{come_back_from(address)}")
    assert come.path == "/desk/inbox", come.words
    await browser.submit("/desk/sign-out")
    for way in ("/desk/provider/sign-in", "/desk/provider/confirm?next=%2Fdesk%2Faccount"):
        sent = await browser.client.get(way)
        come = await browser.open(f"{CALLBACK}?{come_back_from(sent.headers['location'])}")
        assert come.status == 200, come.words
        console.federation.clock.at += PROVED_FOR
    assert come.path == "/desk/account"
    assert re.search(r"\bofficer\b", come.words)
    assert OfficerRole.OFFICER in console.people
