"""Bodies of requests: who sends one is known, and how large it is, before it is read.

FastAPI reads and parses a body before any dependency runs. So this stands before it, and behind
`gateway.api.admission`: a request that announces a body has shown a token, states or proves a
size within the limit of its address, and, where it is JSON, has no more elements than any of
ours needs. What is parsed after that is parsed within milliseconds, and nothing is kept of what
is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.api.dependencies import sender_of
from gateway.api.files.uploads import MAX_PIECE_BYTES, PIECE_TYPES
from gateway.api.problems import BodyRefused, answer
from gateway.api.published.operations import PREFIX
from gateway.casework.imports.sheet import MAX_BYTES as MAX_SHEET_BYTES
from gateway.domain.annual.records import MAX_FORM_BYTES
from gateway.errors import ComityError, Reason
from gateway.evidence.bundle import MAX_BUNDLE_BYTES

MAX_BODY_BYTES = 2 * 2**20
"""Octets of a body where nothing else is said."""

MAX_APPLICATION_BYTES = 8 * 2**20
"""Octets of an application: a transaction may have 850,000 characters of any script
(`gateway.wire.letter_room`), and one that JSON escapes (``\\u03b1``) takes six octets."""

MAX_RECORDS_BYTES = 4 * 2**20
"""Octets of records of the annual report in one request: some 12,000; the next adds to them.
The check of a body holds Python's lock; 8 MiB of right records held it for 130 ms."""

MAX_CALL_BYTES = 8 * 2**20
"""Octets of a call for a year's data: its template has a million characters."""

_FORM_ROOM = 2**16  # what a form puts around its file

LIMITS: Mapping[re.Pattern[str], int] = {
    re.compile(f"{PREFIX}/applications"): MAX_APPLICATION_BYTES,
    re.compile(f"{PREFIX}/cases/[^/]+/amendment"): MAX_APPLICATION_BYTES,
    re.compile(
        f"{PREFIX}/(cases|consultations|letters)/[^/]+/documents/[^/]+/upload"
    ): MAX_PIECE_BYTES,
    re.compile(f"{PREFIX}/consultations"): MAX_APPLICATION_BYTES,
    re.compile(f"{PREFIX}/notices(/[^/]+)?"): MAX_APPLICATION_BYTES,
    re.compile(f"{PREFIX}/denials/(import|reconcile)"): MAX_SHEET_BYTES + _FORM_ROOM,
    re.compile(f"{PREFIX}/past-consultations/import"): MAX_SHEET_BYTES + _FORM_ROOM,
    re.compile(f"{PREFIX}/evidence/verification"): MAX_BUNDLE_BYTES + _FORM_ROOM,
    re.compile(f"{PREFIX}/report/years/[^/]+/import"): MAX_FORM_BYTES + _FORM_ROOM,
    re.compile(f"{PREFIX}/report/years/[^/]+/records"): MAX_RECORDS_BYTES,
    re.compile(f"{PREFIX}/report/collections"): MAX_CALL_BYTES,
}
"""Octets of a body at the addresses that take more; docs/settings.md lists them."""

OCTETS_AN_ELEMENT = 8
"""Octets of JSON for each element, at least, on the whole: a record of ours has about 15. An
empty list takes three octets and fifty times as many in memory."""

FREE_ELEMENTS = 50_000
"""Elements that JSON may have whatever its octets."""

_A_LIST = 4
"""Elements that a list counts as besides what it holds: it takes as long to make as so many."""

_NO_JSON = ("multipart/", *PIECE_TYPES)


def limit_for(path: str) -> int:
    """Return how many octets a body may have at an address."""
    return next(
        (limit for address, limit in LIMITS.items() if address.fullmatch(path)), MAX_BODY_BYTES
    )


class BodyGate:
    """Stands before the application; a request without a body passes it untouched.

    Args:
        app: The application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it without reading its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        said = headers.get("content-length", "")
        if said == "0" or not (said or "transfer-encoding" in headers):
            await self._app(scope, receive, send)
            return
        limit = limit_for(scope["path"])
        try:
            # Uvicorn has refused a length that is no number.
            if said and int(said) > limit:
                raise _too_large(limit)
            sender_of(scope)
        except ComityError as exc:
            await answer(exc, scope)(scope, receive, send)
            return
        json = not headers.get("content-type", "").startswith(_NO_JSON)
        await self._app(scope, _Counted(receive, limit, elements=json), send)


class _Counted:
    """Gives the messages of a request, and counts what comes: a length need not be stated."""

    def __init__(self, receive: Receive, limit: int, *, elements: bool) -> None:
        self._receive = receive
        self._limit = limit
        self._elements = elements
        self._octets = 0
        self._found = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        body: bytes = message.get("body", b"")
        self._octets += len(body)
        if self._octets > self._limit:
            raise BodyRefused(_too_large(self._limit))
        if self._elements:
            # A comma within a text is counted too; texts have more letters than commas.
            self._found += body.count(b",") + body.count(b"{") + _A_LIST * body.count(b"[")
            if self._found > FREE_ELEMENTS + self._octets // OCTETS_AN_ELEMENT:
                raise BodyRefused(_too_many())
        return message


def _too_large(limit: int) -> ComityError:
    return Reason.BODY_TOO_LARGE.error(
        "the body is larger than {limit} octets",
        remedy="Send less at a time; docs/settings.md lists the limits.",
        limit=limit,
    )


def _too_many() -> ComityError:
    return Reason.BODY_TOO_LARGE.error(
        "the body has more elements than anything that is sent here",
        remedy="Look at /api/v1/openapi.json for what is taken at this address.",
    )
