"""Lists give what was asked for, and only of what is there for who asks."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import httpx2
import pytest

from gateway.casework.permissions import OfficerRole
from tests.node.api.conftest import Door
from tests.node.api.test_repeats import REQUEST

OFFICER, DECIDER, SYSTEM, ADMINISTRATOR = (
    OfficerRole.OFFICER,
    OfficerRole.DECIDER,
    OfficerRole.SYSTEM,
    OfficerRole.ADMINISTRATOR,
)
TEXT = {"language": "en", "text": "x"}


async def numbers(door: Door, path: str, role: OfficerRole = DECIDER, **given: Any) -> list[str]:
    """What a list has, by reference or identifier."""
    answer = await door.call("GET", path, role, params=given)
    assert answer.status_code == 200, answer.text
    names = ("reference", "conversation_id", "id")
    return [next(each[name] for name in names if name in each) for each in answer.json()["items"]]


@pytest.fixture
def other(filed: dict[str, Any]) -> dict[str, Any]:
    """An application of somebody else, with other goods, to another country."""
    found = deepcopy(filed)
    transaction = found["transaction"]
    found["reference"] = "B-2/26"
    transaction["destination"] = "BR"
    transaction["exporter"]["value"] = {
        "names": ["Société Générale d'Optique", "Optik-Werke Müller GmbH"],
        "identifiers": [{"scheme": "EORI", "value": "DE 123-456"}],
    }
    transaction["items"][0]["classifications"][0]["code"] = "6A003.b.4"
    return found


async def file(door: Door, application: dict[str, Any], role: OfficerRole = OFFICER) -> str:
    answer = await door.call("POST", "/applications", role, json=application)
    assert answer.status_code == 201, answer.text
    case_id: str = answer.json()["case_id"]
    return case_id


async def test_a_case_is_found_by_each_thing_that_is_known_of_it(
    either_door: Door, filed: dict[str, Any], other: dict[str, Any]
) -> None:
    """Found in use: officer M16."""
    door = either_door
    await file(door, filed)
    await file(door, other, SYSTEM)
    one, two = filed["reference"], other["reference"]
    assert await numbers(door, "/cases") == [two, one]
    for given, found in (
        ({"reference": two}, [two]),
        ({"reference": two.lower()}, []),
        ({"reference": two[:-1]}, []),
        ({"destination": "BR"}, [two]),
        ({"procedure": "application"}, [two, one]),
        ({"procedure": "customs"}, []),
        ({"code": "6A003"}, [two]),
        ({"code": "6A003.b"}, [two]),
        ({"code": "6A003.b.4"}, [two]),
        ({"code": "6A003.b.4.a"}, []),
        ({"code": "5A001"}, [one]),
        ({"party": "societe generale"}, [two]),
        ({"party": "MÜLLER optik"}, [two]),
        ({"party": "Muller"}, [two]),
        ({"party": "mull"}, []),
        ({"party": "Müller Beispiel"}, []),
        ({"party": "de123456"}, [two]),
        ({"filed_by": "licensing"}, [two]),
        ({"filed_by": "officer"}, [one]),
        ({"filed_until": "1999-12-31"}, []),
        ({"filed_from": "2000-01-01", "filed_until": "2099-12-31"}, [two, one]),
        ({"filed_from": "2099-12-31"}, []),
        ({"state": "decided"}, []),
        ({"authority": "FR"}, []),
        ({"code": "6A003", "destination": "TR"}, []),
    ):
        assert await numbers(door, "/cases", **given) == found, given


async def test_a_case_that_is_amended_is_found_by_what_it_says_now(
    door: Door, filed: dict[str, Any], other: dict[str, Any]
) -> None:
    case_id = await file(door, filed)
    transaction = {
        **other["transaction"],
        "destination": filed["transaction"]["destination"],
    }
    amended = {"application": {**filed, "transaction": transaction}, **TEXT}
    answer = await door.call("POST", f"/cases/{case_id}/amendment", OFFICER, json=amended)
    assert answer.status_code == 200, answer.text
    assert await numbers(door, "/cases", code="6A003") == [filed["reference"]]
    assert await numbers(door, "/cases", code="5A001") == []


async def test_a_filter_finds_nothing_that_is_not_there_for_who_asks(
    door: Door, filed: dict[str, Any], other: dict[str, Any]
) -> None:
    """Need to know: a case that is restricted, or another account's, is found by no filter."""
    case_id = await file(door, filed)
    await file(door, other, SYSTEM)
    mark = {"reason_class": "state_security", "reason": TEXT}
    assert (
        await door.call("POST", f"/restrictions/{case_id}", DECIDER, json=mark)
    ).status_code == 201
    reference = filed["reference"]
    for given in ({"reference": reference}, {"code": "5A001"}, {"filed_by": "officer"}, {}):
        assert reference in await numbers(door, "/cases", DECIDER, **given)
        assert reference not in await numbers(door, "/cases", OFFICER, **given)
        assert reference not in await numbers(door, "/cases", SYSTEM, **given)
    refused = await door.call("GET", "/cases?reference=x", ADMINISTRATOR)
    assert refused.status_code == 403


