"""A checkpoint that is shown, against what was seen before: by size, by root, by who shows it.

FR signs two histories that begin alike. What is judged knows one of them; what is shown is a
checkpoint of either, with proofs that its source gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from comity.v1 import envelope_pb2
from gateway.errors import Reason, RegisterError
from gateway.register.log.checkpoints import HeldCheckpoint, checkpoint_at, store_checkpoint
from gateway.register.log.fraud import FraudKind, verify_fraud_proof
from gateway.register.log.log_store import CheckedEntry, read_entry
from gateway.register.log.proofs import consistency_proof, inclusion_proof
from gateway.register.own_log import append_signed, sign_entry
from gateway.register.sync.comparison import Doubt, judge, refuse
from gateway.register.sync.troubles import TroubleKind
from gateway.store.database import Database
from tests.support.empty_database import open_empty
from tests.support.register_nodes import RegisterNode, denial, draft_of, make_nodes

COMMON = 2  # entries that both histories begin with


class Source:
    """Gives proofs from a database, as a member's service does; or spoils or refuses them."""

    def __init__(self, code: str, db: Database) -> None:
        self.code, self._db = code, db
        self.refuses = False
        self.spoils: Callable[[tuple[bytes, ...]], tuple[bytes, ...]] = lambda path: path

    async def consistency(self, origin: str, old: int, new: int) -> tuple[bytes, ...]:
        if self.refuses:
            raise RegisterError("no", reason=Reason.NOT_FOUND)
        found = self._db.read_sync(lambda conn: consistency_proof(conn, origin, old, new))
        return self.spoils(tuple(found))

    async def inclusion(
        self, origin: str, index: int, size: int
    ) -> tuple[envelope_pb2.Package, tuple[bytes, ...]]:
        entry = self._db.read_sync(lambda conn: read_entry(conn, origin, index)).entry
        envelope = envelope_pb2.Envelope.FromString(entry.envelope)
        path = self._db.read_sync(lambda conn: inclusion_proof(conn, origin, index, size))
        return envelope_pb2.Package(envelope=envelope), tuple(path)


