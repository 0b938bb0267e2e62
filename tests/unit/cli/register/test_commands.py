"""What `comity register` asks a node for, and what a person reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gateway.cli.register import sync
from gateway.cli.register.commands import app
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


def test_a_denial_that_cannot_be_read_is_named_and_is_no_alteration(node: Node) -> None:
    node.answers["/registers/FR/verify"] = REPORT
    said = run("verify", "FR")
    assert "missing in the search" in said
    assert "FR-2026-00004" in said
