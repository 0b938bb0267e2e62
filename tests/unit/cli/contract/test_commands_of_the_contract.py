"""Commands that are made from the contract: what they send, what they print, what they refuse."""

from __future__ import annotations

import hashlib
import json
import re
import shlex
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from typer.testing import CliRunner, Result

from comity_sdk.client import TIMEOUT_S
from gateway.cli import client as clients
from gateway.cli.client import NodeClient, ProblemError
from gateway.cli.contract import call
from gateway.cli.contract.index import operation
from gateway.cli.main import app
from gateway.domain.waiting_act import WaitingAct, WaitingKind
from gateway.errors import ComityError, InputError, NotFoundError, Reason
from gateway.views.waiting_view import AroundWaiting, waiting_view
from tests.support.commands import commands_of_all
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
VIEW = waiting_view(READER, WAITS, AroundWaiting(may_agree=True, may_refuse=True))
NOTICE, CASE, TALK = "DE-N-2026-00001", "DE-C-2026-00001", "0192f0c1-7d3a-7000-8000-00000000000a"
FILE = '{"kind": "14(2)"}'
SENT = Path(__file__).parents[3] / "assets" / "commands_sent.txt"
ETAG = '"7-abc"'


@dataclass
class Node:
    """The node's end of the line: keeps what was asked, answers what a test wants."""

    answers: dict[tuple[str, str], Any] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str], Any]] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path.removeprefix("/api/v1")
        body = json.loads(request.content) if request.content else None
        self.asked.append((request.method, path, dict(request.url.params), body))
        self.conditions += [request.headers.get("if-match", "")] if request.method != "GET" else []
        answer = self.answers.get((request.method, path))
        if isinstance(answer, httpx2.Response):
            return answer
        if path.endswith("/view"):
            answer = answer or VIEW.model_dump(mode="json")
        if path == "/status":
            answer = {"authority": "DE", "today": "2026-03-02"}
        known: dict[str, Any] = {
            "number": NOTICE,
            "case_id": CASE,
            "conversation_id": TALK,
            "message_id": TALK,
        }
        known |= {"subject": CASE, "text": "What was said"} | page()
        return httpx2.Response(200, json=answer or known, headers={"etag": ETAG})

    @property
    def acts(self) -> list[tuple[str, str, Any]]:
        """What was sent that changes something."""
        return [(method, path, body) for method, path, _, body in self.asked if method != "GET"]


@pytest.fixture
def node(monkeypatch: pytest.MonkeyPatch) -> Node:
    made = Node()
    opened = NodeClient(token="x", transport=httpx2.MockTransport(made))
    monkeypatch.setattr(clients, "open_node", lambda *_, **__: opened)
    return made


def ran(*words: str, **more: Any) -> Result:
    return CliRunner().invoke(app, words, env={"COLUMNS": "300"}, **more)


def said(*words: str, **more: Any) -> str:
    done = ran(*words, **more)
    assert done.exit_code == 0, done.output + repr(done.exception)
    return done.output


def refused(kind: type[ComityError], *words: str) -> ComityError:
    error = ran(*words).exception
    assert isinstance(error, kind), error
    return error


def written(folder: Path, held: Any) -> str:
    file = folder / "given.json"
    file.write_text(json.dumps(held))
    return str(file)


# --- what is sent ---


def en(text: str) -> dict[str, str]:
    return {"language": "en", "text": text}


def rows() -> Iterator[Any]:
    """Yield each row of the table: the command, and method, address and body that it sends."""
    lines = SENT.read_text("utf-8").splitlines()[3:]
    for line, below in zip(lines[::2], lines[1::2], strict=True):
        method, path, *body = below.strip().split(" ", maxsplit=2)
        held = re.sub(r"<(.*?)>", r'{"language": "en", "text": "\1"}', "".join(body) or "null")
        yield pytest.param(line, (method, path, json.loads(held.replace("FILE", FILE))), id=line)


@pytest.mark.parametrize(("line", "sent"), list(rows()))
def test_what_is_given_is_sent_where_the_contract_has_it(
    node: Node, tmp_path: Path, line: str, sent: tuple[str, str, Any]
) -> None:
    file = written(tmp_path, json.loads(FILE))
    said(*(file if each == "FILE" else each for each in shlex.split(line)))
    assert node.acts == [sent]


