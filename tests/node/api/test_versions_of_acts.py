"""What is told to all is changed as it was read: notices, denials, reviews by all States."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from gateway.casework.permissions import OfficerRole
from tests.node.api.conftest import Door, open_door
from tests.node.api.test_conditions import DECIDER, call, etag, reason
from tests.support.cases import french_denial
from tests.support.federation_case import Where, text
from tests.support.notices import draft
from tests.support.notices import publish as notify
from tests.support.reviews import exchanged

WORDS = text("It was wrong.").model_dump(mode="json")
DENIAL = "/denials/DE-2024-00007"


def lost(answer: httpx2.Response) -> dict[str, Any]:
    """What an account is told that came second."""
    assert reason(answer) == (412, "CHANGED_MEANWHILE"), answer.text
    said: dict[str, Any] = answer.json()["metadata"]
    assert said["field"] == "If-Match"
    return said


async def publish(door: Door, **fields: Any) -> tuple[str, dict[str, Any]]:
    """The address of an own notice, and the draft that amends it."""
    body = draft("4(4)", about="", **fields).model_dump(mode="json")
    answer = await call(door, "POST", "/notices", json=body)
    assert answer.status_code == 201, answer.text
    address = f"/notices/{answer.json()['number']}"
    assert answer.headers["etag"] == f'"{answer.json()["version"]}"' == await etag(door, address)
    return address, body


async def test_a_notice_is_amended_by_one_of_two_who_read_the_same(either_door: Door) -> None:
    door = either_door
    notice, body = await publish(door)
    read = await etag(door, notice)
    first = await call(door, "PUT", notice, match=read, json=body)
    assert first.status_code == 200, first.text
    assert first.headers["etag"] == await etag(door, notice) != read
    second = await call(door, "PUT", notice, DECIDER, match=read, json=body)
    assert lost(second)["by"] == "officer"
    assert second.headers["etag"] == first.headers["etag"]
    withdrawal = await call(door, "POST", f"{notice}/withdrawal", match=read, json=[WORDS])
    assert lost(withdrawal)["verb"] == "notice.amended"
    assert len((await call(door, "GET", notice)).json()["versions"]) == 2
    read = first.headers["etag"]
    done = await call(door, "POST", f"{notice}/withdrawal", match=read, json=[WORDS])
    assert done.json()["state"] == "withdrawn"


async def test_what_an_amendment_said_is_undone_on_purpose_only(door: Door) -> None:
    notice, body = await publish(door)
    assert (await call(door, "PUT", notice, json=body)).status_code == 200
    refused = await call(door, "PUT", notice, DECIDER, json=body)
    assert reason(refused) == (428, "VERSION_REQUIRED")
    assert refused.headers["etag"] == await etag(door, notice)
    match = refused.headers["etag"]
    assert (await call(door, "PUT", notice, DECIDER, match=match, json=body)).status_code == 200


async def test_what_is_sent_again_under_its_reference_needs_no_version(door: Door) -> None:
    """It changes nothing: it is answered, though its own effect has moved the version."""
    notice, body = await publish(door)
    body["reference"] = "K2-1"
    read = await etag(door, notice)
    first = await call(door, "PUT", notice, match=read, json=body)
    for match in (read, None):
        again = await call(door, "PUT", notice, match=match, json=body)
        assert (again.status_code, again.json()) == (200, first.json())
    other = await call(door, "PUT", notice, match=read, json={**body, "reference": "K2-2"})
    lost(other)


async def test_an_erratum_is_written_on_the_denial_that_was_read(door: Door) -> None:
    denial = french_denial(7, authority="DE", denial_id=DENIAL.rpartition("/")[2])
    await door.desk.deny(denial)
    body = denial.model_dump(mode="json")
    read = await etag(door, DENIAL)
    assert read == f'"{(await call(door, "GET", DENIAL)).json()["version"]}"'
    first = await call(door, "PUT", DENIAL, match=read, json=body)
    assert first.status_code == 200, first.text
    assert first.headers["etag"] == await etag(door, DENIAL) != read
    assert lost(await call(door, "PUT", DENIAL, DECIDER, match=read, json=body))["by"] == "officer"
    assert reason(await call(door, "PUT", DENIAL, json=body)) == (428, "VERSION_REQUIRED")
    review = {
        "denial_id": denial.denial_id,
        "outcome": "revoked",
        "at": "2026-03-02",
        "grounds": [{"language": "en", "text": "It was another."}],
    }
    lost(await call(door, "POST", f"{DENIAL}/reviews", match=read, json=review))
    read = first.headers["etag"]
    done = await call(door, "POST", f"{DENIAL}/reviews", match=read, json=review)
    assert done.json()["status"]["state"] == "revoked", done.text
    assert len(done.json()["acts"]) == 3


@pytest.fixture
async def reviewing(where: Where) -> AsyncIterator[tuple[Door, str]]:
    """DE, which reviews a requirement that FR has imposed."""
    async with open_door(*where, ("DE", "FR")) as door:
        imposed = await notify(door.federation["FR"], "5(4)", about="")
        await exchanged(door.federation)
        yield door, f"/reviews/{imposed.number}"


async def test_a_finding_takes_the_place_of_the_one_that_was_read(
    reviewing: tuple[Door, str],
) -> None:
    door, review = reviewing
    found = {"outcome": "requirement", "text": [WORDS]}
    read = await etag(door, review)
    first = await call(door, "POST", f"{review}/findings", match=read, json=found)
    assert first.status_code == 201, first.text
    assert first.headers["etag"] == await etag(door, review) != read
    other = {**found, "outcome": "no_requirement"}
    refused = await call(door, "POST", f"{review}/findings", DECIDER, json=other)
    assert reason(refused) == (428, "VERSION_REQUIRED")
    second = await call(door, "POST", f"{review}/findings", DECIDER, match=read, json=other)
    assert lost(second)["by"] == "officer"
    assert (await call(door, "GET", review)).json()["found"] == "requirement"
    read = second.headers["etag"]
    done = await call(door, "POST", f"{review}/findings", DECIDER, match=read, json=other)
    assert (done.status_code, done.json()["found"]) == (201, "no_requirement")
    # One more that takes the place of the first has moved the version as well.
    assert done.headers["etag"] == await etag(door, review) != read


async def test_who_may_change_nothing_is_told_so_whatever_he_has_read(door: Door) -> None:
    notice, body = await publish(door)
    refused = await call(door, "PUT", notice, OfficerRole.AUDITOR, match='"0-0"', json=body)
    assert reason(refused) == (403, "NOT_PERMITTED")
    nowhere = await call(door, "PUT", "/notices/DE-N-2026-09999", match='"0-0"', json=body)
    assert reason(nowhere) == (404, "NOT_FOUND")
