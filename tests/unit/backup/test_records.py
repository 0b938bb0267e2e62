import io
import zlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gateway.backup import records
from gateway.backup.operator_key import make_backup_key, read_opener, read_recipient
from gateway.backup.records import RecordWriter, read_records
from gateway.backup.sealed_file import SealedWriter
from gateway.errors import ComityError, Reason
from tests.support.raising import refuses

ROWS: list[list[Any]] = [
    ["begin", {"format": 1}],
    ["row", 2**62, None, True, "Ελλάς", b"\x00\xff", date(2026, 3, 2), 0.5],
    ["row", b""],
]


def test_every_kind_of_value_comes_back(tmp_path: Path) -> None:
    recipient = read_recipient(make_backup_key(tmp_path / "key"))
    path = tmp_path / "file"
    with path.open("wb") as file:
        out = RecordWriter(file, recipient)
        for row in ROWS:
            out.write(row)
        digest = out.digest
        out.write(["end"])
        out.finish()
    with path.open("rb") as file:
        found = list(read_records(file, read_opener(tmp_path / "key")))
    assert [record for record, _ in found] == [*ROWS, ["end"]]
    assert found[-1][1] == digest


@pytest.mark.parametrize(
    "packed",
    [
        b"no zlib",
        zlib.compress(b"[1]\n[2]"),
        zlib.compress(b"{}\n"),
        zlib.compress(b"[1\n"),
        zlib.compress(b'["row", {"b": "%"}]\n'),
        zlib.compress(b"[1]\n")[:-2],
        zlib.compress(bytes(5_000_000)),
    ],
)
def test_what_is_no_backup_inside_is_refused_in_bounds(
    packed: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MAX_LINE", 100_000)
    with (tmp_path / "file").open("w+b") as file:
        sealed = SealedWriter(file, read_recipient(make_backup_key(tmp_path / "key")))
        sealed.write(packed)
        sealed.finish()
    raw = io.BytesIO((tmp_path / "file").read_bytes())
    with refuses(ComityError, Reason.BACKUP_INVALID):
        list(read_records(raw, read_opener(tmp_path / "key")))
