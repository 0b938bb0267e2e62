"""Every type of letter has its rule; which can be undone is written out here, not read."""

from __future__ import annotations

from gateway.domain.correspondence import ContactReply, Supplement
from gateway.domain.letter import LetterType
from gateway.domain.letter_rule import EffectTime, Opens
from gateway.domain.letter_types import (
    CORRECTABLE,
    LETTER_RULES,
    RECALLABLE,
    letter_type_of,
)


def test_every_type_has_its_rule_and_a_content_of_its_own() -> None:
    assert set(LETTER_RULES) == set(LetterType)
    assert len({rule.content for rule in LETTER_RULES.values()}) == len(LetterType)
    assert all(rule.senders and rule.readers for rule in LETTER_RULES.values())


CORRECTED = {
    "consultation.request",
    "consultation.answer",
    "supplement",
    "contact.note",
    "information.request",
    "information.reply",
    "forwarding",
    "forwarding.reply",
    "standing_answer",
}
ONLY_RECALLED = {"correction", "contact.reply", "notice", "comment"}


def test_these_can_be_corrected_and_these_only_recalled() -> None:
    assert {str(kind) for kind in CORRECTABLE} == CORRECTED
    assert {str(kind) for kind in RECALLABLE} == CORRECTED | ONLY_RECALLED
    assert LetterType("999") not in RECALLABLE


def test_what_replies_opens_nothing_and_what_counts_as_the_first_always_opens() -> None:
    for kind, rule in LETTER_RULES.items():
        assert not (rule.replies and rule.opens is not Opens.NEVER), kind
        assert rule.counts is not EffectTime.FIRST or rule.opens is Opens.ALWAYS, kind


def test_what_is_written_says_as_which_letter_it_goes() -> None:
    assert letter_type_of(Supplement(forwarded_to="FR")) is LetterType.SUPPLEMENT
    assert letter_type_of(ContactReply(confirmed=True)) is LetterType.CONTACT_REPLY
