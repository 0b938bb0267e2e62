"""The outcome of each case without the ids that were drawn, so that two runs compare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from gateway.domain.base import Model
from gateway.domain.case import Case
from gateway.domain.consultation import Consultation
from lab.simulation.checking.books import Books


class ConsultationOutcome(Model):
    """What came of one consultation."""

    consulted: str
    procedure: str
    state: str
    answer: str = ""
    last_instant: datetime | None = None
    extended_by: int = 0
    closed_by: str = ""


class SimulatedOutcome(Model):
    """What came of one case."""

    reference: str
    authority: str
    kind: str
    rulebook: str
    state: str
    outcome: str = ""
    decided_at: datetime | None = None
    consultations: tuple[ConsultationOutcome, ...] = ()


class OutcomeDifference(Model):
    """One case that came out otherwise: what, before and after."""

    reference: str
    field: str
    before: str
    after: str


def outcomes(books: Mapping[str, Books]) -> dict[str, SimulatedOutcome]:
    """Return the outcome of every case by its reference, in the order of references."""
    found = {}
    for code, each in books.items():
        for case in each.cases.values():
            asked = [m for m, ours, _ in each.rows.values() if ours and m.case_id == case.case_id]
            found[case.application.reference] = _outcome(code, case, asked)
    return dict(sorted(found.items()))


def _outcome(code: str, case: Case, asked: Iterable[Consultation]) -> SimulatedOutcome:
    decision = case.decision
    return SimulatedOutcome(
        reference=case.application.reference,
        authority=code,
        kind=case.application.procedure,
        rulebook=case.rulebook,
        state=str(case.state),
        outcome=str(decision.proposal.outcome) if decision is not None else "",
        decided_at=decision.decided_at if decision is not None else None,
        consultations=tuple(sorted(map(_asked, asked), key=lambda c: c.model_dump_json())),
    )


def _asked(model: Consultation) -> ConsultationOutcome:
    return ConsultationOutcome(
        consulted=model.consulted,
        procedure=model.procedure,
        state=str(model.state),
        answer=model.answer.answer if model.answer is not None else "",
        last_instant=model.deadline.last_instant if model.deadline is not None else None,
        extended_by=sum(reply.working_days for reply in model.extensions if reply.accepted),
        closed_by=model.closed_by,
    )


def compare(
    before: Mapping[str, SimulatedOutcome], after: Mapping[str, SimulatedOutcome]
) -> tuple[OutcomeDifference, ...]:
    """Return what differs between two runs of one seed, case by case."""
    found = []
    for reference in sorted({*before, *after}):
        one, two = before.get(reference), after.get(reference)
        for field in ("state", "outcome", "decided_at", "consultations"):
            first, second = _told(one, field), _told(two, field)
            if first != second:
                found.append(
                    OutcomeDifference(reference=reference, field=field, before=first, after=second)
                )
    return tuple(found)


def _told(outcome: SimulatedOutcome | None, field: str) -> str:
    value = getattr(outcome, field, None)
    if field != "consultations":
        return "" if value is None else str(value)
    return (
        "; ".join(
            f"{each.consulted} {each.procedure} {each.state} {each.answer}".rstrip()
            + (f" by {each.last_instant:%Y-%m-%d}" if each.last_instant is not None else "")
            for each in outcome.consultations
        )
        if outcome is not None
        else ""
    )
