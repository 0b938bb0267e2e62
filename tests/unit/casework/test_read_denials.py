from __future__ import annotations

from gateway.casework.read_denials import ReadDenials
from gateway.domain.denial import Denial
from tests.unit.matching.cases import denial, organisation, transaction

KNOWN = denial(transaction(end_user=organisation("Signal")), denial_id="FR-2026-00001")


class Reader:
    """Reads every content as one denial, and counts."""

    def __init__(self, found: Denial | None = KNOWN) -> None:
        self.times = 0
        self._found = found

    def __call__(self, body: bytes) -> Denial | None:
        self.times += 1
        return self._found


def test_the_same_content_is_read_once() -> None:
    read, kept = Reader(), ReadDenials()

    assert kept.read("FR-2026-00001", b"a", read) is KNOWN
    assert kept.read("FR-2026-00001", b"a", read) is KNOWN
    assert read.times == 1


def test_another_content_is_read_anew() -> None:
    read, kept = Reader(), ReadDenials()
    for body in (b"a", b"b", b"b"):
        kept.read("FR-2026-00001", body, read)

    assert read.times == 2


def test_what_changed_is_not_kept() -> None:
    read, kept = Reader(), ReadDenials()
    kept.read("FR-2026-00001", b"a", read)
    kept.forget(["FR-2026-00001", "FR-2026-00002"])

    assert len(kept) == 0


def test_the_oldest_goes_first() -> None:
    read, kept = Reader(), ReadDenials(most=2)
    for key in ("1", "2", "1", "3", "1"):
        kept.read(key, b"a", read)

    assert (len(kept), read.times) == (2, 3)


def test_what_cannot_be_read_is_asked_again() -> None:
    read, kept = Reader(None), ReadDenials()

    assert kept.read("1", b"a", read) is None
    assert kept.read("1", b"a", read) is None
    assert (len(kept), read.times) == (0, 2)
