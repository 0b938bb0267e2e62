"""What `comity review` and `comity denial due` send to a node, and what a person reads."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from gateway.casework.denials.reviewing import DueDenial
from gateway.casework.notices.collective_publishing import PreparedPublication
from gateway.cli import denial as denial_commands
from gateway.cli import review as review_commands
from gateway.domain.calendars import calendar_for
from gateway.domain.collective.review import ShownReview
from gateway.domain.collective.tally import ExtensionAsked, Finding, review_period, tally
from gateway.domain.denial import LegalBase
from gateway.domain.rulebook import load_rulebook
from gateway.domain.waiting_act import WaitingAct, WaitingKind
from gateway.views.review_view import AroundReview, review_view
from gateway.views.waiting_view import AroundWaiting, waiting_view
from tests.support.commands import said_by, stands_in
from tests.support.federation_case import START, text
from tests.support.member_states import MEMBER_STATES
from tests.support.pages import page
from tests.unit.views.test_totality import READER

NUMBER = "DE-N-2026-00001"
BOOK = load_rulebook("EU-2021-821/2026-3")
PERIOD = review_period(
    BOOK.collective_reviews[0],
    authority="DE",
    received=START,
    calendar=calendar_for("DE"),
    rulebook=BOOK.version,
)
FINDINGS = (
    Finding(authority="BE-BRU", outcome="no_requirement", at=START, number="BE-BRU-N-2026-00001"),
    Finding(authority="BE-VLG", outcome="requirement", at=START, number="BE-VLG-N-2026-00001"),
    Finding(authority="DE", outcome="requirement", at=START, number=NUMBER, implied=True),
)
SHOWN = ShownReview(
    number=NUMBER,
    procedure="5(5)",
    title="Review of a requirement by every Member State",
    article="Article 5(5) and (6)",
    origin="DE",
    received=START,
    last_instant=PERIOD.last_instant,
    period=PERIOD,
    no_answer=True,
    notified=1,
    of_states=3,
    complete=False,
    tally=tally(
        FINDINGS, states=("BE", "DE", "FR"), all_states=MEMBER_STATES, unanimous="requirement"
    ),
    extensions=(ExtensionAsked(authority="FR", working_days=10, at=START, number="x"),),
    silence="Nothing follows from that.",
)
PREPARED = PreparedPublication(
    about=NUMBER,
    kind="5(6)",
    article="Article 5(6)",
    text=(text("The Member States have notified [each other]."),),
    remarks=("items were withheld by DE",),
)
WAITS = WaitingAct(
    number="EU-W-2027-00001",
    kind=WaitingKind.REVIEW_PUBLISH,
    subject=NUMBER,
    what="Publication, C/2027/1",
    by="anna",
    at=START,
    article="No article",
    reason="An act in the Official Journal.",
    draft={"oj_reference": "C/2027/1"},
)
OLD = DueDenial(
    denial_id="DE-2015-00001",
    origin="DE",
    legal_base=LegalBase.REG_428_2009,
    first_notified=date(2015, 4, 1),
    reviews_done=None,
    review_due=date(2024, 4, 2),
    grounds_needed=None,
    overdue=True,
    listed=True,
)


@dataclass
class Node:
    """Stands for a node: keeps what was asked and sent."""

    sent: list[tuple[str, Any]] = field(default_factory=list)

    def get(self, path: str, **query: Any) -> Any:
        self.sent.append(
            (path, {name: value for name, value in query.items() if value is not None})
        )
        if path == "/status":
            return {"authority": "DE"}
        if path == "/denials/due":
            return page(OLD.model_dump(mode="json"))
        if path.endswith("/publication"):
            return PREPARED.model_dump(mode="json")
        if path == f"/reviews/{NUMBER}/view":
            return review_view(READER, SHOWN, AroundReview(us="DE")).model_dump(mode="json")
        if path == f"/waiting-acts/{WAITS.number}/view":
            return waiting_view(READER, WAITS, AroundWaiting()).model_dump(mode="json")
        found = SHOWN.model_dump(mode="json")
        return page(found) if path == "/reviews" else found

    def post(self, path: str, body: Any = None, *, of: str = "") -> Any:
        assert path.startswith(of)
        self.sent.append((path, body))
        found = SHOWN.model_dump(mode="json")
        if path.endswith("/words"):
            return WAITS.model_dump(mode="json")
        return {"number": "EU-N-2026-00001"} if path.endswith("/publication") else found


node = stands_in(Node)
run = said_by


def test_the_list_says_until_when_and_that_there_was_no_answer(node: Node) -> None:
    told = run(review_commands.app, "list", "--open")
    assert node.sent == [("/reviews", {"open_only": True})]
    assert "15 Apr 2026, end of the day" in told
    assert "no answer" in told
    assert "1 of 3" in told


def test_the_tally_shows_a_contradiction_and_what_silence_means(node: Node) -> None:
    told = run(review_commands.app, "tally", NUMBER)
    assert node.sent == [(f"/reviews/{NUMBER}/view", {})]
    assert "its authorities contradict each other" in told
    assert "BE-VLG-N-2026-00001" in told
    assert "1 of 3 Member States have notified: Requirement." in told
    assert "Wed 15 April 2026" in told
    assert "Nothing follows from that." in told
    assert json.loads(run(review_commands.app, "tally", NUMBER, "--json"))["number"] == NUMBER


def test_the_word_of_a_state_is_sent_with_the_digest_of_its_proof(
    node: Node, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"We think so, too.")
    words = ("record", NUMBER, "AT", "--outcome", "requirement", "--on", "2027-01-20")
    given = ("--by", "Ministry", "--means", "post", "--proof", str(letter))
    told = run(review_commands.app, *words, *given)
    path, body = node.sent[0]
    assert path == f"/reviews/{NUMBER}/words"
    assert (body["state"], body["given_by"], body["on"]) == ("AT", "Ministry", "2027-01-20")
    [proof] = body["proof"]
    assert proof["sha256"] == hashlib.sha256(b"We think so, too.").hexdigest()
    assert (proof["title"], proof["size_bytes"]) == ("letter.pdf", 17)
    assert proof["media_type"] == "application/pdf"
    assert "Waits for a second officer" in told
    assert "Nothing was sent yet" in told


def test_a_finding_and_more_time_are_sent_with_their_reasons(node: Node) -> None:
    run(review_commands.app, "find", NUMBER, "--outcome", "requirement", "--ground", "x")
    run(review_commands.app, "extend", NUMBER, "--days", "10", "--reason", "abroad")
    sent = [each for each in node.sent if not each[0].endswith("/view")]
    assert sent == [
        (
            f"/reviews/{NUMBER}/findings",
            {"outcome": "requirement", "text": [{"language": "en", "text": "x"}]},
        ),
        (
            f"/reviews/{NUMBER}/extensions",
            {"working_days": 10, "reason": {"language": "en", "text": "abroad"}},
        ),
    ]


def test_a_publication_is_shown_and_then_published_with_its_reference(node: Node) -> None:
    told = run(review_commands.app, "publish", NUMBER)
    assert "have notified [each other]" in told
    assert "look at: items were withheld by DE" in told
    assert "EU-N-2026-00001" in run(review_commands.app, "publish", NUMBER, "--oj", "C/2026/1")
    assert node.sent[-1] == (f"/reviews/{NUMBER}/publication", {"oj_reference": "C/2026/1"})


def test_what_is_overdue_is_said_to_be_valid_and_what_is_unknown_unknown(node: Node) -> None:
    told = run(denial_commands.app, "due", "--own", "--overdue")
    assert node.sent[-1] == ("/denials/due", {"origin": "DE", "overdue": True})
    for words in ("overdue, still valid, listed", "unknown", "not known", "428/2009"):
        assert words in told
