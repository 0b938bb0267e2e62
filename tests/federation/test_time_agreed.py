"""Article 16(5): where information is missing the authorities agree on time; either asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.casework.consultations.consultations import reply_extension
from gateway.casework.consultations.incoming_request import request_extension
from gateway.domain.case import Case
from gateway.domain.consultation import Consultation, ExtensionReply, ExtensionRequest
from gateway.errors import StateError
from tests.support.federation_case import ANNA, CaseFederation, text
from tests.support.proofs import proved
from tests.support.raising import present


async def asker_asks(three: CaseFederation, case: Case, consulted: str, days: int) -> Consultation:
    """DE asks for more time itself."""
    talk = (await three.of(case, consulted)).conversation_id
    wanted = ExtensionRequest(working_days=days, reason=text("The exporter is looking for it."))
    asked = await request_extension(three["DE"].node.office, ANNA, talk, wanted)
    await three.settle()
    return asked


async def french_reply(three: CaseFederation, *, days: int) -> None:
    talk = (await three["FR"].asked()).conversation_id
    reply = ExtensionReply(accepted=days > 0, working_days=days)
    await reply_extension(three["FR"].node.office, ANNA, talk, reply)
    await three.settle()


async def counted(three: CaseFederation, case: Case) -> int:
    ours, theirs = await three.of(case, "FR"), await three["FR"].asked()
    assert ours.deadline is not None
    assert ours.deadline == theirs.deadline
    assert ours.extension_pending is theirs.extension_pending is None
    return len(ours.deadline.counted)


async def test_the_asking_authority_asks_and_the_other_agrees(
    three: CaseFederation, tmp_path: Path
) -> None:
    case = await three.consulting()
    asked = await asker_asks(three, case, "FR", 10)
    assert asked.extension_by == "DE"
    assert "extension.asked" in await three["FR"].task_kinds()
    with pytest.raises(StateError):  # nobody agrees to a wish of its own
        await reply_extension(
            three["DE"].node.office,
            ANNA,
            asked.conversation_id,
            ExtensionReply(accepted=True, working_days=10),
        )
    await french_reply(three, days=5)
    assert await counted(three, case) == 15
    assert "extension.asked" not in await three["FR"].task_kinds()
    for code in ("DE", "FR"):
        await proved(three[code], asked.conversation_id, tmp_path)


async def test_both_ask_at_once_and_the_consulted_goes_before(three: CaseFederation) -> None:
    case = await three.consulting()
    await three.cut_off("FR")
    await asker_asks(three, case, "FR", 10)
    await three["FR"].extend(3)
    await three.connect("FR")
    await three.settle()
    ours, theirs = await three.of(case, "FR"), await three["FR"].asked()
    for side in (ours, theirs):
        assert (present(side.extension_pending).working_days, side.extension_by) == (3, "FR")
    await reply_extension(
        three["DE"].node.office,
        ANNA,
        ours.conversation_id,
        ExtensionReply(accepted=True, working_days=3),
    )
    await three.settle()
    assert await counted(three, case) == 13
