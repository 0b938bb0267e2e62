"""The command line's way through the one door: which node, and under whose token.

The node is found by ``--node`` (its folder, or an http(s) address), by ``COMITY_NODE``, or
in the present folder; the token by ``--token`` (``@FILE`` reads it from a file, so that it
stays out of the list of processes), ``COMITY_TOKEN``, or the file ``token`` of the node's
folder, which `comity init` writes with mode 0600.

The client speaks plain JSON, on the client library `comity_sdk`: commands show what a node answers
and need no models. What goes wrong is raised as `gateway.errors` has it, so that a command ends
with the exit code of its family.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, TypeVar

import httpx2

import comity_sdk
from comity_sdk.calls import (
    IF_MATCH,
    JSON_TYPE,
    PREFER,
    PREFIX,
    RESPOND_ASYNC,
    form_of,
    query_of,
)
from comity_sdk.client import TIMEOUT_S
from comity_sdk.exchange import Asked
from comity_sdk.paths import PathError
from gateway.errors import ComityError, Family, InputError, Reason, UnavailableError
from gateway.settings import FILE, Settings

TOKEN_FILE = "token"  # noqa: S105 - the name of a file
_ADDRESSES = ("https://", "http://127.0.0.1:", "http://localhost:", "http://[::1]:")
PIECE_OCTETS = 8 * 2**20  # of a document put at a time: what a cut line costs at most
_JSON = ("application/json", "application/problem+json")  # RFC 9457
_START = "Start it with: comity up --home FOLDER"
_ONCE = comity_sdk.Retries(tries=1)  # a person at a terminal tries again, or does not
_Found = TypeVar("_Found")


class ProblemError(ComityError):
    """A problem that the node answered with; family, reason and remedy are the node's.

    Args:
        problem: Body of the answer (`gateway.api.problems.Problem`).
    """

    carries = True

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__("{text}", text=problem.get("message", "the node answered with an error"))
        self._family = str(problem.get("family", Family.COMITY))
        self.problem_reason = str(problem.get("reason", Reason.INPUT_INVALID))
        if self.problem_reason in Reason.__members__:
            self.reason = Reason[self.problem_reason]
        self.remedy = str(problem.get("remedy", ""))
        self.metadata = {str(k): str(v) for k, v in dict(problem.get("metadata", {})).items()}

    @property
    def family(self) -> str:
        """The family that the node says, which a newer version may have added."""
        return self._family


class NodeClient:
    """Calls one node's `/api/v1`.

    Args:
        socket: The node's Unix socket; None: ``address`` is called.
        address: Base address, e.g. ``https://gateway.example:7443``.
        token: Bearer token of an officer or a system; None: none is sent.
        timeout_s: Longest wait for an answer.
        transport: In place of the network, in tests.

    Raises:
        InputError: The path of the socket is longer than the system allows.
    """

    def __init__(
        self,
        *,
        socket: Path | None = None,
        address: str = "https://node",
        token: str | None = None,
        timeout_s: float = TIMEOUT_S,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self._socket = socket
        self._read: dict[str, str] = {}  # the version of what was read, by its path
        try:
            self._client = comity_sdk.Client(
                address if socket is None else f"unix:{socket}",
                token=comity_sdk.Token(token),
                timeout_s=timeout_s,
                retries=_ONCE,
                transport=transport,
            )
        except comity_sdk.SettingError as exc:
            raise Reason.SETTING_INVALID.error(
                "{why}", remedy="{mend}", path=socket, why=exc, mend=exc.remedy
            ) from exc

    def __enter__(self) -> Self:
        """Use the client within a block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close its connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def call(self, method: str, path: str, **kwargs: Any) -> Any:
        """Call the interface and return its JSON, octets of a page or file, None where it has none.

        Raises:
            ProblemError: The node answered with a problem.
            UnavailableError: The node does not answer.
        """
        answer = self._send(method, f"{PREFIX}{path}", **kwargs)
        if method == "GET" and (version := answer.headers.get("etag")):
            self._read[path] = version
        if answer.status_code == httpx2.codes.NO_CONTENT:
            return None
        if answer.is_error:
            raise ProblemError(_problem(answer))
        return answer.json() if _is_json(answer) else answer.content

    def readiness(self) -> dict[str, Any]:
        """Return whether the node does its work; needs no token.

        Raises:
            UnavailableError: The node does not answer.
        """
        found: dict[str, Any] = self._send("GET", "/ready").json()
        return found

    def _send(
        self,
        method: str,
        address: str,
        *,
        headers: dict[str, str] | None = None,
        params: dict[str, Any] | None = None,
        body: Any = None,
        content: bytes | None = None,
    ) -> httpx2.Response:
        sent = dict(headers or {})
        if body is not None:
            content, sent["Content-Type"] = json.dumps(body).encode(), JSON_TYPE
        asked = Asked(method, address, query_of(params or {}), sent, content)
        return self._answered(lambda: self._client.send(asked))

    def _answered(self, call: Callable[[], _Found]) -> _Found:
        if self._socket is not None and not self._socket.exists():
            raise UnavailableError("the node is not up", remedy=_START)
        try:
            return call()
        except comity_sdk.SettingError as exc:
            raise InputError(
                "{why}", remedy="{mend}", field="token", why=exc, mend=exc.remedy
            ) from exc
        except (comity_sdk.NoAnswer, httpx2.HTTPError) as exc:
            cause = type(exc.__cause__ or exc).__name__
            raise UnavailableError(
                "the node does not answer ({cause})",
                remedy="Is it up? {start}",
                cause=cause,
                start=_START,
            ) from exc

    def get(self, path: str, **params: Any) -> Any:
        """GET with query parameters; those that are None are left out."""
        return self.call("GET", path, params=params)

    def walk(self, path: str, **params: Any) -> Iterator[Any]:
        """Yield every element of a list, page by page; parameters that are None are left out.

        Raises:
            ProblemError: The node answered with a problem.
            UnavailableError: The node does not answer.
        """
        while True:
            page = self.get(path, **params)
            yield from page["items"]
            if page["next"] is None:
                return
            params["after"] = page["next"]

    def post(self, path: str, body: Any = None, *, of: str | None = None, **params: Any) -> Any:
        """POST a JSON body with query parameters.

        Args:
            path: Where to.
            body: The body.
            of: Path of the thing that this changes: it is changed as this client has read it,
                now if it has not yet, or not at all (`If-Match`).
            params: Query parameters; those that are None are left out.

        Raises:
            ProblemError: Also CHANGED_MEANWHILE; it says who changed the thing, and when.
        """
        headers = self._as_read(of)
        return self.call("POST", path, body=body, params=params, headers=headers)

    def put(self, path: str, body: Any, *, of: str | None = None, **params: Any) -> Any:
        """PUT a JSON body; arguments and what is raised are those of `post`."""
        headers = self._as_read(of)
        return self.call("PUT", path, body=body, params=params, headers=headers)

    def patch(self, path: str, body: Any, *, of: str | None = None) -> Any:
        """PATCH with a JSON body; arguments and what is raised are those of `post`."""
        return self.call("PATCH", path, body=body, headers=self._as_read(of))

    def holds(self, path: str, version: str) -> None:
        """Say which version of a thing was read before, e.g. into a file; `of` sends it once."""
        self._read[path] = f'"{version}"'

    def _as_read(self, path: str | None) -> dict[str, str]:
        if path is None:
            return {}
        if path not in self._read:
            self.get(path)
        version = self._read.pop(path, None)  # not each thing has one
        return {} if version is None else {IF_MATCH: version}

    def delete(self, path: str, **params: Any) -> Any:
        """DELETE with query parameters; those that are None are left out."""
        return self.call("DELETE", path, params=params)

    def upload(
        self, path: str, name: str, content: bytes, *, as_job: bool = False, **params: Any
    ) -> Any:
        """POST a file as the form field ``file`` with query parameters; its name says its type.

        Args:
            path: Where to.
            name: Of the file.
            content: Of the file.
            as_job: Prefer to be answered with a job (RFC 7240).
            params: Query parameters; those that are None are left out.

        Raises:
            ProblemError: The node answered with a problem.
            UnavailableError: The node does not answer.
        """
        form, kind = form_of((name, content))
        headers = {"Content-Type": kind, **({PREFER: RESPOND_ASYNC} if as_job else {})}
        return self.call("POST", path, content=form, params=params, headers=headers)

    def put_contents(self, path: str, file: BinaryIO, size: int) -> Any:
        """Put the contents of a document, from where an earlier call was cut off.

        Args:
            path: Address of its upload.
            file: The contents, to be read from any place.
            size: How many octets they have.

        Raises:
            ProblemError: The node answered with a problem.
            UnavailableError: The node does not answer; the same call goes on from there.
        """
        head = self._send("HEAD", f"{PREFIX}{path}")
        if head.is_error:
            return self.get(path.removesuffix("/upload") + "/contents")  # says why
        offset, answer = int(head.headers["Upload-Offset"]), None
        while answer is None or offset < size:
            file.seek(offset)
            piece = file.read(PIECE_OCTETS)
            headers = {
                "Content-Type": "application/partial-upload",
                "Upload-Offset": str(offset),
                "Upload-Complete": f"?{int(offset + len(piece) >= size)}",
            }
            answer = self.call("PATCH", path, content=piece, headers=headers)
            offset = answer["received"]
            if not piece:
                break
        return answer

    def stream(self, path: str) -> Iterator[bytes]:
        """GET octets as they come; a download that was cut off is an error.

        Raises:
            ProblemError: The node answered with a problem.
            UnavailableError: The node does not answer, or stops before the end.
        """
        request = self._client.request(Asked("GET", f"{PREFIX}{path}"))
        answer = self._answered(lambda: self._client.http.send(request, stream=True))
        with closing(answer):
            if answer.is_error:
                self._answered(answer.read)
                raise ProblemError(_problem(answer))
            blocks = answer.iter_raw()
            while (octets := self._answered(lambda: next(blocks, None))) is not None:
                yield octets


