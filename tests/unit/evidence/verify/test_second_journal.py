"""A member that commits to two journals, to show the one that lacks a letter: it fails.

What DE does here it does with code of its own; the other members and who verifies run ours.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert, select

from gateway.casework.letters.contacts import note_contact
from gateway.domain.correspondence import ContactNote
from gateway.domain.denial import FreeText
from gateway.domain.letter import EntryType, JournalRoot, LetterType, PartKind
from gateway.evidence.bundle import bundle_from_bytes
from gateway.evidence.contents import JOURNAL_INDEX
from gateway.evidence.export import case_export
from gateway.evidence.report import EvidenceReport, Result
from gateway.evidence.verify.verification import verify_bundle
from gateway.exchange.outbox import PartDraft
from gateway.register.journal.committing import SUBJECT, JournalCommitting
from gateway.register.journal.journal_tree import take_in
from gateway.register.log.checkpoints import received_up_to
from gateway.register.log.frontier import Frontier
from gateway.register.log.merkle import consistency_path, leaf_hash, subtrees
from gateway.register.own_log import append
from gateway.register.sync.troubles import Trouble, TroubleKind, list_troubles
from gateway.store.tables_commitment import (
    journal_commitment,
    journal_node,
    journal_record,
    journal_tree,
)
from gateway.store.tables_exchange import journal
from gateway.trust.federation import Anchor
from gateway.wire.content import content_to_bytes
from gateway.wire.journal import record_from_bytes, record_to_bytes
from tests.support.case_world import (
    CaseWorld,
    answer,
    ask,
    look_at_clock,
    officer,
    open_world,
    settle,
)
from tests.unit.evidence.forging import resealed

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Row:
    """A row of the tree that DE shows."""

    position: int
    kind: str
    leaf: bytes
    record: bytes


def rows_without(conn: Connection, hidden: int | None) -> list[Row]:
    """The journal as DE would have it: numbered anew without what is about one letter."""
    while take_in(conn):
        pass
    found: list[Row] = []
    for row in conn.execute(select(journal_record).order_by(journal_record.c.number)):
        if row.position == hidden:
            continue
        record = record_from_bytes(row.record).model_copy(update={"number": len(found)})
        octets = record_to_bytes(record)
        leaf = bytes(row.leaf)[:32] + sha256(octets).digest()
        found.append(Row(row.position, row.kind, leaf, octets))
    return found


def tree_of(rows: Sequence[Row]) -> tuple[Frontier, list[tuple[int, int, bytes]]]:
    return Frontier().extend(leaf_hash(row.leaf) for row in rows)


@dataclass
class Story:
    """One of the journals that DE commits to."""

    world: CaseWorld
    hidden: int | None = None
    last: tuple[int, int] | None = None  # index of its newest commitment, size
    made: list[tuple[int, int]] = field(default_factory=list)

    def go_on(self) -> None:
        """Commit to what came since the commitment before."""
        self.commit(previous=None if self.last is None else self.last[0])

    def commit(self, *, previous: int | None, restored: int | None = None) -> int:
        """Append a commitment to it to DE's log, whatever stands there before."""
        me = self.world.nodes["DE"].office.me

        def write(conn: Connection) -> tuple[int, int]:
            rows = rows_without(conn, self.hidden)
            old = 0 if self.last is None else self.last[1]
            nodes = subtrees([leaf_hash(row.leaf) for row in rows])
            again = restored is not None and restored == previous
            proof = [] if again else consistency_path(min(old, len(rows)), len(rows), nodes)
            root = JournalRoot(
                size=len(rows),
                root=tree_of(rows)[0].root().hex(),
                previous=previous,
                restored=restored,
                proof=tuple(each.hex() for each in proof),
            )
            part = PartDraft(PartKind.TEXT, content_to_bytes(root))
            kind = EntryType.JOURNAL_COMMITTED
            at = me.clock.now()
            made = append(conn, me, entry_type=kind, subject=SUBJECT, parts=[part], at=at)
            return made.index, len(rows)

        self.last = self.world.nodes["DE"].db.write_sync(write)
        self.made.append(self.last)
        return self.last[0]

    def becomes_the_only_one(self) -> None:
        """DE's tables say this story alone, so that its own export writes it."""

        def write(conn: Connection) -> None:
            rows = rows_without(conn, self.hidden)
            frontier, nodes = tree_of(rows)
            position = max(row.position for row in rows)
            for table in (journal_record, journal_node, journal_tree, journal_commitment):
                conn.execute(delete(table))
            conn.execute(
                insert(journal_record), [{"number": n, **vars(row)} for n, row in enumerate(rows)]
            )
            keys = ("level", "idx", "hash")
            conn.execute(
                insert(journal_node), [dict(zip(keys, node, strict=True)) for node in nodes]
            )
            tree = {"id": 1, "position": position, "frontier": frontier.to_bytes()}
            conn.execute(insert(journal_tree), [tree])
            at = self.world.clock.now()
            conn.execute(
                insert(journal_commitment),
                [{"idx": idx, "size": size, "at": at} for idx, size in self.made],
            )

        self.world.nodes["DE"].db.write_sync(write)


