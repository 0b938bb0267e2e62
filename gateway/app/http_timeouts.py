"""How long the REST interface waits for a client: for its headers, its body, its end.

uvicorn waits for a request without end, and its own shutdown waits for that request. A client
that has sent half of one holds nothing here: after a while its connection is closed, and at
once when the node stops.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from gateway.api.dependencies import CERTIFICATE
from gateway.app.api_tls import ApiTls, shown_certificate

HEADERS_S = 10.0
"""How long the headers of a request may take, in seconds, from the connection or first octet."""

BODY_S = 20.0
"""How long nothing of a body may come, in seconds; a slow line goes on, a dead one does not."""

LOOK_AGAIN_S = 0.01
"""How long after a limit has passed its connection ends, in seconds. A node that was held up sees
the limit before it sees what came meanwhile; then the client has not kept it waiting."""

GRACE_S = 2
"""How long answers that are under way may take once the node stops, in seconds."""


class TimedProtocol(H11Protocol):
    """HTTP/1.1 with a time limit for what a client has begun and does not go on with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._limit: asyncio.TimerHandle | None = None
        self._limited: object = None  # the state that the limit is for

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for headers, and take down which certificate the client has shown."""
        super().connection_made(transport)
        if self._refuses_certificate():
            return
        # uvicorn hands a copy of it to each request; the certificate goes no other way (ADR 0024).
        self.app_state = {**self.app_state, CERTIFICATE: shown_certificate(transport)}
        self._set_limit()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._clear_limit()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, and wait for what is still to come."""
        if self._refuses_certificate():
            return
        super().data_received(data)
        self._set_limit()

    def timeout_keep_alive_handler(self) -> None:
        """End a connection on which nothing is asked any more, after a last look."""
        end = super().timeout_keep_alive_handler
        self.timeout_keep_alive_task = self.loop.call_later(LOOK_AGAIN_S, end)

    def shutdown(self) -> None:
        """Answer what has been asked wholly; who has not asked wholly is not waited for."""
        if self.conn.their_state is h11.SEND_BODY and not self._answered():
            self.transport.abort()
        else:
            super().shutdown()

    def _refuses_certificate(self) -> bool:
        """End the connection where its certificate was taken back, also one that is long open."""
        tls = self.config.tls if isinstance(self.config, _Config) else None
        refused = tls is not None and tls.refuses(self.transport)
        if refused:
            self.transport.abort()
        return refused

    def _answered(self) -> bool:
        cycle: Any = self.cycle  # None until the first request
        return cycle is None or cycle.response_complete

    def _set_limit(self) -> None:
        state = self.conn.their_state
        if state is h11.IDLE and self._limited is h11.IDLE:
            return  # the whole of the headers has one limit, however slowly they come
        self._clear_limit()
        wait = {h11.IDLE: HEADERS_S, h11.SEND_BODY: BODY_S}.get(state)
        if wait is not None:
            self._limit = self.loop.call_later(wait, self._look_again)
            self._limited = state

    def _clear_limit(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
        self._limit = self._limited = None

    def _look_again(self) -> None:
        self._limit = self.loop.call_later(LOOK_AGAIN_S, self._give_up)

    def _give_up(self) -> None:
        state, self._limit, self._limited = self._limited, None, None
        if state is h11.SEND_BODY and (self.flow.read_paused or self._answered()):
            self._set_limit()  # we do not read, so nothing can come
        elif not self.transport.is_closing():
            self.transport.abort()


class _Config(uvicorn.Config):
    """uvicorn's settings, and what a connection's certificate is looked up in."""

    tls: ApiTls | None = None


class Server(uvicorn.Server):
    """uvicorn without signal handlers: the node decides when it stops.

    Args:
        app: The application.
        tls: What its connections are encrypted by; None: they are not.
    """

    def __init__(self, app: ASGIApp, tls: ApiTls | None = None) -> None:
        config = _Config(
            app,
            http=TimedProtocol,
            ssl_context_factory=None if tls is None else lambda *_: tls.context,
            lifespan="off",
            access_log=False,
            server_header=False,
            log_config=None,  # its records go where those of every library go
            timeout_graceful_shutdown=GRACE_S,
        )
        config.tls = tls
        super().__init__(config)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield
