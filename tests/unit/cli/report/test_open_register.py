"""`comity report open write`: the open register as files for a web server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.cli import client
from gateway.cli.main import app
from gateway.domain.openness import OpenLine, OpenRelease
from tests.support.commands import said_by

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


def test_the_files_are_written_where_they_will_be_served(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Node:
        def walk(self, path: str) -> Iterator[Any]:
            assert path == "/open-register/published"
            yield RELEASE.model_dump(mode="json")

    monkeypatch.setattr(client, "open_node", lambda *_: Node())
    words = ("report", "open", "write", str(tmp_path), "--address", "https://x.example")
    told = json.loads(said_by(app, *words, "--json"))
    assert [Path(each).name for each in told["files"]] == [
        "index.html",
        "licences.csv",
        "licences.json",
        "feed.atom",
    ]
    assert "https://x.example/feed.atom" in (tmp_path / "feed.atom").read_text("utf-8")
