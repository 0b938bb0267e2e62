"""What courts did to denials: the state in the table, and what is told of it (Article 16)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from gateway.domain.denial import DecisionType, DenialState, ReviewOutcome
from gateway.domain.letter import EntryType, PartKind
from gateway.domain.notice import DenialReview, SetAside, SetAsideWay, SuspensionEnd
from gateway.errors import StateError
from gateway.exchange.outbox import PartDraft
from gateway.register.denials.changes import register_position_now
from gateway.register.denials.court_acts import court_acts_of, court_acts_since
from gateway.register.denials.denial_queries import get_denial
from gateway.register.denials.rebuilding import rebuild
from gateway.store.database import Database
from gateway.wire.content import content_to_bytes
from tests.support.register_nodes import NOW, RegisterNode, make_nodes
from tests.unit.register.denials.test_final_assessment import assess

ID = f"FR-{NOW.year}-00001"


@pytest.fixture
def node(tmp_path: Path, database: Database) -> RegisterNode:
    return make_nodes(tmp_path / "federation", {"FR": database})["FR"]


def act(way: SetAsideWay) -> SetAside:
    day = date(2026, 3, 2)
    return SetAside(denial_id=ID, way=way, body="Conseil d'État", reference="CE 1", at=day)


def write(node: RegisterNode, kind: EntryType, content: SetAside | DenialReview) -> None:
    node.clock.at += timedelta(days=1)
    node.append(kind, ID, [PartDraft(PartKind.MATCHING, content_to_bytes(content))])


def state(node: RegisterNode) -> DenialState:
    return node.db.read_sync(lambda conn: get_denial(conn, ID)).status.state


SUSPENDED = (EntryType.DENIAL_SUSPENDED, act(SetAsideWay.SUSPENDED))
RESTORED = (EntryType.DENIAL_RESTORED, act(SetAsideWay.RESTORED))


def test_a_suspended_denial_comes_back_or_falls(node: RegisterNode) -> None:
    node.notify(1)
    write(node, *SUSPENDED)
    assert state(node) is DenialState.SUSPENDED
    write(node, *RESTORED)
    assert state(node) is DenialState.VALID
    write(node, *SUSPENDED)
    gone = act(SetAsideWay.SET_ASIDE)
    revoked = DenialReview(denial_id=ID, outcome=ReviewOutcome.REVOKED, at=gone.at, set_aside=gone)
    before = node.db.read_sync(register_position_now)
    write(node, EntryType.DENIAL_REVOKED, revoked)
    assert state(node) is DenialState.REVOKED
    found = node.db.read_sync(lambda conn: court_acts_of(conn, ID))
    assert [each.act.way for each in found] == ["suspended", "restored", "suspended", "set_aside"]
    assert [each.entry for each in found] == [1, 2, 3, 4]
    since = node.db.read_sync(lambda conn: court_acts_since(conn, before))
    assert [each.act for each in since] == [gone]
    now = node.db.read_sync(register_position_now)
    assert node.db.read_sync(lambda conn: court_acts_since(conn, now)) == ()
    assert node.db.write_sync(lambda conn: rebuild(conn, "FR", 5)) == []


def test_only_what_is_suspended_is_restored_and_nothing_twice(node: RegisterNode) -> None:
    node.notify(1)
    with pytest.raises(StateError, match="it is not suspended"):
        write(node, *RESTORED)
    write(node, *SUSPENDED)
    with pytest.raises(StateError, match="it is suspended"):
        write(node, *SUSPENDED)


def test_a_revocation_of_its_own_tells_of_no_court(node: RegisterNode) -> None:
    node.notify(1)
    revoked = DenialReview(denial_id=ID, outcome=ReviewOutcome.REVOKED, at=date(2026, 3, 3))
    write(node, EntryType.DENIAL_REVOKED, revoked)
    assert node.db.read_sync(lambda conn: court_acts_of(conn, ID)) == ()


def test_a_suspension_lives_until_its_final_assessment(node: RegisterNode) -> None:
    """Doubt D13: no date of review, until the assessment says what is denied for good."""
    node.clock.at = NOW.replace(year=2027, month=1, day=11)
    node.notify(1, decision=DecisionType.SUSPEND)
    assert node.db.read_sync(lambda conn: get_denial(conn, ID)).status.review_due is None
    assess(node, SuspensionEnd.REVOKED)
    due = node.db.read_sync(lambda conn: get_denial(conn, ID)).status.review_due
    assert due == date(2030, 1, 14)  # three years on is a Saturday
    assert node.db.write_sync(lambda conn: rebuild(conn, "FR", 2)) == []
