"""Two authorities that consult each other; the database of one dies and its standby takes over.

The nodes are processes as in life, the workflow engine is a real server, and the letters go over
gRPC. Nobody starts anything again: the node finds the new primary.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx2

from gateway.errors import UnavailableError
from lab.chaos.books import Book, judge, read_book, read_books
from lab.chaos.load import Workload
from lab.postgres.pair import PostgresPair, running_pair
from lab.sandbox.supervisor import Sandbox, wait_for

MEMBERS: Final = ("DE", "FR")
FAILS: Final = "DE"
_PER_S: Final = 4.0
_LOOK_S: Final = 0.1
_REST_WITHIN_S: Final = 60.0
_BEFORE: Final = 8
"""Letters with receipts before the primary dies: everything has begun by then."""

Say = Callable[[str], None]


@dataclass
class AnswersSeen:
    """What a client of the node saw meanwhile.

    Attributes:
        answers: When each answer came, and its status, on the machine's steady clock.
        without_wait: Refusals with 503 that did not say when to come again.
        reasons: Of those refusals.
    """

    answers: list[tuple[float, int]] = field(default_factory=list)
    without_wait: int = 0
    reasons: set[str] = field(default_factory=set)

    def back_after(self, instant: float) -> float | None:
        """Return when the first good answer came after the last refusal since an instant."""
        bad = [at for at, status in self.answers if at > instant and status != httpx2.codes.OK]
        since = max(bad, default=instant)
        return min(
            (at for at, status in self.answers if at > since and status == httpx2.codes.OK),
            default=None,
        )


class NodeWatch:
    """Asks one address of a node again and again, and one for events that it waits for.

    Args:
        sandbox: The federation.
        code: The member.
        token: Of an account that reads.
    """

    def __init__(self, sandbox: Sandbox, code: str, token: str) -> None:
        settings = sandbox.settings(code)
        self._socket = str(settings.path(settings.api_socket))
        self._headers = {"Authorization": f"Bearer {token}"}
        self._stop = threading.Event()
        self.lists, self.events = AnswersSeen(), AnswersSeen()
        asked = (
            (self.lists, "/api/v1/consultations?limit=1"),
            (self.events, "/api/v1/events?wait=2&limit=1"),
        )
        self._threads = [
            threading.Thread(target=self._ask, args=each, daemon=True) for each in asked
        ]

    def start(self) -> None:
        """Begin to ask."""
        for each in self._threads:
            each.start()

    def stop(self) -> None:
        """End."""
        self._stop.set()
        for each in self._threads:
            each.join()

    def _ask(self, seen: AnswersSeen, path: str) -> None:
        transport = httpx2.HTTPTransport(uds=self._socket)
        with httpx2.Client(transport=transport, headers=self._headers, timeout=30) as client:
            while not self._stop.wait(_LOOK_S):
                answer = client.get(f"http://node{path}")
                seen.answers.append((time.monotonic(), answer.status_code))
                if answer.status_code == httpx2.codes.SERVICE_UNAVAILABLE:
                    seen.without_wait += "Retry-After" not in answer.headers
                    seen.reasons.add(answer.json()["reason"])


def run(*, say: Say = lambda _: None) -> dict[str, Any]:
    """Run once, and return what became of it.

    Args:
        say: Told what happens, a line at a time.

    Raises:
        ComityError: The federation or the servers do not come up, or it does not come to rest.
    """
    with running_pair() as pair, tempfile.TemporaryDirectory(prefix="comity-failover-") as folder:
        url = pair.new_database()
        sandbox = Sandbox(Path(folder) / "sandbox", say=say)
        sandbox.up(MEMBERS, suite="classic", databases={FAILS: url})
        try:
            return _run(sandbox, pair, url, say)
        finally:
            sandbox.down()


def _run(sandbox: Sandbox, pair: PostgresPair, url: str, say: Say) -> dict[str, Any]:
    load = Workload(sandbox, per_s=_PER_S, members=MEMBERS)
    load.start()
    with sandbox.client(FAILS) as administrator:
        made = administrator.post("/officers", {"name": "watch", "role": "system"})
    watch = NodeWatch(sandbox, FAILS, made["token"])
    watch.start()
    try:
        wait_for(lambda: _receipts(sandbox) >= _BEFORE, what="letters", within_s=60)
        killed = time.monotonic()
        pair.kill_primary()
        pair.promote()
        say(f"promoted after {time.monotonic() - killed:.1f} s")
        arrived = _receipts(sandbox)
        wait_for(lambda: _receipts(sandbox) > arrived + 2, what="letters again", within_s=60)
        letters_s = time.monotonic() - killed
        wait_for(lambda: watch.lists.back_after(killed), what="lists again", within_s=60)
        load.stop_filing()
        say(f"service is back after {time.monotonic() - killed:.1f} s; until all is at rest")
        books = _rest(sandbox, url)
    finally:
        watch.stop()
        load.stop()
    told = _told(books, load, watch, killed, letters_s)
    return {**told, "tried_again": _again(sandbox)}


def _told(
    books: dict[str, Book],
    load: Workload,
    watch: NodeWatch,
    killed: float,
    letters_s: float,
) -> dict[str, Any]:
    found = judge(books)
    back = watch.lists.back_after(killed)
    forgotten = [
        reference for code, reference, _ in load.kept.cases if not books[code].cases[reference]
    ]
    return {
        **asdict(found),
        "lost": [*found.lost, *forgotten],
        "twice": list(found.doubled),
        "failover_s": round(max(letters_s, (back or killed) - killed), 2),
        "letters_s": round(letters_s, 2),
        "lists_s": round((back or killed) - killed, 2),
        "refused": sum(status != httpx2.codes.OK for _, status in watch.lists.answers),
        "events_refused": sum(status != httpx2.codes.OK for _, status in watch.events.answers),
        "events_after": watch.events.back_after(killed) is not None,
        "without_retry_after": watch.lists.without_wait + watch.events.without_wait,
        "reasons": sorted(watch.lists.reasons | watch.events.reasons),
        "applications": len(load.kept.cases),
    }


def _receipts(sandbox: Sandbox) -> int:
    """Return how many letters the one whose database dies has given a receipt for."""
    [other] = [code for code in MEMBERS if code != FAILS]
    book = read_book(other, sandbox.home(other))
    return sum(letter.receipt for letter in book.sent.values())


def _rest(sandbox: Sandbox, url: str) -> dict[str, Book]:
    """Wait until nothing is on its way, and return what the databases say."""
    books: dict[str, Book] = {}
    places = {code: (sandbox.home(code), url if code == FAILS else "") for code in MEMBERS}

    def look() -> bool:
        books.update(read_books(places))
        return not judge(books).silent

    try:
        wait_for(look, what="rest", within_s=_REST_WITHIN_S)
    except UnavailableError:
        return books  # what still waits is told by name
    return books


def _again(sandbox: Sandbox) -> int:
    """Return how often the node has tried its database again, as its metrics say."""
    settings = sandbox.settings(FAILS)
    transport = httpx2.HTTPTransport(uds=str(settings.path(settings.api_socket)))
    with httpx2.Client(transport=transport, timeout=30) as client:
        lines = client.get("http://node/metrics").text.splitlines()
    [value] = [line.split()[1] for line in lines if line.startswith("comity_writer_again_total ")]
    return int(float(value))


def passed(result: dict[str, Any], *, within_s: float = 15.0) -> bool:
    """Say whether nothing was lost or done twice, and everything goes on in time."""
    bad = ("lost", "twice", "silent", "without_retry_after")
    return not any(result[name] for name in bad) and (
        result["failover_s"] < within_s and result["events_after"]
    )
