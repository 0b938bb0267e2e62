"""What `comity report accountability` shows an officer."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from gateway.cli import client
from gateway.cli.report.commands import app
from gateway.domain.annual.accountability import Accountability, Asked, Harms, Place, WentIn
from tests.support.commands import said_by

FOUND = Accountability(
    authority="DE",
    year=2025,
    decided=41,
    assessment_required=7,
    assessed=9,
    harms=Harms(internal_repression=3, serious_violations=2, human_rights_violations=2),
    follows={"refusal": 3},
    went_in=(WentIn(risk="unacceptable", outcome="refused", cases=3, on_human_rights=2),),
    places=(Place(item_group="5A", destination="AE", cases=4, assessed=4, refused=3),),
    we_asked=(Asked(procedure="16(5)", asked=12, answered=9, silent=2, late=1, ended=1),),
    we_were_asked=(),
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    paths: list[str] = []

    class Node:
        def get(self, path: str) -> Any:
            paths.append(path)
            return FOUND.model_dump(mode="json")

    monkeypatch.setattr(client, "open_node", lambda *_: Node())
    return paths


run = partial(said_by, app, columns=200)


def test_it_is_shown_in_words_and_tables(asked: list[str]) -> None:
    told = run("accountability", "2025")
    assert asked == ["/accountability/2025"]
    for words in ("41 cases decided, 9 with", "internal repression 3", "unacceptable", "16(5)"):
        assert words in told


def test_json_is_the_model(asked: list[str]) -> None:
    told = json.loads(run("accountability", "2025", "--json"))
    assert Accountability.model_validate(told) == FOUND
