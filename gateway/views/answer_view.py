"""Answers of a consultation: which may be given and what each does, and those that were given."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.domain.consultation import ApplicantRelease, Consultation, ConsultationAnswer
from gateway.domain.rulebook import AnswerOption, Procedure
from gateway.domain.rulebook.procedure import Requirement
from gateway.errors import InputError
from gateway.views.assessment_view import assessment_blocks
from gateway.views.frame import (
    Block,
    Cell,
    Piece,
    ViewPart,
    cell,
    digest,
    facts,
    lines,
    listed,
    part,
    theirs,
)
from gateway.views.reader import ViewReader, brief
from gateway.views.transaction_view import document_table


def answer_words(rule: Procedure | None, code: str, reader: ViewReader) -> str:
    """Return an answer in the rulebook's words; of one that it lacks, its key as words."""
    option = option_of(rule, code)
    return reader.key(code) if option is None else reader.law(option.label)


def option_of(rule: Procedure | None, code: str) -> AnswerOption | None:
    """Return an answer of a procedure, or None: what is shown must show also what should not be."""
    try:
        return None if rule is None else rule.option(code)
    except InputError:
        return None


# --- what may be answered -----------------------------------------------------------------


def options_blocks(reader: ViewReader, rule: Procedure) -> tuple[Block | None, ...]:
    """Return what may be answered, what each answer does, and what silence does."""
    after = rule.after_grant
    withheld = ", ".join(reader.within(reader.key(each)) for each in rule.may_withhold)
    said = [
        reader.strong("Without an answer: {sentence}", sentence=reader.law(rule.silence.sentence)),
        reader.piece("{sentence}", sentence=reader.law(after.sentence)),
    ]
    if rule.by_denial:
        said.append(
            reader.piece(
                "Each denial that is asked about has its own answer; the strictest counts."
            )
        )
    if rule.second_officer:
        said.append(reader.piece("An answer needs a second officer."))
    if withheld:
        said.append(
            reader.piece("{fields} may be withheld.", fields=withheld[:1].upper() + withheld[1:])
        )
    return (
        listed(
            "",
            rule.answer,
            (
                reader.says("Answer"),
                lambda option: (Piece(text=reader.law(option.label), strong=True),),
            ),
            (reader.says("What follows"), lambda option: cell(reader.law(option.meaning))),
            (reader.says("Effect"), lambda option: tuple(effects_of(reader, option))),
            (reader.says("Needs"), lambda option: tuple(_needs(reader, option))),
            (
                reader.says("Word for commands and systems"),
                lambda option: digest(option.code),
            ),
        ),
        lines("", said),
    )


def effects_of(reader: ViewReader, option: AnswerOption) -> Iterator[Piece]:
    """Yield what an answer does beside what it means."""
    if option.binds:
        yield reader.piece("binds the asking authority")
    if option.blocks:
        yield reader.piece("forbids a grant")
    if not option.settles:
        yield reader.piece("does not end the consultation: the period runs on")
    if option.ends_others:
        yield reader.piece("ends the other consultations of the case")
    if option.considered:
        yield reader.piece("the decision says how it was considered")


def _needs(reader: ViewReader, option: AnswerOption) -> Iterator[Piece]:
    if Requirement.CONDITIONS in option.requires:
        yield reader.piece("at least one condition")
    if Requirement.INFORMATION_NEEDED in option.requires:
        yield reader.piece("which information is needed")


# --- what was answered --------------------------------------------------------------------


