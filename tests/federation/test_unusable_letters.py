"""A letter that cannot be used is a person's task: it stops no conversation and no State."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.casework.consultations import incoming_answer
from gateway.casework.consultations.silence import confirm_silence
from gateway.casework.letters.forwarding import forward
from gateway.casework.letters.information_request import supplement
from gateway.casework.records.correspondence import (
    Draft,
    LetterRoute,
    place_beside,
    place_of,
    send,
    send_supplement,
)
from gateway.casework.records.correspondence_rows import LetterRow, content_of
from gateway.casework.records.correspondence_rows import get as get_letter
from gateway.casework.services import Work
from gateway.domain.base import Model
from gateway.domain.case import OralNote
from gateway.domain.consultation import ConsultationAnswer
from gateway.domain.correspondence import ContactReply, Forwarding, ForwardingReply, Supplement
from gateway.errors import StateError
from tests.support.consultations import State
from tests.support.federation_case import ANNA, GRACE, CaseFederation, text
from tests.support.morning import conversation, waiting
from tests.support.one_state import (
    BRUSSELS,
    FLANDERS,
    WALLONIA,
    answers,
    goods_in,
)


def fails(*_: Any, **__: Any) -> None:
    raise KeyError("a defect")


async def test_an_answer_whose_effect_fails_holds_nothing_up_and_is_no_silence(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A defect of ours hits the answer of The Hague; what it wrote after it is shown."""
    case = await goods_in(three, "NL")
    inside, due = (await three.of(case, "NL")).conversation_id, await three.due(case, "NL")
    monkeypatch.setattr(incoming_answer, "check_answer", fails)
    await three["NL"].answer("objection")
    added = Supplement(text=(text("The grounds in full."),))
    await supplement(three["NL"].node.office, ANNA, inside, added)
    await three.settle()
    for _ in range(20):
        await three["DE"].node.dispatcher.drain()
    assert "letter.unusable" in await three["DE"].task_kinds()
    assert any("adds to what it sent" in each for each in await waiting(three["DE"]))

    await three.at(due + GRACE)
    ours = await three.of(case, "NL")
    assert ours.state is State.UNCONFIRMED
    note = OralNote(text="They say that they have answered.")
    with pytest.raises(StateError, match="may be its answer"):
        await confirm_silence(three["DE"].node.office, ANNA, inside, note)


async def forwarded(belgium: CaseFederation) -> tuple[Any, str, LetterRow]:
    """Flanders forwarded to Brussels: the case, the consultation, the letter at Brussels."""
    case = await goods_in(belgium, "BE")
    await answers(belgium, case, WALLONIA, "no_objection")
    inside = (await belgium.of(case, FLANDERS)).conversation_id
    sent = await forward(belgium[FLANDERS].node.office, ANNA, inside, BRUSSELS)
    await belgium.settle()
    came = await belgium[BRUSSELS].node.db.read(lambda conn: get_letter(conn, sent.message_id))
    return case, inside, came


@pytest.mark.parametrize(
    "said",
    [(), (ContactReply(confirmed=True),), (ConsultationAnswer(answer="maybe"),)],
    ids=["nothing", "garbage", "unknown answer"],
)
async def test_a_reply_that_cannot_be_passed_on_is_a_persons_task_and_no_silence(
    belgium: CaseFederation, said: tuple[Model, ...]
) -> None:
    case, inside, came = await forwarded(belgium)
    brussels = belgium[BRUSSELS].node
    draft = Draft(
        content=ForwardingReply(accepted=True),
        beside=said,
    )
    await brussels.db.write(
        lambda conn: send(
            Work(conn, brussels.office), place_beside(came), draft, actor="anna", answers=came
        )
    )
    await belgium.settle()
    assert "forwarding.unusable" in await belgium[FLANDERS].task_kinds()
    assert "letter.stuck" not in await belgium[FLANDERS].task_kinds()
    await belgium.at(await belgium.due(case, FLANDERS) + GRACE)
    assert (await belgium.of(case, FLANDERS)).state is State.UNCONFIRMED
    assert await conversation(belgium[FLANDERS], came.conversation_id)
    assert await conversation(belgium[FLANDERS], inside)


async def test_a_forwarded_request_of_an_unknown_law_is_a_persons_task(
    belgium: CaseFederation,
) -> None:
    _, _, came = await forwarded(belgium)
    flanders = belgium[FLANDERS].node
    unknown = content_of(came, Forwarding).model_copy(update={"rulebook": "EU-2021-821/2099-1"})
    draft = Draft(content=unknown)
    await flanders.db.write(
        lambda conn: send(
            Work(conn, flanders.office),
            LetterRoute(BRUSSELS, rulebook=came.rulebook),
            draft,
            actor="anna",
        )
    )
    await belgium.settle()
    assert "forwarding.unusable" in await belgium[BRUSSELS].task_kinds()
    assert "letter.stuck" not in await belgium[BRUSSELS].task_kinds()


async def test_a_supplement_names_only_authorities_of_its_own_state(
    three: CaseFederation,
) -> None:
    case = await goods_in(three, "NL")
    inside, node = (await three.of(case, "NL")).conversation_id, three["NL"].node
    claims = Supplement(forwarded_to="FR")
    await node.db.write(
        lambda conn: send_supplement(
            Work(conn, node.office),
            place_of(Work(conn, node.office), conversation_id=inside),
            claims,
            actor="gateway",
        )
    )
    await three.settle()
    assert (await three.of(case, "NL")).forwarded_to is None
    assert "supplement.unusable" in await three["DE"].task_kinds()
