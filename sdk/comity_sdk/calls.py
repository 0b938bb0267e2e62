"""A call by the contract: from typed arguments to a request, and from its answer to a model."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import json
import secrets
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import httpx2

from comity_sdk.errors import AnswerUnreadable, SettingError, problem_of
from comity_sdk.exchange import KEY, Asked
from comity_sdk.paths import path_of

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from comity_sdk.base import Model

PREFIX: Final = "/api/v1"
IF_MATCH: Final = "If-Match"
JSON_TYPE: Final = "application/json"
PREFER, RESPOND_ASYNC = "Prefer", "respond-async"  # RFC 7240
APPLIED: Final = "Preference-Applied"
_ACTING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_OLD: Final = "Is the SDK as new as the node? See the CHANGELOG of Comity."

AS_JOB: ContextVar[bool] = ContextVar("as_job", default=False)
"""Whether the calls of the present task are asked for as jobs (`comity_sdk.jobs`)."""

Json = Mapping[str, Any]
"""A body as plain JSON, where no model is wanted."""

File = Path | tuple[str, bytes]
"""A file to be sent: its path, or its name and contents. The name says its type."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the contract.

    Attributes:
        method: Of HTTP.
        path: Without the prefix, with its places in braces.
        answers: Name of what comes, by status.
    """

    method: str
    path: str
    answers: dict[int, str]


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of one call.

    Attributes:
        places: What stands in the path.
        query: Parameters; what is None is left out.
        body: Model, plain JSON, or several of them.
        file: A file to be sent.
        key: The act's `Idempotency-Key`; None: one is made.
        of: What is changed, or the version of it that was read.
    """

    places: Mapping[str, object] = dataclasses.field(default_factory=dict)
    query: Mapping[str, object] = dataclasses.field(default_factory=dict)
    body: object = None
    file: File | None = None
    key: str | None = None
    of: Model | str | None = None


class Caller(ABC):
    """Calls operations and waits for them."""

    @abstractmethod
    def send(self, asked: Asked) -> httpx2.Response:
        """Return the answer of the last try.

        Raises:
            NoAnswer: There was none.
        """

    def _call(self, name: str, **given: Any) -> Any:
        operation = operation_of(name)
        return read(operation, self.send(request_of(operation, Given(**given))))

    def _walk(self, name: str, *, query: Mapping[str, object], **given: Any) -> Iterator[Any]:
        after = None
        while True:
            page = self._call(name, query={**query, "after": after}, **given)
            yield from page.items
            if not page.next:
                return
            after = page.next


class AsyncCaller(ABC):
    """Calls operations and awaits them."""

    @abstractmethod
    async def send(self, asked: Asked) -> httpx2.Response:
        """Return the answer of the last try.

        Raises:
            NoAnswer: There was none.
        """

    async def _call(self, name: str, **given: Any) -> Any:
        operation = operation_of(name)
        return read(operation, await self.send(request_of(operation, Given(**given))))

    async def _walk(
        self, name: str, *, query: Mapping[str, object], **given: Any
    ) -> AsyncIterator[Any]:
        after = None
        while True:
            page = await self._call(name, query={**query, "after": after}, **given)
            for item in page.items:
                yield item
            if not page.next:
                return
            after = page.next


def operation_of(name: str) -> Operation:
    """Return an operation by its name, e.g. ``file_application``."""
    from comity_sdk.operations import OPERATIONS  # noqa: PLC0415 - which is made on this module

    return OPERATIONS[name]


def request_of(operation: Operation, given: Given) -> Asked:
    """Return the request of a call.

    Raises:
        SettingError: A place of the path is empty, or the file cannot be read.
    """
    path = operation.path
    for place, value in given.places.items():
        # As one segment: no value reaches another address.
        path = path.replace("/{" + place + "}", path_of(worded(value)))
    headers = {"Accept": "application/json, application/problem+json, */*;q=0.5"}
    if operation.method in _ACTING:
        headers[KEY] = given.key or new_key()
    if (version := version_of(given.of)) is not None:
        headers[IF_MATCH] = version
    if AS_JOB.get():
        headers[PREFER] = RESPOND_ASYNC
    content = None
    if given.file is not None:
        content, headers["Content-Type"] = form_of(given.file)
    elif given.body is not None:
        content, headers["Content-Type"] = json.dumps(plain(given.body)).encode(), JSON_TYPE
    return Asked(operation.method, PREFIX + path, query_of(given.query), headers, content)


