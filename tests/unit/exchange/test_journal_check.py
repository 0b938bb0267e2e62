"""An octet of the journal that was altered on disk is found, wherever it lies."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Connection, update

from gateway.exchange.journal_check import CheckedRows, check_rows
from gateway.store.tables_exchange import journal, journal_head, journal_part
from tests.support.stations import Draft, Station


def looked(station: Station, behind: int = 0, most: int = 100) -> CheckedRows:
    return station.db.read_sync(
        lambda conn: check_rows(conn, station.directory, station.code, behind=behind, most=most)
    )


async def received(de: Station, fr: Station, count: int) -> None:
    for _ in range(count):
        await fr.intake.receive(Draft.request(de, "FR").delivery(de, fr), de.auth_context)


def flipped(raw: bytes, at: int) -> bytes:
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


async def test_what_was_signed_holds_and_every_letter_has_its_turn(
    de: Station, fr: Station
) -> None:
    assert looked(fr) == CheckedRows(0, 0, 0, ())
    await received(de, fr, 5)

    assert looked(fr) == CheckedRows(1, 5, 5, ())
    turns = [looked(fr, behind, 2) for behind in range(0, 12, 2)]
    assert {each.first for each in turns} == {1, 2, 3, 4, 5}
    assert {each.altered for each in turns} == {()}


@pytest.mark.parametrize("column", ["envelope", "receipt", "digest"])
@pytest.mark.parametrize("place", [0.05, 0.4, 0.97])
async def test_an_altered_octet_of_a_letter_is_found(
    de: Station, fr: Station, column: str, place: float
) -> None:
    """Found in use: attack m5."""
    await received(de, fr, 3)
    raw = bytes(getattr(fr.rows(journal)[1], column))

    def alter(conn: Connection) -> None:
        changed = {column: flipped(raw, int(place * len(raw)))}
        conn.execute(update(journal).where(journal.c.position == 2).values(changed))

    fr.db.write_sync(alter)
    assert looked(fr).altered == (2,)


@pytest.mark.parametrize("column", ["body", "salt"])
async def test_an_altered_octet_of_a_body_is_found(de: Station, fr: Station, column: str) -> None:
    """Found in use: attack m5."""
    await received(de, fr, 2)
    raw = bytes(getattr(fr.rows(journal_part)[0], column))

    def alter(conn: Connection) -> None:
        changed = {column: flipped(raw, len(raw) // 2)}
        conn.execute(update(journal_part).where(journal_part.c.position == 1).values(changed))

    fr.db.write_sync(alter)
    assert looked(fr).altered == (1,)


async def test_an_erased_body_is_no_alteration(de: Station, fr: Station) -> None:
    await received(de, fr, 1)
    fr.db.write_sync(lambda conn: conn.execute(update(journal_part).values(body=None, salt=None)))

    assert looked(fr).altered == ()


async def test_positions_with_a_gap_have_their_turn_too(de: Station, fr: Station) -> None:
    """After a restore positions go on above all that were given."""
    await received(de, fr, 2)
    fr.db.write_sync(lambda conn: conn.execute(update(journal_head).values(position=10_000)))
    await received(de, fr, 2)

    turns = [looked(fr, behind, 1) for behind in range(4)]
    assert [each.first for each in turns] == [1, 2, 10_001, 10_002]
    assert {each.altered for each in turns} == {()}


async def test_a_key_that_was_revoked_since_is_no_alteration(de: Station, fr: Station) -> None:
    await received(de, fr, 2)
    member = fr.directory.member("DE")
    keys = tuple(replace(key, revoked_at=key.not_before) for key in member.keys)
    members = {**fr.directory.members, "DE": replace(member, keys=keys)}
    fr.held["now"] = replace(fr.directory, members=members)

    assert looked(fr) == CheckedRows(1, 2, 2, ())
