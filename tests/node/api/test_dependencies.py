"""The one door: tokens, roles, what is open to all, and the contract that it publishes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from gateway.api.app import PREFIX, WITH_OWN
from gateway.casework.permissions import GRANTS, OfficerRole, Permission
from tests.node.api.conftest import Door
from tests.support.federation_case import START
from tests.support.route_rights import CASE, ELSEWHERE, NEEDS, TEXT, pattern, published_in


async def test_each_route_asks_for_its_permission(door: Door) -> None:
    for method, path, body, permission in NEEDS:
        for role in OfficerRole:
            answer = await door.call(method, path, role, json=body)
            allowed = permission is None or permission in GRANTS[role]
            # 403 too is what the authority may not, whoever asks (NOT_AUTHORISED), and a kind of
            # notice that is for accounts of another role.
            problem = answer.json() if answer.status_code == 403 else {"reason": ""}
            of_kind = "kind" in problem.get("metadata", {})
            refused = problem["reason"] == "NOT_PERMITTED" and not of_kind
            assert refused is not allowed, (method, path, role, answer.text)
            if not allowed:
                said = answer.json()["metadata"]
                assert (said["role"], said["permission"]) == (role, permission)


async def test_an_import_for_the_report_asks_for_its_permission(door: Door) -> None:
    for role in OfficerRole:
        file = {"file": ("x.csv", b"x")}
        answer = await door.call("POST", "/report/years/2025/import", role, files=file)
        assert (answer.status_code != 403) is (Permission.SEND_RECORDS in GRANTS[role]), answer.text


async def test_the_table_of_permissions_leaves_no_route_out() -> None:
    published = published_in(WITH_OWN.document())
    listed = {(method, pattern(path, published)) for method, path, *_ in NEEDS}
    assert listed | ELSEWHERE == published


async def test_the_larger_bodies(door: Door, filed: dict[str, Any]) -> None:
    for role in OfficerRole:
        grants = GRANTS[role]
        body = {**filed, "reference": f"R-{role}"}  # what another account filed is not its own
        answer = await door.call("POST", "/applications", role, json=body)
        assert answer.status_code == (201 if Permission.FILE in grants else 403)
        amended = {**TEXT, "application": filed}
        answer = await door.call("POST", f"{CASE}/amendment", role, json=amended)
        assert (answer.status_code == 403) is (Permission.FILE not in grants)
        asked = {"procedure": "14(2)", "case_reference": "x", "transaction": filed["transaction"]}
        body = {"consulted": "FR", "request": asked}
        answer = await door.call("POST", "/consultations", role, json=body)
        assert (answer.status_code != 403) is (Permission.ASSESS in grants), answer.text
        answer = await door.call("POST", "/denials/search", role, json=filed["transaction"])
        assert answer.status_code == (200 if Permission.READ_DENIALS in grants else 403)
        file = {"file": ("x.csv", b"national_reference\n")}
        params = {"way": "own"}
        answer = await door.call("POST", "/denials/import", role, files=file, params=params)
        assert (answer.status_code == 403) is (Permission.IMPORT not in grants)
        answer = await door.call("POST", "/past-consultations/import", role, files=file)
        assert (answer.status_code == 403) is (Permission.IMPORT not in grants)
        answer = await door.call("POST", "/denials/reconcile", role, files=file)
        assert (answer.status_code == 403) is (Permission.READ_DENIALS not in grants)
        answer = await door.call("POST", "/evidence/verification", role, files=file)
        assert (answer.status_code == 403) is (Permission.READ_DENIALS not in grants)


@pytest.mark.parametrize("header", [None, "Bearer nonsense", "Basic eDp5", "Bearer "])
async def test_without_a_token_nothing_is_shown(door: Door, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    for method, path, *_ in NEEDS:
        answer = await door.client.request(method, PREFIX + path, headers=headers, json={})
        assert answer.status_code == 401, path
        assert answer.json()["reason"] == "TOKEN_INVALID"
        assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_a_withdrawn_token_opens_nothing(door: Door) -> None:
    answer = await door.call("DELETE", "/officers/decider", OfficerRole.ADMINISTRATOR)
    assert answer.status_code == 204
    assert (await door.call("GET", "/cases", OfficerRole.DECIDER)).status_code == 401


async def test_a_new_officer_works_with_the_token_that_is_shown_once(door: Door) -> None:
    body = {"name": "Zoë", "role": "officer"}
    answer = await door.call("POST", "/officers", OfficerRole.ADMINISTRATOR, json=body)
    token = answer.json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert (await door.client.get(f"{PREFIX}/cases", headers=headers)).status_code == 200
    again = await door.call("POST", "/officers", OfficerRole.ADMINISTRATOR, json=body)
    assert (again.status_code, again.json()["metadata"]["field"]) == (422, "name")
    listed = await door.call("GET", "/officers", OfficerRole.ADMINISTRATOR)
    assert token not in listed.text
    assert "Zoë" in {each["name"] for each in listed.json()["items"]}


async def test_the_status_says_who_this_is(door: Door) -> None:
    status = (await door.call("GET", "/status", OfficerRole.READER)).json()
    assert status["authority"] == "DE"
    assert START <= datetime.fromisoformat(status["now"]) < START + timedelta(minutes=1)
    assert status["members"] == ["DE", "FR"]
    assert status["rulebook"] == "EU-2021-821/2026-3"


async def test_health_tries_everything_and_names_the_remedy(door: Door) -> None:
    checks = (await door.call("GET", "/health", OfficerRole.READER)).json()["items"]
    assert [(check["name"], check["ok"]) for check in checks] == [
        ("database", True),
        ("peer FR", False),
    ]
    assert checks[1]["remedy"] == "Call it."


async def test_the_contract_is_made_of_the_domains_models(door: Door) -> None:
    contract = (await door.call("GET", "/openapi.json")).json()
    schemas = contract["components"]["schemas"]
    for name in ("Application", "Case", "ConsultationAnswer", "Denial", "DeadlineDerivation"):
        assert name in schemas
    body = contract["paths"][f"{PREFIX}/applications"]["post"]["requestBody"]
    reference = body["content"]["application/json"]["schema"]["$ref"]
    assert reference == "#/components/schemas/ApplicationInput"
    assert "Opens a consultation" in schemas["ConsultationRequest"]["description"]


async def test_a_deadline_and_how_it_was_derived(door: Door) -> None:
    params = {"procedure": "14-1", "authority": "DE", "received": "2025-12-18T10:00:00+01:00"}
    found = (await door.call("GET", "/deadline", OfficerRole.READER, params=params)).json()
    assert found["last_day"] == "2026-01-06"
    assert len(found["counted"]) == 10
    assert found["article"].startswith("Article 14(1)")
