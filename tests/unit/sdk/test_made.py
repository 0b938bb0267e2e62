"""What is made from the contract: not drifted, and open for what a newer node adds."""

from __future__ import annotations

import ast
import importlib
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

from comity_sdk import AsyncClient, Client, models
from comity_sdk.operations import OPERATIONS
from tools.sdk.__main__ import PACKAGE, main
from tools.sdk.contract import DOCUMENT, ROOT, Contract
from tools.sdk.files import FOLDERS, MOST_LINES, made, write
from tools.sdk.nouns import noun_of
from tools.sdk.spelling import class_name, snake

CONTRACT = json.loads(DOCUMENT.read_text("utf-8"))
MODULES = sorted(path for folder in FOLDERS for path in (PACKAGE / folder).glob("*.py"))


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def thing(**fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": [*fields]}


def contract(answers: dict[str, str], **schemas: dict[str, Any]) -> Contract:
    """Return a contract with one operation for each tag, which answers with one schema."""
    paths = {
        f"/api/v1/{tag}": {
            "get": {
                "operationId": f"get{name}",
                "tags": [tag],
                "responses": {"200": {"content": {"application/json": {"schema": ref(name)}}}},
            }
        }
        for tag, name in answers.items()
    }
    return Contract({"paths": paths, "components": {"schemas": schemas}})


def test_the_models_and_operations_are_those_of_the_contract() -> None:
    assert main(["--check"]) == 0


def test_a_module_that_is_made_no_more_fails_the_check_and_goes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([], tmp_path) == 0
    left = [tmp_path / folder / "of_before.py" for folder in FOLDERS]
    for each in left:
        each.write_text("", "utf-8")
    assert main(["--check"], tmp_path) == 1
    said = capsys.readouterr().out
    assert all(f"{folder}/of_before.py is made no more" in said for folder in FOLDERS)
    assert main([], tmp_path) == 0
    assert not any(each.exists() for each in left)


def test_no_module_is_longer_than_a_reader_takes() -> None:
    lengths = {str(path): path.read_text("utf-8").count("\n") for path in MODULES}
    assert max(lengths.values()) <= MOST_LINES, lengths


def test_a_contract_whose_module_would_be_longer_says_where_to_cut() -> None:
    long = thing(**{f"field_{number}": {"type": "string"} for number in range(MOST_LINES)})
    with pytest.raises(ValueError, match=r"models/cases\.py: 6\d\d lines.*tools/sdk/nouns\.py"):
        made(contract({"cases": "Case"}, Case=long))


def test_what_a_long_model_is_made_of_stands_beside_it() -> None:
    fields = {f"field_{number}": {"type": "string"} for number in range(400)}
    schemas = {
        "Case": thing(part=ref("Part"), **fields),
        "Part": thing(inner=ref("Inner"), **fields),
        "Inner": thing(least=ref("Least"), **fields),
        "Least": thing(name={"type": "string"}),
    }
    files = made(contract({"cases": "Case"}, **schemas))
    found = {name: re.findall(r"^class (\w+)", text, re.MULTILINE) for name, text in files.items()}
    assert found["models/cases.py"] == ["Case"]
    assert found["models/case_parts.py"] == ["Part"]
    assert found["models/case_inner_parts.py"] == ["Inner", "Least"]


def defined(module: Path) -> list[str]:
    """Return the names that a module defines, not those that it imports."""
    found = []
    for node in ast.parse(module.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef):
            found.append(node.name)
        elif isinstance(node, ast.Assign):
            found += [each.id for each in node.targets if isinstance(each, ast.Name)]
    return found


def test_every_schema_is_a_name_of_models_and_is_defined_in_one_module() -> None:
    modules = [path for path in MODULES if path.parent.name == "models"]
    times = Counter(name for path in modules for name in defined(path))
    named = {class_name(name) for name in CONTRACT["components"]["schemas"]}
    answered = {kind for operation in OPERATIONS.values() for kind in operation.answers.values()}
    assert named | answered - {"None", "bytes", "str"} <= set(times)
    assert {name for name, number in times.items() if number != 1} == set()
    for path in modules:
        module = importlib.import_module(f"comity_sdk.models.{path.stem}")
        for name in defined(path):
            assert getattr(models, name) is getattr(module, name)


def test_every_model_is_built_with_what_other_modules_hold() -> None:
    for name in CONTRACT["components"]["schemas"]:
        kind = getattr(models, class_name(name))
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            assert kind.model_rebuild() is not False, name
    application = json.loads((ROOT / "examples" / "application.json").read_text("utf-8"))
    read = models.ApplicationInput.model_validate(application)
    assert type(read).__module__ == "comity_sdk.models.cases"
    assert type(read.transaction).__module__ == "comity_sdk.models.parts"


def test_every_operation_but_those_of_contents_is_a_method_of_both_clients() -> None:
    named = {
        snake(operation["operationId"])
        for methods in CONTRACT["paths"].values()
        for method, operation in methods.items()
        if method != "head"
    }
    by_hand = {
        *("add_to_upload", "get_document_contents"),
        *("add_to_named_upload", "get_named_contents"),
        *("add_to_letter_upload", "get_letter_contents"),
    }
    assert named - by_hand == set(OPERATIONS)
    for name in OPERATIONS:
        assert callable(getattr(Client, name))
        assert callable(getattr(AsyncClient, name))


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


READ_ACROSS = """
from comity_sdk import models
line = {"letter": {"case": {"letters": [{"case": None}]}}, "way": "post", "other": {"case": None}}
read = models.CaseLine.model_validate(line)
assert type(read.letter.case.letters[0]) is models.Letter, read
assert read.way is models.Way.POST
assert type(read.other) is models.Letter, read
print(*(each.__module__ for each in (models.CaseLine, models.Case, models.Letter, models.Way)))
"""


def test_models_that_refer_to_each_other_across_nouns_are_read(tmp_path: Path) -> None:
    both = contract(
        {"cases": "CaseLine", "letters": "Letter"},
        CaseLine=thing(letter=ref("Letter"), way=ref("Way"), other=ref("LetterOrCase")),
        Case=thing(letters={"type": "array", "items": ref("Letter")}),
        Letter=thing(case={"anyOf": [ref("Case"), {"type": "null"}]}, way=ref("Way")),
        LetterOrCase={"anyOf": [ref("Letter"), ref("Case")]},
        Way={"type": "string", "enum": ["post", "wire"]},
    )
    both.schemas["Letter"]["required"] = ["case"]
    package = tmp_path / "comity_sdk"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", *FOLDERS))
    write(made(both), package)
    run = [sys.executable, "-c", READ_ACROSS]
    environ = {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(run, check=True, capture_output=True, text=True, env=environ)
    assert done.stdout.split() == ["comity_sdk.models.cases", *["comity_sdk.models.letters"] * 3]


def test_a_thing_and_its_form_as_it_is_sent_stand_together() -> None:
    files = made(
        contract({"cases": "TextInput", "letters": "Text"}, Text=thing(), TextInput=thing())
    )
    assert "class TextInput(Model)" in files["models/letters.py"]
    assert "class Text(Model)" in files["models/letters.py"]


def test_what_has_no_place_is_said() -> None:
    with pytest.raises(ValueError, match=r"'of_tomorrow'.*tools/sdk/nouns\.py"):
        noun_of("of_tomorrow", "/api/v1/of_tomorrow")
    with pytest.raises(ValueError, match="Lost: no operation"):
        made(contract({"cases": "Case"}, Case=thing(), Lost=thing()))


def test_an_enum_of_numbers_and_a_name_of_the_base_class_do_not_stop_the_making() -> None:
    odd = thing(**{"etag": {"type": "string"}, "class": ref("Number")})
    number = {"enum": [1, 2], "type": "integer"}
    text = made(contract({"cases": "Odd"}, Number=number, Odd=odd))["models/cases.py"]
    assert 'etag_: str = Field(alias="etag")' in text
    assert "Number = int" in text
    compile(text, "models", "exec")
