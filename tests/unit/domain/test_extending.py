"""A law file that holds a change only: what it takes from its base, and which are refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from gateway.domain import extending
from gateway.domain.annual.templates import read_template, shipped_file
from gateway.domain.controls import ListFile, shipped_list_files
from gateway.domain.lawfile import parse_law, shipped_files, toml_table
from gateway.domain.rulebook import Rulebook, load_rulebook, parse_rulebook
from gateway.domain.rulebook.comparison import compare
from gateway.domain.rulebook.shelf import shipped_rulebook_files
from gateway.errors import LawError, Reason
from tests.support.raising import refuses

FILE = Path(__file__).parents[2] / "assets" / "reforms" / "shorter-14-1.toml"
CHANGE = FILE.read_text("utf-8")
BASE = load_rulebook("EU-2021-821/2026-3")
HEAD = 'version = "EU-2021-821/2027-1"\nextends = "2026-3"\nin_force_from = 2027-01-11\n'


def read(text: str, bases: Callable[[str], bytes | None] | None = None) -> Rulebook:
    book = parse_rulebook("change.toml", text.encode(), bases=bases)
    assert isinstance(book, Rulebook)
    return book


def refused(text: str, bases: Callable[[str], bytes | None] | None = None) -> LawError:
    with refuses(LawError, Reason.RULEBOOK_INVALID) as caught:
        read(text, bases)
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize(
    ("package", "pattern"), [("rulebook", ""), ("annual", "template-"), ("controls", "annex-i-")]
)
def test_a_shipped_file_is_held_by_the_version_that_it_has(package: str, pattern: str) -> None:
    """The version is found without parsing the file."""
    held = shipped_files(f"gateway.domain.{package}", pattern)
    assert held
    assert {toml_table(raw)["version"] for raw in held.values()} == set(held)


def test_a_change_of_few_lines_is_the_whole_law_with_the_change() -> None:
    assert len(CHANGE.splitlines()) < 30
    book = read(CHANGE)
    differs = {each.where: each.after for each in compare(BASE, book)}
    assert {where for where in differs if not where.startswith("notice 26.test")} == {
        "version",
        "in_force_from",
        "procedure 14(1) / period / working_days",
    }
    assert differs["procedure 14(1) / period / working_days"] == "5"
    assert book.notice("26.test").required == ("text",)
    assert len(book.notices) == len(BASE.notices) + 1
    assert book.digest == hashlib.sha256(CHANGE.encode()).hexdigest()


def test_what_is_taken_out_is_gone_and_all_else_stays() -> None:
    out = (
        '["notice 9(4)", "passed_over", "no_notice / because defence", "notice 4(4) / considered"]'
    )
    book = read(f"{HEAD}remove = {out}\n")
    assert "9(4)" not in {each.code for each in book.notices}
    assert (book.passed_over, book.notice("4(4)").considered) == (None, "")
    assert BASE.no_notice is not None
    assert book.no_notice is not None
    assert set(BASE.no_notice.because) - set(book.no_notice.because) == {"defence"}
    assert book.procedures == BASE.procedures


def test_a_change_of_a_change_has_both() -> None:
    second = 'version = "EU-2021-821/2028-1"\nextends = "2027-1"\nin_force_from = 2028-01-10\n'
    held = {"EU-2021-821/2027-1": CHANGE.encode(), **shipped_rulebook_files()}
    book = read(f"{second}remove = ['notice 9(4)']\n", held.get)
    assert "9(4)" not in {each.code for each in book.notices}
    assert book.procedure("14(1)").period.working_days == 5
    assert book.notice("26.test").title
    assert book.in_force_from == date(2028, 1, 10)


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        (HEAD.replace("2026-3", "2025-9"), "extends", "EU-2021-821/2025-9 is not held here"),
        (HEAD.replace("2026-3", "2027-1"), "extends", "extends this file"),
        (HEAD.replace('"2026-3"', "7"), "extends", "is no version"),
        (HEAD.replace('version = "EU-2021-821/2027-1"\n', ""), "version", "is no version"),
        (HEAD.replace("in_force_from = 2027-01-11\n", ""), "in_force_from", "is missing"),
        (f'{HEAD}remove = ["notice 9(4)", "notice 9(9)"]\n', "remove.1", "no 'notice 9(9)'"),
        (f'{HEAD}remove = ["notice 9(4) / titel"]\n', "remove.0", "no 'notice 9(4) / titel'"),
        (f"{HEAD}remove = [3]\n", "remove.0", "the base has no '3'"),
        (f'{HEAD}remove = "notice"\n', "remove", "is no list"),
        (f'{HEAD}extends_sha256 = "00"\n', "extends_sha256", "is not the digest"),
        (f'{HEAD}[add]\nnotices = ["x"]\n', "add.notices", "is no list of the base"),
        (CHANGE.replace("= 5", "= 0"), "procedure.0.period.working_days", "must be"),
        (CHANGE.replace('audience = "all', 'audience = "no'), "notice.37.audience", "is none of"),
        (f'{HEAD}remove = ["procedure 16(5)"]\n', "case.0.procedures", "16(5)"),
    ],
)
def test_a_wrong_extension_is_refused_with_its_field(text: str, field: str, said: str) -> None:
    error = refused(text)
    assert said in str(error)
    assert error.metadata["field"] == field


def test_the_line_of_a_fault_is_the_changes_own() -> None:
    error = refused(CHANGE.replace("working_days = 5", "working_days = 0"))
    wrong = next(n for n, line in enumerate(CHANGE.splitlines(), 1) if "working_days" in line)
    assert error.metadata["line"] == str(wrong)


def test_a_circle_of_files_is_refused_and_so_are_too_many_and_too_large_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def file(version: str, base: str, more: str = "") -> bytes:
        head = f'version = "X/{version}"\nextends = "{base}"\nin_force_from = 2027-01-11\n'
        return (head + more).encode()

    circle = {"X/2027-1": file("2027-1", "2027-2"), "X/2027-2": file("2027-2", "2027-1")}
    assert "X/2027-1 extends this file" in str(refused(circle["X/2027-1"].decode(), circle.get))
    row = {f"X/2027-{n}": file(f"2027-{n}", f"2027-{n + 1}") for n in range(1, 30)}
    assert "extend each other" in str(refused(row["X/2027-1"].decode(), row.get))
    monkeypatch.setattr(extending, "MOST_OCTETS", 1000)
    read_bases: list[str] = []

    def large(version: str) -> bytes:
        read_bases.append(version)
        return b"[" * 1001  # it would be refused as no TOML, if it were read

    assert "1000 octets" in str(refused(CHANGE, large))
    assert read_bases == ["EU-2021-821/2026-3"]


def test_what_is_no_toml_is_nobodys_base() -> None:
    assert "extends what is no TOML" in str(refused(CHANGE, lambda _: b"[["))
    other = b'version = "EU-2021-821/2026-2"\n'
    assert "the file of EU-2021-821/2026-3 is another" in str(refused(CHANGE, lambda _: other))


def test_a_template_of_a_new_year_holds_what_is_new() -> None:
    digest = hashlib.sha256(shipped_file("2024/214/2025-3")).hexdigest()
    text = (
        'version = "2024/214/2026-1"\nextends = "2025-3"\n'
        f'extends_sha256 = "{digest}"\nyear = 2026\npublished = 2026-12-20\n'
        "[disclosure]\nmin_contributors = 5\n"
    )
    made = read_template("2026.toml", text.encode())
    assert (made.year, made.disclosure.min_contributors, made.disclosure.pooling) == (2026, 5, 2)
    with pytest.raises(LawError, match="extends_sha256: is not the digest"):
        read_template("2026.toml", text.replace("extends_sha256", "# ").encode())


def test_a_control_list_of_a_new_act_holds_the_codes_that_come_and_go() -> None:
    base = "02021R0821-20251115"
    digest = hashlib.sha256(shipped_list_files()[base]).hexdigest()
    text = (
        f'version = "02021R0821-20270115"\nextends = "{base}"\n'
        f'extends_sha256 = "{digest}"\nact = "Made up"\nin_force_from = 2027-01-15\n'
        'remove = ["codes 0A001.k"]\n[add]\ncodes = ["3A001.z"]\n[labels]\n"3A001.z" = "Made up"\n'
    )
    made = parse_law(
        "list.toml",
        text.encode(),
        ListFile,
        reason=Reason.LIST_INVALID,
        bases=shipped_list_files().get,
        by_digest=True,
    )
    before = parse_law("old.toml", shipped_list_files()[base], ListFile, reason=Reason.LIST_INVALID)
    assert set(before.codes) - set(made.codes) == {"0A001.k"}
    assert set(made.codes) - set(before.codes) == {"3A001.z"}
    assert made.labels["3A001.z"] == "Made up"