async def withdraw(world: CaseWorld) -> int:
    """FR takes its answer back; return where that lies in DE's journal."""
    note = ContactNote(
        at=world.clock.now(),
        text=(FreeText(language="fr", text="Nous retirons cette réponse."),),
    )
    talk = world.consultation("FR").conversation_id
    await note_contact(world.nodes["FR"].office, officer("C. Delorme"), note, conversation_id=talk)
    await world.post()
    notes = journal.c.letter_type == LetterType.CONTACT_NOTE.value
    found = world.nodes["DE"].db.read_sync(
        lambda conn: conn.scalar(select(journal.c.position).where(notes))
    )
    assert found is not None
    return int(found)


Step = Callable[[], None]
Learn = Callable[[int], None]
Cheat = Callable[[CaseWorld], tuple[Step, Learn, Callable[[], Story]]]
"""Of a way to cheat: what DE does each hour, once it knows the letter, and at the export."""


async def run(world: CaseWorld, step: Step, learn: Learn) -> None:
    """The case; DE commits an hour after each thing that happened, and the others cosign."""

    async def commit() -> None:
        world.clock.advance(hours=1)
        step()
        await world.synchronise()

    await ask(world)
    await commit()
    world.clock.advance(days=4, hours=3)
    await answer(world)
    await world.post()
    await commit()
    world.clock.advance(days=2)
    learn(await withdraw(world))
    await commit()
    world.clock.advance(days=22)
    await look_at_clock(world, "NL")
    await world.post()
    await commit()
    await settle(world)


def together(world: CaseWorld) -> tuple[Step, Learn, Callable[[], Story]]:
    """Two trees, each linked to itself."""
    true, other = Story(world), Story(world)

    def step() -> None:
        true.go_on()
        other.go_on()

    return step, lambda at: setattr(other, "hidden", at), lambda: other


def in_turn(world: CaseWorld) -> tuple[Step, Learn, Callable[[], Story]]:
    """Two trees in one list: each names the newest of the log as the one before it."""
    true, other = Story(world), Story(world)
    newest: list[int] = []

    def step() -> None:
        for story in (true, other):
            newest.append(story.commit(previous=newest[-1] if newest else None))

    return step, lambda at: setattr(other, "hidden", at), lambda: other


def fresh(world: CaseWorld) -> tuple[Step, Learn, Callable[[], Story]]:
    """One tree until the day of the export, then another as if none had been."""
    true, other = Story(world), Story(world)

    def export() -> Story:
        other.commit(previous=None)
        return other

    return true.go_on, lambda at: setattr(other, "hidden", at), export


def restored(world: CaseWorld) -> tuple[Step, Learn, Callable[[], Story]]:
    """The excuse that the database was restored; then two commitments more."""
    true, other = Story(world), Story(world)

    def export() -> Story:
        assert true.last is not None
        lost = true.last[0]
        before = other.commit(previous=lost, restored=lost)
        other.commit(previous=before, restored=lost)
        return other

    return true.go_on, lambda at: setattr(other, "hidden", at), export


def unsaid(world: CaseWorld) -> tuple[Step, Learn, Callable[[], Story]]:
    """Another tree after the true one that claims to extend it."""
    true, other = Story(world), Story(world)

    def export() -> Story:
        assert true.last is not None
        other.last = true.last
        other.commit(previous=true.last[0])
        return other

    return true.go_on, lambda at: setattr(other, "hidden", at), export


