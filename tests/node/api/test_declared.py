"""What a client is promised: no answer whose status or reason the contract does not declare.

Every answer of a door is looked at (`open_door`), so all tests here ask the same. These add
what the others leave out: bodies that are none, and operations as nobody calls them.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import httpx2

from gateway.api.app import OPERATIONS, PREFIX
from gateway.api.bodies import MAX_BODY_BYTES
from gateway.api.published.problems_declared import OPEN_TO_ALL
from gateway.casework.permissions import OfficerRole
from tests.node.api.conftest import Door
from tests.support.declared import Declared
from tests.support.route_rights import NEEDS, pattern, published_in

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "multipart/form-data; boundary=x"}

BODIES: list[tuple[str, bytes, dict[str, str]]] = [
    ("no JSON", b"{", JSON),
    ("a number", b"1", JSON),
    ("null", b"null", JSON),
    ("no UTF-8", b'{"text": "\xff"}', JSON),
    ("a lone surrogate", b'{"text": "\\ud800"}', JSON),
    ("another type", b"<x/>", {"Content-Type": "application/xml"}),
    ("a form that ends early", b"--x\r\nContent-Disp", FORM),
    ("no type", b"{}", {}),
    ("deep", b"[" * 10_000, JSON),
]


async def test_a_body_that_is_none_has_a_declared_answer(door: Door) -> None:
    """Found in use: integrator A12."""
    token = {"Authorization": f"Bearer {door.tokens[OfficerRole.DECIDER]}"}
    contract = (await door.call("GET", "/openapi.json")).json()
    taking = [
        (method, path.replace("{year}", "2025").replace("{", "").replace("}", ""))
        for path, methods in contract["paths"].items()
        for method, operation in methods.items()
        if "requestBody" in operation
    ]
    for method, path in taking:
        for said, content, headers in BODIES:
            answer = await door.client.request(
                method, path, content=content, headers={**token, **headers}
            )
            assert 400 <= answer.status_code < 500, (method, path, said, answer.text)


async def test_a_body_that_is_too_large_is_declared(door: Door) -> None:
    answer = await door.call(
        "POST", "/officers", OfficerRole.ADMINISTRATOR, content=b" " * (MAX_BODY_BYTES + 1)
    )
    assert answer.status_code == 413


async def test_what_is_open_to_all_needs_no_permission(door: Door) -> None:
    published = published_in((await door.call("GET", "/openapi.json")).json())
    free = {
        OPERATIONS[f"{method} {pattern(path, published)}"]
        for method, path, _, permission in NEEDS
        if permission is None
    }
    assert free | {"deriveDeadline"} == OPEN_TO_ALL


async def test_an_answer_that_is_not_declared_is_noticed(door: Door) -> None:
    """Found in use: integrator A12."""
    contract: dict[str, Any] = (await door.call("GET", "/openapi.json")).json()
    answer = await door.call("GET", "/cases/DE-C-2026-00001", OfficerRole.OFFICER)
    assert Declared(contract).fault(answer) == ""
    narrower = deepcopy(contract)
    del narrower["paths"][f"{PREFIX}/cases/{{case_id}}"]["get"]["responses"]["404"]
    assert "getCase answered 404" in Declared(narrower).fault(answer)
    other = deepcopy(contract)
    other["components"]["responses"]["NotFound"]["x-comity-reasons"] = []
    assert "NOT_FOUND" in Declared(other).fault(answer)
    bare = httpx2.Response(401, json={}, request=answer.request)
    assert "application/json" in Declared(contract).fault(bare)


async def test_content_that_is_not_declared_is_noticed(door: Door, filed: dict[str, Any]) -> None:
    contract: dict[str, Any] = (await door.call("GET", "/openapi.json")).json()
    answer = await door.call("POST", "/applications", OfficerRole.OFFICER, json=filed)
    assert (answer.status_code, Declared(contract).fault(answer)) == (201, "")

    def fault(schema: str, **narrower: Any) -> str:
        other = deepcopy(contract)
        other["components"]["schemas"][schema] |= narrower
        return Declared(other).fault(answer)

    case = contract["components"]["schemas"]["Case"]["properties"]
    less = {name: said for name, said in case.items() if name != "state"}
    assert "'state' was unexpected" in fault("Case", properties=less)
    assert "$.case_id: " in fault("Case", properties=case | {"case_id": {"type": "integer"}})
    assert "$: 'colour' is a required property" in fault("Case", required=["colour"])
    assert "to a body that it should refuse: $: " in fault("ApplicationInput", required=["colour"])
    answer.headers["content-type"] = "text/csv"
    assert "as text/csv, which is not declared" in Declared(contract).fault(answer)
