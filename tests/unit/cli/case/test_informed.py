"""What `comity informed` and `comity notice leave-out` send to a node, and what a person reads."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from gateway.casework.letters.informed_question import InformedElsewhere
from gateway.cli import notice
from gateway.cli.case import informed
from gateway.domain.case.informed import InformedState, InformedSummary, StandingInformed
from gateway.domain.correspondence import LetterState
from gateway.domain.transaction import Activity, Party
from gateway.views.frame import NounView
from gateway.views.informed_view import informed_view
from gateway.views.reader import ViewReader
from tests.support.commands import said_by, stands_in
from tests.support.federation_case import START
from tests.support.kinds import NON_LISTED, item
from tests.support.pages import page

NUMBER, CASE = "DE-I-2027-00001", "DE-C-2027-00001"
LETTER = StandingInformed(
    number=NUMBER,
    authority="DE",
    case_id=CASE,
    reference="O-1",
    article="4(1)",
    activity=Activity.EXPORT,
    informed=Party(names=("Feinmechanik Nord GmbH",), country="DE"),
    items=(item(NON_LISTED),),
    destination="AE",
    decided_at=START,
    valid_from=date(2027, 1, 11),
    state=InformedState.IN_FORCE,
)
LINE = InformedSummary(
    number=NUMBER,
    case_id=CASE,
    article="4(1)",
    informed="Feinmechanik Nord GmbH",
    end_users=("Orchid Research Institute",),
    destination="AE",
    state=InformedState.IN_FORCE,
    valid_from=date(2027, 1, 11),
)
ANSWERS = tuple(
    InformedElsewhere(
        authority=code, message_id="m", asked=START, state=LetterState.OPEN, label=label
    )
    for code, label in (("FR", "Yes, others about the end-user"), ("NL", ""))
)


@dataclass
class Node:
    """Stands for a node: keeps what was sent."""

    sent: list[tuple[str, Any]] = field(default_factory=list)

    def get(self, path: str, **_: Any) -> Any:
        if path == "/status":
            return {"authority": "DE"}
        if path == "/informed":
            return page(LINE.model_dump(mode="json"))
        if path.endswith("/informed-elsewhere"):
            return page(*(each.model_dump(mode="json") for each in ANSWERS))
        if path == f"/cases/{CASE}/view":
            head = NounView(noun="case", name=CASE, heading=CASE, state="", sections=(), zone="UTC")
            return head.model_dump(mode="json")
        if path.endswith("/view"):
            return informed_view(ViewReader(ZoneInfo("UTC")), LETTER).model_dump(mode="json")
        return LETTER.model_dump(mode="json")

    def post(self, path: str, body: Any = None, *, of: str = "") -> Any:
        assert path.startswith(of)
        self.sent.append((path, body))
        return self.get(path)


node = stands_in(Node)
run = said_by


def test_the_register_says_who_was_informed_of_what(node: Node) -> None:
    told = run(informed.app, "list")
    for words in (NUMBER, "4(1)", "Feinmechanik Nord GmbH", "Orchid", "until lifted", CASE):
        assert words in told
    assert "An authorisation is required under Article 4(1)" in run(informed.app, "show", NUMBER)
    assert json.loads(run(informed.app, "show", NUMBER, "--json"))["number"] == NUMBER


def test_that_a_letter_is_to_be_lifted_is_said_in_words(node: Node) -> None:
    run(informed.app, "withdraw", NUMBER, "It is cleared up.")
    said = {"language": "en", "text": "It is cleared up."}
    assert node.sent == [(f"/informed/{NUMBER}/withdrawal", said)]


def test_others_are_asked_and_stand_side_by_side(node: Node) -> None:
    told = run(informed.app, "ask", CASE, "--of", "FR", "--of", "NL", "--without-exporter")
    [(path, body)] = node.sent
    assert path == f"/cases/{CASE}/informed-elsewhere"
    assert body == {"authorities": ["FR", "NL"], "exporter": False, "wanted_by": None}
    assert "Yes, others about the end-user" in told
    assert "none yet" in run(informed.app, "answers", CASE)


def test_a_notice_is_left_out_by_two(node: Node) -> None:
    run(notice.app, "leave-out", CASE, "4(4)", "Too open.", "--reason", "security")
    run(notice.app, "confirm-left-out", CASE)
    said = {"language": "en", "text": "Too open.", "kind": "4(4)", "reason": "security"}
    assert node.sent == [
        (f"/cases/{CASE}/no-notice", said),
        (f"/cases/{CASE}/no-notice/confirmation", None),
    ]