async def test_a_consultation_is_found_by_each_thing_that_is_known_of_it(
    either_door: Door, filed: dict[str, Any]
) -> None:
    door = either_door
    case_id = await file(door, filed)
    opened = await door.call(
        "POST", "/consultations", OFFICER, json={**REQUEST, "case_id": case_id}
    )
    assert opened.status_code == 201, opened.text
    talk = opened.json()
    one = talk["conversation_id"]
    reference = talk["request"]["case_reference"]
    for given in (
        {"authority": "FR"},
        {"procedure": "14(2)"},
        {"state": talk["state"]},
        {"case_id": case_id},
        {"reference": reference},
        {"reference": "FR-1"},
        {"code": "5A001"},
        {"asked_of_us": False},
        {"named": one[:20].upper()},
        {"named": f"{reference}/fr"},
        {"named": f"{reference}/FR/14(2)"},
    ):
        assert one in await numbers(door, "/consultations", **given), given
    for given in (
        {"authority": "NL"},
        {"procedure": "14(1)"},
        {"state": "silent"},
        {"reference": "nothing"},
        {"code": "6A003"},
        {"party": "nobody"},
        {"assigned_to": "officer"},
        {"due_until": "1999-12-31"},
        {"asked_of_us": True},
        {"named": f"{reference}/NL"},
        {"named": f"{reference}/FR/14(1)"},
        {"named": "FR-1/FR"},
    ):
        assert one not in await numbers(door, "/consultations", **given), given
    assert await numbers(door, "/cases", authority="FR") == [filed["reference"]]


async def test_tasks_are_found_by_kind_and_by_what_they_are_about(
    door: Door, filed: dict[str, Any]
) -> None:
    case_id = await file(door, filed)
    held = {**TEXT, "reason_class": "audit"}
    assert (
        await door.call("POST", f"/retention/held/{case_id}", DECIDER, json=held)
    ).status_code == 201
    tasks = (await door.call("GET", "/tasks", DECIDER)).json()["items"]
    kind = next(each["kind"] for each in tasks if each["subject"] == case_id)
    assert len(await numbers(door, "/tasks", kind=kind, subject=case_id)) == 1
    assert await numbers(door, "/tasks", kind=kind, subject="DE-C-2026-09999") == []
    unknown = await door.call("GET", "/tasks?kind=nonsense", DECIDER)
    assert (unknown.status_code, unknown.json()["metadata"]["field"]) == (422, "kind")


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/cases?state=open", "state"),
        ("/cases?filed_from=2026-03-02&filed_until=2026-03-01", "filed_until"),
        ("/cases?filed_from=yesterday", "filed_from"),
        ("/cases?filed_until=9999-12-31", "filed_until"),
        ("/cases?party=--", "party"),
        ("/cases?party=", "party"),
        ("/cases?code=!", "code"),
        ("/cases?destination=Turkey", "destination"),
        ("/cases?authority=france", "authority"),
        ("/cases?reference=", "reference"),
        ("/consultations?due_from=2026-03-02&due_until=2026-03-01", "due_until"),
        ("/licences?ends_from=2026-03-02&ends_until=2026-03-01", "ends_until"),
        ("/notices?at_from=2026-03-02&at_until=2026-03-01", "at_until"),
        ("/denials?notified_from=2026-03-02&notified_until=2026-03-01", "notified_until"),
        ("/denials?decision=denied", "decision"),
    ],
)
async def test_a_filter_that_makes_no_sense_is_named(door: Door, address: str, field: str) -> None:
    answer = await door.call("GET", address, DECIDER)
    assert (answer.status_code, answer.json()["metadata"]["field"]) == (422, field), answer.text


async def test_licences_notices_and_denials_take_their_filters(door: Door) -> None:
    """What they find is shown where there are some; here, that each reaches the database."""
    for address in (
        "/licences?state=in_force&reference=x&destination=TR&party=x&code=5A001&ends_from=2026-01-01",
        "/licences?exporter=x&mrn=26DE0001&ends_until=2026-01-01",
        "/notices?kind=x&origin=FR&about=x&state=valid&at_from=2026-01-01&at_until=2026-12-31",
        "/denials?reference=x&notified_from=2026-01-01&notified_until=2026-12-31&origin=FR",
    ):
        answer: httpx2.Response = await door.call("GET", address, DECIDER)
        assert (answer.status_code, answer.json()["items"]) == (200, []), answer.text