def answer_part(
    reader: ViewReader,
    rule: Procedure | None,
    heading: str,
    given: ConsultationAnswer,
    *,
    by: str,
    said: tuple[tuple[str, Cell], ...] = (),
) -> ViewPart | None:
    """Return an answer whole: what it says, for which denial, and everything that binds.

    Args:
        reader: Who reads.
        rule: The procedure under which it was given; None where it is not held here.
        heading: Which answer it is.
        given: The answer.
        by: Who gave it.
        said: What else is to be said of it, e.g. whether it was in time.
    """
    option = option_of(rule, given.answer)
    words = answer_words(rule, given.answer, reader)
    shown: list[tuple[str, Cell]] = [
        (
            reader.says("Answer"),
            (Piece(text=words, strong=True), *cell(reader.law(option.meaning) if option else "")),
        ),
        (reader.says("Effect"), tuple(effects_of(reader, option)) if option else ()),
        *said,
        *_given_by(reader, given),
        *(
            (each.denial_id, cell(answer_words(rule, each.answer, reader)))
            for each in given.by_denial
        ),
        (reader.says("Grounds"), reader.stated(given.grounds, reader.words)),
        (reader.says("May be shown to the applicant"), cell(_released(reader, given))),
    ]
    mark = given.for_applicant
    texts = (
        (reader.says("Conditions"), given.conditions),
        (reader.says("Explanation"), given.explanation),
        (reader.says("Information needed"), given.information_needed),
        (reader.says("Words for the applicant"), mark.text if mark is not None else ()),
    )
    own = reader.says("Human-rights assessment of {authority} itself", authority=by)
    assessed = given.human_rights
    return part(
        heading,
        facts("", *shown),
        *(lines(name, map(Piece.quoted, found)) for name, found in texts),
        *(() if assessed is None else assessment_blocks(reader, own, assessed)),
        document_table(reader, given.documents),
    )


def _released(reader: ViewReader, given: ConsultationAnswer) -> str:
    mark = given.for_applicant
    return reader.word(ApplicantRelease.NOTHING if mark is None else mark.release)


def _given_by(reader: ViewReader, given: ConsultationAnswer) -> Iterator[tuple[str, Cell]]:
    if given.given_by is None:
        return
    yield (
        reader.says("Given by"),
        (
            reader.piece("{authority}, for its State", authority=given.given_by),
            *reader.at(given.given_at),
            *(() if given.given_in is None else (brief(given.given_in),)),
        ),
    )


def answer_parts(
    reader: ViewReader, model: Consultation, rule: Procedure
) -> tuple[ViewPart | None, ...]:
    """Return every answer there is: settled, given, proposed, and those without effect."""
    consulted = model.consulted
    found: list[ViewPart | None] = []
    if model.settled_answer is not None:
        by = model.settled_by or consulted
        heading = reader.says("The State's one answer, by {authority}", authority=by)
        where = reader.says("Given in"), digest(model.settled_in)
        found.append(answer_part(reader, rule, heading, model.settled_answer, by=by, said=(where,)))
    if model.answer is not None:
        heading = reader.says("Answer of {authority}", authority=consulted)
        said = tuple(_timing(reader, model))
        found.append(answer_part(reader, rule, heading, model.answer, by=consulted, said=said))
    if model.answer_proposed is not None:
        heading = reader.says("Proposed answer: a second officer confirms it")
        who = reader.says("Proposed by"), theirs(model.answer_proposed_by)
        found.append(
            answer_part(reader, rule, heading, model.answer_proposed, by=consulted, said=(who,))
        )
    for number, late in enumerate(model.late_answers, start=1):
        heading = reader.says("Too late, kept without effect ({number})", number=number)
        found.append(answer_part(reader, rule, heading, late, by=consulted))
    return tuple(found)


def _timing(reader: ViewReader, model: Consultation) -> Iterator[tuple[str, Cell]]:
    if model.answer_timing is not None:
        yield reader.says("In time"), cell(reader.word(model.answer_timing))
    if model.answer_sealed is not None:
        yield reader.says("Sealed there"), (reader.instant(model.answer_sealed),)
    if model.answered_at is not None:
        yield reader.says("Sealed or received here"), (reader.instant(model.answered_at),)
    if model.standing_answer:
        yield (
            reader.says("Standing answer"),
            (
                Piece(text=model.standing_answer, digest=True),
                Piece(text=model.standing_in, digest=True, soft=True),
            ),
        )