@contextmanager
def cheated(folder: Path, cheat: Cheat) -> Iterator[CaseWorld]:
    async def finished() -> CaseWorld:
        world = await open_world(folder)
        step, learn, export = cheat(world)
        await run(world, step, learn)
        story = export()
        await world.synchronise()
        await world.synchronise()
        story.becomes_the_only_one()
        await world.stop_serving()
        return world

    world = asyncio.run(finished())
    try:
        yield world
    finally:
        world.end()


def without_the_note(files: dict[str, bytes]) -> None:
    index = json.loads(files[JOURNAL_INDEX])
    kept = [each for each in index["letters"] if each["letter_type"] != LetterType.CONTACT_NOTE]
    for gone in (each for each in index["letters"] if each not in kept):
        for name in (gone["file"], gone["receipt"], *gone["parts"].values()):
            files.pop(name, None)
    assert len(kept) == len(index["letters"]) - 1
    index["letters"] = kept
    files[JOURNAL_INDEX] = json.dumps(index).encode()


def judged(world: CaseWorld, raw: bytes, *, after: bool = False) -> EvidenceReport:
    anchor = Anchor.from_json(world.anchor.read_text())
    held = world.nodes["DE"].register.held["now"]
    since = world.clock.now() - timedelta(days=1)
    newer = replace(held, version=held.version + 1, commitments_since=since, digest=bytes(32))
    return verify_bundle(
        bundle_from_bytes(raw), anchor=anchor, held=newer if after else None
    ).report


def told_at(world: CaseWorld, code: str) -> list[Trouble]:
    found = world.nodes[code].db.read_sync(list_troubles)
    return [each for each in found if each.origin == "DE"]


@pytest.mark.parametrize("cheat", [together, in_turn, fresh, unsaid, restored])
def test_a_journal_beside_the_one_that_was_committed_to_helps_nobody(
    tmp_path: Path, cheat: Cheat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two trees, a fresh tree, a changed epoch: nobody takes it (protocol2 P1)."""
    # DE's own export does not look for who has cosigned.
    everything = {"FR": (10**6, timedelta())}
    monkeypatch.setattr(case_export, "received_up_to", lambda *_: everything)
    with cheated(tmp_path, cheat) as world:
        raw = resealed(world, world.export(), without_the_note)
        for after in (False, True):
            report = judged(world, raw, after=after)
            assert report.result is not Result.HOLDS, after
            wrong = {each.name: each.detail for each in (*report.failed, *report.not_made)}
            assert "journal: commitments" in wrong
        kind = TroubleKind.ROLLBACK if cheat is restored else TroubleKind.SUSPICION
        text = "restored from a backup" if cheat is restored else "holds two journals"
        for code in ("FR", "NL", "EU"):
            told = told_at(world, code)
            assert [each.kind for each in told] == [kind], told
            assert text in told[0].text
        size = world.nodes["DE"].db.read_sync(lambda conn: received_up_to(conn, "DE"))
        cosigned = {code: upto for code, (upto, _) in size.items() if code != "DE"}
        whole = size["DE"][0]
        assert all((upto == whole) == (cheat is restored) for upto in cosigned.values()), cosigned


def test_an_honest_journal_is_cosigned_and_holds(tmp_path: Path) -> None:
    async def finished() -> CaseWorld:
        world = await open_world(tmp_path)
        de = world.nodes["DE"]

        async def commit() -> None:
            world.clock.advance(hours=1)
            assert await JournalCommitting(de.db, de.office.me, HOUR).look() is not None
            await world.synchronise()

        await ask(world)
        await commit()
        world.clock.advance(days=4, hours=3)
        await answer(world)
        await world.post()
        await commit()
        await withdraw(world)
        await commit()
        world.clock.advance(days=22)
        await look_at_clock(world, "NL")
        await world.post()
        await commit()
        await settle(world)
        await world.stop_serving()
        return world

    world = asyncio.run(finished())
    try:
        for after in (False, True):
            report = judged(world, world.export(), after=after)
            assert report.result is Result.HOLDS, (report.failed, report.not_made)
        assert [told_at(world, code) for code in ("FR", "NL", "EU")] == [[], [], []]
        cut = judged(world, resealed(world, world.export(), without_the_note))
        assert [each.name for each in cut.failed] == ["journal: nothing left out"]
    finally:
        world.end()
