"""What lawyers have not decided: each a value of the file, and the file as it else would be."""

from __future__ import annotations

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from gateway.cli.main import app
from gateway.domain.rulebook import load_rulebook, parse_rulebook
from gateway.domain.rulebook.book import LawBook
from gateway.domain.rulebook.comparison import compare
from gateway.domain.rulebook.doubts import doubts_of, otherwise
from gateway.domain.rulebook.procedure import AgreedBy
from gateway.errors import InputError, LawError

BOOK = load_rulebook("EU-2021-821/2026-3")


def decidable(book: LawBook) -> list[str]:
    return [each.code for each in book.doubts if each.otherwise is not None]


def test_nineteen_doubts_each_with_what_would_change() -> None:
    found = doubts_of(BOOK)
    assert [each.doubt.code for each in found] == [f"D{number}" for number in range(1, 20)]
    assert all(each.set_to for each in found if each.doubt.value)
    assert {*decidable(BOOK)} >= {"D1", "D2", "D5", "D6", "D7", "D8", "D10", "D12"}


@pytest.mark.parametrize("code", decidable(BOOK))
def test_the_file_decided_otherwise_differs_in_that_value_alone(code: str) -> None:
    (doubt,) = [each for each in BOOK.doubts if each.code == code]
    begins = date(2027, 1, 11)
    text = otherwise(BOOK, code, version="EU-2021-821/2027-9", begins=begins)
    changed = parse_rulebook("otherwise.toml", text.encode())
    differs = {each.where: each.after for each in compare(BOOK, changed)}
    other = doubt.otherwise
    assert differs == {
        "version": "EU-2021-821/2027-9",
        "in_force_from": "2027-01-11",
        doubt.value: other if isinstance(other, str) else ", ".join(other or ()),
    }


def test_d6_d7_the_readings_that_ask_and_tell_more_are_those_that_hold() -> None:
    """ "... unless it considers that it is not appropriate"; XI is asked about by hand."""
    found = {each.doubt.code: each.set_to for each in doubts_of(BOOK)}
    assert (found["D6"], found["D7"]) == ("two_officers", "XI:UK")


def test_d13_and_d14_a_suspension_has_no_review_and_a_suspended_denial_is_asked_about() -> None:
    found = {each.doubt.code: each for each in doubts_of(BOOK)}
    assert found["D13"].set_to == "suspend"
    assert (found["D14"].set_to, found["D14"].doubt.otherwise) == ("waits", "ends")


def test_d15_the_commission_is_a_party_and_single_investigations_are_the_doubt() -> None:
    """Article 25(2): "the Member States and the Commission shall also exchange ..." """
    found = {each.doubt.code: each for each in doubts_of(BOOK)}
    assert (found["D15"].set_to, found["D15"].doubt.otherwise) == ("all_members", "member_states")
    assert "commission" in BOOK.notice("25(2)").sent_by


def test_d19_who_was_asked_is_told_that_no_authorisation_is_needed() -> None:
    """An answer that is no grant passes a question over; the default is that it is said."""
    found = {each.doubt.code: each for each in doubts_of(BOOK)}["D19"]
    assert found.set_to == "no_licence_needed, no_requirement"
    assert found.doubt.otherwise == ()


def test_d2_nobody_need_agree_to_more_time_under_14_1() -> None:
    """ "Any Member State consulted may request the extension": its wish is enough."""
    extension = BOOK.procedure("14(1)").extension
    assert extension is not None
    assert extension.agreed_by is AgreedBy.NOBODY


def test_d4_a_notice_under_5_4_is_no_finding_for_all_such_transactions() -> None:
    (review,) = [each for each in BOOK.collective_reviews if each.code == "5(5)"]
    assert review.implied is None


def test_what_is_no_doubt_or_has_no_other_value_is_said() -> None:
    for code in ("D99", "D3"):
        with pytest.raises(InputError, match="otherwise"):
            otherwise(BOOK, code, version="X/2027-1", begins=date(2027, 1, 1))
    wrong = BOOK.doubts[0].model_copy(update={"value": "procedure 99 / period"})
    with pytest.raises(LawError, match="procedure 99"):
        doubts_of(BOOK.model_copy(update={"doubts": (wrong,)}))


def test_the_command_lists_them_and_prints_the_other_file() -> None:
    run = CliRunner()
    listed = run.invoke(app, ["rulebook", "show", BOOK.version, "--doubts", "--json"])
    assert [each["code"] for each in json.loads(listed.output)] == [d.code for d in BOOK.doubts]
    shown = run.invoke(app, ["rulebook", "show", BOOK.version, "--doubts"])
    assert "prolong" in shown.output
    other = run.invoke(app, ["rulebook", "show", BOOK.version, "--otherwise", "D2"])
    read = parse_rulebook("d2.toml", other.output.encode())
    assert read.version.endswith("-902")
