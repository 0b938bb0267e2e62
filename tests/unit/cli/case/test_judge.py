"""What `comity case judge`, `watch` and `watch-seen` send, and what a person reads."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.casework.cases.judgement import JudgedHit
from gateway.cli.case import commands as case_commands
from gateway.cli.case.judge import judgement_lines
from gateway.domain.case import LicenceState
from gateway.domain.case.watch import LicenceMatch, SeenWord
from gateway.domain.examination import HitVerdict
from gateway.errors import StateError
from tests.support.commands import said_by, stands_in
from tests.support.federation_case import START, text
from tests.support.pages import page
from tests.unit.casework.cases.test_judgement import CASE, DENIAL, OTHER, hit, judgement

JUDGED = hit(
    judgement=judgement(CASE, 1), earlier=(judgement(OTHER, 2, HitVerdict.CONFIRMED),), note="x"
)


@dataclass
class Node:
    """Stands for a node: keeps what was sent, and shows a judged hit or the watch."""

    sent: list[tuple[str, Any]] = field(default_factory=list)
    guards: list[str | None] = field(default_factory=list)  # of what version each was sent
    stands: bool = False

    def post(self, path: str, body: Any = None, *, of: str | None = None) -> Any:
        self.guards.append(of)
        self.sent.append((path, body))
        if path.startswith("/watch"):
            return matches(seen=True)
        judged = JudgedHit(case_id=CASE, hit=JUDGED, note="recorded; the denial stays in the case")
        return judged.model_dump(mode="json")

    def get(self, path: str, **query: Any) -> Any:
        if path == "/status":
            return {"authority": "DE"}
        if path == f"/cases/{CASE}":
            return {}
        if path.startswith("/cases"):
            said = JUDGED if self.stands else hit()
            return JudgedHit(case_id=CASE, hit=said).model_dump(mode="json")
        self.sent.append((path, query))
        return page(*matches(seen=query["seen"] is not None))


def matches(*, seen: bool) -> list[dict[str, Any]]:
    match = LicenceMatch(
        case_id=CASE,
        reference="AG-2025-118822",
        licence=LicenceState.IN_FORCE,
        at=START,
        hit=hit(),
        denial_ended=True,
    )
    if seen:
        why = text("Suspension is proposed.")
        word = SeenWord(
            language=why.language,
            text=why.text,
            by="anna",
            at=START,
            match_class=match.hit.match_class,
        )
        match = match.model_copy(update={"seen": START, "said": (word,)})
    return [match.model_dump(mode="json")]


node = stands_in(Node)
run = partial(said_by, case_commands.app)


@pytest.mark.parametrize(
    ("flag", "verdict"), [("--confirm", "confirmed"), ("--dismiss", "dismissed")]
)
def test_a_hit_is_confirmed_or_dismissed_with_a_reason(node: Node, flag: str, verdict: str) -> None:
    said = run("judge", CASE, DENIAL, flag, "--reason", "Anderes Werk.", "--language", "de")
    word = {"language": "de", "text": "Anderes Werk.", "verdict": verdict}
    assert node.sent == [(f"/cases/{CASE}/hits/{DENIAL}/judgement", word)]
    assert node.guards == [f"/cases/{CASE}"]
    assert f"{DENIAL}: Dismissed by anna: word 1" in said
    assert f"Confirmed in {OTHER} by anna, 2 Mar 2026: word 2" in said
    assert "the denial stays in the case" in said


def test_a_word_of_a_colleague_is_replaced_only_on_purpose(node: Node) -> None:
    """Who has not read it is shown it, and nothing is sent (officer2 M1)."""
    node.stands = True
    words = ("judge", CASE, DENIAL, "--confirm", "--reason", "x")
    result = CliRunner().invoke(case_commands.app, words)
    assert isinstance(result.exception, StateError)
    assert "anna has said already: dismissed: word 1" in str(result.exception)
    assert node.sent == []
    run(*words, "--again")
    assert (len(node.sent), node.guards) == (1, [f"/cases/{CASE}"])


def test_neither_is_said_by_default(node: Node) -> None:
    result = CliRunner().invoke(case_commands.app, ["judge", CASE, DENIAL, "--reason", "x"])
    assert result.exit_code == 2
    assert node.sent == []


def test_a_program_reads_the_judged_hit(node: Node) -> None:
    found = json.loads(run("judge", CASE, DENIAL, "--confirm", "--reason", "x", "--json"))
    assert JudgedHit.model_validate(found).hit == JUDGED


def test_a_hit_of_which_nothing_was_said_says_so() -> None:
    assert list(judgement_lines(hit().model_dump(mode="json"))) == ["not yet looked at"]


def test_the_watch_lists_licences_with_the_reasons(node: Node) -> None:
    said = run("watch")
    stands = ("In force", f"{DENIAL} (ended)", "Possible match", "no")
    for words in (f"{CASE} (AG-2025-118822)", *stands):
        assert words in said
    assert "anna (Possible match): Suspension is proposed." in run("watch", "--all")
    assert [query["seen"] for _, query in node.sent] == [None, "true"]


def test_a_match_is_marked_as_seen_with_what_is_done(node: Node) -> None:
    said = run("watch-seen", CASE, DENIAL, "--reason", "Suspension is proposed.")
    word = {"language": "en", "text": "Suspension is proposed.", "verdict": None}
    assert node.sent == [(f"/watch/{CASE}/{DENIAL}/seen", word)]
    assert "anna (Possible match): Suspension is proposed." in said
    run("watch-seen", CASE, DENIAL, "--reason", "Other works.", "--dismiss")
    assert node.sent[-1][1] == {"language": "en", "text": "Other works.", "verdict": "dismissed"}