class Histories:
    """Two histories of FR, of eight entries each, with a checkpoint at every size."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        opened = self.database("FR")
        self.fr: RegisterNode = make_nodes(folder / "federation", {"FR": opened})["FR"]
        self.one, self.other = opened, self.database("other")
        signed = [self._sign(number) for number in range(14)]
        self.entries = {
            "one": signed[:8],
            "other": signed[:COMMON] + signed[8:],
        }
        self.write(self.one, self.entries["one"])
        self.write(self.other, self.entries["other"])

    def database(self, name: str) -> Database:
        return open_empty(self._folder / f"{name}.db")

    def _sign(self, number: int) -> CheckedEntry:
        return sign_entry(self.fr.me, draft_of(denial("FR", number + 1)), self.fr.clock.now())

    def write(self, db: Database, entries: list[CheckedEntry]) -> None:
        at = self.fr.clock.now()
        for entry in entries:
            db.write_sync(lambda conn: append_signed(conn, self.fr.me, [entry], at))  # noqa: B023

    def shown(self, name: str, size: int) -> HeldCheckpoint:
        db = self.one if name == "one" else self.other
        found = db.read_sync(lambda conn: checkpoint_at(conn, "FR", size))
        assert found is not None
        return found

    def source(self, name: str, code: str = "FR") -> Source:
        return Source(code, self.one if name == "one" else self.other)


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Histories]:
    made = Histories(tmp_path_factory.mktemp("histories"))
    yield made
    made.one.close()
    made.other.close()


@pytest.fixture
def knows(histories: Histories, tmp_path: Path) -> Iterator[Callable[..., Database]]:
    """A database that holds so many entries of the one history, and has seen so far."""
    opened: list[Database] = []

    def make(holds: int, seen: int | None = None) -> Database:
        db = open_empty(tmp_path / f"{len(opened)}.db")
        opened.append(db)
        histories.write(db, histories.entries["one"][:holds])
        if seen is not None:
            far = histories.shown("one", seen)
            db.write_sync(lambda conn: store_checkpoint(conn, far))
        return db

    yield make
    for each in opened:
        each.close()


async def judged(
    db: Database, source: Source, shown: HeldCheckpoint
) -> tuple[TroubleKind, str] | None:
    found = await judge(db, source, shown)  # type: ignore[arg-type]
    return None if found is None else (found.kind, found.text)


FRAUD, SUSPICION, ROLLBACK = TroubleKind.FRAUD, TroubleKind.SUSPICION, TroubleKind.ROLLBACK


async def test_before_anything_was_seen_anything_may_be_shown(
    histories: Histories, knows: Callable[..., Database]
) -> None:
    for name in ("one", "other"):
        source, shown = histories.source(name), histories.shown(name, 5)
        assert await judged(knows(0), source, shown) is None


@pytest.mark.parametrize("size", [3, 4, 5, 8])
@pytest.mark.parametrize("code", ["FR", "NL"])
async def test_two_logs_of_one_size_are_a_fraud_whoever_shows_it(
    histories: Histories, knows: Callable[..., Database], size: int, code: str
) -> None:
    db = knows(size)
    same, other = histories.source("one", code), histories.source("other", code)
    assert await judged(db, same, histories.shown("one", size)) is None
    found = await judged(db, other, histories.shown("other", size))
    assert found == (FRAUD, f"FR has signed two logs of {size} entries")


@pytest.mark.parametrize(("held", "size"), [(3, 4), (3, 8), (4, 5), (4, 8), (5, 6), (7, 8)])
async def test_a_longer_log_extends_the_one_that_was_seen(
    histories: Histories, knows: Callable[..., Database], held: int, size: int
) -> None:
    db = knows(held)
    assert await judged(db, histories.source("one"), histories.shown("one", size)) is None
    source, shown = histories.source("other"), histories.shown("other", size)
    doubt = await judge(db, source, shown)  # type: ignore[arg-type]
    assert doubt is not None
    words = f"FR has rewritten its log: {size} entries do not extend {held}"
    assert (doubt.kind, doubt.text) == (FRAUD, words)
    assert doubt.proof is not None
    assert doubt.proof.kind is FraudKind.REWRITTEN
    assert (doubt.proof.seed is not None) is (held == 4)  # a power of two
    me = histories.fr.me
    verify_fraud_proof(doubt.proof, me.directory(), me.clock.now())


@pytest.mark.parametrize("spoilt", ["refused", "cut", "changed", "of the other"])
async def test_without_a_proof_it_is_a_suspicion_and_no_fraud(
    histories: Histories, knows: Callable[..., Database], spoilt: str
) -> None:
    source = histories.source("other" if spoilt == "of the other" else "one")
    source.refuses = spoilt == "refused"
    if spoilt == "cut":
        source.spoils = lambda path: path[:-1]
    if spoilt == "changed":
        source.spoils = lambda path: (*path[:-1], b"\x00" * 32)
    found = await judged(knows(3), source, histories.shown("one", 6))
    words = "FR gives no proof that the log of FR with 6 entries extends the one with 3"
    assert found == (SUSPICION, words)


async def test_the_origin_shows_no_log_with_less_than_it_had(
    histories: Histories, knows: Callable[..., Database]
) -> None:
    db = knows(6)
    for size in (1, 2, 5):
        found = await judged(db, histories.source("one"), histories.shown("one", size))
        words = f"a log of {size} entries of FR is shown, which had 6 before"
        assert found == (ROLLBACK, words)


async def test_a_mirror_may_be_behind(histories: Histories, knows: Callable[..., Database]) -> None:
    mirror = histories.source("one", "NL")
    for size in (1, 5):
        assert await judged(knows(6), mirror, histories.shown("one", size)) is None


async def test_an_empty_log_is_no_fraud_whatever_root_it_names(
    histories: Histories, knows: Callable[..., Database]
) -> None:
    empty = replace(histories.shown("one", 1), size=0, root=b"x" * 32)
    found = await judged(knows(6), histories.source("one"), empty)
    assert found == (ROLLBACK, "a log of 0 entries of FR is shown, which had 6 before")


@pytest.mark.parametrize("code", ["FR", "NL"])
@pytest.mark.parametrize(("size", "kind"), [(3, FraudKind.REWRITTEN), (5, FraudKind.REWRITTEN)])
async def test_an_older_state_of_another_log_is_a_fraud(
    histories: Histories,
    knows: Callable[..., Database],
    code: str,
    size: int,
    kind: FraudKind,
) -> None:
    """No checkpoint of that size was kept, so a later one proves it."""
    db = knows(0)
    at = histories.fr.clock.now()
    entries = histories.entries["one"][:6]
    db.write_sync(lambda conn: append_signed(conn, histories.fr.me, entries, at))
    # One of the other log was seen too; it proves nothing against that log.
    db.write_sync(lambda conn: store_checkpoint(conn, histories.shown("other", size + 1)))
    source, shown = histories.source("other", code), histories.shown("other", size)
    doubt = await judge(db, source, shown)  # type: ignore[arg-type]
    assert doubt is not None
    words = f"FR has signed a log of {size} entries that its later log does not extend"
    assert (doubt.kind, doubt.text) == (FRAUD, words)
    assert doubt.proof is not None
    assert doubt.proof.kind is kind
    me = histories.fr.me
    verify_fraud_proof(doubt.proof, me.directory(), me.clock.now())


# --- where more was seen than is held ------------------------------------------------------------


async def test_what_is_not_held_is_judged_by_proofs_of_its_source(
    histories: Histories, knows: Callable[..., Database]
) -> None:
    """Three entries are held, a log of eight was seen, one of six is shown."""
    db = knows(3, seen=8)
    shown = histories.shown("one", 6)
    found = await judged(db, histories.source("one"), shown)
    assert found == (ROLLBACK, "a log of 6 entries of FR is shown, which had 8 before")
    assert await judged(db, histories.source("one", "NL"), shown) is None
    other = histories.shown("other", 6)
    found = await judged(db, histories.source("other"), other)
    words = "FR gives no proof that the log of FR with 8 entries extends the one with 6"
    assert found == (SUSPICION, words)


async def test_a_mirror_that_shows_less_than_was_seen_is_asked_from_what_is_held(
    histories: Histories, knows: Callable[..., Database]
) -> None:
    db = knows(3, seen=8)
    found = await judged(db, histories.source("other", "NL"), histories.shown("other", 6))
    assert found is not None
    assert found[0] is FRAUD
    assert found[1] == "FR has rewritten its log: 6 entries do not extend 3"


async def test_what_is_held_leads_to_what_is_shown_too(
    histories: Histories, knows: Callable[..., Database]
) -> None:
    """What was seen extends to what is shown; what is held must as well."""
    db = knows(3, seen=5)
    assert await judged(db, histories.source("one"), histories.shown("one", 8)) is None
    silent = histories.source("one")
    paths: list[int] = []
    real = silent.consistency

    async def noted(origin: str, old: int, new: int) -> tuple[bytes, ...]:
        paths.append(old)
        return await real(origin, old, new)

    silent.consistency = noted  # type: ignore[method-assign]
    await judged(db, silent, histories.shown("one", 8))
    assert paths == [5, 3]


@pytest.mark.parametrize("kind", list(TroubleKind))
def test_a_doubt_ends_a_synchronisation(kind: TroubleKind) -> None:
    error = refuse(Doubt(kind, "it differs"), "FR")
    assert str(error) == "Log FR: it differs."
    assert error.metadata == {"origin": "FR", "kind": kind.value, "text": "it differs"}
    stopped = kind is TroubleKind.FRAUD
    assert error.reason is (Reason.ORIGIN_STOPPED if stopped else Reason.LOG_INCONSISTENT)
