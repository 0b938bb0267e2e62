"""Attempts to sign in that failed: how long the next one waits, and why nobody is locked out.

Failures are counted by **who tries for which account**: a browser in which the account signed in
before counts alone, and all others together. Whoever guesses from elsewhere makes strangers
wait, never the officer in the browser she knows. A wait is bounded, and what comes meanwhile is
neither looked at nor counted: a new browser gets its turn, and an administrator's one-time link
is a way in that no failure closes. (After OWASP's *device cookies*.)
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import Connection

from gateway.casework.accounts.signin.sessions import digest_of
from gateway.domain.base import Instant
from gateway.errors import Reason
from gateway.store.records import Records, in_columns, in_rows
from gateway.store.tables_console import console_browser as browser
from gateway.store.tables_console import console_failure as table

FREE: Final = 5
"""Failures in a row that cost nothing: fingers slip."""

LONGEST_WAIT: Final = timedelta(minutes=15)
"""Some 35,000 guesses a year: one in ten that one of them is a code that counts (three of a million
do), for whoever has the password. A longer wait would lock out colleagues, not guessers."""

FORGOTTEN_AFTER: Final = timedelta(hours=24)
KNOWN_BROWSERS: Final = 10


class _Failures(NamedTuple):
    bucket: bytes
    failures: int
    at: Instant
    wait_until: Instant


_FAILURES = Records(table, in_columns(_Failures))
_BROWSERS = in_rows(browser)


def bucket_of(conn: Connection, name: str, browser_mark: str) -> bytes:
    """Return by what the attempts are counted of who tries for an account."""
    known = browser_mark and _BROWSERS.find(conn, digest_of(browser_mark), name)
    whose = digest_of(browser_mark) if known else b"strangers"
    return hashlib.sha256(name.encode() + b"\0" + whose).digest()


def check_may_try(conn: Connection, bucket: bytes, *, at: datetime) -> None:
    """Check that nobody has to wait.

    Raises:
        UnavailableError: RATE_EXCEEDED; it says how long.
    """
    until = _FAILURES.beside(conn, "wait_until", bucket)
    if until is not None and at < until:
        seconds = max(1, round((until - at).total_seconds()))
        raise Reason.RATE_EXCEEDED.error(
            "too many attempts failed; the next one is looked at in {retry_after_s} seconds",
            remedy="Wait that long, or ask your administrator for a one-time link.",
            retry_after_s=seconds,
        )


def note_failure(conn: Connection, bucket: bytes, *, at: datetime) -> None:
    """Count an attempt that failed; the next one may have to wait."""
    _FAILURES.remove(conn, table.c.at <= at - FORGOTTEN_AFTER)
    before = _FAILURES.find(conn, bucket)
    failures = 1 if before is None else before.failures + 1
    beyond = max(0, failures - FREE)
    wait = min(LONGEST_WAIT, timedelta(seconds=2 ** min(beyond, 6))) if beyond else timedelta()
    _FAILURES.put(conn, _Failures(bucket, failures, at, at + wait))


def forget(conn: Connection, bucket: bytes) -> None:
    """Count from the beginning again: who tried has shown who she is."""
    _FAILURES.drop(conn, bucket)


def know_browser(conn: Connection, name: str, browser_mark: str, *, at: datetime) -> None:
    """Keep that an account signed in in a browser; of many the oldest is forgotten."""
    mine = browser.c.name == name
    _BROWSERS.drop(conn, digest_of(browser_mark), name)
    _BROWSERS.insert(conn, digest=digest_of(browser_mark), name=name, seen=at)
    kept = _BROWSERS.every(conn, mine, by=[browser.c.seen.desc()], most=KNOWN_BROWSERS)
    _BROWSERS.remove(conn, mine, browser.c.digest.not_in([each.digest for each in kept]))


def forget_browsers(conn: Connection, name: str) -> None:
    """Forget every browser of an account."""
    _BROWSERS.remove(conn, browser.c.name == name)