def test_an_instant_is_sent_with_its_offset(node: Node) -> None:
    at = "2026-03-02T10:30:00+01:00"
    said("letter", "note", "Said.", "--at", at, "--conversation", TALK, "--objection")
    [(_, _, body)] = node.acts
    assert datetime.fromisoformat(body["note"].pop("at")) == datetime.fromisoformat(at)
    note = {"channel": "telephone", "text": [en("Said.")], "objection": True}
    assert body == {"conversation_id": TALK, "note": note}


def test_a_consultation_is_found_by_what_officers_call_it(node: Node) -> None:
    node.answers["GET", "/consultations"] = page({"conversation_id": TALK, "state": "running"})
    said("consultation", "end", f"{CASE}/FR", "--reason", "Found.")
    assert node.asked[0][:3] == ("GET", "/consultations", {"named": f"{CASE}/FR", "limit": "6"})
    assert node.acts == [("POST", f"/consultations/{TALK}/end", en("Found."))]


def test_a_list_is_asked_for_what_its_options_say(node: Node) -> None:
    node.answers["GET", "/tables/tasks"] = {"columns": ["Task"], "rows": [], "next": None}
    assert said("task", "list", "--mine", "--about", CASE).strip() == "To look at: nothing"
    wanted = {"by_last_day": "true", "mine": "true", "subject": CASE}
    assert node.asked == [("GET", "/tables/tasks", wanted, None)]


def test_an_act_changes_what_it_has_read_or_nothing(node: Node) -> None:
    said("notice", "withdraw", NOTICE, "An error.")
    assert node.asked[0][:2] == ("GET", f"/notices/{NOTICE}")
    assert node.conditions == [ETAG]


def test_of_a_document_title_size_and_digest_are_sent(node: Node, tmp_path: Path) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"We think so, too.")
    words = ("--outcome", "requirement", "--on", "2027-01-20", "--by", "Ministry")
    said("review", "record", NOTICE, "AT", *words, "--means", "post", "--proof", str(letter))
    [(_, path, body)] = node.acts
    assert (path, body["state"], body["given_by"]) == (f"/reviews/{NOTICE}/words", "AT", "Ministry")
    [proof] = body["proof"]
    assert proof["sha256"] == hashlib.sha256(b"We think so, too.").hexdigest()
    assert (proof["title"], proof["size_bytes"]) == ("letter.pdf", 17)
    assert proof["media_type"] == "application/pdf"


def test_an_option_replaces_the_field_of_the_file(node: Node, tmp_path: Path) -> None:
    file = written(tmp_path, {"address": "https://old.example", "after": "c1"})
    wanted = operation("webhook", "add")
    file_option = wanted._replace(opts=(*wanted.opts, operation("notice", "publish").args[0]))
    given = {"address": "https://new.example", "type": ["x"], "begin": None, "file": Path(file)}
    sent = call.CommandCall(clients.open_node(), file_option, given)
    assert sent.body == {"address": "https://new.example", "after": "c1", "types": ["x"]}


def test_a_file_keeps_its_language_unless_another_is_given(node: Node, tmp_path: Path) -> None:
    file = Path(written(tmp_path, {"language": "de", "text": "Ja."}))
    language, whole = operation("waiting", "refuse").opts[1], operation("notice", "publish").args[0]
    wanted = operation("case", "file")._replace(args=(), opts=(language, whole))
    sent = [
        call.CommandCall(clients.open_node(), wanted, {"language": each, "file": file}).body
        for each in ("en", "fr")
    ]
    assert [each["language"] for each in sent] == ["de", "fr"]


def test_the_text_of_a_file_is_sent(node: Node, tmp_path: Path) -> None:
    template = tmp_path / "template.toml"
    template.write_bytes("title = 'Über'\r\n".encode())
    said("report", "call", "--file", str(template), "--to", "FR")
    assert node.acts[0][2] == {"file": "title = 'Über'\r\n", "authorities": ["FR"]}


def test_codes_by_place_are_parted(node: Node) -> None:
    given = {"year": 2025, "table": "denials", "at": "refuse|*|*", "limit": 2, "after": None}
    sent = call.CommandCall(clients.open_node(), operation("report data", "behind"), given)
    assert sent.query["at"] == ["refuse", "*", "*"]


def test_what_is_removed_may_be_of_one_kind(node: Node) -> None:
    node.answers["DELETE", "/report/years/2025/records"] = {"removed": 3}
    told = said("report", "data", "drop", "2025", "--kind", "denial")
    assert told.strip() == "3 imported records were removed"
    assert node.asked[0][2] == {"kind": "denial"}


