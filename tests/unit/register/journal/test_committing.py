"""Commitments to the journal: within the hour, once, opened by nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import Connection, delete, insert, update

from gateway.domain.letter import (
    ALL_MEMBERS,
    EntryType,
    ErasureGround,
    JournalRecordKind,
    JournalRoot,
)
from gateway.errors import InputError, StateError, TrustError
from gateway.exchange.restoration import NoticedBy, begin_restoration
from gateway.register.denials.rebuilding import derive
from gateway.register.journal.committing import (
    SUBJECT,
    JournalCommitting,
    commit_to_journal,
    commitment_over,
    newest_commitment,
)
from gateway.register.journal.comparing import altered_letters, fault_of_journal
from gateway.register.journal.journal_tree import frontier_at, read_tree, records_of
from gateway.register.journal.unrecorded import unrecorded_letters
from gateway.register.log.checkpoints import newest_checkpoint
from gateway.register.log.entries import commitments_of
from gateway.register.log.leaf_effects import not_written_again
from gateway.register.log.log_store import Effect, LogEntry, LogState, lock_head, mark, read_entries
from gateway.register.log.merkle import leaf_hash
from gateway.register.sync.revoked_entries import follow_revocations
from gateway.register.sync.troubles import TroubleKind
from gateway.store.tables_commitment import (
    journal_commitment,
    journal_node,
    journal_record,
    journal_tree,
)
from gateway.store.tables_exchange import journal, outbox
from gateway.store.tables_register import denial_event, erasure, notice, trouble
from gateway.wire.content import content_from_bytes
from gateway.wire.journal import leaf_of, record_from_bytes, record_to_bytes
from tests.support.register_nodes import erase_entry
from tests.support.revoked_seals import Revocation
from tests.support.stations import Federation, Station

HOUR = timedelta(hours=1)
JOURNAL_TABLES = (journal_tree, journal_record, journal_node, journal_commitment)


def committing(station: Station) -> JournalCommitting:
    return JournalCommitting(station.db, station.me, HOUR)


def log_of(station: Station) -> list[LogEntry]:
    return station.db.read_sync(lambda conn: read_entries(conn, station.code, 0, 1000))


def opened(entry: LogEntry) -> JournalRoot:
    (part,) = entry.entry.parts
    assert part.body is not None
    return content_from_bytes(JournalRoot, part.body)


async def test_a_commitment_by_a_revoked_key_is_made_again(federation: Federation) -> None:
    """It commits to nothing; with the new key in force, the next one covers what it did."""
    de = federation["DE"]
    de.queue("FR")
    de.clock.advance(minutes=61)
    assert await committing(de).look() is not None
    revocation = Revocation.of_ring(de.me, de.clock.now() - timedelta(minutes=1))
    de.held["now"] = revocation.said_by(de.directory)
    assert de.db.write_sync(lambda conn: follow_revocations(conn, de.me)) == ["DE"]
    assert de.db.read_sync(newest_commitment) is None
    with pytest.raises(TrustError, match="is not in force by the directory"):
        await committing(de).look()
    de.me = replace(de.me, ring=revocation.ring)
    assert await committing(de).look() is not None
    first, again = log_of(de)
    assert first.entry.effect is Effect.KEY_REVOKED
    assert opened(again) == opened(first)
    assert await committing(de).look() is None
    assert de.db.read_sync(lambda conn: list(not_written_again(conn, "DE"))) == []


async def test_what_is_new_is_committed_to_when_its_time_has_come(federation: Federation) -> None:
    """Found in use: protocol R1."""
    de = federation["DE"]
    letter = de.queue("FR")
    de.clock.advance(minutes=59)
    assert await committing(de).look() is None
    de.clock.advance(minutes=1)
    found = await committing(de).look()
    assert found is not None
    (entry,) = log_of(de)
    assert (entry.entry.entry_type, entry.entry.subject) == (EntryType.JOURNAL_COMMITTED, SUBJECT)
    root = opened(entry)
    assert (root.size, root.previous, root.restored, root.proof) == (1, None, None, ())
    assert bytes.fromhex(root.root) == de.db.read_sync(read_tree).frontier.root()
    signed = de.db.read_sync(lambda conn: newest_checkpoint(conn, "DE"))
    assert signed is not None
    assert signed.size == 1
    assert await committing(de).look() is None  # nothing is new

    assert (await federation.deliver("DE", letter)).settled
    de.clock.advance(minutes=60)
    assert await committing(de).look() is not None
    assert [opened(each).size for each in log_of(de)] == [1, 2]
    assert [opened(each).previous for each in log_of(de)] == [None, 0]
    over = [de.db.read_sync(lambda conn, n=n: commitment_over(conn, n)) for n in range(3)]  # type: ignore[misc]
    shown = [each and (each.index, each.size, each.previous_size) for each in over]
    assert shown == [(0, 1, 0), (1, 2, 1), None]
    assert de.db.read_sync(newest_commitment) == over[1]


async def test_a_receipt_alone_is_new_too(federation: Federation) -> None:
    de = federation["DE"]
    letter = de.queue("FR")
    de.clock.advance(hours=1)
    await committing(de).look()
    assert (await federation.deliver("DE", letter)).settled
    assert await committing(de).look() is None
    de.clock.advance(hours=1)
    await committing(de).look()
    assert [opened(each).size for each in log_of(de)] == [1, 2]


async def test_a_node_that_never_exchanged_appends_nothing(de: Station) -> None:
    de.clock.advance(days=400)
    assert await committing(de).look() is None
    assert log_of(de) == []


async def test_all_members_may_read_size_and_root_and_nothing_else(federation: Federation) -> None:
    """They compare each root with the one before it (protocol2 P1)."""
    de = federation["DE"]
    de.queue("FR")
    de.clock.advance(hours=1)
    await committing(de).look()
    (entry,) = log_of(de)
    (part,) = entry.entry.parts
    assert part.body is not None
    assert part.release == ALL_MEMBERS
    hidden = sha256(b"comity/part/v1\0" + (part.salt or b"") + part.body).hexdigest()
    assert commitments_of(entry.entry.envelope)[0].hex() == hidden
    (record,) = de.db.read_sync(lambda conn: records_of(conn, 1))
    assert record_from_bytes(record.octets).letter_digest.encode() not in part.body
    assert bytes.fromhex(record_from_bytes(record.octets).letter_digest) not in part.body


async def test_denials_and_notices_pass_it_over(federation: Federation) -> None:
    de = federation["DE"]
    de.queue("FR")
    de.clock.advance(hours=1)
    await committing(de).look()
    assert [de.rows(table) for table in (notice, denial_event, erasure)] == [[], [], []]
    derived = de.db.read_sync(lambda conn: derive(conn, "DE", 1))
    assert [rows for _, rows in derived.tables() if rows] == []


async def test_where_the_own_log_is_not_whole_it_waits_and_loses_nothing(
    federation: Federation,
) -> None:
    de = federation["DE"]
    de.queue("FR")
    de.clock.advance(hours=1)

    def behind(conn: Connection) -> None:
        lock_head(conn, "DE")
        mark(conn, "DE", state=LogState.BEHIND)

    de.db.write_sync(behind)
    with pytest.raises(StateError, match="we have signed more than is here"):
        await committing(de).look()
    assert log_of(de) == []
    de.db.write_sync(lambda conn: mark(conn, "DE", state=LogState.FOLLOWING))
    # Taken in already, but not committed to: that too is due, whatever its age.
    assert await committing(de).look() is not None
    assert [opened(each).size for each in log_of(de)] == [1]


async def test_commitments_extend_each_other(federation: Federation) -> None:
    de = federation["DE"]
    for _ in range(5):
        assert (await federation.deliver("DE", de.queue("FR"))).settled
        de.clock.advance(hours=1)
        await committing(de).look()
    roots = [opened(each) for each in log_of(de)]
    assert [root.size for root in roots] == [2, 4, 6, 8, 10]
    for root in roots:
        held = de.db.read_sync(lambda conn, size=root.size: frontier_at(conn, size))  # type: ignore[misc]
        assert held.root().hex() == root.root
    assert de.db.write_sync(lambda conn: commit_to_journal(conn, de.me)) is None


async def test_what_a_commitment_opens_to_is_not_erased(federation: Federation) -> None:
    """Who could erase it could no longer be held to what it had committed to."""
    de = federation["DE"]
    de.queue("FR")
    de.clock.advance(hours=1)
    await committing(de).look()
    with pytest.raises(InputError, match="is not erased"):
        de.db.write_sync(lambda conn: erase_entry(conn, de.me, ground=ErasureGround.RETENTION_OVER))
    (entry,) = log_of(de)
    assert opened(entry).size == 1


async def test_what_came_back_after_a_restoration_is_committed_to_at_once(
    federation: Federation,
) -> None:
    de = federation["DE"]
    de.queue("FR")
    de.clock.advance(hours=1)
    await committing(de).look()
    de.clock.advance(minutes=5)
    de.db.write_sync(lambda conn: begin_restoration(conn, de.clock.now(), NoticedBy.COMMAND))
    assert await committing(de).look() is None  # nothing has come back yet
    de.queue("FR")
    assert await committing(de).look() is not None
    # The backup had all that was committed to, so the tree goes on.
    second = opened(log_of(de)[1])
    assert (second.size, second.previous, second.restored) == (2, 0, None)


async def test_a_restored_journal_says_in_the_log_what_it_does_not_extend(
    federation: Federation,
) -> None:
    """The log says it, and no exporter can say it later (protocol2 P1, changed epoch)."""
    de = federation["DE"]
    de.queue("FR")
    de.clock.advance(hours=1)
    await committing(de).look()
    before = {table.name: de.rows(table) for table in JOURNAL_TABLES}
    de.queue("FR")
    de.clock.advance(hours=1)
    await committing(de).look()

    def back(conn: Connection) -> None:
        """As in the backup; the own log and the letter came back from others, that one later."""
        for table in JOURNAL_TABLES:
            conn.execute(delete(table))
            conn.execute(insert(table), [dict(row._mapping) for row in before[table.name]])
        again = update(journal).where(journal.c.position == 2)
        conn.execute(again.values(at=de.clock.now()))

    de.db.write_sync(back)
    de.clock.advance(minutes=5)
    de.db.write_sync(lambda conn: begin_restoration(conn, de.clock.now(), NoticedBy.LOG))
    for _ in range(2):
        de.queue("FR")
        de.clock.advance(hours=1)
        assert await committing(de).look() is not None
    roots = [opened(each) for each in log_of(de)]
    assert [each.previous for each in roots] == [None, 0, 1, 2]
    assert [each.restored for each in roots] == [None, None, 1, 1]
    assert [each.begins_again for each in roots] == [False, False, True, False]
    assert [bool(each.proof) for each in roots] == [False, True, False, True]


@pytest.mark.parametrize("also", ["the row alone", "tree", "all that is kept of it"])
async def test_an_edited_row_is_found_and_nothing_is_committed_to(
    federation: Federation, also: str
) -> None:
    """An administrator dates a row back and empties the tables of the tree (protocol2 P7)."""
    de = federation["DE"]
    for _ in range(3):
        assert (await federation.deliver("DE", de.queue("FR"))).settled
        de.clock.advance(hours=1)
        await committing(de).look()
    first = de.rows(journal)[0]

    def compared(conn: Connection) -> tuple[str, list[int]]:
        found = altered_letters(conn, "DE", first=first.position, most=100)
        return fault_of_journal(conn, "DE"), found

    assert de.db.read_sync(compared) == ("", [])

    def edit(conn: Connection) -> None:
        earlier = first.at - timedelta(days=3)
        conn.execute(update(journal).where(journal.c.position == first.position).values(at=earlier))
        emptied = {"the row alone": (), "tree": JOURNAL_TABLES[:3]}
        for table in emptied.get(also, JOURNAL_TABLES):
            conn.execute(delete(table))
        if also != "the row alone":
            conn.execute(update(outbox).values(recorded=None))

    de.db.write_sync(edit)
    fault, altered = de.db.read_sync(compared)
    if also == "the row alone":
        assert (fault, altered) == ("", [first.position])
        return
    assert "our journal is not the one that entry 2 of our log commits to" in fault
    de.queue("FR")
    de.clock.advance(hours=1)
    for _ in range(2):  # told once
        with pytest.raises(StateError, match="no restoration is on record"):
            await committing(de).look()
    assert len(log_of(de)) == 3
    (told,) = de.rows(trouble)
    assert (told.origin, told.kind) == ("DE", TroubleKind.SUSPICION)


async def test_a_row_whose_record_was_edited_too_is_found(federation: Federation) -> None:
    """Row, record and leaf fit each other, and not what was committed to (protocol2 P7)."""
    de = federation["DE"]
    de.queue("FR")
    de.queue("FR")
    de.clock.advance(hours=1)
    await committing(de).look()
    row = de.rows(journal)[0]
    held = de.rows(journal_record)[0]
    record = record_from_bytes(held.record)

    def edit(conn: Connection) -> None:
        earlier = row.at - timedelta(days=3)
        octets = record_to_bytes(record.model_copy(update={"at": earlier}))
        leaf = leaf_of(row.conversation_id, octets)
        conn.execute(update(journal).where(journal.c.position == row.position).values(at=earlier))
        same = journal_record.c.number == record.number
        conn.execute(update(journal_record).where(same).values(record=octets, leaf=leaf))
        node = (journal_node.c.level == 0, journal_node.c.idx == record.number)
        conn.execute(update(journal_node).where(*node).values(hash=leaf_hash(leaf)))

    de.db.write_sync(edit)
    found = de.db.read_sync(lambda conn: altered_letters(conn, "DE", first=row.position, most=100))
    assert row.position in found


def test_the_leaf_of_a_letter_that_was_sent_holds_no_receipt(de: Station) -> None:
    """The receipt has a leaf of its own, whatever the journal's row says of it (tests2, 8)."""
    de.queue("FR")
    de.db.write_sync(lambda conn: conn.execute(update(journal).values(receipt=b"signed")))
    [letter] = de.db.read_sync(lambda conn: list(unrecorded_letters(conn, after=0, most=9)))
    assert letter.kind is JournalRecordKind.LETTER_SENT
    assert letter.receipt is None
