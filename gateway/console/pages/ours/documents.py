"""Documents of a case: one is put by a form, with its contents; contents are given as files.

A file comes with its form, so nothing is kept as a draft: what the form says comes back with what
is wrong, the file is chosen anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import quote

from pydantic import ValidationError
from starlette.responses import Response, StreamingResponse

from gateway.casework.cases.records import CaseShown
from gateway.casework.documents.held import DocumentNoun, OpenContents, open_contents
from gateway.casework.documents.naming import add_with_contents
from gateway.casework.imports.sheet import MAX_BYTES
from gateway.casework.permissions import Permission
from gateway.console.acts.filled import lines_of
from gateway.console.forms import PageForm, SentFile
from gateway.console.languages import marked
from gateway.console.pages.ours.noun import CASE, facts_of_case, heading_of_case, read_case
from gateway.console.visit import PageRoute, Visit
from gateway.domain.case import CaseState
from gateway.domain.transaction import Document, DocumentKind, originals_first
from gateway.errors import ComityError, InputError, StateError
from gateway.field_faults import faults_of

PATH: Final = f"{CASE.page}/documents"
UPLOAD: Final = MAX_BYTES
"""Most octets of a file that comes with a form of the console; what is larger comes by REST."""

DONE: Final = {
    "document": marked("the document is in the case, and its contents are here."),
    "document-waits": marked("the document is in the case; its contents wait for the scanner."),
}
"""What the case's page says afterwards."""

_TYPES: Final = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".rtf": "application/rtf",
    ".eml": "message/rfc822",
    ".zip": "application/zip",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}
"""Media types by how a file's name ends (IANA); of another file nothing is said of its type."""


# --- putting one --------------------------------------------------------------------------------


async def show(visit: Visit) -> Response:
    """Show the form by which a document is put into a case."""
    shown = await _open_case(visit)
    start = {"language": visit.language.code, "kind": DocumentKind.OTHER.value}
    return _page(visit, shown, PageForm(start))


async def put(visit: Visit) -> Response:
    """Put a document into a case, with its contents."""
    shown, form = await _open_case(visit), visit.form
    if form.file is None:
        wrong = form.wrong(file=visit.says("Choose the file"))
        return _page(visit, shown, wrong, status=InputError.reason.http)
    try:
        document = _document(form, form.file)
        case_id = shown.case.case_id
        found = await add_with_contents(
            visit.office, visit.who, case_id, document, form.file.octets
        )
    except ValidationError as exc:
        return _page(visit, shown, form.wrong(**_faults(visit, exc)), status=422)
    except (InputError, StateError) as exc:
        return _page(visit, shown, _refused(visit, form, exc), status=exc.reason.http)
    done = "document-waits" if found.waits else "document"
    return visit.go(f"{CASE.address(case_id)}?done={done}#application")


async def _open_case(visit: Visit) -> CaseShown:
    """Return the case, if documents can still come to it and the officer may put them."""
    visit.who.require(Permission.FILE)
    shown = await read_case(visit, visit.asked("case_id"))
    if not takes_documents(shown):
        raise StateError("the application was withdrawn", remedy="File a new application.")
    return shown


def takes_documents(shown: CaseShown) -> bool:
    """Say whether a document may come to a case: to one that is decided as well, on record."""
    return shown.case.state is not CaseState.WITHDRAWN


def _document(form: PageForm, file: SentFile) -> Document:
    """Return the document that a form says.

    Raises:
        ValidationError: It says none; names the field.
    """
    ending = PurePosixPath(file.name).suffix.lower()
    said: dict[str, Any] = {
        "kind": form.value("kind"),
        "title": form.value("title").strip() or file.name,
        "language": form.value("language").strip(),
        "sha256": sha256(file.octets).hexdigest(),
        "size_bytes": len(file.octets),
    }
    if ending in _TYPES:
        said["media_type"] = _TYPES[ending]
    if older := form.value("replaces"):
        said["replaces"] = {"of": older, "reason": lines_of(form.value("reason"))}
    return Document.model_validate(said)


