"""Every error says what a person can do: a remedy of its own, or the field that is wrong."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.cli.options import read_bytes, read_json
from gateway.errors import FIELD_NAMED, InputError, Reason
from tests.support.raising import refuses

ROOT = Path(__file__).parents[2]
ROOMS = ("casework", "domain", "cli", "app", "api", "settings.py", "register", "matching")
OWN_REMEDY = frozenset({"StateError", "NotFoundError"})
"""Their class can only say: look again. What it is that helps is known where they are raised."""


def _raised() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Give the place of each error that is made, its class, and what it is told by name."""
    for room in ROOMS:
        place = ROOT / "gateway" / room
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                made = _class_made(node) if isinstance(node, ast.Call) else ""
                if isinstance(node, ast.Call) and made:
                    told = {each.arg or "**" for each in node.keywords}
                    for each in node.args[:1]:
                        if isinstance(each, ast.Constant) and FIELD_NAMED.match(str(each.value)):
                            told.add("field")
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", made, frozenset(told)


def _class_made(call: ast.Call) -> str:
    """Return the name of what a call makes; of `Reason.X.error(...)` that of the error."""
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Attribute):
        named = call.func.attr == "error" and ast.unparse(call.func.value.value) == "Reason"
        return type(Reason[call.func.value.attr].error("x")).__name__ if named else ""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def test_what_helps_is_said_where_it_is_known() -> None:
    """Found in use: officer m4."""
    raised = [each for each in _raised() if each[1] in OWN_REMEDY]
    assert len(raised) > 100
    assert [where for where, _, told in raised if not told & {"remedy", "**"}] == []


def test_an_input_error_names_the_field_or_the_remedy() -> None:
    raised = [each for each in _raised() if each[1] == "InputError"]
    assert len(raised) > 200
    assert [where for where, _, told in raised if not told & {"remedy", "field", "**"}] == []


@pytest.mark.parametrize(
    ("content", "message", "remedy"),
    [
        ("", "is empty", "comity form"),
        ("// only\n  // comments\n", "is empty", "`comity form`"),
        ('{"a": 1,}', "it is no JSON from here on", "a comma"),
        ("[1]", "holds no JSON object", "in braces"),
    ],
)
def test_a_file_that_is_no_use_says_why_and_what_to_do(
    tmp_path: Path, content: str, message: str, remedy: str
) -> None:
    (tmp_path / "f.json").write_text(content)
    with pytest.raises(InputError) as refused:
        read_json(tmp_path / "f.json")
    assert message in str(refused.value)
    assert remedy in refused.value.remedy
    assert refused.value.metadata["file"].endswith("f.json")


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    """Found in use: officer m4."""
    with pytest.raises(InputError, match="it is a folder") as refused:
        read_json(tmp_path)
    assert refused.value.remedy == "Name a file in it."
    with pytest.raises(InputError, match="there is no such file") as refused:
        read_json(tmp_path / "none.json")
    assert refused.value.remedy.startswith("Check its name; this folder is ")


def test_no_more_of_a_file_is_read_than_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"12345")
    assert read_bytes(tmp_path / "f", 3) == b"1234"
    with refuses(InputError, Reason.INPUT_INVALID):
        read_bytes(tmp_path / "none")
