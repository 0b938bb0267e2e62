"""Law files: what the directory names is law here, and nothing else is."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gateway.app.law_files import LawFiles, LawKind
from gateway.domain.rulebook import shipped_rulebooks
from gateway.errors import Reason
from gateway.trust.federation import Directory, LawVersion
from tests.support.law_texts import calendar_text

CALENDAR = calendar_text("DE/2026-1", "2026-03-01", "Bundesanzeiger", Epiphany=date(2026, 1, 6))
CONTROLS = """
kind = "national"
state = "NL"
version = "NL/2023-1"
act = "C/2023/441"
in_force_from = 2023-09-01
codes = ["3B901", "3B901.a"]
"""
NOTHING = Directory(
    name="test",
    federation_id=b"f" * 32,
    version=1,
    created=datetime(2026, 1, 1, tzinfo=UTC),
    expires=datetime(2027, 1, 1, tzinfo=UTC),
    rehearsal=True,
    operators=(),
    threshold=1,
    members={},
)


def named(text: str, version: str, authority: str, date: str) -> LawVersion:
    return LawVersion(version, hashlib.sha256(text.encode()).digest(), authority, date)


DE = named(CALENDAR, "DE/2026-1", "DE", "2026-03-01")
NL = named(CONTROLS, "NL/2023-1", "NL", "2023-09-01")


class Held:
    """The directory that a node holds, and its folder of law."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "law"
        self.directory = NOTHING
        self.files = LawFiles(self.folder, lambda: self.directory)

    def put(self, name: str, text: str) -> Path:
        self.folder.mkdir(exist_ok=True)
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        # Two writes within one tick of the clock must not look like none.
        stamp = max(path.stat().st_mtime_ns, self.folder.stat().st_mtime_ns) + 1_000_000
        os.utime(path, ns=(stamp, stamp))
        os.utime(self.folder, ns=(stamp, stamp))
        return path

    def name(self, **lists: tuple[LawVersion, ...]) -> None:
        change: Callable[..., Directory] = replace
        self.directory = change(self.directory, version=self.directory.version + 1, **lists)

    def fault(self) -> tuple[str, Reason]:
        (fault,) = self.files.faults()
        return str(fault.error), fault.error.reason


@pytest.fixture
def held(tmp_path: Path) -> Held:
    return Held(tmp_path)


def test_a_node_whose_directory_names_nothing_has_no_law_files(held: Held) -> None:
    held.put("de.toml", CALENDAR)
    assert (held.files.calendars(), held.files.rulebooks(), held.files.faults()) == ((), (), ())


def test_what_the_directory_names_is_taken_under_whatever_file_name(held: Held) -> None:
    held.put("anything.toml", CALENDAR)
    held.put("nl.toml", CONTROLS)
    held.name(calendars=(DE,), controls=(NL,))
    assert [each.version for each in held.files.calendars()] == ["DE/2026-1"]
    assert [each.key for each in held.files.controls()] == ["national:NL"]
    (file,) = held.files.files(LawKind.CALENDAR)
    assert (file.name, file.named, file.raw) == ("anything.toml", DE, CALENDAR.encode())


def test_the_rulebooks_that_come_with_comity_need_no_copy(held: Held) -> None:
    shelf = shipped_rulebooks()
    books = [book for book in shelf.books if book.version in shelf.versions]
    held.name(
        rulebooks=tuple(
            LawVersion(b.version, bytes.fromhex(b.digest), "", b.in_force_from.isoformat())
            for b in books
        )
    )
    assert list(held.files.rulebooks()) == books
    assert held.files.faults() == ()


def test_a_file_of_another_digest_is_refused_by_name(held: Held) -> None:
    held.put("de.toml", CALENDAR.replace("2026-01-06", "2026-01-07"))
    held.name(calendars=(DE,))
    assert held.files.calendars() == ()
    text, reason = held.fault()
    assert text.startswith("de.toml is not the calendar DE/2026-1 that the directory names")
    assert DE.digest.hex() in text
    assert reason is Reason.CALENDAR_UNKNOWN


def test_a_missing_file_is_named_with_its_digest(held: Held) -> None:
    held.name(controls=(NL,))
    text, reason = held.fault()
    assert text.startswith("the controls NL/2023-1 that the directory names is not in")
    assert NL.digest.hex() in held.files.faults()[0].error.remedy
    assert reason is Reason.LIST_INVALID


def test_a_newer_directory_and_a_new_file_are_seen_without_a_restart(held: Held) -> None:
    assert held.files.calendars() == ()
    held.name(calendars=(DE,))
    assert held.files.calendars() == ()  # announced, but the file has not come yet
    held.put("de.toml", CALENDAR)
    assert [each.version for each in held.files.calendars()] == ["DE/2026-1"]
    held.directory = replace(held.directory, calendars=())
    assert held.files.calendars() == ()


def test_a_file_that_is_mended_in_place_is_seen(held: Held) -> None:
    held.put("de.toml", "wrong")
    held.name(calendars=(DE,))
    assert len(held.files.faults()) == 1
    folder = held.folder.stat().st_mtime_ns
    held.put("de.toml", CALENDAR)
    os.utime(held.folder, ns=(folder, folder))  # as an editor that writes in place leaves it
    assert held.files.faults() == ()


