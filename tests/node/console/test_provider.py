"""Sign-in at a provider: what a token must say, one by one, and two providers that others wrote."""

from __future__ import annotations

import base64
import hashlib
import warnings
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwk, jwt
from joserfc.errors import SecurityWarning
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.casework.accounts.officers import withdraw_officer
from gateway.casework.accounts.signin.local_accounts import make_console_link
from gateway.casework.accounts.signin.sessions import PROVED_FOR
from gateway.casework.permissions import OfficerRole
from gateway.console.access import cookies
from gateway.console.access.oidc import Provider, ProviderSettings
from gateway.console.app import create_console
from tests.node.console.conftest import ConsoleDoor
from tests.support.officers_browser import ORIGIN, Clock, OfficersBrowser, Shown

ISSUER, CLIENT = "https://login.test", "comity-console"
OFFICER = OfficerRole.OFFICER


@dataclass
class OwnProvider:
    """A provider that says what a test has it say, and keeps to PKCE."""

    clock: Clock
    keys: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    signer: str = "one"
    asked: dict[str, str] = field(default_factory=dict)
    fetched: int = 0

    def __post_init__(self) -> None:
        self.keys["one"] = jwk.ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._configuration),
                Route("/keys", self._keys),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    async def _configuration(self, _: Request) -> Response:
        said = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "authorization_response_iss_parameter_supported": True,
        }
        return JSONResponse(said | self.metadata)

    async def _keys(self, _: Request) -> Response:
        self.fetched += 1
        return JSONResponse({"keys": [each.as_dict(private=False) for each in self.keys.values()]})

    async def _token(self, request: Request) -> Response:
        form = await request.form()

        made = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        challenge = base64.urlsafe_b64encode(made).decode().rstrip("=")
        if challenge != self.asked["code_challenge"] or form["code"] != "code":
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(self.clock.at)
        claims = {
            "iss": ISSUER,
            "aud": CLIENT,
            "sub": "anna-1",
            "exp": now + 300,
            "iat": now,
            "auth_time": now,
            "nonce": self.asked["nonce"],
        } | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": "ES256", "kid": "one"} | self.header
        key = self.keys[self.signer]
        algorithms = [header["alg"]]
        with warnings.catch_warnings():  # of algorithms that a test has it use on purpose
            warnings.simplefilter("ignore", SecurityWarning)
            token = jwt.encode(header, claims, key, algorithms=algorithms)
        return JSONResponse({"id_token": token})


@dataclass
class Setting:
    """A console whose officers sign in at a provider of ours."""

    door: ConsoleDoor
    provider: OwnProvider
    app: Starlette

    def browser(self) -> OfficersBrowser:
        self.door.opened.append(OfficersBrowser(self.app))
        return self.door.opened[-1]

    async def back(self, browser: OfficersBrowser, path: str, **answer: str) -> Shown:
        """Go to the provider from a page, and come back with its answer."""
        sent = await browser.client.get(path)
        return await self.from_address(browser, sent.headers["location"], **answer)

    async def from_address(self, browser: OfficersBrowser, address: str, **answer: str) -> Shown:
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{ISSUER}/authorize"
        self.provider.asked = {name: each[0] for name, each in parse_qs(parts.query).items()}
        said = {"code": "code", "state": self.provider.asked["state"], "iss": ISSUER} | answer
        query = {name: value for name, value in said.items() if value}
        return await browser.send("GET", "/desk/provider/return", params=query)

    async def enrolled(self) -> OfficersBrowser:
        """The browser of an officer whose identity was bound by a link."""
        office, browser = self.door.desk.node.office, self.browser()
        made = await make_console_link(office, self.door.administrator, "officer")
        await browser.open(made.path)
        shown = await browser.submit("/desk/provider/enrol")
        address = next(each for each in shown.links if each.startswith(ISSUER))
        come = await self.from_address(browser, address)
        assert come.path == "/desk/inbox", come.words
        return browser


@pytest.fixture
async def setting(console: ConsoleDoor) -> Setting:
    own = OwnProvider(console.clock)
    transport = httpx2.ASGITransport(app=own.app())
    provider = Provider(
        ProviderSettings(issuer=ISSUER, client_id=CLIENT, client_secret="s", origin=ORIGIN),
        client=lambda: httpx2.AsyncClient(transport=transport),
        now=console.clock,
    )
    office = console.desk.node.office
    app = create_console(office, signing=console.signing, provider=provider)
    return Setting(console, own, app)


async def test_a_link_binds_an_identity_and_it_opens_the_account(setting: Setting) -> None:
    stranger = setting.browser()
    refused = await setting.back(stranger, "/desk/provider/sign-in")
    assert (refused.status, "no account here is yours" in refused.words) == (401, True)
    await setting.enrolled()
    browser = setting.browser()
    shown = await setting.back(browser, "/desk/provider/sign-in?next=%2Fdesk%2Faccount")
    assert (shown.path, "officer" in shown.words) == ("/desk/account", True)
    assert setting.provider.asked["code_challenge_method"] == "S256"
    assert setting.provider.asked["scope"] == "openid"
    await withdraw_officer(setting.door.desk.node.office, setting.door.administrator, "officer")
    assert (await browser.open("/desk/account")).path == "/desk/sign-in"
    again = await setting.back(setting.browser(), "/desk/provider/sign-in")
    assert again.status == 401


