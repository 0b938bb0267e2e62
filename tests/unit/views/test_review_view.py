"""A review by every Member State, and an act that waits, are shown whole and in words."""

from __future__ import annotations

from typing import Any

from gateway.domain.collective.review import ShownReview
from gateway.domain.notice import Notice
from gateway.domain.transaction import DocumentReplacement, DocumentTranslation
from gateway.domain.waiting_act import WaitingAct, WaitingState
from gateway.views.frame import NounView
from gateway.views.review_view import AroundReview, review_view
from gateway.views.waiting_view import ActPreview, AroundWaiting, waiting_view
from tests.support.totality import fields_of, filled
from tests.support.view_texts import codes_in, own_words
from tests.unit.views.test_totality import GIVEN, LAW, READER, check

KIND = "5(5)"
RULE = next(each for each in LAW.notices if each.code == KIND)
FOUND = RULE.outcome[0].code
KNOWN = {
    **GIVEN,
    "OutcomeWord.code": FOUND,
    "OutcomeWord.label": RULE.outcome[0].label,
    "Finding.outcome": FOUND,
    "StateFinding.outcome": FOUND,
    "StateFinding.contradicting": False,
    "StateFinding.state": "AT",
    "unanimous": FOUND,
    "Notice.kind": KIND,
    "Notice.number": "DE-N-2026-00001",
    "Notice.outcome": FOUND,
}
AROUND = AroundReview(us="EU", may_find=True, may_extend=True, may_record=True, may_publish=True)


def review(**changes: Any) -> ShownReview:
    named = {f"ShownReview.{name}": value for name, value in changes.items()}
    return filled(ShownReview, {**KNOWN, **named})


def shown(model: ShownReview) -> NounView:
    return review_view(READER, model, AROUND)


VERSIONS = fields_of(DocumentReplacement) | fields_of(DocumentTranslation)
VERSIONS |= {"Document.replaces", "Document.translates"}
"""A proof is named by title and digest; the notice that records the word shows the whole."""


def test_a_review_is_shown_whole() -> None:
    """As it stands, before it is published, and with nothing notified."""
    contradicting = filled(ShownReview, {**KNOWN, "StateFinding.contradicting": True})
    signed = filled(ShownReview, {**KNOWN, "by_hand": None})
    silent = filled(ShownReview, {**KNOWN, "StateFinding.outcome": ""})
    open_ones = (review(published=""), review(published="", complete=False))
    check(
        ShownReview,
        [review(), contradicting, signed, silent, *open_ones, review(missed=False)],
        shown,
        elsewhere=frozenset({"HandWord.state", "Tally.complete", *VERSIONS}),
    )


def test_a_review_has_no_code_among_its_words() -> None:
    said = " | ".join(own_words(shown(review(published=""))))
    assert codes_in(said) == []
    assert RULE.outcome[0].label in said


def test_an_act_that_waits_is_shown_whole() -> None:
    notice = filled(Notice, KNOWN)
    would_say = ActPreview(notice=notice, rule=RULE)
    around = AroundWaiting(would_say=would_say, may_agree=True, may_refuse=True)

    def view(act: WaitingAct) -> NounView:
        return waiting_view(READER, act, around)

    given = {**KNOWN, "WaitingAct.state": WaitingState.WAITING, "draft": {"text": "x"}}
    waits = filled(WaitingAct, given)
    decided = [
        filled(WaitingAct, {**given, "WaitingAct.state": state})
        for state in (
            WaitingState.AGREED,
            WaitingState.REFUSED,
            WaitingState.LAPSED,
            WaitingState.WRITING,
        )
    ]
    check(WaitingAct, [waits, *decided], view)


def test_what_cannot_be_done_any_more_is_not_offered() -> None:
    act = filled(WaitingAct, {**KNOWN, "WaitingAct.state": WaitingState.WAITING, "draft": {}})
    around = AroundWaiting(why_not="FR has not notified it", may_agree=True, may_refuse=True)
    told = waiting_view(READER, act, around).model_dump_json()
    assert "FR has not notified it" in told
    assert "waiting refuse" in told
    assert "waiting agree" not in told


def test_what_else_waits_about_the_same_stands_beside() -> None:
    act = filled(WaitingAct, {**KNOWN, "WaitingAct.state": WaitingState.WAITING, "draft": {}})
    other = act.model_copy(update={"number": "EU-W-2027-00009", "by": "carla"})
    told = waiting_view(READER, act, AroundWaiting(beside=(other,))).model_dump_json()
    assert "EU-W-2027-00009 waits as well" in told
    assert "by carla" in told
