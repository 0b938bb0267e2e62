"""Files that a command reads: what is wrong with one is named with its place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.cli.options import free_texts, instant, read_json
from gateway.cli.output import write_file, write_private_file
from gateway.errors import InputError, Reason


def test_json_is_read_with_and_without_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"\xef\xbb\xbf" + b'{"a": 1}')
    assert read_json(path) == {"a": 1}


@pytest.mark.parametrize(
    ("content", "reason", "says"),
    [
        (b"", Reason.INPUT_EMPTY, "empty"),
        (b" \n", Reason.INPUT_EMPTY, "empty"),
        (b"\xff\xfe{", Reason.ENCODING_INVALID, "UTF-8"),
        (b'{"a":\n 1,}', Reason.INPUT_INVALID, "line 2"),
    ],
)
def test_a_file_that_is_no_json_is_refused(
    tmp_path: Path, content: bytes, reason: Reason, says: str
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=says) as caught:
        read_json(path)
    assert caught.value.reason is reason


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read_json(tmp_path / "absent.json")


def test_texts_get_their_language() -> None:
    assert free_texts(["a"], "de") == [{"language": "de", "text": "a"}]
    assert free_texts(None, "de") == []


def test_a_private_file_is_private_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "token"
    write_private_file(path, b"secret")
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(InputError, match="cannot be written"):
        write_private_file(path, b"other")
    assert path.read_bytes() == b"secret"


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        write_file(tmp_path / "file" / "page.html", b"x")


@pytest.mark.parametrize("content", ["[]", '[{"a": 1}]', '"x"', "1", "null"])
def test_json_that_is_no_object_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "list.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="holds no JSON object") as caught:
        read_json(path)
    assert caught.value.metadata["file"] == str(path)


def test_an_instant_without_an_offset_is_this_machines() -> None:
    assert instant("2026-03-02T09:30", "at") == datetime(2026, 3, 2, 9, 30).astimezone()
    assert instant("2026-03-02T09:30+05:00", "at").astimezone(UTC).hour == 4
    with pytest.raises(InputError, match="is not a day and time") as refused:
        instant("31.2.2026", "at")
    assert refused.value.reason is Reason.DATE_IMPOSSIBLE
