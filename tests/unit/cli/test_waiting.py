"""What `comity waiting` asks a node, and what a person reads."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from gateway.cli import denial
from gateway.cli.waiting import app
from gateway.domain.waiting_act import WaitingAct, WaitingKind, WaitingLine
from gateway.views.waiting_view import AroundWaiting, waiting_view
from tests.support.commands import said_by, stands_in
from tests.support.federation_case import START
from tests.support.pages import page
from tests.unit.views.test_totality import READER

WAITS = WaitingAct(
    number="DE-W-2027-00001",
    kind=WaitingKind.NOTICE_PUBLISH,
    what="A requirement was imposed",
    by="anna",
    at=START,
    article="No article",
    reason="It reaches every member.",
    draft={"kind": "5(4)"},
)
LINE = {name: getattr(WAITS, name) for name in WaitingLine.model_fields}
AROUND = AroundWaiting(may_agree=True, may_refuse=True)


@dataclass
class Node:
    """Stands for a node: keeps what was asked and sent."""

    sent: list[tuple[str, Any]] = field(default_factory=list)

    def get(self, path: str, **query: Any) -> Any:
        asked = {name: value for name, value in query.items() if value is not None}
        self.sent.append((path, asked))
        if path == "/waiting-acts":
            return page(WaitingLine(**LINE).model_dump(mode="json"))
        if path.endswith("/view"):
            return waiting_view(READER, WAITS, AROUND).model_dump(mode="json")
        if path.endswith("/page"):
            return b"<html>"
        return {"authority": "DE"} if path == "/status" else WAITS.model_dump(mode="json")

    def post(self, path: str, body: Any = None) -> Any:
        self.sent.append((path, body))
        return WAITS.model_dump(mode="json")

    def upload(self, path: str, name: str, content: bytes, **query: Any) -> Any:
        self.sent.append((path, (name, content, query)))
        file = {"errors": [{"row": 2, "column": "destination"}], "new": 1}
        return WAITS.model_copy(update={"draft": file}).model_dump(mode="json")


node = stands_in(Node)
run = partial(said_by, app)


def test_the_list_says_what_waits_and_who_proposed_it(node: Node) -> None:
    told = run("list", "--all")
    assert ("/waiting-acts", {"every": True}) in node.sent
    for words in ("DE-W-2027-00001", "Publish a notice", "anna", "Waits for a second officer"):
        assert words in told


def test_an_act_is_shown_with_what_may_be_done(node: Node) -> None:
    told = run("show", WAITS.number)
    assert "comity waiting agree DE-W-2027-00001" in told
    assert "It reaches every member." in told
    assert json.loads(run("show", WAITS.number, "--json"))["by"] == "anna"


def test_a_second_officer_agrees_or_refuses(node: Node) -> None:
    run("agree", WAITS.number)
    run("refuse", WAITS.number, "--reason", "Not ours.")
    acts = [each for each in node.sent if not each[0].endswith("/view")]
    assert acts == [
        (f"/waiting-acts/{WAITS.number}/agreement", {}),
        (f"/waiting-acts/{WAITS.number}/refusal", {"language": "en", "text": "Not ours."}),
    ]


def test_of_a_file_that_waits_it_is_said_that_nothing_was_told(node: Node, tmp_path: Path) -> None:
    file = tmp_path / "sbdu.csv"
    file.write_text("national_reference\nSBDU-2026-0412\n")
    result = CliRunner().invoke(
        denial.app, ["import", str(file), "--way", "own"], env={"COLUMNS": "300"}
    )
    assert result.exit_code == 0, result.output
    assert "Nothing was sent yet: a second officer agrees or refuses." in result.output
    assert "comity waiting show DE-W-2027-00001" in result.output
