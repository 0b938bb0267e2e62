"""The shipped rulebook says what the law says, and a wrong one is refused with its line."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from gateway.domain.case import Outcome
from gateway.domain.lawfile import line_of
from gateway.domain.rulebook import (
    Shelf,
    load_rulebook,
    read_rulebook,
    rulebook_in_force,
    shipped_rulebooks,
)
from gateway.domain.rulebook.general import FourEyesException, Risk
from gateway.errors import InputError, LawError, Reason
from tests.support.raising import refuses

VERSION = "EU-2021-821/2026-3"
SHIPPED = files("gateway.domain.rulebook") / "2026-3.toml"
BOOK = load_rulebook(VERSION)


def altered(tmp_path: Path, old: str, new: str) -> Path:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "altered.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def refused(path: Path) -> LawError:
    with refuses(LawError, Reason.RULEBOOK_INVALID) as caught:
        read_rulebook(path)
    assert caught.value.remedy
    return caught.value


def line_with(path: Path, text: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_digest_is_that_of_the_files_bytes() -> None:
    assert BOOK.digest == hashlib.sha256(SHIPPED.read_bytes()).hexdigest()


def test_the_procedures_between_authorities() -> None:
    assert BOOK.procedure_codes == ("14(1)", "16(5)", "14(2)", "21(4)")


@pytest.mark.parametrize("spelling", ["14(1)", "14-1", " 14 (1) ", "Art. 14(1)", "14-(1)"])
def test_a_procedure_is_found_in_every_spelling(spelling: str) -> None:
    assert BOOK.procedure(spelling).code == "14(1)"


@pytest.mark.parametrize("spelling", ["14(3)", "21-3", "", "ECJU", "14(1)(a)"])
def test_an_unknown_procedure_names_those_that_are_known(spelling: str) -> None:
    with refuses(LawError, Reason.PROCEDURE_UNKNOWN) as caught:
        BOOK.procedure(spelling)
    assert "14(1), 16(5)" in caught.value.remedy


def test_article_14_1() -> None:
    rule = BOOK.procedure("14(1)")
    assert rule.period.working_days == 10
    assert rule.silence.means == "no_objection"
    assert rule.option("objection").binds
    assert rule.option("objection").blocks
    assert not rule.option("no_objection_if").blocks
    assert rule.extension is not None
    assert (rule.extension.asked_by, rule.extension.agreed_by) == ("consulted", "nobody")
    assert rule.after_grant.entry is None


def test_article_16_5() -> None:
    rule = BOOK.procedure("16(5)")
    assert rule.period.working_days == 10
    assert rule.by_denial
    assert rule.silence.means == "not_identical"
    assert not any(option.binds or option.blocks for option in rule.answer)
    assert rule.extension is not None
    assert (rule.extension.asked_by, rule.extension.agreed_by) == ("either", "other")
    assert rule.extension.unanswered_in_time == "accepted"
    assert rule.extension.cap(rule.period.working_days) == 30
    assert rule.after_grant.entry == "grant.after_consultation"


def test_the_strictest_answer_decides() -> None:
    rule = BOOK.procedure("16(5)")
    assert rule.strictest(("not_identical", "identical", "more_information")) == "identical"
    assert rule.strictest(("not_identical", "more_information")) == "more_information"


def test_an_answer_of_another_procedure_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        BOOK.procedure("16(5)").option("objection")
    assert "identical" in caught.value.remedy


def test_every_rule_has_an_article_and_a_reason() -> None:
    rules = [BOOK.closing, BOOK.examination, BOOK.four_eyes, BOOK.review, BOOK.notification]
    for procedure in BOOK.procedures:
        rules += [procedure, procedure.trigger, procedure.period, procedure.silence]
        rules += [procedure.after_grant]
    assert all(rule.article and rule.reason for rule in rules)


def test_the_rulebook_says_from_which_risk_on_an_assessment_says_no() -> None:
    rule = shipped_rulebooks().get("EU-2021-821/2026-3").assessment
    assert [risk for risk in Risk if rule.says_no(risk)] == [Risk.UNACCEPTABLE]
    stricter = rule.model_copy(update={"negative_from": Risk.HIGH})
    assert [risk for risk in Risk if stricter.says_no(risk)] == [Risk.HIGH, Risk.UNACCEPTABLE]
    silent = rule.model_copy(update={"negative_from": None})
    assert not any(silent.says_no(risk) for risk in Risk)


def test_four_eyes_is_on_but_for_an_exception() -> None:
    exception = FourEyesException(authority="BE", outcomes=(Outcome.GRANTED,))
    rule = BOOK.four_eyes.model_copy(update={"exceptions": (exception,)})
    assert BOOK.four_eyes_needed("BE-VLG", Outcome.GRANTED)
    assert not rule.needed("BE-VLG", Outcome.GRANTED)
    assert rule.needed("BE-VLG", Outcome.REFUSED)
    assert rule.needed("DE", Outcome.GRANTED)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("working_days = 10", "working_days = 0", "working_days"),
        ('calendar = "consulted"', 'calendar = "of the moon"', "calendar"),
        ("means = ", "meens = ", "means"),
        ('means = "no_objection"', 'means = "tacit_consent"', "procedure.0"),
        ('condition = "goods_elsewhere"', 'condition = "goods_anywhere"', "trigger.all_of.3"),
        ('version = "EU-2021-821/2026-3"', 'version = "newest"', "version"),
        ('code = "16(5)"', 'code = "sixteen"', "procedure.1.code"),
        ("own_state = false", "own_state = true", "valid_denial_matches.own_state"),
        ("relayed = false", "relayed = true", "valid_denial_matches.relayed"),
    ],
)
def test_a_wrong_value_is_refused_with_field_and_line(
    tmp_path: Path, old: str, new: str, field: str
) -> None:
    path = altered(tmp_path, old, new)
    error = refused(path)
    assert field in str(error)
    assert "altered.toml, line " in str(error)


def test_the_line_is_the_wrong_values(tmp_path: Path) -> None:
    path = altered(tmp_path, "working_days = 10", "working_days = 0")
    assert refused(path).metadata["line"] == str(line_with(path, "working_days = 0"))


def test_an_unknown_key_is_refused_at_its_line(tmp_path: Path) -> None:
    path = altered(tmp_path, "binds = true\n", "bindes = true\n")
    assert refused(path).metadata["line"] == str(line_with(path, "bindes"))


def test_a_procedure_described_twice_is_refused(tmp_path: Path) -> None:
    assert "twice" in str(refused(altered(tmp_path, 'code = "16(5)"', 'code = "14(1)"')))


def test_an_answer_listed_twice_is_refused(tmp_path: Path) -> None:
    path = altered(tmp_path, 'code = "objection"', 'code = "no_objection"')
    assert "twice" in str(refused(path))


def test_wrong_toml_names_its_line(tmp_path: Path) -> None:
    path = altered(tmp_path, "working_days = 10", "working_days = = 10")
    assert f"line {line_with(path, '= = 10')}" in str(refused(path))


def test_wrong_encoding_and_missing_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes('title = "é"'.encode("latin-1"))
    refused(path)
    refused(tmp_path / "absent.toml")


def test_the_line_of_a_place_in_nested_arrays() -> None:
    text = "[[a]]\nx = 1\n[[a.b]]\ny = 1\n[[a]]\n[[a.b]]\n[[a.b]]\ny = 2\n[c.d]\nz = 3\n"
    assert line_of(text, ("a", 1, "b", 1, "y")) == 8
    assert line_of(text, ("a", 0, "b", 0, "y")) == 4
    assert line_of(text, ("c", "d", "z", 0)) == 10
    assert line_of(text, ("a", 1, "missing")) == 5
    assert line_of(text, ("nowhere",)) == 1


def test_in_force_by_the_day_in_brussels() -> None:
    eve = datetime(2021, 9, 8, 21, 59, tzinfo=UTC)  # 23:59 in Brussels
    with pytest.raises(LawError) as caught:
        rulebook_in_force(eve)
    assert "2021-09-08" in str(caught.value)
    assert rulebook_in_force(eve.replace(hour=22, minute=0)).version == VERSION


def test_the_later_rulebook_follows_and_the_running_case_keeps_its_own() -> None:
    later = BOOK.model_copy(
        update={"version": "EU-2021-821/2027-1", "in_force_from": date(2027, 1, 1)}
    )
    shelf = Shelf([later, BOOK])
    assert shelf.in_force(datetime(2026, 12, 31, 12, tzinfo=UTC)) is BOOK
    assert shelf.in_force(datetime(2027, 1, 1, 12, tzinfo=UTC)) is later
    assert shelf.get(VERSION) is BOOK


def test_overlapping_dates_of_effect_are_refused() -> None:
    ending = BOOK.model_copy(update={"in_force_until": date(2027, 1, 1)})
    other = {"version": "EU-2021-821/2027-1", "in_force_from": date(2027, 1, 1)}
    for books in ([ending, BOOK.model_copy(update=other)], [BOOK, ending]):
        with refuses(LawError, Reason.RULEBOOK_INVALID):
            Shelf(books)
    same_start = BOOK.model_copy(update={"version": "EU-2021-821/2026-4"})
    with pytest.raises(LawError, match="both in force"):
        Shelf([BOOK, same_start])


def test_nothing_is_in_force_after_the_last_day() -> None:
    ended = Shelf([BOOK.model_copy(update={"in_force_until": date(2026, 12, 31)})])
    with pytest.raises(LawError, match="2027-01-01"):
        ended.in_force(datetime(2027, 1, 1, 12, tzinfo=UTC))


def test_an_unknown_version_names_those_that_are_held() -> None:
    with refuses(LawError, Reason.VERSION_UNKNOWN) as caught:
        load_rulebook("EU-2021-821/1999-1")
    assert VERSION in caught.value.remedy
    assert VERSION in shipped_rulebooks().versions
