"""A case as a person reads it: applied for, found, asked, answered, decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from gateway.domain.case import (
    Amendment,
    Case,
    ChangedField,
    Outcome,
    ReliedAnswer,
    Trigger,
)
from gateway.domain.case.licence import Licence
from gateway.domain.case.restriction import Restriction
from gateway.domain.consultation import Consultation, ConsultationState
from gateway.domain.consultation.classification import ClassificationRound, Precedent
from gateway.domain.denial import Denial
from gateway.domain.letter import LetterTrace
from gateway.domain.relation import RelationKind
from gateway.domain.rulebook import Procedure, Rulebook
from gateway.views.answer_view import answer_parts, answer_words
from gateway.views.assessment_view import assessment_blocks
from gateway.views.classification_view import precedent_blocks, rounds_table
from gateway.views.clock_view import clock_blocks
from gateway.views.code_view import code_warnings, law_of
from gateway.views.consultation_view import (
    answer_on_older,
    consultation_name,
    standing_lines,
    warning_lines,
)
from gateway.views.decision_view import decision_parts
from gateway.views.examination_view import examination_parts
from gateway.views.frame import (
    Block,
    Cell,
    NounView,
    Piece,
    ViewPart,
    ViewSection,
    blocks_of,
    cell,
    facts,
    kept,
    lines,
    part,
    section,
    section_of,
    table,
)
from gateway.views.licence_view import licence_blocks
from gateway.views.reader import ViewReader
from gateway.views.record_view import acts_section, letters_table, restriction_section
from gateway.views.transaction_view import (
    document_table,
    reference_facts,
    replaced_table,
    rests_on_older,
    transaction_blocks,
)


@dataclass(frozen=True, kw_only=True)
class AroundCase:
    """What stands around a case when it is shown.

    Attributes:
        us: Whose case it is.
        rulebook: The rulebook with which it started.
        now: The instant at which it is shown.
        denials: Those that the examination named and the reader may see, by number.
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


def case_view(reader: ViewReader, case: Case, around: AroundCase) -> NounView:
    """Return a case as a view.

    Args:
        reader: Who reads.
        case: The case whole, with consultations and acts.
        around: What stands around it.
    """
    application = case.application
    return NounView(
        noun="case",
        name=case.case_id,
        heading=reader.says("Case {number}", number=case.case_id),
        state=reader.word(case.state),
        lead=(
            Piece.theirs(reader.says("Application {reference}", reference=application.reference)),
            reader.piece(
                "{title}, {kind}, filed {at}",
                title=reader.law(around.rulebook.case(application.procedure).title),
                kind=reader.within(reader.word(application.kind)),
                at=reader.instant(case.filed_at).text,
            ),
        ),
        warnings=(
            *map(Piece.kept, case.attention),
            *code_warnings(reader, case, around.rulebook),
            *_rests_on_older(reader, case),
            *_withheld(reader, case),
        ),
        short=tuple(_short(reader, case, around)),
        sections=kept(*case_sections(reader, case, around).values()),
        zone=reader.zone.key,
    )


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
    reader: ViewReader, case: Case, around: AroundCase
) -> Mapping[CasePart, ViewSection | None]:
    """Return the parts of a case in the order in which they are read; None for an empty one.

    Args:
        reader: Who reads.
        case: The case whole, with consultations and acts.
        around: What stands around it.
    """
    renewed = () if around.renewed is None else licence_blocks(reader, around.renewed)
    return {
        CasePart.APPLICATION: section(
            reader.says("What is applied for"), *_applied_for(reader, case, around)
        ),
        CasePart.CLASSIFICATION: section(
            reader.says("Classification"),
            rounds_table(reader, around.rounds),
            *precedent_blocks(reader, around.precedents),
        ),
        CasePart.RENEWED: section(reader.says("The licence that it is to renew"), *renewed),
        CasePart.ASSESSMENT: section(
            reader.says("Human-rights assessment"), *_assessment(reader, case)
        ),
        CasePart.TRIGGERS: section_of(
            reader.says("Who must be consulted, and why"),
            *_triggers(reader, case.triggers, around.rulebook),
        ),
        CasePart.EXAMINATION: section_of(
            reader.says("Examination of all valid denials"), *_examined(reader, case, around)
        ),
        CasePart.CONSULTATIONS: section_of(
            reader.says("Consultations"), *_consultations(reader, case, around)
        ),
        CasePart.DECISION: section_of(
            reader.says("Decision"), *decision_parts(reader, case, around.not_yet_received)
        ),
        CasePart.RESTRICTION: restriction_section(reader, around.restriction),
        CasePart.ACTS: acts_section(reader, case.acts),
    }


