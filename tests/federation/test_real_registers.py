"""Five thousand real parties as denials of one member: imported, synchronised, searched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gateway.casework.searching import RegisterSearch
from gateway.domain.base import Stated
from gateway.domain.denial import Denial
from gateway.domain.examination import MatchClass
from gateway.domain.transaction import Party
from gateway.matching.index import DenialIndex
from gateway.register.logbook import read_head
from gateway.store.database import Database
from tests.support.register_nodes import NOW, RegisterNode, denial, draft_of, make_nodes

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data" / "registers"
PARTIES = 5_000
CHUNK = 500

pytestmark = pytest.mark.skipif(
    not (SHARED / "combined_parties.jsonl").is_file(),
    reason="the folder shared/data with the real registers is not beside the project",
)


def real_parties() -> list[Party]:
    """The first parties with a name in another script than Latin come first."""
    found: list[Party] = []
    with (SHARED / "combined_parties.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            names = [name[:400] for name in json.loads(line)["names"] if name.strip()][:60]
            if names:
                found.append(Party(names=tuple(names)))
    found.sort(key=lambda party: all(name.isascii() for name in party.names))
    return found[:PARTIES]


def as_denial(number: int, party: Party) -> Denial:
    whole = denial("FR", number)
    return whole.model_copy(
        update={
            "transaction": whole.transaction.model_copy(
                update={"end_user": Stated[Party].given(party), "consignee": Stated[Party]()}
            )
        }
    )


@pytest.fixture
async def nodes(tmp_path: Path) -> dict[str, RegisterNode]:
    databases = {
        code: Database.open(f"sqlite:///{tmp_path / code}.db", create=True) for code in ("FR", "DE")
    }
    return make_nodes(tmp_path / "federation", databases)


async def test_a_register_of_real_parties_is_synchronised_and_searched(
    nodes: dict[str, RegisterNode], tmp_path: Path
) -> None:
    parties = real_parties()
    paris, bonn = nodes["FR"], nodes["DE"]
    drafts = [draft_of(as_denial(number, party)) for number, party in enumerate(parties, 1)]
    for start in range(0, len(drafts), CHUNK):
        paris.append_many(drafts[start : start + CHUNK])
    await paris.serve()
    await bonn.serve()
    try:
        await bonn.make_syncer().sync_all()
        ours = bonn.db.read_sync(lambda conn: read_head(conn, "FR"))
        theirs = paris.db.read_sync(lambda conn: read_head(conn, "FR"))
        assert (ours.size, ours.root) == (PARTIES, theirs.root)

        search = RegisterSearch(bonn.db, DenialIndex.open(tmp_path / "index"), code="DE")
        for number in (1, 777, 2_500, PARTIES):
            wanted = as_denial(number, parties[number - 1])
            found = await search.examine(wanted.transaction, at=NOW)
            assert found.denials_in_scope == PARTIES
            assert found.index_position == found.register_position
            hits = {hit.denial_id: hit.match_class for hit in found.hits}
            assert hits[wanted.denial_id] is MatchClass.EXACT
    finally:
        for node in nodes.values():
            await node.close()
            node.db.close()
