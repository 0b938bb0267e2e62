"""The operator's guide, command by command, from the first start to the withdrawal."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.trust.directory import load_directory
from gateway.trust.federation import Anchor
from tools.guide import ROOT, blocks_of, run

GUIDE = (ROOT / "docs/guides/operator.md").read_text("utf-8")
PARTS = ("Install", "Join", "Watch", "Back up", "Restore", "Upgrade", "Rotate", "Leave")
WITHIN_S = 20 * 60.0  # a sandbox of two, three starts, forty commands; others use the machine too


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short name: the path of a Unix socket has at most 107 octets."""
    with tempfile.TemporaryDirectory(prefix="guide-") as made:
        yield Path(made)


def test_every_part_of_an_operators_life_has_commands() -> None:
    assert tuple(dict.fromkeys(each.heading for each in blocks_of(GUIDE))) == PARTS


@pytest.mark.long
@pytest.mark.limit(WITHIN_S)
def test_an_operator_goes_from_the_first_start_to_the_withdrawal(folder: Path) -> None:
    blocks = blocks_of(GUIDE)
    done = run(blocks, folder)
    assert (done.code, len(done.seconds)) == (0, len(blocks)), done.said
    assert re.search(r"\bcomity_directory_days [0-9]", done.said)
    anchor = Anchor.from_json((folder / "sandbox/federation/anchor.json").read_text("utf-8"))
    raw = (folder / "left.bin").read_bytes()
    newest = load_directory(raw, at=datetime.now(UTC), anchor=anchor)
    gone = newest.member("DE")
    assert newest.version == 3
    assert gone.withdrawn(datetime.now(UTC))
    assert len(gone.final_log_root) == 32
    assert len(gone.keys) == 1 + len(newest.member("FR").keys)  # the one that was rotated in
