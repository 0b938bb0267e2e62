"""The rulebook corrected: each test reads like the article (law-checked 2.1)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from gateway.domain.authority import Role
from gateway.domain.collective.tally import ReviewFinding, tally
from gateway.domain.denial import DecisionType
from gateway.domain.rulebook import CalendarRule, load_rulebook, shipped_rulebooks
from gateway.domain.rulebook.acts import CustomsInformed
from gateway.domain.rulebook.general import ItemsAre
from gateway.domain.rulebook.two_officers import FarReaching
from gateway.domain.rulebook.words import notice_in_words, procedure_in_words, review_in_words
from gateway.domain.transaction import Activity

BOOK = load_rulebook("EU-2021-821/2026-3")
AT = datetime(2026, 6, 8, 9, tzinfo=UTC)


def test_one_reading_holds_from_the_day_on_which_the_regulation_applies() -> None:
    shelf = shipped_rulebooks()
    assert date(2021, 9, 9) == BOOK.in_force_from
    assert shelf.versions == ("EU-2021-821/2026-3", "EU-833-2014/2026-3", "EU-765-2006/2026-2")
    for year in (2022, 2026, 2028):
        found = shelf.in_force(datetime(year, 1, 10, tzinfo=UTC))
        assert (found.version, found.procedures) == (BOOK.version, BOOK.procedures)


BEFORE_TWO = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)  # 23:59 in Brussels
FROM_TWO = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)


def test_two_officers_tell_every_member_from_their_day_on() -> None:
    """The federation's decision: the one rule of the shipped law that begins on a later day."""
    shelf = shipped_rulebooks()
    before, after = shelf.in_force(BEFORE_TWO), shelf.in_force(FROM_TWO)
    for act in FarReaching:
        assert before.two_officers(act, "DE") is None
        assert after.two_officers(act, "DE") is not None
    assert (before.review.two_officers, after.review.two_officers is None) == (None, False)
    for kind in ("4(4)", "2d.granted", "1fc.granted"):
        assert shelf.notice_rule(kind, BEFORE_TWO).rule.two_officers is None
        assert shelf.notice_rule(kind, FROM_TWO).rule.two_officers is not None
    sanctions = shelf.in_force(BEFORE_TWO, "EU-833-2014")
    assert sanctions.notice("4(4)").two_officers is None
    for book in shelf.all_in_force(BEFORE_TWO):
        assert not any(each.two_officers for each in book.notices)


def test_10_3_the_other_member_states_inform_their_customs_too() -> None:
    """ "... give due consideration to this information and inform their customs authorities"."""
    assert BOOK.notice("10(3)").inform_customs == (CustomsInformed.SENDER, CustomsInformed.READERS)


@pytest.mark.parametrize("kind", ["12(6)", "AnnexII.first_use", "23(1)"])
def test_what_is_notified_to_the_commission_the_commission_publishes(kind: str) -> None:
    rule = BOOK.notice(kind)
    assert rule.published_by is Role.COMMISSION
    assert "Commission" in rule.reason
    assert "nationally" not in rule.reason
    said = {line.about: line.says for line in notice_in_words(rule)}
    assert said["Published"] == "in the Official Journal by the commission"


@pytest.mark.parametrize(
    ("activity", "items", "articles"),
    [
        (Activity.BROKERING, ItemsAre.NON_LISTED, ("6(3)", "16(4)", "16(1)")),
        (Activity.BROKERING, ItemsAre.CYBER_NON_LISTED, ("6(3)", "16(4)", "16(1)")),
        (Activity.BROKERING, ItemsAre.OTHER_LIST, ("6(3)", "16(4)", "16(1)")),
        (Activity.TECHNICAL_ASSISTANCE, ItemsAre.NON_LISTED, ("8(4)", "16(4)", "16(1)")),
        (Activity.BROKERING, ItemsAre.ANNEX_I, ("16(4)", "16(1)")),
        (Activity.EXPORT, ItemsAre.NON_LISTED, ("4(6)", "16(1)")),
        (Activity.EXPORT, ItemsAre.CYBER_NON_LISTED, ("5(8)", "16(1)")),
        (Activity.EXPORT, ItemsAre.OTHER_LIST, ("10(2)",)),
        (Activity.EXPORT, ItemsAre.ANNEX_I, ("16(1)",)),
    ],
)
def test_a_refusal_of_brokering_or_assistance_rests_on_its_own_article(
    activity: Activity, items: ItemsAre, articles: tuple[str, ...]
) -> None:
    """6(3) and 8(4): national law for items that are not listed; Article 4 is about exports."""
    basis = BOOK.notification.basis_of(DecisionType.REFUSE, activity, items)
    assert basis is not None
    assert basis.articles == articles


def test_a_transit_prohibition_keeps_its_own_notice() -> None:
    for items in ItemsAre:
        basis = BOOK.notification.basis_of(
            DecisionType.TRANSIT_PROHIBITION, Activity.TRANSIT, items
        )
        assert basis is not None
        assert basis.articles == ("16(3)", "7")


def found(*outcomes: str) -> tuple[ReviewFinding, ...]:
    states = ("DE", "FR", "NL")
    return tuple(
        ReviewFinding(authority=state, outcome=outcome, at=AT, number=f"{state}-N-1")
        for state, outcome in zip(states, outcomes, strict=True)
    )


@pytest.mark.parametrize(
    ("outcomes", "counted", "missing"),
    [
        (("renew", "renew", "renew"), "renew", ()),
        (("amend", "amend", "amend"), "amend", ()),
        (("amend", "amend", "renew"), "amend", ("NL",)),  # they have not notified the same
        (("amend", "renew", "not_renew"), "renew", ("DE", "NL")),
    ],
)
def test_5_7_a_publication_is_amended_or_renewed_where_all_notify_so(
    outcomes: tuple[str, ...], counted: str, missing: tuple[str, ...]
) -> None:
    (review,) = [each for each in BOOK.collective_reviews if each.code == "5(7)"]
    count = tally(
        found(*outcomes),
        states=("DE", "FR", "NL"),
        all_states=("DE", "FR", "NL"),
        unanimous=review.unanimous,
        or_unanimous=review.or_unanimous,
    )
    assert (count.unanimous, count.missing, count.complete) == (counted, missing, not missing)
    assert any("renew or all amend" in line.says for line in review_in_words(review))


def test_12_7_the_duty_is_for_union_general_authorisations() -> None:
    rule = BOOK.notice("12(7)")
    assert "Union general" in rule.title
    assert "23(2)(d)" in rule.reason


def test_21_3_the_stop_itself_is_bounded_by_the_periods_of_paragraph_4() -> None:
    """ "... for a period not exceeding the periods referred to in paragraph 4"."""
    rule = BOOK.procedure("21(4)")
    assert rule.stop is not None
    assert (rule.stop.working_days, rule.stop.calendar) == (10, CalendarRule.ASKING)
    assert rule.extension is not None
    assert rule.extension.cap(rule.stop.working_days) == 20  # to thirty in total
    said = " ".join(line.says for line in procedure_in_words(rule) if line.about == "Period")
    assert "The stop itself lasts 10 working days from its beginning at most" in said
    assert "the earlier end governs" in said


def test_21_4_that_the_consulted_authority_tells_of_a_stop_without_a_licence_is_marked() -> None:
    assert "our reading" in BOOK.procedure("21(4)").after_grant.reason
