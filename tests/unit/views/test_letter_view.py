"""A letter of every type, in either direction, is shown whole and in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from gateway.domain.annual.submission import AppearingTables
from gateway.domain.consultation import ConsultationAnswer
from gateway.domain.correspondence import (
    CodedAnswer,
    ForwardingReply,
    InformationReply,
    LetterState,
    LetterView,
)
from gateway.domain.letter import LetterTrace, LetterType, OutboxState
from gateway.domain.letter_types import LETTER_RULES
from gateway.views.frame import NounView
from gateway.views.letter_content_view import CONTENTS, Spoken
from gateway.views.letter_view import AroundLetter, letter_view
from tests.support.totality import fields_of, filled
from tests.support.view_texts import codes_in, own_words
from tests.unit.views.test_consultation_view import EVIL, nothing_is_markup
from tests.unit.views.test_totality import GIVEN, LAW, READER, check

PROCEDURES = {each.code: each for each in LAW.procedures}
SPOKEN = Spoken(
    sender="FR",
    procedures=PROCEDURES,
    rule=LAW.procedure("16(5)"),
    answer=filled(ConsultationAnswer, GIVEN),
)
AROUND = AroundLetter(us="DE", spoken=SPOKEN, may_write=True)
CONTENT_TYPES = {kind: rule.content for kind, rule in LETTER_RULES.items()}
OF_A_ROUND = frozenset(f"AppearingTables.{each}" for each in AppearingTables.model_fields)
TABLES = frozenset(fields_of(AppearingTables)) - OF_A_ROUND
"""What lies inside tables that are to be cleared, which the report's own commands show."""


def letter(kind: LetterType, **changes: Any) -> LetterView:
    said = filled(CONTENT_TYPES[kind], GIVEN) if kind in CONTENT_TYPES else None
    given = {**GIVEN, "letter_type": kind, "content": said, "corrected": None, "sealed": False}
    return filled(LetterView, {**given, **changes})


def shown(model: LetterView, around: AroundLetter = AROUND) -> NounView:
    return letter_view(READER, model, around)


def test_each_type_of_letter_has_words_for_what_it_says() -> None:
    assert set(CONTENTS) == set(CONTENT_TYPES.values())


@pytest.mark.parametrize("kind", CONTENT_TYPES, ids=str)
def test_what_a_letter_says_is_shown_whole(kind: LetterType) -> None:
    """Found in use: officer m10."""
    frame = letter(kind)
    content = CONTENT_TYPES[kind]
    check(
        content,
        [filled(content, GIVEN)],
        lambda said: shown(frame.model_copy(update={"content": said})),
        elsewhere=TABLES if content is AppearingTables else frozenset(),
    )


def letters() -> Iterable[LetterView]:
    for ours in (True, False):
        yield letter(LetterType.INFORMATION_REQUEST, ours=ours, state=LetterState.OPEN)
    yield letter(
        LetterType.CORRECTION,
        corrected=filled(InformationReply, GIVEN),
    )


def test_a_letter_is_shown_whole_around_what_it_says() -> None:
    """Coded words are shown with the question or answer; see below."""
    coded = frozenset({"LetterView.coded", *fields_of(CodedAnswer)})
    check(LetterView, letters(), shown, elsewhere=coded)


def test_standard_questions_and_answers_are_shown_in_our_own_words() -> None:
    reply = letter(LetterType.INFORMATION_REPLY)
    assert isinstance(reply.content, InformationReply)
    key = reply.content.answers[0]
    coded = CodedAnswer(question=key.question, text="Known?", answer=key.answer, label="Well known")
    view = words(shown(reply, replace(AROUND, spoken=replace(SPOKEN, coded=(coded,)))))
    assert "Known?" in view
    assert "Well known" in view


def test_what_became_of_a_letter_is_shown_whole() -> None:
    frame = letter(LetterType.REQUEST)
    check(
        LetterTrace,
        [filled(LetterTrace, GIVEN), filled(LetterTrace, {**GIVEN, "outgoing": False})],
        lambda each: shown(frame, replace(AROUND, trace=each)),
        elsewhere=frozenset({"LetterTrace.letter_type"}),
    )
    states = {words(shown(frame, replace(AROUND, delivery=state))) for state in OutboxState}
    assert len(states) == len(OutboxState)


def test_the_answer_that_goes_with_a_forwarded_reply_is_shown() -> None:
    said = words(shown(letter(LetterType.FORWARDING_REPLY)))
    assert "Essentially identical" in said
    none = replace(AROUND, spoken=replace(SPOKEN, answer=None))
    handed = letter(
        LetterType.FORWARDING_REPLY,
        content=filled(ForwardingReply, {**GIVEN, "accepted": False}),
    )
    assert "Handed back without an answer." in words(shown(handed, none))


@pytest.mark.parametrize(
    ("kind", "ours", "command"),
    [
        (LetterType.INFORMATION_REQUEST, False, "comity letter reply"),
        (LetterType.CONTACT_NOTE, False, "comity letter confirm"),
        (LetterType.FORWARDING, False, "comity letter forward-reply"),
        (LetterType.SUPPLEMENT, True, "comity letter recall"),
        (LetterType.ANSWER, True, "comity letter correct"),
        (LetterType.ANSWER, False, "comity consultation show"),
    ],
)
def test_what_may_be_done_next_is_a_command(kind: LetterType, *, ours: bool, command: str) -> None:
    model = letter(kind, ours=ours, state=LetterState.OPEN)
    assert command in words(shown(model))
    if "show" not in command:
        assert command not in words(shown(model, replace(AROUND, may_write=False)))


@pytest.mark.parametrize("kind", LetterType, ids=str)
def test_no_code_stands_in_a_letter(kind: LetterType) -> None:
    """But in its commands and identifiers, and where somebody wrote it.

    Found in use: officer m10.
    """
    said = " | ".join(own_words(shown(letter(kind))))
    assert codes_in(said) == []
    assert "None" not in said


def test_text_of_others_is_markup_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    said = filled(InformationReply, {**GIVEN, "FreeText.text": EVIL, "Document.title": EVIL})
    nothing_is_markup(shown(letter(LetterType.INFORMATION_REPLY, content=said)), capsys)


def test_a_letter_of_a_type_that_is_not_known_yet_is_shown() -> None:
    model = letter(LetterType.NOTICE, letter_type=LetterType("99"), content=None)
    said = words(shown(model))
    assert "Letter of an unknown type (99)" in said
    assert "What it says cannot be read here." in said


def words(view: NounView) -> str:
    return view.model_dump_json()
