"""What `comity rulebook show` says of doubts, and the file as it would be without one of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from gateway.cli.options import read_bytes
from gateway.cli.output import print_json, print_table
from gateway.cli.rulebook_view import FolderLaw
from gateway.domain.lawfile import shipped
from gateway.domain.rulebook import LawBook
from gateway.domain.rulebook.doubts import doubts_of, otherwise
from gateway.errors import InputError


def show_doubts(book: LawBook, *, as_json: bool) -> None:
    """List what lawyers have not decided: what the file has, and what would change."""
    found = doubts_of(book)
    if as_json:
        print_json(
            [{**each.doubt.model_dump(mode="json"), "set_to": each.set_to} for each in found]
        )
        return
    print_table(
        f"{book.version}: not decided",
        ("", "Question", "Article", "Set to", "Otherwise", "How sure", "What would change"),
        (
            (
                each.doubt.code,
                each.doubt.question,
                each.doubt.article,
                each.set_to,
                _said(each.doubt.otherwise),
                each.doubt.sure,
                each.doubt.would_change,
            )
            for each in found
        ),
        empty="nothing is open",
    )


def decided_otherwise(held: FolderLaw, which: str, code: str) -> str:
    """Return a law file with a doubt decided the other way, from tomorrow on: to rehearse with.

    Args:
        held: What is held; its clock says what tomorrow is.
        which: Version that comes with Comity, or the path of a file; empty: the one in force.
        code: Of the doubt.

    Raises:
        InputError: There is no such doubt, or the file of that version is not at hand.
    """
    book = held.book(which)
    if which.endswith(".toml"):
        raw = read_bytes(Path(which))
    else:
        files = (each.read_bytes() for each in shipped("gateway.domain.rulebook", ""))
        found = next((each for each in files if book.version.encode() in each[:4000]), None)
        if found is None:
            raise InputError(
                f"version: the file of {book.version} does not come with Comity",
                remedy="Give the path of the file in place of the version.",
                field="version",
            )
        raw = found
    begins = (held.now + timedelta(days=1)).date()
    number = 900 + int(code[1:]) if code[1:].isdigit() else 900
    version = f"{book.law}/{begins.year}-{number}"
    return otherwise(raw, book, code, version=version, begins=begins)


def _said(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(value)
