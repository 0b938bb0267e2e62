"""What holds for every address alike: parameters, `HEAD`, `Location`, headers, compression."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest
from starlette.types import Message

from gateway.api.answers.compression import FROM_OCTETS, takes_gzip
from gateway.api.answers.locations import MADE_AT, WAITS_AT
from gateway.api.app import PREFIX
from gateway.casework.permissions import OfficerRole
from tests.node.api.conftest import Door
from tests.node.api.test_repeats import REQUEST

OFFICER, DECIDER, ADMINISTRATOR = (
    OfficerRole.OFFICER,
    OfficerRole.DECIDER,
    OfficerRole.ADMINISTRATOR,
)


async def contract_of(door: Door) -> dict[str, Any]:
    found: dict[str, Any] = (await door.call("GET", "/openapi.json")).json()
    return found


async def operations(door: Door) -> list[tuple[str, str, dict[str, Any]]]:
    """Each operation: method, an address of it, and what the contract says."""
    contract = await contract_of(door)
    return [
        (method.upper(), filled(path).removeprefix(PREFIX), operation)
        for path, methods in contract["paths"].items()
        for method, operation in methods.items()
    ]


def filled(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "1", path.replace("{year}", "2025").replace("{sha256}", "0" * 64))


async def raw(door: Door, method: str, path: str, **headers: str) -> list[Message]:
    """What the application itself sends; a client would leave content of a HEAD away."""
    sent: list[Message] = []
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "server": ("node", 80),
        "path": PREFIX + path,
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await door.client._transport.app(scope, receive, send)  # type: ignore[attr-defined]
    return sent


def token(door: Door, role: OfficerRole) -> dict[str, str]:
    return {"authorization": f"Bearer {door.tokens[role]}"}


async def test_no_operation_takes_a_parameter_that_it_does_not_know(door: Door) -> None:
    """Found in use: integrator A16."""
    for method, path, operation in await operations(door):
        answer = await door.call(method, f"{path}?nonsuch=1", DECIDER)
        assert answer.status_code == 422, (method, path, answer.text)
        if method != "HEAD":
            problem = answer.json()
            assert problem["metadata"]["field"] == "nonsuch", (method, path)
            for each in operation.get("parameters", ()):
                assert each["in"] != "query" or each["name"] in problem["remedy"], (method, path)


async def test_a_parameter_that_is_misspelt_is_told_the_right_one(door: Door) -> None:
    answer = await door.call("GET", "/cases?State=decided", DECIDER)
    problem = answer.json()
    metadata = problem["metadata"]
    assert (metadata["field"], metadata["nearest"]) == ("State", "state")
    assert problem["remedy"].startswith("Did you mean state? This address takes: after, ")
    far = (await door.call("GET", "/status?offset=5", DECIDER)).json()
    assert far["remedy"] == "Leave it out. This address takes no query parameters."
    long = (await door.call("GET", f"/cases?{'x' * 3000}=1", DECIDER)).json()
    assert len(long["metadata"]["field"]) < 100


async def test_what_holds_one_value_is_given_once(door: Door) -> None:
    answer = await door.call("GET", "/cases?state=decided&state=consulting", DECIDER)
    assert (answer.status_code, answer.json()["metadata"]["field"]) == (422, "state")
    several = "/report/collections/EU-R-2025/provenance?table=x&at=a&at=b"
    assert (await door.call("GET", several, DECIDER)).status_code == 404


async def test_every_address_that_is_read_answers_head(door: Door, filed: dict[str, Any]) -> None:
    """Found in use: integrator A16."""
    made = await door.call("POST", "/applications", OFFICER, json=filed)
    reading = [path for method, path, _ in await operations(door) if method == "GET"]
    reading.append(made.headers["location"].removeprefix(PREFIX))
    asks = {**token(door, DECIDER), "accept-encoding": "gzip"}
    for path in reading:
        (start, *_), (head, *rest) = (
            await raw(door, "GET", path, **asks),
            await raw(door, "HEAD", path, **asks),
        )
        assert head["status"] == start["status"] != 405, path
        assert not any(each.get("body") for each in rest), path
        if start["status"] == 200:
            assert dict(head["headers"]).keys() == dict(start["headers"]).keys(), path
    assert (await raw(door, "HEAD", reading[-1], **asks))[0]["status"] == 200
    refused = await raw(door, "HEAD", "/applications", **asks)
    assert refused[0]["status"] == 405  # nothing is read there
    assert (await raw(door, "HEAD", "/cases"))[0]["status"] == 401


async def test_every_creation_is_told_where_it_is(door: Door) -> None:
    """Each row of the table names an address that is read, and fields that the answer has.

    Found in use: integrator A16.
    """
    contract = await contract_of(door)
    making = set()
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            # What a job answered is read there, and was made elsewhere.
            if "201" in operation["responses"] and method != "get":
                making.add(f"{method.upper()} {path.removeprefix(PREFIX)}")
            for status in operation["responses"].keys() & {"201", "202"}:
                assert "Location" in operation["responses"][status]["headers"], path
    assert making == MADE_AT.keys()
    schemas = contract["components"]["schemas"]
    patterns = {re.sub(r"\{[^}]+\}", "{}", path) for path in contract["paths"]}
    for operation, address in (*MADE_AT.items(), ("POST /notices", WAITS_AT)):
        assert PREFIX + re.sub(r"\{[^}]+\}", "{}", address) in patterns, address
        method, _, path = operation.partition(" ")
        said = contract["paths"][PREFIX + path][method.lower()]["responses"]
        made = said["202" if address == WAITS_AT else "201"]["content"]["application/json"]
        for field in re.findall(r"\{([^}]+)\}", address):
            schema = made["schema"]
            for name in field.split("."):
                properties = schemas[schema["$ref"].rpartition("/")[2]]["properties"]
                if name not in properties:
                    assert f"{{{field}}}" in path, (operation, field)
                    break
                schema = properties[name]


async def test_what_was_made_is_read_at_its_location(door: Door, filed: dict[str, Any]) -> None:
    case = await door.call("POST", "/applications", OFFICER, json=filed)
    case_id = case.json()["case_id"]
    words = {"language": "en", "text": "x"}
    made = [
        (DECIDER, case),
        (DECIDER, await door.call("POST", "/consultations", OFFICER, json=REQUEST)),
        (
            ADMINISTRATOR,
            await door.call(
                "POST", "/officers", ADMINISTRATOR, json={"name": "anna.b", "role": "reader"}
            ),
        ),
        (
            DECIDER,
            await door.call(
                "POST",
                f"/retention/held/{case_id}",
                DECIDER,
                json={**words, "reason_class": "audit"},
            ),
        ),
        (
            DECIDER,
            await door.call(
                "POST",
                f"/restrictions/{case_id}",
                DECIDER,
                json={"reason_class": "state_security", "reason": words},
            ),
        ),
    ]
    for role, answer in made:
        assert answer.status_code == 201, answer.text
        shown = await door.call("GET", answer.headers["location"].removeprefix(PREFIX), role)
        assert shown.status_code == 200, answer.headers["location"]
        known = shown.json().keys() & answer.json().keys() - {"version", "acts", "tokens"}
        assert known
        assert {name: shown.json()[name] for name in known & {"case_id", "name", "subject"}} == {
            name: answer.json()[name] for name in known & {"case_id", "name", "subject"}
        }


async def test_what_waits_and_what_is_sent_again_say_where_they_are(
    door: Door, filed: dict[str, Any]
) -> None:
    headers = {**token(door, OFFICER), "Idempotency-Key": "k-1"}
    first, again = [
        await door.client.post(f"{PREFIX}/applications", json=filed, headers=headers)
        for _ in range(2)
    ]
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]


async def test_every_answer_is_kept_by_nobody_and_has_the_type_it_says(door: Door) -> None:
    for method, path, _ in await operations(door):
        for role in (None, DECIDER):
            answer = await door.call(method, path, role)
            assert answer.headers["cache-control"] == "no-store", (method, path)
            assert answer.headers["x-content-type-options"] == "nosniff", (method, path)


async def test_long_json_is_sent_compressed_to_who_takes_it(door: Door) -> None:
    """Found in use: integrator A16."""
    asks = {**token(door, ADMINISTRATOR), "accept-encoding": "br;q=1, gzip;q=0.5"}
    path = "/rulebooks/changes?first=EU-2021-821/2026-3&second=EU-833-2014/2026-3"
    start, body = await raw(door, "GET", path, **asks)
    headers = dict(start["headers"])
    assert headers[b"content-encoding"] == b"gzip"
    assert headers[b"vary"] == b"Accept-Encoding"
    assert int(headers[b"content-length"]) == len(body["body"])
    plain_start, plain = await raw(door, "GET", path, **token(door, ADMINISTRATOR))
    assert gzip.decompress(body["body"]) == plain["body"]
    assert len(plain["body"]) >= FROM_OCTETS > len(body["body"])
    assert dict(plain_start["headers"])[b"vary"] == b"Accept-Encoding"


async def test_what_has_a_version_or_a_token_is_sent_as_it_is(
    door: Door, filed: dict[str, Any]
) -> None:
    made = await door.call("POST", "/applications", OFFICER, json=filed)
    case = made.headers["location"].removeprefix(PREFIX)
    for path, role in ((case, DECIDER), ("/officers", ADMINISTRATOR), ("/status", DECIDER)):
        start, *_ = await raw(door, "GET", path, **token(door, role), **{"accept-encoding": "gzip"})
        assert start["status"] == 200
        assert b"content-encoding" not in dict(start["headers"]), path


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("gzip", True),
        ("GZIP;q=1.0", True),
        ("deflate, gzip;q=0.001", True),
        ("*", True),
        ("*;q=0", False),
        ("gzip;q=0, *", False),
        ("", False),
        ("identity", False),
        ("gzip;q=2", False),
        ("gzip;;", False),
        (", ,gzip,", True),
    ],
)
def test_who_takes_gzip(said: str, taken: bool) -> None:
    assert takes_gzip(said) is taken
