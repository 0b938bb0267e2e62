"""The index of commands: what the contract makes, and what the table of names may not say."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from gateway.api.app import WITH_OWN
from tools.commands.made import NAMES, CommandIndex, made, page_with
from tools.commands.rule import noun_of, singular, verb_of
from tools.sdk.contract import Contract

CONTRACT = Contract(WITH_OWN.document())


def names(**more: Any) -> dict[str, Any]:
    held = tomllib.loads(NAMES.read_text("utf-8"))
    return {**held, "operations": {**held["operations"], **more}}


def test_index_and_page_are_what_the_contract_makes() -> None:
    assert [path.name for path, text in made().items() if path.read_text("utf-8") != text] == []


@pytest.mark.parametrize(
    ("call", "operation", "lists", "words"),
    [
        ("GET /notices", "listNotices", True, "notice list"),
        ("GET /notices/{number}", "getNotice", False, "notice show"),
        ("GET /notices/grants", "listExplainedGrants", True, "notice grants"),
        ("GET /licences/{number}/uses", "listLicenceUses", True, "licence uses"),
        ("POST /notices", "publishNotice", False, "notice publish"),
        ("POST /notices/{number}/comments", "commentOnNotice", False, "notice comment"),
        ("POST /consultations/{c}/answer/confirmation", "confirmAnswer", False,
         "consultation confirm-answer"),
        ("PUT /cases/{case_id}/assessment", "assessCase", False, "case assess"),
    ],
)  # fmt: skip
def test_noun_and_verb_come_from_path_and_operation(
    call: str, operation: str, words: str, *, lists: bool
) -> None:
    method, path = call.split()
    assert f"{noun_of(path)} {verb_of(method, path, operation, lists=lists)}" == words


def test_a_noun_is_one_thing() -> None:
    assert [singular(each) for each in ("cases", "entries", "access")] == [
        "case",
        "entry",
        "access",
    ]


def test_two_operations_under_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two commands `notice publish`"):
        CommandIndex(CONTRACT, names(amendNotice={"name": "notice publish"})).made()


def test_a_name_for_what_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="sendPigeon"):
        CommandIndex(CONTRACT, names(sendPigeon={"name": "pigeon send"})).made()


def test_two_options_under_one_name_are_refused() -> None:
    clash = {"options": {"kind": "origin"}}
    with pytest.raises(ValueError, match="listNotices: two options have one name"):
        CommandIndex(CONTRACT, names(listNotices=clash)).made()


def test_a_column_of_no_field_is_refused() -> None:
    with pytest.raises(ValueError, match="colour is no field of InformedSummary"):
        CommandIndex(CONTRACT, names(listCatchAllLetters={"columns": {"Colour": "colour"}})).made()


def test_a_view_that_no_command_prints_is_refused() -> None:
    with pytest.raises(ValueError, match="no command shows /notices"):
        CommandIndex(CONTRACT, names(getNotice={"name": ""})).made()


def test_the_page_keeps_what_is_written_by_hand() -> None:
    index = {"x": {"help": "", "commands": {"go": {"help": "Go | stop."}}}}
    page = page_with(
        "before\n<!-- made by tools.commands -->\nold\n<!-- end of what is made -->\nafter", index
    )
    assert page.startswith("before\n<!--")
    assert page.endswith("-->\nafter")
    assert "| `x go` | Go \\| stop. |" in page
    assert "old" not in page