ANSWERS = {
    "of another request": {"state": "another"},
    "without a state": {"state": ""},
    "of another provider": {"iss": "https://evil.test"},
    "without the issuer that is promised": {"iss": ""},
    "without a code": {"code": "", "error": "access_denied"},
    "with a code of somebody else": {"code": "another"},
}


async def test_an_answer_that_is_none_to_this_request_opens_nothing(setting: Setting) -> None:
    await setting.enrolled()
    for what, answer in ANSWERS.items():
        browser = setting.browser()
        shown = await setting.back(browser, "/desk/provider/sign-in", **answer)
        assert shown.status == 401, (what, shown.words)
        assert (await browser.open("/desk/account")).path == "/desk/sign-in"


def claims_that_do_not_hold(now: int) -> dict[str, dict[str, Any]]:
    return {
        "of another provider": {"iss": "https://evil.test"},
        "for another client": {"aud": "another"},
        "for two and given to nobody": {"aud": [CLIENT, "another"]},
        "given to somebody else": {"aud": [CLIENT, "another"], "azp": "another"},
        "ended": {"exp": now - 120},
        "without an end": {"exp": None},
        "of the future": {"iat": now + 3600},
        "of another request": {"nonce": "another"},
        "without a nonce": {"nonce": None},
        "of nobody": {"sub": None},
        "of a subject without measure": {"sub": "x" * 256},
    }


async def test_a_token_that_says_anything_else_opens_nothing(setting: Setting) -> None:
    await setting.enrolled()
    for what, claims in claims_that_do_not_hold(int(setting.door.clock.at)).items():
        setting.provider.claims = claims
        shown = await setting.back(setting.browser(), "/desk/provider/sign-in")
        assert shown.status == 401, (what, shown.words)
    setting.provider.claims = {"aud": [CLIENT, "another"], "azp": CLIENT}
    shown = await setting.back(setting.browser(), "/desk/provider/sign-in")
    assert shown.path == "/desk/inbox"


async def test_algorithms_are_a_closed_list_and_keys_are_the_providers(setting: Setting) -> None:
    await setting.enrolled()
    own = setting.provider
    own.keys["secret"] = jwk.OctKey.generate_key(256, {"kid": "secret"})
    own.keys["other"] = jwk.ECKey.generate_key("P-384", {"kid": "other"})
    for signer, header in (
        ("secret", {"alg": "HS256", "kid": "secret"}),
        ("other", {"alg": "ES384", "kid": "other"}),
    ):
        own.signer, own.header = signer, header
        shown = await setting.back(setting.browser(), "/desk/provider/sign-in")
        assert shown.status == 401, signer
    # A key that came since is fetched, once.
    own.keys["two"] = jwk.OKPKey.generate_key("Ed25519", {"kid": "two", "use": "sig"})
    own.signer, own.header, before = "two", {"alg": "EdDSA", "kid": "two"}, own.fetched
    shown = await setting.back(setting.browser(), "/desk/provider/sign-in")
    assert (shown.path, own.fetched) == ("/desk/inbox", before + 1)


async def test_an_answer_counts_once_and_in_its_own_browser(setting: Setting) -> None:
    await setting.enrolled()
    browser, other = setting.browser(), setting.browser()
    await setting.back(browser, "/desk/provider/sign-in")
    state = setting.provider.asked["state"]
    for each in (browser, other):
        again = await each.send(
            "GET",
            "/desk/provider/return",
            params={"code": "code", "state": state, "iss": ISSUER},
        )
        assert again.status == 401


async def test_step_up_wants_a_fresh_authentication_of_the_same_person(setting: Setting) -> None:
    browser, own = await setting.enrolled(), setting.provider
    setting.door.federation.clock.at += PROVED_FOR
    before = browser.client.cookies[cookies.SESSION]
    way = "/desk/provider/confirm?next=%2Fdesk%2Faccount"
    for claims in (
        {"auth_time": None},
        {"auth_time": int(setting.door.clock.at) - 3600},
        {"sub": "somebody-else"},
    ):
        own.claims = claims
        assert (await setting.back(browser, way)).status == 401, claims
    own.claims = {}
    shown = await setting.back(browser, way)
    assert shown.path == "/desk/account"
    assert (own.asked["prompt"], own.asked["max_age"]) == ("login", "0")
    assert browser.client.cookies[cookies.SESSION] != before


async def test_a_provider_that_is_no_provider_is_not_believed(setting: Setting) -> None:
    for metadata in (
        {"issuer": "https://evil.test"},
        {"token_endpoint": "http://login.test/token"},
        {"jwks_uri": 7},
    ):
        setting.provider.metadata = metadata
        shown = await setting.browser().open("/desk/sign-in")
        assert "/desk/provider/sign-in?next=%2Fdesk%2F" in " ".join(shown.links)
        answer = await setting.browser().open("/desk/provider/sign-in")
        assert answer.status == 503, metadata
