"""The page of procedures names every procedure, what the rulebook has, and tests that exist."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from gateway.domain.rulebook import NOTHING, shipped_rulebooks

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/procedures.md").read_text(encoding="utf-8")
AT = datetime(2027, 2, 1, tzinfo=UTC)  # the newest that comes with Comity


def test_no_procedure_is_left_out() -> None:
    named = [int(n) for n in re.findall(r"^\| P(\d+) \|", PAGE, re.MULTILINE)]
    assert named == [n for n in range(1, 25) if n != 19]


def test_every_test_that_it_names_exists_and_tests() -> None:
    named = set(re.findall(r"`(tests/[^`]+\.py)`", PAGE))
    assert len(named) > 20
    for name in named:
        assert re.search(r"^(async )?def test_", (ROOT / name).read_text(), re.MULTILINE), name


def test_it_names_what_the_rulebook_has() -> None:
    book = shipped_rulebooks().in_force(AT)
    known = {notice.code for notice in book.notices}
    for code in re.findall(r"notice ([0-9A-Za-z.()_]+)`", PAGE):
        assert code in known, code
    for code in re.findall(r"`procedure ([0-9()]+)`", PAGE):
        assert code in book.procedure_codes


def test_silence_means_what_the_rulebook_says() -> None:
    book = shipped_rulebooks().in_force(AT)
    rows = re.findall(r"`procedure ([0-9()]+)` \| ([a-z ]+) \|", PAGE)
    assert len(rows) == len(book.procedures)
    for code, words in rows:
        means = book.procedure(code).silence.means
        assert (words == "nothing") == (means == NOTHING), code
