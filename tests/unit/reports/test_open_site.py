"""The open register's files: the same bytes each time, nobody's name, a feed that is Atom."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from gateway.domain.openness import OpenLine, OpenRelease
from gateway.reports.open_site import ATOM, write_open_site

ADDRESS = "https://authority.example/licences/"


def release(number: int, *lines: OpenLine) -> OpenRelease:
    return OpenRelease(
        authority="DE",
        number=number,
        policy="DE/2026-1",
        since=date(2025, number, 1),
        until=date(2025, number, 28),
        lines=lines,
        withheld=5,
        rule="Each line is the same as those of at least 3 exporters.",
        prepared_by="anne",
        prepared_at=datetime(2026, number, 1, tzinfo=UTC),
        released_by="bert",
        released_at=datetime(2026, number, 2, 9, 30, tzinfo=UTC),
    )


REFUSED = OpenLine(
    month="2025-01", item="Intrusion <software>", decision="refused", human_rights=True
)
RELEASES = (release(1, REFUSED, REFUSED, REFUSED), release(2))


def test_numbers_of_licences_are_a_column_where_the_policy_shows_them(tmp_path: Path) -> None:
    granted = OpenLine(month="2025-01", decision="granted", number="DE-L-2025-00007")
    for name, releases in (("with", (release(1, granted),)), ("without", RELEASES)):
        write_open_site(releases, tmp_path / name, address=ADDRESS)
        for file in ("licences.csv", "licences.json", "index.html", "feed.atom"):
            text = (tmp_path / name / file).read_text("utf-8")
            assert ("DE-L-2025-00007" in text) is (name == "with")
        head = (tmp_path / name / "licences.csv").read_text("utf-8").splitlines()[0]
        assert head.endswith(",number") is (name == "with")


def test_the_files_say_the_same_and_name_no_officer(tmp_path: Path) -> None:
    files = write_open_site(RELEASES, tmp_path / "a", address=ADDRESS)
    again = write_open_site(RELEASES, tmp_path / "b", address=ADDRESS)
    assert [f.read_bytes() for f in files] == [f.read_bytes() for f in again]
    for file in files:
        text = file.read_text("utf-8")
        assert "anne" not in text
        assert "bert" not in text
    text = (tmp_path / "a" / "licences.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["release"], row["item"], row["human_rights"]) for row in rows] == [
        ("1", "Intrusion <software>", "yes")
    ] * 3
    held = json.loads((tmp_path / "a" / "licences.json").read_text("utf-8"))
    assert [OpenRelease.model_validate(each).number for each in held] == [1, 2]
    page = (tmp_path / "a" / "index.html").read_text("utf-8")
    assert "Intrusion &lt;software&gt;" in page
    assert "Destination" not in page  # a column that no line has
    assert page.index("Release 2") < page.index("Release 1")


def test_the_feed_is_atom_with_ids_that_stay(tmp_path: Path) -> None:
    def entries(releases: tuple[OpenRelease, ...]) -> list[tuple[str, str]]:
        write_open_site(releases, tmp_path, address=ADDRESS)
        feed = ET.parse(tmp_path / "feed.atom").getroot()  # noqa: S314 - our own file
        assert feed.tag == f"{{{ATOM}}}feed"
        for needed in ("id", "title", "updated", "author"):
            assert feed.find(f"{{{ATOM}}}{needed}") is not None
        return [
            (str(each.findtext(f"{{{ATOM}}}id")), str(each.findtext(f"{{{ATOM}}}updated")))
            for each in feed.findall(f"{{{ATOM}}}entry")
        ]

    first = entries(RELEASES[:1])
    assert first == [
        ("https://authority.example/licences/feed.atom#release-1", "2026-01-02T09:30:00Z")
    ]
    assert entries(RELEASES)[1:] == first
    assert entries(()) == []


def test_a_label_is_text_in_every_file(tmp_path: Path) -> None:
    """A label of a policy begins as a formula does, and holds what turns a line around.

    Found in use: attack m7.
    """
    line = REFUSED.model_copy(update={"item": "=1+1", "end_use": "police\u202e\x1b[2J"})
    for file in write_open_site((release(1, line),), tmp_path, address=ADDRESS):
        assert not set("\u202e\x1b") & set(file.read_text("utf-8")), file.name
    text = (tmp_path / "licences.csv").read_text("utf-8")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["item"], row["end_use"]) == ("'=1+1", "police<U+202E><U+001B>[2J")
