"""What `comity case judge` sends, and what a person reads."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.casework.cases.hit_verdicts import JudgedHit
from gateway.cli.main import app
from gateway.domain.examination import HitVerdict
from gateway.errors import StateError
from tests.support.commands import said_by, stands_in
from tests.unit.casework.cases.test_hit_verdicts import CASE, DENIAL, OTHER, hit, judgement

JUDGED = hit(
    judgement=judgement(CASE, 1), earlier=(judgement(OTHER, 2, HitVerdict.CONFIRMED),), note="x"
)


@dataclass
class Node:
    """Stands for a node: keeps what was sent, and shows a judged hit."""

    sent: list[tuple[str, Any]] = field(default_factory=list)
    guards: list[str | None] = field(default_factory=list)  # of what version each was sent
    stands: bool = False

    def post(self, path: str, body: Any = None, *, of: str | None = None) -> Any:
        self.guards.append(of)
        self.sent.append((path, body))
        judged = JudgedHit(case_id=CASE, hit=JUDGED, note="recorded; the denial stays in the case")
        return judged.model_dump(mode="json")

    def get(self, path: str) -> Any:
        if path == "/status":
            return {"authority": "DE"}
        if path == f"/cases/{CASE}":
            return {}
        said = JUDGED if self.stands else hit()
        return JudgedHit(case_id=CASE, hit=said).model_dump(mode="json")


node = stands_in(Node)
run = partial(said_by, app, "case")


@pytest.mark.parametrize(
    ("flag", "verdict"), [("--confirm", "confirmed"), ("--dismiss", "dismissed")]
)
def test_a_hit_is_confirmed_or_dismissed_with_a_reason(node: Node, flag: str, verdict: str) -> None:
    said = run("judge", CASE, DENIAL, flag, "--reason", "Anderes Werk.", "--language", "de")
    word = {"language": "de", "text": "Anderes Werk.", "verdict": verdict}
    assert node.sent == [(f"/cases/{CASE}/hits/{DENIAL}/judgement", word)]
    assert node.guards == [f"/cases/{CASE}"]
    for words in (DENIAL, "dismissed", "anna", "word 1", OTHER, "word 2", "stays in the case"):
        assert words in said


def test_a_word_of_a_colleague_is_replaced_only_on_purpose(node: Node) -> None:
    """Who has not read it is shown it, and nothing is sent (officer2 M1)."""
    node.stands = True
    words = ("judge", CASE, DENIAL, "--confirm", "--reason", "x")
    result = CliRunner().invoke(app, ("case", *words))
    assert isinstance(result.exception, StateError)
    assert "anna has said already: dismissed: word 1" in str(result.exception)
    assert node.sent == []
    run(*words, "--again")
    assert (len(node.sent), node.guards) == (1, [f"/cases/{CASE}"])


def test_neither_is_said_by_default(node: Node) -> None:
    result = CliRunner().invoke(app, ["case", "judge", CASE, DENIAL, "--reason", "x"])
    assert result.exit_code == 2
    assert node.sent == []


def test_a_program_reads_the_judged_hit(node: Node) -> None:
    found = json.loads(run("judge", CASE, DENIAL, "--confirm", "--reason", "x", "--json"))
    assert JudgedHit.model_validate(found).hit == JUDGED
