"""What officers do in a review by every Member State, in a federation of real nodes."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from gateway.casework.handlers.second_officer import agree
from gateway.casework.handlers.workflow_steps import SyncSteps
from gateway.casework.notices import collective_acts as acts
from gateway.casework.notices import collective_publishing as publishing
from gateway.casework.notices.collective_acts import WordByHand, record_word
from gateway.domain.collective.review import ShownReview
from gateway.domain.consultation import Means
from gateway.domain.transaction import Document, DocumentKind
from gateway.domain.waiting_act import WaitingAct
from tests.support.federation_case import ANNA, BERT, CaseFederation, Desk, text


async def exchanged(federation: CaseFederation) -> None:
    """Two rounds of synchronisation as they are in life, with what follows from each."""
    for _ in range(2):
        for desk in federation.desks.values():
            if desk.server is not None:
                await SyncSteps(desk.node.office).sync_all()
    await federation.settle()


async def review(desk: Desk, number: str) -> ShownReview:
    return await acts.show_review(desk.node.office, ANNA, number)


async def find(desk: Desk, number: str, outcome: str) -> ShownReview:
    draft = acts.FindingDraft(outcome=outcome, text=(text("We looked."),))
    return await _after(desk, number, await acts.find(desk.node.office, ANNA, number, draft))


async def more_time(desk: Desk, number: str, days: int) -> ShownReview:
    wanted = acts.MoreTime(working_days=days, reason=text("Our embassy has to ask."))
    asked = await acts.ask_for_time(desk.node.office, ANNA, number, wanted)
    return await _after(desk, number, asked)


async def publish(desk: Desk, number: str, oj: str = "C/2026/1234", **fields: Any) -> str:
    wanted = publishing.Publication(oj_reference=oj, **fields)
    sent = await publishing.publish(desk.node.office, ANNA, number, wanted)
    return (await agreed(desk, sent)).result if isinstance(sent, WaitingAct) else sent.number


async def agreed(desk: Desk, waits: WaitingAct) -> WaitingAct:
    """Bert agrees to what Anna has proposed."""
    return await agree(desk.node.office, BERT, waits.number)


async def _after(desk: Desk, number: str, done: ShownReview | WaitingAct) -> ShownReview:
    if isinstance(done, WaitingAct):
        await agreed(desk, done)
        return await review(desk, number)
    return done


def paper(name: str) -> Document:
    """A letter of a ministry, by its digest."""
    raw = name.encode()
    return Document(
        kind=DocumentKind.OTHER,
        title=f"Letter of {name}",
        language="en",
        sha256=hashlib.sha256(raw).hexdigest(),
        size_bytes=len(raw),
    )


def word(state: str, outcome: str = "requirement", **fields: Any) -> WordByHand:
    """What a State without a gateway has notified on 4 January 2027."""
    given = {
        "state": state,
        "outcome": outcome,
        "on": date(2027, 1, 4),
        "given_by": f"Ministry of {state}",
        "means": Means.POST,
        "proof": (paper(state),),
    }
    return WordByHand.model_validate(given | fields)


async def recorded(desk: Desk, number: str, said: WordByHand) -> WaitingAct:
    """Anna records the word of a State; it waits."""
    waits = await record_word(desk.node.office, ANNA, number, said)
    assert isinstance(waits, WaitingAct)
    return waits
