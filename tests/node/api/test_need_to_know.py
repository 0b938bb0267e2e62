"""A restricted case is not there for who is not named; it opens on record, for a time."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from gateway.api.app import PREFIX
from gateway.casework.accounts.officers import make_officer
from gateway.casework.handlers.reconciliation import sweep_deadlines
from gateway.casework.permissions import OfficerRole
from gateway.domain.case.restriction import OPEN_FOR
from tests.node.api.conftest import Door, open_door
from tests.support.consultations import ask, last_instant
from tests.support.federation_case import START, Where, text

OFFICER, DECIDER, AUDITOR = OfficerRole.OFFICER, OfficerRole.DECIDER, OfficerRole.AUDITOR
WHY = text("Der Hinweisgeber bleibt ungenannt").model_dump()
MARK = {"reason_class": "source_protection", "reason": WHY}
CASE, UNKNOWN = "DE-C-2026-00001", "DE-C-2026-00099"
MARKED = f"/restrictions/{CASE}"


async def restricted(door: Door, filed: dict[str, Any], **more: Any) -> None:
    """An officer files a case and restricts it to himself and some more."""
    answer = await door.call("POST", "/applications", OFFICER, json=filed)
    assert answer.status_code == 201, answer.text
    await door.federation.settle()
    answer = await door.call("POST", MARKED, OFFICER, json=MARK | more)
    assert answer.status_code == 201, answer.text


def colleague(door: Door) -> dict[str, str]:
    """One more officer's header."""
    made = door.desk.node.db.write_sync(
        lambda conn: make_officer(conn, name="colleague", role=OFFICER, at=START)
    )
    return {"Authorization": f"Bearer {made.token}"}


async def subjects(door: Door, path: str, role: OfficerRole) -> set[str]:
    found = (await door.call("GET", path, role)).json()["items"]
    return {each.get("subject", each.get("case_id")) for each in found}


async def said(door: Door) -> list[tuple[str, str]]:
    """Verbs and actors of the case's acts about its mark."""
    acts = (await door.call("GET", f"/cases/{CASE}", OFFICER)).json()["acts"]
    return [(each["verb"], each["actor"]) for each in acts if "restriction" in each["verb"]]


async def test_what_is_restricted_is_as_if_it_were_not(
    either_door: Door, filed: dict[str, Any]
) -> None:
    """Found in use: attack m10."""
    door = either_door
    await restricted(door, filed)
    for path in ("", "/view", "/page", "/evidence", "/examinations", "/sensitive"):
        answer, unknown = [
            await door.call("GET", f"/cases/{each}{path}", DECIDER) for each in (CASE, UNKNOWN)
        ]
        assert answer.status_code == 404
        assert answer.text == unknown.text.replace(UNKNOWN, CASE), path
        assert (await door.call("GET", f"/cases/{CASE}{path}", OFFICER)).status_code == 200
    for path in (
        "/cases",
        "/tasks",
        "/events?limit=1000",
        "/consultations",
        "/letters",
    ):
        assert CASE not in (await door.call("GET", path, DECIDER)).text, path
        assert "source" not in (await door.call("GET", path, DECIDER)).text, path
    assert CASE in await subjects(door, "/cases", OFFICER)
    assert CASE in (await door.call("GET", "/events?limit=1000", OFFICER)).text
    talks = (await door.call("GET", f"/cases/{CASE}", OFFICER)).json()["consultations"]
    for talk in talks:
        path = f"/consultations/{talk['conversation_id']}"
        assert (await door.call("GET", path, DECIDER)).status_code == 404
        assert (await door.call("POST", f"{path}/end", DECIDER, json=WHY)).status_code == 404
    same = await door.call("POST", "/applications", DECIDER, json=filed)
    assert (same.status_code, CASE in same.text) == (409, False)
    refused = await door.call("POST", f"/cases/{CASE}/decision", DECIDER)
    assert refused.status_code == 404
    who_may_not = await door.call("POST", f"/cases/{CASE}/decision", OfficerRole.READER)
    assert who_may_not.status_code == 403


