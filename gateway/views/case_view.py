"""A case as a person reads it: applied for, found, asked, answered, decided."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.domain.case import Case, Outcome
from gateway.domain.consultation import Consultation, ConsultationState
from gateway.domain.rulebook import Procedure
from gateway.views.answer_view import answer_words
from gateway.views.case_page.parts import AroundCase, case_sections
from gateway.views.code_view import code_warnings
from gateway.views.consultation_view import answer_on_older
from gateway.views.frame import (
    NounView,
    Piece,
    ViewSection,
    kept,
)
from gateway.views.reader import ViewReader
from gateway.views.transaction_view import rests_on_older


def case_view(reader: ViewReader, case: Case, around: AroundCase) -> NounView:
    """Return a case as a view.

    Args:
        reader: Who reads.
        case: The case whole, with consultations and acts.
        around: What stands around it.
    """
    return _view(reader, case, around, kept(*case_sections(reader, case, around).values()))


def case_head(reader: ViewReader, case: Case, around: AroundCase) -> NounView:
    """Return what stands above the parts of a case, without them; arguments of `case_view`."""
    return _view(reader, case, around, ())


def _view(
    reader: ViewReader, case: Case, around: AroundCase, sections: tuple[ViewSection, ...]
) -> NounView:
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
        sections=sections,
        zone=reader.zone.key,
    )


def _short(reader: ViewReader, case: Case, around: AroundCase) -> Iterator[Piece]:
    asked = case.application.transaction
    codes = tuple(dict.fromkeys(code for item in asked.items for code in item.codes))
    yield reader.piece(
        "{activity} of {goods} to {destination}.",
        activity=reader.word(asked.activity),
        goods=tuple(map(reader.code, codes)) or reader.says("items that are not listed"),
        destination=reader.country(asked.destination),
    )
    if case.queued_before is not None:
        before = reader.number(case.queued_before)
        yield reader.piece("Waiting for examination: {number} before it.", number=before)
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
