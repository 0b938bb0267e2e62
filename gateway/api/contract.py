"""What the REST contract says beyond its routes: schemas' names, headers, versions, title.

No schema carries the name of a module: names outlive those. `tools/openapi.py --check` fails when
the document that the code makes is not the committed one.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, NamedTuple

from fastapi import APIRouter, FastAPI

from gateway.api.conditions import IF_NONE_MATCH, NOT_MODIFIED
from gateway.api.published.closed_words import REFERENCE, with_closed_words
from gateway.api.published.examples_declared import with_examples, with_files
from gateway.api.published.forms import SENT, split_name, with_forms
from gateway.api.published.long_work import declare_job
from gateway.api.published.meanings import with_meanings
from gateway.api.published.operations import PREFIX
from gateway.api.published.problems_declared import ACTING, ETAG, with_problems
from gateway.casework.drafts.conditions import IF_MATCH
from gateway.domain.base import Model

# The same at every authority: a generated client takes its name from it.
TITLE: Final = "Comity"

DESCRIPTION: Final = """\
Licence cases, consultations and denial registers of one authority.

Every `GET` answers `HEAD` too, with the same headers and no content. A query parameter that an \
operation does not take is refused (422, `INPUT_INVALID`); `metadata.nearest` names the one that \
was perhaps meant. `Location` says where what was made is read. Long JSON without a version is \
sent compressed to who sends `Accept-Encoding: gzip`. No answer may be kept (`no-store`). Every \
answer to an account says its share in `RateLimit-Policy` and what is left of it in `RateLimit`.\
"""

_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": (
        "1 to 255 printable ASCII characters, e.g. a UUID, of this one act. Sent again by the same "
        "account with the same request within 7 days, the act is not done again, and the answer "
        "is the first one, with `Idempotency-Replayed: true`. With another request it is refused "
        "as `IDEMPOTENCY_KEY_REUSED`. What changed nothing may be sent again under its key."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}

_LOCATION: Final = {
    "description": "Where what was made, or waits, is read.",
    "required": True,
    "schema": {"type": "string", "format": "uri-reference"},
}

_CERTIFICATE: Final = "ClientCertificate"
_BY_CERTIFICATE: Final = {
    "type": "mutualTLS",
    "description": (
        "The certificate of a national system that is bound to its account, in place of its token "
        "or beside it, where the node listens by TLS."
    ),
}


# What the libraries call a generic model, or the form of an upload.
_MADE: Final[dict[str, str]] = {
    "Stated_Annotated_str__StringConstraints__": "StatedText",
    "Stated_Party_": "StatedParty",
    "Stated_tuple_Ground__________": "StatedGrounds",
    "Body_importYear": "YearUpload",
    "Page_ExportedConsultation_": "PageOfExportedConsultations",
    "Page_ExportedDenial_": "PageOfExportedDenials",
    "Body_importDenials": "DenialUpload",
    "Body_reconcileDenials": "DenialListUpload",
    "Body_importPastConsultations": "PastConsultationUpload",
    "Body_verifyEvidence": "EvidenceUpload",
}

# Pages whose operation is not called after what is listed.
_PAGES: Final[dict[str, str]] = {
    "countDenials": "PageOfDenialCounts",
    "compareRulebooks": "PageOfRulebookChanges",
    "getHealth": "PageOfHealthChecks",
    "getProcedure": "PageOfProcedureLines",
    "getCellRecords": "PageOfAnnualRecords",
    "listClearanceRounds": "PageOfClearanceRounds",
    "listSensitiveCases": "PageOfSensitiveCases",
    "listSensitiveParties": "PageOfSensitiveHits",
}

_PAGE: Final = re.compile(r"(^|__)Page_")


class _Made(NamedTuple):
    document: dict[str, Any]
    body: bytes
    etag: str


class WrittenContract:
    """The contract of this program, made once in a process: it takes seconds of the processor.

    Args:
        routers: Of its operations.
    """

    def __init__(self, routers: Sequence[APIRouter]) -> None:
        self._routers = routers
        self._begun: Future[_Made] | None = None
        self._beginning = threading.Lock()

    def document(self) -> dict[str, Any]:
        """Return it as a document of OpenAPI; whoever asks first waits."""
        return self._once().result().document

    async def read(self) -> tuple[bytes, str]:
        """Return its octets and what names them strongly; made beside the loop."""
        once = self._once()
        made = once.result() if once.done() else await asyncio.shield(asyncio.wrap_future(once))
        return made.body, made.etag

    def _once(self) -> Future[_Made]:
        """Have it made by a thread of its own: who waits for it holds none that others need."""
        with self._beginning:
            if self._begun is None:
                alone = ThreadPoolExecutor(1)
                self._begun = alone.submit(self._make)
                alone.shutdown(wait=False)
            return self._begun

    def _make(self) -> _Made:
        app = FastAPI(
            title=TITLE,
            version="1",
            description=DESCRIPTION,
            openapi_url=None,
            # What is sent may leave out what has a default; what comes has it.
            separate_input_output_schemas=True,
        )
        for router in self._routers:
            app.router.routes.extend(router.routes)
        document = _with_pinned_names(app.openapi())
        body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        return _Made(document, body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')


def _with_pinned_names(document: dict[str, Any]) -> dict[str, Any]:
    """Return an OpenAPI document in which no schema carries the name of a module.

    Args:
        document: As the framework makes it.
    """
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            declare_job(f"{method.upper()} {path.removeprefix(PREFIX)}", operation)
            if method.upper() in ACTING:
                operation.setdefault("parameters", []).append(_KEY)
            _say_versions(operation, document["components"]["schemas"])
            for status in operation["responses"].keys() & {"201", "202"}:
                operation["responses"][status].setdefault("headers", {})["Location"] = _LOCATION
            operation["summary"] = _in_words(operation["operationId"])
            operation["security"].append({_CERTIFICATE: []})
    new = dict(_MADE)
    new |= _names_of_pages(document)
    components = document["components"]
    components["securitySchemes"][_CERTIFICATE] = _BY_CERTIFICATE
    # What is written whole, whichever model it is, refers to none.
    components["schemas"].pop(Model.__name__, None)
    for name in components["schemas"]:
        made, end = split_name(name)
        new[name] = f"{new.get(made, made)}{end}"
    components["schemas"] = {
        new[name]: schema | {"title": new[name]} for name, schema in components["schemas"].items()
    }
    renamed: dict[str, Any] = _renamed(document, new)
    with_files(renamed)
    with_problems(renamed, f"{REFERENCE}Problem")
    with_meanings(renamed)
    with_closed_words(renamed, SENT)
    with_forms(renamed)
    with_examples(renamed)
    renamed["components"]["schemas"] = dict(sorted(renamed["components"]["schemas"].items()))
    return renamed


def _say_versions(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Say of an operation which version it answers."""
    asked = {each["name"] for each in operation.get("parameters", ())}
    answers = operation["responses"]
    if IF_NONE_MATCH in asked:
        answers[str(NOT_MODIFIED)] = {"description": "As it was.", "headers": {"ETag": ETAG}}
    for status in answers.keys() & {"200", "201", "204"}:
        made = answers[status].get("content", {}).get("application/json", {}).get("schema", {})
        schema = schemas.get(made.get("$ref", "").removeprefix(REFERENCE), {})
        version = schema.get("properties", {}).get("version", {})
        if IF_MATCH in asked or (version.get("type") == "string" and version.get("default") == ""):
            answers[status].setdefault("headers", {})["ETag"] = ETAG


def _names_of_pages(document: dict[str, Any]) -> dict[str, str]:
    """Return what each schema of a page is called: after the operation that lists its elements."""
    found: dict[str, str] = {}
    for operations in document["paths"].values():
        content = operations.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        made = content.get("application/json", {}).get("schema", {}).get("$ref", "")
        name = made.removeprefix(REFERENCE)
        if _PAGE.search(name):
            listing = operations["get"]["operationId"]
            found.setdefault(name, _PAGES.get(listing) or re.sub("^[a-z]+", "PageOf", listing))
    return found


def _in_words(name: str) -> str:
    """Return `fileApplication` as `File application`."""
    return re.sub(r"[A-Z]", lambda found: f" {found[0].lower()}", name).capitalize()


def _renamed(value: Any, new: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: _reference(each, new) if key == "$ref" else _renamed(each, new)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_renamed(each, new) for each in value]
    return value


def _reference(value: str, new: dict[str, str]) -> str:
    name = value.removeprefix(REFERENCE)
    return REFERENCE + new.get(name, name)
