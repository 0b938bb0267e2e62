"""What is changed: octets as they travel between real nodes, and the keys to sign anew.

A small simulated federation files, consults, answers, refuses and notifies; its letters,
receipts, entries, checkpoints, directory and evidence files are the seeds. What it does not
write comes from the test vectors, the examples and the law files that are shipped.
"""

from __future__ import annotations

import asyncio
import json
import pickle
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from hypothesis.errors import NonInteractiveExampleWarning
from sqlalchemy import Connection, select

from gateway.casework.cases.records import evidence_of
from gateway.domain.letter import PartBody
from gateway.register.log.proof_writing import write_proof
from gateway.store.tables_casework import licence_case
from gateway.store.tables_exchange import journal, journal_part, outbox
from gateway.store.tables_register import checkpoint, log_entry, log_part
from gateway.trust.dsse import SignedBytes
from gateway.trust.federation import Directory
from gateway.wire.content import content_to_bytes
from gateway.wire.packages import package_to_bytes
from lab.simulation.driver import Driver
from lab.simulation.members import Federation, federation
from lab.simulation.plan import SimulationPlan
from lab.time_machine import time_server
from tests.support import correspondence_strategies
from tests.support.strategies import transactions

ROOT = Path(__file__).resolve().parent.parent.parent
PLAN = SimulationPlan(members=("DE", "FR", "NL"), cases=40, days=120, seed=1)

SENDER, RECIPIENT = "DE", "FR"
"""Whose letters are changed, and signed again with its own keys; and who reads them."""


Letter = tuple[bytes, list[tuple[int, bytes, bytes]]]
"""Payload of a letter, and of each body its index, salt and octets."""


@dataclass
class Ground:
    """What the targets stand on.

    Attributes:
        homes: Folder with a folder for each member, its keys and database.
        at: Instant for which keys and letters count, as ISO 8601.
        seeds: Octets by what they are.
        letters: Of the sender to the recipient: payload and bodies.
    """

    homes: Path
    at: str
    seeds: dict[str, list[bytes]] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)

    def keep(self, path: Path) -> None:
        """Write it down for the processes that fuzz."""
        path.write_bytes(pickle.dumps(self))

    @staticmethod
    def load(path: Path) -> Ground:
        """Read what `keep` wrote, on this machine, a moment ago."""
        found = pickle.loads(path.read_bytes())  # noqa: S301 - written by this program
        if not isinstance(found, Ground):
            raise TypeError("this is no ground")
        return found


def make(folder: Path) -> Ground:
    """Run the small federation and collect what it wrote.

    Args:
        folder: Where the members' folders are made.
    """
    return asyncio.run(_make(folder))


async def _make(folder: Path) -> Ground:
    async with time_server(PLAN.start) as time, federation(PLAN, folder, time) as members:
        await Driver(PLAN, members, lambda _: None).run()
        ground = Ground(folder / "members", time.clock.now().isoformat())
        for code in PLAN.members:
            node = members[code].node
            held, at = node.directory.held, time.clock.now()
            found = node.db.read_sync(lambda conn: list(_of_member(conn, held, at)))  # noqa: B023
            for kind, raw in found:
                ground.seeds.setdefault(kind, []).append(raw)
        ground.seeds["directory"] = [(folder / "directory.bin").read_bytes()]
        ground.seeds["anchor"] = [(folder / "anchor.json").read_bytes()]
        ground.seeds["evidence"] = [raw async for raw in _evidence(members)]
        ground.letters = members[SENDER].node.db.read_sync(_sent)
    for kind, raw in _vectors():
        ground.seeds.setdefault(kind, []).append(raw)
    ground.seeds["content"] += _drawn()
    for kind, raw in _files():
        ground.seeds.setdefault(kind, []).append(raw)
    ground.seeds = {kind: _different(found) for kind, found in ground.seeds.items()}
    return ground


