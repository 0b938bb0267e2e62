"""The final assessment of a suspension, as the denial table takes it (Article 16(1))."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from gateway.domain.denial import DecisionType, DenialState, FreeText
from gateway.domain.letter import EntryType, PartKind
from gateway.domain.notice import FinalAssessment, SuspensionEnd
from gateway.errors import StateError
from gateway.exchange.outbox import PartDraft
from gateway.register.denials.denial_queries import get_denial
from gateway.register.denials.rebuilding import rebuild
from gateway.store.database import Database
from gateway.wire.content import content_to_bytes
from tests.support.register_nodes import NOW, RegisterNode, make_nodes

ID = f"FR-{NOW.year}-00001"


@pytest.fixture
def node(tmp_path: Path, database: Database) -> RegisterNode:
    return make_nodes(tmp_path / "federation", {"FR": database})["FR"]


def assess(node: RegisterNode, outcome: SuspensionEnd) -> None:
    node.clock.at += timedelta(days=1)
    content = FinalAssessment(
        denial_id=ID,
        outcome=outcome,
        at=node.clock.at.date(),
        grounds=(FreeText(language="en", text="The end-user was checked."),),
    )
    part = PartDraft(PartKind.MATCHING, content_to_bytes(content))
    node.append(EntryType.FINAL_ASSESSMENT, ID, [part])


def state(node: RegisterNode) -> DenialState:
    return node.db.read_sync(lambda conn: get_denial(conn, ID)).status.state


@pytest.mark.parametrize(
    ("outcome", "left"),
    [
        (SuspensionEnd.REINSTATED, DenialState.REVOKED),
        (SuspensionEnd.REVOKED, DenialState.VALID),
        (SuspensionEnd.ANNULLED, DenialState.VALID),
        (SuspensionEnd.LIMITED, DenialState.VALID),
    ],
)
def test_reinstated_ends_the_denial_and_nothing_else_does(
    node: RegisterNode, outcome: SuspensionEnd, left: DenialState
) -> None:
    node.notify(1, decision=DecisionType.SUSPEND)
    assert state(node) is DenialState.VALID
    assess(node, outcome)
    assert state(node) is left
    assert node.db.write_sync(lambda conn: rebuild(conn, "FR", 2)) == []


def test_a_suspension_ends_once(node: RegisterNode) -> None:
    node.notify(1, decision=DecisionType.SUSPEND)
    assess(node, SuspensionEnd.LIMITED)
    with pytest.raises(StateError, match="has ended before"):
        assess(node, SuspensionEnd.REINSTATED)


def test_only_a_suspension_has_a_final_assessment(node: RegisterNode) -> None:
    node.notify(1)
    with pytest.raises(StateError, match="not the denial of a suspension"):
        assess(node, SuspensionEnd.REINSTATED)
