"""What the independent checker finds in books in which somebody has broken a rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gateway.domain.notice import Notice
from gateway.domain.rulebook import load_rulebook
from lab.simulation.checking import checker
from lab.simulation.checking.books import Books
from lab.simulation.checking.checker import Checker, slow_root
from lab.simulation.checking.notice_checks import SentNotice, check_reviews
from lab.simulation.checking.statement import slow_last_instant
from tests.support.simulated import END, kinds
from tests.unit.sandbox import broken_books as broken


def test_honest_books_hold(honest: Mapping[str, Books]) -> None:
    assert Checker(honest, load_rulebook, END).check().violations == ()


def a_used_licence(books: Mapping[str, Books]) -> tuple[Books, dict[str, Any]]:
    """Find a licence under which something has left."""
    return next(
        (each, licence)
        for each in books.values()
        for licence in each.licences
        if Decimal(licence["lines"][0].get("used_quantity", 0)) > 0
    )


def more_than_applied_for(books: dict[str, Books]) -> None:
    a_used_licence(books)[1]["lines"][0]["item"]["quantity"] = "100000"


def widened_by_nobody(books: dict[str, Books]) -> None:
    a_used_licence(books)[1]["lines"][0]["widened_by"] = "DE-C-2027-00099"


def a_use_that_is_not_counted(books: dict[str, Books]) -> None:
    a_used_licence(books)[1]["lines"][0]["used_quantity"] = "0"


def too_much_untold(books: dict[str, Books]) -> None:
    asking, licence = a_used_licence(books)
    line = licence["lines"][0]
    [use, *_] = (each for each in asking.uses[licence["number"]] if each["reversal"] is None)
    more = Decimal(1_000_000)
    use["lines"][0]["quantity"] = str(Decimal(use["lines"][0]["quantity"]) + more)
    line["used_quantity"] = str(Decimal(line["used_quantity"]) + more)
    asking.tasks = set()


def no_licence_at_all(books: dict[str, Books]) -> None:
    asking, licence = a_used_licence(books)
    asking.licences.remove(licence)


Break = Callable[[dict[str, Books]], None]
FOUND: dict[Break, str] = {
    broken.a_case_stands_under_another_law: "law.wrong",
    broken.a_question_runs_under_another_law: "law.wrong",
    broken.the_state_of_the_goods_is_not_asked: "consult.missed",
    broken.who_denied_the_same_is_not_asked: "consult.missed",
    broken.who_denied_under_the_sanctions_law_is_asked_under_the_other: "consult.missed",
    broken.another_is_asked_about_goods_that_are_not_there: "consult.needless",
    broken.others_are_asked_where_nothing_is_applied_for: "consult.needless",
    broken.a_refusal_without_a_denial: "denial.miscounted",
    broken.a_denial_of_another_kind: "denial.differs",
    broken.a_denial_under_another_law: "denial.differs",
    broken.a_denial_under_another_article: "denial.differs",
    broken.a_denial_of_more_than_was_refused: "denial.differs",
    broken.a_denial_that_names_the_exporter: "denial.shows",
    broken.a_denial_for_some_only: "told.too_few",
    broken.a_requirement_without_a_letter: "letter.miscounted",
    broken.a_letter_under_another_article: "letter.differs",
    broken.a_notice_that_is_owed_and_forgotten: "notice.untold",
    broken.one_officer_gives_no_notice: "notice.one_officer",
    broken.without_a_notice_customs_are_forgotten: "customs.untold",
    broken.a_reader_has_no_word_for_its_customs: "customs.untold",
    broken.nobody_is_reminded: "notice.unreminded",
    broken.the_next_state_is_not_alerted: "route.untold",
    broken.a_licence_that_stands_though_it_was_suspended: "licence.state",
    broken.a_licence_longer_than_what_was_granted: "licence.days",
    broken.a_use_of_which_nobody_is_told: "licence.unusable",
    broken.a_stop_that_is_counted_from_the_question: "stop.wrong",
    broken.a_stop_whose_end_nobody_learns: "stop.untold",
    broken.the_end_of_a_stop_is_told_to_nobody: "notice.untold",
    broken.a_publication_before_all_have_notified: "review.early",
    broken.a_period_of_review_that_is_too_short: "review.period",
    broken.a_denial_that_stands_though_it_was_set_aside: "denial.state",
    broken.who_is_asked_on_about_what_stands_no_more: "court.asked_on",
    broken.a_question_that_did_not_wait_for_the_court: "court.ended_early",
    broken.a_silence_that_means_what_the_article_does_not_say: "silence.means",
    broken.a_deadline_that_was_moved: "deadline.wrong",
    broken.an_answer_that_is_shown_as_silence: (
        "silence.over_answer silence.unproved silence.outage"
    ),
    broken.another_answer_than_the_journal_has: "outcome.differs",
    broken.a_silence_without_the_other_sides_statement: "silence.unproved",
    broken.a_silence_that_only_one_side_shows: "silence.one_sided",
    broken.a_silence_by_an_officer_whom_no_act_names: "silence.unproved",
    broken.a_grant_over_a_binding_objection: "grant.over_objection licence.miscounted",
    broken.a_part_that_is_neither_granted_nor_refused: "part.left_out",
    broken.an_outcome_that_the_kind_of_case_does_not_know: "outcome.unlawful licence.miscounted",
    broken.a_decision_without_examination: "case.unexamined",
    broken.a_letter_whose_bytes_were_altered: "letter.altered",
    broken.registers_that_differ: "register.altered register.differs",
    more_than_applied_for: "licence.amount",
    widened_by_nobody: "licence.widened",
    a_use_that_is_not_counted: "licence.uses",
    too_much_untold: "licence.untold",
    no_licence_at_all: "licence.miscounted",
}
"""What each break makes the checker find."""


@pytest.mark.parametrize("break_it", FOUND, ids=lambda each: each.__name__)
def test_a_rule_that_is_broken_is_found(books: dict[str, Books], break_it: Break) -> None:
    break_it(books)
    assert set(FOUND[break_it].split()) <= kinds(books)


def test_the_slow_count_is_that_of_the_known_christmas() -> None:
    received = datetime(2026, 12, 18, 9, 0, tzinfo=UTC)
    assert slow_last_instant("SE", received, 10).date() == date(2027, 1, 9)  # two eves more
    for code in ("DE", "FR", "IE"):
        assert slow_last_instant(code, received, 10).date() == date(2027, 1, 6), code  # exclusive
    assert slow_last_instant("PL", received, 10).date() == date(2027, 1, 8)


def test_the_slow_root_is_that_of_the_rfc() -> None:
    assert slow_root(()).hex().startswith("e3b0c44298fc1c14")
    assert slow_root((b"a" * 32,)) == b"a" * 32


def test_5_6_who_imposed_a_requirement_has_not_found_by_that_that_all_should() -> None:
    def sent(origin: str, kind: str, about: str = "", outcome: str = "") -> SentNotice:
        day = {"5(4)": 1, "5(5)": 2, "5(6)": 3}[kind]
        notice = Notice(
            kind=kind,
            number=f"{origin}-N-2026-0000{day}",
            law="EU-2021-821/2026-3",
            about=about,
            outcome=outcome,
            at=date(2026, 6, day),
        )
        return SentNotice(origin, 0, datetime(2026, 6, day, tzinfo=UTC), notice)

    imposed = sent("DE", "5(4)")
    number = imposed.notice.number
    told = (imposed, sent("FR", "5(5)", number, "requirement"), sent("EU", "5(6)", number))
    every = {code: Books(code) for code in ("DE", "FR", "EU")}
    assert [kind for kind, _, _ in check_reviews(every, told)] == ["review.early"]


def test_the_checker_reads_no_law_from_what_it_checks() -> None:
    folder = Path(checker.__file__).parent
    for path in folder.glob("*.py"):
        text = path.read_text("utf-8")
        for room in ("gateway.casework", "gateway.register", "gateway.domain.deadline"):
            assert room not in text, f"{path.name}: {room}"
        if path.name != "checker.py":  # which takes the periods of a law file of the plan's own
            assert "gateway.domain.rulebook" not in text, path.name
