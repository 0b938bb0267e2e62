"""Which changes of the contract break a client, and which do not."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tools.contract_changes import DOCUMENT, ROOT, RULES, Change, Direction, changes, main

OLD: dict[str, Any] = {
    "paths": {
        "/cases": {
            "post": {
                "operationId": "fileCase",
                "parameters": [
                    {"name": "page", "in": "query", "schema": {"type": "integer", "maximum": 9}}
                ],
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Case"}}
                    }
                },
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Case"}}
                        }
                    },
                    "404": {"$ref": "#/components/responses/NotFound"},
                },
            }
        }
    },
    "components": {
        "responses": {"NotFound": {"content": {}}},
        "schemas": {
            "Case": {
                "type": "object",
                "required": ["title"],
                "properties": {
                    "title": {"type": "string", "maxLength": 9, "pattern": "^a"},
                    "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                    "state": {"$ref": "#/components/schemas/State"},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Case"}},
                },
            },
            "State": {"type": "string", "enum": ["open", "closed"]},
        },
    },
}

Mutation = Callable[[dict[str, Any]], Any]


def _call(new: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = new["paths"]["/cases"]["post"]
    return found


def _case(new: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = new["components"]["schemas"]["Case"]
    return found


def _title(new: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = _case(new)["properties"]["title"]
    return found


def _state(new: dict[str, Any]) -> list[str]:
    found: list[str] = new["components"]["schemas"]["State"]["enum"]
    return found


def _types(new: dict[str, Any]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = _case(new)["properties"]["note"]["anyOf"]
    return found


BOTH = set(Direction)
SENT, GOT = {Direction.REQUEST}, {Direction.RESPONSE}

CHANGED: list[tuple[Change, Mutation, set[Direction], set[Direction]]] = [
    (Change.OPERATION_GONE, lambda n: n["paths"].pop("/cases"), SENT, SENT),
    (Change.OPERATION_RENAMED, lambda n: _call(n).update(operationId="x"), SENT, SENT),
    (Change.SIGN_IN_NEEDED, lambda n: _call(n).update(security=[{"t": []}]), SENT, SENT),
    (Change.BODY_NEEDED, lambda n: _call(n)["requestBody"].update(required=True), SENT, SENT),
    (Change.BODY_GONE, lambda n: _call(n).pop("requestBody"), SENT, SENT),
    (Change.MEDIA_GONE, lambda n: _call(n)["responses"]["200"]["content"].clear(), GOT, GOT),
    (Change.STATUS_GONE, lambda n: _call(n)["responses"].pop("200"), GOT, GOT),
    (Change.STATUS_NEW, lambda n: _call(n)["responses"].update({"202": {"content": {}}}), GOT, GOT),
    (
        Change.NEEDED_NEW,
        lambda n: (
            _case(n)["properties"].update(more={"type": "string"}),
            _case(n)["required"].append("more"),
        ),
        BOTH,
        SENT,
    ),
    (
        Change.FIELD_NEW,
        lambda n: _case(n)["properties"].update(more={"type": "string"}),
        BOTH,
        set(),
    ),
    (Change.FIELD_GONE, lambda n: _case(n)["properties"].pop("note"), BOTH, BOTH),
    (Change.NOW_NEEDED, lambda n: _case(n)["required"].append("note"), BOTH, SENT),
    (Change.NOW_OPTIONAL, lambda n: _case(n)["required"].clear(), BOTH, GOT),
    (Change.VALUE_GONE, lambda n: _state(n).remove("open"), BOTH, SENT),
    (Change.VALUE_NEW, lambda n: _state(n).append("void"), BOTH, GOT),
    (Change.TYPE_GONE, lambda n: _types(n).pop(), BOTH, SENT),
    (Change.TYPE_NEW, lambda n: _types(n).append({"type": "integer"}), BOTH, GOT),
    (Change.NARROWER, lambda n: _title(n).update(maxLength=8), BOTH, SENT),
    (Change.NARROWER, lambda n: _title(n).update(minLength=1), BOTH, SENT),
    (Change.WIDER, lambda n: _title(n).update(maxLength=10), BOTH, GOT),
    (Change.WIDER, lambda n: _title(n).pop("maxLength"), BOTH, GOT),
    (Change.PATTERN, lambda n: _title(n).update(pattern="^b"), BOTH, BOTH),
]


@pytest.mark.parametrize(("change", "mutate", "seen", "breaking"), CHANGED)
def test_a_change_breaks_who_sends_or_who_reads(
    change: Change, mutate: Mutation, seen: set[Direction], breaking: set[Direction]
) -> None:
    new = copy.deepcopy(OLD)
    mutate(new)
    found = changes(OLD, new)
    assert {each.change for each in found} == {change}
    assert {each.direction for each in found} == seen
    assert {each.direction for each in found if each.breaks} == breaking


def test_each_rule_is_tried() -> None:
    assert RULES.keys() == set(Change) == {change for change, *_ in CHANGED}


def test_a_parameter_that_must_be_given_breaks_and_one_that_may_does_not() -> None:
    for required in (True, False):
        new = copy.deepcopy(OLD)
        more: dict[str, Any] = {"name": "x", "in": "query", "required": required, "schema": {}}
        _call(new)["parameters"].append(more)
        (found,) = changes(OLD, new)
        assert (found.breaks, found.at) == (required, "POST /cases query x")
    new = copy.deepcopy(OLD)
    new["paths"]["/cases"]["post"]["parameters"][0]["schema"]["maximum"] = 8
    (found,) = changes(OLD, new)
    assert str(found) == (
        "POST /cases query page: its limits are narrower (maximum: 9 to 8), sent by clients"
    )


def test_a_schema_that_is_only_called_otherwise_breaks_nothing() -> None:
    new = json.loads(json.dumps(OLD).replace("schemas/Case", "schemas/File"))
    new["components"]["schemas"]["File"] = new["components"]["schemas"].pop("Case")
    assert changes(OLD, new) == []


def test_the_contract_compared_with_itself_has_no_change() -> None:
    contract = json.loads((ROOT / DOCUMENT).read_text("utf-8"))
    assert changes(contract, contract) == []
    narrower = copy.deepcopy(contract)
    narrower["components"]["schemas"]["ApplicationInput"]["required"].append("concerns")
    assert [each.at for each in changes(contract, narrower) if each.breaks] == [
        "ApplicationInput.concerns"
    ]


def test_the_command_says_what_breaks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(json.dumps(OLD))
    new.write_text(json.dumps({**OLD, "paths": {}}))
    assert main([str(old), str(old)]) == 0
    assert main([str(old), str(new)]) == 1
    assert "breaks a client: POST /cases: the operation is gone" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="no file, and no commit"):
        main(["no-such-commit"])
