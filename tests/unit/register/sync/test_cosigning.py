"""A member's cosignature is taken if it is its own, and can have been made when it states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.errors import CheckpointError, NotFoundError
from gateway.register.log.checkpoints import Cosigned, received_up_to, store_checkpoint
from gateway.register.log.fraud import SKEW
from gateway.register.log.log_store import Head
from gateway.register.log.notes import Checkpoint, SignatureLine, SignedNote, cosign
from gateway.register.sync.cosigning import (
    MAX_CONFIRMED_BYTES,
    confirmable,
    confirmed,
    cosigned_note,
    keep_confirmations,
)
from gateway.trust.note_ids import origin_line
from tests.support.empty_database import open_empty
from tests.support.register_nodes import NOW, RegisterNode, make_nodes
from tests.unit.register.log.test_checkpoints import newest

HOUR = timedelta(hours=1)


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[dict[str, RegisterNode]]:
    opened = {c: open_empty(tmp_path / f"{c}.db") for c in ("DE", "FR")}
    made = make_nodes(tmp_path / "federation", opened)
    made["FR"].notify(1)
    yield made
    for each in opened.values():
        each.close()


def line(nodes: dict[str, RegisterNode], stated: datetime) -> str:
    """DE's cosignature on FR's newest checkpoint."""
    me = nodes["DE"].me
    name = origin_line(me.directory().federation_id, "DE")
    body = SignedNote.parse(newest(nodes["FR"]).note).body
    return cosign(body, name, me.ring.cosign_key, stated).to_text()


def take(nodes: dict[str, RegisterNode], text: str, at: datetime) -> Cosigned:
    fr, held = nodes["FR"], newest(nodes["FR"])
    found = fr.db.read_sync(lambda conn: confirmable(conn, "FR", held.size, held.root))
    return confirmed(found, text, cosigner="DE", directory=fr.me.directory(), at=at)


@pytest.mark.parametrize("off", [-SKEW, timedelta(), HOUR, HOUR + SKEW])
def test_it_may_have_been_made_between_the_last_entry_and_now(
    nodes: dict[str, RegisterNode], off: timedelta
) -> None:
    stated = (NOW + off).replace(microsecond=0) + timedelta(seconds=off < timedelta())
    assert take(nodes, line(nodes, stated), NOW + HOUR).at == stated


@pytest.mark.parametrize(
    "stated",
    [
        datetime(9999, 1, 1, tzinfo=UTC),
        NOW + HOUR + SKEW + timedelta(seconds=1),
        NOW - SKEW - timedelta(seconds=1),
        datetime(2020, 1, 1, tzinfo=UTC),
    ],
)
def test_an_instant_that_cannot_be_is_refused(
    nodes: dict[str, RegisterNode], stated: datetime
) -> None:
    with pytest.raises(CheckpointError, match="cannot have been made"):
        take(nodes, line(nodes, stated), NOW + HOUR)


def test_an_origin_whose_clock_ran_ahead_takes_cosignatures_once_it_is_right(
    nodes: dict[str, RegisterNode],
) -> None:
    """FR has written its entry an hour into the future; by its right clock DE signs now."""
    assert take(nodes, line(nodes, NOW - HOUR), NOW - HOUR).cosigner == "DE"


def test_more_lines_than_a_cosignature_has_are_not_verified(
    nodes: dict[str, RegisterNode],
) -> None:
    with pytest.raises(CheckpointError, match="at most 2 lines"):
        take(nodes, "\n".join([line(nodes, NOW)] * 3), NOW)


def test_another_checkpoint_than_is_held_cannot_be_cosigned(
    nodes: dict[str, RegisterNode],
) -> None:
    for size, root in ((1, b"x" * 32), (2, newest(nodes["FR"]).root)):
        with pytest.raises(NotFoundError):
            nodes["FR"].db.read_sync(lambda conn, s=size, r=root: confirmable(conn, "FR", s, r))  # type: ignore[misc]


async def test_of_what_comes_with_a_head_each_member_counts_whose_lines_hold(
    tmp_path: Path,
) -> None:
    codes = ("BE", "DE", "FR", "NL")
    opened = {c: open_empty(tmp_path / f"{c}.db") for c in codes}
    nodes = make_nodes(tmp_path / "other", opened)
    fr, nl = nodes["FR"], nodes["NL"]
    fr.notify(1)
    held = newest(fr)
    nl.db.write_sync(lambda conn: store_checkpoint(conn, held))
    note = SignedNote.parse(held.note)
    made = {}
    for code in ("BE", "DE"):
        me = nodes[code].me
        name = origin_line(me.directory().federation_id, code)
        made[code] = cosign(note.body, name, me.ring.cosign_key, NOW)
    false = replace(made["DE"], signature=made["DE"].signature[:-1] + b"x")
    head = Head("FR", held.size, held.root)

    async def came(*lines: SignatureLine, body: bytes = note.body) -> set[str]:
        raw = SignedNote(body, (*note.lines, *lines)).to_bytes()
        await keep_confirmations(nl.db, nl.me, head, raw)
        return set(nl.db.read_sync(lambda conn: received_up_to(conn, "FR")))

    other = Checkpoint(name.replace("DE", "FR"), 2, b"r" * 32).body()
    assert await came(made["BE"], body=other) == set()
    await keep_confirmations(nl.db, nl.me, head, b"x" * (MAX_CONFIRMED_BYTES + 1))
    assert await came(false) == set()
    assert await came(made["BE"], false) == {"BE"}
    assert await came(made["DE"], made["DE"], made["DE"]) == {"BE"}  # more lines than it has
    assert await came(made["DE"]) == {"BE", "DE"}
    # It hands them on, and nobody's where there are none.
    passed_on = nl.db.read_sync(lambda conn: cosigned_note(conn, "FR", held.size, held.root))
    assert {line.name[-2:] for line in SignedNote.parse(passed_on).lines} == {"BE", "DE", "FR"}
    for size, root in ((held.size, b"x" * 32), (2, held.root)):
        assert not nl.db.read_sync(lambda conn, s=size, r=root: cosigned_note(conn, "FR", s, r))  # type: ignore[misc]
    assert not fr.db.read_sync(lambda conn: cosigned_note(conn, "FR", held.size, held.root))
    for each in opened.values():
        each.close()
