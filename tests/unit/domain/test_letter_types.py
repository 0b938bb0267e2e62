"""Every type of letter has its rule."""

from __future__ import annotations

from gateway.domain.correspondence import ContactReply, Supplement
from gateway.domain.letter import LetterType
from gateway.domain.letter_rule import EffectTime, Opens
from gateway.domain.letter_types import (
    LETTER_RULES,
    letter_type_of,
)


def test_every_type_has_its_rule_and_a_content_of_its_own() -> None:
    assert set(LETTER_RULES) == set(LetterType)
    assert len({rule.content for rule in LETTER_RULES.values()}) == len(LetterType)
    assert all(rule.senders and rule.readers for rule in LETTER_RULES.values())


def test_what_replies_opens_nothing_and_what_counts_as_the_first_always_opens() -> None:
    for kind, rule in LETTER_RULES.items():
        assert not (rule.replies and rule.opens is not Opens.NEVER), kind
        assert rule.counts is not EffectTime.FIRST or rule.opens is Opens.ALWAYS, kind


def test_what_is_written_says_as_which_letter_it_goes() -> None:
    assert letter_type_of(Supplement(forwarded_to="FR")) is LetterType.SUPPLEMENT
    assert letter_type_of(ContactReply(confirmed=True)) is LetterType.CONTACT_REPLY
