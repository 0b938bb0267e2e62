"""Wrong rulebooks and overlays are refused with the line: each file says what is expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.domain.letter import EntryType
from gateway.domain.rulebook import Rulebook, parse_rulebook_or_overlay, read_rulebook
from gateway.domain.rulebook.shelf import Shelf
from gateway.errors import LawError, Reason
from tests.support.raising import refuses

FOLDER = Path(__file__).parents[2] / "assets" / "rulebooks"
EXPECTED = "# refused: "
FILES = sorted(FOLDER.glob("*.toml"))
SOUND = [path for path in FILES if path.stem.endswith("sound")]
WRONG = [path for path in FILES if path not in SOUND]


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_the_files_beside_the_wrong_ones_are_in_order(path: Path) -> None:
    assert parse_rulebook_or_overlay(path.name, path.read_bytes()).digest


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_wrong_file_is_refused_with_line_and_field(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith(EXPECTED)
    with refuses(LawError, Reason.RULEBOOK_INVALID) as refused:
        parse_rulebook_or_overlay(path.name, path.read_bytes())
    assert str(refused.value).startswith(f"{path.name}, {first.removeprefix(EXPECTED)}")
    assert {"file", "line", "field"} <= refused.value.metadata.keys()


@pytest.mark.parametrize("entry", EntryType)
def test_a_procedure_writes_what_its_gateway_would_write(entry: EntryType) -> None:
    """Else one that tells nobody anything would be published as law."""
    raw = (FOLDER / "sound.toml").read_bytes()
    named = b'entry = "notice"\nnotice = "99"'
    assert raw.count(named) == 1
    kind = b'\nnotice = "99"' if entry is EntryType.NOTICE else b""
    raw = raw.replace(named, b'entry = "%b"%b' % (entry.encode(), kind))
    if entry in {EntryType.GRANT_AFTER_CONSULTATION, EntryType.NOTICE}:
        assert parse_rulebook_or_overlay("sound.toml", raw).digest
        return
    with refuses(
        LawError, Reason.RULEBOOK_INVALID, field="procedure.0.after_grant.entry"
    ) as refused:
        parse_rulebook_or_overlay("sound.toml", raw)
    assert f"not {entry}" in str(refused.value)


def test_there_are_many_ways_to_be_wrong() -> None:
    assert len(WRONG) >= 25


def test_one_kind_of_notice_belongs_to_one_law() -> None:
    book = read_rulebook(FOLDER / "sound.toml")
    other = book.model_copy(update={"version": "TEST-2/2026-1"})
    with pytest.raises(LawError, match="both describe the kind of notice 99"):
        Shelf([book, other])


def test_dates_overlap_only_within_one_law() -> None:
    book = read_rulebook(FOLDER / "sound.toml")
    assert isinstance(book, Rulebook)
    other = book.model_copy(update={"version": "TEST-2/2026-1", "notices": ()})
    assert Shelf([book, other]).laws == ("TEST-1", "TEST-2")
    again = book.model_copy(update={"version": "TEST-1/2026-2"})
    with pytest.raises(LawError, match="both in force"):
        Shelf([book, again])
