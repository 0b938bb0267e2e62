"""A restricted case where something else than its own routes would tell of it.

Customs, the annual report, the end of a suspension, the sensitive parties; and every field by which
a request may name something restricted.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import pytest

from gateway.api.app import PREFIX, WITH_OWN
from gateway.api.parameters import LISTS
from gateway.casework.accounts.officers import make_officer
from gateway.casework.cases.need_to_know import NAMING
from gateway.casework.permissions import OfficerRole
from gateway.domain.case import Outcome
from tests.federation.test_sensitive_parties import SECRET, for_the_front, told
from tests.node.api.annual.test_openness import allow
from tests.node.api.annual.test_submission import RECORD
from tests.node.api.conftest import Door, open_door
from tests.support.federation_case import START, Where, text
from tests.support.kinds import NON_LISTED, decided, filed, item, negative, outcome

OFFICER, DECIDER = OfficerRole.OFFICER, OfficerRole.DECIDER
WHY = text("Der Hinweisgeber bleibt ungenannt").model_dump()
MARK = {"reason_class": "source_protection", "reason": WHY}
YEAR = "/report/years/2025"


@pytest.fixture
async def door(where: Where) -> AsyncIterator[Door]:
    """DE, and FR that tells it of things."""
    async with open_door(*where, codes=("DE", "FR")) as opened:
        yield opened


async def granted(door: Door, reference: str, **changed: Any) -> str:
    """A case in which a licence was granted."""
    wanted = filed(reference, items=(item(NON_LISTED, cyber_surveillance=False),), **changed)
    return (await decided(door.federation, wanted, outcome(Outcome.GRANTED))).case_id


async def restricted(door: Door, subject: str, **more: Any) -> None:
    """An officer restricts something to himself and some more."""
    answer = await door.call("POST", f"/restrictions/{subject}", OFFICER, json=MARK | more)
    assert answer.status_code == 201, answer.text


async def test_customs_find_a_restricted_licence_under_none_of_its_names(door: Door) -> None:
    allow(door)
    case = await granted(door, "L-7")
    await restricted(door, case)
    found = (await door.call("GET", f"/customs/licences/{case}", OFFICER)).json()
    for name in (case, found["number"], "L-7"):
        path = f"/customs/licences/{name}"
        assert (await door.call("GET", path, OFFICER)).json()["number"] == found["number"]
        for role in (DECIDER, OfficerRole.SYSTEM):
            hidden = await door.call("GET", path, role)
            unknown = await door.call("GET", "/customs/licences/L-99", role)
            assert hidden.status_code == 404
            assert hidden.text == unknown.text.replace("L-99", name)


async def test_the_report_counts_a_restricted_case_and_names_it_to_nobody(door: Door) -> None:
    records = [RECORD | {"reference": await _reference(door, each)} for each in ("L-1", "L-2")]
    sent = await door.call("POST", f"{YEAR}/records", OFFICER, json={"records": records})
    assert sent.json()["records"] == 2
    await restricted(door, "DE-C-2026-00001")
    behind = f"{YEAR}/behind/authorisations"
    named, totals = {}, {}
    for role in (OFFICER, DECIDER):
        answer = await door.call("GET", behind, role, params={"at": ["*", "*", "*"]})
        named[role] = {each["reference"] for each in answer.json()["items"]}
        seen = (await door.call("GET", YEAR, role)).json()
        totals[role] = [each["total"] for each in seen["tables"]]
        assert role is OFFICER or "L-1" not in str(seen)
    assert named == {OFFICER: {"L-1", "L-2"}, DECIDER: {"L-2"}}
    assert totals[OFFICER] == totals[DECIDER]


async def _reference(door: Door, reference: str) -> str:
    """The reference of a case, under which a system reports as well."""
    await granted(door, reference)
    return reference


async def test_a_suspension_in_a_restricted_case_is_ended_by_who_is_named(door: Door) -> None:
    federation = door.federation
    licence = await granted(door, "L-1")
    again = filed(
        "L-2",
        "licence_in_force",
        concerns=licence,
        items=(item(NON_LISTED, cyber_surveillance=False),),
    )
    denial = (await decided(federation, again, negative(Outcome.SUSPENDED))).decision
    assert denial is not None
    assert denial.denial_id is not None
    made = door.desk.node.db.write_sync(
        lambda conn: make_officer(conn, name="second", role=DECIDER, at=START)
    )
    await restricted(door, licence, to=["second"])
    end = {"outcome": "reinstated", "at": START.date().isoformat(), "grounds": [WHY]}

    async def ended(denial_id: str, token: str) -> httpx2.Response:
        path = f"{PREFIX}/denials/{denial_id}/final-assessment"
        header = {"Authorization": f"Bearer {token}"}
        return await door.client.post(path, json=end | {"denial_id": denial_id}, headers=header)

    hidden = await ended(denial.denial_id, door.tokens[DECIDER])
    unknown = await ended("DE-2026-00099", door.tokens[DECIDER])
    assert hidden.status_code == 404
    assert hidden.text == unknown.text.replace("DE-2026-00099", denial.denial_id)
    named = await ended(denial.denial_id, made.token)
    assert named.status_code == 200, named.text


async def test_of_a_restricted_case_no_list_of_sensitive_parties_tells(door: Door) -> None:
    number = await told(door.federation)
    front = for_the_front().model_dump(mode="json")
    filed_one = await door.call("POST", "/applications", OFFICER, json=front)
    assert filed_one.status_code == 201, filed_one.text
    await door.federation.settle()
    case = filed_one.json()["case_id"]
    assert SECRET in (await door.call("GET", "/sensitive", DECIDER)).text
    await restricted(door, case)
    [listed] = (await door.call("GET", "/sensitive", OFFICER)).json()["items"]
    assert listed["case_id"] == case
    assert (await door.call("GET", "/sensitive", DECIDER)).json()["items"] == []
    for method, path in (("GET", "sensitive"), ("POST", f"sensitive/{number}/looked")):
        hidden, unknown = [
            await door.call(method, f"/cases/{each}/{path}", DECIDER, json=WHY)
            for each in (case, "DE-C-2026-00099")
        ]
        assert hidden.status_code == 404
        assert hidden.text == unknown.text.replace("DE-C-2026-00099", case)


# --- what a request may name by --------------------------------------------------------------

_ELSEWHERE = "of the sender's own system or of another authority; it is kept, and finds nothing"
_DENIAL = "a denial, which every reader of denials sees; what a case makes of one asks for itself"
_ITSELF = "its use case asks for itself"
_NOTHING = "of nothing that can be restricted"

OTHERWISE = {
    **dict.fromkeys(("subject", "number", "concerns", "task_id"), _ITSELF),
    **dict.fromkeys(("thing_id", "under_letter"), _ITSELF),
    **dict.fromkeys(("by_denial", "denial_id", "denials"), _DENIAL),
    **dict.fromkeys(("case_reference", "national_reference", "oj_reference"), _ELSEWHERE),
    **dict.fromkeys(("references", "source_id", "licence"), _ELSEWHERE),
    **dict.fromkeys(("cas_number", "digest", "id", "index", "key", "name"), _NOTHING),
    **dict.fromkeys(("standing_id", "thread", "trouble_id", "webhook_id"), _NOTHING),
    "job_id": "of the own account; its answer is looked at when it is read",
    "reference": "of an application, an end-user, a notice, a record; customs and a repeated "
    "application ask for themselves",
}
"""Fields that carry an identifier, and why nobody learns by them of what is restricted."""

_IDENTIFIES = re.compile(
    r"(.*_)?(ids?|references?|number|subject|concerns|conversations|cases?|letters?|denials?"
    r"|digest|licence|thread|index|name|key|by_denial)"
)


def fields_of(schema: Any, all_of_them: dict[str, Any]) -> Iterator[str]:
    """Yield the name of each field of a body, to any depth."""
    left, seen = [schema], set[str]()
    while left:
        each = left.pop()
        if isinstance(each, list):
            left += each
        elif isinstance(each, dict):
            reference = each.get("$ref", "").rpartition("/")[2]
            if reference and reference not in seen:
                seen.add(reference)
                left.append(all_of_them[reference])
            properties = each.get("properties", {})
            yield from properties
            left += [*properties.values(), *(v for k, v in each.items() if k != "properties")]


async def test_each_field_that_may_name_something_restricted_is_looked_at(door: Door) -> None:
    contract = WITH_OWN.document()
    schemas, named = contract["components"]["schemas"], set[str]()
    for operations in contract["paths"].values():
        for operation in operations.values():
            named |= {e["name"] for e in operation.get("parameters", ()) if e["in"] != "header"}
            bodies = operation.get("requestBody", {}).get("content", {})
            named |= {name for each in bodies.values() for name in fields_of(each, schemas)}
    found = {name for name in named if _IDENTIFIES.fullmatch(name)}
    assert {*NAMING, *LISTS} <= found
    assert found - {*NAMING, *LISTS} == OTHERWISE.keys()
