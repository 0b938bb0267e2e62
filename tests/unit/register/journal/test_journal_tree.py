"""The journal tree: a leaf for each letter and receipt, in order, on both databases."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import Connection, update

from gateway.domain.letter import JournalRecord, JournalRecordKind, LetterType
from gateway.errors import NotFoundError, Reason, TrustError
from gateway.register.journal.committing import JournalCommitting
from gateway.register.journal.journal_tree import (
    frontier_at,
    leaves_between,
    read_tree,
    records_of,
    take_in,
)
from gateway.register.log import merkle
from gateway.store.tables_commitment import journal_record
from gateway.store.tables_exchange import journal, outbox
from gateway.wire.journal import LEAF_BYTES, leaf_of, record_from_bytes
from tests.support.stations import Federation, Station


def taken_in(station: Station, *, most: int = 1000) -> int:
    """Take all in that is new; return how many steps it took."""
    steps = 1
    while station.db.write_sync(lambda conn: take_in(conn, most=most)):
        steps += 1
    return steps


def records(station: Station) -> list[JournalRecord]:
    rows = sorted(station.rows(journal_record), key=lambda row: row.number)
    assert [row.number for row in rows] == list(range(len(rows)))
    return [record_from_bytes(row.record) for row in rows]


def leaves(station: Station) -> list[bytes]:
    rows = sorted(station.rows(journal_record), key=lambda row: row.number)
    return [bytes(row.leaf) for row in rows]


async def exchange(federation: Federation, *, letters: int) -> None:
    """Letters from DE to FR, each with its receipt."""
    for _ in range(letters):
        assert (await federation.deliver("DE", federation["DE"].queue("FR"))).settled


async def test_each_letter_and_each_receipt_is_a_leaf(federation: Federation) -> None:
    de, fr = federation["DE"], federation["FR"]
    await exchange(federation, letters=2)
    taken_in(de)
    taken_in(fr)
    sent, came = records(de), records(fr)

    kinds = [JournalRecordKind.LETTER_SENT] * 2 + [JournalRecordKind.RECEIPT_RECEIVED] * 2
    assert [each.kind for each in sent] == kinds
    assert [each.kind for each in came] == [JournalRecordKind.LETTER_RECEIVED] * 2
    assert [each.position for each in sent] == [1, 2, 1, 2]
    for number, row in enumerate(sorted(fr.rows(journal), key=lambda row: row.position)):
        record = came[number]
        assert record.letter_digest == bytes(row.digest).hex()
        assert record.envelope_digest == sha256(row.envelope).hexdigest()
        assert record.receipt_digest == sha256(row.receipt).hexdigest()
        assert record.at == row.at
    # The sender has the very receipt that was given: both trees name the same octets.
    given = {each.receipt_digest for each in came}
    assert {each.receipt_digest for each in sent[2:]} == given
    assert sent[0].receipt_digest is None


async def test_the_root_is_that_of_the_leaves_in_whatever_steps_they_were_taken_in(
    federation: Federation,
) -> None:
    de = federation["DE"]
    await exchange(federation, letters=3)
    assert taken_in(de, most=1) == 4  # a letter and a receipt each, then nothing
    await exchange(federation, letters=4)
    taken_in(de, most=2)
    held = leaves(de)
    tree = de.db.read_sync(read_tree)
    assert tree.size == len(held) == 14
    assert tree.frontier.root() == merkle.root(held)

    def check(conn: Connection) -> None:
        for size in range(tree.size + 1):
            assert frontier_at(conn, size).root() == merkle.root(held[:size])
            assert leaves_between(conn, size, tree.size) == b"".join(held[size:])
        first = records_of(conn, 1)
        assert [held[each.number] for each in first] == [
            leaf_of(de.rows(journal)[0].conversation_id, each.octets) for each in first
        ]

    de.db.read_sync(check)


async def test_what_is_in_is_not_taken_in_again(federation: Federation) -> None:
    de = federation["DE"]
    await exchange(federation, letters=1)
    taken_in(de)
    before = leaves(de)
    assert taken_in(de) == 1
    assert leaves(de) == before
    assert [row.recorded for row in de.rows(outbox)] == [True]


async def test_a_receipt_follows_its_letter_though_steps_are_small(federation: Federation) -> None:
    de = federation["DE"]
    await exchange(federation, letters=5)
    taken_in(de, most=2)
    seen: set[int] = set()
    for each in records(de):
        if each.kind is JournalRecordKind.LETTER_SENT:
            seen.add(each.position)
        else:
            assert each.position in seen


async def test_leaves_of_one_conversation_begin_alike_and_others_do_not(
    federation: Federation,
) -> None:
    de = federation["DE"]
    opening = de.queue("FR")
    de.queue("FR", letter_type=LetterType.END, conversation_id=opening.conversation_id)
    de.queue("FR")
    taken_in(de)
    first, second, other = (leaf[:32] for leaf in leaves(de))
    assert first == second != other
    assert {len(leaf) for leaf in leaves(de)} == {LEAF_BYTES}


async def test_a_journal_that_is_altered_afterwards_no_longer_fits(federation: Federation) -> None:
    de = federation["DE"]
    await exchange(federation, letters=1)
    taken_in(de)
    root = de.db.read_sync(read_tree).frontier.root()
    de.clock.advance(minutes=5)
    de.db.write_sync(lambda conn: conn.execute(update(journal).values(at=de.clock.at)))
    taken_in(de)
    assert de.db.read_sync(read_tree).frontier.root() == root
    assert records(de)[0].at != de.rows(journal)[0].at


def test_a_node_that_never_exchanged_has_no_leaf(de: Station) -> None:
    assert taken_in(de) == 1
    assert de.db.read_sync(read_tree).size == 0
    with pytest.raises(NotFoundError):
        de.db.read_sync(lambda conn: frontier_at(conn, 1))


async def test_an_attempt_without_a_receipt_is_a_leaf_once_a_day(federation: Federation) -> None:
    """Who puts its receipt off signs nothing; the sender says so at once, and others date it.

    Found in use: protocol m8.
    """
    de, link = federation["DE"], federation.links["DE"]
    letter = de.queue("FR")
    link.down = TrustError("it knows us not", reason=Reason.PEER_REVOKED)
    taken_in(de)
    for minutes in (1, 30, 60 * 24, 10, 60 * 24):
        assert not (await federation.deliver("DE", letter)).settled
        taken_in(de)
        taken_in(de)  # nothing is new
        de.clock.advance(minutes=minutes)
    link.down = None
    assert (await federation.deliver("DE", letter)).settled
    taken_in(de)

    sent, *tried, receipt = records(de)
    assert (sent.kind, receipt.kind) == (
        JournalRecordKind.LETTER_SENT,
        JournalRecordKind.RECEIPT_RECEIVED,
    )
    assert {each.kind for each in tried} == {JournalRecordKind.LETTER_ATTEMPTED}
    assert [each.attempts for each in tried] == [1, 4]
    assert {each.reason for each in tried} == {Reason.PEER_REVOKED}
    assert {each.position for each in records(de)} == {1}
    assert {each.letter_digest for each in tried} == {letter.digest.hex()}
    days = [each.at - tried[0].at for each in tried]
    assert days[1] >= timedelta(days=1)
    assert len({leaf[:32] for leaf in leaves(de)}) == 1  # of one conversation


async def test_attempts_are_committed_to_though_nothing_else_is_new(
    federation: Federation,
) -> None:
    de = federation["DE"]
    letter = de.queue("FR")
    committing = JournalCommitting(de.db, de.me, timedelta(hours=1))
    de.clock.advance(hours=1)
    assert await committing.look() is not None
    federation.links["DE"].down = TrustError("it knows us not", reason=Reason.PEER_REVOKED)
    for _ in range(3):  # it is tried each half hour, and waits no longer for that
        await federation.deliver("DE", letter)
        assert await committing.look() is None
        de.clock.advance(minutes=25)
    assert await committing.look() is not None
    assert await committing.look() is None
    assert [each.kind for each in records(de)][1:] == [JournalRecordKind.LETTER_ATTEMPTED]