def test_nothing_is_read_again_while_nothing_changes(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    held.put("de.toml", CALENDAR)
    held.name(calendars=(DE,))
    first = held.files.calendars()
    monkeypatch.setattr(Path, "read_bytes", None)  # would fail if it were called
    assert held.files.calendars() == first


@pytest.mark.parametrize(
    ("law", "word"),
    [
        (replace(DE, version="DE/2026-2"), "DE/2026-2"),
        (replace(DE, authority="FR"), "FR"),
        (replace(DE, effective_date="2026-04-01"), "2026-04-01"),
    ],
)
def test_a_file_that_says_another_thing_of_itself_is_refused(
    held: Held, law: LawVersion, word: str
) -> None:
    held.put("de.toml", CALENDAR)
    held.name(calendars=(law,))
    text, _ = held.fault()
    assert text.startswith("de.toml says DE/2026-1, DE, 2026-03-01; the directory names it as")
    assert word in text


def test_a_published_file_that_is_wrong_is_refused_with_its_line(held: Held) -> None:
    wrong = CALENDAR.replace("confirmed = true\n", "")
    held.put("de.toml", wrong)
    held.name(calendars=(named(wrong, "DE/2026-1", "DE", "2026-03-01"),))
    assert "de.toml, line" in held.fault()[0]
    assert "confirmed" in held.fault()[0]


OVERLAY = """
version = "EU-2021-821.DE/2026-1"
title = "Two officers for every decision of DE"
in_force_from = 2026-03-01

[overlay]
article = "National law"
reason = "The office has decided so."
authority = "DE"
law = "EU-2021-821"

[four_eyes]
article = "National law"
reason = "The office has decided so."
always = ["granted"]
"""


def test_an_overlay_of_one_authority_stands_beside_the_rulebooks(held: Held) -> None:
    held.put("overlay.toml", OVERLAY)
    law = named(OVERLAY, "EU-2021-821.DE/2026-1", "DE", "2026-03-01")
    held.name(rulebooks=(law,))
    assert held.files.faults() == ()
    assert held.files.rulebooks() == ()
    assert [each.authority for each in held.files.overlays()] == ["DE"]
    assert held.files.text("EU-2021-821.DE/2026-1") == OVERLAY.encode()
    assert held.files.text("EU-2021-821/1999-1") is None
    assert held.files.raw(law.digest) == OVERLAY.encode()
    assert held.files.raw(b"x" * 32) is None


def test_of_two_rulebooks_for_one_day_the_later_named_is_refused(held: Held) -> None:
    (book,) = [b for b in shipped_rulebooks().books if b.version == "EU-2021-821/2026-3"]
    other = 'version = "EU-2021-821/2026-9"\nextends = "2026-3"\nin_force_from = 2021-09-09\n'
    held.put("other.toml", other)
    held.name(
        rulebooks=(
            LawVersion(book.version, bytes.fromhex(book.digest), "", "2021-09-09"),
            named(other, "EU-2021-821/2026-9", "", "2021-09-09"),
        )
    )
    assert [each.version for each in held.files.rulebooks()] == [book.version]
    assert "both in force" in held.fault()[0]


def test_a_change_of_law_is_held_with_its_base_and_not_without_it(held: Held) -> None:
    """The base is the file that the directory names under the version, and no other."""
    (book,) = [b for b in shipped_rulebooks().books if b.version == "EU-2021-821/2026-3"]
    shipped_one = LawVersion(book.version, bytes.fromhex(book.digest), "", "2021-09-09")
    head = 'version = "EU-2021-821/2026-{}"\nextends = "2026-{}"\nin_force_from = 2026-0{}-09\n'
    first, second = head.format(8, 3, 3), head.format(9, 8, 4)
    held.put("second.toml", second)
    of_first = named(first, "EU-2021-821/2026-8", "", "2026-03-09")
    of_second = named(second, "EU-2021-821/2026-9", "", "2026-04-09")
    held.name(rulebooks=(shipped_one, of_first, of_second))
    lacks, follows = held.files.faults()
    assert (lacks.missing, follows.missing) == (True, False)
    assert "extends: EU-2021-821/2026-8 is not held here" in str(follows.error)
    assert [each.version for each in held.files.rulebooks()] == [book.version]
    held.put("first.toml", first)
    assert held.files.faults() == ()
    assert [each.version[-6:] for each in held.files.rulebooks()] == ["2026-3", "2026-8", "2026-9"]
    held.put("first.toml", first + "# another file of that version\n")
    assert [each.named.version for each in held.files.faults()] == [
        "EU-2021-821/2026-8",
        "EU-2021-821/2026-9",
    ]
    # A directory that does not name the base, which comes with Comity: the change is no law.
    held.name(rulebooks=(of_first,))
    held.put("first.toml", first)
    assert "EU-2021-821/2026-3 is not held here" in held.fault()[0]


def test_what_a_member_sent_is_put_beside_the_others(held: Held) -> None:
    held.name(calendars=(DE,))
    (fault,) = held.files.faults()
    assert fault.missing
    held.files.put(fault, CALENDAR.encode())
    assert held.files.faults() == ()
    assert [path.name for path in held.folder.iterdir()] == [
        f"calendar-{DE.digest.hex()[:16]}.toml"
    ]