async def test_who_is_named_sees_it_and_names_others(door: Door, filed: dict[str, Any]) -> None:
    header = colleague(door)
    await restricted(door, filed, to=["decider"])
    assert (await door.call("GET", f"/cases/{CASE}", DECIDER)).status_code == 200
    for path in (f"/cases/{CASE}", MARKED):
        assert (await door.client.get(PREFIX + path, headers=header)).status_code == 404
    body = {"add": ["colleague"], "take": ["officer"], "reason": WHY}
    answer = await door.client.post(f"{PREFIX}{MARKED}/names", headers=header, json=body)
    assert answer.status_code == 404
    answer = await door.call("POST", f"{MARKED}/names", OFFICER, json=body)
    assert [each["account"] for each in answer.json()["named"]] == ["decider", "colleague"]
    assert (await door.client.get(f"{PREFIX}{MARKED}", headers=header)).status_code == 200
    assert (await door.call("GET", f"/cases/{CASE}", OFFICER)).status_code == 404


async def test_the_mark_names_accounts_that_there_are_and_keeps_one(
    door: Door, filed: dict[str, Any]
) -> None:
    await restricted(door, filed)
    for body, field in (
        ({"add": ["nobody"]}, "add"),
        ({"add": ["reader"]}, "add"),
        ({"take": ["decider"]}, "take"),
        ({"take": ["officer"]}, "take"),
    ):
        answer = await door.call("POST", f"{MARKED}/names", OFFICER, json=body | {"reason": WHY})
        assert answer.status_code == 422
        assert answer.json()["metadata"]["field"] == field
    again = await door.call("POST", MARKED, OFFICER, json=MARK)
    assert again.status_code == 409
    unknown = await door.call("POST", f"/restrictions/{UNKNOWN}", OFFICER, json=MARK)
    assert unknown.status_code == 404


async def test_a_decider_opens_it_on_record_for_three_days(
    either_door: Door, filed: dict[str, Any]
) -> None:
    """Found in use: attack m10."""
    door = either_door
    await restricted(door, filed)
    notes = (await door.call("GET", "/restrictions", DECIDER)).json()["items"]
    assert [each["subject"] for each in notes] == [CASE]
    assert "Hinweisgeber" not in str(notes)
    assert (await door.call("POST", f"{MARKED}/opening", OFFICER, json=WHY)).status_code == 403
    opened = await door.call("POST", f"{MARKED}/opening", DECIDER, json=WHY)
    assert opened.status_code == 200, opened.text
    assert (await door.call("GET", f"/cases/{CASE}/page", DECIDER)).status_code == 200
    tasks = (await door.call("GET", "/tasks", OFFICER)).json()["items"]
    told = [each for each in tasks if each["kind"] == "restricted.opened"]
    assert [(each["data"]["account"], each["data"]["reason"]) for each in told] == [
        ("decider", WHY["text"])
    ]
    assert ("restriction.opened", "decider") in await said(door)
    again = await door.call("POST", f"{MARKED}/opening", DECIDER, json=WHY)
    assert again.status_code == 409
    door.federation.clock.at += OPEN_FOR - timedelta(seconds=1)
    assert (await door.call("GET", f"/cases/{CASE}", DECIDER)).status_code == 200
    door.federation.clock.at += timedelta(seconds=1)
    assert (await door.call("GET", f"/cases/{CASE}", DECIDER)).status_code == 404
    assert CASE not in await subjects(door, "/cases", DECIDER)


async def test_each_read_of_an_auditor_is_on_record(door: Door, filed: dict[str, Any]) -> None:
    """Found in use: attack m10."""
    await restricted(door, filed)
    before = await said(door)
    assert (await door.call("GET", f"/cases/{CASE}", AUDITOR)).status_code == 200
    assert (await door.call("GET", f"/cases/{CASE}/evidence", AUDITOR)).status_code == 200
    assert CASE not in await subjects(door, "/cases", AUDITOR)
    assert await said(door) == [*before, *[("restriction.read", "auditor")] * 2]


