"""The share of each account, places, abandoned requests, and whose token it is."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
import pytest
from sqlalchemy import Connection

from gateway.api import admission
from gateway.api.admission import MOST_WAITING, PLACES, PLACES_EACH, Accounts, Places
from gateway.api.app import PREFIX, create_app
from gateway.casework.accounts.certificates import Credentials, identify
from gateway.casework.accounts.officers import make_officer, withdraw_officer
from gateway.casework.accounts.tokens import authenticate
from gateway.casework.permissions import OfficerRole
from gateway.casework.services import Office
from gateway.errors import ComityError, Reason
from gateway.exchange.rate_limits import AccountShares, Limits, Share
from tests.node.api.conftest import PROBES, Door
from tests.support.federation_case import START, Where, case_federation, officer
from tests.support.raising import refuses
from tests.support.served import Served, served

ADMINISTRATOR = officer("head", OfficerRole.ADMINISTRATOR)


def refused(call: Callable[[], object]) -> ComityError:
    with pytest.raises(ComityError) as caught:
        call()
    return caught.value


def test_a_share_is_so_many_a_second_and_says_when_to_come_again() -> None:
    share = Share(Limits(per_s=4, at_once=100), left=4, at=0)
    for _ in range(4):
        share.begin(0)
    error = refused(lambda: share.begin(0))
    assert (error.reason, error.reason.http) == (Reason.RATE_EXCEEDED, 429)
    assert error.metadata["retry_after_s"] == "1"
    share.begin(0.25)
    refused(lambda: share.begin(0.25))
    for _ in range(4):  # a pause of an hour gives no more than one second's
        share.begin(3600)
    refused(lambda: share.begin(3600))


def test_a_share_is_so_many_under_way() -> None:
    share = Share(Limits(per_s=1000, at_once=2), left=1000, at=0)
    share.begin(0)
    share.begin(0)
    assert refused(lambda: share.begin(0)).reason is Reason.RATE_EXCEEDED
    share.end()
    share.begin(0)


def test_a_share_says_what_is_left_and_in_how_long_it_is_whole() -> None:
    limits = Limits(per_s=10, at_once=4)
    assert limits.policy == '"account";q=10;w=1, "account-at-once";q=4;qu="concurrent-requests"'
    share = Share(limits, left=10, at=0)
    for _ in range(4):
        share.begin(0)
    assert share.said(0) == '"account";r=6;t=1, "account-at-once";r=0'
    share.end()
    assert share.said(0.2) == '"account";r=8;t=1, "account-at-once";r=1'
    slow = Share(Limits(per_s=0.5, at_once=4), left=1, at=0)
    slow.begin(0)
    assert slow.said(0) == '"account";r=0;t=2, "account-at-once";r=3'
    assert slow.said(100) == '"account";r=1;t=1, "account-at-once";r=3'


async def test_places_go_by_turn_and_past_who_has_enough() -> None:
    places = Places()
    greedy = [places.ask("greedy") for _ in range(PLACES)]
    assert [each.done() for each in greedy] == [True] * PLACES_EACH + [False] * (
        PLACES - PLACES_EACH
    )
    others = [places.ask(f"other {n}") for n in range(PLACES - PLACES_EACH)]
    assert all(each.done() for each in others)
    late = places.ask("late")
    places.give_back("greedy")
    assert [greedy[PLACES_EACH].done(), late.done()] == [True, False]
    places.give_back("other 0")
    assert late.done()
    places.forget("greedy", greedy[-1])
    places.give_back("greedy")
    assert greedy[PLACES_EACH + 1].done()
    assert greedy[-1].cancelled()


async def test_so_many_wait_and_no_more() -> None:
    places = Places(free=0)
    for number in range(MOST_WAITING):
        places.ask(str(number))
    error = refused(lambda: places.ask("one more"))
    assert (error.reason, error.reason.http) == (Reason.NODE_BUSY, 503)


async def test_beyond_its_share_an_account_is_told_when_to_come(door: Door) -> None:
    """Found in use: officer M16, integrator A2."""
    app = create_app(
        door.desk.node.office,
        probes=PROBES,
        sync_now=door.desk.node.syncer.sync_all,
        shares=AccountShares(Limits(per_s=0.001, at_once=8)),
    )
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://node") as client:
        own, other = (
            {"Authorization": f"Bearer {door.tokens[role]}"}
            for role in (OfficerRole.OFFICER, OfficerRole.DECIDER)
        )
        first = await client.get(f"{PREFIX}/cases", headers=own)
        assert first.status_code == 200
        policy = '"account";q=1;w=1000, "account-at-once";q=8;qu="concurrent-requests"'
        assert first.headers["ratelimit-policy"] == policy
        assert first.headers["ratelimit"] == '"account";r=0;t=1000, "account-at-once";r=7'
        answer = await client.get(f"{PREFIX}/cases", headers=own)
        assert answer.status_code == 429
        assert answer.headers["content-type"] == "application/problem+json"
        assert 900 <= int(answer.headers["retry-after"]) <= 1000
        assert answer.json()["reason"] == "RATE_EXCEEDED"
        assert answer.headers["ratelimit-policy"] == policy
        assert answer.headers["ratelimit"].startswith('"account";r=0;t=')
        stranger = await client.get(f"{PREFIX}/cases")
        assert (stranger.status_code, "ratelimit" in stranger.headers) == (401, False)
        assert (await client.get(f"{PREFIX}/cases", headers=other)).status_code == 200


class Counted:
    """An office that counts how often a token is looked up."""

    def __init__(self, office: Office, patched: pytest.MonkeyPatch) -> None:
        self.looks = 0
        original = identify

        async def counted(of: Office, shown: Credentials) -> Any:
            self.looks += 1
            return await original(of, shown)

        patched.setattr(admission, "identify", counted)
        self.now = 0.0
        self.accounts = Accounts(office, lambda: self.now)


async def test_a_token_is_looked_up_once_a_second_until_an_account_changes(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = door.desk.node.office
    counted, token = Counted(office, monkeypatch), door.tokens[OfficerRole.READER]
    for _ in range(3):
        assert (await counted.accounts.of(Credentials(token))).role is OfficerRole.READER
    assert counted.looks == 1
    counted.now = 1.5
    await counted.accounts.of(Credentials(token))
    assert counted.looks == 2
    await withdraw_officer(office, ADMINISTRATOR, "reader")
    with refuses(ComityError, Reason.TOKEN_INVALID):
        await counted.accounts.of(Credentials(token))


async def test_who_tries_tokens_out_waits_in_no_endless_queue(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "MOST_LOOKING", 2)
    accounts = Accounts(door.desk.node.office)
    tried = [accounts.of(Credentials(f"token {number}")) for number in range(3)]
    errors = await asyncio.gather(*tried, return_exceptions=True)
    reasons = [each.reason for each in errors if isinstance(each, ComityError)]
    assert reasons == [Reason.TOKEN_INVALID, Reason.TOKEN_INVALID, Reason.NODE_BUSY]


@pytest.fixture
async def node(where: Where) -> AsyncIterator[Served]:
    """A node that is really served on its socket."""
    async with (
        case_federation(*where, codes=("DE",)) as federation,
        served(federation["DE"]) as node,
    ):
        yield node


class Gate:
    """Holds readers of the database; counts how many lists were begun."""

    def __init__(self, patched: pytest.MonkeyPatch) -> None:
        self.begun = 0
        self.open = threading.Event()
        self.taken = threading.Semaphore(0)
        patched.setattr(Office, "days", self._begin)
        patched.setattr("gateway.casework.records.case_rows.listed", self._hold)

    def _begin(self, *_: object) -> None:
        self.begun += 1

    def _hold(self, *_: object, **__: object) -> Any:
        self.taken.release()
        self.open.wait(60)
        raise ComityError("held")


def ask(node: Served, token: str, path: str, body: bytes | None = None) -> socket.socket:
    method = "GET" if body is None else "POST"
    length = b"" if body is None else b"Content-Length: %d\r\n" % len(body)
    caller = socket.socket(socket.AF_UNIX)
    caller.connect(str(node.desk.settings.path(node.desk.settings.api_socket)))
    caller.sendall(
        f"{method} {PREFIX}{path} HTTP/1.1\r\nHost: node\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: application/json\r\n".encode()
        + length
        + b"\r\n"
        + (body or b"")
    )
    return caller


def token_of(node: Served, name: str) -> str:
    return node.desk.node.db.write_sync(
        lambda conn: make_officer(conn, name=name, role=OfficerRole.DECIDER, at=START)
    ).token


async def test_a_reader_whose_clients_have_gone_leaves_nothing_behind(
    node: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found in use: integrator A2."""
    gate = Gate(monkeypatch)
    greedy, other = token_of(node, "greedy"), token_of(node, "other")
    callers = [await asyncio.to_thread(ask, node, greedy, "/cases") for _ in range(30)]
    for _ in range(PLACES_EACH):
        await asyncio.to_thread(gate.taken.acquire)
    transport = httpx2.AsyncHTTPTransport(
        uds=str(node.desk.settings.path(node.desk.settings.api_socket))
    )
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://node", timeout=60
    ) as client:
        # While one account holds all that it may hold, another is answered at once.
        headers = {"Authorization": f"Bearer {other}"}
        assert (await client.get(f"{PREFIX}/tasks", headers=headers)).status_code == 200
        for each in callers:
            each.close()
        # That the node has seen them go is seen by this: its loop has come round since.
        assert (await client.get(f"{PREFIX}/tasks", headers=headers)).status_code == 200
        gate.open.set()
        headers = {"Authorization": f"Bearer {greedy}"}
        assert (await client.get(f"{PREFIX}/tasks", headers=headers)).status_code == 200
    assert gate.begun == PLACES_EACH


async def test_an_act_that_has_begun_is_carried_to_its_end(
    node: Served, filed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    held, begun = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        begun.set()
        held.wait(60)

    db = node.desk.node.db
    # The token's first use is noted before, and committed: it would wait behind what holds.
    await authenticate(node.desk.node.office, node_token(node))
    await db.write(lambda _: None)
    busy = asyncio.ensure_future(db.write(hold))
    await asyncio.to_thread(begun.wait)
    queued, submit = asyncio.Event(), db._writer.submit

    def submitted(fn: Callable[[Connection], Any], *outcome: Any) -> Any:
        queued.set()
        return submit(fn, *outcome)

    monkeypatch.setattr(db._writer, "submit", submitted)
    body = httpx2.Request("POST", "http://node", json=filed).content
    caller = await asyncio.to_thread(ask, node, node_token(node), "/applications", body)
    await queued.wait()  # the act is in the writer's queue: it has begun
    caller.close()
    held.set()
    await busy
    await db.write(lambda _: None)
    found = await node.desk.case("DE-C-2026-00001")
    assert found.application.reference == filed["reference"]


def node_token(node: Served) -> str:
    return (node.home / "token").read_text()
