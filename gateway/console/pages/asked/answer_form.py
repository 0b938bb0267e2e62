"""The form of an answer, which the rulebook makes: options with their effect, what each needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gateway.console.acts.declared import ActField, ActOption, FieldKind, seldom
from gateway.console.acts.derived import Ask, fields_of, options_of
from gateway.console.acts.filled import FilledIn, paragraphs, starts
from gateway.console.pages.asked.question import AnswerAsked
from gateway.domain.base import Stated, Withholding
from gateway.domain.consultation import (
    ApplicantRelease,
    ConsultationAnswer,
    DenialAnswer,
    ForApplicant,
)
from gateway.domain.denial import Ground
from gateway.domain.rulebook import AnswerOption
from gateway.domain.rulebook.procedure import Requirement
from gateway.views.answer_view import effects_of
from gateway.views.reader import ViewReader

ANSWER: Final = "answer"
_RELEASES: Final = (
    ActOption(ApplicantRelease.NOTHING, "Nothing"),
    ActOption(
        ApplicantRelease.FACT, "That we were asked and have answered", "Not what we answered."
    ),
    ActOption(ApplicantRelease.TEXT, "That, and the words below", "Write them below."),
)


def answer_fields(asked: AnswerAsked) -> tuple[ActField, ...]:
    """Return the fields of an answer under the procedure of a question."""
    return (
        *_decided(asked),
        *_forwarded(asked),
        *_texts(asked),
        *_SELDOM,
        *_withheld(asked),
    )


def _forwarded(asked: AnswerAsked) -> Iterator[ActField]:
    """Yield who answers, where the question was forwarded within our State."""
    other = asked.forwarded_to
    if other is not None:
        yield ActField(
            "given_by_other",
            asked.reader.says("Is this the answer of {authority}?", authority=other),
            "It was forwarded there; the answer is our State's either way.",
            FieldKind.YES_NO,
            also=("given_by",),
        )


def _decided(asked: AnswerAsked) -> Iterator[ActField]:
    """Yield the choice, or one for each denial that is asked about."""
    rule = asked.rule
    if not rule.by_denial:
        yield ActField(ANSWER, "Answer", kind=FieldKind.CHOICE, options=_options(asked, keys=True))
        return
    for number, denial in enumerate(asked.denials, start=1):
        alone = len(asked.denials) == 1
        yield ActField(
            _of_denial(number),
            asked.reader.says("Answer about denial {denial}", denial=denial),
            "" if alone else "The strictest of these answers is that of our State.",
            FieldKind.CHOICE,
            options=_options(asked, keys=alone),
            also=(ANSWER, "by_denial") if number == 1 else (),
        )


def _of_denial(number: int) -> str:
    return f"denial-{number}"


def _options(asked: AnswerAsked, *, keys: bool) -> tuple[ActOption, ...]:
    return tuple(
        ActOption(
            option.code,
            option.label,
            _follows(asked.reader, option),
            key=str(number) if keys else "",
        )
        for number, option in enumerate(asked.rule.answer, start=1)
    )


def _follows(reader: ViewReader, option: AnswerOption) -> str:
    """Return what an answer does in law, in a sentence or two."""
    effects = "; ".join(each.text for each in effects_of(reader, option))
    meaning = reader.translated(option.meaning)
    return f"{meaning} ({effects})" if effects else meaning


def _texts(asked: AnswerAsked) -> tuple[ActField, ...]:
    needed = {each for option in asked.rule.answer for each in option.requires}
    left_out = {each.value for each in _ONLY_WHERE_NEEDED - needed}
    return tuple(each for each in _WORDS if each.name not in left_out)


_ONLY_WHERE_NEEDED: Final = {Requirement.CONDITIONS, Requirement.INFORMATION_NEEDED}
_WORDS: Final = fields_of(
    ConsultationAnswer,
    conditions=Ask(
        "Conditions", "One to a paragraph, an empty line between two. They bind who asked."
    ),
    information_needed=Ask(
        "Information that we need", "One thing to a paragraph, an empty line between two."
    ),
    explanation=Ask("Reasons in words", "The asking authority reads them; they stand in its case."),
)
_SELDOM: Final = (
    *fields_of(
        ConsultationAnswer,
        grounds=Ask("Grounds", "Of an objection, as Article 15(1) names them.", folded=True),
    ),
    *fields_of(
        ForApplicant,
        release=Ask(
            "What the applicant may be shown",
            options=_RELEASES,
            required=False,
            folded=True,
            also=("for_applicant",),
        ),
    ),
    seldom(
        "applicant_text",
        "Words for the applicant",
        "They are shown as they stand here.",
        FieldKind.PARAGRAPHS,
    ),
)


def _withheld(asked: AnswerAsked) -> Iterator[ActField]:
    if "grounds" in asked.rule.may_withhold:
        yield seldom(
            "grounds_withheld",
            "Grounds withheld, because of",
            "They exist and are not said; the other authority reads why not.",
            FieldKind.CHOICE,
            options=options_of(Withholding),
        )


def answer_of(asked: AnswerAsked, filled: FilledIn) -> ConsultationAnswer:
    """Return the answer that was filled in.

    Raises:
        InputError: An answer that the procedure does not know.
        ValidationError: A field that cannot be so.
    """
    rule = asked.rule
    about = [
        DenialAnswer(denial_id=denial, answer=filled.one(_of_denial(number)))
        for number, denial in enumerate(asked.denials, start=1)
        if rule.by_denial
    ]
    chosen = tuple(each.answer for each in about)
    release, withheld = filled.one("release"), filled.one("grounds_withheld")
    said: dict[str, object] = {"by_denial": about}
    if rule.by_denial:
        said["answer"] = rule.strictest(chosen)
    if withheld:
        said["grounds"] = Stated[tuple[Ground, ...]].withheld(Withholding(withheld))
    if filled.yes("given_by_other"):
        said["given_by"] = asked.forwarded_to
    if release and release != ApplicantRelease.NOTHING:
        said["for_applicant"] = {"release": release, "text": filled.free_texts("applicant_text")}
    return filled.model(ConsultationAnswer, **said)


def start_of(asked: AnswerAsked, answer: ConsultationAnswer) -> dict[str, tuple[str, ...]]:
    """Return an answer as it stands in its form, e.g. to be corrected."""
    found: dict[str, tuple[str, ...]] = {ANSWER: (answer.answer,)}
    said = {each.denial_id: each.answer for each in answer.by_denial}
    for number, denial in enumerate(asked.denials, start=1):
        if denial in said:
            found[_of_denial(number)] = (said[denial],)
    found |= starts(answer, *(each.name for each in _WORDS), "grounds")
    if answer.grounds.reason is not None:
        found["grounds_withheld"] = (str(answer.grounds.reason),)
    if answer.for_applicant is not None:
        found["release"] = (str(answer.for_applicant.release),)
        found["applicant_text"] = (paragraphs(answer.for_applicant.text),)
    return found
