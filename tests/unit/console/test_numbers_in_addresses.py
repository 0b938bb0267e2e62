"""A number of an address or a form is read in one place, which knows how long it may be."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from starlette.responses import Response, StreamingResponse

from gateway.console.access.headers import UNATTENDED, unless_known
from gateway.domain.page import MAX_NUMBER, number_in

CONSOLE = Path(__file__).parents[3] / "gateway" / "console"
READ_ELSEWHERE = {
    "acts/filled.py:number",  # `acts.reading` has counted its digits
    "pages/queues.py:_rooms",  # `_is_rule` has
}


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("7", 7),
        (str(MAX_NUMBER), MAX_NUMBER),
        (str(MAX_NUMBER + 1), None),
        ("9" * 5000, None),
        ("\u0667", None),
        ("-1", None),
        ("", None),
    ],
)
def test_a_number_that_is_none_of_ours_is_none(given: str, number: int | None) -> None:
    """5,000 digits in an address brought a status of 500 (attack2 m2)."""
    assert number_in(given) == number


def test_no_page_reads_a_number_itself() -> None:
    found = set()
    for path in sorted(CONSOLE.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for each in ast.walk(function):
                if not (isinstance(each, ast.Call) and isinstance(each.func, ast.Name)):
                    continue
                if each.func.id == "int" and ast.unparse(each.args[0]) != "wait":
                    found.add(f"{path.relative_to(CONSOLE)}:{function.name}")

    assert found == READ_ELSEWHERE


def test_a_file_that_comes_in_pieces_is_sent_whatever_the_page_says() -> None:
    """The header `Comity-Unattended` made each download a status of 500 (attack2 m1)."""
    asked = {UNATTENDED.lower(): "1"}
    file = StreamingResponse(iter([b"octets"]))

    assert unless_known(file, asked, once=()) is file
    assert "etag" not in file.headers
    assert "etag" in unless_known(Response(b"page"), asked, once=()).headers