def new_key() -> str:
    """Return a new `Idempotency-Key`."""
    return secrets.token_urlsafe(24)


def version_of(of: Model | str | None) -> str | None:
    """Return the version of what was read as `If-Match` sends it.

    Raises:
        SettingError: The thing was not read from a node, or the node said no version of it.
    """
    if of is None:
        return None
    found = of if isinstance(of, str) else of.etag
    if found is None:
        raise SettingError(
            "what is changed has no version", "Give what a call has returned, e.g. get_case."
        )
    return found if found.startswith('"') else f'"{found}"'


def query_of(query: Mapping[str, object]) -> dict[str, str | list[str]]:
    """Return parameters as they are sent; those that are None are left out."""
    found: dict[str, str | list[str]] = {}
    for name, value in query.items():
        if isinstance(value, Sequence) and not isinstance(value, str):
            found[name] = [worded(one) for one in value]
        elif value is not None:
            found[name] = worded(value)
    return found


def worded(value: object) -> str:
    """Return a value as an address holds it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return str(value)


def plain(body: object) -> object:
    """Return a body as plain JSON; of a model only what was set."""
    dump = getattr(body, "model_dump", None)
    if dump is not None:
        return dump(mode="json", by_alias=True, exclude_unset=True)
    if isinstance(body, Sequence) and not isinstance(body, str):
        return [plain(one) for one in body]
    return body


def form_of(file: File) -> tuple[bytes, str]:
    """Return a form with one file, and its content type; the same file makes the same octets.

    Raises:
        SettingError: The file cannot be read.
    """
    if isinstance(file, Path):
        try:
            file = (file.name, file.read_bytes())
        except OSError as exc:
            raise SettingError(
                f"file: {file} cannot be read", "Name a file that you may read."
            ) from exc
    name, contents = file
    # By the contents: the same file under the same key is the same request, in another process too.
    boundary = hashlib.sha256(name.encode() + b"\0" + contents).hexdigest()[:32]
    said = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")  # as browsers do
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; '
        f'filename="{said}"\r\nContent-Type: application/octet-stream\r\n\r\n'
    )
    body = head.encode() + contents + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"


def read(operation: Operation, answer: httpx2.Response) -> Any:
    """Return what an operation answered, with the version that it was read as.

    Raises:
        Problem: The node answered with one.
        AnswerUnreadable: It answered not as the contract says.
    """
    if not answer.is_success:
        raise problem_of(answer)
    kind = operation.answers.get(answer.status_code) or next(iter(operation.answers.values()))
    if answer.headers.get(APPLIED, "").lower() == RESPOND_ASYNC:
        kind = "Job"
    if kind == "None" or answer.status_code == httpx2.codes.NO_CONTENT:
        return None
    if kind in {"bytes", "str"}:
        return answer.text if kind == "str" else answer.content
    try:
        found = _adapter(kind).validate_json(answer.content)
    except ValueError as exc:
        where = "; ".join(_places(exc)) or "no JSON"
        raise AnswerUnreadable(
            f"{operation.method} {operation.path}: not what the contract says: {where}", _OLD
        ) from None  # what pydantic says quotes what came
    read_as = getattr(found, "read_as", None)
    if read_as is not None:
        etag = answer.headers.get("etag", "").removeprefix("W/").strip('"')
        read_as(etag or None)
    return found


def _places(error: ValueError) -> list[str]:
    faults = getattr(error, "errors", list)
    return [".".join(str(part) for part in one["loc"]) for one in faults()][:5]


@functools.cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter  # noqa: PLC0415 - who calls in plain JSON needs no models

    from comity_sdk import models  # noqa: PLC0415

    return TypeAdapter(getattr(models, kind))
