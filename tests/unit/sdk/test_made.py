"""What is made from the contract: not drifted, and open for what a newer node adds."""

from __future__ import annotations

import json
import subprocess
import sys
from inspect import signature
from typing import Any

from pydantic import TypeAdapter

from comity_sdk import AsyncClient, Client, models
from comity_sdk.operations import OPERATIONS
from tools import sdk_models

CONTRACT = json.loads(sdk_models.DOCUMENT.read_text("utf-8"))


def test_the_models_and_operations_are_those_of_the_contract() -> None:
    for path, text in sdk_models.made().items():
        assert path.read_text("utf-8") == text, f"{path.name}: make sdk"


def test_every_operation_but_those_of_contents_is_a_method_of_both_clients() -> None:
    named = {
        sdk_models.snake(operation["operationId"])
        for methods in CONTRACT["paths"].values()
        for method, operation in methods.items()
        if method != "head"
    }
    by_hand = {
        *("add_to_upload", "get_document_contents"),
        *("add_to_named_upload", "get_named_contents"),
        *("add_to_letter_upload", "get_letter_contents"),
    }
    as_files = {name for name in OPERATIONS if name.startswith("download_")}
    assert named - by_hand == set(OPERATIONS) - as_files
    for name in OPERATIONS:
        assert callable(getattr(Client, name))
        assert callable(getattr(AsyncClient, name))


def test_a_list_is_a_page_and_the_same_list_is_a_file_by_another_method() -> None:
    lists = {
        sdk_models.snake(methods["get"]["operationId"])
        for methods in CONTRACT["paths"].values()
        if any(each["name"] == "format" for each in methods.get("get", {}).get("parameters", ()))
    }
    assert {f"download_{each.removeprefix('list_')}" for each in lists} == {
        each for each in OPERATIONS if each.startswith("download_")
    }
    for each in lists:
        noun = each.removeprefix("list_")
        asked = {name: set(signature(getattr(Client, name)).parameters) for name in
                 (each, f"walk_{noun}", f"download_{noun}")}  # fmt: skip
        assert asked[each] == asked[f"walk_{noun}"] | {"after"}
        assert asked[f"download_{noun}"] == asked[each] - {"limit", "after"} | {"format"}


def test_every_answer_can_be_read() -> None:
    for operation in OPERATIONS.values():
        for kind in set(operation.answers.values()) - {"None", "bytes", "str"}:
            assert TypeAdapter(getattr(models, kind)).core_schema


def party(**more: Any) -> models.Party:
    return models.Party.model_validate({"names": ["Nordlicht GmbH"], **more})


def test_a_field_of_tomorrow_is_kept_and_sent_back() -> None:
    read = party(of_tomorrow={"a": 1})
    assert read.model_dump(mode="json", exclude_unset=True) == {
        "names": ["Nordlicht GmbH"],
        "of_tomorrow": {"a": 1},
    }


def test_a_word_of_today_is_one_of_its_enum_and_one_of_tomorrow_is_itself() -> None:
    word = next(iter(models.PartyKind))
    assert party(kind=str(word)).kind is word
    assert party(kind="of_tomorrow").kind == "of_tomorrow"


def test_a_kind_of_tomorrow_in_a_choice_is_kept_as_it_comes() -> None:
    of_today = {"condition": "opened_by_officer"}
    of_tomorrow = {"condition": "of_tomorrow", "x": 1}
    read = models.AnyOf.model_validate({"condition": "any_of", "conditions": [of_tomorrow]})
    assert read.conditions == [of_tomorrow]
    known = models.AnyOf.model_validate({"condition": "any_of", "conditions": [of_today]})
    assert isinstance(known.conditions[0], models.OpenedByOfficer)


def test_a_value_in_one_of_four_states_is_the_model_of_its_state() -> None:
    value = {"names": ["A"], "kind": "organisation", "addresses": [], "country": "DE"}
    read: Any = TypeAdapter(models.StatedParty).validate_python({"state": "given", "value": value})
    assert isinstance(read, models.GivenParty)
    assert read.value.kind is models.PartyKind.ORGANISATION


def test_what_was_not_set_is_not_sent() -> None:
    assert models.PartyInput(names=["A"]).model_dump(mode="json", exclude_unset=True) == {
        "names": ["A"]
    }


def test_who_calls_in_plain_json_loads_no_models() -> None:
    code = "import sys, comity_sdk; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_enum_of_numbers_and_a_name_of_the_base_class_do_not_stop_the_making() -> None:
    schemas = {
        "Number": {"enum": [1, 2], "type": "integer"},
        "Odd": {
            "type": "object",
            "properties": {"etag": {"type": "string"}, "class": {"$ref": "#/x/Number"}},
            "required": ["etag"],
        },
    }
    made = sdk_models.Contract({"paths": {}, "components": {"schemas": schemas}}).models()
    assert 'etag_: str = Field(alias="etag")' in made
    assert "Number = int" in made
    compile(made, "models", "exec")
