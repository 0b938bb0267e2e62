"""Contents beside a backup: copied with flat memory, and named by digests alone."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from gateway.backup.contents import content_line, copy_contents, take_contents
from gateway.documents.content_store import FolderStore
from gateway.errors import InputError, Reason
from tests.support.measured import memory_below
from tests.support.raising import refuses

DIGEST = hashlib.sha256(b"contents").hexdigest()
LARGE = 24 * 2**20


def kept(root: Path, octets: int) -> FolderStore:
    store = FolderStore(root)
    new = store.begin(DIGEST)
    with new.open("wb") as file:
        file.truncate(octets)
    store.keep(new, DIGEST)
    return store


def test_large_contents_pass_through_in_blocks(tmp_path: Path) -> None:
    store = kept(tmp_path / "node", LARGE)
    with memory_below(6 * 2**20):
        lines = list(copy_contents(store, tmp_path / "backup", [DIGEST]))
        other = FolderStore(tmp_path / "restored")
        assert take_contents(lines, tmp_path / "backup", other) == ()
    with other.open(DIGEST).file as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == lines[0].sealed  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "values",
    [
        [],
        [DIGEST, DIGEST],
        [DIGEST, DIGEST, "1"],
        ["../../etc/passwd", DIGEST, 1],
        [DIGEST, "../../etc/passwd", 1],
        [DIGEST.upper(), DIGEST, 1],
    ],
)
def test_a_line_that_names_no_contents_is_refused(values: list[object]) -> None:
    with refuses(InputError, Reason.BACKUP_INVALID):
        content_line(values)
