"""What `comity review publish` and `comity denial due` send to a node, and what a person reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gateway.casework.denials.reviewing import DueDenial
from gateway.casework.notices.collective_publishing import PreparedPublication
from gateway.cli import denial as denial_commands
from gateway.cli import review as review_commands
from gateway.domain.denial import LegalBase
from tests.support.commands import said_by, stands_in
from tests.support.federation_case import text
from tests.support.pages import page

NUMBER = "DE-N-2026-00001"
PREPARED = PreparedPublication(
    about=NUMBER,
    kind="5(6)",
    article="Article 5(6)",
    text=(text("The Member States have notified [each other]."),),
    remarks=("items were withheld by DE",),
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
        return PREPARED.model_dump(mode="json")

    def post(self, path: str, body: Any = None, *, of: str = "") -> Any:
        assert path.startswith(of)
        self.sent.append((path, body))
        return {"number": "EU-N-2026-00001"}


node = stands_in(Node)
run = said_by


def test_a_publication_is_shown_and_then_published_with_its_reference(node: Node) -> None:
    told = run(review_commands.app, NUMBER)
    assert "have notified [each other]" in told
    assert "look at: items were withheld by DE" in told
    assert "EU-N-2026-00001" in run(review_commands.app, NUMBER, "--oj", "C/2026/1")
    assert node.sent[-1] == (f"/reviews/{NUMBER}/publication", {"oj_reference": "C/2026/1"})


def test_what_is_overdue_is_said_to_be_valid_and_what_is_unknown_unknown(node: Node) -> None:
    told = run(denial_commands.app, "due", "--own", "--overdue")
    assert node.sent[-1] == ("/denials/due", {"origin": "DE", "overdue": True})
    for words in ("overdue, still valid, listed", "unknown", "not known", "428/2009"):
        assert words in told