def _of_member(conn: Connection, held: Directory, at: datetime) -> Iterator[tuple[str, bytes]]:
    for row in conn.execute(select(journal.c.envelope, journal.c.receipt)):
        yield "envelope", row.envelope
        if row.receipt is not None:
            yield "envelope", row.receipt
    for (receipt,) in conn.execute(select(outbox.c.receipt).where(outbox.c.receipt.is_not(None))):
        yield "envelope", receipt
    for entry in conn.execute(select(log_entry)):
        yield "entry", entry.envelope
        parts = conn.execute(
            select(log_part).where(
                log_part.c.origin == entry.origin,
                log_part.c.idx == entry.idx,
                log_part.c.body.is_not(None),
            )
        )
        bodies = [PartBody(index=each.part, salt=each.salt, body=each.body) for each in parts]
        yield "entry package", package_to_bytes(entry.envelope, bodies)
        yield "proof", write_proof(conn, held, entry.origin, entry.idx, at)
    for (body,) in conn.execute(select(log_part.c.body).where(log_part.c.body.is_not(None))):
        yield "content", body
    for (note,) in conn.execute(select(checkpoint.c.note)):
        yield "note", note
    for (body,) in conn.execute(
        select(journal_part.c.body).where(journal_part.c.body.is_not(None))
    ):
        yield "content", body


def _sent(conn: Connection) -> list[Letter]:
    """Return the payloads and bodies of the letters to the recipient."""
    found = []
    rows = conn.execute(
        select(journal.c.position, journal.c.envelope).where(
            journal.c.direction == "out", journal.c.peer == RECIPIENT
        )
    )
    for position, envelope in rows:
        parts = conn.execute(
            select(journal_part.c.part, journal_part.c.salt, journal_part.c.body)
            .where(journal_part.c.position == position, journal_part.c.body.is_not(None))
            .order_by(journal_part.c.part)
        )
        bodies = [(int(part), bytes(salt), bytes(body)) for part, salt, body in parts]
        found.append((SignedBytes.from_bytes(envelope).payload, bodies))
    return found


async def _evidence(members: Federation) -> Any:
    for member in members.members.values():
        cases = member.node.db.read_sync(
            lambda conn: list(conn.execute(select(licence_case.c.case_id)).scalars())
        )
        for case_id in cases[:3]:
            yield await evidence_of(member.node.office, member.officer, case_id)


def _vectors() -> Iterator[tuple[str, bytes]]:
    """Yield what the test vectors hold: every type, each of its fields, and wrong ones."""
    for name in ("contents", "packages", "payloads", "annual", "journal"):
        path = ROOT / "tests" / "vectors" / "wire" / f"{name}.json"
        for each in json.loads(path.read_text("utf-8"))["tests"]:
            yield each["type"], bytes.fromhex(each["bytes"])
            yield "content", bytes.fromhex(each["bytes"])


def _drawn() -> list[bytes]:
    """Return contents of the types that have no vector, as the tests' strategies draw them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NonInteractiveExampleWarning)
        return [
            content_to_bytes(strategy.example())
            for strategy in (*correspondence_strategies.BY_MODEL.values(), transactions)
            for _ in range(3)
        ]


def _files() -> Iterator[tuple[str, bytes]]:
    """Yield the files that people bring: law, lists, imports, workbooks."""
    domain = ROOT / "gateway" / "domain"
    for path in sorted((domain / "rulebook").glob("*.toml")):
        yield "rulebook", path.read_bytes()
    for path in sorted((domain / "annual").glob("*.toml")):
        yield "template", path.read_bytes()
    for path in sorted((domain / "calendars").glob("*.toml")):
        yield "calendar", path.read_bytes()
    for path in sorted((ROOT / "examples").glob("*.csv")):
        yield "denials", path.read_bytes()
    yield "list", b"code,text,parent\n3A001,Electronic items,\n3A001.a,Integrated circuits,3A001\n"
    entry = {"entry_code": "3A001", "verbatim_text": "3A001 Items\na. Circuits"}
    yield "list", json.dumps({"corpus_version": "1", "entries": [entry]}).encode()


def _different(found: Sequence[bytes]) -> list[bytes]:
    """Drop what is there twice, and keep the order."""
    return list(dict.fromkeys(bytes(raw) for raw in found))
