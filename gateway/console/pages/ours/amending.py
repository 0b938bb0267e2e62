"""An application is amended by the form that filed it, filled in with what stands.

The last look says what changes and whether that makes it another question, by the rulebook of the
case: then what was asked and answered is superseded, and new consultations begin.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from gateway.casework.cases.amendment import (
    ForeseenAmendment,
    amend_application,
    foresee_amendment,
)
from gateway.casework.cases.records import CaseShown
from gateway.casework.permissions import Permission
from gateway.console.acts.declared import ActField, ActPlan, DeskAct, FieldKind, LastLook
from gateway.console.acts.filled import FilledIn
from gateway.console.pages.ours.application_fields import application_fields, as_said, rows_for
from gateway.console.pages.ours.application_form import application_of, form_of
from gateway.console.pages.ours.filing import meant
from gateway.console.pages.ours.noun import plan_of_case, read_open_case
from gateway.console.visit import Visit
from gateway.domain.case import Application, CaseState
from gateway.domain.denial import FreeText
from gateway.errors import InputError
from gateway.views.case_page.parts import changes_in_words
from gateway.views.frame import Piece

_REASON: Final = ActField(
    "reason",
    "Why it is amended",
    "What the applicant said. It stays in this case: no other authority reads it.",
    FieldKind.LONG_TEXT,
    also=("text",),
)


async def _plan(visit: Visit, case_id: str) -> ActPlan:
    shown = await read_open_case(visit, case_id)
    stands = form_of(shown.case.application)
    items = len(shown.case.application.transaction.items)
    fields = application_fields(visit, rows_for(items), at_least=items)
    return replace(
        plan_of_case(visit, shown),
        effect=tuple(_effect(visit, shown)),
        fields=(_REASON, *(as_said(each, stands.get(each.name, "")) for each in fields)),
        start={name: (value,) for name, value in stands.items() if value},
    )


def _effect(visit: Visit, shown: CaseShown) -> Iterator[str]:
    yield AMEND.effect
    yield visit.says(
        "What this form does not show stays as it stands: documents and other parties, and the "
        "particulars of a party or an item that is still the same one. An item whose description "
        "and code are both changed is another one. To take an item out, empty both."
    )
    if shown.case.state is CaseState.PROPOSED:
        yield visit.says("A decision is proposed. With an amendment that proposal falls.")


def _amended(visit: Visit, plan: ActPlan, filled: FilledIn) -> Application:
    """Return the application as the form amends it.

    Raises:
        InputError: There is no such country, or nothing is changed; names the field.
        ValidationError: Another field is wrong; names it.
    """
    stands = plan.about(CaseShown).case.application
    rows = rows_for(len(stands.transaction.items))
    found = application_of(visit, filled, rows, before=stands)
    if found == stands:
        raise InputError(
            "nothing is changed: the application stands as it is",
            remedy="Change what the applicant amends.",
        )
    return found


async def _look(visit: Visit, case_id: str, plan: ActPlan, filled: FilledIn) -> LastLook:
    """Say what changes, from what to what, and what follows from it."""
    amended = _amended(visit, plan, filled)
    foreseen = await foresee_amendment(visit.office, visit.who, case_id, amended)
    stands = plan.about(CaseShown).case.application
    facts = (
        *_changed(visit, plan, stands, amended),
        *_follows(visit, foreseen),
        *meant(visit, amended.transaction),
    )
    warning = visit.says(
        "This makes it another question: what was asked and answered is superseded, and who must "
        "be consulted is asked anew, with new periods."
    )
    return LastLook(facts=facts, warnings=(warning,) if foreseen.material else ())


def _changed(
    visit: Visit, plan: ActPlan, stands: Application, amended: Application
) -> Iterator[tuple[str, Piece]]:
    """Yield each field that changes, as it was and as it will be."""
    before, after = form_of(stands), form_of(amended)
    nothing = Piece(text=visit.says("nothing"), soft=True)
    for each in plan.fields:
        old, new = before.get(each.name, ""), after.get(each.name, "")
        if old == new:
            continue
        label = visit.language.text(each.label)
        for said, text in (
            (visit.says("{label}, until now", label=label), old),
            (visit.says("{label}, from now on", label=label), new),
        ):
            yield said, Piece.theirs(text) if text else nothing


def _follows(visit: Visit, foreseen: ForeseenAmendment) -> Iterator[tuple[str, Piece]]:
    for piece in changes_in_words(visit.reader, foreseen.changes):
        yield visit.says("What changes"), piece
    if not foreseen.material:
        said = visit.says("The question stays the same: those consulted are told, and periods run.")
        yield visit.says("What follows"), Piece(text=said)


async def _carry_out(visit: Visit, case_id: str, plan: ActPlan, filled: FilledIn) -> None:
    reason = FreeText(language=filled.language, text=filled.one("reason"))
    amended = _amended(visit, plan, filled)
    await amend_application(visit.office, visit.who, case_id, amended, reason)


AMEND: Final = DeskAct(
    code="amend",
    title="Amend the application",
    effect="The amended application takes the place of the one that stands; both stay on record. "
    "The rulebook says whether it is another question, and the last look says what it finds.",
    needs=Permission.FILE,
    plan=_plan,
    carry_out=_carry_out,
    look=_look,
    button="Take the amendment",
    done="the application is amended.",
    step_up=False,
)