async def test_without_its_mark_everybody_sees_it_again(door: Door, filed: dict[str, Any]) -> None:
    await restricted(door, filed)
    lifted = await door.call("POST", f"{MARKED}/lifting", OFFICER, json=WHY)
    assert lifted.status_code == 200, lifted.text
    assert CASE in await subjects(door, "/cases", DECIDER)
    assert (await door.call("GET", MARKED, OFFICER)).status_code == 404
    assert [verb for verb, _ in await said(door)] == ["restriction.made", "restriction.lifted"]


async def test_a_repeat_tells_nothing_that_is_restricted_since(
    door: Door, filed: dict[str, Any]
) -> None:
    token = {"Authorization": f"Bearer {door.tokens[DECIDER]}", "Idempotency-Key": "one"}
    path = f"{PREFIX}/applications"
    first = await door.client.post(path, json=filed, headers=token)
    assert first.status_code == 201
    await door.federation.settle()
    assert (await door.call("POST", MARKED, OFFICER, json=MARK)).status_code == 201
    again = await door.client.post(path, json=filed, headers=token)
    assert (again.status_code, again.json()["reason"]) == (409, "ANSWER_NOT_KEPT")


async def told(door: Door) -> list[tuple[str, str]]:
    """What a decider is told of restricted things by the sweep."""
    await sweep_deadlines(door.desk.node.office)
    tasks = (await door.call("GET", "/tasks", DECIDER)).json()["items"]
    return [(each["kind"], each["text"]) for each in tasks if each["kind"].startswith("restricted")]


async def test_a_decider_hears_of_what_nobody_is_left_to_see(
    either_door: Door, filed: dict[str, Any]
) -> None:
    door = either_door
    await restricted(door, filed)
    assert await told(door) == []
    gone = await door.call("DELETE", "/officers/officer", OfficerRole.ADMINISTRATOR)
    assert gone.status_code == 204
    nobody = f"{CASE} is restricted, and nobody is left who sees it"
    assert await told(door) == [("restricted.unseen", nobody)]
    assert (await door.call("GET", f"/cases/{CASE}", DECIDER)).status_code == 404
    body = {"add": ["decider"], "reason": WHY}
    answer = await door.call("POST", f"{MARKED}/names", DECIDER, json=body)
    assert answer.status_code == 200, answer.text
    assert "restricted.unseen" not in [kind for kind, _ in await told(door)]


async def test_a_decider_hears_in_time_that_a_period_ends(where: Where) -> None:
    async with open_door(*where, codes=("DE", "FR")) as door:
        wish = {"concerns": "R-of-nobody", "asked_for": ("not_grant",)}
        asked = await ask(door.federation, "FR", "DE", "14(2)", **wish)
        await door.federation.settle()
        subject, last = asked.conversation_id, last_instant(asked)
        answer = await door.call("POST", f"/restrictions/{subject}", OFFICER, json=MARK)
        assert answer.status_code == 201, answer.text
        assert await told(door) == []
        door.federation.clock.at = last - timedelta(hours=1)
        day = last.astimezone(ZoneInfo("Europe/Berlin")).date()
        said = f"{subject} is restricted, and a period in it ends on {day}"
        assert await told(door) == [("restricted.due", said)]


