"""A national system shows a certificate to its node: by a real handshake, and by nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from certs.layout import FederationFiles
from gateway.api.app import PREFIX
from gateway.casework.accounts.officers import NewOfficer, make_officer
from gateway.casework.handlers.workflow_steps import sweep
from gateway.casework.permissions import OfficerRole
from tests.support.cases import application
from tests.support.federation_case import START, CaseFederation, case_federation
from tests.support.machine_certificates import MachineAuthority, MachineCertificate, days_ago
from tests.support.ports import free_ports
from tests.support.served import Served, served

REFUSED = (httpx2.ReadError, httpx2.RemoteProtocolError, httpx2.ConnectError)
"""How the other end sees that TLS 1.3 refuses its certificate: with its first request."""


@dataclass
class Network:
    """A node that systems reach by TLS, and the authority that certifies them."""

    federation: CaseFederation
    authority: MachineAuthority
    node: Served
    port: int
    administrator: str
    system: NewOfficer
    shown: MachineCertificate

    def client(self, shown: MachineCertificate | None = None) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            verify=self.authority.client(shown),
            base_url=f"https://localhost:{self.port}{PREFIX}",
            timeout=60,  # a busy machine
        )

    async def ask(
        self, shown: MachineCertificate | None, path: str = "/cases", **headers: str
    ) -> httpx2.Response:
        """Ask once, over a connection of its own."""
        async with self.client(shown) as client:
            return await client.get(path, headers=headers)

    async def post(self, path: str, **body: Any) -> httpx2.Response:
        """Send as the administrator does, who has a token and no certificate."""
        async with self.client() as client:
            return await client.post(path, json=body, headers=bearer(self.administrator))

    async def bind(self, shown: MachineCertificate, **more: Any) -> dict[str, Any]:
        answer = await self.post(
            "/officers/certificates", **({"name": "elan", "certificate": shown.pem} | more)
        )
        assert answer.status_code == 201, answer.text
        assert answer.headers["location"].endswith("/officers/elan")
        line: dict[str, Any] = answer.json()
        return line


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def said(answer: httpx2.Response) -> tuple[int, str, str]:
    return answer.status_code, answer.json()["reason"], answer.json()["detail"]


@pytest.fixture
async def network(
    case_files: FederationFiles, tmp_path: Path, new_sqlite: Callable[[str], str]
) -> AsyncIterator[Network]:
    async with open_network(case_files, tmp_path, new_sqlite) as opened:
        yield opened


@asynccontextmanager
async def open_network(
    files: FederationFiles,
    folder: Path,
    new: Callable[[str], str],
    authority: MachineAuthority | None = None,
    **said: Any,
) -> AsyncIterator[Network]:
    authority = authority or MachineAuthority(folder / "machines")
    shown = authority.server()
    async with case_federation(files, folder / "n", new, codes=("DE",)) as federation:
        desk = federation["DE"]
        (port,) = free_ports(1)
        desk.settings = desk.settings.model_validate(
            desk.settings.model_dump()
            | {
                "api_tls_listen": f"127.0.0.1:{port}",
                "api_tls_cert": str(shown.certificate),
                "api_tls_key": str(shown.key),
                "api_tls_client_ca": str(authority.file),
            }
            | said
        )
        administrator, system = desk.node.db.write_sync(
            lambda conn: [
                make_officer(conn, name=name, role=role, at=START)
                for name, role in (
                    ("adam", OfficerRole.ADMINISTRATOR),
                    ("elan", OfficerRole.SYSTEM),
                )
            ]
        )
        async with served(desk) as node:
            yield Network(federation, authority, node, port, administrator.token, system, shown)


async def test_a_system_files_with_its_certificate_alone(network: Network) -> None:
    shown = network.authority.system("elan.example")
    line = await network.bind(shown)
    assert (line["subject"], line["until"][:10]) == ("CN=elan.example", "2045-01-01")
    async with network.client(shown) as client:
        filed = await client.post("/applications", json=application().model_dump(mode="json"))
        assert filed.status_code == 201, filed.text
        told = (await client.get("/events")).json()
    assert {each["subject"] for each in told} >= {filed.json()["case_id"]}
    # It is the account's own case, and what the account may is all that the certificate may.
    assert (await network.ask(shown, "/denials")).status_code == 403


async def test_who_shows_nothing_or_a_strange_certificate_is_told_so(network: Network) -> None:
    stranger = network.authority.system("stranger")
    assert said(await network.ask(None)) == (401, "TOKEN_INVALID", "no token was given")
    refused = await network.ask(stranger)
    assert said(refused)[:2] == (401, "TOKEN_INVALID")
    assert "`bindCertificate`" in refused.json()["remedy"]
    # A token goes on opening beside a certificate that nobody is bound to.
    answer = await network.ask(stranger, **bearer(network.system.token))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "what",
    [
        {"ends": days_ago(1)},
        {"begins": days_ago(-1)},
        {"purpose": ExtendedKeyUsageOID.SERVER_AUTH},
    ],
    ids=["ended", "not yet", "for a server"],
)
async def test_the_handshake_refuses(network: Network, what: dict[str, Any]) -> None:
    shown = network.authority.system("elan.example", **what)
    with pytest.raises(REFUSED):
        await network.ask(shown, **bearer(network.system.token))


async def test_the_handshake_refuses_who_another_authority_vouches_for(
    network: Network, tmp_path: Path
) -> None:
    shown = MachineAuthority(tmp_path / "other").system("elan.example")
    with pytest.raises(REFUSED):
        await network.ask(shown, **bearer(network.system.token))


async def test_no_header_says_who_a_client_is(network: Network) -> None:
    """ADR 0024: neither over the network nor over the socket, whatever proxies call it."""
    shown = network.authority.system("elan.example")
    await network.bind(shown)
    flat = "".join(shown.pem.splitlines()[1:-1])
    forged = {
        "Client-Cert": f":{flat}:",
        "X-SSL-Client-Cert": quote(shown.pem),
        "X-Forwarded-Client-Cert": f'Hash=00;Cert="{quote(shown.pem)}";Subject="CN=elan.example"',
        "X-Client-Verify": "SUCCESS",
        "X-Forwarded-User": "elan",
    }
    assert said(await network.ask(None, **forged))[:2] == (401, "TOKEN_INVALID")
    stranger = network.authority.system("stranger")
    assert said(await network.ask(stranger, **forged))[:2] == (401, "TOKEN_INVALID")
    settings = network.federation["DE"].settings
    socket = httpx2.AsyncHTTPTransport(uds=str(settings.path(settings.api_socket)))
    async with httpx2.AsyncClient(transport=socket, base_url=f"http://node{PREFIX}") as client:
        assert (await client.get("/cases", headers=forged)).status_code == 401


async def test_a_key_is_changed_without_a_gap_and_taken_away_at_once(network: Network) -> None:
    first, second, third = (network.authority.system(f"elan {n}") for n in range(3))
    line = await network.bind(first)
    await network.bind(second)
    assert [(await network.ask(each)).status_code for each in (first, second)] == [200, 200]
    more = await network.post("/officers/certificates", name="elan", certificate=third.pem)
    assert said(more)[:2] == (409, "STATE_CONFLICT")
    assert "`withdrawCertificate`" in more.json()["remedy"]
    async with network.client(first) as client:  # a connection that stays open
        assert (await client.get("/cases")).status_code == 200
        gone = await network.post("/officers/certificates/withdrawal", name="elan", id=line["id"])
        assert gone.status_code == 204
        assert (await client.get("/cases")).status_code == 401
    assert (await network.ask(second)).status_code == 200
    again = await network.post("/officers/certificates/withdrawal", name="elan", id=line["id"])
    assert said(again)[:2] == (404, "NOT_FOUND")
    withdrawn = await network.post("/officers/withdrawal", name="elan")
    assert withdrawn.status_code == 204
    assert (await network.ask(second)).status_code == 401


async def test_a_certificate_renewed_for_the_same_key_is_taken_as_it_is(network: Network) -> None:
    old = network.authority.system("elan.example", ends=START + timedelta(days=20))
    await network.bind(old)
    await sweep(network.federation["DE"].node.office)
    kinds = [each.kind for each in await network.federation["DE"].tasks()]
    assert "certificate.ending" in kinds
    renewed = network.authority.system("elan.example", key=old.private)
    assert (await network.ask(renewed)).status_code == 200
    await network.federation["DE"].node.db.write(lambda _: None)  # behind the note of its use
    await sweep(network.federation["DE"].node.office)
    kinds = [each.kind for each in await network.federation["DE"].tasks()]
    assert "certificate.ending" not in kinds


async def test_a_certificate_that_ends_closes_a_connection_that_is_open(network: Network) -> None:
    ends = days_ago(-1)
    shown = network.authority.system("elan.example", ends=ends)
    await network.bind(shown)
    async with network.client(shown) as client:
        assert (await client.get("/cases")).status_code == 200
        network.federation.clock.at = ends + timedelta(minutes=1)
        await network.post("/officers", name="other", role="reader")  # or it is believed a second
        assert said(await client.get("/cases"))[2] == "the certificate has ended"


async def test_beside_a_token_neither_opens_alone(network: Network) -> None:
    shown = network.authority.system("elan.example")
    await network.bind(shown, with_token=True)
    alone = await network.ask(shown)
    assert said(alone) == (401, "TOKEN_INVALID", "this certificate opens beside a token only")
    token = network.system.token
    copied = await network.ask(None, **bearer(token))
    assert said(copied)[:2] == (401, "TOKEN_INVALID")
    assert "beside the certificate" in copied.json()["detail"]
    assert (await network.ask(shown, **bearer(token))).status_code == 200
    stranger = network.authority.system("stranger")
    assert (await network.ask(stranger, **bearer(token))).status_code == 401
    other = (await network.post("/officers", name="other", role="system")).json()["token"]
    mixed = await network.ask(shown, **bearer(other))
    assert said(mixed)[2] == "the token is of another account than the certificate"


async def test_a_certificate_may_less_than_its_account(network: Network) -> None:
    shown = network.authority.system("elan.example")
    await network.bind(shown, scopes=["read_changes"])
    assert (await network.ask(shown, "/events")).status_code == 200
    assert (await network.ask(shown, "/cases")).status_code == 403


async def test_what_cannot_be_bound_says_why(network: Network) -> None:
    shown = network.authority.system("elan.example")
    await network.post("/officers", name="vera", role="officer")
    cases: list[tuple[dict[str, Any], int, str]] = [
        ({"name": "vera", "certificate": shown.pem}, 422, "name"),
        ({"name": "nobody", "certificate": shown.pem}, 404, "name"),
        ({"name": "elan", "certificate": "nonsense"}, 422, "certificate"),
        ({"name": "elan", "certificate": shown.key.read_text()}, 422, "certificate"),
        ({"name": "elan", "certificate": shown.pem * 2}, 422, "certificate"),
        ({"name": "elan", "certificate": shown.pem, "scopes": ["decide"]}, 422, "scopes"),
    ]
    for body, status, field in cases:
        answer = await network.post("/officers/certificates", **body)
        assert (answer.status_code, answer.json()["metadata"]["field"]) == (status, field)
    await network.bind(shown)
    await network.post("/officers", name="other", role="system")
    twice = await network.post("/officers/certificates", name="other", certificate=shown.pem)
    assert said(twice)[:2] == (409, "STATE_CONFLICT")


async def test_an_administrator_binds_lists_and_withdraws_by_commands(
    network: Network, tmp_path: Path
) -> None:
    shown = network.authority.system("elan.example")
    by = ("--token", network.administrator)
    bound = await network.node.run(
        "officer", "certificate", "bind", "elan", str(shown.certificate), *by
    )
    assert (bound.code, bound.err) == (0, "")
    listed = await network.node.run("officer", "list", *by)
    assert "CN=elan.example, until" in listed.out
    binary = tmp_path / "elan.der"
    binary.write_bytes(b"\x30\x82\xff")
    refused = await network.node.run("officer", "certificate", "bind", "elan", str(binary), *by)
    assert (refused.code, "openssl x509" in refused.err) == (10, True)
    (line,) = [
        each["certificates"][0]
        for each in (await network.ask(None, "/officers", **bearer(network.administrator))).json()[
            "items"
        ]
        if each["certificates"]
    ]
    gone = await network.node.run("officer", "certificate", "withdraw", "elan", line["id"], *by)
    assert gone.code == 0
    assert (await network.ask(shown)).status_code == 401


async def test_a_client_that_speaks_no_tls_is_let_go(network: Network) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", network.port)
    writer.write(b"GET /api/v1/status HTTP/1.1\r\nHost: node\r\n\r\n")
    async with asyncio.timeout(5):
        assert b"HTTP" not in await reader.read()
    writer.close()
