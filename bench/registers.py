"""What the benches of the register share: a federation on disk, and many signed entries."""

from __future__ import annotations

import argparse
import json
import resource
from pathlib import Path
from typing import Any

from gateway.register.log.log_store import CheckedEntry
from gateway.register.own_log import append_many, sign_entry
from gateway.store.database import Database
from tests.support.register_nodes import RegisterNode, denial, draft_of

BATCH = 1024


def arguments(description: str, *, entries: int) -> argparse.Namespace:
    """Read ``--entries``, ``--json`` and what a bench starts itself with."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--entries", type=int, default=entries)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def report(result: dict[str, Any], *, as_json: bool) -> None:
    """Print a result for a program or for a person."""
    if as_json:
        print(json.dumps(result))
        return
    for name, value in result.items():
        print(f"{name:24} {value:,}" if isinstance(value, (int, float)) else f"{name:24} {value}")


def peak_mib() -> float:
    """Return the most memory that this process has held resident so far, in MiB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def cpu_s() -> float:
    """Return the processor time of this process and of its children that have ended."""
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def signed_entries(node: RegisterNode, count: int, first: int = 1) -> list[CheckedEntry]:
    """Sign denials of about 1 KiB each, with two parts."""
    at = node.clock.now()
    return [
        sign_entry(node.me, draft_of(denial(node.code, first + number)), at)
        for number in range(count)
    ]


def fill(node: RegisterNode, count: int) -> None:
    """Append denials to a node's own log."""
    for start in range(0, count, BATCH):
        drafts = [
            draft_of(denial(node.code, number + 1))
            for number in range(start, min(start + BATCH, count))
        ]
        node.db.write_sync(
            lambda conn, drafts=drafts: append_many(  # type: ignore[misc]
                conn, node.me, drafts, at=node.clock.now()
            )
        )


def database(folder: Path, name: str) -> Database:
    """Open a new SQLite database as a node has it: WAL, synchronous=FULL."""
    return Database.open(f"sqlite:///{folder / name}.db", create=True)
