"""Options that every command of a node has, spelled once."""

from __future__ import annotations

import hashlib
import json
import mimetypes
import re
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.domain.denial import FreeText
from gateway.domain.page import MAX_LIMIT
from gateway.errors import InputError, Reason


def opt(said: str, *names: str, **more: Any) -> Any:
    """Return an option of a command.

    Args:
        said: Its help.
        names: How it is written, e.g. ``--dry-run``; none: as its parameter.
        more: What else typer takes.
    """
    return typer.Option(*names, help=said, **more)


def arg(said: str, **more: Any) -> Any:
    """Return what a command takes by place: its help, and what else typer takes."""
    return typer.Argument(help=said, **more)


NodeOption = Annotated[
    str | None,
    typer.Option(
        "--node", "-n", help="Folder of the node, or its address; else COMITY_NODE, else here."
    ),
]
TokenOption = Annotated[
    str | None,
    typer.Option(
        "--token", help="Token, or @FILE with it; else COMITY_TOKEN, else the folder's `token`."
    ),
]
LimitOption = Annotated[
    int | None, typer.Option("--limit", help=f"Most lines of the list, at most {MAX_LIMIT}.")
]
AfterOption = Annotated[
    str | None, typer.Option("--after", help="Where the part of the list before this one ended.")
]
_COMMENT = re.compile(r"^[ \t]*//.*$", re.MULTILINE)

LanguageOption = Annotated[str, typer.Option(help="Language of the texts, e.g. de or fr.")]


TEXT_LIMIT: int = next(
    each.max_length
    for each in FreeText.model_fields["text"].metadata
    if hasattr(each, "max_length")
)
"""Most characters of a text, as the domain has it."""


def in_words(said: str, *, each: bool = True) -> str:
    """Return the help of an option that takes a text: what it is, and how long it may be."""
    return f"{said} At most {TEXT_LIMIT:,} characters{' each' if each else ''}."


def free_texts(texts: list[str] | None, language: str) -> list[dict[str, str]]:
    """Return texts as the interface wants them, each with its language."""
    return [{"language": language, "text": text} for text in texts or ()]


def document_of(path: Path, language: str, kind: str = "other") -> dict[str, object]:
    """Return a file as the interface wants a document: its title, its digest, its size.

    Raises:
        InputError: It cannot be read.
    """
    raw = read_bytes(path)
    return {
        "kind": kind,
        "title": path.name,
        "language": language,
        "sha256": hashlib.sha256(raw).hexdigest(),
        "size_bytes": len(raw),
        "media_type": mimetypes.guess_type(path.name)[0] or "application/octet-stream",
    }


def instant(text: str, field: str) -> datetime:
    """Return the instant that a person writes: with its offset, or in this machine's time.

    Args:
        text: E.g. ``2026-03-02T09:30`` or ``2026-03-02T09:30:00+01:00``.
        field: Option that it was given for.

    Raises:
        InputError: DATE_IMPOSSIBLE; it is none.
    """
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError) as exc:
        raise Reason.DATE_IMPOSSIBLE.error(
            "{field}: {text} is not a day and time",
            remedy="Write it like 2026-12-18T10:00 or 2026-12-18T10:00:00+01:00.",
            field=field,
            text=repr(text[:40]),
        ) from exc


def day_of(text: str, field: str) -> date:
    """Return the day that a person writes.

    Args:
        text: E.g. ``2026-12-31``.
        field: Option that it was given for.

    Raises:
        InputError: DATE_IMPOSSIBLE; it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise Reason.DATE_IMPOSSIBLE.error(
            "{field}: {text} is not a date",
            remedy="Write it as YYYY-MM-DD, e.g. 2026-12-31.",
            field=field,
            text=repr(text[:40]),
        ) from exc


def read_bytes(path: Path, limit: int | None = None) -> bytes:
    """Return the octets of a file that a command names.

    Args:
        path: The file.
        limit: Most octets that are wanted; of a larger file one more than that is returned.

    Raises:
        InputError: It cannot be read; says why, and what a person can do.
    """
    try:
        with path.open("rb") as file:
            return file.read(-1 if limit is None else limit + 1)
    except OSError as exc:
        raise _unreadable(path, exc) from exc


def text_of(path: Path) -> str:
    """Return a file's text.

    Raises:
        InputError: It cannot be read, or is not UTF-8.
    """
    try:
        return read_bytes(path).decode()
    except UnicodeDecodeError as exc:
        raise Reason.ENCODING_INVALID.error(
            "{file} is not UTF-8",
            remedy="Save the file as UTF-8. Of a certificate in DER: openssl x509 -inform der "
            "-in FILE",
            file=path,
        ) from exc


def _unreadable(path: Path, error: OSError) -> InputError:
    if isinstance(error, FileNotFoundError):
        fault, remedy = "there is no such file", "Check its name; this folder is {folder}."
    elif isinstance(error, IsADirectoryError):
        fault, remedy = "it is a folder", "Name a file in it."
    elif isinstance(error, PermissionError):
        fault, remedy = "this account may not read it", "Have its owner allow it, or copy it."
    else:
        fault, remedy = "it cannot be read ({why})", "Copy it to this machine."
    return InputError(
        "{file}: ", fault, remedy=remedy, file=path, folder=Path.cwd(), why=error.strerror
    )


def read_json(path: Path) -> dict[str, Any]:
    """Read the JSON object of a file; ``-`` is the standard input.

    Lines that begin with ``//`` are comments, as forms have them (`comity form`). No text of
    JSON goes over a line, so none of them lies in one.

    Raises:
        InputError: There is no such file, or it is no JSON (names file, line and column), or
            JSON that is no object.
    """
    try:
        raw = sys.stdin.buffer.read() if str(path) == "-" else read_bytes(path)
        text = raw.decode("utf-8-sig")
        text = _COMMENT.sub("", text)
        if not text.strip():
            raise Reason.INPUT_EMPTY.error(
                "{file} is empty",
                remedy="Fill it in; `comity form` writes a form of each kind.",
                file=path,
            )
        found = json.loads(text)
    except UnicodeDecodeError as exc:
        raise Reason.ENCODING_INVALID.error(
            "{file} is not UTF-8 (octet {start})",
            remedy="Save the file as UTF-8.",
            file=path,
            start=exc.start,
        ) from exc
    except json.JSONDecodeError as exc:
        raise InputError(
            "{file}, line {line}, column {column}: it is no JSON from here on",
            remedy="Look there and just before: is a comma, a quote or a bracket missing, or is "
            "there a comma too many?",
            file=path,
            line=exc.lineno,
            column=exc.colno,
        ) from exc
    if not isinstance(found, dict):
        raise InputError(
            "{file} holds no JSON object: it begins with {text}",
            remedy="Write one object, in braces, with the fields that the command asks for.",
            file=path,
            text=repr(text.lstrip()[:1]),
        )
    return found
