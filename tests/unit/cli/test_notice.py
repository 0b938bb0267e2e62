"""What `comity notice kinds` says that a notice of a kind must have, and one to fill in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.casework.law.law import Law
from gateway.casework.law.notice_rules import (
    NoticeKind,
    check_about,
    check_content,
    kinds_in_force,
)
from gateway.casework.notices.notice_acts import NoticeDraft
from gateway.cli import notice as commands
from gateway.cli.notice import needed, skeleton
from gateway.domain.rulebook.shelf import load_rulebook
from gateway.errors import NotFoundError
from tests.support.commands import said_by, stands_in
from tests.support.pages import page

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NUMBER = "DE-N-2026-00001"
KINDS = kinds_in_force(Law(), AT)
PAGE = Path(__file__).resolve().parents[3] / "docs" / "protocol" / "notices.md"


class Node:
    """Stands for a node: has the kinds of notice."""

    def get(self, path: str, **_: Any) -> Any:
        assert path == "/notices/kinds"
        return page(*self.walk(path))

    def walk(self, _: str) -> Iterator[Any]:
        return (each.model_dump(mode="json") for each in KINDS)


node = stands_in(Node)
run = partial(said_by, commands.app)


def test_the_skeleton_of_a_sensitive_party_has_its_party() -> None:
    """Found in use: officer m8."""
    [rule] = [each.rule for each in KINDS if each.rule.code == "23(2)(e)"]
    filled = skeleton(rule.model_dump(mode="json"))
    assert filled["parties"] == [{"names": ["name of the entity"], "country": "AE"}]
    assert {"items", "transaction"} <= {*filled}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.law} {kind.rule.code}")
def test_every_skeleton_is_a_notice_of_its_kind(kind: NoticeKind) -> None:
    """What is filled in from the skeleton passes every check of the kind."""
    rule = kind.rule.model_dump(mode="json")
    made = NoticeDraft.model_validate_json(json.dumps(skeleton(rule)))
    check_content(kind.rule, made)
    check_about(kind.rule, made.about, kind.rule.about[0] if made.about else None)
    assert set(kind.rule.required) <= set(needed(rule))


def test_one_kind_is_shown_whole(node: Node) -> None:
    told = " ".join(run("4(4)").split())
    assert "│ May withhold │ items, parties, destinations, transaction, text │" in told
    assert "│ Must be given │ items, parties │ └" in told
    assert '┘ { "kind": "4(4)"' in told
    assert "│ no_requirement │ No requirement should exist │" in " ".join(run("5(5)").split())
    assert json.loads(run("5(5)", "--json"))["skeleton"]["outcome"] == "requirement"
    result = CliRunner().invoke(commands.app, ["99(9)"])
    assert isinstance(result.exception, NotFoundError)


def test_the_page_shows_the_skeleton_that_the_command_prints() -> None:
    shown = PAGE.read_text("utf-8").partition("```json\n")[2].partition("```")[0]
    [kind] = [each for each in KINDS if each.rule.code == "23(2)(e)"]
    assert json.loads(shown) == skeleton(kind.rule.model_dump(mode="json"))


def test_a_kind_whose_readers_are_chosen_says_among_whom(node: Node) -> None:
    rule = load_rulebook("EU-2021-821/2026-3").notice("25(2)")
    told = " ".join(run("25(2)").split())
    assert "│ Sight │ enforcement │ │ Chosen from │ All members │" in told
    filled = NoticeDraft.model_validate_json(json.dumps(skeleton(rule.model_dump(mode="json"))))
    check_content(rule, filled)
