"""The clients of one node: one that waits, one that awaits, on the same rules."""

from __future__ import annotations

import asyncio
import contextlib
import os
import ssl
import time
from collections.abc import Generator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

import httpx2

from comity_sdk import documents
from comity_sdk.calls import read
from comity_sdk.errors import NoAnswer, SettingError
from comity_sdk.exchange import Asked, Retries, tries
from comity_sdk.jobs import AsyncJobs, Jobs
from comity_sdk.operations import Operations
from comity_sdk.operations.awaited import AsyncOperations
from comity_sdk.tokens import Token

if TYPE_CHECKING:
    from comity_sdk import models

ADDRESS_VARIABLE: Final = "COMITY_ADDRESS"
TIMEOUT_S: Final = 120.0  # an import or a first synchronisation may take this long
CONNECT_S: Final = 5.0  # a socket or a port near by answers at once or not at all
SOCKET_PATH_OCTETS: Final = 103  # sun_path has 104 octets on macOS, one of them zero
_NEAR: Final = frozenset({"127.0.0.1", "localhost", "::1"})
UNIX: Final = "unix:"


class Place:
    """Where a node is.

    Args:
        address: ``https://HOST``, ``http://`` of this machine, or ``unix:PATH`` of its socket;
            None: ``COMITY_ADDRESS`` of the environment.
        tls: What is trusted, and the certificate to show; None: what the system trusts.
        environ: Environment; None: the process's.

    Raises:
        SettingError: There is no address, or a token would travel in the clear.
    """

    def __init__(
        self,
        address: str | None,
        tls: ssl.SSLContext | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        found = address or (os.environ if environ is None else environ).get(ADDRESS_VARIABLE)
        if not found:
            raise SettingError(
                "the node has no address",
                f"Give Client an address, or set {ADDRESS_VARIABLE}: https://HOST or unix:PATH.",
            )
        self.tls = tls
        self.socket: Path | None = None
        self.base = found
        if found.startswith(UNIX):
            self.socket, self.base = Path(found.removeprefix(UNIX)), "http://node"
            if len(str(self.socket).encode()) > SOCKET_PATH_OCTETS:
                raise SettingError(
                    f"the path of the socket is longer than {SOCKET_PATH_OCTETS} octets",
                    "Set api_socket in node.toml to a shorter absolute path.",
                )
            return
        parts = urlsplit(found)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _NEAR):
            raise SettingError(
                "a token does not travel over plain http",
                "Name the node by an https address, or by unix: and the path of its socket.",
            )

    def settings(self, timeout_s: float) -> dict[str, Any]:
        """Return what a client of httpx2 is made with."""
        return {
            "base_url": self.base,
            "timeout": httpx2.Timeout(timeout_s, connect=CONNECT_S),
            "trust_env": False,  # no proxy of the environment reads along
            "follow_redirects": False,  # a token goes where it was meant to
        }


