"""The parts of a case as a person reads them, each by itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from gateway.domain.case import (
    Amendment,
    Case,
    ChangedField,
    ReliedAnswer,
    Trigger,
)
from gateway.domain.case.licence import Licence
from gateway.domain.case.restriction import Restriction
from gateway.domain.consultation import Consultation
from gateway.domain.consultation.classification import ClassificationRound, Precedent
from gateway.domain.denial import Denial
from gateway.domain.letter import LetterTrace
from gateway.domain.relation import RelationKind
from gateway.domain.rulebook import Procedure, Rulebook
from gateway.views.answer_view import answer_parts, answer_words
from gateway.views.assessment_view import assessment_blocks
from gateway.views.classification_view import precedent_blocks, rounds_table
from gateway.views.clock_view import clock_blocks
from gateway.views.code_view import law_of
from gateway.views.consultation_view import (
    consultation_name,
    standing_lines,
    warning_lines,
)
from gateway.views.decision_view import decision_parts
from gateway.views.examination_view import examination_parts
from gateway.views.frame import (
    Block,
    Cell,
    Piece,
    ViewPart,
    ViewSection,
    blocks_of,
    cell,
    digest,
    facts,
    lines,
    listed,
    part,
    section,
    section_of,
    theirs,
)
from gateway.views.licence_view import licence_blocks
from gateway.views.reader import ViewReader
from gateway.views.record_view import acts_section, letters_table, restriction_section
from gateway.views.transaction_view import (
    document_table,
    reference_facts,
    replaced_table,
    transaction_blocks,
)


@dataclass(frozen=True, kw_only=True)
class AroundCase:
    """What stands around a case when it is shown.

    Attributes:
        us: Whose case it is.
        rulebook: The rulebook with which it started.
        now: The instant at which it is shown.
        denials: Of those that the examination named which stand beside it here, as far as the
            reader may see them, by number.
        letters: What became of the letters of its consultations.
        renewed: The licence that it is to renew, where the reader may see it.
        restriction: Its mark, where not every officer sees it.
        rounds: Rounds on a classification that were asked for it.
        precedents: What was classified before and is like one of its items.
        not_yet_received: Who has not confirmed to hold the denial; None: nothing was notified.
    """

    us: str
    rulebook: Rulebook
    now: datetime
    denials: Mapping[str, Denial] = field(default_factory=dict)
    letters: tuple[LetterTrace, ...] = ()
    renewed: Licence | None = None
    restriction: Restriction | None = None
    rounds: tuple[ClassificationRound, ...] = ()
    precedents: tuple[Precedent, ...] = ()
    not_yet_received: tuple[str, ...] | None = None


class CasePart(StrEnum):
    """A part of a case as it is read, by what it is about."""

    APPLICATION = "application"
    CLASSIFICATION = "classification"
    RENEWED = "renewed"
    ASSESSMENT = "assessment"
    TRIGGERS = "triggers"
    EXAMINATION = "examination"
    CONSULTATIONS = "consultations"
    DECISION = "decision"
    RESTRICTION = "restriction"
    ACTS = "acts"


def case_sections(
    reader: ViewReader,
    case: Case,
    around: AroundCase,
    wanted: Collection[CasePart] = tuple(CasePart),
) -> Mapping[CasePart, ViewSection | None]:
    """Return parts of a case in the order in which they are read; None for an empty one.

    Args:
        reader: Who reads.
        case: The case whole, with consultations and acts.
        around: What stands around it.
        wanted: Which; all if absent. An examination of hundreds of denials is long.
    """
    return {name: make(reader, case, around) for name, make in _SECTIONS.items() if name in wanted}


def _classification(reader: ViewReader, _case: Case, around: AroundCase) -> ViewSection | None:
    rounds = rounds_table(reader, around.rounds)
    precedents = precedent_blocks(reader, around.precedents)
    return section(reader.says("Classification"), rounds, *precedents)


def _renewed(reader: ViewReader, _case: Case, around: AroundCase) -> ViewSection | None:
    renewed = () if around.renewed is None else licence_blocks(reader, around.renewed)
    return section(reader.says("The licence that it is to renew"), *renewed)


def _assessed(reader: ViewReader, case: Case, _around: AroundCase) -> ViewSection | None:
    return section(reader.says("Human-rights assessment"), *_assessment(reader, case))


def _triggered(reader: ViewReader, case: Case, around: AroundCase) -> ViewSection | None:
    found = _triggers(reader, case.triggers, around.rulebook)
    return section_of(reader.says("Who must be consulted, and why"), *found)


def _decided(reader: ViewReader, case: Case, around: AroundCase) -> ViewSection | None:
    parts = decision_parts(reader, case, around.not_yet_received)
    return section_of(reader.says("Decision"), *parts)


def _applied_for(reader: ViewReader, case: Case, around: AroundCase) -> ViewSection | None:
    application = case.application
    return section(
        reader.says("What is applied for"),
        *transaction_blocks(
            reader, application.transaction, after=_application(reader, case, around)
        ),
        document_table(reader, application.documents),
        replaced_table(reader, case.replaced_documents),
        _amendments(reader, case.amendments),
        lines(reader.says("Relies on an earlier answer"), _relied(reader, case, around)),
    )


def _examination(reader: ViewReader, case: Case, around: AroundCase) -> ViewSection | None:
    found = _examined(reader, case, around)
    return section_of(reader.says("Examination of all valid denials"), *found)


def _consulted(reader: ViewReader, case: Case, around: AroundCase) -> ViewSection | None:
    return section_of(reader.says("Consultations"), *_consultations(reader, case, around))


# --- what is applied for ------------------------------------------------------------------


def _application(reader: ViewReader, case: Case, around: AroundCase) -> Iterator[tuple[str, Cell]]:
    application = case.application
    concerns = application.concerns
    yield reader.says("Kind"), cell(reader.word(application.kind))
    procedure = around.rulebook.case(application.procedure)
    yield reader.says("Procedure"), cell(reader.law(procedure.title))
    yield from reference_facts(reader, application.references, application.relations)
    for claimed in application.exceptions:
        yield reader.says("Exception claimed"), cell(claimed.key, claimed.reason)
    if application.further_law:
        yield reader.says("Under a further law"), cell(application.further_law)
    if concerns:
        yield reader.says("About the licence of case"), cell(concerns)
    yield reader.says("Under letter"), cell(application.under_letter)
    held = theirs(case.assigned_to)
    yield reader.says("In the hands of"), held
    later = {
        "concerns": reader.says("concerns its licence"),
        "under_letter": reader.says("applies for what its letter requires"),
    }
    for each in case.related:
        kind = each.kind
        how = later[kind] if kind in later else reader.word(RelationKind(kind))
        of_kind = reader.key(each.procedure) if each.procedure else ""
        yield reader.says("Later case"), cell(each.case_id, how, of_kind)
    yield reader.says("Law"), law_of(reader, case)


def _amendments(reader: ViewReader, amendments: Iterable[Amendment]) -> Block | None:
    return listed(
        reader.says("Amendments"),
        amendments,
        (reader.when("When"), lambda each: (reader.moment(each.at),)),
        (reader.says("Who"), lambda each: theirs(each.by)),
        (reader.says("What changed"), lambda each: tuple(_changed(reader, each))),
        (reader.says("Why"), lambda each: (Piece.quoted(each.reason),)),
    )


def _changed(reader: ViewReader, amendment: Amendment) -> Iterator[Piece]:
    yield (
        reader.strong("material: new consultations began")
        if amendment.material
        else reader.piece("not material: those consulted were told")
    )
    yield from changes_in_words(reader, amendment.changes)
    if amendment.assessment is not None:
        yield reader.soft(
            "A human-rights assessment had been made of the earlier version; risk: {risk}.",
            risk=reader.within(reader.key(amendment.assessment.risk)),
        )


def changes_in_words(reader: ViewReader, changes: Iterable[ChangedField]) -> Iterator[Piece]:
    """Yield what an amendment changes, field by field, and what of it is material."""
    for change in changes:
        where = change.field.removeprefix("transaction.")
        yield reader.piece(
            "{field}: {reason}{material}",
            field=reader.key(where),
            reason=change.reason,
            material=reader.says(" (material)") if change.material else "",
        )


def _relied(reader: ViewReader, case: Case, around: AroundCase) -> Iterator[Piece]:
    for each in case.relied_on:
        yield from _relied_answer(reader, each, around.rulebook.procedure(each.procedure))


def _relied_answer(reader: ViewReader, each: ReliedAnswer, rule: Procedure) -> Iterator[Piece]:
    yield reader.piece(
        "This authority answered {asking} in {reference} under {article}: {words}. {by} states, "
        "{at}, that circumstances have not changed substantially:",
        asking=each.asking,
        reference=each.case_reference,
        article=reader.law(rule.article),
        words=answer_words(rule, each.answer, reader),
        by=each.by,
        at=reader.instant(each.at).text,
    )
    yield Piece.quoted(each.circumstances)
    for condition in each.conditions:
        yield reader.piece("Condition of that answer:")
        yield Piece.quoted(condition)
    yield reader.soft("consultation {id}", id=each.conversation_id)


def _assessment(reader: ViewReader, case: Case) -> tuple[Block | None, ...]:
    if case.assessment is not None:
        release = case.assessment_release
        return assessment_blocks(reader, reader.says("Our own"), case.assessment, release)
    if case.assessment_required:
        missing = reader.strong(
            "Missing. An item is one of cyber-surveillance; the case cannot be decided without it."
        )
        return (lines("", (missing,)),)
    none = reader.piece("Not required: no item is one of cyber-surveillance.")
    return (lines("", (none,)),)


# --- who is asked, what was found ---------------------------------------------------------


def _triggers(
    reader: ViewReader, triggers: Iterable[Trigger], rulebook: Rulebook
) -> Iterator[ViewPart | None]:
    found = False
    for each in triggers:
        found = True
        rule = rulebook.procedure(each.procedure)
        # The heading says it already; the first of the reasons says it for those without one.
        verdict = {f"{rule.trigger.article} {word}." for word in ("applies", "does not apply")}
        asked = reader.piece("To be consulted: {whom}.", whom=each.consult)
        yield part(
            reader.law(rule.article),
            lines("", (f"{reader.law(rule.title)}.", *((asked,) if each.consult else ()))),
            lines("", (Piece.kept(why) for why in each.reasons if why not in verdict), listed=True),
            tag=reader.says("applies") if each.applies else reader.says("does not apply"),
        )
    if not found:
        yield part("", lines("", (reader.piece("The case has not been examined yet."),)))


def _examined(reader: ViewReader, case: Case, around: AroundCase) -> Iterator[ViewPart | None]:
    if case.examination is None:
        yield part("", lines("", (reader.piece("Not examined yet."),)))
        return
    yield from examination_parts(
        reader,
        case.examination,
        case.application.transaction,
        count=case.examinations,
        denials=around.denials,
        decided=_decided_here(reader, case),
    )


def _decided_here(reader: ViewReader, case: Case) -> tuple[Cell, Cell]:
    if case.decision is None:
        return (reader.soft("not decided yet"),), ()
    done = reader.piece(
        "{outcome} on {day}",
        outcome=reader.word(case.decision.proposal.outcome),
        day=reader.day_of(case.decision.decided_at),
    )
    return (done,), reader.words(case.decision.proposal.grounds)


def _consultations(reader: ViewReader, case: Case, around: AroundCase) -> Iterator[ViewPart | None]:
    for model in case.consultations:
        rule = around.rulebook.procedure(model.procedure)
        letters = (each for each in around.letters if each.conversation_id == model.conversation_id)
        yield part(
            reader.says(
                "{who}, under {article}", who=model.consulted, article=reader.law(rule.article)
            ),
            lines("", (*warning_lines(reader, model), *standing_lines(reader, model))),
            *blocks_of(answer_parts(reader, model, rule)),
            *clock_blocks(reader, model, rule, around.now),
            letters_table(reader, letters, around.us, reader.says("Letters and receipts")),
            facts(
                "",
                (reader.says("Consultation"), cell(consultation_name(model))),
                (reader.says("Identifier"), digest(model.conversation_id)),
            ),
            tag=_in_a_word(reader, model, rule),
        )
    if not case.consultations:
        yield part("", lines("", (reader.piece("Nobody is consulted."),)))


def _in_a_word(reader: ViewReader, model: Consultation, rule: Procedure) -> str:
    answer = model.counting_answer
    return reader.word(model.state) if answer is None else answer_words(rule, answer.answer, reader)


_SECTIONS: Final[
    Mapping[CasePart, Callable[[ViewReader, Case, AroundCase], ViewSection | None]]
] = {
    CasePart.APPLICATION: _applied_for,
    CasePart.CLASSIFICATION: _classification,
    CasePart.RENEWED: _renewed,
    CasePart.ASSESSMENT: _assessed,
    CasePart.TRIGGERS: _triggered,
    CasePart.EXAMINATION: _examination,
    CasePart.CONSULTATIONS: _consulted,
    CasePart.DECISION: _decided,
    CasePart.RESTRICTION: lambda reader, _case, around: restriction_section(
        reader, around.restriction
    ),
    CasePart.ACTS: lambda reader, case, _around: acts_section(reader, case.acts),
}
