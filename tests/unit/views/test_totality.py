"""Every field of a noun is in its view, or a reason says why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from gateway.domain.acts import Task, TaskKind
from gateway.domain.base import Model
from gateway.domain.case import Case, RecordedUse, StandingLicence
from gateway.domain.case.catch_all_letter import StandingInformed
from gateway.domain.case.restriction import Restriction
from gateway.domain.consultation import Consultation, ConsultationState
from gateway.domain.consultation.classification import ClassificationRound, Precedent
from gateway.domain.consultation.past import HeldPastConsultation
from gateway.domain.correspondence import Supplement
from gateway.domain.denial import Denial
from gateway.domain.letter import LetterTrace
from gateway.domain.page import Page
from gateway.domain.relation import RelationKind
from gateway.domain.rulebook import shipped_rulebooks
from gateway.domain.transaction import Reference
from gateway.views.case_page.parts import AroundCase
from gateway.views.case_view import case_view
from gateway.views.classification_view import round_view
from gateway.views.consultation_view import Around, consultation_view, past_view
from gateway.views.frame import NounView
from gateway.views.informed_view import informed_view
from gateway.views.left_out import LEFT_OUT
from gateway.views.licence_view import licence_view
from gateway.views.reader import ViewReader
from gateway.views.task_view import AroundTask, task_view
from tests.support.totality import NOON, fields_of, filled, shown_fields

M = TypeVar("M", bound=Model)

READER = ViewReader(ZoneInfo("Europe/Berlin"))
LAW = shipped_rulebooks().in_force(NOON)
GIVEN = {
    "time_zone": "Europe/Paris",
    "language": "de",
    "procedure": "16(5)",
    "asks": ("16(5)",),
    "rulebook": LAW.version,
    "state": "DE",
    "ConsultationAnswer.answer": "identical",
    "DenialAnswer.answer": "identical",
    "denial_id": "FR-2026-00017",
    "denials": ("FR-2026-00017",),
    "ended_denials": (),
    "Consultation.asking": "DE",
    "Consultation.consulted": "FR",
    "Consultation.state": ConsultationState.RUNNING,
    "Stop.by": "answer",
    "summary_only": False,
    "closed_by": "both",
}


def shown(changed: Consultation, **around: Any) -> NounView:
    rule = LAW.procedure("16(5)")
    return consultation_view(READER, changed, Around(us="FR", rule=rule, now=NOON, **around))


def states() -> Iterable[Consultation]:
    """A consultation with everything in it, as it can stand."""
    whole = filled(Consultation, GIVEN)
    yield whole
    yield whole.model_copy(update={"answer": None, "settled_answer": None, "closed_by": "x"})
    yield whole.model_copy(update={"ended_denials": ("FR-2026-00017",)})


def check(
    kind: type[M],
    examples: Iterable[M],
    view: Callable[[M], object],
    *,
    elsewhere: frozenset[str] = frozenset(),
) -> None:
    """Fail for a field that is in no view without a reason, and for a reason that is no more.

    Args:
        kind: The noun's class.
        examples: The noun as it can stand.
        view: Makes its view.
        elsewhere: Fields that the view of another noun, or another field, shows.
    """
    fields, found = fields_of(kind) - elsewhere, shown_fields(examples, view)
    assert sorted(fields - found - LEFT_OUT.keys()) == []
    assert sorted(fields & found & LEFT_OUT.keys()) == []


def test_a_task_is_shown_whole() -> None:
    def shown_task(changed: Task) -> NounView:
        return task_view(READER, changed, AroundTask())

    given = {"kind": TaskKind.DENIAL_UNSEEN, "subject": "DE-C-2026-00001", "closed": None}
    task = filled(Task, {**given, "data": {"peer": "FR"}})
    named = task.model_copy(update={"due": None})
    said = task.model_copy(update={"kind": TaskKind.SUSPENSION_OPEN})
    closed = task.model_copy(update={"closed": NOON})
    check(Task, (task, named, said, closed), shown_task)


def test_a_consultation_is_shown_whole() -> None:
    """A request's procedure is the consultation's; the view of the letter shows it.

    Found in use: officer B1.
    """
    asked = frozenset({"ConsultationRequest.procedure"})
    check(Consultation, states(), shown, elsewhere=asked)


def test_a_denial_asked_about_is_shown_beside_the_transaction() -> None:
    talk = filled(Consultation, GIVEN)
    found = shown_fields(
        [filled(Denial, GIVEN)], lambda each: shown(talk, denials={"FR-2026-00017": each})
    )
    compared = {"end_user", "consignee", "intermediaries", "items", "destination", "stated_end_use"}
    reasons = {"decision", "decision_date", "authority", "articles", "grounds", "explanation"}
    assert {f"Transaction.{name}" for name in compared} <= found
    assert {f"Denial.{name}" for name in reasons} <= found


def test_what_was_supplied_is_shown_whole() -> None:
    talk = filled(Consultation, GIVEN)
    check(
        Supplement,
        [filled(Supplement, GIVEN)],
        lambda each: shown(talk, supplements=(("DE", each),)),
    )


def test_what_became_of_a_letter_is_shown_whole() -> None:
    talk = filled(Consultation, GIVEN)
    check(LetterTrace, [filled(LetterTrace, GIVEN)], lambda each: shown(talk, letters=(each,)))


def test_a_mark_is_shown_whole_on_a_case_and_on_a_consultation() -> None:
    case, talk = filled(Case, CASE_GIVEN), filled(Consultation, GIVEN)
    around = AroundCase(us="DE", rulebook=LAW, now=NOON)
    marks = [filled(Restriction, GIVEN)]
    check(
        Restriction,
        marks,
        lambda each: case_view(READER, case, replace(around, restriction=each)),
    )
    check(Restriction, marks, lambda each: shown(talk, restriction=each))


CASE_GIVEN = {
    **GIVEN,
    "Application.procedure": "application",
    "Application.concerns": "DE-C-2026-00009",
    "RelatedCase.kind": RelationKind.AMENDS,
    "ReliedAnswer.answer": "identical",
    "examinations": 3,
}


def case_states() -> Iterable[Case]:
    """A case with everything in it, as it can stand."""
    whole = filled(Case, CASE_GIVEN)
    yield whole
    yield whole.model_copy(update={"decision": None, "assessment": None})
    yield filled(Case, {**CASE_GIVEN, "relayed_from": "", "MeaningsRead.absence": None})


def test_a_licence_is_shown_whole() -> None:
    whole = filled(StandingLicence, {**GIVEN, "replaced_from": NOON.date()})
    check(StandingLicence, [whole], lambda each: licence_view(READER, each, Page(items=())))


def test_a_use_of_a_licence_is_shown_whole() -> None:
    licence = filled(StandingLicence, {**GIVEN, "replaced_from": NOON.date()})
    used = filled(RecordedUse, {"UsedLine.currency": "EUR"})
    check(
        RecordedUse,
        [used],
        lambda each: licence_view(READER, licence, Page(items=(each,))),
    )


def test_a_letter_that_informs_is_shown_whole() -> None:
    whole = filled(StandingInformed, {**GIVEN, "replaced_from": NOON.date()})
    check(StandingInformed, [whole], lambda each: informed_view(READER, each))


def test_a_consultation_of_the_past_is_shown_whole() -> None:
    given = {**GIVEN, "denials": (Reference(system="DUeS", value="1"),)}
    whole = filled(HeldPastConsultation, given)
    check(HeldPastConsultation, [whole], lambda each: past_view(READER, each))


def test_a_round_is_shown_whole() -> None:
    def rounds() -> Iterable[ClassificationRound]:
        whole = filled(ClassificationRound, GIVEN)
        yield whole
        (asked,) = whole.asked
        answer = asked.answer
        assert answer is not None
        named = asked.model_copy(update={"answer": answer.model_copy(update={"not_listed": False})})
        yield whole.model_copy(update={"asked": (named,)})
        silent = asked.model_copy(update={"answer": None})
        yield whole.model_copy(update={"asked": (silent,)})

    check(ClassificationRound, rounds(), lambda each: round_view(READER, each))


def test_a_precedent_is_shown_whole_on_a_case() -> None:
    """Its data sheets and what can be measured of it stand in the round, which it names."""
    case = filled(Case, CASE_GIVEN)
    around = AroundCase(us="DE", rulebook=LAW, now=NOON)
    inner = {"MeasuredParameter", "Document", "DocumentReplacement", "DocumentTranslation"}
    elsewhere = {each for each in fields_of(Precedent) if each.partition(".")[0] in inner}
    check(
        Precedent,
        [filled(Precedent, GIVEN)],
        lambda each: case_view(READER, case, replace(around, precedents=(each,))),
        elsewhere=frozenset(
            {
                *elsewhere,
                "ClassifiedItem.parameters",
                "ClassifiedItem.sheets",
            }
        ),
    )


def test_a_case_is_shown_whole() -> None:
    """A consultation has a view of its own; here it is shown as far as the case needs.

    Found in use: officer M8.
    """
    around = AroundCase(us="DE", rulebook=LAW, now=NOON)
    inner = {"Consultation", "ConsultationRequest", "AskedHit", "HandRecord", "Stop"}
    elsewhere = {each for each in fields_of(Case) if each.partition(".")[0] in inner}
    check(
        Case,
        case_states(),
        lambda each: case_view(READER, each, around),
        elsewhere=frozenset({*elsewhere, "Transaction.human_rights"}),  # it became the case's own
    )
