"""`comity report open` and `comity report customs`: what is sent, and what a person reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from gateway.cli import client
from gateway.cli.report.commands import app
from gateway.domain.case import LicenceState
from gateway.domain.case.licence_statement import CustomsItem
from gateway.domain.openness import CustomsLicence, OpenLine, OpenRelease
from tests.support.commands import said_by
from tests.support.pages import page

RELEASE = OpenRelease(
    authority="DE",
    number=1,
    policy="DE/2026-1",
    since=date(2026, 3, 1),
    until=date(2026, 3, 31),
    lines=(OpenLine(month="2026-03", item="Intrusion software", decision="refused"),) * 3,
    withheld=5,
    rule="Each line is the same as those of at least 3 exporters.",
    prepared_by="anne",
    prepared_at=datetime(2026, 5, 1, tzinfo=UTC),
)
LICENCE = CustomsLicence(
    reference="DE-C-2026-00001",
    number="DE-L-2026-00001",
    national_reference="L-1",
    authority="DE",
    kind="individual",
    state=LicenceState.SUSPENDED,
    valid_from=date(2026, 3, 2),
    valid_until=date(2028, 3, 2),
    usable=False,
    eori=None,
    destination="AE",
    items=(CustomsItem(line=1, codes=("5A001.j",), description="probe"),),
    conditions=0,
    as_of=datetime(2026, 5, 1, tzinfo=UTC),
)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    calls: list[Any] = []

    class Node:
        def get(self, path: str, **query: Any) -> Any:
            calls.append((path, query))
            if path.startswith("/customs"):
                return LICENCE.model_dump(mode="json")
            return page(RELEASE.model_dump(mode="json"))

        def walk(self, path: str) -> Iterator[Any]:
            calls.append((path, {}))
            yield RELEASE.model_dump(mode="json")

        def post(self, path: str, body: Any = None) -> Any:
            calls.append((path, body))
            return RELEASE.model_dump(mode="json")

        def put(self, path: str, body: Any, *, of: str) -> None:
            calls.append((path, body, of))

    monkeypatch.setattr(client, "open_node", lambda *_: Node())
    return calls


run = partial(said_by, app, columns=200)


def test_each_step_is_sent_and_told(sent: list[Any]) -> None:
    run("open", "classify", "DE-C-2026-00001", "police")
    told = run("open", "prepare") + run("open", "release", "1") + run("open", "list")
    assert sent == [
        (
            "/open-register/classes/DE-C-2026-00001",
            {"end_use": "police"},
            "/cases/DE-C-2026-00001",
        ),
        ("/open-register/releases", None),
        ("/open-register/releases/1/release", None),
        ("/open-register/releases", {"limit": None, "after": None}),
    ]
    for words in ("prepared, not released", "about 5 left out", "Intrusion software", "not yet"):
        assert words in told
    assert json.loads(run("open", "prepare", "--json"))["number"] == 1


def test_the_files_are_written_where_they_will_be_served(sent: list[Any], tmp_path: Path) -> None:
    told = json.loads(
        run("open", "write", str(tmp_path), "--address", "https://x.example", "--json")
    )
    assert [Path(each).name for each in told["files"]] == [
        "index.html",
        "licences.csv",
        "licences.json",
        "feed.atom",
    ]
    assert "https://x.example/feed.atom" in (tmp_path / "feed.atom").read_text("utf-8")


def test_a_licence_that_may_not_be_used_is_said_not_to_be(sent: list[Any]) -> None:
    told = run("customs", "L-1", "--on", "2026-05-01")
    assert sent == [("/customs/licences/L-1", {"on": "2026-05-01"})]
    for words in ("suspended: may not be used", "EORI not stated", "5A001.j"):
        assert words in told
