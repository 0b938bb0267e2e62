import io
from pathlib import Path

import pytest

from gateway.backup.operator_key import (
    BackupOpener,
    BackupRecipient,
    make_backup_key,
    read_opener,
    read_recipient,
)
from gateway.backup.sealed_file import CHUNK, SealedWriter, read_sealed
from gateway.errors import ComityError, Reason
from tests.support.raising import refuses

Pair = tuple[BackupRecipient, BackupOpener]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    path = tmp_path_factory.mktemp("keys") / "operator.key"
    return read_recipient(make_backup_key(path)), read_opener(path)


def sealed(content: bytes, recipient: BackupRecipient, piece: int = 50_000) -> bytes:
    file = NamedBytes()
    out = SealedWriter(file, recipient)
    for start in range(0, len(content), piece):
        out.write(content[start : start + piece])
    out.finish()
    return file.getvalue()


class NamedBytes(io.BytesIO):
    """Octets in memory that can be told to be on the disk."""

    def fileno(self) -> int:
        return 1


@pytest.fixture(autouse=True)
def no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.backup.sealed_file.os.fsync", lambda _: None)


def opened(raw: bytes, opener: BackupOpener) -> bytes:
    return b"".join(read_sealed(io.BytesIO(raw), opener))


@pytest.mark.parametrize("octets", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])
def test_what_was_sealed_is_opened(pair: Pair, octets: int) -> None:
    content = bytes(index % 251 for index in range(octets))
    raw = sealed(content, pair[0])
    assert opened(raw, pair[1]) == content
    assert octets < 64 or content[:64] not in raw


def test_no_octet_can_be_altered(pair: Pair) -> None:
    raw = sealed(b"secret" * 30_000, pair[0])
    for place in (*range(0, 1400, 37), len(raw) // 2, len(raw) - 1):
        altered = bytearray(raw)
        altered[place] ^= 1
        with pytest.raises(ComityError) as refused:
            opened(bytes(altered), pair[1])
        assert refused.value.reason is Reason.BACKUP_INVALID, place


def test_nothing_can_be_cut_off_or_put_behind(pair: Pair) -> None:
    raw = sealed(bytes(3 * CHUNK), pair[0])
    whole = CHUNK + 16
    for end in (10, 40, 900, len(raw) - 1, len(raw) - whole, len(raw) - 2 * whole):
        with pytest.raises(ComityError) as refused:
            opened(raw[:end], pair[1])
        assert refused.value.reason is Reason.BACKUP_INVALID, end
    with pytest.raises(ComityError, match="the backup cannot be used"):
        opened(raw + raw[-whole:], pair[1])
    with pytest.raises(ComityError, match="the backup cannot be used"):  # two chunks exchanged
        opened(raw[: -2 * whole] + raw[-whole:] + raw[-2 * whole : -whole], pair[1])


def test_another_key_opens_nothing_and_is_named(pair: Pair, tmp_path: Path) -> None:
    make_backup_key(tmp_path / "other.key")
    other = read_opener(tmp_path / "other.key")
    with refuses(ComityError, Reason.BACKUP_INVALID) as refused:
        opened(sealed(b"x", pair[0]), other)
    assert pair[1].key_id in str(refused.value)


def test_a_key_is_never_written_over_and_its_private_half_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "operator.key"
    make_backup_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(ComityError) as refused:
        make_backup_key(path)
    assert refused.value.metadata["field"] == "out"
    with pytest.raises(ComityError) as refused:
        read_recipient(path)
    assert refused.value.metadata["field"] == "to"
    path.chmod(0o644)
    with refuses(ComityError, Reason.KEY_INVALID):
        read_opener(path)