def _applied_for(reader: ViewReader, case: Case, around: AroundCase) -> Iterator[Block | None]:
    application = case.application
    yield from transaction_blocks(
        reader, application.transaction, after=_application(reader, case, around)
    )
    yield document_table(reader, application.documents)
    yield replaced_table(reader, case.replaced_documents)
    yield _amendments(reader, case.amendments)
    yield lines(reader.says("Relies on an earlier answer"), _relied(reader, case, around))


# --- in short -----------------------------------------------------------------------------


def _short(reader: ViewReader, case: Case, around: AroundCase) -> Iterator[Piece]:
    asked = case.application.transaction
    codes = tuple(dict.fromkeys(code for item in asked.items for code in item.codes))
    yield reader.piece(
        "{activity} of {goods} to {destination}.",
        activity=reader.word(asked.activity),
        goods=tuple(map(reader.code, codes)) or reader.says("items that are not listed"),
        destination=reader.country(asked.destination),
    )
    for model in case.consultations:
        yield _answered(reader, model, around.rulebook.procedure(model.procedure))
    decision = case.decision
    if decision is None:
        yield reader.piece("There is no decision yet.")
        return
    yield reader.strong(
        "{what}, by {who}: {outcome}.",
        what=_what_was_done(reader, case),
        who=reader.says("two officers") if decision.four_eyes else reader.says("one officer"),
        outcome=reader.word(decision.proposal.outcome),
    )
    if case.licensed is not None:
        yield reader.piece("Licence {number}.", number=case.licensed.number)
    if decision.denial_id:
        yield reader.piece("Notified to all members as {denial}.", denial=decision.denial_id)
    if case.licence and case.licence[-1].by_case != case.case_id:
        now = case.licence[-1]
        yield reader.strong(
            "The licence now: {state}, by case {case}.",
            state=reader.word(now.state),
            case=now.by_case,
        )


def _withheld(reader: ViewReader, case: Case) -> Iterator[Piece]:
    if case.withheld:
        names = tuple(reader.within(reader.key(each)) for each in case.withheld)
        yield reader.piece("Not shown to this account: {names}.", names=names)


def _rests_on_older(reader: ViewReader, case: Case) -> Iterator[Piece]:
    if case.decision is not None:
        older = (each.document for each in case.replaced_documents)
        said = reader.says("The decision")
        yield from rests_on_older(reader, said, older, case.decision.decided_at)
    for model in case.consultations:
        yield from answer_on_older(reader, model)


def _what_was_done(reader: ViewReader, case: Case) -> str:
    if case.decision is not None and case.decision.proposal.outcome is Outcome.WITHDRAWN:
        return reader.says("Withdrawn, recorded")
    if case.withdrawal is not None:
        return reader.says("Withdrawn, and decided")
    return reader.says("Decided")


def _answered(reader: ViewReader, model: Consultation, rule: Procedure) -> Piece:
    article = reader.law(rule.article.split(" of ")[0])
    answer = model.counting_answer
    if answer is not None:
        return reader.piece(
            "{who}, asked under {article}, answered: {words}.",
            who=model.consulted,
            article=article,
            words=answer_words(rule, answer.answer, reader),
        )
    if model.state is ConsultationState.SILENT:
        return reader.piece(
            "{who}, asked under {article}, did not answer.", who=model.consulted, article=article
        )
    return reader.piece(
        "{who}, asked under {article}, has not answered: {state}.",
        who=model.consulted,
        article=article,
        state=reader.word(model.state),
    )


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
    held = (Piece.theirs(case.assigned_to),) if case.assigned_to else ()
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
    columns = reader.each("Who", "What changed", "Why")
    return table(
        reader.says("Amendments"),
        (reader.when("When"), *columns),
        (
            (
                (reader.moment(each.at),),
                (Piece.theirs(each.by),),
                tuple(_changed(reader, each)),
                (Piece.quoted(each.reason),),
            )
            for each in amendments
        ),
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
                (
                    (reader.says("Consultation"), cell(consultation_name(model))),
                    (reader.says("Identifier"), (Piece(text=model.conversation_id, digest=True),)),
                ),
            ),
            tag=_in_a_word(reader, model, rule),
        )
    if not case.consultations:
        yield part("", lines("", (reader.piece("Nobody is consulted."),)))


def _in_a_word(reader: ViewReader, model: Consultation, rule: Procedure) -> str:
    answer = model.counting_answer
    return reader.word(model.state) if answer is None else answer_words(rule, answer.answer, reader)
