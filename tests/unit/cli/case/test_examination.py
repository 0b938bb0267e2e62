"""What `comity case examinations`, `examination show` and `rerun` print, and how they end."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.cli import client
from gateway.cli.case import commands as case_commands
from gateway.domain.examination import (
    Examination,
    Hit,
    MatchClass,
    Reasoned,
    RegisterPosition,
    ScopeGap,
)
from tests.support.federation_case import START
from tests.support.pages import page

CASE = "DE-C-2026-00001"


def kept() -> dict[str, Any]:
    """An examination with all that an officer must see at once."""
    hit = Hit(
        denial_id="FR-2024-00017",
        authority="FR",
        match_class=MatchClass.EXACT,
        score=0.99,
        party=Reasoned(score=0.98, reasons=("same name in another spelling",)),
        item=Reasoned(score=1.0, reasons=("same code 5A001.j",)),
        ours="a",
        theirs="b",
        consult=True,
    )
    examination = Examination(
        examined_at=START,
        matcher_version="comity-match-1",
        registers=(
            RegisterPosition(origin="DE", size=0, root="00" * 32, synced_at=START),
            RegisterPosition(
                origin="FR",
                size=2,
                root="ab" * 32,
                synced_at=START - timedelta(days=3),
                fresh=False,
                stopped=True,
                relayed=1,
                relayed_at=START,
            ),
            RegisterPosition(origin="NL", size=0, root="", synced_at=None, fresh=False),
        ),
        denials_in_scope=3,
        gaps=(
            ScopeGap(
                field="transaction.end_user",
                article="Article 2(13)",
                text="No end-user is named.",
            ),
        ),
        hits=(hit,),
    )
    record = {"number": 1, "at": START.isoformat(), "occasion": "denial_came"}
    return {
        "record": record,
        "digest": "cd" * 32,
        "examination": examination.model_dump(mode="json"),
    }


class Node:
    """A node that answers what it is told to."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str, Any]] = []

    def get(self, path: str, **_: Any) -> Any:
        if path == "/status":
            return {"authority": "DE"}
        self.asked.append(("GET", path, None))
        return self.answer

    def post(self, path: str, body: Any = None, **_: Any) -> Any:
        self.asked.append(("POST", path, body))
        return self.answer


def run(monkeypatch: pytest.MonkeyPatch, node: Node, *words: str) -> Any:
    monkeypatch.setattr(client, "open_node", lambda *_: node)
    return CliRunner().invoke(case_commands.app, list(words), env={"COLUMNS": "220"})


def test_the_list_says_what_was_not_fresh_and_not_searched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    node = Node(page(kept()))
    said = run(monkeypatch, node, "examinations", CASE)
    assert node.asked == [("GET", f"/cases/{CASE}/examinations", None)]
    for words in ("Denial came", "FR, NL", "transaction: end user", "cdcdcdcdcdcdcdcd"):
        assert words in said.output
    as_json = run(monkeypatch, node, "examinations", CASE, "--json")
    assert json.loads(as_json.output) == page(kept())


def test_one_is_shown_with_its_registers_and_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    node = Node(kept())
    said = run(monkeypatch, node, "examination", "show", CASE, "1")
    assert node.asked == [("GET", f"/cases/{CASE}/examinations/1", None)]
    for words in (
        "No end-user is named. (Article 2(13))",
        "the register of FR was not fresh",
        "the log is stopped after a fraud proof",
        "the register of NL was not fresh: never reached",
        "same name in another spelling",
        "same code 5A001.j",
    ):
        assert words in said.output
    as_json = run(monkeypatch, node, "examination", "show", CASE, "1", "--json")
    assert json.loads(as_json.output)["digest"] == "cd" * 32


@pytest.mark.parametrize(
    ("result", "exit_code", "words"),
    [
        ("holds", 0, "it comes out the same"),
        ("does_not_hold", 16, "it does not come out the same"),
        ("not_compared", 18, "not compared"),
    ],
)
def test_a_rerun_ends_with_what_came_of_it(
    monkeypatch: pytest.MonkeyPatch, result: str, exit_code: int, words: str
) -> None:
    ok, made = result == "holds", result != "not_compared"
    answer = {
        "ok": ok,
        "result": result,
        "compared": 3,
        "checks": [{"name": "nothing left out", "ok": ok, "detail": "all 1", "made": made}],
        "outside": ["1 relayed denials, in no log: compared as they stand now"],
    }
    node = Node(answer)
    said = run(monkeypatch, node, "examination", "rerun", CASE, "1")
    assert said.exit_code == exit_code
    assert words in said.output
    assert node.asked == [("POST", f"/cases/{CASE}/examinations/1/rerun", None)]
    assert "outside of proof: 1 relayed" in said.output
    as_json = run(monkeypatch, node, "examination", "rerun", CASE, "1", "--json")
    assert json.loads(as_json.output)["result"] == result
    assert as_json.exit_code == exit_code


def test_a_register_that_is_not_fresh_is_accepted_with_the_proposal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    node = Node({"case_id": CASE})
    words = ("propose", CASE, "--outcome", "granted", "--explanation", "x")
    run(monkeypatch, node, *words, "--stale-register", "FR", "--json")
    assert node.asked[0][2]["stale_registers"] == ["FR"]
    assert node.asked[0][2]["examination"] is None


def test_who_proposes_says_which_examination_was_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    node = Node({"case_id": CASE})
    words = ("propose", CASE, "--outcome", "granted", "--explanation", "x")
    run(monkeypatch, node, *words, "--examination", "2", "--json")
    assert node.asked[0][2]["examination"] == 2
