"""Commands of several operations, objects written in one word, and cells of lists in words."""

from __future__ import annotations

import hashlib
import json
import shlex
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gateway.cli import client as clients
from gateway.domain.case import DecisionProposal
from gateway.domain.consultation import HandKind, Means, Recording
from gateway.domain.transaction import Party
from gateway.errors import InputError
from tests.support.pages import page
from tests.unit.cli.contract.test_commands_of_the_contract import (
    CASE,
    TALK,
    Node,
    node,  # noqa: F401 - the fixture
    ran,
    refused,
    said,
    written,
)

DENIAL = "FR-2026-00017"
AT = "2026-03-02T09:00:00Z"
PROPOSED = ("case", "propose", CASE, "--outcome", "granted_in_part", "--explanation", "x")
WHY = {"score": 0.98, "reasons": ["same name in another spelling"]}
HIT: dict[str, Any] = {
    "denial_id": DENIAL,
    "match_class": "exact",
    "score": 0.99,
    "party": WHY,
    "item": WHY,
    "judgement": {"verdict": "dismissed", "by": "anna", "text": "Another directorate."},
}


# --- which operation is called ---


@pytest.mark.parametrize(
    ("words", "path", "query"),
    [
        (f"document list --case {CASE}", f"/cases/{CASE}/documents", {}),
        (f"document list --consultation {TALK}", f"/consultations/{TALK}/documents", {}),
        ("document list --letter m-1 --limit 2", "/letters/m-1/documents", {"limit": "2"}),
        (f"case sensitive {CASE}", f"/cases/{CASE}/sensitive", {}),
        ("case sensitive", "/sensitive", {}),
        ("denial due --own --overdue", "/denials/due", {"origin": "DE", "overdue": "true"}),
        ("register entries FR --from 5", "/registers/FR/entries", {"start": "5"}),
        ("review publish DE-N-2026-00001", "/reviews/DE-N-2026-00001/publication", {}),
    ],
)
def test_what_is_named_says_what_is_asked(
    node: Node,  # noqa: F811
    words: str,
    path: str,
    query: dict[str, str],
) -> None:
    said(*words.split(), "--json")
    assert node.asked[-1] == ("GET", path, query, None)


def test_an_entry_is_proven_by_its_denial_or_by_its_place(
    node: Node,  # noqa: F811
    tmp_path: Path,
) -> None:
    save = tmp_path / "folder" / "x.tlog-proof"
    assert str(save) in said("register", "prove", DENIAL, "--out", str(save))
    place = ("--origin", "FR", "--index", "12", "--without-contents")
    told = said("register", "prove", *place, "--out", str(save), "--json")
    assert json.loads(told) == {"file": str(save), "octets": len(save.read_bytes())}
    said("register", "fraud-proof", "7", "--out", str(save))
    assert [(path, query) for _, path, query, _ in node.asked[:2]] == [
        (f"/denials/{DENIAL}/proof", {}),
        ("/registers/FR/entries/12/proof", {"contents": "false"}),
    ]


@pytest.mark.parametrize(
    "words",
    ["", f"{DENIAL} --origin FR --index 1", f"{DENIAL} --origin FR", "--origin FR", "--index 1"],
)
def test_what_names_none_or_several_is_refused(
    node: Node,  # noqa: F811
    tmp_path: Path,
    words: str,
) -> None:
    error = refused(InputError, "register", "prove", *words.split(), "--out", str(tmp_path / "x"))
    assert "DENIAL, --origin with --index" in error.remedy
    assert node.asked == []


@pytest.mark.parametrize("words", [f"{TALK} --case {CASE}", "", f"--case {CASE}"])
def test_it_is_one_consultation_or_the_case_where_one_begins(
    node: Node,  # noqa: F811
    words: str,
) -> None:
    how = ("--at", AT, "--means", "post")
    error = refused(InputError, "consultation", "record", "asked", *words.split(), *how)
    assert "CONSULTATION" in error.remedy
    assert "--case with --authority with --procedure" in error.remedy
    assert node.asked == []


# --- what is written in one word ---


