"""The inbox over REST: rows and counts, what was seen, hands, queues, substitutes, views."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.casework.permissions import OfficerRole
from tests.node.api.conftest import Door
from tests.support.cases import application

OFFICER, DECIDER = OfficerRole.OFFICER, OfficerRole.DECIDER
ADMINISTRATOR, SYSTEM = OfficerRole.ADMINISTRATOR, OfficerRole.SYSTEM
DAYS = {"first": "2026-03-02", "last": "2026-03-31"}


@pytest.fixture
async def case(door: Door) -> str:
    """A case that an officer filed and that was examined."""
    body = application().model_dump(mode="json")
    answer = await door.call("POST", "/applications", OFFICER, json=body)
    assert answer.status_code == 201, answer.text
    await door.federation.settle()
    return str(answer.json()["case_id"])


async def got(door: Door, path: str, role: OfficerRole = OFFICER) -> Any:
    answer = await door.call("GET", path, role)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_case_is_listed_counted_seen_and_handed_over(door: Door, case: str) -> None:
    [row] = (await got(door, "/inbox?tab=mine"))["items"]
    assert (row["subject"], row["noun"], row["unread"]) == (case, "case", True)
    assert (await got(door, "/inbox/counts"))["mine"] == 1
    seen = await door.call("PUT", "/inbox/seen", OFFICER, json={"rows": [row["id"], "x"]})
    assert seen.json() == {"rows": [case]}
    [row] = (await got(door, "/inbox"))["items"]
    assert row["unread"] is False
    body = {"assignee": "decider", "note": {"language": "de", "text": "Bitte morgen."}}
    moved = await door.call("PUT", f"/cases/{case}/assignment", OFFICER, json=body)
    assert (moved.status_code, moved.json()["assigned_to"]) == (200, "decider")
    act = moved.json()["acts"][-1]
    assert (act["verb"], act["data"]["words"]) == ("case.assigned", "Bitte morgen.")
    assert (await got(door, "/inbox?tab=mine"))["items"] == []
    assert len((await got(door, "/inbox?tab=mine", DECIDER))["items"]) == 1
    view = await got(door, f"/cases/{case}/view")
    assert '"In the hands of"' in str(view).replace("'", '"')


async def test_faults_name_their_field(door: Door, case: str) -> None:
    nobody = {"assignee": "nobody"}
    answer = await door.call("PUT", f"/cases/{case}/assignment", OFFICER, json=nobody)
    assert (answer.status_code, answer.json()["metadata"]["field"]) == (422, "assignee")
    for query, field in (
        ("country=Turkey", "country"),
        ("category=5Z", "category"),
        ("tab=x", "tab"),
        ("ends_until=soon", "ends_until"),
        ("queue=A B", "queue"),
        ("nonsense=1", "nonsense"),
        ("after=x", "after"),
    ):
        answer = await door.call("GET", f"/inbox?{query}", OFFICER)
        assert answer.status_code == 422, query
        assert field in answer.json()["metadata"].get("field", ""), answer.text
    twice = {"code": "gulf", "title": "Gulf"}
    body = {"replaces": 0, "queues": [twice, twice]}
    answer = await door.call("PUT", "/inbox/queues", ADMINISTRATOR, json=body)
    assert answer.status_code == 422
    answer = await door.call("PUT", "/inbox/views/x", OFFICER, json={"contry": "TR"})
    assert answer.status_code == 422


async def test_queues_are_changed_by_administrators_and_a_late_change_is_refused(
    door: Door, case: str
) -> None:
    rule = {"countries": ["AE"], "categories": ["5A"]}
    queue = {"code": "gulf", "title": "Gulf", "rules": [rule], "members": ["decider"]}
    body = {"replaces": 0, "queues": [queue]}
    made = await door.call("PUT", "/inbox/queues", ADMINISTRATOR, json=body)
    assert (made.status_code, made.json()["version"]) == (200, 1)
    again = await door.call("PUT", "/inbox/queues", ADMINISTRATOR, json=body)
    assert (again.status_code, again.json()["reason"]) == (409, "STATE_CONFLICT")
    assert (await got(door, "/inbox/queues?version=1"))["by"] == "administrator"
    [row] = (await got(door, "/inbox?tab=queues", DECIDER))["items"]
    assert (row["subject"], row["queue"]) == (case, "gulf")
    assert (await got(door, "/inbox/counts", DECIDER))["queues"] == [
        {"code": "gulf", "title": "Gulf", "count": 1}
    ]


async def test_who_is_away_is_stood_in_for(door: Door, case: str) -> None:
    wanted = {"absent": "officer", "stands_in": "decider", **DAYS}
    for role in OfficerRole:
        answer = await door.call("GET", "/inbox/substitutes", role)
        allowed = role in {OFFICER, DECIDER, OfficerRole.AUDITOR, ADMINISTRATOR}
        assert (answer.status_code == 200) is allowed, role
        if role is not OFFICER and role is not ADMINISTRATOR:
            refused = await door.call("POST", "/inbox/substitutes", role, json=wanted)
            assert refused.status_code == 403, role
    made = await door.call("POST", "/inbox/substitutes", OFFICER, json=wanted)
    assert made.status_code == 201, made.text
    [row] = (await got(door, "/inbox?tab=mine", DECIDER))["items"]
    assert row["for_another"] == {"account": "officer", "until": "2026-03-31"}
    path = f"/inbox/substitutes/{made.json()['number']}"
    assert (await door.call("DELETE", path, DECIDER)).status_code == 404
    assert (await door.call("DELETE", path, SYSTEM)).status_code == 403
    ended = await door.call("DELETE", path, OFFICER)
    assert (ended.status_code, ended.json()["ended_by"]) == (200, "officer")
    assert (await got(door, "/inbox?tab=mine", DECIDER))["items"] == []


async def test_a_view_is_kept_and_forgotten(door: Door) -> None:
    kept = await door.call("PUT", "/inbox/views/turkey", OFFICER, json={"country": "TR"})
    assert kept.status_code == 200, kept.text
    [view] = (await got(door, "/inbox/views"))["items"]
    assert (view["name"], view["filter"]["country"]) == ("turkey", "TR")
    assert (await got(door, "/inbox/views", DECIDER))["items"] == []
    assert (await door.call("DELETE", "/inbox/views/turkey", OFFICER)).status_code == 204
    gone = await door.call("DELETE", "/inbox/views/turkey", OFFICER)
    assert (gone.status_code, gone.json()["reason"]) == (404, "NOT_FOUND")
