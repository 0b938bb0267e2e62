"""An officer's word on a hit, and the watch, over REST."""

from __future__ import annotations

from typing import Any

from gateway.api.app import PREFIX
from gateway.casework.cases.licence_alerts import watch
from gateway.casework.permissions import OfficerRole
from tests.node.api.conftest import Door
from tests.node.casework.cases.test_licence_alerts import denial
from tests.support.consultations import GRANT, at_home

OFFICER = OfficerRole.OFFICER
DENIAL = "DE-2026-00007"


async def filed(door: Door) -> str:
    body = at_home().model_dump(mode="json")
    answer = await door.call("POST", "/applications", OFFICER, json=body)
    while await door.desk.step():
        pass
    found: str = answer.json()["case_id"]
    return found


async def test_a_word_on_a_hit_is_kept_and_shown(door: Door) -> None:
    await door.desk.deny(denial(7))
    path = f"/cases/{await filed(door)}/hits/{DENIAL}/judgement"
    word = {"language": "de", "text": "Anderes Werk.", "verdict": "dismissed"}
    said = await door.call("POST", path, OFFICER, json=word)
    assert said.status_code == 200
    assert said.json()["note"] == "recorded; the denial stays in the case"
    shown = (await door.call("GET", path, OFFICER)).json()
    assert shown["hit"]["judgement"]["text"] == "Anderes Werk."
    assert [each["verdict"] for each in shown["said"]] == ["dismissed"]
    # It is replaced by whoever has read it, and by nobody else (officer2 M1).
    case = path.partition("/hits/")[0]
    other = word | {"verdict": "confirmed"}
    unread = await door.call("POST", path, OFFICER, json=other)
    assert (unread.status_code, unread.json()["reason"]) == (428, "VERSION_REQUIRED")
    read = (await door.call("GET", case, OFFICER)).headers["etag"]
    headers = {"Authorization": f"Bearer {door.tokens[OFFICER]}", "If-Match": read}
    again = await door.client.post(PREFIX + path, json=other, headers=headers)
    assert again.status_code == 200, again.text
    late = await door.client.post(PREFIX + path, json=word, headers=headers)
    assert late.json()["reason"] == "CHANGED_MEANWHILE"


async def test_a_word_without_a_reason_is_refused(door: Door) -> None:
    await door.desk.deny(denial(7))
    path = f"/cases/{await filed(door)}/hits/{DENIAL}/judgement"
    words: list[dict[str, Any]] = [
        {"verdict": "confirmed"},
        {"verdict": "confirmed", "language": "de", "text": ""},
        {"verdict": "hidden", "language": "de", "text": "x"},
    ]
    for word in words:
        assert (await door.call("POST", path, OFFICER, json=word)).status_code == 422
    word = {"verdict": "dismissed", "language": "de", "text": "x"}
    missing = path.replace(DENIAL, "DE-2026-00099")
    assert (await door.call("POST", missing, OFFICER, json=word)).status_code == 404


async def test_the_watch_is_listed_and_marked_as_seen(door: Door) -> None:
    case_id = await filed(door)
    alone = GRANT.model_copy(update={"stale_registers": ("FR",)})
    await door.desk.propose(case_id, alone)
    await door.desk.decide(case_id)
    await door.desk.deny(denial(7))
    await watch(door.desk.node.office)
    [match] = (await door.call("GET", "/watch", OFFICER)).json()["items"]
    assert (match["case_id"], match["hit"]["denial_id"]) == (case_id, DENIAL)
    why = {"language": "de", "text": "Aussetzung vorgeschlagen."}
    path = f"/watch/{case_id}/{DENIAL}/seen"
    [seen] = (await door.call("POST", path, OFFICER, json=why)).json()
    [word] = seen["said"]
    assert (word["by"], word["text"]) == ("officer", why["text"])
    assert (await door.call("GET", "/watch", OFFICER)).json()["items"] == []
    assert (await door.call("GET", "/watch?seen=true", OFFICER)).json()["items"] == [seen]