def _is_json(answer: httpx2.Response) -> bool:
    return answer.headers.get("content-type", "").startswith(_JSON)


def _problem(answer: httpx2.Response) -> dict[str, Any]:
    found = answer.json() if _is_json(answer) else None
    if isinstance(found, dict) and "message" in found:
        return found
    if isinstance(found, dict) and "detail" in found:  # of the framework, e.g. no such path
        return {
            "message": f"{answer.status_code}: {found['detail']}",
            "family": "not_found" if answer.status_code == httpx2.codes.NOT_FOUND else "comity",
            "remedy": "Are command and node of the same version? See: comity --version",
        }
    return {
        "message": f"the node answered {answer.status_code}",
        "family": "comity",
        "remedy": "This is a fault of the node; its log says more.",
    }


def path_of(*segments: object) -> str:
    """Return the path of segments, each quoted, so that none of them reaches another address.

    Raises:
        InputError: A segment is empty, or one of the dots that stand for a folder.
    """
    try:
        return comity_sdk.path_of(*segments)
    except PathError as exc:
        raise InputError(
            "{why}", remedy="{mend}", field=exc.field, why=exc, mend=exc.remedy
        ) from exc


def open_node(
    node: str | None = None,
    token: str | None = None,
    environ: Mapping[str, str] | None = None,
    *,
    timeout_s: float = TIMEOUT_S,
) -> NodeClient:
    """Return a client of the node that is meant, under the token that is meant.

    Args:
        node: Folder of the node, or its address; None: ``COMITY_NODE`` or this folder.
        token: Token or ``@FILE``; None: ``COMITY_TOKEN`` or the folder's ``token`` file.
        environ: Environment; None: the process's.
        timeout_s: Longest wait for an answer.

    Raises:
        InputError: There is no node in the folder, or the token's file cannot be read.
    """
    variables = os.environ if environ is None else environ
    where = node or variables.get("COMITY_NODE") or "."
    given = token or variables.get("COMITY_TOKEN")
    if where.startswith(("http://", "https://")):
        if not where.startswith(_ADDRESSES):
            raise InputError(
                "a token does not travel over plain http",
                remedy="Name the node by its folder or by an https address.",
                field="node",
            )
        return NodeClient(address=where, token=_read_token(given, None), timeout_s=timeout_s)
    home = Path(where)
    return NodeClient(socket=socket_of(home), token=_read_token(given, home), timeout_s=timeout_s)


def socket_of(home: Path) -> Path:
    """Return the Unix socket of the node in a folder.

    Raises:
        InputError: SETTING_INVALID; it is not a node's folder.
    """
    if not (home / FILE).exists():
        raise Reason.SETTING_INVALID.error(
            "{folder} is not a node's folder",
            remedy="Name the node's folder with --node FOLDER or COMITY_NODE.",
            folder=home.absolute(),
        )
    settings = Settings.load(home)
    return settings.path(settings.api_socket)


def _read_token(given: str | None, home: Path | None) -> str | None:
    if given is not None and not given.startswith("@"):
        return given
    path = Path(given[1:]) if given is not None else None
    if path is None and home is not None and (home / TOKEN_FILE).exists():
        path = home / TOKEN_FILE
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as exc:
        raise InputError(
            "token: the file {path} cannot be read",
            remedy="Name a file that holds one token and that you may read.",
            path=path,
        ) from exc
