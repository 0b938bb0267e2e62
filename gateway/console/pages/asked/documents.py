"""Documents of a consultation: which contents are here, to be taken along or to be sent for."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from starlette.responses import Response

from gateway.casework.documents.held import DocumentNoun, list_documents, open_contents
from gateway.casework.documents.moving import fetch_document
from gateway.casework.permissions import Permission
from gateway.console.pages.asked.question import CONSULTATION
from gateway.console.pages.ours.documents import contents_of
from gateway.console.visit import PageRoute, Visit
from gateway.domain.page import PageRequest
from gateway.errors import NotFoundError

PATH: Final = f"{CONSULTATION.page}/documents/{{sha256}}"
SHOWN: Final = 100
"""Documents of one page; what more there is says the view below it."""

_TALK: Final = DocumentNoun.CONSULTATION
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_NO_NAME: Final = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")


async def documents_of(visit: Visit, conversation_id: str) -> list[dict[str, object]]:
    """Return the documents that letters of a consultation name, for its page."""
    if not visit.who.may(Permission.READ_CONSULTATIONS):
        return []
    most = PageRequest(limit=SHOWN)
    page = await list_documents(visit.office, visit.who, _TALK, conversation_id, most)
    may_fetch = visit.who.may(Permission.FILE) and visit.who.may(Permission.ANSWER)
    return [
        {
            "title": each.document.title or each.document.sha256[:12],
            "sha256": each.document.sha256,
            "named_by": each.named_by,
            "address": f"{CONSULTATION.address(conversation_id)}/documents/{each.document.sha256}",
            "held": each.held,
            "waits": each.waits,
            "coming": each.fetch is not None,
            "may_fetch": may_fetch and not each.held and each.named_by != visit.office.code,
        }
        for each in page.items
    ]


async def give(visit: Visit) -> Response:
    """Give the contents of a document, to be kept as a file and never shown as a page."""
    sha256 = _named(visit)
    talk = visit.asked(CONSULTATION.place)
    opened = await open_contents(visit.office, visit.who, _TALK, talk, sha256)
    title = _NO_NAME.sub("-", opened.document.title or "").strip(". ") or sha256
    name = f"attachment; filename*=UTF-8''{quote(title, safe='')}"
    return contents_of(opened, name, "application/octet-stream")


async def fetch(visit: Visit) -> Response:
    """Have contents come from the authority that named them."""
    named = visit.asked(CONSULTATION.place)
    await fetch_document(visit.office, visit.who, _TALK, named, _named(visit))
    return visit.go(f"{CONSULTATION.address(named)}?done=fetching")


def _named(visit: Visit) -> str:
    found = visit.asked("sha256")
    if not _DIGEST.fullmatch(found):
        raise NotFoundError("there is no such document")
    return found


ROUTES: Final = (PageRoute(PATH, give), PageRoute(f"{PATH}/fetch", fetch, "POST"))
