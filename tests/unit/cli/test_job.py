"""`comity job`, and files that are sent as one: against the fake gateway's own interface."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from comity_sdk import models
from comity_sdk.fake import FakeGateway
from gateway.cli import client, denial, sending
from gateway.cli.client import NodeClient, ProblemError
from gateway.cli.main import app
from gateway.errors import Reason
from tests.support.raising import refuses

HEAD = "national_reference,destination\n"


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGateway]:
    with (
        FakeGateway("DE") as running,
        NodeClient(address=running.address, token=running.token) as node,
    ):
        monkeypatch.setattr(client, "open_node", lambda *_, **__: node)
        yield running


def run(*words: str) -> str:
    done = CliRunner().invoke(app, ("job", *words), env={"COLUMNS": "240"}, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def imported(path: Path, rows: int) -> dict[str, object]:
    """What `denial import` says of a file of so many rows, of which the first has no reference."""
    lines = [f"{'' if number == 0 else f'R-{number}'},TR\n" for number in range(rows)]
    path.write_text(HEAD + "".join(lines))
    words = ("import", str(path), "--way", "own", "--json")
    done = CliRunner().invoke(denial.app, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    found: dict[str, object] = json.loads(done.output)
    return found


def test_a_large_file_is_sent_as_a_job_and_a_small_one_is_not(
    gateway: FakeGateway, tmp_path: Path
) -> None:
    assert imported(tmp_path / "small.csv", 10)["written"] == 9
    assert json.loads(run("list", "--json"))["items"] == []
    rows = sending.LARGE // 5
    assert imported(tmp_path / "large.csv", rows)["written"] == rows - 1
    [line] = json.loads(run("list", "--json"))["items"]
    assert (line["state"], line["done"], line["operation"]) == ("done", rows, "importDenials")
    assert "importDenials" in run("list")
    shown = run("show", line["job_id"])
    assert shown.count(f" {rows} ") == 2  # done, and of how many
    assert "it is empty" in shown
    assert json.loads(run("result", line["job_id"]))["refused"] == 1
    saved = tmp_path / "answer.json"
    run("result", line["job_id"], "--out", str(saved))
    assert json.loads(saved.read_text())["rows"] == rows


def test_a_job_is_stopped_and_has_no_answer(gateway: FakeGateway) -> None:
    file = ("a.csv", f"{HEAD}R-1,TR\n".encode())
    with gateway.client() as system:
        begun = system.jobs.begin(system.import_denials, file, way="own")
    assert isinstance(begun, models.Job)
    told = run("stop", begun.job_id)
    assert "interrupted" in told
    assert "Send the request again." in told
    with refuses(ProblemError, Reason.JOB_INTERRUPTED):
        run("result", begun.job_id)