def test_a_grant_in_part_names_each_line_its_day_and_its_end_user(
    node: Node,  # noqa: F811
    tmp_path: Path,
) -> None:
    party = {"names": ["Somebody Ltd"], "country": "AE"}
    lines = ("--grant-lines", "1, 2=40,3=40/900", "--refuse-lines", "2=60,3=/100")
    rest = ("--refuse-from", "2026-06-01", "--refuse-end-user", written(tmp_path, party))
    weighed = ("--considered", "14(1)/FR=Weighed / against=its end use.")
    said(*PROPOSED, *lines, *rest, *weighed, "--stale-register", "FR", "--examination", "2")
    [(path, body)] = [(path, body) for _, path, body in node.acts]
    assert path == f"/cases/{CASE}/proposal"
    proposal = DecisionProposal.model_validate(body)
    parts = proposal.parts
    assert parts is not None
    lines_of = (*parts.granted, *parts.refused)
    assert [(each.line, each.quantity, each.value) for each in lines_of] == [
        (1, None, None),
        (2, Decimal(40), None),
        (3, Decimal(40), Decimal(900)),
        (2, Decimal(60), None),
        (3, None, Decimal(100)),
    ]
    assert parts.refused_from == date(2026, 6, 1)
    assert parts.refused_end_user == Party(names=("Somebody Ltd",), country="AE")
    assert (body["stale_registers"], proposal.examination) == (["FR"], 2)
    [how] = proposal.considered
    assert (how.procedure, how.authority) == ("14(1)", "FR")
    assert how.text.text == "Weighed / against=its end use."
    said(*PROPOSED)
    assert "parts" not in node.acts[-1][2]


@pytest.mark.parametrize(
    ("command", "form"),
    [
        (shlex.join((*PROPOSED, "--grant-lines", "1,x=40")), "LINE[=QUANTITY[/VALUE]]"),
        (shlex.join((*PROPOSED, "--considered", "Read.")), "PROCEDURE/AUTHORITY=TEXT"),
        ("classification ask Pump --to FR --parameter flow", "NAME=VALUE"),
        ("classification ask Pump --to FR --parameter =12", "NAME=VALUE"),
        ("classification ask Pump --to FR --parameter flow=", "NAME=VALUE"),
        (f"licence use L-1 MRN --at {AT} --quantity 40", "LINE=QUANTITY"),
    ],
)
def test_what_is_written_otherwise_is_named_with_its_form(
    node: Node,  # noqa: F811
    command: str,
    form: str,
) -> None:
    assert form in refused(InputError, *shlex.split(command)).remedy
    assert node.asked == []


def test_an_item_is_asked_with_what_can_be_measured_and_its_sheet_by_digest(
    node: Node,  # noqa: F811
    tmp_path: Path,
) -> None:
    sheet = tmp_path / "HX-200.pdf"
    sheet.write_bytes(b"%PDF")
    item = written(tmp_path, {"description": "x", "manufacturer": "Allweiler"})
    measured = ("--parameter", "flow=12 m3/h ± 0.5", "--parameter", "stages=2")
    said("classification", "ask", "A pump", "--to", "FR", *measured, "--sheet", str(sheet),
         "--file", item)  # fmt: skip
    [(_, _, body)] = node.acts
    assert (body["item"]["description"], body["item"]["manufacturer"]) == ("A pump", "Allweiler")
    assert body["item"]["parameters"] == [
        {"name": "flow", "value": "12", "unit": "m3/h", "tolerance": "0.5"},
        {"name": "stages", "value": "2"},
    ]
    [sent] = body["item"]["sheets"]
    assert (sent["kind"], sent["title"], sent["size_bytes"]) == ("technical", "HX-200.pdf", 4)


def test_an_answer_by_mail_is_recorded_with_its_proof(
    node: Node,  # noqa: F811
    tmp_path: Path,
) -> None:
    scan = tmp_path / "answer.pdf"
    scan.write_bytes(b"%PDF")
    how = ("--at", AT, "--means", "e_mail", "--scan", str(scan), "--given", AT)
    given = ("--answer", "no_objection_if", "--condition", "Once a year.")
    said("consultation", "record", "answered", TALK, *how, *given)
    [(_, path, body)] = node.acts
    recording = Recording.model_validate(body)
    assert path == f"/consultations/{TALK}/records"
    assert (recording.kind, recording.means) == (HandKind.ANSWERED, Means.E_MAIL)
    assert recording.digest == hashlib.sha256(b"%PDF").hexdigest()
    assert recording.answer is not None
    assert [each.text for each in recording.answer.conditions] == ["Once a year."]


def test_a_line_that_is_named_twice_is_one(node: Node) -> None:  # noqa: F811
    said("licence", "use", "DE-L-2026-00001", "26DE1", "--at", AT, "--quantity", "1=40",
         "--quantity", "2=5", "--value", "1=12000")  # fmt: skip
    [(_, path, body)] = node.acts
    assert (path, body["reference"]) == ("/licences/DE-L-2026-00001/uses", "26DE1")
    assert body["lines"] == [
        {"line": 1, "quantity": "40", "value": "12000"},
        {"line": 2, "quantity": "5"},
    ]


# --- what is printed ---


