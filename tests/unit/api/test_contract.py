"""The names in the REST contract belong to those who built on it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi import FastAPI

from gateway.api.app import PREFIX, create_app
from gateway.api.conditions import Versioned
from gateway.api.contract import OPERATIONS
from gateway.casework.office.services import Office
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
    found = {
        f"{method.upper()} {path.removeprefix(PREFIX)}": operation["operationId"]
        for path, methods in contract["paths"].items()
        for method, operation in methods.items()
    }
    assert found == OPERATIONS
    assert len(set(found.values())) == len(found)
    assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", name) for name in found.values())


def test_what_promises_a_version_sends_one(contract: dict[str, Any]) -> None:
    promised = {
        operation["operationId"]
        for methods in contract["paths"].values()
        for operation in methods.values()
        if any("ETag" in each.get("headers", ()) for each in operation["responses"].values())
    }
    routers = [getattr(each, "original_router", None) for each in _app("DE").routes]
    sending = {
        OPERATIONS[f"{method} {route.path}"]
        for router in routers
        if router is not None
        for route in router.routes
        if isinstance(route, Versioned)
        for method in route.methods or ()
    }
    assert len(promised) >= 40
    assert promised <= sending


def test_no_schema_carries_the_name_of_a_module(contract: dict[str, Any]) -> None:
    schemas = contract["components"]["schemas"]
    assert [name for name in schemas if not re.fullmatch(r"[A-Z][A-Za-z0-9]+", name)] == []
    assert {name: schema["title"] for name, schema in schemas.items()} == {n: n for n in schemas}


def test_every_reference_leads_to_a_schema(contract: dict[str, Any]) -> None:
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(contract)))
    assert named == set(contract["components"]["schemas"])


def test_every_operation_says_what_its_errors_are(contract: dict[str, Any]) -> None:
    for methods in contract["paths"].values():
        for operation in methods.values():
            (content,) = operation["responses"]["default"]["content"].items()
            assert content == (
                "application/problem+json",
                {"schema": {"$ref": "#/components/schemas/Problem"}},
            )
            assert "422" not in operation["responses"]


def test_every_authority_offers_the_same_contract(contract: dict[str, Any]) -> None:
    assert contract["info"]["title"] == "Comity"
    assert _contract("BE-VLG") == contract


def test_the_committed_document_is_what_the_code_makes(contract: dict[str, Any]) -> None:
    committed = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))
    assert committed == contract, "make openapi, and say in CHANGELOG.md what changes"
