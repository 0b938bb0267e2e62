"""Examples of the contract are valid by their schemas and models, and hold nothing of a run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from pydantic import BaseModel
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from comity_sdk import models
from gateway.api.published.examples_declared import (
    PROBLEMS,
    examples,
    operations_of,
    unexampled,
)
from tests.support.declared_content import DeclaredContent
from tools.openapi import made

JSON = "application/json"
SECRET = re.compile(r"comity-(?!0{43}\b)[A-Za-z0-9_-]{43}|whsec_(?!A{40})|PRIVATE KEY")
OF_A_RUN = re.compile(r"127\.0\.0\.1|localhost:|/tmp/|pytest")
LONG = 9_000  # a rulebook, whole
WAY = {"fileApplication", "openConsultation", "getConsultation", "endConsultation", "makeWebhook"}


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(made())
    return document


def shown(contract: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each content that has an example: what it is of, and the content."""
    for operation in operations_of(contract):
        places = {"body": operation.get("requestBody", {}), **operation["responses"]}
        for place, said in places.items():
            for content in said.get("content", {}).values():
                if "example" in content:
                    yield f"{operation['operationId']} {place}", content
    for name, problem in contract["components"]["responses"].items():
        content = problem["content"]["application/problem+json"]
        if "example" in content:
            yield name, content


def test_the_way_of_a_case_has_examples(contract: dict[str, Any]) -> None:
    """What is shown at least; `make examples` names what has none yet."""
    without = {each.partition(" ")[0] for each in unexampled(contract)}
    assert examples().keys() >= WAY
    assert not without & WAY
    names = {each["operationId"] for each in operations_of(contract)}
    assert examples().keys() <= names, "an example of an operation that is gone"


def test_a_problem_is_an_example_of_its_own_status(contract: dict[str, Any]) -> None:
    given = json.loads(PROBLEMS.read_bytes())
    assert given
    for name, problem in given.items():
        declared = contract["components"]["responses"][name]["x-comity-reasons"]
        assert problem["reason"] in declared, name
        assert problem["type"].endswith(f":{problem['reason']}")


def test_each_is_valid_by_the_schema_that_it_stands_beside(contract: dict[str, Any]) -> None:
    content = DeclaredContent(contract)
    faults = {
        name: found
        for name, said in shown(contract)
        if (found := list(content.faults(said["schema"], said["example"])))
    }
    assert faults == {}


def test_a_foreign_validator_accepts_each(contract: dict[str, Any]) -> None:
    whole = Resource.from_contents(contract, default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("urn:contract", whole)
    for name, said in shown(contract):
        schema = json.loads(json.dumps(said["schema"]).replace('"#/', '"urn:contract#/'))
        foreign = OAS31Validator(schema, registry=registry)
        assert [fault.message for fault in foreign.iter_errors(said["example"])] == [], name


def test_the_client_library_reads_each_answer(contract: dict[str, Any]) -> None:
    read = 0
    for operation in operations_of(contract):
        for status, answer in operation["responses"].items():
            said = answer.get("content", {}).get(JSON, {})
            name = said.get("schema", {}).get("$ref", "").rpartition("/")[2]
            model = getattr(models, name, None)
            if status.startswith("2") and "example" in said and isinstance(model, type):
                assert issubclass(model, BaseModel)
                model.model_validate(said["example"])
                read += 1
    assert read >= len(examples()) // 2


def test_none_holds_a_secret_or_what_differs_from_run_to_run(contract: dict[str, Any]) -> None:
    for name, said in shown(contract):
        text = json.dumps(said["example"], ensure_ascii=False)
        assert not SECRET.search(text), name
        assert not OF_A_RUN.search(text), name
        assert len(text) < LONG, (name, len(text))
