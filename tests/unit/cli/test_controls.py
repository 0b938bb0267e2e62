"""`comity controls`: a published list becomes data, and a code is found in every list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from certs.dev import make_federation
from certs.operators import read_directory
from gateway.app.law_files import LawFiles
from gateway.cli.main import app
from gateway.errors import Reason
from tests.support.commands import printed_by, refused_by

OLD = "code,parent,text\n5A001,,Telecommunications\n5A001.f,5A001,a\n5A001.h,5A001,b\n5A002,,c\n"
NEW = "code,text\n5A001,Telecommunications\n5A001.f,a\n5A001.h,Not used;\n3B501.f,d\n"


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "300"})


def plain(*words: str) -> str:
    """What a person reads, with one space between words."""
    return " ".join(run("controls", *words).output.split())


printed = partial(printed_by, run, "controls")
refused = partial(refused_by, run, "controls")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A node's folder with two versions of Annex I and a foreign list."""
    for name, text, begins in (("old", OLD, "2022-01-07"), ("new", NEW, "2025-11-15")):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        words = ("--home", str(tmp_path), "--version", name, "--in-force-from", begins)
        printed("import", str(tmp_path / f"{name}.csv"), *words, "--with-texts")
    (tmp_path / "ccl.csv").write_text("code,text\n5A001,x\n5A991,y\n", encoding="utf-8")
    words = ("--kind", "foreign", "--state", "US", "--in-force-from", "2026-07-23")
    printed(
        "import", str(tmp_path / "ccl.csv"), "--home", str(tmp_path),
        "--version", "CCL-2026-07", *words,
    )  # fmt: skip
    return tmp_path


def test_an_imported_list_holds_codes_and_no_texts_unless_asked(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(NEW, encoding="utf-8")
    words = ("--home", str(tmp_path), "--version", "V1", "--in-force-from", "2025-11-15")
    told = printed("import", str(tmp_path / "list.csv"), *words)
    assert (told["list"], told["codes"], told["not_used"]) == ("annex_i", 3, 1)
    text = Path(told["file"]).read_text(encoding="utf-8")
    assert "Telecommunications" not in text
    told_too = plain("import", str(tmp_path / "list.csv"), *words, "--with-texts")
    assert "│ Codes │ 3 │ │ Not used │ 1 │" in told_too
    assert "Telecommunications" in Path(told["file"]).read_text(encoding="utf-8")


def test_bad_rows_are_named_or_left_out(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("code,text\nstealth,x\n5A001,y\n??,z\n", encoding="utf-8")
    words = ["import", str(tmp_path / "bad.csv"), "--home", str(tmp_path)]
    words += ["--version", "V1", "--in-force-from", "2026-01-01"]
    error = refused(*words)
    assert str(error).startswith("bad.csv, row 2: code: 'stealth'")
    assert error.metadata["rows"] == "row 2: stealth; row 4: ??"
    told = printed(*words, "--skip-bad")
    assert [fault["row"] for fault in told["refused"]] == ["row 2", "row 4"]
    assert "│ row 4 │" in plain(*words, "--skip-bad")


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["--in-force-from", "2026-01-01"], "version"),
        (["--version", "V1"], "in_force_from"),
        (["--version", "V1", "--in-force-from", "soon"], "in_force_from"),
        (
            ["--version", "V1", "--in-force-from", "2026-01-01", "--kind", "national"],
            "the list",
        ),
    ],
)
def test_what_the_file_does_not_say_must_be_said(
    tmp_path: Path, words: list[str], field: str
) -> None:
    (tmp_path / "list.csv").write_text(NEW, encoding="utf-8")
    error = refused("import", str(tmp_path / "list.csv"), "--home", str(tmp_path), *words)
    assert error.metadata["field"] == field


def test_a_code_in_every_list(home: Path) -> None:
    facts = printed("show", "5a001.F.", "--home", str(home))
    assert (facts["code"], facts["within"]) == ("5A001.f", ["5A001"])
    assert facts["cyber_group"] == "Telecommunications interception"
    assert [(each["version"], each["stands"], each["nearest"]) for each in facts["lists"]] == [
        ("old", "listed", "5A001.f"),
        ("new", "listed", "5A001.f"),
        ("CCL-2026-07", "absent", "5A001"),
    ]
    assert facts["lists"][0]["text"] == "a"
    listed = printed("show", "5A001h", "--home", str(home))["lists"]
    assert listed[1]["stands"] == "not used"


def test_a_code_for_people(home: Path) -> None:
    shown = plain("show", "5A004a", "--home", str(home))
    assert "│ Parts │ I │ │ In part │ no │" in shown
    assert "│ 5A002.a.2 │ 5A004.a │ Delegated Regulation (EU) 2017/2268 │ 16 Dec 2017 │" in shown
    assert "│ Annex iv below │ 5A004.a │" in plain("show", "5A004")
    assert "│ Related cyber group │ Telecommunications interception │" in plain("show", "5B001")
    assert "│ new │ 15 Nov 2025 │ yes │ listed │" in plain("show", "5A001f", "--home", str(home))


def test_on_an_earlier_day_later_versions_had_not_begun(home: Path) -> None:
    facts = printed("show", "5A001", "--home", str(home), "--on", "2024-01-01")
    assert [each["began"] for each in facts["lists"]] == [True, False, False]


def test_what_is_no_code_is_refused(home: Path) -> None:
    assert refused("show", "stealth").reason is Reason.CODE_UNKNOWN


