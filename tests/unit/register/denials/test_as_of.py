"""What a log said of denials at a size, whatever came later."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.domain.denial import ReviewOutcome
from gateway.domain.letter import EntryType
from gateway.domain.notice import DenialReview
from gateway.register.denials.as_of import DenialStanding, contents, standings
from gateway.store.database import Database
from gateway.wire.content import content_to_bytes
from tests.support.register_nodes import (
    RegisterNode,
    denial,
    erase_entry,
    make_nodes,
    matching_part,
    parts_of,
)

ID = "FR-2026-00001"


@pytest.fixture
def node(tmp_path: Path, database: Database) -> RegisterNode:
    """FR notifies a denial, writes an erratum, notifies another one, revokes the first."""
    made = make_nodes(tmp_path / "federation", {"FR": database})["FR"]
    made.notify(1)
    changed = denial("FR", 1).transaction.model_copy(update={"destination": "OM"})
    erratum = denial("FR", 1, transaction=changed)
    made.append(EntryType.DENIAL_AMENDED, ID, parts_of(erratum))
    made.notify(2)
    content = DenialReview(
        denial_id=ID, outcome=ReviewOutcome.REVOKED, at=made.clock.now().date(), grounds=()
    )
    made.append(EntryType.DENIAL_REVOKED, ID, [matching_part(content_to_bytes(content))])
    return made


def at(node: RegisterNode, size: int) -> dict[str, DenialStanding]:
    return dict(node.db.read_sync(lambda conn: standings(conn, "FR", size)))


def test_a_denial_stands_as_it_stood_at_each_size(node: RegisterNode) -> None:
    assert at(node, 0) == {}
    assert at(node, 1) == {ID: DenialStanding(valid=True, content=0)}
    assert at(node, 2) == {ID: DenialStanding(valid=True, content=1)}
    assert at(node, 3)["FR-2026-00002"] == DenialStanding(valid=True, content=2)
    assert at(node, 4)[ID] == DenialStanding(valid=False, content=1)


def test_the_content_is_that_of_the_entry(node: RegisterNode) -> None:
    found = node.db.read_sync(lambda conn: list(contents(conn, "FR", [1, 0, 2])))
    assert [each.denial_id for each in found] == [ID, ID, "FR-2026-00002"]
    assert [each.transaction.destination for each in found][1] == "OM"


def test_what_is_erased_has_no_content_at_any_size(node: RegisterNode) -> None:
    node.db.write_sync(lambda conn: erase_entry(conn, node.me, index=2))
    assert at(node, 3)["FR-2026-00002"] == DenialStanding(valid=False, content=None)
    assert node.db.read_sync(lambda conn: list(contents(conn, "FR", [2]))) == []
