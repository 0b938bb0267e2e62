"""The fake gateway answers by the contract, and plays what other authorities do on command."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from comity_sdk import (
    ChangedMeanwhile,
    Client,
    InputProblem,
    NotFound,
    Problem,
    Retries,
    StateProblem,
    TokenRefused,
    TooManyRequests,
    Unavailable,
    models,
)
from comity_sdk.fake import FakeGateway, NotPlayed
from comity_sdk.fake.answering import played
from comity_sdk.feed import follow
from tests.support.declared import Declared
from tools.sdk.contract import DOCUMENT

CONTRACT: dict[str, Any] = json.loads(DOCUMENT.read_text("utf-8"))
EXAMPLE = DOCUMENT.parents[1] / "examples" / "application.json"
APPLICATION: dict[str, Any] = json.loads(EXAMPLE.read_text("utf-8"))
CONTENTS = b"%PDF-1.7 end-use statement"
AT_ONCE = Retries(first_pause_s=0.0)


class ByContract(httpx2.HTTPTransport):
    """Holds every answer against the contract."""

    def __init__(self) -> None:
        super().__init__()
        self.declared = Declared(CONTRACT)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = super().handle_request(request)
        answer.read()
        answer.request = request
        assert not (fault := self.declared.fault(answer)), fault
        rest = [pair for pair in answer.headers.raw if pair[0].lower() != b"content-encoding"]
        return httpx2.Response(
            answer.status_code, headers=rest, stream=httpx2.ByteStream(answer.content)
        )


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    with FakeGateway(consults={"FR": "14(1)", "NL": "16(5)"}) as running:
        yield running


@pytest.fixture
def de(gateway: FakeGateway) -> Iterator[Client]:
    with gateway.client(transport=ByContract(), retries=AT_ONCE) as client:
        yield client


def filed(de: Client, reference: str = "AG-1", **more: Any) -> models.Case:
    return de.file_application({**APPLICATION, "reference": reference, **more})


def test_what_is_played_is_of_the_contract() -> None:
    for method, path in played():
        if path == "/events" and "/api/v1/events" not in CONTRACT["paths"]:
            continue  # comes with the feed of events
        names = re.sub(r"\{\w+\}", "{}", f"/api/v1{path}")
        found = {re.sub(r"\{\w+\}", "{}", one): ops for one, ops in CONTRACT["paths"].items()}
        assert method.lower() in found[names], (method, path)


def test_from_an_application_to_an_objection_and_a_refusal(
    gateway: FakeGateway, de: Client, tmp_path: Path
) -> None:
    case = filed(de)
    assert de.get_case(case.case_id).state is models.CaseState.CONSULTING
    assert {one.consulted for one in de.walk_consultations()} == {"FR", "NL"}
    gateway.answers("FR", "objection", explanation="Repression.")
    asked = {one.consulted: one for one in de.get_case(case.case_id).consultations}
    assert asked["FR"].answer is not None
    assert asked["FR"].answer.answer == "objection"
    assert asked["NL"].ended_because is models.EndReason.BINDING_OBJECTION
    gateway.decision(case.case_id, "refused", "France objects.")
    decided = de.get_case(case.case_id)
    assert decided.state is models.CaseState.DECIDED
    assert decided.decision is not None
    assert decided.decision.proposal.outcome is models.Outcome.REFUSED
    told = [one.type for one in follow(de, tmp_path / "c", wait_s=0, until_idle=True)]
    assert told[0] == "comity.case.filed"
    assert told[-1] == "comity.decision.made"
    assert "comity.consultation.answered" in told


def test_silence_extension_and_more_information(gateway: FakeGateway, de: Client) -> None:
    case = filed(de)
    french, dutch = (one for one in de.get_case(case.case_id).consultations)
    assert french.deadline is not None
    gateway.extension("FR", 5)
    longer = de.get_consultation(french.conversation_id).deadline
    assert longer is not None
    assert len(longer.counted) == 15
    assert longer.last_instant > french.deadline.last_instant
    gateway.silence("FR")
    silent = de.get_consultation(french.conversation_id)
    assert (silent.state, silent.closed_by) == (models.ConsultationState.SILENT, "both")
    assert silent.silence_meaning == "no_objection"
    gateway.more_information("NL", "Which network?")
    waiting = de.get_consultation(dutch.conversation_id)
    assert (waiting.state, waiting.information) == ("running", "wanted")
    gateway.answers("NL", "not_identical")
    assert de.get_case(case.case_id).state is models.CaseState.ASSESSMENT
    assert de.get_status().now > longer.last_instant


def test_an_act_is_done_once_however_often_its_answer_is_lost(
    gateway: FakeGateway, de: Client
) -> None:
    gateway.cut(2)
    case = filed(de)
    assert [one.case_id for one in de.walk_cases()] == [case.case_id]
    assert filed(de).case_id == case.case_id  # the same reference and content
    with pytest.raises(StateProblem, match="another application"):
        filed(de, concerns="DE-C-2026-00099")
    de.file_application({**APPLICATION, "reference": "A"}, key="one")
    with pytest.raises(InputProblem) as caught:
        de.file_application({**APPLICATION, "reference": "B"}, key="one")
    assert caught.value.reason == "IDEMPOTENCY_KEY_REUSED"


def test_lists_have_pages(de: Client) -> None:
    numbers = [filed(de, f"AG-{n}").case_id for n in range(5)]
    assert [one.case_id for one in de.walk_cases(limit=2)] == numbers[::-1]


def test_problems_are_those_of_a_node(gateway: FakeGateway, de: Client) -> None:
    with pytest.raises(NotFound):
        de.get_case("DE-C-2026-00099")
    with pytest.raises(InputProblem) as caught:
        de.file_application({"reference": "A"})
    assert caught.value.fields == ("transaction",)
    with pytest.raises(NotFound, match="plays nothing"):
        de.list_denials()
    with (
        Client(gateway.address, token="nobody", transport=ByContract()) as nobody,
        pytest.raises(TokenRefused),
    ):
        nobody.list_cases()
    case = filed(de)
    gateway.answers("FR", "no_objection")
    why = models.WithdrawalInput(language="en", text="No need any more.")
    with pytest.raises(ChangedMeanwhile, match="the case was changed since you read it"):
        de.withdraw_case(case.case_id, why, of=case)
    done = de.withdraw_case(case.case_id, why, of=de.get_case(case.case_id))
    assert done.state is models.CaseState.WITHDRAWN
    with pytest.raises(StateProblem, match="the case is withdrawn; nothing more changes"):
        de.withdraw_case(case.case_id, why, of=done)


def test_faults_are_played(gateway: FakeGateway, de: Client) -> None:
    gateway.fault(times=2)
    assert de.list_cases().items == []  # tried again
    gateway.fault(times=9)
    with pytest.raises(Unavailable, match="the fake gateway was told so"):
        de.list_cases()
    gateway._answering.faults.clear()
    gateway.fault(429, "CALLS_EXCEEDED", retry_after_s=3)
    with (
        gateway.client(retries=Retries(tries=1)) as hasty,
        pytest.raises(TooManyRequests) as caught,
    ):
        hasty.list_cases()
    assert caught.value.retry_after_s == 3.0


def test_contents_go_up_and_come_back(de: Client, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(CONTENTS)
    digest = hashlib.sha256(CONTENTS).hexdigest()
    document = {"kind": "end_use_statement", "title": "T", "language": "en", "sha256": digest,
                "size_bytes": len(CONTENTS)}  # fmt: skip
    case = filed(de, documents=[document])
    with pytest.raises(NotFound):
        de.get_document(case.case_id, digest, tmp_path)
    assert de.put_document(case.case_id, tmp_path / "a.pdf").held
    assert de.get_document(case.case_id, digest, tmp_path).read_bytes() == CONTENTS
    assert [one.held for one in de.walk_documents("cases", case.case_id)] == [True]


def test_a_cursor_of_another_feed_is_refused(de: Client, tmp_path: Path) -> None:
    (tmp_path / "c").write_text("elsewhere-3")
    with pytest.raises(InputProblem, match="no cursor of this feed"):
        next(follow(de, tmp_path / "c"))
    (tmp_path / "c").write_text("fake-DE-99")
    with pytest.raises(Problem) as caught:
        next(follow(de, tmp_path / "c"))
    assert caught.value.reason == "CURSOR_GONE"


def test_what_does_not_fit_is_said_to_the_test(gateway: FakeGateway, de: Client) -> None:
    with pytest.raises(NotPlayed, match="is not asked"):
        gateway.answers("FR", "objection")
    case = filed(de)
    with pytest.raises(NotPlayed, match="no answer under"):
        gateway.answers("FR", "perhaps")
    with pytest.raises(NotPlayed, match="the case is consulting"):
        gateway.decision(case.case_id)
    with pytest.raises(NotPlayed, match="asked about"):
        gateway.asks(case.case_id, "FR")


def test_who_has_no_python_plays_it_over_http() -> None:
    words = [sys.executable, "-m", "comity_sdk.fake", "--consults", "FR=14(1)", "--token", "t0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip().removeprefix("COMITY_ADDRESS=")
        with Client(address, token="t0") as de:
            case = filed(de)
            said = {"authority": "FR", "answer": "objection"}
            assert httpx2.post(f"{address}/fake/answers", json=said).status_code == 204
            assert de.get_case(case.case_id).state is models.CaseState.ASSESSMENT
            refused = httpx2.post(f"{address}/fake/answers", json={"authority": "XX"})
            assert refused.status_code == 422
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
