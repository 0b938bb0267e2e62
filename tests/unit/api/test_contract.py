"""The names in the REST contract belong to those who built on it."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from openapi_spec_validator import OpenAPIV31SpecValidator
from starlette.applications import Starlette

from gateway.api.app import OPERATIONS, PREFIX, create_app
from gateway.api.conditions import Versioned
from gateway.api.contract import WrittenContract
from gateway.api.jobs import routes as jobs
from gateway.api.published.problems_declared import READS_IN_A_STATE, REASONS, reasons_of
from gateway.api.reference.routes import routes_for
from gateway.casework.services import Office
from gateway.errors import Reason
from gateway.ports import SyncResult

ROOT = Path(__file__).parents[3]


def _app(code: str) -> FastAPI:
    async def sync_now() -> SyncResult:
        raise AssertionError("nothing is called")

    office = cast("Office", SimpleNamespace(code=code))
    return create_app(office, probes={}, sync_now=sync_now)


def _contract(code: str) -> dict[str, Any]:
    return _app(code).openapi()


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    return _contract("DE")


def test_every_operation_has_the_name_of_its_address(contract: dict[str, Any]) -> None:
    """Found in use: integrator A13."""
    said = [
        each["operationId"] for methods in contract["paths"].values() for each in methods.values()
    ]
    assert sorted(said) == sorted(set(OPERATIONS.values()))
    assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", name) for name in said)


def test_routes_are_made_once_and_not_while_somebody_waits() -> None:
    """Those of an included router are made anew for each application, when somebody first asks."""
    of_one, of_another = (
        {each.unique_id: each for each in _app(code).routes if isinstance(each, APIRoute)}
        for code in ("DE", "FR")
    )
    assert set(OPERATIONS.values()) <= of_one.keys()
    assert all(of_one[name] is of_another[name] for name in OPERATIONS.values())


def test_what_promises_a_version_sends_one(contract: dict[str, Any]) -> None:
    promised = {
        operation["operationId"]
        for methods in contract["paths"].values()
        for operation in methods.values()
        if any("ETag" in each.get("headers", ()) for each in operation["responses"].values())
    }
    sending = {
        OPERATIONS[f"{method} {route.path.removeprefix(PREFIX)}"]
        for route in _app("DE").routes
        if isinstance(route, Versioned)
        for method in route.methods or ()
    }
    assert len(promised) >= 40
    assert promised <= sending


async def test_it_is_made_once_and_beside_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes seconds, in which a node answers nobody else."""
    contract, made_in = WrittenContract((jobs.router,)), list[int]()
    make = contract._make

    def noted() -> Any:
        made_in.append(threading.get_ident())
        return make()

    monkeypatch.setattr(contract, "_make", noted)
    first, second, _ = await asyncio.gather(
        contract.read(), contract.read(), asyncio.to_thread(contract.document)
    )
    assert first == second == await contract.read()
    assert len(made_in) == 1
    assert made_in != [threading.get_ident()]


async def test_its_pages_are_made_beside_the_loop() -> None:
    asked_in: list[int] = []

    def contract() -> dict[str, Any]:
        asked_in.append(threading.get_ident())
        return _contract("DE")

    app = Starlette(routes=routes_for(contract))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://node") as client:
        for _ in range(2):
            assert (await client.get("/reference/")).status_code == 200
    assert len(asked_in) == 1
    assert asked_in != [threading.get_ident()]


def test_no_schema_carries_the_name_of_a_module(contract: dict[str, Any]) -> None:
    """Found in use: integrator A13."""
    schemas = contract["components"]["schemas"]
    assert [name for name in schemas if not re.fullmatch(r"[A-Z][A-Za-z0-9]+", name)] == []
    assert {name: schema["title"] for name, schema in schemas.items()} == {n: n for n in schemas}


def test_every_reference_leads_to_a_schema(contract: dict[str, Any]) -> None:
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(contract)))
    assert named == set(contract["components"]["schemas"])