def test_the_lists_that_are_held(home: Path) -> None:
    held = printed("show", "--list", "--home", str(home))
    assert [(each["list"], each["version"], each["named"]) for each in held] == [
        ("annex_i", "old", None),
        ("annex_i", "new", None),
        ("foreign:US", "CCL-2026-07", None),
    ]
    (home / "law" / "broken.toml").write_text("= =", encoding="utf-8")
    assert "│ foreign:US │ CCL-2026-07 │ 23 Jul 2026 │ 2 │ 0 │" in plain(
        "show", "--home", str(home)
    )


def test_two_versions_compared(home: Path) -> None:
    found = printed("diff", "old", "new", "--home", str(home))
    assert found == {
        "older": "old",
        "newer": "new",
        "same": 2,
        "added": ["3B501.f"],
        "removed": ["5A002"],
        "moved": [],
        "not_used": ["5A001.h"],
    }
    shown = plain("diff", "old", "new", "--home", str(home))
    assert "│ Added │ 3B501.f │ │ Removed │ 5A002 │ │ Not used │ 5A001.h │" in shown
    mapped = printed("diff", "new", "CCL-2026-07", "--home", str(home))
    assert (mapped["same"], mapped["added"]) == (1, ["5A991"])
    error = refused("diff", "old", "none", "--home", str(home))
    assert error.reason is Reason.VERSION_UNKNOWN


def test_a_foreign_list_is_mapped(home: Path) -> None:
    (home / "more.csv").write_text("code,text\n5A001.f.1,x\n", encoding="utf-8")
    words = ("--kind", "foreign", "--state", "GB", "--in-force-from", "2026-01-01")
    printed("import", str(home / "more.csv"), "--home", str(home), "--version", "UK", *words)
    mapped = printed("map", "UK", "new", "--home", str(home))
    assert mapped["codes"] == {"5A001.f.1": "5A001.f"}
    mapped = printed("map", "CCL-2026-07", "new", "--home", str(home))
    assert (mapped["same"], mapped["nearest"], mapped["none"]) == (1, 0, 1)
    shown = run("controls", "map", "CCL-2026-07", "new", "--home", str(home)).output
    assert "5A991  -" in shown


def test_a_move_between_two_versions_is_shown(home: Path) -> None:
    with (home / "law" / "controls-new.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[[moved]]\nold = "5A002"\nnew = "3B501.f"\nact = "an act"\nsince = 2025-11-15\n'
        )
    text = (home / "law" / "controls-new.toml").read_text(encoding="utf-8")
    assert "[texts]" in text
    found = printed("diff", "old", "new", "--home", str(home))
    assert (found["added"], found["removed"], len(found["moved"])) == ([], [], 1)
    shown = plain("diff", "old", "new", "--home", str(home))
    assert "│ 5A002 │ 3B501.f │ an act │ 15 Nov 2025 │" in shown


def test_the_operators_announce_a_list(home: Path, tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    files = make_federation(("DE", "FR"), tmp_path / "f", now=now - timedelta(hours=1))
    file = str(home / "law" / "controls-new.toml")
    said = printed("announce", file, "--federation", str(files.folder))
    directory = read_directory(files, at=now + timedelta(hours=1))
    assert [law.digest.hex() for law in directory.controls] == [said["sha256"]]
    french = files.members["FR"].folder
    assert [each.version for each in LawFiles(french / "law", lambda: directory).controls()] == [
        "new"
    ]
    held = printed("show", "--list", "--home", str(french))
    assert [(each["version"], each["named"]) for each in held] == [("new", True)]


def test_codes_are_found_by_words_and_a_slip_has_near_ones() -> None:
    """Found in use: officer M9."""
    found = printed("find", "night", "vision")
    assert found["codes"] == [{"code": "6A002.c", "label": "Night vision devices", "words": 2}]
    nothing = printed("find", "face recognition")
    assert nothing == {"codes": [], "cyber_groups": ["non_listed"]}
    assert "no code; Article 5" in run("controls", "find", "face recognition").output
    shown = run("controls", "find", "night vision").output
    assert "Night vision devices" in shown
    assert "not a classification" in shown
    assert "No code is found" in run("controls", "find", "zzzz").output
    facts = printed("show", "2B999.z")
    assert [(each["stands"], each["near"][-1]) for each in facts["lists"]] == [("absent", "2B009")]
    assert "│ absent │ 2B209, 2B219, 2B109, 2B119, 2B009 │" in plain("show", "2B999.z")


def test_the_list_that_comes_with_comity_is_shown_until_one_is_named(home: Path) -> None:
    (alone,) = printed("show", "--list")
    assert (alone["list"], alone["version"]) == ("annex_i", "02021R0821-20251115")
    assert alone["comes_with_comity"]
    shown = plain("show", "--list")
    assert "Adopted on 2026-09-14, not held" in shown
    held = printed("show", "--list", "--home", str(home))
    assert [each["version"] for each in held] == ["old", "new", "CCL-2026-07"]
    assert not any(each["comes_with_comity"] for each in held)


def test_the_small_older_list_is_compared_with_the_one_that_comes_with_comity(
    tmp_path: Path,
) -> None:
    """The list of the laboratory, for rehearsal: made up, and held by no node."""
    (tmp_path / "law").mkdir()
    older = Path("lab/lists/annex-i-older.toml")
    (tmp_path / "law" / older.name).write_bytes(older.read_bytes())
    found = printed("diff", "MADE-UP-2024", "02021R0821-20251115", "--home", str(tmp_path))
    assert found["removed"] == ["2B001.z", "3A001.z.9", "4A999"]
    assert (found["same"], len(found["added"])) == (28, 3302)
    assert "5A004.b" in found["added"]