class Client(Operations):
    """Calls a node's operations and waits for their answers.

    Args:
        address: ``https://HOST`` or ``unix:PATH``; None: ``COMITY_ADDRESS``.
        token: Token of an officer or a system, or ``@FILE``; None: ``COMITY_TOKEN``,
            else what stands in ``COMITY_TOKEN_FILE``.
        timeout_s: Longest wait for one answer.
        retries: How often a call is tried.
        tls: What is trusted, and the certificate to show.
        transport: In place of the network, in tests.

    Raises:
        SettingError: There is no address, or not one that a token may go to.
    """

    def __init__(
        self,
        address: str | None = None,
        *,
        token: str | Token | None = None,
        timeout_s: float = TIMEOUT_S,
        retries: Retries | None = None,
        tls: ssl.SSLContext | None = None,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        place = Place(address, tls)
        if transport is None and place.socket is not None:
            transport = httpx2.HTTPTransport(uds=str(place.socket))
        verify: ssl.SSLContext | bool = tls or True
        self.token = Token.found(token)
        self.retries = retries or Retries()
        self.jobs = Jobs(self)
        self._place = place
        self.http = httpx2.Client(transport=transport, verify=verify, **place.settings(timeout_s))

    def __repr__(self) -> str:
        """Return where the node is; nothing of the token."""
        return f"{type(self).__name__}({str(self._place.socket or self._place.base)!r})"

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
        self.http.close()

    def send(self, asked: Asked) -> httpx2.Response:
        """Return the answer of the last try; for what has no method of its own.

        Raises:
            NoAnswer: There was none.
            SettingError: The token cannot be read.
        """
        steps = tries(asked, self.retries)
        given: httpx2.Response | httpx2.HTTPError | None = None
        while True:
            step = next_step(steps, given)
            if isinstance(step, httpx2.Response):
                return step
            if isinstance(step, Asked):
                try:
                    given = self.http.send(self.request(step))
                except httpx2.HTTPError as exc:
                    given = exc
            else:
                time.sleep(step)
                given = None

    def request(self, asked: Asked) -> httpx2.Request:
        """Return one try of a request, with the token that is good now."""
        return _request(self.http, asked, self.token)

    def put_document(self, number: str, file: Path, *, noun: str = "cases") -> models.HeldDocument:
        """Send the contents of a document; where an earlier call was cut off it goes on.

        Args:
            number: Number or id of what names the document.
            file: The contents; their digest says which document it is.
            noun: What names it.

        Raises:
            NotFound: Nothing there names a document of this digest.
            Problem: The node refuses them, e.g. their type or size.
            NoAnswer: The node does not answer; the same call goes on.
        """
        with documents.open_source(file) as source:
            steps = documents.upload(source, noun, number, self.retries)
            given: httpx2.Response | NoAnswer | None = None
            while True:
                step = next_step(steps, given)
                if isinstance(step, httpx2.Response):
                    kept: models.HeldDocument = read(documents.ADDED, step)
                    return kept
                given = None
                if isinstance(step, float):
                    time.sleep(step)
                    continue
                try:
                    given = self.send(step)
                except NoAnswer as exc:
                    given = exc

    def get_document(self, number: str, sha256: str, to: Path, *, noun: str = "cases") -> Path:
        """Fetch the contents of a document into a file, which is there once they are whole.

        What came before a line was cut lies beside it (``.part``) and is gone on with.

        Args:
            number: Number or id of what names the document.
            sha256: Digest of the contents.
            to: Where to; a folder takes them under their digest.
            noun: What names it.

        Raises:
            DigestMismatch: Other octets came than the document's.
            Problem: The node refuses it, or has no contents.
            NoAnswer: The node does not answer; the same call goes on.
        """
        part, failed = documents.Part(noun, number, sha256, to), 0
        while True:
            before = part.octets
            try:
                self._fetch(part)
                return part.finish()
            except httpx2.HTTPError as exc:
                failed = failed + 1 if part.octets == before else 1
                if failed >= self.retries.tries:
                    raise NoAnswer(
                        "the node does not answer", "Call it again: it goes on."
                    ) from exc
            time.sleep(self.retries.pause_s(failed))

    def _fetch(self, part: documents.Part) -> None:
        answer = self.http.send(self.request(part.asked()), stream=True)
        with contextlib.closing(answer):
            if answer.is_error:
                answer.read()
            sink = part.open(answer)
            if sink is not None:
                with sink:
                    for block in answer.iter_raw():
                        part.take(sink, block)


class AsyncClient(AsyncOperations):
    """Calls a node's operations and awaits their answers; its arguments are those of `Client`.

    Raises:
        SettingError: There is no address, or not one that a token may go to.
    """

    def __init__(
        self,
        address: str | None = None,
        *,
        token: str | Token | None = None,
        timeout_s: float = TIMEOUT_S,
        retries: Retries | None = None,
        tls: ssl.SSLContext | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        place = Place(address, tls)
        if transport is None and place.socket is not None:
            transport = httpx2.AsyncHTTPTransport(uds=str(place.socket))
        verify: ssl.SSLContext | bool = tls or True
        self.token = Token.found(token)
        self.retries = retries or Retries()
        self.jobs = AsyncJobs(self)
        self._place = place
        self.http = httpx2.AsyncClient(
            transport=transport, verify=verify, **place.settings(timeout_s)
        )

    def __repr__(self) -> str:
        """Return where the node is; nothing of the token."""
        return f"{type(self).__name__}({str(self._place.socket or self._place.base)!r})"

    async def __aenter__(self) -> Self:
        """Use the client within a block."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close its connections."""
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self.http.aclose()

    async def send(self, asked: Asked) -> httpx2.Response:
        """Return the answer of the last try; for what has no method of its own.

        Raises:
            NoAnswer: There was none.
            SettingError: The token cannot be read.
        """
        steps = tries(asked, self.retries)
        given: httpx2.Response | httpx2.HTTPError | None = None
        while True:
            step = next_step(steps, given)
            if isinstance(step, httpx2.Response):
                return step
            if isinstance(step, Asked):
                try:
                    given = await self.http.send(self.request(step))
                except httpx2.HTTPError as exc:
                    given = exc
            else:
                await asyncio.sleep(step)
                given = None

    def request(self, asked: Asked) -> httpx2.Request:
        """Return one try of a request, with the token that is good now."""
        return _request(self.http, asked, self.token)

    async def put_document(
        self, number: str, file: Path, *, noun: str = "cases"
    ) -> models.HeldDocument:
        """Send the contents of a document; where an earlier call was cut off it goes on."""
        with await asyncio.to_thread(documents.open_source, file) as source:
            steps = documents.upload(source, noun, number, self.retries)
            given: httpx2.Response | NoAnswer | None = None
            while True:
                step = await asyncio.to_thread(next_step, steps, given)
                if isinstance(step, httpx2.Response):
                    kept: models.HeldDocument = read(documents.ADDED, step)
                    return kept
                given = None
                if isinstance(step, float):
                    await asyncio.sleep(step)
                    continue
                try:
                    given = await self.send(step)
                except NoAnswer as exc:
                    given = exc

    async def get_document(
        self, number: str, sha256: str, to: Path, *, noun: str = "cases"
    ) -> Path:
        """Fetch the contents of a document into a file, which is there once they are whole."""
        part, failed = await asyncio.to_thread(documents.Part, noun, number, sha256, to), 0
        while True:
            before = part.octets
            try:
                await self._fetch(part)
                return await asyncio.to_thread(part.finish)
            except httpx2.HTTPError as exc:
                failed = failed + 1 if part.octets == before else 1
                if failed >= self.retries.tries:
                    raise NoAnswer(
                        "the node does not answer", "Call it again: it goes on."
                    ) from exc
            await asyncio.sleep(self.retries.pause_s(failed))

    async def _fetch(self, part: documents.Part) -> None:
        answer = await self.http.send(self.request(part.asked()), stream=True)
        async with contextlib.aclosing(answer):
            if answer.is_error:
                await answer.aread()
            sink = part.open(answer)
            if sink is not None:
                with sink:
                    async for block in answer.aiter_raw():
                        await asyncio.to_thread(part.take, sink, block)


def next_step(
    steps: Generator[Asked | float, Any, httpx2.Response],
    given: httpx2.Response | httpx2.HTTPError | NoAnswer | None,
) -> Asked | float | httpx2.Response:
    """Return the next step of a generator of steps, or the answer that it ends with."""
    try:
        return steps.send(given)
    except StopIteration as end:
        answer: httpx2.Response = end.value
        return answer


def _request(
    http: httpx2.Client | httpx2.AsyncClient, asked: Asked, token: Token
) -> httpx2.Request:
    request = http.build_request(
        asked.method,
        asked.path,
        params=asked.query or None,
        headers={**asked.headers, **token.headers()},
        content=asked.content,
    )
    if asked.timeout_s is not None:
        request.extensions["timeout"] = httpx2.Timeout(asked.timeout_s, connect=CONNECT_S).as_dict()
    return request