def test_an_examination_is_shown_with_its_registers_and_every_denial(
    node: Node,  # noqa: F811
) -> None:
    gap = {"field": "transaction.end_user", "article": "Article 2(13)", "text": "None is named."}
    registers = [{"origin": "FR", "fresh": False, "synced_at": None, "stopped": True}]
    kept: dict[str, Any] = {"record": {"number": 1, "at": AT, "occasion": "denial_came"}}
    kept |= {"digest": "cd" * 32, "examination": {"registers": registers, "gaps": [gap]}}
    kept["examination"]["hits"] = [HIT]
    node.answers["GET", f"/cases/{CASE}/examinations/1"] = kept
    told = said("case", "examination", "show", CASE, "1")
    for words in ("Denial came", "None is named.", "FR", "another spelling", "Exact match",
                  "Dismissed by anna: Another directorate."):  # fmt: skip
        assert words in told, words
    node.answers["GET", f"/cases/{CASE}/examinations"] = page(kept)
    told = said("case", "examinations", CASE)
    for words in ("Denial came", "FR", "Transaction: end user", "cdcdcdcdcdcdcdcd"):
        assert words in told, words


@pytest.mark.parametrize(
    ("result", "ends"), [("holds", 0), ("does_not_hold", 16), ("not_compared", 18)]
)
def test_a_verification_ends_with_what_came_of_it(
    node: Node,  # noqa: F811
    result: str,
    ends: int,
) -> None:
    check = {"name": "nothing left out", "ok": result == "holds", "detail": "all", "made": True}
    answer = {"ok": result == "holds", "result": result, "checks": [check], "outside": ["1 of 2"]}
    node.answers["POST", f"/cases/{CASE}/examinations/1/rerun"] = answer
    told = ran("case", "examination", "rerun", CASE, "1")
    assert (told.exit_code, "1 of 2" in told.output) == (ends, True)
    assert ("yes" if result == "holds" else "no") in told.output
    assert ran("case", "examination", "rerun", CASE, "1", "--json").exit_code == ends


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ({}, "40 of 100"),
        ({"age_s": 300}, "5 min ago"),
        ({"age_s": None}, "never found complete"),
        ({"own": True, "age_s": None}, "own log"),
        ({"state": "stopped", "reason": "two faces"}, "Stopped: two faces"),
        ({"state": "following", "trouble": "FR is away"}, "Following; FR is away"),
        ({"unknown_acts": 2}, "2 acts that this version does not know"),
        ({"received_by": {"DE": 40, "NL": 3}}, "DE 40, NL 3"),
    ],
)
def test_a_register_says_how_fresh_it_is(
    node: Node,  # noqa: F811
    of: dict[str, Any],
    words: str,
) -> None:
    log = {"origin": "FR", "own": False, "size": 40, "known": 100, "fresh": True, "age_s": 9}
    log |= {"fresh_for_s": 86400, "state": "following", "unknown_acts": 0, "received_by": {}}
    node.answers["GET", "/registers"] = page(log | of)
    told = said("register", "status")
    assert words in told
    assert ("acts that" in told) == ("unknown_acts" in of)


def test_a_trouble_says_who_knows_of_it(node: Node) -> None:  # noqa: F811
    trouble = {"id": 7, "kind": "fraud", "evidence": "{}", "told": {"NL": AT, "EU": None}}
    node.answers["GET", "/registers/troubles"] = page(trouble)
    told = said("register", "troubles")
    assert all(each in told for each in ("Fraud", "NL 2 Mar 2026, 10:00", "EU not yet", "yes"))


def test_an_account_says_its_tokens_and_a_link_its_address(node: Node) -> None:  # noqa: F811
    token = {"id": "t1", "until": None, "used": AT, "scopes": ["case.read"]}
    node.answers["GET", "/officers"] = page({"name": "anna", "active": False, "tokens": [token]})
    told = said("officer", "list")
    assert "t1, used 2 Mar 2026, 10:00" in told
    assert " until" not in told
    node.answers["POST", "/officers/console-links"] = {"path": "/console/enrol/x", "until": AT}
    told = said("officer", "console-link", "Vogel", "--at", "https://desk.example/")
    assert "https://desk.example/console/enrol/x" in told
    assert node.acts == [("POST", "/officers/console-links", {"name": "Vogel"})]


@pytest.mark.parametrize("objection", [True, False])
def test_who_learns_of_a_noted_call_is_said(
    node: Node,  # noqa: F811
    *,
    objection: bool,
) -> None:
    """Found in use: officer m11."""
    answer = {"asking": "DE", "consulted": "NL", "conversation_id": TALK}
    node.answers["POST", f"/consultations/{TALK}/calls"] = answer
    more = ("--objection",) if objection else ()
    told = said("consultation", "note-call", TALK, "--note", "Rang.", *more)
    assert told.startswith("Noted here alone.")
    assert f"--conversation {TALK}" in told
    assert told.strip().endswith("--objection") == objection
    assert ("Where DE asked us, it knows nothing of the objection" in told) == objection


def test_a_file_that_is_answered_is_not_printed(node: Node) -> None:  # noqa: F811
    class Answers:
        def get(self, path: str, **_: Any) -> bytes:
            return b"PK"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clients, "open_node", lambda *_, **__: Answers())
        assert "--out FILE" in refused(InputError, "job", "result", "j-1").remedy
