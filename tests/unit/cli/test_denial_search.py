"""What `comity denial search` asks, and how what was found reads in a terminal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.cli import client
from gateway.cli import denial as denial_commands
from gateway.domain.denial import DecisionType
from gateway.domain.examination import MatchClass, Reasoned, SearchMode
from gateway.domain.lists.denial_search import DenialFound, DenialsFound, SearchedBy
from gateway.errors import InputError
from tests.support.federation_case import START

WHY = Reasoned(score=0.6, reasons=("'Orlankent Trading LLC' holds the name that was given",))


def answer(**changes: Any) -> dict[str, Any]:
    each = DenialFound(
        denial_id="FR-2026-00001",
        authority="FR",
        match_class=MatchClass.SAME_PARTY,
        score=0.52,
        party=WHY,
        same_destination=False,
        parties=("Orlankent Trading LLC",),
        goods=("Pump", "Valve", "Sensor", "Cable"),
        destination="KZ",
        decision=DecisionType.REFUSE,
        decision_date=date(2026, 3, 1),
    )
    part = each.model_copy(
        update={"denial_id": "FR-2026-00002", "match_class": None, "part_of_name": True}
    )
    found = DenialsFound(
        searched_at=START,
        matcher_version="comity-match-10",
        mode=SearchMode.INDEX,
        registers=(),
        denials_in_scope=7,
        compared=(SearchedBy.NAME,),
        not_given=(SearchedBy.GOODS, SearchedBy.DESTINATION),
        total=9,
        complete=True,
        found=(each, part),
    )
    return found.model_copy(update=changes).model_dump(mode="json")


class Node:
    """Stands at the client's seam: keeps what is asked and answers one thing."""

    def __init__(self, found: dict[str, Any]) -> None:
        self.found = found
        self.asked: list[tuple[str, Any]] = []

    def post(self, path: str, body: Any = None, **_: Any) -> Any:
        self.asked.append((path, body))
        return self.found


def run(monkeypatch: pytest.MonkeyPatch, node: Node, *words: str) -> Any:
    monkeypatch.setattr(client, "open_node", lambda *_: node)
    return CliRunner().invoke(denial_commands.app, ["search", *words], env={"COLUMNS": "240"})


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (["--name", "Orlankent"], {"names": ["Orlankent"]}),
        (["--code", "5A001"], {"codes": ["5A001"]}),
        (["--item", "pump"], {"description": "pump"}),
        (["--destination", "KZ"], {"destination": "KZ"}),
        (["--name", "O", "--state", "revoked"], {"names": ["O"], "state": "revoked"}),
        (["--name", "O", "--state", "any"], {"names": ["O"], "state": None}),
    ],
)
def test_one_thing_is_enough_and_nothing_else_is_sent(
    monkeypatch: pytest.MonkeyPatch, words: list[str], asked: dict[str, Any]
) -> None:
    node = Node(answer())
    assert run(monkeypatch, node, *words).exit_code == 0
    assert node.asked == [("/denials/find", {**asked, "limit": 50})]


@pytest.mark.parametrize("words", [[], ["--file", "x.json", "--name", "Orlankent"]])
def test_nothing_and_two_ways_at_once_are_refused_with_what_to_give(
    monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    node = Node(answer())
    refused = run(monkeypatch, node, *words).exception

    assert isinstance(refused, InputError)
    assert "--name, --code, --item, --destination" in refused.remedy
    assert node.asked == []


def test_what_was_compared_found_and_left_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    said = run(monkeypatch, Node(answer()), "--name", "Orlankent").output
    for words in (
        "compared: name; not given and not compared: goods, destination",
        "same party 0.52",
        "part of a name",
        "another destination",
        "refuse of 2026-03-01",
        "2 of 9 are shown: give --limit for more",
    ):
        assert words in said
    more = run(monkeypatch, Node(answer(complete=False)), "--name", "trading").output
    assert "2 of more than 9 are shown" in more
