"""What `comity consultation record` sends."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.cli.consultation.commands import app
from gateway.domain.consultation import (
    Channel,
    ConsultationState,
    HandKind,
    HandRecord,
    Means,
    Recording,
)
from gateway.errors import InputError
from tests.support.commands import stands_in
from tests.support.desk import START
from tests.unit.domain.test_stops import consultation

TALK = "019cadc6-9ae0-7000-8000-000000000000"
AT = "2026-03-01T10:00:00+01:00"


class Node:
    """Stands for the connection to a node: notes what it was sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Any]] = []

    def post(self, path: str, body: Any) -> Any:
        self.sent.append((path, body))
        made = HandRecord(
            kind=HandKind.ANSWERED,
            at=START,
            means=Means.E_MAIL,
            reference="B 12",
            number=1,
            by="anna",
            recorded=START,
        )
        looked = made.looked_at("bert", START + timedelta(hours=1), refused=False)
        found = consultation(ConsultationState.ANSWERED).model_copy(
            update={"channel": Channel.HAND, "records": (made, looked)}
        )
        return found.model_dump(mode="json")


node = stands_in(Node)


def run(*words: str) -> str:
    result = CliRunner().invoke(
        app, (*words, "--json"), env={"COLUMNS": "300"}, catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return result.output


def sent(node: Node) -> tuple[str, Recording]:
    [(path, body)] = node.sent
    return path, Recording.model_validate(body)


def test_an_answer_by_mail_is_recorded_with_its_proof(node: Node, tmp_path: Path) -> None:
    scan = tmp_path / "answer.pdf"
    scan.write_bytes(b"%PDF")
    given = ("--answer", "conditions", "--condition", "Once a year.", "--given", AT)
    said = run(
        "record", "answered", TALK, "--at", AT, "--means", "e_mail", "--scan", str(scan), *given
    )
    path, recording = sent(node)
    assert path == f"/consultations/{TALK}/records"
    assert (recording.kind, recording.means) == (HandKind.ANSWERED, Means.E_MAIL)
    assert recording.digest == hashlib.sha256(b"%PDF").hexdigest()
    assert recording.answer is not None
    assert [each.text for each in recording.answer.conditions] == ["Once a year."]
    assert '"number": 1' in said


def test_the_question_begins_a_consultation_of_a_case(node: Node) -> None:
    whom = ("--case", "DE-C-2026-00001", "--authority", "PL", "--procedure", "14(1)")
    run("record", "asked", "--at", AT, "--means", "post", *whom)
    [(path, body)] = node.sent
    assert path == "/consultations/by-hand"
    assert (body["case_id"], body["authority"]) == ("DE-C-2026-00001", "PL")
    assert Recording.model_validate(body["recording"]).kind is HandKind.ASKED


@pytest.mark.parametrize("words", [(TALK, "--case", "x"), ()])
def test_it_is_one_consultation_or_the_case_where_one_begins(
    node: Node, words: tuple[str, ...]
) -> None:
    with pytest.raises(InputError) as refused:
        run("record", "asked", *words, "--at", AT, "--means", "post")
    assert refused.value.metadata["field"] == "consultation"
    assert node.sent == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (HandKind.MORE_TIME_ASKED, ("--days", "5", "--note", "Expertos.")),
        (HandKind.MORE_TIME_REPLIED, ("--days", "5", "--accept")),
    ],
)
def test_more_time_is_recorded(node: Node, kind: HandKind, words: tuple[str, ...]) -> None:
    run("record", kind.replace("_", "-"), TALK, "--at", AT, "--means", "fax", *words)
    _, recording = sent(node)
    days = recording.wanted or recording.reply
    assert days is not None
    assert (recording.kind, days.working_days) == (kind, 5)
