"""One log with its cosigners, from which the tests of proof files prove."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.register.log.checkpoints import newest_checkpoint
from gateway.register.log.proof_writing import write_proof
from gateway.register.log.signing import cosign_log
from gateway.trust.federation import Directory
from tests.support.confirming import accept_cosignature
from tests.support.empty_database import open_empty
from tests.support.register_nodes import RegisterNode, denial, draft_of, make_nodes

CODES = ("DE", "EU", "FR", "NL")


@contextmanager
def a_log(
    folder: Path, *, change: Callable[[Directory], Directory] = lambda directory: directory
) -> Iterator[dict[str, RegisterNode]]:
    """FR's log of eight entries: NL has cosigned five of them, DE all, EU none."""
    databases = {code: open_empty(folder / f"{code}.db") for code in CODES}
    nodes = make_nodes(folder / "federation", databases, change=change)
    fr = nodes["FR"]
    for first, last, cosigner in ((0, 5, "NL"), (5, 8, "DE")):
        fr.append_many([draft_of(denial("FR", number + 1)) for number in range(first, last)])
        cosigned(nodes, cosigner)
    try:
        yield nodes
    finally:
        for database in databases.values():
            database.close()


def cosigned(nodes: dict[str, RegisterNode], cosigner: str) -> None:
    """Let a member cosign the newest checkpoint of FR's log, and FR take it."""
    fr, member = nodes["FR"], nodes[cosigner]
    at = fr.clock.now()
    held = fr.db.read_sync(lambda conn: newest_checkpoint(conn, "FR"))
    assert held is not None
    made = member.db.write_sync(lambda conn: cosign_log(conn, member.me, held, at))
    fr.db.write_sync(
        lambda conn: accept_cosignature(
            conn,
            origin="FR",
            size=held.size,
            root=held.root,
            line=made.line,
            cosigner=cosigner,
            directory=directory_of(nodes),
            at=at,
        )
    )


def directory_of(nodes: dict[str, RegisterNode]) -> Directory:
    """The directory as it was signed."""
    return nodes["FR"].held["now"]


def proof_of(nodes: dict[str, RegisterNode], index: int, *, contents: bool = True) -> bytes:
    """The proof file of one entry, by FR's own node."""
    fr = nodes["FR"]
    return fr.db.read_sync(
        lambda conn: write_proof(
            conn, directory_of(nodes), "FR", index, fr.clock.now(), contents=contents
        )
    )
