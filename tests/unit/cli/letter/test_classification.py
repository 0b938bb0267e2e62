"""What `comity classification` sends to a node, and what a person reads of it."""

from __future__ import annotations

import hashlib
import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from gateway.cli.letter.classification import app
from gateway.errors import InputError
from tests.support.commands import said_by, stands_in

OUTCOME = {
    "code": "2B350.i",
    "list_version": "2025-11-15",
    "closed_on": "2026-03-04",
    "agreed": ["FR"],
    "differed": [{"authority": "NL", "codes": []}],
}
ITEM = {"description": "A pump", "designation": "HX-200"}
ROUND: dict[str, Any] = {
    "number": "DE-K-2026-00001",
    "state": "closed",
    "opened": "2026-03-02T09:00:00Z",
    "item": ITEM,
    "asked": [{"authority": "FR", "answer": {}}, {"authority": "NL", "answer": None}],
    "outcome": OUTCOME,
}
FOUND = {
    "found": [
        {
            "number": ROUND["number"],
            "asker": "DE",
            "item": ITEM,
            "outcome": OUTCOME,
            "likeness": {"score": 1.0, "reasons": []},
        }
    ],
    "total": 1,
    "complete": False,
}


class FakeNode:
    """Keeps what it was sent, and answers with one round."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Any]] = []

    def get(self, path: str, **query: Any) -> Any:
        self.sent.append((path, {key: each for key, each in query.items() if each is not None}))
        if path == "/status":
            return {"authority": "DE"}
        return {"items": [ROUND], "next": None}

    def post(self, path: str, body: Any = None) -> Any:
        self.sent.append((path, body))
        return FOUND if path.endswith("precedents") else ROUND


node = stands_in(FakeNode)
run = partial(said_by, app, columns=200)


def test_an_item_is_asked_with_what_can_be_measured_and_its_sheet_by_digest(
    node: FakeNode, tmp_path: Path
) -> None:
    sheet = tmp_path / "HX-200.pdf"
    sheet.write_bytes(b"%PDF")
    run("ask", "A pump", "--to", "FR", "--to", "NL", "--designation", "HX-200",
        "--parameter", "flow=12 m3/h ± 0.5", "--parameter", "stages=2",
        "--sheet", str(sheet), "--wanted-by", "2026-03-09", "--json")  # fmt: skip
    ((path, body),) = node.sent
    assert (path, body["authorities"], body["wanted_by"]) == (
        "/classifications",
        ["FR", "NL"],
        "2026-03-09",
    )
    assert body["item"]["parameters"] == [
        {"name": "flow", "value": "12", "unit": "m3/h", "tolerance": "0.5"},
        {"name": "stages", "value": "2", "unit": ""},
    ]
    (sent,) = body["item"]["sheets"]
    assert (sent["title"], sent["size_bytes"]) == ("HX-200.pdf", 4)
    assert sent["sha256"] == hashlib.sha256(b"%PDF").hexdigest()


def test_the_rest_of_an_item_comes_from_a_file_and_what_is_given_wins(
    node: FakeNode, tmp_path: Path
) -> None:
    rest = tmp_path / "item.json"
    rest.write_text(json.dumps({"description": "x", "manufacturer": "Allweiler"}))
    run("ask", "A pump", "--to", "FR", "--item", str(rest), "--json")
    assert node.sent[0][1]["item"] == {"description": "A pump", "manufacturer": "Allweiler"}


@pytest.mark.parametrize("written", ["flow", "=12", "flow="])
def test_a_parameter_without_name_or_number_is_refused(node: FakeNode, written: str) -> None:
    with pytest.raises(InputError, match="NAME=VALUE"):
        run("ask", "A pump", "--to", "FR", "--parameter", written)
    assert node.sent == []


def test_what_was_classified_before_is_listed_with_who_differed(node: FakeNode) -> None:
    said = run("find", "pump", "--code", "2B350", "--parameter", "flow=12 m3/h")
    assert node.sent[0] == (
        "/classifications/precedents",
        {
            "words": "pump",
            "code": "2B350",
            "designation": "",
            "parameters": [{"name": "flow", "value": "12", "unit": "m3/h"}],
            "case_id": None,
        },
    )
    for each in ("2B350.i", "FR", "NL", "100 %", "say more of the item"):
        assert each in said
