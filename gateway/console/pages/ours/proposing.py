"""A decision is proposed by form: outcome, grounds, conditions, the parts of one in part, days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from gateway.casework.cases.decision import propose
from gateway.casework.cases.records import CaseShown
from gateway.casework.permissions import Permission
from gateway.casework.rules.outcomes import (
    case_rule,
    check_proposal,
    outcome_rule,
    two_officers,
)
from gateway.console.acts.declared import (
    ActField,
    ActOption,
    ActPlan,
    DeskAct,
    FieldKind,
    LastLook,
    seldom,
)
from gateway.console.acts.derived import Ask, fields_of
from gateway.console.acts.filled import FilledIn
from gateway.console.pages.ours.countries import party_in
from gateway.console.pages.ours.noun import plan_of_case, read_case
from gateway.console.pages.ours.parts_form import part_fields, parts_fit, parts_in_words, parts_of
from gateway.console.visit import Visit
from gateway.domain.case import Case, DecisionProposal, Outcome
from gateway.domain.case.granting import InformedTerms, LicenceTerms
from gateway.domain.case.steps import StepState
from gateway.domain.consultation import Consultation
from gateway.domain.denial import FreeText
from gateway.domain.rulebook.acts import CaseOutcome, Conditions
from gateway.views.case_page.steps import step_in_words
from gateway.views.frame import Block, Cell, Piece, facts, lines

# What a proposal says of the licence that it grants, or of the letter that informs, by form.

_DAYS: Final = tuple(
    replace(each, also=(*each.also, f"licence.{each.name}", f"informed.{each.name}"))
    for each in fields_of(
        LicenceTerms,
        number=Ask(
            "Number of the licence",
            "As the national system numbers it. Left empty: the gateway makes one.",
            folded=True,
            also=("licence",),
        ),
        valid_from=Ask(
            "First day of the licence", "Left empty: the day of the decision.", folded=True
        ),
        valid_until=Ask("Last day of the licence", "Left empty: none is said.", folded=True),
    )
)

_LETTER: Final = (
    seldom(
        "addressee",
        "Whom the letter informs: names",
        "Where that is not the exporter. Every spelling, with a semicolon between two. Number "
        "and days above are those of the letter then.",
        also=("informed", "informed.addressee"),
    ),
    seldom("addressee_country", "Whom the letter informs: country", "Name or code."),
    *fields_of(
        InformedTerms,
        replaces=Ask(
            "Letter in whose place it stands",
            "Its number. Left empty: none.",
            folded=True,
            also=("informed.replaces",),
        ),
    ),
)
"""Of the letter by which an outcome informs of a requirement; number and days are above."""


def terms_fields(*, letter: bool) -> tuple[ActField, ...]:
    """Return the fields of a licence; with those of a letter, where an outcome makes one."""
    return (*_DAYS, *_LETTER) if letter else _DAYS


def terms_of(visit: Visit, filled: FilledIn, *, informs: bool) -> dict[str, Any]:
    """Return what was filled in, as a proposal names it; nothing where nothing was.

    What is said of a letter goes with any outcome: the use case refuses it where none is made.

    Raises:
        InputError: There is no such country; names the field.
    """
    said = {name: each for name, each in filled.said(InformedTerms).items() if name != "addressee"}
    if party := party_in(visit.language, filled, "addressee", "addressee_country"):
        said["addressee"] = party
    informs = informs or bool(party) or "replaces" in said
    return {"informed" if informs else "licence": said} if said else {}


_CONSIDERED: Final = "considered-"
"""What the name of a field begins with that asks how an answer was considered."""


async def _plan_proposal(visit: Visit, case_id: str) -> ActPlan:
    shown = await read_case(visit, case_id)
    above = (_missing(visit, shown), _bound(visit, shown))
    ways = _ways(visit, shown)
    return replace(
        plan_of_case(visit, shown),
        blocks=tuple(filter(None, above)),
        fields=tuple(_proposal_fields(visit, shown)),
        second_officer=any(two_officers(visit.office, shown.case, each.outcome) for each in ways),
    )


def _missing(visit: Visit, shown: CaseShown) -> Block | None:
    """Return what is open still: an outcome that lets nothing go may be proposed all the same."""
    still = {StepState.OPEN, StepState.WAITING}
    found = [
        step_in_words(visit.reader, each)
        for each in shown.steps
        if each.state in still and not each.kind.decides
    ]
    said = (Piece(text=f"{each.what}: {each.stands}. {each.why}") for each in found)
    return lines(visit.says("What is open still"), said, listed=True)


def _bound(visit: Visit, shown: CaseShown) -> Block | None:
    """Return the conditions that a grant has whatever the officer writes: nobody changes them."""
    return facts(
        visit.says("Conditions that bind: a grant takes them over word for word"),
        *_bound_facts(visit, shown),
    )


def _bound_facts(visit: Visit, shown: CaseShown) -> list[tuple[str, Cell]]:
    return [
        (
            visit.says("Of {authority}, binds", authority=each.authority),
            tuple(Piece.quoted(text) for text in each.texts),
        )
        for each in shown.binding
    ]


def _way(visit: Visit, shown: CaseShown, outcome: str) -> CaseOutcome | None:
    return next((each for each in _ways(visit, shown) if each.outcome == outcome), None)


def _taken_over(visit: Visit, shown: CaseShown, outcome: str) -> tuple[FreeText, ...]:
    """Return the conditions of others that a decision has: by what is held, not by the form."""
    way = _way(visit, shown, outcome)
    if way is None or not way.lets_go or way.conditions is Conditions.NONE:
        return ()
    return tuple(text for each in shown.binding for text in each.texts)


def _ways(visit: Visit, shown: CaseShown) -> tuple[CaseOutcome, ...]:
    """Return how such a case may end by a decision; a withdrawal is recorded, not decided."""
    rule = case_rule(visit.office, shown.case)
    fit = parts_fit(shown.case.application.transaction)
    return tuple(
        each
        for each in rule.outcome
        if each.outcome is not Outcome.WITHDRAWN and (fit or not each.in_part)
    )


def _proposal_fields(visit: Visit, shown: CaseShown) -> Iterator[ActField]:
    case, ways = shown.case, _ways(visit, shown)
    asked = {
        "outcome": Ask("Outcome", options=tuple(_option(visit, case, each) for each in ways)),
        "grounds": Ask("Grounds of a refusal", "Article 15. They are notified with the denial."),
        "explanation": Ask("Explanation", "Why so. Of a refusal, every member reads it."),
        "conditions": Ask(
            "Conditions",
            "Further ones of yours, an empty line between two. Those of a binding answer "
            "stand above: the gateway takes them over word for word.",
        ),
    }
    if not any(each.needs_grounds for each in ways):
        del asked["grounds"]
    if all(each.conditions is Conditions.NONE for each in ways):
        del asked["conditions"]
    yield from fields_of(DecisionProposal, **asked)
    yield from _considered_fields(visit, shown)
    if shown.case.examination is not None and shown.case.examination.stale:
        stale = Ask(
            "Registers that you accept although they are not fresh",
            "On record: what came to them since was not searched.",
            FieldKind.SEVERAL,
            options=tuple(ActOption(each, each) for each in shown.case.examination.stale),
        )
        yield from fields_of(DecisionProposal, stale_registers=stale)
    yield from terms_fields(letter=any(each.informs for each in ways))
    if any(each.in_part for each in ways):
        yield from part_fields(visit, case.application.transaction)


def _option(visit: Visit, case: Case, way: CaseOutcome) -> ActOption:
    said = []
    if way.in_part:
        said.append(
            visit.says(
                "What is granted may go; every member is notified of a denial of the rest. Say "
                "below of each line what is granted of it."
            )
        )
    elif way.negative:
        said.append(visit.says("Every member is notified of a denial."))
    elif way.lets_go:
        said.append(visit.says("The goods may go."))
    if two_officers(visit.office, case, way.outcome):
        said.append(visit.says("A second officer decides."))
    return ActOption(way.outcome.value, visit.reader.word(way.outcome), " ".join(said))


def _to_consider(visit: Visit, shown: CaseShown) -> Iterator[Consultation]:
    """Yield the consultations of whose answer the rulebook has it said how it was considered."""
    for each in shown.case.consultations:
        answer = each.counting_answer
        rule = visit.office.law.procedure(shown.case.rulebook, each.procedure)
        if answer is not None and rule.option(answer.answer).considered:
            yield each


def _considered_fields(visit: Visit, shown: CaseShown) -> Iterator[ActField]:
    for number, each in enumerate(_to_consider(visit, shown)):
        yield ActField(
            f"{_CONSIDERED}{number}",
            visit.says(
                "How the answer of {authority} under {procedure} was considered",
                authority=each.consulted,
                procedure=each.procedure,
            ),
            kind=FieldKind.LONG_TEXT,
            required=False,
            also=(f"considered[{number}]",),
        )


def _proposal(visit: Visit, shown: CaseShown, filled: FilledIn) -> DecisionProposal:
    """Return what was filled in.

    Raises:
        ValidationError: It does not hold together; names the field.
    """
    asked, outcome = shown.case.application.transaction, filled.one("outcome")
    way, bound = _way(visit, shown, outcome), _taken_over(visit, shown, outcome)
    held = {each.text for each in bound}
    parts = parts_of(visit, asked, filled)
    considered = [
        {"procedure": each.procedure, "authority": each.consulted, "text": said}
        for number, each in enumerate(_to_consider(visit, shown))
        if (said := filled.free_text(f"{_CONSIDERED}{number}")) is not None
    ]
    ours = (each for each in filled.free_texts("conditions") if each.text not in held)
    return filled.model(
        DecisionProposal,
        conditions=(*bound, *ours),
        examination=shown.case.examinations or None,
        considered=considered,
        **({"parts": parts} if parts is not None else {}),
        **terms_of(visit, filled, informs=bool(way and way.informs)),
    )


async def _look(visit: Visit, _: str, plan: ActPlan, filled: FilledIn) -> LastLook:
    """Say what would be refused, what binds, and of a decision in part what each part is."""
    shown = plan.about(CaseShown)
    case, asked = shown.case, shown.case.application.transaction
    proposal = _proposal(visit, shown, filled)
    check_proposal(outcome_rule(visit.office, case, proposal.outcome), proposal)
    if proposal.parts is not None:
        proposal.parts.check(asked)
    bound = _bound_facts(visit, shown) if _taken_over(visit, shown, proposal.outcome) else []
    said = ((name, each) for name, texts in bound for each in texts)
    return LastLook(facts=(*parts_in_words(visit, asked, proposal), *said))


async def _propose(visit: Visit, case_id: str, plan: ActPlan, filled: FilledIn) -> None:
    proposal = _proposal(visit, plan.about(CaseShown), filled)
    await propose(visit.office, visit.who, case_id, proposal)


PROPOSE: Final = DeskAct(
    code="propose",
    title="Propose a decision",
    effect="Nothing is decided yet. The proposal stands until the case changes: any change to the "
    "case makes it fall.",
    needs=Permission.PROPOSE,
    plan=_plan_proposal,
    carry_out=_propose,
    look=_look,
    button="Propose this",
    done="the decision is proposed.",
    proposed="the decision is proposed; a second officer decides.",
    key="p",
)