def test_what_may_take_minutes_is_waited_for(monkeypatch: pytest.MonkeyPatch, node: Node) -> None:
    opened, waits = clients.open_node(), list[float]()

    def open_node(*_: Any, timeout_s: float) -> NodeClient:
        waits.append(timeout_s)
        return opened

    monkeypatch.setattr(clients, "open_node", open_node)
    said("report", "round", "EU-R-2025")
    said("report", "collection", "EU-R-2025")
    assert waits == [call.SLOW_S, TIMEOUT_S]


# --- what is refused before anything is sent ---


def test_what_neither_option_nor_file_has_is_named(node: Node, tmp_path: Path) -> None:
    given = {"reason": None, "file": Path(written(tmp_path, {"kind": "x"}))}
    wanted = operation("waiting", "refuse")
    missing = wanted.opts[0]._replace(name="reason")
    file = operation("notice", "publish").args[0]
    with pytest.raises(InputError, match="--reason is missing") as caught:
        call.CommandCall(clients.open_node(), wanted._replace(args=(), opts=(missing, file)), given)
    assert caught.value.metadata["field"] == "reason"
    assert node.asked == []


def test_a_pair_says_how_it_is_written(node: Node) -> None:
    error = refused(InputError, "letter", "reply", "m-1", "--answer", "yes")
    assert "'yes' is not QUESTION=ANSWER" in str(error)
    assert (error.metadata["field"], node.asked) == ("answer", [])


def test_a_word_of_tomorrow_goes_to_the_node_and_those_of_today_stand_in_the_help(
    node: Node,
) -> None:
    said("notice", "leave-out", CASE, "4(4)", "Too open.", "--reason", "of_tomorrow")
    assert node.acts[0][2]["reason"] == "of_tomorrow"
    assert "One of: commercial, personal" in said("notice", "leave-out", "--help")


# --- what is printed ---


def test_json_is_what_the_node_answers_and_nothing_else(node: Node) -> None:
    answer = {"number": NOTICE, "ünlisted": "☃", "of_tomorrow": [1]}
    node.answers["GET", f"/notices/{NOTICE}"] = answer
    assert json.loads(said("notice", "show", NOTICE, "--json")) == answer
    assert [path for _, path, *_ in node.asked] == [f"/notices/{NOTICE}"]


def test_a_thing_is_shown_by_its_view(node: Node) -> None:
    told = said("waiting", "show", WAITS.number)
    assert "comity waiting agree DE-W-2027-00001" in told
    assert "It reaches every member." in told
    assert [path for _, path, *_ in node.asked] == [f"/waiting-acts/{WAITS.number}/view"]


def test_a_list_is_in_words_where_the_reader_is(node: Node) -> None:
    row = WAITS.model_dump(mode="json")
    node.answers["GET", "/waiting-acts"] = {**page(row), "next": "c9"}
    told = said("waiting", "list", "--all")
    for words in (WAITS.number, "Publish a notice", "anna", "Waits", "Since (Europe/Berlin)"):
        assert words in told
    assert "notice_publish" not in told
    assert "There is more: --after c9" in told
    task = ["3", "A letter is to be read", "FR sent a note"]
    view = {"columns": ["Task", "Kind", "What"], "rows": [task], "next": "c8"}
    node.answers["GET", "/tables/tasks"] = view
    told = said("task", "list")
    for words in ("What", "A letter is to be read", "FR sent a note", "There is more: --after c8"):
        assert words in told


def test_what_waits_for_a_second_officer_says_that_nothing_was_sent(
    node: Node, tmp_path: Path
) -> None:
    node.answers["POST", "/notices"] = WAITS.model_dump(mode="json")
    told = said("notice", "publish", written(tmp_path, {"kind": "5(4)"}))
    assert "Nothing was sent yet: a second officer agrees or refuses." in told
    assert "comity waiting show DE-W-2027-00001" in told


def test_an_act_is_followed_by_how_the_thing_stands(node: Node, tmp_path: Path) -> None:
    node.answers["POST", "/notices"] = {"number": NOTICE, "kind": "5(4)"}
    told = said("notice", "publish", written(tmp_path, {"kind": "5(4)"}))
    assert node.asked[-1][1] == f"/notices/{NOTICE}/view"
    assert f"The whole: comity notice show {NOTICE}" in told


def test_what_is_said_afterwards_depends_on_what_became_of_it(node: Node) -> None:
    assert "Task 4 stays open until a second officer" in said("task", "close", "4", "--note", "x")
    node.answers["POST", "/tasks/3/closing"] = {"text": "Read it", "closed": "2026-03-02T09:00:00Z"}
    assert said("task", "close", "3", "--note", "x").strip() == "Task 3 is closed: Read it"


