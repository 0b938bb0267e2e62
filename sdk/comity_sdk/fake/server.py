"""The fake gateway itself: serves a world on a port of this machine, and plays on command."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import parse_qs, urlsplit

import comity_sdk.fake.long_work  # noqa: F401 - which says itself what it plays
from comity_sdk.client import AsyncClient, Client
from comity_sdk.fake.answering import Answering, Call, Refused, Said
from comity_sdk.fake.world import START, Json, NotPlayed, World

COMMANDS: Final = "/fake/"
_PLAYED: Final = (
    "asks",
    "answers",
    "silence",
    "extension",
    "more_information",
    "decision",
    "fault",
)
_MOST_OCTETS: Final = 64 * 2**20


class FakeGateway:
    """A gateway for an integrator's own tests, in this process.

    Args:
        authority: Code of the authority whose gateway it plays.
        consults: Who is asked about each application that is filed, with the procedure.
        token: The token that it knows; None: one is made.
        port: Where it listens on 127.0.0.1; 0: a free port.
    """

    def __init__(
        self,
        authority: str = "DE",
        *,
        consults: Mapping[str, str] | None = None,
        token: str | None = None,
        port: int = 0,
    ) -> None:
        self.token = token or secrets.token_urlsafe(16)
        self.world = World(authority, START)
        self._consults = dict(consults or {})
        self._answering = Answering(self.world, self.token, self._filed)
        self._cut = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def client(self, **settings: Any) -> Client:
        """Return a client of it."""
        return Client(self.address, token=self.token, **settings)

    def async_client(self, **settings: Any) -> AsyncClient:
        """Return a client of it that awaits."""
        return AsyncClient(self.address, token=self.token, **settings)

    def __enter__(self) -> Self:
        """Serve within a block."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()

    # --- on command --------------------------------------------------------------------------

    def asks(self, case_id: str, authority: str, procedure: str = "14(1)") -> str:
        """Have an authority asked about a case; return the id of the consultation."""
        with self.world.lock:
            return str(self.world.ask(case_id, authority, procedure)["conversation_id"])

    def answers(
        self, authority: str, answer: str, *, explanation: str = "", case_id: str | None = None
    ) -> None:
        """Have an authority answer what it was asked, e.g. ``answers("FR", "objection")``."""
        with self.world.lock:
            self.world.answer(self.world.asked(authority, case_id), answer, explanation)

    def silence(self, authority: str, *, case_id: str | None = None) -> None:
        """Let the period of an authority end without an answer; the clock goes on to there."""
        with self.world.lock:
            self.world.silent(self.world.asked(authority, case_id))

    def extension(self, authority: str, working_days: int, *, case_id: str | None = None) -> None:
        """Have an authority ask for more time and get it."""
        with self.world.lock:
            self.world.extend(self.world.asked(authority, case_id), working_days)

    def more_information(
        self, authority: str, question: str, *, case_id: str | None = None
    ) -> None:
        """Have an authority that is asked under Article 16(5) say that it must know more."""
        self.answers(authority, "more_information", explanation=question, case_id=case_id)

    def decision(
        self, case_id: str, outcome: str = "granted", explanation: str = "As proposed."
    ) -> None:
        """Have two officers decide a case."""
        with self.world.lock:
            self.world.decide(case_id, outcome, explanation, ("anna", "bert"))

    def fault(
        self, status: int = 503, reason: str = "NODE_UNAVAILABLE", *, times: int = 1,
        retry_after_s: int | None = None,
    ) -> None:  # fmt: skip
        """Have the next calls answered with a problem."""
        data = {} if retry_after_s is None else {"retry_after_s": str(retry_after_s)}
        refused = Refused(status, reason, "the fake gateway was told so", "Try again.", **data)
        with self.world.lock:
            self._answering.faults += [refused] * times

    def cut(self, times: int = 1) -> None:
        """Have the next calls carried out, and their answers lost on the way."""
        with self.world.lock:
            self._cut += times

    # --- serving -----------------------------------------------------------------------------

    def _filed(self, case_id: str) -> None:
        for authority, procedure in self._consults.items():
            self.world.ask(case_id, authority, procedure)
        if not self._consults:
            self.world.cases[case_id]["state"] = "assessment"

    def command(self, name: str, given: Json) -> None:
        """Carry out a command by its name.

        Raises:
            NotPlayed: There is none of that name, or it takes something else.
        """
        if name not in _PLAYED:
            raise NotPlayed(f"there is no command {name}", f"One of {list(_PLAYED)}.")
        try:
            getattr(self, name)(**given)
        except TypeError as exc:
            raise NotPlayed(f"{name}: {exc}", "See comity_sdk.fake.FakeGateway.") from None

    def _answer(self, call: Call) -> Said | None:
        if call.path.startswith(COMMANDS) and call.method == "POST":
            try:
                self.command(call.path.removeprefix(COMMANDS), json.loads(call.body or b"{}"))
            except (NotPlayed, ValueError) as exc:
                return Said(422, f"{exc} {getattr(exc, 'remedy', '')}\n".encode())
            return Said(204)
        said = self._answering.answer(call)
        with self.world.lock:
            if self._cut and call.path.startswith("/api/"):
                self._cut -= 1
                return None
        return said

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            """Reads a request, and writes what is answered."""

            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                """Answer one request."""
                length = int(self.headers.get("Content-Length", "0"))
                if length > _MOST_OCTETS:
                    self.send_error(413)
                    return
                parts = urlsplit(self.path)
                headers = {name.lower(): value for name, value in self.headers.items()}
                query = parse_qs(parts.query, keep_blank_values=True)
                call = Call(self.command, parts.path, query, headers, self.rfile.read(length))
                said = gateway._answer(call)
                if said is None:
                    self.close_connection = True
                    return
                self.send_response(said.status)
                for name, value in said.headers.items():
                    self.send_header(name, value)
                if said.status != 204:  # noqa: PLR2004 - has no body
                    self.send_header("Content-Length", str(len(said.body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(said.body)

            do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing: tests read what is printed."""

        return Handler
