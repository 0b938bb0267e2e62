"""What `comity register` asks a node for, and what a person reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gateway.cli.register import sync
from gateway.cli.register.commands import app, freshness, receipts_words
from gateway.cli.register.sync import CatchUp
from gateway.errors import Family, UnavailableError
from tests.support.commands import stands_in
from tests.support.pages import page

LOG: dict[str, Any] = {
    "origin": "FR",
    "own": False,
    "size": 40,
    "known": 100,
    "root": "ab" * 32,
    "state": "following",
    "reason": "",
    "verified": "2026-03-02T09:00:00Z",
    "age_s": 300,
    "fresh_for_s": 86400,
    "fresh": True,
    "tried": "2026-03-02T09:00:00Z",
    "succeeded": "2026-03-02T09:00:00Z",
    "lag": 60,
    "trouble": "",
    "unknown_acts": 0,
    "received_by": {"DE": 40},
}
TROUBLE: dict[str, Any] = {
    "id": 7,
    "at": "2026-03-02T09:00:00Z",
    "origin": "FR",
    "peer": "NL",
    "kind": "fraud",
    "text": "FR has signed two logs of 3 entries",
    "evidence": "{}",
    "closed": None,
    "closed_by": None,
    "told": {"NL": "2026-03-02T09:00:00Z", "EU": None},
}
REPORT: dict[str, Any] = {
    "origin": "FR",
    "size": 1,
    "root": "ab" * 32,
    "findings": [],
    "unreadable": [
        {
            "origin": "FR",
            "index": 3,
            "part": None,
            "what": "unreadable",
            "detail": "the content of FR-2026-00004, as it was signed, cannot be read here",
            "proof": "denial.transaction.items: is missing",
        }
    ],
}


@dataclass
class Node:
    """Stands for a node: answers what a test says, keeps what was sent."""

    answers: dict[str, Any] = field(default_factory=dict)
    logs: Iterator[list[dict[str, Any]]] | None = None
    sent: list[tuple[str, Any]] = field(default_factory=list)

    def get(self, path: str, **params: Any) -> Any:
        if path == "/status":
            return {"authority": "DE"}
        if path == "/registers":
            return page(*self.answers[path])
        self.sent.append(
            (path, {name: value for name, value in params.items() if value is not None})
        )
        return self.answers[path]

    def walk(self, path: str) -> Iterator[Any]:
        self.sent.append((path, {}))
        return iter(self.answers[path] if self.logs is None else next(self.logs))

    def post(self, path: str, body: Any = None, **params: Any) -> Any:
        given = {name: value for name, value in params.items() if value is not None}
        self.sent.append((path, body | given if given else body))
        answer = self.answers[path]
        if isinstance(answer, Exception):
            raise answer
        return answer


node = stands_in(Node)


def invoke(*words: str) -> Result:
    return CliRunner().invoke(app, words, env={"COLUMNS": "300"})


def run(*words: str) -> str:
    result = invoke(*words)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize(
    ("of", "said"),
    [
        ({"lag": 0}, "5 min old"),
        ({"lag": 0, "age_s": 7}, "7 s old"),
        ({"lag": 60, "fresh": False}, "60 entries have not come"),
        ({"lag": 0, "age_s": 90000, "fresh": False}, "older than the limit: 25 h, allowed 24 h"),
        (
            {"lag": 0, "age_s": 9 * 86400, "fresh": False},
            "older than the limit: 9 days, allowed 24 h",
        ),
        ({"age_s": None, "fresh": False}, "never found complete"),
        ({"own": True, "age_s": None}, "own log"),
    ],
)
def test_freshness_is_said_in_words(of: dict[str, Any], said: str) -> None:
    assert freshness(LOG | of) == said


@pytest.mark.parametrize(
    ("of", "said"),
    [
        ({}, "40 of 100"),
        ({"lag": 0, "size": 100}, "DE 40"),
        ({"state": "stopped", "reason": "two faces"}, "Stopped: two faces"),
        ({"succeeded": None, "trouble": "FR is away"}, "last well never"),
        ({"tried": None, "succeeded": None}, "never"),
        ({"unknown_acts": 2}, "2 acts that this version does not know"),
    ],
)
def test_the_status_says_what_there_is(node: Node, of: dict[str, Any], said: str) -> None:
    node.answers["/registers"] = [LOG | of]
    assert said in run("status")


def test_who_has_confirmed_is_known_at_the_origin() -> None:
    there = {"confirmed_by": ["DE", "NL"], "not_yet_confirmed": ["EU"]}
    assert receipts_words(there, "FR") == ("2: DE, NL", "EU")
    here: dict[str, Any] = {"confirmed_by": [], "not_yet_confirmed": None}
    assert receipts_words(here, "FR") == ("nobody", "known at FR")


def test_entries_are_listed_and_say_where_to_go_on(node: Node) -> None:
    entry = {
        "index": 5,
        "type": "900",
        "subject": "FR-2026-00005",
        "at": "2026-03-02T09:00:00Z",
        "known": False,
        "effect": "in_force",
        "parts": [["matching", "held"], ["grounds", "withheld"]],
        "receipts": {"confirmed_by": ["DE"], "not_yet_confirmed": None},
    }
    idle = entry | {"index": 6, "type": "denial.revoked", "known": True, "effect": "key_revoked"}
    page = {"origin": "FR", "size": 9, "entries": [entry, idle], "next": 6}
    node.answers["/registers/FR/entries"] = page
    said = run("entries", "FR", "--from", "5", "--limit", "1")
    assert "type 900, not known here" in said
    assert "type 900, not known here; no effect" not in said
    assert "Denial: revoked; no effect: its key had been revoked" in " ".join(said.split())
    assert "matching held, grounds withheld" in said
    assert "comity register entries FR --from 6" in said
    assert node.sent == [("/registers/FR/entries", {"start": 5, "limit": 1})]


def test_a_catch_up_is_drawn_for_each_log_that_is_behind() -> None:
    bars = CatchUp(quiet=True)
    whole = LOG | {"origin": "NL", "size": 3, "known": 3}
    with bars:
        for held in (0, 40, 100):
            bars.look([LOG | {"size": held}, whole])
            assert bars.shown == {"FR": (held, 100)}
        bars.look([LOG | {"size": 110, "known": 110}, whole])  # it grew meanwhile
    assert bars.shown == {"FR": (110, 110)}


def test_a_round_is_watched_to_its_end(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "LOOK_EVERY_S", 0)
    node.logs = iter([[LOG | {"size": held}] for held in range(100)] * 10000)
    node.answers["/registers/sync"] = {"peers": 2, "reached": 2, "entries": 60, "troubles": ["x"]}
    said = run("sync")
    assert "2 of 2 peers, 60 new entries" in said
    assert "trouble x" in said


def test_a_peer_that_was_not_reached_ends_with_its_code(node: Node) -> None:
    node.answers |= {
        "/registers": [],
        "/registers/sync": {"peers": 2, "reached": 1, "entries": 0, "troubles": []},
    }
    assert invoke("sync", "--json").exit_code == Family.UNAVAILABLE.exit_code


def test_what_the_round_ended_with_is_raised(node: Node) -> None:
    node.answers |= {"/registers": [], "/registers/sync": UnavailableError("the engine is away")}
    assert isinstance(invoke("sync").exception, UnavailableError)


def test_who_leaves_is_told_that_the_node_goes_on(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leave(*_: Any) -> None:
        raise KeyboardInterrupt

    node.answers |= {"/registers": [], "/registers/sync": {}}
    monkeypatch.setattr(CatchUp, "look", leave)
    result = invoke("sync")
    assert result.exit_code == 130
    assert "goes on from there" in result.stderr


def test_a_fraud_is_shown_with_who_knows_and_where_its_proof_is(node: Node) -> None:
    node.answers["/registers/troubles"] = page(TROUBLE)
    said = run("troubles")
    assert "EU not yet, NL" in said
    assert "proven, for anybody to check: 7" in said
    assert "Closed" not in said
    closed = {"closed": "2026-03-03T09:00:00Z", "closed_by": "vogel"}
    node.answers["/registers/troubles"] = page(TROUBLE | closed)
    assert "3 Mar 2026, 10:00:00 by vogel" in run("troubles", "--all")
    assert node.sent[-1] == ("/registers/troubles", {"all": "true"})


def test_closing_and_following_ask_for_a_reason(node: Node) -> None:
    assert invoke("close-trouble", "7").exit_code == 2
    assert invoke("follow", "FR").exit_code == 2
    node.answers |= {"/registers/troubles/7/closing": page(), "/registers/FR/following": page()}
    assert "trouble 7 is closed; 0 are open" in run("close-trouble", "7", "--reason", "A bad disk.")
    assert "followed again" in run("follow", "FR", "--reason", "Le disque.", "--language", "fr")
    assert node.sent == [
        ("/registers/troubles/7/closing", {"language": "en", "text": "A bad disk."}),
        ("/registers/FR/following", {"language": "fr", "text": "Le disque."}),
    ]


def test_a_wrong_tail_is_set_aside_by_who_shows_the_right_one(node: Node) -> None:
    node.answers["/registers/DE/following"] = []
    run("follow", "DE", "--set-aside", "--from", "FR", "--reason", "A second history.")
    [(_, sent)] = node.sent
    assert (sent["set_aside"], sent["source"]) == (True, "FR")


def test_a_denial_that_cannot_be_read_is_named_and_is_no_alteration(node: Node) -> None:
    node.answers["/registers/FR/verify"] = REPORT
    said = run("verify", "FR")
    assert "missing in the search" in said
    assert "FR-2026-00004" in said
