"""What the members' databases say at the end: read apart from their code, as files."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine


@dataclass(frozen=True)
class KeptLetter:
    """A letter as its sender has it."""

    sender: str
    recipient: str
    message_id: str
    conversation_id: str
    digest: bytes
    state: str
    receipt: bool


@dataclass
class Book:
    """One member's own.

    Attributes:
        sent: By message id.
        came: Accepted letters: how often each sender's message id is in the journal.
        digests: Of accepted letters, by sender and message id.
        tasks: Subjects and texts of open tasks, in one string each.
        waiting: What still waits: kind and subject.
        logs: Size and root of each log that it holds.
        cases: How often each reference was filed.
    """

    code: str
    sent: dict[str, KeptLetter] = field(default_factory=dict)
    came: Counter[tuple[str, str]] = field(default_factory=Counter)
    digests: dict[tuple[str, str], bytes] = field(default_factory=dict)
    tasks: list[str] = field(default_factory=list)
    waiting: list[tuple[str, str]] = field(default_factory=list)
    logs: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    cases: Counter[str] = field(default_factory=Counter)

    def has_task(self, *words: str) -> bool:
        """Say whether an open task names one of them."""
        return any(word in task for word in words if word for task in self.tasks)


_WAITING = {
    "letter": "SELECT message_id, conversation_id FROM outbox WHERE state = 'queued'",
    "effect": "SELECT message_id, conversation_id FROM dispatch WHERE state != 'done'",
    "engine call": "SELECT subject, subject FROM engine_wake",
    "case": "SELECT case_id, case_id FROM licence_case WHERE state = 'filed'",
    "consultation": (
        "SELECT conversation_id, coalesce(case_id, '') FROM consultation "
        "WHERE ours AND state = 'requested'"
    ),
}
"""What a federation at rest has none of, with what a task would be about."""


@contextmanager
def _opened(home: Path, url: str) -> Iterator[Any]:
    """Give a connection of the driver, in a transaction; both drivers run a statement alike."""
    if url:
        engine = create_engine(url, isolation_level="REPEATABLE READ", poolclass=NullPool)
        with closing(engine.raw_connection()) as server:
            yield server.driver_connection
        return
    with closing(sqlite3.connect(f"file:{home / 'node.db'}?mode=ro", uri=True, timeout=30)) as conn:
        conn.execute("BEGIN")
        yield conn


def read_book(code: str, home: Path, url: str = "") -> Book:
    """Read one member's database, which may be in use.

    Args:
        code: The member.
        home: Its folder.
        url: Of its database on PostgreSQL; empty: it is a file in the folder.
    """
    book = Book(code)
    with _opened(home, url) as conn:
        for row in conn.execute(
            "SELECT recipient, message_id, conversation_id, digest, state, receipt IS NOT NULL "
            "FROM outbox"
        ):
            recipient, message_id, conversation, digest, state, receipt = row
            book.sent[message_id] = KeptLetter(
                code, recipient, message_id, conversation, digest, state, bool(receipt)
            )
        for peer, message_id, digest in conn.execute(
            "SELECT peer, message_id, digest FROM journal WHERE direction = 'in' AND NOT refused"
        ):
            book.came[peer, message_id] += 1
            book.digests[peer, message_id] = digest
        book.tasks = [
            " ".join(str(value) for value in row)
            for row in conn.execute("SELECT * FROM task WHERE closed IS NULL")
        ]
        for kind, query in _WAITING.items():
            book.waiting += [(kind, f"{one} {two}") for one, two in conn.execute(query)]
        for origin, size, root in conn.execute("SELECT origin, size, root FROM log_head"):
            book.logs[origin] = (size, root)
        for (reference,) in conn.execute("SELECT reference FROM licence_case"):
            book.cases[reference] += 1
    return book


def read_books(places: Mapping[str, tuple[Path, str]]) -> dict[str, Book]:
    """Read the books of members that may still write to each other.

    All are read twice. What a member had sent at the first reading, its recipient must have at the
    second; read once, a letter between two readings looks lost.

    Args:
        places: Folder and URL of each member; see `read_book`.
    """
    before = {code: read_book(code, *place).sent for code, place in places.items()}
    books = {code: read_book(code, *place) for code, place in places.items()}
    return {code: replace(book, sent=before[code]) for code, book in books.items()}


@dataclass(frozen=True)
class Verdicts:
    """What the books say of a run; each list names the letters or subjects.

    Attributes:
        letters: For which their sender holds a signed receipt.
        lost: Of them, those that the recipient does not have, with no task on either side.
        doubled: What took effect or was filed twice, or has another digest at the recipient.
        silent: What still waits, with no task.
        waiting_with_task: What waits, and a person was told.
        registers_equal: Every member holds the same of every log.
    """

    letters: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    silent: tuple[str, ...]
    waiting_with_task: tuple[str, ...]
    registers_equal: bool


def judge(books: Mapping[str, Book]) -> Verdicts:
    """Compare the members' books with each other."""
    lost: list[str] = []
    doubled: list[str] = []
    silent: list[str] = []
    told: list[str] = []
    sent = [each for book in books.values() for each in book.sent.values()]
    for letter in sent:
        there = books[letter.recipient]
        key = (letter.sender, letter.message_id)
        name = f"{letter.sender} to {letter.recipient}: {letter.message_id}"
        if not letter.receipt or letter.state == "refused":
            continue
        if there.came[key] > 1 or there.digests.get(key, letter.digest) != letter.digest:
            doubled.append(name)
        if not there.came[key]:
            words = (letter.message_id, letter.conversation_id)
            known = books[letter.sender].has_task(*words) or there.has_task(*words)
            (told if known else lost).append(name)
    for book in books.values():
        doubled += [
            f"{book.code}: {name} filed {n} times" for name, n in book.cases.items() if n > 1
        ]
        for kind, subject in book.waiting:
            known = book.has_task(*subject.split())
            (told if known else silent).append(f"{book.code}: {kind} {subject}")
    return Verdicts(
        letters=sum(each.receipt for each in sent),
        lost=tuple(lost),
        doubled=tuple(doubled),
        silent=tuple(silent),
        waiting_with_task=tuple(told),
        registers_equal=_equal(books),
    )


def _equal(books: Mapping[str, Book]) -> bool:
    origins = {origin for book in books.values() for origin in book.logs}
    return all(
        len({book.logs.get(origin, (0, b"")) for book in books.values()}) == 1
        for origin in origins
        if any(book.logs.get(origin, (0, b""))[0] for book in books.values())
    )