def test_a_thing_without_a_view_is_shown_by_its_fields(node: Node) -> None:
    fault = {"event": "e1", "at": "2026-03-02T09:00:00Z", "fault": "502 [sic]"}
    node.answers["GET", "/webhooks/w1"] = {"state": "given_up", "dead_letters": [fault], "x": None}
    told = said("webhook", "show", "w1")
    assert "Given up" in told
    assert "502 [sic]" in told
    assert "2 Mar 2026, 10:00" in told


def test_a_thing_says_no_euro_and_words_as_a_person_does(node: Node) -> None:
    told_of_it = {"text": [en("Why so few?")], "said": [{"by": "FR", "text": [en("Peu.")]}]}
    figures = {"before": None, "after": {"value_cents": 1_234_50}}
    node.answers["GET", "/customs/licences/L-1"] = {"usable": False, **figures, **told_of_it}
    told = said("report", "customs", "L-1", "--on", "2026-05-01")
    assert node.asked[0][2] == {"on": "2026-05-01"}
    for line in (r"Usable +\W no\b", r"After value +\W EUR 1,234\.50", r"Text +\W Why so few\?"):
        assert re.search(line, told), (line, told)
    assert all(each in told for each in ("FR", "Peu."))


def test_a_cell_of_a_list_says_who_said_what_and_how_many_answered(node: Node) -> None:
    question = {"thread": 3, "question": {"about": {"table": "licences", "at": ["5EC2", "TR"]}}}
    row = {"question": question, "said": [{"by": "FR", "text": [en("Peu.")]}]}
    node.answers["GET", "/report/collections/EU-R-2025/questions"] = page(row)
    told = said("report", "questions", "EU-R-2025", "--waiting")
    assert all(each in told for each in ("licences", "5EC2, TR", "FR: Peu."))
    asked = [{"authority": "FR", "answer": {"codes": []}}, {"authority": "NL", "answer": None}]
    node.answers["GET", "/classifications"] = page({"number": "DE-K-2026-00001", "asked": asked})
    assert "1 of 2" in said("classification", "list")


def test_what_an_act_has_made_is_shown_and_not_what_it_began_with(
    node: Node, tmp_path: Path
) -> None:
    made = "DE-C-2026-00009"
    node.answers["POST", f"/cases/{CASE}/end-users"] = {"case_id": made}
    told = said("case", "add-end-user", CASE, written(tmp_path, {}), "--reference", "R-2")
    assert f"comity case show {made}" in told
    assert node.asked[-1][1] == f"/cases/{made}/view"


def test_a_flag_may_stand_for_a_word(node: Node, tmp_path: Path) -> None:
    said("case", "assess", CASE, written(tmp_path, {"risk": "high"}), "--summary")
    assert [query for method, _, query, _ in node.asked if method == "PUT"] == [
        {"release": "summary"}
    ]


def test_an_answer_that_names_nothing_is_shown_as_it_is(node: Node, tmp_path: Path) -> None:
    node.answers["POST", "/notices"] = {"of_tomorrow": "a thing"}
    assert "a thing" in said("notice", "publish", written(tmp_path, {"kind": "5(4)"}))


def test_a_secret_is_shown_once_or_saved(node: Node, tmp_path: Path) -> None:
    node.answers["POST", "/webhooks"] = {"secret": "s3cret", "webhook": {"webhook_id": "w1"}}
    assert "s3cret" in said("webhook", "add", "https://x.example")
    save = tmp_path / "secret"
    told = said("webhook", "add", "https://x.example", "--save", str(save), "--json")
    assert json.loads(told) == {"webhook": {"webhook_id": "w1"}}
    assert save.read_text() == "s3cret\n"
    assert stat.S_IMODE(save.stat().st_mode) == 0o600


def test_a_page_is_written_to_a_file(node: Node, tmp_path: Path) -> None:
    node.answers["GET", f"/notices/{NOTICE}/page"] = httpx2.Response(200, html="<html>")
    out = tmp_path / "n.html"
    told = said("notice", "page", NOTICE, "--out", str(out))
    assert (NOTICE in told, str(out) in told, out.read_text()) == (True, True, "<html>")


def test_a_list_is_saved_whole(node: Node, tmp_path: Path) -> None:
    node.answers["GET", "/tables/notices/csv"] = httpx2.Response(200, content=b"a;b")
    out = tmp_path / "n.csv"
    said("notice", "list", "--state", "valid", "--csv", str(out))
    assert out.read_bytes() == b"a;b"
    assert node.asked[0][2] == {"state": "valid"}


