"""Cases whose consultations are open, and consultations that an officer opens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gateway.casework.consultations.incoming_request import answer_consultation
from gateway.casework.consultations.officer_consultations import open_named_consultation
from gateway.casework.consultations.silence import confirm_silence
from gateway.domain.base import Stated
from gateway.domain.case import Application, Case, DecisionProposal, OralNote, Outcome
from gateway.domain.consultation import (
    Consultation,
    ConsultationAnswer,
    ConsultationRequest,
    ConsultationState,
    DenialAnswer,
)
from gateway.domain.denial import Ground
from gateway.domain.transaction import Party
from tests.support.cases import application, transaction
from tests.support.federation_case import ANNA, CaseFederation, Desk, text

State = ConsultationState
MINUTE = timedelta(minutes=1)
REFUSAL = DecisionProposal(
    outcome=Outcome.REFUSED, grounds=(Ground.HUMAN_RIGHTS,), explanation=(text("No."),)
)
GRANT = DecisionProposal(outcome=Outcome.GRANTED, explanation=(text("Unbedenklich.", "de"),))
CALL = OralNote(text="Called the duty officer twice; the line is dead.")


def at_home(reference: str = "AG-2026-1") -> Application:
    """An application about which nobody else is asked: goods at home, nobody denied."""
    party = Party(names=("Solaris Water Works",), country="AE")
    changed = transaction().model_copy(
        update={
            "goods_located_in": ("DE",),
            "end_user": Stated[Party].given(party),
            "consignee": Stated[Party].given(party),
            "intermediaries": (),
        }
    )
    return application().model_copy(update={"reference": reference, "transaction": changed})


async def filed(federation: CaseFederation, wanted: Application | None = None) -> Case:
    """A case of DE that waits for its officers only."""
    case = await federation["DE"].file(wanted or at_home())
    await federation.settle()
    return await federation["DE"].case(case.case_id)


async def open_named(desk: Desk, consulted: str, procedure: str, **fields: Any) -> Consultation:
    """An officer opens a consultation without a case; it has not left yet."""
    case_id = fields.pop("case_id", None)
    if procedure == "21(4)":
        fields.setdefault("stopped_at", desk.node.office.clock.now())
    request = ConsultationRequest(
        procedure=procedure,
        case_reference=fields.pop("case_reference", f"{desk.code}/2026/1"),
        transaction=transaction(),
        **fields,
    )
    return await open_named_consultation(
        desk.node.office, ANNA, request, consulted, case_id=case_id
    )


async def ask(
    federation: CaseFederation, asking: str, consulted: str, procedure: str, **fields: Any
) -> Consultation:
    """An officer opens a consultation, and it reaches the other authority."""
    opened = await open_named(federation[asking], consulted, procedure, **fields)
    await federation.settle()
    return await federation[asking].consultation(opened.conversation_id)


def last_instant(consultation: Consultation) -> Any:
    assert consultation.deadline is not None
    return consultation.deadline.last_instant


async def answer_for(desk: Desk, answer: str, *denials: str) -> Consultation:
    """Answer the one consultation, for some denials only."""
    asked = await desk.asked()
    by_denial = tuple(DenialAnswer(denial_id=each, answer=answer) for each in denials)
    content = ConsultationAnswer(answer=answer, by_denial=by_denial)
    return await answer_consultation(desk.node.office, ANNA, asked.conversation_id, content)


async def duties(desk: Desk) -> list[str]:
    """The notices that this authority has still to publish."""
    return [task.text for task in await desk.tasks() if task.kind == "notice.due"]


async def open_case(federation: CaseFederation) -> Case:
    """A case in which FR has answered and NL has not."""
    case = await federation.consulting()
    await federation["FR"].answer("not_identical")
    await federation.settle()
    return case


async def confirm(desk: Desk, conversation: str, note: OralNote = CALL) -> None:
    await confirm_silence(desk.node.office, ANNA, conversation, note)


def acts(case: Case) -> list[str]:
    return [act.verb for act in case.acts]