def _faults(visit: Visit, exc: ValidationError) -> dict[str, str]:
    said = {
        "kind": visit.says("Choose what kind of document it is"),
        "title": visit.says("Give a title of at most 400 characters"),
        "language": visit.says("Write the language as its tag: de, fr, zh-Hans"),
        "reason": visit.says("Say why it replaces the other one"),
    }
    found = [(each.field.removeprefix("replaces."), each.what) for each in faults_of(exc)]
    return {name: said.get(name, what) for name, what in found}


def _refused(visit: Visit, form: PageForm, exc: ComityError) -> PageForm:
    """Return the form with a refusal at its field; what the contents are is the file's."""
    place = exc.metadata.get("field", "")
    name = place if place in {"kind", "title", "language"} else "file"
    if isinstance(exc, StateError):
        name = ""
    return form.wrong(**{name: visit.refused(exc)})


def _page(visit: Visit, shown: CaseShown, form: PageForm, *, status: int = 200) -> Response:
    kinds = [(each.value, visit.reader.word(each)) for each in DocumentKind]
    standing = [(each.sha256, each.title) for each in shown.case.application.documents]
    return visit.page(
        "case_document.html",
        status=status,
        form=form,
        heading=heading_of_case(visit, shown),
        facts=facts_of_case(visit, shown),
        back=CASE.address(shown.case.case_id),
        address=PATH.format(case_id=shown.case.case_id),
        kinds=kinds,
        older=[("", visit.says("None: it is a further one")), *standing] if standing else [],
        most=min(UPLOAD, visit.office.documents.contents.most_octets) // 2**20,
    )


# --- those that are there -----------------------------------------------------------------------


def documents_of(shown: CaseShown) -> list[dict[str, object]]:
    """Return the documents of a case, and where contents are read that are here and clean."""
    older = (each.document for each in shown.case.replaced_documents)
    all_of_them = (*originals_first(shown.case.application.documents), *originals_first(older))
    return [_shown(shown, each) for each in all_of_them]


def _shown(shown: CaseShown, each: Document) -> dict[str, object]:
    at = shown.contents.at.get(each.sha256)
    here = at is not None and at.released_at is not None
    path = PATH.format(case_id=shown.case.case_id)
    return {"title": each.title, "link": f"{path}/{each.sha256}" if here else ""}


async def give(visit: Visit) -> Response:
    """Give the contents of a document, as a file to keep."""
    digest = visit.asked("sha256")
    of, case_id = DocumentNoun.CASE, visit.asked("case_id")
    opened = await open_contents(visit.office, visit.who, of, case_id, digest)
    name = attached(opened.document.title or digest)
    return contents_of(opened, name, opened.media_type)


def contents_of(opened: OpenContents, name: str, media_type: str) -> Response:
    """Return contents as a file to keep.

    Args:
        opened: The contents.
        name: How a browser is to name it (RFC 6266).
        media_type: Of the answer.
    """

    def octets() -> Iterator[bytes]:
        with opened.reader as reader:
            yield from reader.read(0, reader.size)

    headers = {"Content-Length": str(opened.reader.size), "Content-Disposition": name}
    return StreamingResponse(octets(), headers=headers, media_type=media_type)


def attached(name: str) -> str:
    """Return how a browser is to name a file and that it opens none (RFC 6266)."""
    kept = "".join(each if each.isalnum() or each in " -_." else "-" for each in name)
    return f"attachment; filename*=UTF-8''{quote(kept.strip('. ') or 'document', safe='')}"


ROUTES: Final = (
    PageRoute(PATH, show),
    PageRoute(PATH, put, "POST", upload=UPLOAD),
    PageRoute(f"{PATH}/{{sha256}}", give),
)
