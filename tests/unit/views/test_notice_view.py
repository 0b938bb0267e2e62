"""A notice of our own, and one that came, are shown whole and in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.domain.letter import OutboxState
from gateway.domain.notice import Notice, NoticeAction, NoticeState, NoticeVersion, ShownNotice
from gateway.views.frame import NounView
from gateway.views.notice_view import AroundNotice, notice_view
from tests.support.totality import NOON, filled
from tests.support.view_texts import codes_in, own_words
from tests.unit.views.test_totality import GIVEN, LAW, READER, check

KIND = "5(5)"
RULE = next(each for each in LAW.notices if each.code == KIND)
NUMBER = "DE-N-2026-00001"
TODAY = NOON.date()
KNOWN = {
    **GIVEN,
    "kind": KIND,
    "Notice.number": NUMBER,
    "ShownNotice.number": NUMBER,
    "ShownNotice.origin": "DE",
    "ShownNotice.state": NoticeState.VALID,
    "outcome": RULE.outcome[0].code,
    "release": ("FR",),
    "NoticeReceipt.state": str(OutboxState.REFUSED),
    "WithheldField.field": "parties",
    "NoticeVersion.note": "",
}
AROUND = AroundNotice(us="DE", today=TODAY, rule=RULE, may_write=True)


def notice(**changes: Any) -> ShownNotice:
    named = {f"ShownNotice.{name}": value for name, value in changes.items()}
    return filled(ShownNotice, {**KNOWN, **named})


def shown(model: ShownNotice, **around: Any) -> NounView:
    return notice_view(READER, model, replace(AROUND, **around))


def words(view: NounView) -> str:
    return view.model_dump_json()


def test_a_notice_is_shown_whole() -> None:
    """What a list says beside it is said again by the notice itself."""
    twice = {"ShownNotice.kind", "ShownNotice.about", "Notice.kind"}
    noted = filled(ShownNotice, {**KNOWN, "NoticeVersion.note": "a reason"})
    check(
        ShownNotice,
        [notice(), noted, notice(state=NoticeState.EXPIRED)],
        shown,
        elsewhere=frozenset(twice),
    )


def test_a_withdrawn_notice_says_why_and_offers_nothing() -> None:
    before = filled(Notice, KNOWN)
    gone = filled(Notice, {**KNOWN, "action": NoticeAction.WITHDRAWN, "FreeText.text": "An error."})
    versions = tuple(
        filled(NoticeVersion, {**KNOWN, "NoticeVersion.notice": each}) for each in (before, gone)
    )
    view = shown(notice(state=NoticeState.WITHDRAWN, versions=versions))
    assert [each.text for each in view.short][:2] == [
        "It was withdrawn, and does not count any more.",
        "An error.",
    ]
    assert "comity notice" not in words(view)


def test_a_notice_whose_content_is_not_here_says_so() -> None:
    view = shown(notice(notice=None, versions=(), state=NoticeState.NOT_HELD), rule=None)
    assert "The content of this notice is not held here." in words(view)


@pytest.mark.parametrize(
    ("us", "today", "command"),
    [
        ("DE", TODAY, f"comity notice withdraw {NUMBER} WHY"),
        ("DE", TODAY, f"comity notice amend {NUMBER} FILE"),
        ("FR", TODAY, f"comity notice comment {NUMBER} WORDS"),
    ],
)
def test_what_may_be_done_next_is_a_command(us: str, today: Any, command: str) -> None:
    assert command in words(shown(notice(), us=us, today=today))
    assert command not in words(shown(notice(), us=us, may_write=False))


def test_comments_are_wanted_until_their_day() -> None:
    assert "Comments are wanted until Wed 4 March 2026." in words(shown(notice()))
    after = shown(notice(), us="FR", today=TODAY + timedelta(days=1))
    assert "Comments were wanted until Wed 4 March 2026." in words(after)
    assert "comity notice comment" not in words(after)


def test_what_every_state_reviews_and_what_is_open_is_named() -> None:
    view = words(shown(notice(), reviewed=True, tasks=((7, "A notice is to be reviewed"),)))
    assert f"comity review tally {NUMBER}" in view
    assert "A notice is to be reviewed" in view


def test_no_code_stands_in_a_notice() -> None:
    """But in its commands, and where somebody wrote it."""
    said = " | ".join(own_words(shown(notice())))
    assert codes_in(said) == []
    assert RULE.outcome[0].label in said
