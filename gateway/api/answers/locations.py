"""Where what was made is found: `Location` of every answer that says that something was made.

One table for all routes. It stands before `gateway.api.repeats`, so that the answer to a request
that is sent again under its key says it as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.api.published.long_work import APPLIED, RESPOND_ASYNC
from gateway.api.published.operations import PREFIX
from gateway.casework.jobs.jobs import LOOK_AGAIN_S

MADE_AT: Final[Mapping[str, str]] = {
    # What makes a noun of its own; a field of the answer stands in braces, else of the address.
    "POST /applications": "/cases/{case_id}",
    "POST /cases/{case_id}/end-users": "/cases/{case_id}",
    "POST /cases/{case_id}/informed-elsewhere": "/cases/{case_id}/informed-elsewhere",
    "POST /consultations": "/consultations/{conversation_id}",
    "POST /consultations/by-hand": "/consultations/{conversation_id}",
    "POST /consultations/settlements": "/letters/{message_id}",
    "POST /consultations/{conversation_id}/records": "/consultations/{conversation_id}",
    "POST /inbox/substitutes": "/inbox/substitutes",
    "POST /notices": "/notices/{number}",
    "POST /officers": "/officers/{name}",
    "POST /officers/certificates": "/officers/{name}",
    "POST /officers/console-links": "/officers/{name}",
    "POST /officers/return": "/officers/{name}",
    "POST /officers/tokens": "/officers/{name}",
    "POST /open-register/releases": "/open-register/releases/{number}",
    "POST /report/collections": "/report/collections/{collection}",
    "POST /report/collections/{collection}/editions": (
        "/report/collections/{collection}/editions/{number}"
    ),
    "POST /report/collections/{collection}/questions": (
        "/report/collections/{collection}/questions/{question.thread}"
    ),
    "POST /report/collections/{collection}/rounds": "/report/collections/{collection}",
    "POST /report/questions/{message_id}/answer": "/letters/{message_id}",
    "POST /report/rounds/{message_id}/clearance": "/letters/{message_id}",
    "POST /report/years/{year}/versions": "/report/years/{year}/versions/{line.number}",
    "POST /restrictions/{subject}": "/restrictions/{subject}",
    "POST /{noun}/{thing_id}/documents": "/{noun}/{thing_id}/documents",
    "POST /webhooks": "/webhooks/{webhook_id}",
    "POST /retention/held/{case_id}": "/retention/held/{case_id}",
    "POST /reviews/{number}/extensions": "/reviews/{number}",
    "POST /reviews/{number}/findings": "/reviews/{number}",
    "POST /reviews/{number}/publication": "/notices/{number}",
    "POST /reviews/{number}/words": "/reviews/{number}",
}
"""Where each operation's noun is found, by its method and address."""

WAITS_AT: Final = "/waiting-acts/{number}"
"""Where an act is found that waits for a second officer."""

JOB_AT: Final = "/jobs/{job_id}"
"""Where a job is found that carries out what was asked for."""

_JOB_HEADERS: Final = {APPLIED: RESPOND_ASYNC, "Retry-After": str(LOOK_AGAIN_S)}

_CREATED, _ACCEPTED = 201, 202
_PLACE: Final = re.compile(r"\{([a-z0-9_.]+)\}")


class Locations:
    """Adds `Location` to the answers that say that something was made, waits, or is a job.

    Args:
        app: The application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out one request."""
        if scope["type"] != "http" or scope["method"] not in {"POST", "GET"}:
            await self._app(scope, receive, send)
            return
        held: list[Message] = []

        async def send_on(message: Message) -> None:
            starts = message["type"] == "http.response.start"
            if not held and not (starts and message["status"] in {_CREATED, _ACCEPTED}):
                await send(message)
                return
            held.append(message)
            if starts or message.get("more_body", False):
                return
            _locate(scope["path"], held)
            for each in held:
                await send(each)
            held.clear()

        await self._app(scope, receive, send_on)


def _locate(path: str, answer: list[Message]) -> None:
    """Put the address into the head of an answer, where it does not say it itself."""
    start, *rest = answer
    headers = MutableHeaders(scope=start)
    is_json = headers.get("content-type", "").startswith("application/json")
    if "location" in headers or not is_json:
        return
    address, given = WAITS_AT, dict[str, str]()
    fields = json.loads(b"".join(each.get("body", b"") for each in rest))
    if start["status"] == _CREATED:
        address, given = made_at(path)
    elif "job_id" in fields:
        address = JOB_AT
        headers.update(_JOB_HEADERS)
    headers["Location"] = PREFIX + _PLACE.sub(
        lambda found: quote(str(_field(fields, found[1], given)), safe=""), address
    )


def made_at(path: str) -> tuple[str, dict[str, str]]:
    """Return where what is made at an address is found, and the parts of that address.

    Raises:
        LookupError: Nothing is made there; the table lacks a row.
    """
    for pattern, address in _PATTERNS:
        if found := pattern.fullmatch(path):
            return address, found.groupdict()
    raise LookupError(path)


def _field(fields: Any, name: str, given: Mapping[str, str]) -> Any:
    first, *within = name.split(".")
    value = fields.get(first, given.get(first))
    for each in within:
        value = value[each]
    return value


_PATTERNS: Final = [
    (
        re.compile(PREFIX + _PLACE.sub(r"(?P<\1>[^/]+)", operation.removeprefix("POST "))),
        address,
    )
    for operation, address in MADE_AT.items()
]
