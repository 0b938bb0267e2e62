"""Who generates a client reads beside each field what it means."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from gateway.api.app import create_app
from gateway.api.published.meanings import attributes_of, undescribed, words
from gateway.casework.services import Office
from gateway.ports import SyncResult

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    async def sync_now() -> SyncResult:
        raise AssertionError("nothing is called")

    office = cast("Office", SimpleNamespace(code="DE"))
    return create_app(office, probes={}, sync_now=sync_now).openapi()


def test_no_field_and_no_parameter_is_without_a_meaning(contract: dict[str, Any]) -> None:
    """Found in use: integrator A13."""
    missing = list(undescribed(contract))
    assert missing == [], "say it under Attributes of the model, or in published/fields.toml"


def test_what_is_without_a_meaning_is_found(contract: dict[str, Any]) -> None:
    broken = json.loads(json.dumps(contract))
    del broken["components"]["schemas"]["Transaction"]["properties"]["end_user"]["description"]
    del broken["paths"]["/api/v1/cases/{case_id}"]["get"]["parameters"][0]["description"]
    assert list(undescribed(broken)) == ["Transaction.end_user", "getCase.case_id"]


def test_a_model_speaks_before_its_name_does(contract: dict[str, Any]) -> None:
    fields = contract["components"]["schemas"]["Application"]["properties"]
    assert fields["reference"]["description"].startswith("The application's own, in your system")
    # What a model is made from speaks for it.
    wish = contract["components"]["schemas"]["TokenRequest"]["properties"]["scopes"]["description"]
    assert (
        wish
        == contract["components"]["schemas"]["OfficerRequest"]["properties"]["scopes"][
            "description"
        ]
    )
    assert fields["transaction"]["description"] == words().everywhere["transaction"]


def test_a_meaning_stands_at_its_field_alone(contract: dict[str, Any]) -> None:
    for name, schema in contract["components"]["schemas"].items():
        if "properties" in schema:
            assert "Attributes:" not in schema.get("description", ""), name


def test_a_meaning_is_a_sentence_in_one_line(contract: dict[str, Any]) -> None:
    for name, schema in contract["components"]["schemas"].items():
        for field, said in schema.get("properties", {}).items():
            text = said.get("description", "")
            assert "\n" not in text, (name, field)
            assert len(text) > len("x"), (name, field)
    for each in (*words().everywhere.values(), *words().of.values(), *words().parameters.values()):
        assert each.endswith("."), each
        assert each[0].isupper() or each.startswith(("`", "1")), each


def test_no_meaning_is_kept_that_a_model_says_otherwise(contract: dict[str, Any]) -> None:
    fields = {
        (name, field): said.get("description", "")
        for name, schema in contract["components"]["schemas"].items()
        for field, said in schema.get("properties", {}).items()
    }
    parameters = {
        (operation["operationId"], parameter["name"]): parameter.get("description", "")
        for operations in contract["paths"].values()
        for operation in operations.values()
        for parameter in operation.get("parameters", ())
    }
    known = fields | parameters
    for each, said in words().of.items():
        assert known.get(_place(each), said) == said, each
    for table, places in ((words().everywhere, fields), (words().parameters, parameters)):
        names = {name for _, name in places}
        used = {(name, meaning) for (_, name), meaning in places.items()}
        assert {each for each in table.items() if each[0] in names} <= used


def _place(said: str) -> tuple[str, str]:
    owner, _, name = said.partition(".")
    return owner, name


def test_attributes_are_read_in_google_style() -> None:
    found = attributes_of(
        "A thing.\n\nAttributes:\n    one: First, with ``code``\n        and more.\n"
        "    two, three: Both: of them.\n\nRaises:\n    four: None.\n"
    )
    assert found == {
        "one": "First, with `code` and more.",
        "two": "Both: of them.",
        "three": "Both: of them.",
    }
    assert attributes_of("A thing without any.") == {}
