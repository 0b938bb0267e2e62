"""A rulebook in sentences, two versions compared, and what an authority sets for itself."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from gateway.domain.case import Outcome
from gateway.domain.rulebook import (
    Overlay,
    Practice,
    load_rulebook,
    parse_rulebook_or_overlay,
    shipped_rulebooks,
)
from gateway.domain.rulebook.comparison import compare
from gateway.domain.rulebook.general_words import general_in_words
from gateway.domain.rulebook.words import (
    case_in_words,
    notice_in_words,
    overlay_in_words,
    procedure_in_words,
    review_in_words,
)
from gateway.errors import InputError, LawError
from tests.support.cases import application

BOOK = load_rulebook("EU-2021-821/2026-3")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HEAD = """
version = "EU-2021-821.MT/2026-1"
title = "How the Maltese authority works"
in_force_from = 2026-12-01

[overlay]
authority = "MT"
law = "EU-2021-821"
article = "No article"
reason = "Two officers in all."
"""


def overlay(more: str) -> Overlay:
    read = parse_rulebook_or_overlay("mt.toml", (HEAD + more).encode())
    assert isinstance(read, Overlay)
    return read


def said(procedure: str, about: str) -> str:
    lines = procedure_in_words(BOOK.procedure(procedure))
    return " ".join(line.says for line in lines if line.about == about)


@pytest.mark.parametrize(
    ("procedure", "silence", "more_time"),
    [
        ("14(1)", "counts as no objection", "on top"),
        ("14(2)", "nothing follows", "There is none"),
        ("16(5)", "not essentially identical", "Either authority asks, the other must agree"),
        ("21(4)", "the goods are released at once", "30 working days in total"),
    ],
)
def test_four_procedures_four_meanings_of_silence(
    procedure: str, silence: str, more_time: str
) -> None:
    assert silence in said(procedure, "Silence")
    assert more_time in said(procedure, "More time")
    assert "10 working days" in said(procedure, "Period")


def test_who_is_asked_and_what_is_told_afterwards() -> None:
    assert "another Member State" in said("14(1)", "When")
    assert "an officer opens it" in said("14(2)", "When")
    assert "makes the other consultations of the case needless" in said("14(1)", "Answer")
    assert said("21(4)", "After the end").startswith("When the stop has ended")
    assert "Goods that are stopped go when it ends." in said("21(4)", "Period")


def test_every_block_can_be_said() -> None:
    for book in shipped_rulebooks().books:
        assert all(line.says for rule in book.notices for line in notice_in_words(rule))
    general = {line.about: line for line in general_in_words(BOOK)}
    assert general["Answers"].says.startswith("are in time if received or sealed")
    assert all(line.article and line.reason for line in general.values())
    for case in BOOK.cases:
        assert all(line.says for line in case_in_words(case))
    for review in BOOK.collective_reviews:
        assert review_in_words(review)[-1].about == "Silence"


def test_the_notices_of_another_law_carry_the_originators_condition() -> None:
    found = shipped_rulebooks().notice_rule("2d.refused", NOON)
    assert found.version == "EU-833-2014/2026-3"
    assert any("consent" in line.says for line in notice_in_words(found.rule))


def test_an_unknown_kind_of_notice_names_those_in_force() -> None:
    with pytest.raises(LawError) as refused:
        shipped_rulebooks().notice_rule("99(9)", NOON)
    assert "4(4)" in refused.value.remedy
    assert "2d.granted" in refused.value.remedy
    with pytest.raises(
        LawError, match="is no kind of notice in force on"
    ):  # Article 2d came in 2022
        shipped_rulebooks().notice_rule("2d.granted", datetime(2021, 12, 1, tzinfo=UTC))


def test_what_differs_is_named_by_its_block() -> None:
    procedure = BOOK.procedure("14(1)")
    shorter = procedure.model_copy(
        update={"period": procedure.period.model_copy(update={"working_days": 5})}
    )
    other = BOOK.model_copy(
        update={
            "version": "EU-2021-821/2027-1",
            "in_force_from": date(2027, 1, 1),
            "procedures": (*BOOK.procedures[1:], shorter),  # another order is no change
        }
    )
    assert [(each.where, each.before, each.after) for each in compare(BOOK, other)] == [
        ("version", "EU-2021-821/2026-3", "EU-2021-821/2027-1"),
        ("in_force_from", "2021-09-09", "2027-01-01"),
        ("procedure 14(1) / period / working_days", "10", "5"),
    ]


def test_an_overlay_holds_for_its_authority_from_its_day() -> None:
    held = overlay('[reminders]\narticle = "x"\nreason = "x"\nremind_before_s = 3600\n')
    first = datetime(2026, 11, 30, 23, tzinfo=UTC)  # midnight in Malta
    assert held.holds_for("MT", first)
    assert not held.holds_for("MT", first.replace(hour=22))
    assert not held.holds_for("DE", first)


def test_practice_is_the_rulebook_with_the_own_overlay_over_it() -> None:
    eyes = '[four_eyes]\narticle = "x"\nreason = "x"\nalone = ["refused"]\n'
    held = overlay(eyes + '[reminders]\narticle = "x"\nreason = "x"\nremind_before_s = 3600\n')
    plain, own = Practice(BOOK, ()), Practice(BOOK, (held,))
    assert plain.four_eyes_needed("MT", Outcome.REFUSED)
    assert not own.four_eyes_needed("MT", Outcome.REFUSED)
    assert own.four_eyes_needed("MT", Outcome.GRANTED)
    assert (plain.remind_before_s, own.remind_before_s) == (172_800, 3600)
    assert [line.about for line in overlay_in_words(held)][1:] == ["Second officer", "Reminders"]


def test_a_later_overlay_replaces_the_earlier_one() -> None:
    earlier = overlay('[reminders]\narticle = "x"\nreason = "x"\nremind_before_s = 1\n')
    later = overlay('[reminders]\narticle = "x"\nreason = "x"\nremind_before_s = 2\n')
    assert Practice(BOOK, (earlier, later)).remind_before_s == 2
    other_law = later.model_copy(
        update={"overlay": later.overlay.model_copy(update={"law": "EU-833-2014"})}
    )
    assert Practice(BOOK, (earlier, other_law)).remind_before_s == 1


def test_a_field_that_an_authority_asks_for_is_named() -> None:
    practice = Practice(
        BOOK, (overlay('[required]\narticle = "x"\nreason = "x"\nfields = ["national_data"]\n'),)
    )
    filed = application()
    with pytest.raises(InputError) as refused:
        practice.check_application(filed)
    assert refused.value.metadata["field"] == "transaction.national_data"
    given = filed.transaction.model_copy(update={"national_data": "MT-7"})
    practice.check_application(filed.model_copy(update={"transaction": given}))


def test_an_overlay_cannot_ask_for_a_field_that_there_is_not() -> None:
    with pytest.raises(LawError, match="no field 'colour'"):
        overlay('[required]\narticle = "x"\nreason = "x"\nfields = ["colour"]\n')
