"""What the commands about need to know send, and what a person reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.cli.case import commands as case_commands
from gateway.domain.case.restriction import (
    NamedAccount,
    Restriction,
    RestrictionClass,
    RestrictionNote,
)
from tests.support.commands import said_by, stands_in
from tests.support.federation_case import START, text
from tests.support.pages import page

CASE = "DE-C-2026-00001"
WHY = {"language": "de", "text": "Hinweisgeber"}
NOTE = RestrictionNote(
    subject=CASE, reason_class=RestrictionClass.SOURCE_PROTECTION, by="anna", at=START
)
MARK = Restriction(
    **dict(NOTE),
    reason=text("Hinweisgeber"),
    named=(
        NamedAccount(account="anna", by="anna", at=START),
        NamedAccount(account="bert", by="bert", at=START, until=START + timedelta(days=3)),
    ),
)


@dataclass
class Node:
    """Stands for a node: keeps what was sent, and shows the mark."""

    sent: list[tuple[str, Any]] = field(default_factory=list)

    def post(self, path: str, body: Any) -> Any:
        self.sent.append((path, body))
        return MARK.model_dump(mode="json")

    def get(self, path: str, **query: Any) -> Any:
        if path == "/status":
            return {"authority": "DE"}
        self.sent.append((path, query))
        return page(NOTE.model_dump(mode="json"))


node = stands_in(Node)
run = partial(said_by, case_commands.app)


def test_a_case_is_restricted_to_named_accounts(node: Node) -> None:
    why = ("--reason", "Hinweisgeber", "--language", "de")
    said = run(
        "restrict", CASE, "--reason-class", "source_protection", *why, "--to", "a", "--to", "b"
    )
    body = {"reason_class": "source_protection", "reason": WHY, "to": ["a", "b"]}
    assert node.sent == [(f"/restrictions/{CASE}", body)]
    assert said.startswith(f"{CASE} is seen by anna, bert (until 5 Mar 2026, 10:00:00)")


def test_the_classes_that_the_command_names_are_those_that_there_are() -> None:
    said = CliRunner().invoke(case_commands.app, ["restrict", "--help"], env={"COLUMNS": "300"})
    assert all(each in said.output for each in RestrictionClass)


@pytest.mark.parametrize(
    ("words", "place", "body"),
    [
        (("let-in", CASE, "--to", "a"), "names", {"add": ["a"], "take": [], "reason": WHY}),
        (("let-in", CASE, "--out", "b"), "names", {"add": [], "take": ["b"], "reason": WHY}),
        (("open-restricted", CASE), "opening", WHY),
        (("unrestrict", CASE), "lifting", WHY),
    ],
)
def test_what_follows_a_mark(
    node: Node, words: tuple[str, ...], place: str, body: dict[str, Any]
) -> None:
    said = run(*words, "--reason", "Hinweisgeber", "--language", "de")
    assert node.sent == [(f"/restrictions/{CASE}/{place}", body)]
    assert said.startswith(CASE)


def test_what_is_restricted_is_listed_by_number_and_class(node: Node) -> None:
    said = run("restricted")
    for words in (CASE, "Protection of a source", "anna", "2 Mar 2026, 10:00:00"):
        assert words in said
