"""The open register and the customs record over REST: off by default, two people, no party."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.app.law_files import OPENNESS
from gateway.casework.permissions import OfficerRole
from gateway.domain.base import Stated
from gateway.domain.case import Case, Outcome
from gateway.domain.openness import CustomsLicence, OpenRelease, months_later
from gateway.domain.transaction import Identifier, Party
from tests.node.api.conftest import Door
from tests.node.api.test_conditions import call, etag, reason
from tests.support.kinds import filed, negative, outcome

POLICY = Path(__file__).parents[3] / "assets" / "openness" / "de-2026-1.toml"
OFFICER, DECIDER, SYSTEM = OfficerRole.OFFICER, OfficerRole.DECIDER, OfficerRole.SYSTEM
RELEASES = "/open-register/releases"
OWN = {"stale_registers": ("FR",)}  # FR has no node here; an officer accepts its register


async def decided(door: Door, number: int, what: Outcome = Outcome.GRANTED) -> Case:
    exporter = Party(
        names=(f"Hersteller {number} GmbH",),
        country="DE",
        identifiers=(Identifier(scheme="EORI", value=f"DE{number:015d}"),),
    )
    desk = door.desk
    case = await desk.file(filed(f"L-{number}", exporter=Stated[Party].given(exporter)))
    await desk.step()
    make = negative(what) if what is Outcome.REFUSED else outcome(what)
    await desk.propose(case.case_id, make.model_copy(update=OWN))
    return await desk.decide(case.case_id)


def allow(door: Door) -> Path:
    policy = door.desk.settings.path(OPENNESS)
    policy.write_bytes(POLICY.read_bytes())
    return policy


async def ok(door: Door, method: str, path: str, role: OfficerRole, **kwargs: Any) -> Any:
    answer = await door.call(method, path, role, **kwargs)
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


async def test_without_a_policy_nothing_is_shown_to_anybody(door: Door) -> None:
    case = await decided(door, 1)
    for method, path in (
        ("POST", RELEASES),
        ("GET", f"/customs/licences/{case.case_id}"),
    ):
        answer = await door.call(method, path, DECIDER)
        assert answer.status_code == 409
        assert "openness.toml" in answer.json()["remedy"]
    assert (await ok(door, "GET", "/open-register/published", OFFICER))["items"] == []


async def test_three_licences_are_prepared_by_one_and_released_by_another(door: Door) -> None:
    allow(door)
    cases = [await decided(door, number) for number in (1, 2, 3)]
    await decided(door, 4, Outcome.REFUSED)
    for case in cases:
        path = f"/open-register/classes/{case.case_id}"
        await ok(door, "PUT", path, OFFICER, json={"end_use": "police"})
    early = await door.call("POST", RELEASES, OFFICER)
    assert (early.status_code, "1 whole months" in early.json()["remedy"]) == (409, True)

    door.desk.clock.at = datetime(2026, 5, 1, 9, tzinfo=UTC)
    prepared = OpenRelease.model_validate(await ok(door, "POST", RELEASES, DECIDER))
    assert [(x.month, x.end_use, x.decision) for x in prepared.lines] == [
        ("2026-03", "Police", "granted")
    ] * 3
    assert prepared.withheld == 5  # one refusal would be told of; told in fives
    assert "Hersteller" not in prepared.model_dump_json()
    assert (await ok(door, "GET", "/open-register/published", OFFICER))["items"] == []

    own = await door.call("POST", f"{RELEASES}/1/release", DECIDER)
    assert own.json()["reason"] == "SECOND_OFFICER_NEEDED"
    again = await ok(door, "POST", RELEASES, OFFICER)  # anew, by somebody else
    assert again["number"] == 1
    assert (await door.call("POST", f"{RELEASES}/1/release", OFFICER)).status_code == 403
    await ok(door, "POST", f"{RELEASES}/1/release", DECIDER)
    [shown] = (await ok(door, "GET", "/open-register/published", OFFICER))["items"]
    assert (shown["prepared_by"], shown["released_by"]) == ("", "")
    assert len(shown["lines"]) == 3

    # A month is released once: what comes later stands in a later release, or nowhere.
    assert (await door.call("POST", RELEASES, OFFICER)).status_code == 409
    door.desk.clock.at = datetime(2026, 6, 1, 9, tzinfo=UTC)
    await decided(door, 5)
    assert (await door.call("POST", RELEASES, OFFICER)).status_code == 409
    door.desk.clock.at = datetime(2026, 8, 1, 9, tzinfo=UTC)
    later = OpenRelease.model_validate(await ok(door, "POST", RELEASES, OFFICER))
    assert (later.number, later.since.isoformat(), later.lines) == (2, "2026-06-01", ())
    listed = (await ok(door, "GET", RELEASES, OFFICER))["items"]
    assert [each["number"] for each in listed] == [1, 2]


async def test_a_class_is_replaced_only_by_who_has_read_the_one_that_stands(door: Door) -> None:
    allow(door)
    case_id = (await decided(door, 1)).case_id
    path, case = f"/open-register/classes/{case_id}", f"/cases/{case_id}"
    read = await etag(door, case)
    first = await call(door, "PUT", path, match=read, json={"end_use": "police"})
    assert (first.status_code, first.headers["etag"]) == (204, await etag(door, case))
    late = await call(door, "PUT", path, DECIDER, match=read, json={"end_use": "operator"})
    assert reason(late) == (412, "CHANGED_MEANWHILE")
    assert (late.json()["metadata"]["by"], late.json()["metadata"]["verb"]) == (
        "officer",
        "case.classified",
    )
    blind = await call(door, "PUT", path, DECIDER, json={"end_use": "operator"})
    assert reason(blind) == (428, "VERSION_REQUIRED")
    now = late.headers["etag"]
    again = await call(door, "PUT", path, DECIDER, match=now, json={"end_use": "operator"})
    assert again.status_code == 204, again.text
    acts = (await ok(door, "GET", case, OFFICER))["acts"]
    assert [(each["actor"], each["text"]) for each in acts if "classified" in each["verb"]] == [
        ("officer", "end use in the open register: Police"),
        ("decider", "end use in the open register: Telecommunications operator, before Police"),
    ]


async def test_what_the_policy_does_not_know_is_refused_and_named(door: Door) -> None:
    policy = allow(door)
    case = await decided(door, 1)
    path = f"/open-register/classes/{case.case_id}"
    wrong = await door.call("PUT", path, OFFICER, json={"end_use": "army"})
    assert (wrong.status_code, "police, operator" in wrong.json()["remedy"]) == (422, True)
    policy.write_text(POLICY.read_text("utf-8").replace("min_exporters = 3", "min_exporters = 1"))
    refused = await door.call("POST", RELEASES, OFFICER)
    assert "line 8: open_register.min_exporters" in refused.text


async def test_a_changed_policy_is_no_policy_for_what_was_prepared(door: Door) -> None:
    policy = allow(door)
    await decided(door, 1)
    door.desk.clock.at = datetime(2026, 5, 1, 9, tzinfo=UTC)
    await ok(door, "POST", RELEASES, OFFICER)
    policy.write_text(POLICY.read_text("utf-8").replace("DE/2026-1", "DE/2026-2"))
    answer = await door.call("POST", f"{RELEASES}/1/release", DECIDER)
    assert "DE/2026-2 holds" in answer.text


async def test_customs_read_a_licence_by_its_number_its_case_or_its_reference(door: Door) -> None:
    allow(door)
    case = await decided(door, 7)
    refused = await decided(door, 8, Outcome.REFUSED)
    found = CustomsLicence.model_validate(await ok(door, "GET", "/customs/licences/L-7", SYSTEM))
    assert (found.reference, found.eori, found.usable) == (case.case_id, f"DE{7:015d}", True)
    assert (found.valid_from.isoformat(), found.valid_until.isoformat()) == (
        "2026-03-02",
        "2028-03-02",
    )
    assert (found.items[0].codes, found.items[0].unit) == (("5A001.j",), "pieces")
    assert found.number == "DE-L-2026-00001"
    past = await ok(door, "GET", f"/customs/licences/{case.case_id}?on=2028-03-03", SYSTEM)
    assert past["usable"] is False
    named = await ok(door, "GET", f"/customs/licences/{found.number}", SYSTEM)
    assert CustomsLicence.model_validate(named | {"as_of": found.as_of}) == found
    for nothing in (refused.case_id, "L-99"):
        answer = await door.call("GET", f"/customs/licences/{nothing}", SYSTEM)
        assert answer.status_code == 404
    reader = await door.call("GET", "/customs/licences/L-7", OfficerRole.READER)
    assert reader.status_code == 403


@pytest.mark.parametrize(
    ("day", "months", "until"),
    [
        ("2024-02-29", 24, "2026-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-01-15", 1, "2026-02-15"),
    ],
)
def test_a_validity_ends_on_the_same_date_or_the_months_last(
    day: str, months: int, until: str
) -> None:
    assert months_later(date.fromisoformat(day), months).isoformat() == until
