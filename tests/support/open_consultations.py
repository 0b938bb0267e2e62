"""A case whose consultation of NL is open, and what officers do about it."""

from __future__ import annotations

from datetime import timedelta

from gateway.casework.consultations.closing import confirm_silence
from gateway.casework.handlers.workflow_steps import ConsultationSteps
from gateway.domain.case import Case, DecisionProposal, OralNote, Outcome
from gateway.domain.consultation import ConsultationState
from gateway.ports import ConversationRef
from tests.support.federation_case import (
    ANNA,
    CaseFederation,
    Desk,
    text,
)

State = ConsultationState
MINUTE = timedelta(minutes=1)
GRANT = DecisionProposal(outcome=Outcome.GRANTED, explanation=(text("Unbedenklich.", "de"),))
CALL = OralNote(text="Called the duty officer twice; the line is dead.")


async def open_case(federation: CaseFederation) -> Case:
    """A case in which FR has answered and NL has not."""
    case = await federation.consulting()
    await federation["FR"].answer("not_identical")
    await federation.settle()
    return case


async def confirm(desk: Desk, conversation: str, note: OralNote = CALL) -> None:
    await confirm_silence(desk.node.office, ANNA, conversation, note)


async def ask_now(federation: CaseFederation, case: Case) -> None:
    """Ask DE's journal whether NL's period is over, as an eager timer would."""
    ref = ConversationRef(conversation_id=(await federation.of(case, "NL")).conversation_id)
    await ConsultationSteps(federation["DE"].node.office).consultation_step(ref)


def acts(case: Case) -> list[str]:
    return [act.verb for act in case.acts]