# --- an act that binds ---


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        @staticmethod
        def isatty() -> bool:
            return True

    class Sys:
        stdin = Terminal

    monkeypatch.setattr(call, "sys", Sys)


@pytest.mark.usefixtures("at_a_terminal")
@pytest.mark.parametrize(
    ("more", "answered", "done"),
    [((), "y\n", True), ((), "n\n", False), ((), "", False), (("--yes",), None, True)],
)
def test_an_act_that_binds_shows_what_it_does_and_asks(
    node: Node, more: tuple[str, ...], answered: str | None, *, done: bool
) -> None:
    ended = ran("waiting", "agree", WAITS.number, *more, input=answered)
    assert bool(node.acts) == done
    assert (ended.exit_code == 0) == done
    if answered is not None:
        assert node.asked[0][1] == f"/waiting-acts/{WAITS.number}/view"
        assert "Agree as the second officer" in ended.output
        assert "Do it?" in ended.output


def test_a_program_is_not_asked(node: Node) -> None:
    said("waiting", "agree", WAITS.number)
    assert [path for _, path, _ in node.acts] == [f"/waiting-acts/{WAITS.number}/agreement"]


# --- a node of another version ---


def test_an_operation_that_a_node_does_not_have_is_refused_by_name(node: Node) -> None:
    problem = {"message": "there is nothing at this address", "family": "not_found"}
    for path in (f"/notices/{NOTICE}/comments", f"/notices/{NOTICE}"):
        node.answers["POST", path] = httpx2.Response(404, json=problem)
    paths = {"/api/v1/notices": {"get": {"operationId": "listNotices"}}}
    node.answers["GET", "/openapi.json"] = {"paths": paths}
    error = refused(NotFoundError, "notice", "comment", NOTICE, "Too wide.")
    assert (error.reason, error.metadata["operation"]) == (Reason.NOT_FOUND, "commentOnNotice")
    assert "of another version" in str(error)
    assert "comity --version" in error.remedy


def test_a_thing_that_a_node_does_not_have_is_refused_as_the_node_says(node: Node) -> None:
    problem = {"message": "no notice x", "family": "not_found", "reason": "NOT_FOUND"}
    node.answers["GET", f"/notices/{NOTICE}/view"] = httpx2.Response(404, json=problem)
    paths = {"/api/v1/notices/{number}": {"get": {"operationId": "getNotice"}}}
    node.answers["GET", "/openapi.json"] = {"paths": paths}
    assert str(refused(ProblemError, "notice", "show", NOTICE)) == "no notice x"


# --- every command ---

SAMPLES = {"integer": "1", "number": "1", "day": "2026-03-02", "instant": "2026-03-02T09:00:00Z"}
OURS = [
    pytest.param(name, id=name)
    for name, command in commands_of_all()
    if command.callback.__module__ == "gateway.cli.contract.nouns"
]


@pytest.mark.parametrize("name", OURS)
def test_each_command_prints_the_json_that_its_operation_answers(
    node: Node, tmp_path: Path, name: str
) -> None:
    noun, _, verb = name.rpartition(" ")
    wanted = operation(noun, verb)
    args = [each for each in wanted.args if each.required or each.name in wanted.needs]
    words = [_sample(tmp_path, each) for each in args]
    for each in (each for each in wanted.opts if each.required or each.name in wanted.needs):
        option = f"--{each.name.rstrip('_').replace('_', '-')}"
        words += [option] if each.type == "flag" else [option, _sample(tmp_path, each)]
    words += ["--out"] if wanted.writes not in {"", "place"} else []
    words += [str(tmp_path / "out")] if wanted.writes else []
    answer: Any = (
        httpx2.Response(200, text="octets")
        if wanted.writes
        else {"items": [], "next": None, "result": "holds"}
    )
    node.answers = _Always({"": answer})
    told = json.loads(said(*name.split(), *words, "--json"))
    assert told == ({"file": str(tmp_path / "out"), "octets": 6} if wanted.writes else answer)
    assert node.asked[-1][0] == wanted.method


def _sample(folder: Path, parameter: Any) -> str:
    if parameter.choices:
        return str(parameter.choices[0])
    if parameter.type in {"json", "document", "contents"}:
        return written(folder, {"a": 1})
    if parameter.type == "pairs":
        return "a=b"
    return TALK if parameter.type == "consultation" else SAMPLES.get(parameter.type, "x")


class _Always(dict[Any, Any]):
    """One answer for every address but those that are asked beside it."""

    def get(self, key: tuple[str, str], default: Any = None) -> Any:
        return default if key[1] == "/status" else self[""]
