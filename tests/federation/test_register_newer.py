"""An act that this version does not know: a newer member wrote it, and no log stops for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.domain.denial import DenialState, ReviewOutcome
from gateway.domain.letter import EntryType, PartKind
from gateway.domain.notice import DenialReview
from gateway.errors import RegisterError
from gateway.exchange.outbox import PartDraft
from gateway.register.denials.denial_queries import get_denial, list_denials
from gateway.register.denials.history import list_notices, unknown_acts
from gateway.register.denials.rebuilding import learn, rebuild
from gateway.register.log import entries
from gateway.register.log.log_store import read_entry, read_head
from gateway.register.own_log import append_signed
from gateway.register.sync.log_verification import VerificationReport, verify_log
from gateway.store.tables_register import log_entry
from gateway.wire.content import content_to_bytes
from tests.support.newer import newer_entry
from tests.support.register_nodes import NOW, RegisterNode, served_nodes

CONTENT = b"what a later version of the law asks for"


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[dict[str, RegisterNode]]:
    async with served_nodes(tmp_path, ("DE", "FR"), visits=None) as made:
        yield made


def append_newer(node: RegisterNode, **numbers: int) -> None:
    part = PartDraft(PartKind.TEXT, CONTENT)
    entry = newer_entry(node.me, "DE-X-2031-00001", [part], node.clock.now(), **numbers)
    node.db.write_sync(lambda conn: append_signed(conn, node.me, [entry], node.clock.now()))


def verified(node: RegisterNode, origin: str) -> VerificationReport:
    directory = node.me.directory()
    return node.db.read_sync(
        lambda conn: verify_log(conn, directory, origin, NOW, reader=node.code)
    )


async def test_what_stands_around_an_unknown_act_has_its_effect(
    nodes: dict[str, RegisterNode],
) -> None:
    """Germany runs a newer version; France sees its denials all the same."""
    de, fr = nodes["DE"], nodes["FR"]
    de.notify(1)
    append_newer(de)
    de.notify(2)
    await fr.make_syncer().sync_log("DE", "DE")
    assert [line.denial_id[-5:] for line in fr.db.read_sync(list_denials).items] == [
        "00001",
        "00002",
    ]
    [line] = fr.db.read_sync(list_notices)
    assert (line.index, line.type, line.known, line.content) == (1, "99", False, "held")
    assert fr.db.read_sync(unknown_acts) == {"DE": 1}
    entry = fr.db.read_sync(lambda conn: read_entry(conn, "DE", 1)).entry
    assert (entry.parts[0].kind, entry.parts[0].body) == ("77", CONTENT)
    assert verified(fr, "DE").sound
    assert fr.db.write_sync(lambda conn: rebuild(conn, "DE", 3)) == []


async def test_after_an_upgrade_the_act_has_its_effect_where_it_stands(
    nodes: dict[str, RegisterNode], monkeypatch: pytest.MonkeyPatch
) -> None:
    """France does not yet know what a revocation is; when it does, the denial has ended."""
    de, fr = nodes["DE"], nodes["FR"]
    denial_id = f"DE-{NOW.year}-00001"
    de.notify(1)
    review = DenialReview(denial_id=denial_id, outcome=ReviewOutcome.REVOKED, at=NOW.date())
    part = PartDraft(PartKind.GROUNDS, content_to_bytes(review))
    de.append(EntryType.DENIAL_REVOKED, denial_id, [part])
    number = next(n for n, name in entries.TYPE_NAMES.items() if name == "denial.revoked")
    kind = next(n for n, name in entries.KIND_NAMES.items() if name == "grounds")
    with monkeypatch.context() as older:
        older.delitem(entries.TYPE_NAMES, number)
        older.delitem(entries.KIND_NAMES, kind)
        await fr.make_syncer().sync_log("DE", "DE")
        held = fr.db.read_sync(lambda conn: get_denial(conn, denial_id))
        assert held.status.state is DenialState.VALID
        assert [n.type for n in fr.db.read_sync(list_notices)] == [str(number)]
        assert verified(fr, "DE").sound
    assert fr.db.write_sync(learn) == ["DE"]
    held = fr.db.read_sync(lambda conn: get_denial(conn, denial_id))
    assert held.status.state is DenialState.REVOKED
    assert fr.db.read_sync(list_notices) == []
    assert fr.db.read_sync(lambda conn: read_entry(conn, "DE", 1)).entry.entry_type == (
        "denial.revoked"
    )
    assert verified(fr, "DE").sound
    assert fr.db.write_sync(learn) == []


async def test_an_entry_of_no_type_is_still_refused(nodes: dict[str, RegisterNode]) -> None:
    de, fr = nodes["DE"], nodes["FR"]
    de.notify(1)
    append_newer(de, entry_type=0)
    with pytest.raises(RegisterError, match="of no type"):
        await fr.make_syncer().sync_log("DE", "DE")
    assert fr.db.read_sync(lambda conn: read_head(conn, "DE")).size == 0


async def test_an_altered_type_is_still_found(nodes: dict[str, RegisterNode]) -> None:
    de, fr = nodes["DE"], nodes["FR"]
    append_newer(de)
    await fr.make_syncer().sync_log("DE", "DE")
    fr.db.write_sync(lambda conn: conn.execute(log_entry.update().values(entry_type="98")))
    assert {finding.what for finding in verified(fr, "DE").findings} >= {"column"}
