"""What `comity letter` sends to a node, and what a person reads of a letter."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from gateway.cli.letter.commands import app
from gateway.domain.correspondence import LetterView
from gateway.errors import InputError
from gateway.views.letter_content_view import Spoken
from gateway.views.letter_view import AroundLetter, letter_view
from gateway.views.reader import ViewReader
from tests.support.commands import stands_in
from tests.support.pages import page

TALK = "0190c2a4-0000-7000-8000-000000000000"
LETTER: dict[str, Any] = {
    "message_id": "m-1",
    "conversation_id": "c-1",
    "case_id": "DE-C-2026-00001",
    "ours": False,
    "peer": "FR",
    "letter_type": "information.request",
    "at": "2026-03-02T09:00:00Z",
    "state": "open",
    "replies_to": None,
    "sealed": False,
    "content": {"questions": ["end_user_known"], "text": []},
    "corrected": None,
    "corrected_by": [],
    "coded": [
        {"question": "end_user_known", "text": "Do you know him?", "answer": "", "label": ""}
    ],
}
TEXT = {"language": "en", "text": "Why?"}
READER = ViewReader(ZoneInfo("Europe/Berlin"))


def view_of(letter: dict[str, Any]) -> dict[str, Any]:
    """What a node answers as the view of a letter."""
    model = LetterView.model_validate({**letter, "content": None, "corrected": None})
    around = AroundLetter(us="DE", spoken=Spoken(sender="FR", procedures={}))
    return letter_view(READER, model, around).model_dump(mode="json")


@dataclass
class FakeNode:
    """Keeps what it was asked, and answers with one letter."""

    answer: Any = field(default_factory=lambda: dict(LETTER))
    asked: list[tuple[str, str, Any]] = field(default_factory=list)

    def get(self, path: str, **query: Any) -> Any:
        if path == "/status":
            return {"authority": "DE"}
        given = {name: value for name, value in query.items() if value is not None}
        self.asked.append(("GET", path, given))
        return view_of(self.answer) if path.endswith("/view") else self.answer

    def post(self, path: str, body: Any = None) -> Any:
        self.asked.append(("POST", path, body))
        return self.answer


node = stands_in(FakeNode)


def run(*args: str) -> str:
    result = CliRunner().invoke(app, args, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize(
    ("args", "path", "body"),
    [
        (
            ("supplement", "c-1", "--text", "Why?"),
            "/letters/supplements",
            {"conversation_id": "c-1", "supplement": {"text": [TEXT]}},
        ),
        (
            ("reply", "m-1", "--answer", "end_user_known=known", "--code", "5A001"),
            "/letters/m-1/information-reply",
            {
                "answers": [{"question": "end_user_known", "answer": "known"}],
                "text": [],
                "codes": ["5A001"],
                "not_listed": False,
            },
        ),
        (("confirm", "m-1"), "/letters/m-1/confirmation", {"confirmed": True, "text": []}),
        (
            ("confirm", "m-1", "--instead", "Why?"),
            "/letters/m-1/confirmation",
            {"confirmed": False, "text": [TEXT]},
        ),
        (("recall", "m-1", "--reason", "Why?"), "/letters/m-1/recall", {"reason": [TEXT]}),
        (
            ("forward", TALK, "BE-WAL"),
            "/letters/forwardings",
            {"conversation_id": TALK, "to": "BE-WAL", "text": []},
        ),
        (
            ("forward-reply", "m-1", "--answer", "no_objection"),
            "/letters/m-1/forwarding-reply",
            {"answer": {"answer": "no_objection"}, "text": []},
        ),
        (
            ("forward-reply", "m-1", "--back", "Why?"),
            "/letters/m-1/forwarding-reply",
            {"answer": None, "text": [TEXT]},
        ),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_an_act_is_sent(node: FakeNode, args: tuple[str, ...], path: str, body: Any) -> None:
    assert json.loads(run(*args, "--json")) == LETTER
    assert node.asked == [("POST", path, body)]


def test_a_question_with_a_day(node: FakeNode) -> None:
    args = ("--to", "FR", "--question", "end_user_known", "--wanted-by", "2026-03-05")
    said = run("ask", *args)
    assert "An answer is wanted" in said
    assert "The whole: comity letter show m-1" in said
    _, path, body = node.asked[0]
    assert path == "/letters/information-requests"
    assert (body["peer"], body["request"]["wanted_by"]) == ("FR", "2026-03-05")


def test_a_note_of_a_call_says_when(node: FakeNode) -> None:
    at = "2026-03-02T10:30:00+01:00"
    run("note", "Why?", "--at", at, "--conversation", "c-1", "--objection")
    _, _, body = node.asked[0]
    assert datetime.fromisoformat(body["note"].pop("at")) == datetime.fromisoformat(at)
    assert body["note"] == {
        "channel": "telephone",
        "text": [TEXT],
        "objection": True,
    }


def test_a_correction_is_read_from_a_file(node: FakeNode, tmp_path: Path) -> None:
    file = tmp_path / "corrected.json"
    file.write_text(json.dumps({"answer": "objection"}))
    run("correct", "m-1", str(file), "--reason", "Why?")
    body = {"corrected": {"answer": "objection"}, "reason": [TEXT]}
    assert node.asked[0] == ("POST", "/letters/m-1/correction", body)


def test_a_sealed_letter_says_so(node: FakeNode) -> None:
    node.answer |= {"sealed": True, "content": None, "coded": [], "state": "sealed"}
    said = run("show", "m-1")
    assert "Recalled by its sender: its contents are sealed" in said


def test_the_page_of_a_letter_is_written(node: FakeNode, tmp_path: Path) -> None:
    node.answer = b"<html>"
    run("page", "m-1", "--out", str(tmp_path / "letter.html"))
    assert (tmp_path / "letter.html").read_bytes() == b"<html>"
    assert node.asked == [("GET", "/letters/m-1/page", {})]


def test_letters_are_listed(node: FakeNode) -> None:
    node.answer = page(LETTER)
    said = run("list", "--wanted")
    assert "from FR" in said
    assert node.asked[0][2]["wanted"] is True


def test_standing_answers_are_listed_with_what_they_are_for(node: FakeNode) -> None:
    content = {
        "procedure": "14(1)",
        "answer": "no_objection",
        "until": "2026-06-01",
        "scope": {"codes": ["5A001"], "destinations": [], "end_users": [], "denials": []},
    }
    given = {"standing_id": "s-1", "ours": False, "peer": "NL", "withdrawn": None}
    node.answer = page({**given, "content": content})
    said = run("standing", "list", "--covers", "c-1")
    assert "5A001" in said
    assert node.asked == [("GET", "/standing-answers", {"conversation_id": "c-1"})]


@pytest.mark.usefixtures("node")
@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("reply", "m-1", "--answer", "yes"), "is not QUESTION=ANSWER"),
        (("forward-reply", "m-1"), "one of them"),
    ],
)
def test_what_cannot_be_meant_is_refused(args: tuple[str, ...], words: str) -> None:
    with pytest.raises(InputError, match=words):
        run(*args)
