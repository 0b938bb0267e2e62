"""Options that every command of a node has, spelled once."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.domain.page import MAX_LIMIT
from gateway.errors import InputError, Reason

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
LanguageOption = Annotated[str, typer.Option(help="Language of the texts, e.g. de or fr.")]


def free_texts(texts: list[str] | None, language: str) -> list[dict[str, str]]:
    """Return texts as the interface wants them, each with its language."""
    return [{"language": language, "text": text} for text in texts or ()]


def read_json(path: Path) -> dict[str, Any]:
    """Read the JSON object of a file; ``-`` is the standard input.

    Raises:
        InputError: There is no such file, or it is no JSON (names file, line and column), or
            JSON that is no object.
    """
    try:
        raw = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        text = raw.decode("utf-8-sig")
        if not text.strip():
            raise InputError(f"{path} is empty", reason=Reason.INPUT_EMPTY, file=str(path))
        found = json.loads(text)
    except OSError as exc:
        raise InputError(f"{path} cannot be read: {exc.strerror}", file=str(path)) from exc
    except UnicodeDecodeError as exc:
        raise InputError(
            f"{path} is not UTF-8 (octet {exc.start})",
            reason=Reason.ENCODING_INVALID,
            remedy="Save the file as UTF-8.",
            file=str(path),
        ) from exc
    except json.JSONDecodeError as exc:
        raise InputError(
            f"{path}, line {exc.lineno}, column {exc.colno}: {exc.msg}",
            remedy="Correct the JSON at the named place.",
            file=str(path),
        ) from exc
    if not isinstance(found, dict):
        raise InputError(
            f"{path} holds no JSON object: it begins with {text.lstrip()[:1]!r}",
            remedy="Write one object, in braces, with the fields that the command asks for.",
            file=str(path),
        )
    return found
