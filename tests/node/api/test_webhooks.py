"""Webhooks: made by an account for itself, delivered in order, to bad receivers too."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from standardwebhooks import Webhook, WebhookVerificationError

from certs.profiles import certificate_to_pem, issue_authority, issue_leaf, key_to_pem, new_key
from comity_sdk.webhooks import verify
from gateway.app.webhook_client import Posting, trusted_receivers
from gateway.casework.acts.journal import Journal
from gateway.casework.feed.delivery import Post, Posted, WebhookDelivery
from gateway.casework.permissions import OfficerRole
from gateway.domain.acts import Verb
from gateway.domain.feed.webhooks import PAUSES
from tests.node.api.conftest import Door
from tests.support.desk import START

SYSTEM, OFFICER, ADMINISTRATOR = OfficerRole.SYSTEM, OfficerRole.OFFICER, OfficerRole.ADMINISTRATOR
ADDRESS = "https://licensing.example/comity"
DAY = timedelta(days=1)


@dataclass
class Receivers:
    """Stands for receivers, by address: what each answers, and what it took."""

    answers: dict[str, Posted] = field(default_factory=dict)
    taken: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)
    tries: int = 0

    @asynccontextmanager
    async def connect(self, address: str) -> AsyncIterator[Post]:
        yield partial(self.post, address)

    async def post(self, address: str, headers: Mapping[str, str], body: bytes) -> Posted:
        self.tries += 1
        answer = self.answers.get(address, Posted(204))
        if answer.status == 204:
            self.taken.append((address, headers, body))
        return answer


async def made(door: Door, role: OfficerRole = SYSTEM, **wish: Any) -> dict[str, Any]:
    answer = await door.call("POST", "/webhooks", role, json={"address": ADDRESS} | wish)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def filing(door: Door, body: dict[str, Any], reference: str) -> str:
    answer = await door.call("POST", "/applications", SYSTEM, json=body | {"reference": reference})
    return str(answer.json()["case_id"])


async def shown(door: Door, hook: dict[str, Any], role: OfficerRole = SYSTEM) -> dict[str, Any]:
    found: dict[str, Any] = (await door.call("GET", f"/webhooks/{hook['webhook_id']}", role)).json()
    return found


def delivery(door: Door, receivers: Receivers) -> WebhookDelivery:
    return WebhookDelivery(door.desk.node.office, receivers.connect)


async def test_events_come_in_order_signed_and_once(
    either_door: Door, filed: dict[str, Any]
) -> None:
    door, receivers = either_door, Receivers()
    hook = await made(door)
    cases = [await filing(door, filed, each) for each in ("one", "two", "three")]
    await delivery(door, receivers).settle()
    await delivery(door, receivers).settle()  # as after a restart: nothing comes again
    secret = base64.b64decode(hook["secret"].removeprefix("whsec_"))
    for address, headers, body in receivers.taken:
        assert address == ADDRESS
        assert headers["content-type"] == "application/cloudevents+json"
        name, at = headers["webhook-id"], int(headers["webhook-timestamp"])
        assert at == int(START.timestamp())
        signed = hmac.digest(secret, f"{name}.{at}.".encode() + body, "sha256")
        assert headers["webhook-signature"] == f"v1,{base64.b64encode(signed).decode()}"
    told = (await door.call("GET", "/events", SYSTEM)).json()
    assert [each["subject"] for each in told] == cases
    assert [headers["webhook-id"] for _, headers, _ in receivers.taken] == [e["id"] for e in told]
    assert (await shown(door, hook))["cursor"] == told[-1]["id"]


async def test_two_libraries_verify_what_is_sent(door: Door, filed: dict[str, Any]) -> None:
    """Ours, and that of Standard Webhooks on PyPI; both look at the clock of this machine."""
    receivers = Receivers()
    door.federation.clock.at = datetime.now(UTC)
    hook = await made(door)
    case = await filing(door, filed, "one")
    fresh = await door.call("POST", f"/webhooks/{hook['webhook_id']}/secret", SYSTEM)
    await delivery(door, receivers).settle()
    ((_, headers, body),) = receivers.taken
    for secret in (hook["secret"], fresh.json()["secret"]):  # either holds for a day
        said = Webhook(secret).verify(body, dict(headers))
        event = verify(secret, headers, body)
        assert (said["subject"], said["id"]) == (event.subject, event.id) == (case, event.id)
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body + b" ", dict(headers))


async def test_a_receiver_that_answers_500_is_tried_again_after_growing_pauses(
    door: Door, filed: dict[str, Any]
) -> None:
    receivers, clock = Receivers({ADDRESS: Posted(500)}), door.federation.clock
    hook, sends = await made(door), delivery(door, receivers)
    case = await filing(door, filed, "one")
    await filing(door, filed, "two")
    for number, pause in enumerate(PAUSES, start=1):
        await sends.settle()
        await sends.settle()  # not before its time
        assert receivers.tries == number
        clock.at += pause
    failing = await shown(door, hook)
    assert (failing["state"], failing["tries"]) == ("failing", len(PAUSES))
    assert failing["last_fault"] == "the receiver answered 500"
    receivers.answers.clear()
    await sends.settle()
    assert [case in str(body) for *_, body in receivers.taken] == [True, False]
    well = await shown(door, hook)
    assert (well["state"], well["tries"], well["failing_since"], well["dead"]) == (
        "active", 0, None, 0,
    )  # fmt: skip


async def test_what_is_not_taken_for_days_is_set_aside_and_replayed(
    door: Door, filed: dict[str, Any]
) -> None:
    receivers, clock = Receivers({ADDRESS: Posted(500)}), door.federation.clock
    hook, sends = await made(door), delivery(door, receivers)
    before = hook["webhook"]["cursor"]
    for reference in ("one", "two"):
        await filing(door, filed, reference)
    for _ in range(4):
        await sends.settle()
        clock.at += DAY
    found = await shown(door, hook, ADMINISTRATOR)
    told = (await door.call("GET", "/events", SYSTEM)).json()
    assert [each["event"] for each in found["dead_letters"]] == [told[0]["id"]]
    tasks = (await door.call("GET", "/tasks", ADMINISTRATOR)).json()["items"]
    assert [(each["kind"], each["subject"]) for each in tasks] == [
        ("webhook.gives_up", hook["webhook_id"])
    ]
    for role in (OFFICER, SYSTEM):
        assert "webhook" not in (await door.call("GET", "/tasks", role)).text
    receivers.answers.clear()
    await sends.settle()
    assert len(receivers.taken) == 1
    path = f"/webhooks/{hook['webhook_id']}/replay"
    again = await door.call("POST", path, SYSTEM, json={"after": before})
    assert (again.json()["dead"], again.json()["state"]) == (0, "active")
    await sends.settle()
    assert [headers["webhook-id"] for _, headers, _ in receivers.taken[1:]] == [
        each["id"] for each in told[:2]
    ]
    assert (await door.call("GET", "/tasks", ADMINISTRATOR)).json()["items"] == []


async def test_a_withdrawn_account_gets_nothing(door: Door, filed: dict[str, Any]) -> None:
    receivers = Receivers()
    hook = await made(door)
    await filing(door, filed, "one")
    answer = await door.call("DELETE", "/officers/licensing", ADMINISTRATOR)
    assert answer.status_code == 204
    await delivery(door, receivers).settle()
    assert receivers.tries == 0
    assert (await shown(door, hook, ADMINISTRATOR))["state"] == "refused"


async def test_a_webhook_tells_no_more_than_its_account_reads(
    door: Door, filed: dict[str, Any]
) -> None:
    receivers = Receivers()
    await made(door, OFFICER)
    case = await filing(door, filed, "one")
    await door.call(
        "POST",
        f"/restrictions/{case}",
        OfficerRole.DECIDER,
        json={"reason_class": "source_protection", "reason": {"language": "de", "text": "x"}},
    )
    await delivery(door, receivers).settle()
    assert case not in str(receivers.taken)


async def test_a_slow_receiver_holds_up_no_other(door: Door, filed: dict[str, Any]) -> None:
    slow, held, quick = "https://slow.example/", asyncio.Event(), Receivers()

    @asynccontextmanager
    async def connect(address: str) -> AsyncIterator[Post]:
        if address == slow:
            await held.wait()
        yield partial(quick.post, address)

    await made(door, address=slow)
    await made(door)
    await filing(door, filed, "one")
    sends = WebhookDelivery(door.desk.node.office, connect)
    settling = asyncio.ensure_future(sends.settle())
    while not quick.taken:  # noqa: ASYNC110 - nothing else tells of it
        await asyncio.sleep(0.001)
    assert [address for address, *_ in quick.taken] == [ADDRESS]
    held.set()
    await settling
    assert [address for address, *_ in quick.taken] == [ADDRESS, slow]


async def test_subjects_go_at_once_each_in_order_and_what_was_taken_comes_no_second_time(
    door: Door, filed: dict[str, Any]
) -> None:
    """Nine cases of two events; the second event of the third case fails at first."""
    hook, receivers, failing = await made(door), Receivers(), True
    cases = [await filing(door, filed, f"{number}") for number in range(9)]

    def make_ready(conn: Connection) -> None:
        for case in cases:
            Journal(conn, START).act(Verb.CASE_READY, case)

    await door.desk.node.db.write(make_ready)
    waits = await shown(door, hook)
    assert (waits["behind"], waits["behind_since"]) == (
        18,
        START.isoformat().replace("+00:00", "Z"),
    )
    under_way, most = 0, 0

    async def post(headers: Mapping[str, str], body: bytes) -> Posted:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        if failing and cases[2] in str(body) and "ready" in str(body):
            return Posted(500)
        return await receivers.post(ADDRESS, headers, body)

    sends = WebhookDelivery(door.desk.node.office, lambda _: nullcontext(post))
    await sends.settle()
    assert most == 8
    assert (await shown(door, hook))["tries"] == 1
    failing = False
    door.federation.clock.at += PAUSES[0]
    await sends.settle()
    types = [
        (json.loads(body)["subject"], json.loads(body)["type"]) for *_, body in receivers.taken
    ]
    assert [[of for subject, of in types if subject == case] for case in cases] == [
        ["comity.case.filed", "comity.case.ready"]
    ] * 9
    done = await shown(door, hook)
    assert (done["behind"], done["behind_since"], done["state"]) == (0, None, "active")


async def test_a_webhook_is_its_accounts_and_administrators_see_and_end_it(door: Door) -> None:
    hook = await made(door, types=["comity.case.filed"])
    path = f"/webhooks/{hook['webhook_id']}"
    assert hook["secret"] not in str(hook["webhook"])
    for role in (OFFICER, OfficerRole.DECIDER):
        assert (await door.call("GET", path, role)).status_code == 404
        assert (await door.call("DELETE", path, role)).status_code == 404
        assert (await door.call("GET", "/webhooks", role)).json()["items"] == []
    for role in (OfficerRole.READER, OfficerRole.AUDITOR, OfficerRole.ENFORCEMENT):
        assert (await door.call("GET", "/webhooks", role)).status_code == 403
    listed = (await door.call("GET", "/webhooks", ADMINISTRATOR)).json()["items"]
    assert [each["webhook_id"] for each in listed] == [hook["webhook_id"]]
    assert (await door.call("POST", f"{path}/secret", ADMINISTRATOR)).status_code == 403
    assert (await door.call("DELETE", path, ADMINISTRATOR)).status_code == 204
    assert (await door.call("GET", path, SYSTEM)).status_code == 404


async def test_two_secrets_sign_for_a_day(door: Door, filed: dict[str, Any]) -> None:
    receivers, clock = Receivers(), door.federation.clock
    hook = await made(door)
    path = f"/webhooks/{hook['webhook_id']}/secret"
    newer = (await door.call("POST", path, SYSTEM)).json()
    assert newer["secret"] != hook["secret"]
    for later in (timedelta(), DAY):
        clock.at += later
        await filing(door, filed, f"after {later}")
        await delivery(door, receivers).settle()
    signatures = [headers["webhook-signature"].split() for _, headers, _ in receivers.taken]
    assert [len(each) for each in signatures] == [2, 1]


@pytest.mark.parametrize(
    ("wish", "field_name"),
    [
        ({"address": "http://licensing.example/"}, "address"),
        ({"address": "https://user@licensing.example/"}, "address"),
        ({"types": ["comity.case.wished"]}, "type"),
        ({"after": "17"}, "after"),
    ],
)
async def test_a_bad_wish_is_answered_by_its_field(
    door: Door, wish: dict[str, Any], field_name: str
) -> None:
    answer = await door.call("POST", "/webhooks", SYSTEM, json={"address": ADDRESS} | wish)
    assert (answer.status_code, answer.json()["metadata"]["field"]) == (422, field_name)


# --- real connections -------------------------------------------------------------------------

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def receiver(folder: Path, behaviour: Behaviour) -> AsyncIterator[tuple[str, Posting]]:
    """A receiver over TLS on this machine, and a posting whose settings name it."""
    now, key, leaf = datetime.now(UTC), new_key(), new_key()
    authority = issue_authority("Receivers", key, now=now)
    certificate = issue_leaf(
        "DE", leaf.public_key(), hosts=["localhost"], issuer=authority, issuer_key=key, now=now
    )
    for name, octets in (
        ("ca.pem", certificate_to_pem(authority)),
        ("leaf.pem", certificate_to_pem(certificate) + key_to_pem(leaf)),
    ):
        (folder / name).write_bytes(octets)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "leaf.pem")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await behaviour(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    trusted = trusted_receivers(folder / "ca.pem")
    async with server:
        yield (
            f"https://localhost:{port}/hook",
            Posting(("127.0.0.1/32", "::1/128"), trusted, seconds=2.0),
        )


async def sent(posting: Posting, address: str) -> Posted:
    async with posting.connect(address) as post:
        return await post({"webhook-id": "x"}, b"{}")


def says(text: str) -> Behaviour:
    async def behaviour(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(text.encode())
        await writer.drain()

    return behaviour


async def never(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()  # until the other side has had enough


@pytest.mark.parametrize(
    ("behaviour", "status", "fault"),
    [
        (says("HTTP/1.1 204 No Content\r\n\r\n"), 204, ""),
        (says("HTTP/1.1 302 Found\r\nLocation: https://localhost/other\r\n\r\n"), 302, ""),
        (says("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"), 500, ""),
        (says("HTTP/1.1 20"), 0, "the connection failed"),
        (says("HTTP/1.1 200 OK\r\n" + "X: y\r\n" * 100_000), 0, "the connection failed"),
        (never, 0, "no answer within 2 seconds"),
    ],
    ids=["takes", "redirects", "fails", "closes_half_way", "talks_without_end", "stands_still"],
)
async def test_what_a_receiver_does_is_told_and_nothing_more(
    tmp_path: Path, behaviour: Behaviour, status: int, fault: str
) -> None:
    async with receiver(tmp_path, behaviour) as (address, posting):
        posted = await sent(posting, address)
    assert posted.status == status
    assert posted.fault.startswith(fault)


async def test_a_connection_is_kept_and_made_again_where_the_receiver_closed_it(
    tmp_path: Path,
) -> None:
    taken: list[bytes] = []

    async def keeps(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take two events on a connection, and close it without a word at the third."""
        taken.append(b"connection")
        for _ in range(2):
            taken.append(await reader.readexactly(2))
            writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
            with suppress(asyncio.IncompleteReadError):
                await reader.readuntil(b"\r\n\r\n")

    async with receiver(tmp_path, keeps) as (address, posting), posting.connect(address) as post:
        posted = [await post({}, b"{}") for _ in range(4)]
    assert [each.status for each in posted] == [204] * 4
    assert taken == [b"connection", b"{}", b"{}"] * 2


async def test_a_name_that_leads_inside_is_not_connected_to(tmp_path: Path) -> None:
    touched: list[bool] = []

    async def touch(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        touched.append(True)

    async with receiver(tmp_path, touch) as (address, posting):
        closed = Posting((), posting.trusted, seconds=2.0)
        posted = await sent(closed, address)
        stranger = Posting(posting.allowed, trusted_receivers(None), seconds=2.0)
        unknown = await sent(stranger, address)
        other = await sent(posting, address.replace("localhost", "127.0.0.1"))
    assert posted == Posted(0, "its name leads to no address that may be reached")
    assert (unknown.status, other.status, touched) == (0, 0, [])