async def test_what_belongs_to_it_is_restricted_as_it_is(
    either_door: Door, filed: dict[str, Any]
) -> None:
    door = either_door
    relation = {"kind": "amends", "system": "DE", "reference": CASE}
    later = {**filed, "reference": "later", "relations": [relation]}
    await restricted(door, filed)
    answer = await door.call("POST", "/applications", OfficerRole.SYSTEM, json=later)
    assert answer.status_code == 201, answer.text
    second = answer.json()["case_id"]
    assert (await door.call("GET", f"/cases/{second}", OfficerRole.SYSTEM)).status_code == 200
    assert (await door.call("GET", f"/cases/{second}", DECIDER)).status_code == 404
    assert (await door.call("GET", f"/cases/{second}", OFFICER)).status_code == 200
    body = {"add": ["decider"], "reason": WHY}
    assert (await door.call("POST", f"{MARKED}/names", OFFICER, json=body)).status_code == 200
    assert (await door.call("GET", f"/cases/{second}", DECIDER)).status_code == 200
    body = {"take": ["decider"], "reason": WHY}
    assert (await door.call("POST", f"{MARKED}/names", OFFICER, json=body)).status_code == 200
    assert (await door.call("GET", f"/cases/{second}", DECIDER)).status_code == 404
    assert (await door.call("POST", f"{MARKED}/lifting", OFFICER, json=WHY)).status_code == 200
    assert (await door.call("GET", f"/cases/{second}", DECIDER)).status_code == 200


async def test_who_is_not_named_sees_neither_number_nor_text_in_another_case(
    door: Door, filed: dict[str, Any]
) -> None:
    answer = await door.call("POST", "/applications", OFFICER, json=filed)
    await door.federation.settle()
    relation = {"kind": "same_project", "system": "DE", "reference": CASE}
    later = {**filed, "reference": "later", "relations": [relation]}
    answer = await door.call("POST", "/applications", OFFICER, json=later)
    await door.federation.settle()
    second, path = answer.json()["case_id"], f"/cases/{CASE}"
    for role in (OFFICER, DECIDER):
        assert second in (await door.call("GET", path, role)).text
    marked = await door.call("POST", f"/restrictions/{second}", OFFICER, json=MARK)
    assert marked.status_code == 201, marked.text
    for each in ("", "/view", "/page"):
        assert second in (await door.call("GET", path + each, OFFICER)).text, each
        assert second not in (await door.call("GET", path + each, DECIDER)).text, each


async def test_the_evidence_lists_who_was_let_in_and_why(door: Door, filed: dict[str, Any]) -> None:
    await restricted(door, filed)
    body = {"add": ["decider"], "reason": WHY}
    assert (await door.call("POST", f"{MARKED}/names", OFFICER, json=body)).status_code == 200
    answer = await door.call("GET", f"/cases/{CASE}/evidence", OFFICER)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        acts = [
            act
            for name in archive.namelist()
            if name.endswith("case.json")
            for act in json.loads(archive.read(name))["acts"]
        ]
    [let_in] = [each["data"] for each in acts if each["verb"] == "restriction.named"]
    assert let_in["added"] == ["decider"]
    assert WHY["text"] in str(let_in.values())


async def test_nothing_is_put_into_the_hands_of_who_does_not_see_it(where: Where) -> None:
    async with open_door(*where, codes=("DE", "FR")) as door:
        wish = {"concerns": "R-of-nobody", "asked_for": ("not_grant",)}
        asked = await ask(door.federation, "FR", "DE", "14(2)", **wish)
        await door.federation.settle()
        subject = asked.conversation_id
        path, hands = f"/restrictions/{subject}", f"/consultations/{subject}/assignment"
        given = await door.call("PUT", hands, OFFICER, json={"assignee": "decider"})
        assert given.status_code == 200, given.text
        for body, code in ((MARK, 422), (MARK | {"to": ["decider"]}, 201)):
            assert (await door.call("POST", path, OFFICER, json=body)).status_code == code
        take = {"take": ["decider"], "reason": WHY}
        refused = await door.call("POST", f"{path}/names", OFFICER, json=take)
        assert (refused.status_code, refused.json()["metadata"]["field"]) == (422, "take")
        colleague(door)
        for name, code in (("colleague", 422), ("officer", 200)):
            given = await door.call("PUT", hands, OFFICER, json={"assignee": name})
            assert given.status_code == code, given.text
        taken = await door.call("POST", f"{path}/names", OFFICER, json=take)
        assert taken.status_code == 200, taken.text
