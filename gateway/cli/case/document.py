"""`comity document`: contents of the documents that an application names."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.options import AfterOption, LimitOption, NodeOption, TokenOption
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table
from gateway.cli.view import word
from gateway.domain.transaction import DocumentKind
from gateway.errors import InputError, TrustError

app = typer.Typer(help="Documents of a case: list, put, get.", no_args_is_help=True)

CaseOption = Annotated[str, typer.Option("--case", help="Number of the case: DE-C-2026-00001.")]


@app.command("list")
def list_documents(
    case: CaseOption,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List the documents of a case, and whose contents are here."""
    from gateway.cli.client import open_node, path_of

    found = open_node(node, token).get(
        path_of("cases", case, "documents"), limit=limit, after=after
    )
    if as_json:
        print_json(found)
        return
    print_table(
        "Documents",
        ("SHA-256", "Title", "Kind", "Octets", "Contents"),
        (
            (
                each["document"]["sha256"],
                each["document"]["title"],
                word(DocumentKind, each["document"]["kind"]),
                each["document"]["size_bytes"],
                _contents(each),
            )
            for each in found["items"]
        ),
    )
    print_next(found)


@app.command()
def put(
    file: Annotated[Path, typer.Argument(help="The file; the application names its digest.")],
    case: CaseOption,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Put the contents of a document; run again, it goes on where it was cut off."""
    from gateway.cli.client import open_node, path_of

    try:
        with file.open("rb") as octets:
            sha256 = hashlib.file_digest(octets, "sha256").hexdigest()
            size = octets.seek(0, 2)
            answer = open_node(node, token).put_contents(
                path_of("cases", case, "documents", sha256, "upload"), octets, size
            )
    except OSError as exc:
        raise InputError(
            f"{file} cannot be read: {exc.strerror}", remedy="Name a file.", field="file"
        ) from exc
    if as_json:
        print_json(answer)
    else:
        out.print(
            f"The contents of {sha256} are here: {size} octets.", soft_wrap=True, markup=False
        )


@app.command()
def get(
    sha256: Annotated[str, typer.Argument(help="Digest of the document, as `list` shows it.")],
    case: CaseOption,
    save: Annotated[Path, typer.Option("--out", help="File to write.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Save the contents of a document; the file is there once its digest was found right."""
    from gateway.cli.client import open_node, path_of

    client, digest, size = open_node(node, token), hashlib.sha256(), 0
    try:
        save.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=save.parent, delete=False) as new:
            path = Path(new.name)
            try:
                for octets in client.stream(
                    path_of("cases", case, "documents", sha256, "contents")
                ):
                    digest.update(octets)
                    size += new.write(octets)
                if digest.hexdigest() != sha256:
                    raise TrustError(
                        f"what came has the digest {digest.hexdigest()[:12]}, not {sha256[:12]}",
                        remedy="Ask again; if it stays so, tell the operator of the node.",
                    )
                path.replace(save)
            finally:
                path.unlink(missing_ok=True)
    except OSError as exc:
        raise InputError(
            f"{save} cannot be written: {exc.strerror}",
            remedy="Name another file with --out.",
            field="out",
        ) from exc
    if as_json:
        print_json({"sha256": sha256, "file": str(save.absolute()), "octets": size})
    else:
        out.print(f"The document is {save.absolute()}", soft_wrap=True, markup=False)


def _contents(document: dict[str, Any]) -> str:
    if document["held"]:
        return "here"
    if document.get("waits"):
        return "wait for the scanner"
    received = document["received"]
    return f"{received} octets have come" if received else "not here, only the digest"
