"""The feed is followed across restarts: at least once, in order, remembered after it is done."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from comity_sdk import AnswerUnreadable, AsyncClient, Client, Problem, Retries, SettingError
from comity_sdk.feed import NOW, Event, FileMemory, follow, follow_async

ONCE = Retries(tries=1)


def event(number: int) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"c{number}",
        "source": "urn:comity:DE",
        "type": "comity.case.filed",
        "subject": f"DE-C-2026-{number:05d}",
        "time": "2026-11-28T12:00:00Z",
        "data": {"case_id": f"DE-C-2026-{number:05d}"},
    }


class Node:
    """A feed of numbered events; `down` answers are lost before it speaks."""

    def __init__(self, count: int, *, down: int = 0) -> None:
        self.count, self.down = count, down
        self.asked: list[dict[str, str]] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(dict(request.url.params))
        if self.down:
            self.down -= 1
            raise httpx2.ConnectError("down")
        after, limit = request.url.params.get("after", "c0"), int(request.url.params["limit"])
        first = self.count if after == "now" else int(after[1:])
        events = [event(n) for n in range(first + 1, self.count + 1)][:limit]
        cursor = events[-1]["id"] if events else f"c{self.count}"
        kind = {"content-type": "application/cloudevents-batch+json", "comity-cursor": cursor}
        return httpx2.Response(200, content=json.dumps(events), headers=kind)

    def client(self) -> Client:
        transport = httpx2.MockTransport(self)
        return Client("https://node.example", token="t", retries=ONCE, transport=transport)


def numbers(events: Any) -> list[int]:
    return [int(one.id[1:]) for one in events]


def test_every_event_is_handed_over_in_order_and_remembered(tmp_path: Path) -> None:
    node, memory = Node(5), tmp_path / "cursor"
    assert numbers(follow(node.client(), memory, limit=2, until_idle=True)) == [1, 2, 3, 4, 5]
    assert numbers(follow(node.client(), memory, until_idle=True)) == []
    node.count = 6
    assert numbers(follow(node.client(), memory, until_idle=True)) == [6]


def test_a_program_that_dies_at_an_event_is_handed_it_again(tmp_path: Path) -> None:
    node, memory = Node(3), tmp_path / "cursor"
    feed = follow(node.client(), memory)
    assert numbers(itertools.islice(feed, 2)) == [1, 2]
    del feed  # died while it worked on 2
    assert numbers(follow(node.client(), memory, until_idle=True)) == [2, 3]


def test_a_node_that_is_down_is_asked_again_with_growing_pauses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    node = Node(1, down=3)
    assert numbers(follow(node.client(), tmp_path / "cursor", until_idle=True)) == [1]
    assert len(waited) == 3
    assert waited[0] <= 0.5 < waited[2] <= 2.0


def test_it_waits_at_the_node_and_asks_for_types(tmp_path: Path) -> None:
    node = Node(1)
    feed = follow(node.client(), tmp_path / "cursor", types=["comity.case.filed"], wait_s=7)
    assert next(feed).id == "c1"
    assert node.asked == [{"wait": "7", "limit": "100", "type": "comity.case.filed"}]


def test_who_begins_now_is_told_nothing_of_before(tmp_path: Path) -> None:
    node, memory = Node(3), tmp_path / "cursor"
    assert numbers(follow(node.client(), memory, start=NOW, until_idle=True)) == []
    assert memory.read_text() == "c3\n"
    node.count = 4
    assert numbers(follow(node.client(), memory, start=NOW, until_idle=True)) == [4]


async def test_a_program_that_awaits_follows_it_too(tmp_path: Path) -> None:
    transport = httpx2.MockTransport(Node(2))
    async with AsyncClient("https://node.example", token="t", transport=transport) as client:
        found = [one async for one in follow_async(client, tmp_path / "c", until_idle=True)]
    assert numbers(found) == [1, 2]
    assert found[0].case_id == "DE-C-2026-00001"


def test_a_cursor_of_before_a_restore_is_a_problem_that_the_program_sees(tmp_path: Path) -> None:
    def gone(_: httpx2.Request) -> httpx2.Response:
        said = {"family": "state", "reason": "CURSOR_GONE", "message": "gone"}
        headers = {"content-type": "application/problem+json"}
        return httpx2.Response(410, json=said, headers=headers)

    transport = httpx2.MockTransport(gone)
    client = Client("https://node.example", token="t", transport=transport)
    with pytest.raises(Problem) as caught:
        next(follow(client, tmp_path / "cursor"))
    assert (caught.value.status, caught.value.reason) == (410, "CURSOR_GONE")


def test_what_is_no_feed_is_said(tmp_path: Path) -> None:
    page = httpx2.MockTransport(lambda _: httpx2.Response(200, html="<p>"))
    client = Client("https://node.example", token="t", transport=page)
    with pytest.raises(AnswerUnreadable, match="no list of events"):
        next(follow(client, tmp_path / "cursor"))
    with pytest.raises(AnswerUnreadable, match="no event"):
        Event.read({"id": "x"})


def test_a_memory_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="cannot be read"):
        FileMemory(tmp_path).load()
