"""A client is generated from the contract: words, states and decimals have one form each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gateway.api.published.closed_words import word_lists
from gateway.api.published.forms import DEFAULT, SENT
from gateway.domain.acts import FEED_WENT_BACK, TaskKind, Verb, task_closed, task_opened
from gateway.domain.base import Stated, Withholding
from gateway.domain.rulebook import shipped_rulebooks
from gateway.domain.transaction import Item, Party
from gateway.errors import Reason

ROOT = Path(__file__).parents[3]
JSON = "application/json"
NOT_LISTED = {"source": "non_listed"}
EXAMPLE = ROOT / "examples" / "application.json"


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))
    return found


def _faults(contract: dict[str, Any], name: str, value: Any) -> list[str]:
    schema = {"$ref": f"#/components/schemas/{name}", "components": contract["components"]}
    return [fault.message for fault in Draft202012Validator(schema).iter_errors(value)]


def _within(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict | list):
            yield from _within(each)


def test_the_shipped_application_is_valid_by_the_contract(contract: dict[str, Any]) -> None:
    application = json.loads(EXAMPLE.read_text("utf-8"))
    assert _faults(contract, f"Application{SENT}", application) == []
    application["transaction"]["end_user"] = {"state": "withheld"}
    assert _faults(contract, f"Application{SENT}", application), "withheld without its reason"


@pytest.mark.parametrize(
    "stated",
    [
        Stated[Party].given(Party(names=("Alma LLP",))),
        Stated[Party].withheld(Withholding.SECURITY),
        Stated[Party].unknown(),
        Stated[Party].not_applicable(),
    ],
)
def test_each_state_comes_as_declared_and_may_be_sent(
    contract: dict[str, Any], stated: Stated[Party]
) -> None:
    came = stated.model_dump(mode="json")
    assert _faults(contract, "StatedParty", came) == []
    sent = {name: each for name, each in came.items() if each is not None}
    assert _faults(contract, f"StatedParty{SENT}", sent) == []
    assert Stated[Party].model_validate(sent) == stated
    assert _faults(contract, "StatedParty", came | {"state": "hidden"})


def test_the_states_are_told_apart_by_one_field(contract: dict[str, Any]) -> None:
    for name, schema in contract["components"]["schemas"].items():
        if name.startswith("Stated") and "oneOf" in schema:
            told = schema["discriminator"]
            assert told["propertyName"] == "state"
            assert set(told["mapping"].values()) == {each["$ref"] for each in schema["oneOf"]}
            assert set(told["mapping"]) == {"given", "withheld", "unknown", "not_applicable"}


def test_a_bare_party_is_taken_as_given(contract: dict[str, Any]) -> None:
    bare = {"names": ["Alma LLP"]}
    assert _faults(contract, f"StatedParty{SENT}", bare) == []
    assert _faults(contract, "StatedParty", bare), "it never comes so"


def test_a_decimal_is_text_and_nothing_else(contract: dict[str, Any]) -> None:
    for schema in _within(contract["components"]["schemas"]):
        kinds = {each.get("type") for each in schema.get("anyOf", ())}
        assert not {"number", "string"} <= kinds, schema
    schemas = contract["components"]["schemas"]
    for name in ("Item", f"Item{SENT}"):
        text, _ = schemas[name]["properties"]["quantity"]["anyOf"]
        assert text["format"] == "decimal"
    for quantity in ("2", "2480000.00", "1E+3", "0"):
        item = Item.model_validate(
            {"description": "x", "classifications": [NOT_LISTED], "quantity": quantity}
        ).model_dump(mode="json")
        assert _faults(contract, "Item", item) == []
    assert _faults(contract, "Item", item | {"quantity": 2.5})


def test_what_comes_is_whole_and_what_is_sent_may_leave_out(contract: dict[str, Any]) -> None:
    schemas = contract["components"]["schemas"]
    parted = [name for name in schemas if f"{name}{SENT}" in schemas]
    assert len(parted) >= 40
    for name in parted:
        if "properties" in schemas[name]:
            came, sent = schemas[name], schemas[f"{name}{SENT}"]
            assert sent["properties"].keys() <= came["properties"].keys()
            assert set(sent.get("required", ())) <= set(came.get("required", ())), name
    assert schemas[f"Application{SENT}"]["required"] == ["reference", "transaction"]
    assert {"concerns", "documents", "kind"} <= set(schemas["Application"]["required"])


def test_no_field_has_a_default_that_a_generator_would_make_required(
    contract: dict[str, Any],
) -> None:
    for name, schema in contract["components"]["schemas"].items():
        for field, said in schema.get("properties", {}).items():
            assert all("default" not in each for each in _within(said)), (name, field)
    assert contract["components"]["schemas"]["ExportRequest"]["properties"]["whose"][DEFAULT]


def test_what_comes_may_gain_fields_and_what_is_sent_may_not(contract: dict[str, Any]) -> None:
    bodies = [each["requestBody"]["content"] for each in _taking(contract)]
    sent = _reached(contract, [each[JSON] for each in bodies if JSON in each])
    came = _reached(contract, [each["responses"] for each in _operations(contract)])
    schemas = contract["components"]["schemas"]
    closed = {name for name, each in schemas.items() if each.get("additionalProperties") is False}
    assert closed & came == set()
    assert [name for name in sent - closed if "properties" in schemas[name]] == []


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("ConsultationAnswer.answer", {"no_objection", "objection", "identical"}),
        ("Problem.reason", set(Reason)),
        ("Task.kind", set(TaskKind)),
        ("HumanRightsAssessment.risk", {"low", "moderate", "high", "unacceptable"}),
    ],
)
def test_a_closed_word_is_a_list(contract: dict[str, Any], field: str, words: set[str]) -> None:
    schemas = contract["components"]["schemas"]
    of, _, name = field.partition(".")
    listed = schemas[schemas[of]["properties"][name]["$ref"].rpartition("/")[2]]["enum"]
    assert {str(each) for each in words} <= set(listed)


def test_each_listed_field_is_there_and_has_its_list(contract: dict[str, Any]) -> None:
    schemas = contract["components"]["schemas"]
    for name, listed in word_lists().items():
        assert schemas[name]["enum"] == [str(each) for each in listed.words]
        for at in listed.fields:
            of, _, field = at.partition(".")
            said = (schemas.get(of) or schemas[f"{of}{SENT}"])["properties"][field]
            assert f"schemas/{name}" in json.dumps(said), at


def test_every_answer_of_every_shipped_rulebook_is_listed() -> None:
    listed = set(word_lists()["AnswerWord"].words)
    shelf = shipped_rulebooks()
    for version in shelf.versions:
        for procedure in shelf.get(version).procedures:
            assert {option.code for option in procedure.answer} <= listed, version


def test_the_kinds_of_change_are_told_apart() -> None:
    tasks = {told(kind) for kind in TaskKind for told in (task_opened, task_closed)}
    kinds = [*Verb, FEED_WENT_BACK, *tasks]
    assert len(set(kinds)) == len(kinds)
    assert all(len(kind) <= 40 for kind in kinds)
    assert len({task_closed(kind) for kind in TaskKind}) == len(TaskKind)


def _operations(contract: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in contract["paths"].values():
        yield from methods.values()


def _taking(contract: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (each for each in _operations(contract) if "requestBody" in each)


def _reached(contract: dict[str, Any], start: Any) -> set[str]:
    """Return every schema that something refers to, also by way of others."""
    found: set[str] = set()
    left = [start]
    while left:
        for each in _within(left.pop()):
            name = str(each.get("$ref", "")).removeprefix("#/components/schemas/")
            if name in contract["components"]["schemas"] and name not in found:
                found.add(name)
                left.append([contract["components"]["schemas"][name]])
    return found
