"""The feed of events over REST: batches of CloudEvents, a cursor, and readers that wait."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2

from gateway.api.admission import PLACES_EACH
from gateway.casework.feed.events import Feed
from gateway.casework.permissions import OfficerRole
from gateway.domain.feed.event_types import event_types
from gateway.domain.feed.events import CURSOR_ORDER
from tests.node.api.conftest import Door

SYSTEM, OFFICER = OfficerRole.SYSTEM, OfficerRole.OFFICER


async def filing(door: Door, body: dict[str, Any], reference: str) -> str:
    answer = await door.call("POST", "/applications", SYSTEM, json=body | {"reference": reference})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case_id"])


async def batch(door: Door, role: OfficerRole = SYSTEM, **asked: Any) -> httpx2.Response:
    return await door.call("GET", "/events", role, params=asked)


async def until_so_many_wait(door: Door, count: int) -> None:
    while door.desk.node.office.news.waiting < count:  # noqa: ASYNC110 - nothing else tells of it
        await asyncio.sleep(0.001)


async def test_a_batch_is_cloudevents_and_is_read_on_from_its_cursor(
    either_door: Door, filed: dict[str, Any]
) -> None:
    door = either_door
    case = await filing(door, filed, "one")
    first = await batch(door)
    assert first.headers["content-type"] == "application/cloudevents-batch+json"
    [event] = first.json()
    assert event.pop("id") == first.headers["comity-cursor"]
    assert event.pop("time").startswith("2026-")
    assert event == {
        "specversion": "1.0",
        "source": "urn:comity:DE",
        "type": "comity.case.filed",
        "subject": case,
        "datacontenttype": "application/json",
        "data": {
            "noun": "case",
            "changed": ["application", "state"],
            "actor": "system",
            "case_id": case,
            "conversation_id": None,
            "message_id": None,
            "task": None,
        },
    }
    await filing(door, filed, "two")
    second = await batch(door, after=first.headers["comity-cursor"])
    assert [each["type"] for each in second.json()] == ["comity.case.filed"]
    assert (await batch(door, after=second.headers["comity-cursor"])).json() == []
    assert (await batch(door, after="now")).json() == []
    assert filed["transaction"]["end_user"]["value"]["names"][0] not in first.text + second.text


async def test_it_is_filtered_by_type_subject_and_case(door: Door, filed: dict[str, Any]) -> None:
    case, other = await filing(door, filed, "one"), await filing(door, filed, "two")
    await door.federation.settle()
    of_case = (await batch(door, OFFICER, case_id=case, limit=1000)).json()
    assert {each["data"]["case_id"] for each in of_case} == {case}
    assert {"comity.case.filed", "comity.case.examined"} <= {each["type"] for each in of_case}
    exactly = (await batch(door, OFFICER, subject=other)).json()
    assert {each["subject"] for each in exactly} == {other}
    two = ["comity.case.filed", "comity.case.examined"]
    typed = (await batch(door, OFFICER, type=two)).json()
    assert [each["type"] for each in typed].count("comity.case.filed") == 2
    assert {each["type"] for each in typed} == set(two)
    known = {each.name for each in event_types().values()}
    assert {each["type"] for each in (await batch(door, OFFICER, limit=1000)).json()} <= known


async def test_what_is_asked_wrongly_is_answered_by_name(door: Door) -> None:
    feed = Feed(door.desk.node.office)
    foreign = CURSOR_ORDER.cursor((feed.node.replace("DE.", "FR."), 0))
    wrong: tuple[tuple[dict[str, Any], int, str, str | None], ...] = (
        ({"type": "comity.case.wished"}, 422, "INPUT_INVALID", "type"),
        ({"after": "17"}, 422, "INPUT_INVALID", "after"),
        ({"after": foreign}, 422, "CURSOR_OF_ANOTHER_NODE", "after"),
        ({"after": feed.cursor(2**31 - 1)}, 410, "CURSOR_GONE", "after"),
        ({"wait": "31"}, 422, "INPUT_INVALID", "wait"),
        ({"case_id": "DE-C-2026-09999"}, 404, "NOT_FOUND", None),
    )
    for asked, status, reason, field in wrong:
        answer = await batch(door, **asked)
        assert (answer.status_code, answer.json()["reason"]) == (status, reason), asked
        assert field is None or field in answer.json()["metadata"]["field"]
    for role in (OfficerRole.READER, OfficerRole.ADMINISTRATOR, OfficerRole.ENFORCEMENT):
        assert (await batch(door, role)).status_code == 403


async def test_who_waits_is_answered_by_the_first_event(door: Door, filed: dict[str, Any]) -> None:
    """And what is not for him, or not asked for, ends nobody's wait."""
    waiting = asyncio.ensure_future(batch(door, wait=30, type="comity.case.ready"))
    other = asyncio.ensure_future(batch(door, wait=30))
    await until_so_many_wait(door, 2)
    case = await filing(door, filed, "one")
    assert [each["subject"] for each in (await other).json()] == [case]
    assert not waiting.done()
    door.desk.node.office.news.end()
    ended = await waiting
    assert (ended.status_code, ended.json()) == (200, [])
    assert (await batch(door, after=ended.headers["comity-cursor"], wait=30)).json() == []


async def test_who_waits_holds_no_place(door: Door, filed: dict[str, Any]) -> None:
    """More wait under one account than it has places, and it is answered as before."""
    many = 3 * PLACES_EACH
    waiting = [asyncio.ensure_future(batch(door, after="now", wait=30)) for _ in range(many)]
    await until_so_many_wait(door, many)
    case = await filing(door, filed, "one")
    answers = await asyncio.gather(*waiting)
    assert [[each["subject"] for each in answer.json()] for answer in answers] == [[case]] * many


async def test_who_goes_away_waits_no_longer(door: Door) -> None:
    waiting = asyncio.ensure_future(batch(door, after="now", wait=30))
    await until_so_many_wait(door, 1)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert door.desk.node.office.news.waiting == 0
