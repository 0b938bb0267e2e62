"""`comity report publish` and `report docx`: the public report from the file of an edition.

They need no node: whoever has the file of a frozen edition makes the same bytes from it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from gateway.cli.options import arg, opt, read_bytes
from gateway.cli.output import JsonFlag, say, waiting, write_file
from gateway.errors import InputError

if TYPE_CHECKING:
    from gateway.domain.annual.edition import Edition

EditionFile = Annotated[Path, arg("The file of a frozen edition (JSON).")]


def publish(
    edition: EditionFile,
    folder: Annotated[Path, opt("Folder of the site; new, or an old one.", "--out")],
    address: Annotated[str, opt("Where the site will stand, https://...; for data portals.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Write the site, the PDF, the documents and the data files of an edition."""
    from gateway.reports.publication import publish as publish_edition

    found = read_edition(edition)
    with waiting("publish", quiet=as_json) as bar:
        made = publish_edition(
            found,
            folder,
            address=_checked(address),
            progress=lambda what, done, of: bar.update(
                bar.task_ids[0], description=f"publish {what}", completed=done, total=of
            ),
        )
    size = sum(made.files.values())
    say(
        {"folder": str(folder), "edition_digest": made.digest, "files": made.files},
        f"{len(made.files)} files, {size / 2**20:.1f} MiB in {folder}",
        f"edition {found.number}, SHA-256 {made.digest}",
        f"open {folder / 'index.html'}",
        as_json=as_json,
    )


def docx(
    edition: EditionFile,
    to: Annotated[Path, opt("Where the document is written.", "--out")],
    into: Annotated[Path | None, opt("A document whose tables and charts are replaced.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Write numbered tables and charts as a document, or replace them in one."""
    from gateway.reports.publication.documents import document_of, renewed

    found = read_edition(edition)
    draft = read_bytes(into) if into is not None else None
    with waiting("docx charts and tables", quiet=as_json):
        made = None if draft is None else renewed(found, draft)
        write_file(to, document_of(found) if made is None else made.content)
    states = ("replaced", "unknown", "absent") if made else ()
    tags = {state: list(getattr(made, state)) for state in states}
    lines = [f"{tag}: {state}" for state, its in tags.items() for tag in its]
    say({"file": str(to), **tags}, f"written: {to}", *lines, as_json=as_json)


def read_edition(path: Path) -> Edition:
    """Read the file of an edition.

    Raises:
        InputError: It cannot be read, or is no edition; names the field.
    """
    from pydantic import ValidationError

    from gateway.domain.annual.edition import Edition
    from gateway.domain.plain_text import check_texts
    from gateway.field_faults import faults_of

    raw = read_bytes(path)
    try:
        found = Edition.model_validate_json(raw)
        check_texts(found.model_dump(mode="json"))
        return found
    except ValidationError as exc:
        first = faults_of(exc)[0]
        field = first.field or "the file"
        raise InputError(
            "{file} is no edition: {field}: {fault}",
            remedy="Give data/edition.json of a publication, or the file that a freeze has made.",
            file=path,
            field=field,
            fault=first.what,
        ) from exc


def _checked(address: str) -> str:
    if not address:
        return ""
    if not address.startswith(("https://", "http://")) or any(part in address for part in '<>" '):
        raise InputError(
            "address: {address} is no address of a site",
            remedy="Write it like https://example.eu/report/.",
            address=repr(address[:80]),
        )
    return address if address.endswith("/") else f"{address}/"
