"""Files that a command reads: what is wrong with one is named with its place."""

from __future__ import annotations

import ast
import inspect
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.cli.contract.index import operation
from gateway.cli.options import free_texts, instant, read_json
from gateway.cli.output import write_file, write_private_file
from gateway.domain.denial import FreeText
from gateway.errors import InputError, Reason
from tests.support.commands import commands_of_all
from tests.support.raising import refuses


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
    with refuses(InputError, reason, match=says):
        read_json(path)


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
    with refuses(InputError, Reason.DATE_IMPOSSIBLE, match="is not a day and time"):
        instant("31.2.2026", "at")


def texts_of(name: str, command: Any) -> set[str]:
    """The parameters of which a command makes texts in a language (`FreeText`)."""
    callback = inspect.unwrap(command.callback or (lambda: None))
    if callback.__module__ == "gateway.cli.contract.nouns":
        noun, _, verb = name.rpartition(" ")
        taken = operation(noun, verb).parameters
        languages = {e.to for e in taken if e.name == "language"}
        return {e.name for e in taken if e.type == "words" or (languages and e.to == "body:text")}
    found: set[str] = set()
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(callback)))):
        said: list[ast.expr] = []
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "free_texts":
            said = node.args[:1]
        if isinstance(node, ast.Dict):
            keys = [key.value if isinstance(key, ast.Constant) else None for key in node.keys]
            if "language" in keys and "text" in keys:
                said = [node.values[keys.index("text")]]
        found |= {x.id for each in said for x in ast.walk(each) if isinstance(x, ast.Name)}
    return found & {each.name for each in command.params}


def test_each_option_of_text_says_how_long_it_may_be() -> None:
    limit = FreeText.model_json_schema()["properties"]["text"]["maxLength"]
    walked = 0
    for name, command in commands_of_all():
        texts = texts_of(name, command)
        for each in command.params:
            if each.name in texts:
                walked += 1
                said = getattr(each, "help", "") or ""
                assert f"At most {limit:,} characters" in said, (name, each.name)
    assert walked > 60
