"""Which requirements of others an examination sees (Articles 4(5), 5(5) and 10(3))."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.domain.notice import Notice, NoticeAct
from gateway.domain.rulebook import shipped_rulebooks
from gateway.matching.requirements import MOST_SHOWN, Considering, requirements_met
from tests.support.cases import transaction

AT = datetime(2027, 3, 2, 9, tzinfo=UTC)
BOOK = shipped_rulebooks().in_force(AT)
OURS = transaction()


def act(number: int, index: int | None, **fields: Any) -> NoticeAct:
    """A notice under Article 4(4) of FR about the transaction that is examined."""
    name = f"FR-N-2026-{number:05d}"
    named: dict[str, Any] = {
        "kind": "4(4)",
        "number": name,
        "law": BOOK.version,
        "at": AT.date(),
        "transaction": OURS,
    }
    return NoticeAct(origin="FR", number=name, at=AT, index=index, content=Notice(**named | fields))


def met(*acts: NoticeAct, size: int = 10, us: str = "DE") -> list[str]:
    by = Considering(BOOK, us, {"FR": size}, AT.date())
    return [each.number for each in requirements_met(OURS, acts, by)]


@pytest.mark.parametrize(
    ("index", "seen"), [(0, True), (9, True), (10, False), (11, False), (None, False)]
)
def test_an_act_counts_below_the_examined_size_only(
    index: int | None,
    seen: bool,
) -> None:
    """The size is a number of entries, and the first entry has index 0 (tests2, 15)."""
    assert met(act(1, index)) == (["FR-N-2026-00001"] if seen else [])


def test_an_authority_is_not_reminded_of_its_own() -> None:
    assert met(act(1, 0), us="FR") == []


def test_the_nearest_hundred_are_shown() -> None:
    many = [act(number, number) for number in range(1, MOST_SHOWN + 2)]
    shown = met(*many, size=1000)
    assert len(shown) == MOST_SHOWN
    assert shown == sorted(shown)
