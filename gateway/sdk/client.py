"""A client of one node's `/api/v1`, over its Unix socket or over HTTP(S).

Bodies and answers are plain JSON; what they hold is said by the node's OpenAPI document.
Where the node is and whose token opens it is for the caller to say: nothing is read from
files or the environment here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import httpx2

from gateway.errors import ComityError, Family, InputError, Reason, UnavailableError

TIMEOUT_S = 120.0  # an import or a first synchronisation may take this long
PIECE_OCTETS = 8 * 2**20  # of a document put at a time: what a cut line costs at most
CONNECT_S = 5.0  # a socket or a loopback port answers at once or not at all
_JSON = ("application/json", "application/problem+json")  # RFC 9457
_START = "Start it with: comity up --home FOLDER"
SOCKET_PATH_OCTETS = 103  # sun_path has 104 octets on macOS, 108 on Linux, one of them zero


class ProblemError(ComityError):
    """A problem that the node answered with; family, reason and remedy are the node's.

    Args:
        problem: Body of the answer (`gateway.api.problems.Problem`).
    """

    carries = True

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(str(problem.get("message", "the node answered with an error")))
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

    Raises:
        InputError: The path of the socket is longer than the system allows.
    """

    def __init__(
        self,
        *,
        socket: Path | None = None,
        address: str = "http://node",
        token: str | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        if socket is not None and len(str(socket).encode()) > SOCKET_PATH_OCTETS:
            raise InputError(
                f"the path of the node's socket is longer than {SOCKET_PATH_OCTETS} octets",
                reason=Reason.SETTING_INVALID,
                remedy="Set api_socket in node.toml to a shorter absolute path.",
                path=str(socket),
            )
        transport = httpx2.HTTPTransport(uds=str(socket)) if socket is not None else None
        self._socket = socket
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._read: dict[str, str] = {}  # the version of what was read, by its path
        self._client = httpx2.Client(
            base_url=address,
            transport=transport,
            timeout=httpx2.Timeout(timeout_s, connect=CONNECT_S),
            trust_env=False,
        )

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
        answer = self._send(method, f"/api/v1{path}", **kwargs)
        if method == "GET" and (version := answer.headers.get("etag")):
            self._read[path] = version
        if answer.status_code == httpx2.codes.NO_CONTENT:
            return None
        is_json = answer.headers.get("content-type", "").startswith(_JSON)
        if answer.is_error:
            raise ProblemError(_problem(answer, is_json=is_json))
        return answer.json() if is_json else answer.content

    def readiness(self) -> dict[str, Any]:
        """Return whether the node does its work; needs no token.

        Raises:
            UnavailableError: The node does not answer.
        """
        found: dict[str, Any] = self._send("GET", "/ready").json()
        return found

    def _send(
        self, method: str, address: str, headers: dict[str, str] | None = None, **kwargs: Any
    ) -> httpx2.Response:
        if self._socket is not None and not self._socket.exists():
            raise UnavailableError("the node is not up", remedy=_START)
        try:
            sent = self._headers | (headers or {})
            return self._client.request(method, address, headers=sent, **kwargs)
        except httpx2.HTTPError as exc:
            raise UnavailableError(
                f"the node does not answer ({type(exc).__name__})",
                remedy=f"Is it up? {_START}",
            ) from exc

    def get(self, path: str, **params: Any) -> Any:
        """GET with query parameters; those that are None are left out."""
        return self.call("GET", path, params=_given(params))

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
        return self.call("POST", path, json=body, params=_given(params), headers=headers)

    def put(self, path: str, body: Any, *, of: str | None = None, **params: Any) -> Any:
        """PUT a JSON body; arguments and what is raised are those of `post`."""
        headers = self._as_read(of)
        return self.call("PUT", path, json=body, params=_given(params), headers=headers)

    def patch(self, path: str, body: Any, *, of: str | None = None) -> Any:
        """PATCH with a JSON body; arguments and what is raised are those of `post`."""
        return self.call("PATCH", path, json=body, headers=self._as_read(of))

    def holds(self, path: str, version: str) -> None:
        """Say which version of a thing was read before, e.g. into a file; `of` sends it once."""
        self._read[path] = f'"{version}"'

    def _as_read(self, path: str | None) -> dict[str, str]:
        if path is None:
            return {}
        if path not in self._read:
            self.get(path)
        version = self._read.pop(path, None)  # a node of before says none
        return {} if version is None else {"If-Match": version}

    def delete(self, path: str) -> Any:
        """DELETE."""
        return self.call("DELETE", path)

    def upload(self, path: str, name: str, content: bytes, **params: Any) -> Any:
        """POST a file as the form field ``file`` with query parameters; its name says its type."""
        return self.call("POST", path, files={"file": (name, content)}, params=_given(params))

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
        head = self._send("HEAD", f"/api/v1{path}")
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
        try:
            with self._client.stream("GET", f"/api/v1{path}", headers=self._headers) as answer:
                if answer.is_error:
                    answer.read()
                    is_json = answer.headers.get("content-type", "").startswith(_JSON)
                    raise ProblemError(_problem(answer, is_json=is_json))
                yield from answer.iter_raw()
        except httpx2.HTTPError as exc:
            raise UnavailableError(
                f"the node does not answer ({type(exc).__name__})",
                remedy=f"Is it up? {_START}",
            ) from exc


def _given(params: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in params.items() if value is not None}


def _problem(answer: httpx2.Response, *, is_json: bool) -> dict[str, Any]:
    found = answer.json() if is_json else None
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