def test_a_foreign_validator_accepts_it(contract: dict[str, Any]) -> None:
    """Found in use: integrator A13."""
    assert [fault.message for fault in OpenAPIV31SpecValidator(contract).iter_errors()] == []


def test_a_foreign_validator_refuses_what_is_wrong(contract: dict[str, Any]) -> None:
    path = f"{PREFIX}/cases/{{case_id}}"
    one = {"get": contract["paths"][path]["get"] | {"parameters": []}}
    broken = contract | {"paths": {path: one}}
    assert list(OpenAPIV31SpecValidator(broken).iter_errors())


def test_every_operation_asks_for_a_token_or_a_certificate(contract: dict[str, Any]) -> None:
    schemes = contract["components"]["securitySchemes"]
    assert {each["type"] for each in schemes.values()} == {"http", "mutualTLS"}
    for operation in _operations(contract):
        assert operation["security"] == [{name: []} for name in schemes], operation["operationId"]


def test_every_operation_says_what_its_errors_are(contract: dict[str, Any]) -> None:
    """Found in use: integrator A12."""
    shared = contract["components"]["responses"]
    for operation in _operations(contract):
        problems = {
            int(status): shared[each["$ref"].removeprefix("#/components/responses/")]
            for status, each in operation["responses"].items()
            if int(status) >= 400
        }
        assert {401, 422, 429, 500, 502, 503} <= problems.keys(), operation["operationId"]
        assert "default" not in operation["responses"]
        for status, problem in problems.items():
            [(media, said)] = problem["content"].items()
            assert media == "application/problem+json"
            assert said["schema"] == {"$ref": "#/components/schemas/Problem"}
            assert problem[REASONS] == list(reasons_of(status))
            assert problem[REASONS]


def test_every_reason_of_rest_has_a_status_that_is_declared(contract: dict[str, Any]) -> None:
    declared = {
        reason for each in contract["components"]["responses"].values() for reason in each[REASONS]
    }
    assert declared == {str(reason) for reason in Reason}


@pytest.mark.parametrize(
    ("name", "given", "never"),
    [
        ("getCase", {403, 404}, {400, 409, 410, 412, 413, 428}),
        ("exportCaseEvidence", {403, 404, 409}, {400, 410, 412, 413, 428}),
        ("assessCase", {400, 403, 404, 409, 412, 413, 428}, {410}),
        ("listOfficers", {403}, {400, 404, 409, 410, 412, 413, 428}),
        ("listEvents", {403, 404, 410}, {400, 412, 413, 428}),
        ("getStatus", {401}, {400, 403, 404, 409, 410, 412, 413, 428}),
        ("fileApplication", {400, 403, 404, 409, 413}, {410, 412, 428}),
    ],
)
def test_an_operation_declares_what_it_can_give(
    contract: dict[str, Any], name: str, given: set[int], never: set[int]
) -> None:
    (operation,) = (each for each in _operations(contract) if each["operationId"] == name)
    declared = {int(status) for status in operation["responses"]}
    assert given <= declared
    assert declared & never == set()


def test_what_is_read_only_in_some_states_is_an_operation_that_reads(
    contract: dict[str, Any],
) -> None:
    reading = {
        methods["get"]["operationId"] for methods in contract["paths"].values() if "get" in methods
    }
    assert reading >= READS_IN_A_STATE
    conflicting = {
        each["operationId"] for each in _operations(contract) if "409" in each["responses"]
    }
    assert conflicting & reading == READS_IN_A_STATE


def _operations(contract: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in contract["paths"].values():
        yield from methods.values()


def test_every_authority_offers_the_same_contract(contract: dict[str, Any]) -> None:
    assert contract["info"]["title"] == "Comity"
    assert _contract("BE-VLG") == contract


def test_the_committed_document_is_what_the_code_makes(contract: dict[str, Any]) -> None:
    committed = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))
    assert committed == contract, "make openapi, and say in CHANGELOG.md what changes"
