"""`comity document`: contents of the documents that applications and letters name."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.options import NodeOption, TokenOption, arg, opt
from gateway.cli.output import JsonFlag, say, unwritable
from gateway.domain.transaction import DocumentKind, TranslationKind
from gateway.errors import InputError, TrustError

app = typer.Typer(
    help="Documents of a case, a consultation or a letter: list, add, put, fetch, get.",
    no_args_is_help=True,
)

OfCaseOption = Annotated[str | None, opt("Number of the case: DE-C-2026-00001.", "--case")]
OfTalkOption = Annotated[
    str | None, opt("The consultation whose letters name it.", "--consultation")
]
OfLetterOption = Annotated[str | None, opt("The letter that names it, or answers it.", "--letter")]


@app.command()
def add(
    file: Annotated[Path, arg("The file; its contents are put as well.")],
    title: Annotated[str, opt("What it is called.")],
    language: Annotated[str, opt("Of the file: de, fr, zh-Hans.")],
    case: OfCaseOption = None,
    consultation: OfTalkOption = None,
    letter: OfLetterOption = None,
    kind: Annotated[DocumentKind, opt("What it is.")] = DocumentKind.OTHER,
    media_type: Annotated[str, opt("Media type.", "--type")] = "application/pdf",
    replaces: Annotated[str | None, opt("Digest of the older one, which is kept.")] = None,
    reason: Annotated[str, opt("Why it replaces that one.")] = "",
    translates: Annotated[str | None, opt("Digest of the original.")] = None,
    translated: Annotated[TranslationKind, opt("Who translated it.")] = TranslationKind.PERSON,
    translator: Annotated[str, opt("His or its name.")] = "",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Name a further document, a newer version or a translation, and put its contents."""
    from gateway.cli.client import open_node

    client, place = open_node(node, token), _documents(case, consultation, letter)
    with _opened(file) as octets:
        sha256, size = _measured(octets)
        document: dict[str, Any] = {
            "kind": kind,
            "title": title,
            "language": language,
            "sha256": sha256,
            "size_bytes": size,
            "media_type": media_type,
        }
        if replaces is not None:
            document["replaces"] = {"of": replaces, "reason": reason}
        if translates is not None:
            its = {"of": translates, "kind": translated, "translator": translator}
            document["translates"] = its
        client.post(place, document)
        answer = client.put_contents(
            _documents(case, consultation, letter, sha256, "upload"), octets, size
        )
    say(answer, f"{title} is named, and its contents are here: {sha256}", as_json=as_json)


@app.command()
def put(
    file: Annotated[Path, arg("The file; what is put there names its digest.")],
    case: OfCaseOption = None,
    consultation: OfTalkOption = None,
    letter: OfLetterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Put the contents of a document; run again, it goes on where it was cut off."""
    from gateway.cli.client import open_node

    with _opened(file) as octets:
        sha256, size = _measured(octets)
        answer = open_node(node, token).put_contents(
            _documents(case, consultation, letter, sha256, "upload"), octets, size
        )
    say(answer, f"The contents of {sha256} are here: {size} octets.", as_json=as_json)


@app.command()
def get(
    sha256: Annotated[str, arg("Digest of the document, as `list` shows it.")],
    save: Annotated[Path, opt("File to write.", "--out")],
    case: OfCaseOption = None,
    consultation: OfTalkOption = None,
    letter: OfLetterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Save the contents of a document; the file is there once its digest was found right."""
    from gateway.cli.client import open_node

    address = _documents(case, consultation, letter, sha256, "contents")
    client, digest, size = open_node(node, token), hashlib.sha256(), 0
    try:
        save.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=save.parent, delete=False) as new:
            path = Path(new.name)
            try:
                for octets in client.stream(address):
                    digest.update(octets)
                    size += new.write(octets)
                if digest.hexdigest() != sha256:
                    raise TrustError(
                        "what came has the digest {hexdigest}, not {sha256}",
                        remedy="Ask again; if it stays so, tell the operator of the node.",
                        hexdigest=digest.hexdigest()[:12],
                        sha256=sha256[:12],
                    )
                path.replace(save)
            finally:
                path.unlink(missing_ok=True)
    except OSError as exc:
        raise unwritable(save, exc) from exc
    told = {"sha256": sha256, "file": str(save.absolute()), "octets": size}
    say(told, f"The document is {save.absolute()}", as_json=as_json)


@app.command()
def fetch(
    sha256: Annotated[str, arg("Digest of the document, as `list` shows it.")],
    consultation: OfTalkOption = None,
    letter: OfLetterOption = None,
    wait: Annotated[bool, opt("Stay until it is here or given up.", "--wait")] = False,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Have the contents of a document come from the authority that named it."""
    from gateway.cli.client import open_node
    from gateway.cli.contract.shown import tell

    client = open_node(node, token)
    found = client.post(_documents(None, consultation, letter, sha256, "fetch"))
    while wait and not found["held"] and found["fetch"]["state"] == "waiting":
        time.sleep(_LOOK_EVERY_S)
        found = client.get(_documents(None, consultation, letter, sha256))
    shown = {"held": found["held"], "received": found["received"], **found["fetch"]}
    tell(found if as_json else shown, as_json=as_json, client=client)


_LOOK_EVERY_S = 1.0


@contextmanager
def _opened(file: Path) -> Iterator[BufferedReader]:
    """Open a file that is to be put.

    Raises:
        InputError: It cannot be read.
    """
    try:
        with file.open("rb") as octets:
            yield octets
    except OSError as exc:
        raise InputError(
            "{file} cannot be read: {why}",
            remedy="Name a file.",
            field="file",
            file=file,
            why=exc.strerror,
        ) from exc


def _measured(octets: BufferedReader) -> tuple[str, int]:
    """Return the digest of a file and how many octets it has."""
    return hashlib.file_digest(octets, "sha256").hexdigest(), octets.seek(0, 2)


def _documents(case: str | None, consultation: str | None, letter: str | None, *more: str) -> str:
    """Return the address of the documents of a case, a consultation or a letter.

    Raises:
        InputError: None or several are named.
    """
    from gateway.cli.client import path_of

    every = (("cases", case), ("consultations", consultation), ("letters", letter))
    named = [(noun, name) for noun, name in every if name is not None]
    if len(named) != 1:
        raise InputError(
            "name the case, the consultation or the letter whose document it is",
            remedy="Give one of --case, --consultation and --letter.",
            field="case",
        )
    return path_of(*named[0], "documents", *more)
