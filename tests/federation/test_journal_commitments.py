"""Members take commitments to a journal in, compare them, and cosign them with time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.app.work.register_sync import Synchronising
from gateway.casework.node.periodic_work import Rounds
from gateway.domain.letter import EntryType, JournalRoot, LetterType, PartKind
from gateway.exchange.outbox import PartDraft, queue_letter
from gateway.register.journal.committing import JournalCommitting, newest_commitment
from gateway.register.log.checkpoints import first_cosigned, received_up_to
from gateway.register.log.log_store import read_entry, read_head
from gateway.store.tables_register import denial_event, notice, trouble
from gateway.wire.content import content_from_bytes
from tests.support.empty_database import open_empty
from tests.support.federation_case import CaseFederation
from tests.support.raising import present
from tests.support.register_nodes import RegisterNode, make_nodes
from workflows.engine import TemporalEngine
from workflows.ids import TASK_QUEUE

CODES = ("DE", "FR", "NL")


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[dict[str, RegisterNode]]:
    opened = {code: open_empty(tmp_path / f"{code}.db") for code in CODES}
    running = make_nodes(tmp_path / "federation", opened)
    for node in running.values():
        await node.serve()
    yield running
    for node in running.values():
        await node.close()
    for each in opened.values():
        each.close()


def write_letters(node: RegisterNode, count: int) -> None:
    for _ in range(count):
        node.db.write_sync(
            lambda conn: queue_letter(
                conn,
                node.me,
                recipient="NL",
                letter_type=LetterType.REQUEST,
                parts=[PartDraft(PartKind.MATCHING, b"for its recipient only")],
                procedure="16(5)",
            )
        )


def rows(node: RegisterNode) -> Iterator[int]:
    for table in (notice, denial_event, trouble):
        yield len(node.db.read_sync(lambda conn, table=table: conn.execute(table.select()).all()))  # type: ignore[misc]


async def test_who_asks_for_a_round_has_it_committed_first(three: CaseFederation) -> None:
    """A rehearsal that moves its clock by days would else commit too late to count."""
    await three.consulting()
    node = three["DE"].node
    assert await node.db.read(newest_commitment) is None
    sync = Synchronising(node, TemporalEngine(None, TASK_QUEUE), Rounds(node.db))
    assert (await sync.sync_now()).reached == 2
    assert await node.db.read(newest_commitment) is not None


async def test_all_members_hold_compare_and_cosign(
    nodes: dict[str, RegisterNode],
) -> None:
    """Found in use: protocol R1."""
    fr = nodes["FR"]
    committing = JournalCommitting(fr.db, fr.me, timedelta(hours=1))
    sizes: list[int] = []
    for count in (1, 700):
        write_letters(fr, count)
        fr.clock.advance(hours=1)
        appended = await committing.look()
        assert appended is not None
        for code in ("DE", "NL"):
            result = await nodes[code].make_syncer().sync_all()
            assert result.troubles == ()
            entry = nodes[code].db.read_sync(lambda conn: read_entry(conn, "FR", appended.index))  # noqa: B023
            assert entry.entry.entry_type == EntryType.JOURNAL_COMMITTED
            (part,) = entry.entry.parts
            assert part.body is not None
            assert part.absent is None
            sizes.append(content_from_bytes(JournalRoot, part.body).size)
            assert list(rows(nodes[code])) == [0, 0, 0]
            assert nodes[code].db.read_sync(lambda conn: read_head(conn, "FR")).size == (
                appended.index + 1
            )
        held = fr.db.read_sync(lambda conn: received_up_to(conn, "FR"))
        assert {code: size for code, (size, _) in held.items()} == dict.fromkeys(
            CODES, appended.index + 1
        )
        for code in CODES:
            at = fr.db.read_sync(lambda conn: first_cosigned(conn, code, "FR", appended.index))  # noqa: B023
            assert present(at).replace(microsecond=0) == fr.clock.now().replace(microsecond=0)
    # How many went and came is what others learn, and no more.
    assert sizes == [1, 1, 701, 701]


async def test_a_peer_whose_journal_rests_costs_nothing_more(
    nodes: dict[str, RegisterNode],
) -> None:
    fr, de = nodes["FR"], nodes["DE"]
    committing = JournalCommitting(fr.db, fr.me, timedelta(hours=1))
    write_letters(fr, 1)
    fr.clock.advance(hours=1)
    assert await committing.look() is not None
    await de.make_syncer().sync_all()
    calls = fr.service.calls
    for _ in range(24):
        fr.clock.advance(hours=1)
        assert await committing.look() is None
    await de.make_syncer().sync_all()
    assert fr.service.calls == calls + 1
    assert nodes["NL"].db.read_sync(lambda conn: read_head(conn, "NL")).size == 0
