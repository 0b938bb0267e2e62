"""Article 14(2): a State asks another not to grant, or to take back, for its essential security.

Who: any Member State, through an officer. What: not to grant, or to annul, suspend, modify or
revoke. When: talks end within ten working days of the asked authority. Silence: nothing
follows. Extension: none. Effect: none binding; the asked authority decides. Notices: it tells
the Commission and the others where it grants or keeps.
"""

from __future__ import annotations

import pytest

from gateway.casework.consultations.officer_consultations import end_named_consultation
from gateway.casework.permissions import OfficerRole
from gateway.domain.case import CaseState
from gateway.domain.consultation import ConsultationState as State
from gateway.domain.consultation import EndReason
from gateway.errors import InputError, PermissionRefusedError, Reason, StateError
from tests.support.consultations import (
    GRANT,
    ask,
    duties,
    filed,
    open_named,
)
from tests.support.federation_case import ANNA, CaseFederation, officer, text
from tests.support.notices import exchange, publish
from tests.support.notices import shown as notice_shown
from tests.support.raising import present, refuses


async def test_france_asks_germany_not_to_grant(three: CaseFederation) -> None:
    case = await filed(three)
    fr, de = three["FR"], three["DE"]
    asked = await ask(three, "FR", "DE", "14(2)", concerns=case.case_id, asked_for=("not_grant",))
    assert (asked.state, asked.case_id) == (State.RUNNING, None)

    # DE's officer finds it in the case that it is about, with its day.
    theirs = await de.asked()
    assert theirs.case_id == case.case_id
    assert len(theirs.deadline.counted if theirs.deadline else ()) == 10
    shown = await de.case(case.case_id)
    assert shown.consultations == ()  # nobody was asked by DE
    assert any("essential security" in each.lower() for each in shown.attention)

    # While the talks run nothing lets the goods go.
    with refuses(StateError, Reason.CONSULTATION_OPEN):
        await de.propose(case.case_id, GRANT)

    await de.answer("does_not_follow", explanation=(text("The end-use is civil."),))
    await three.settle()
    ours = await fr.consultation(asked.conversation_id)
    assert (ours.state, present(ours.answer).answer) == (State.ANSWERED, "does_not_follow")

    # It binds nobody: DE grants, and then owes all others a notice.
    assert await duties(de) == []
    granted = await de.decided(case.case_id, GRANT)
    assert granted.state is CaseState.DECIDED
    assert [each.partition(":")[0] for each in await duties(de)] == ["14(2)"]
    assert await duties(fr) == []
    told = await publish(de, "14(2)", transaction=case.application.transaction, duty=case.case_id)
    assert await duties(de) == []
    await exchange(three)
    assert (await notice_shown(fr, present(told.notice).number)).kind == "14(2)"


async def test_about_a_licence_in_force_that_is_kept(three: CaseFederation) -> None:
    case = await filed(three)
    await three["DE"].decided(case.case_id, GRANT)
    await ask(three, "FR", "DE", "14(2)", concerns=case.case_id, asked_for=("revoke", "suspend"))
    await three["DE"].answer("does_not_follow")
    assert [each.partition(":")[0] for each in await duties(three["DE"])] == ["14(2)"]


async def test_there_is_no_more_time(three: CaseFederation) -> None:
    case = await filed(three)
    await ask(three, "FR", "DE", "14(2)", concerns=case.case_id, asked_for=("not_grant",))
    with pytest.raises(InputError, match=r"14\(2\) has no extension"):
        await three["DE"].extend(1)


async def test_what_a_request_must_say(three: CaseFederation) -> None:
    fr = three["FR"]
    with pytest.raises(InputError, match="concerns"):
        await open_named(fr, "DE", "14(2)", asked_for=("not_grant",))
    with pytest.raises(InputError, match="asked_for"):
        await open_named(fr, "DE", "14(2)", concerns="DE-C-2026-00001", asked_for=("seize",))
    with pytest.raises(InputError, match="asked_for"):
        await open_named(fr, "DE", "14(2)", concerns="DE-C-2026-00001")
    with pytest.raises(InputError, match="opened by the examination"):
        await open_named(fr, "DE", "14(1)")
    for wrong in ("FR", "EU"):
        with pytest.raises(InputError, match="does not answer"):
            await open_named(fr, wrong, "14(2)", concerns="X-1", asked_for=("not_grant",))
    reader = officer("rita", OfficerRole.READER)
    with pytest.raises(PermissionRefusedError):
        await end_named_consultation(fr.node.office, reader, "x", text("x"))


async def test_france_withdraws_its_request(three: CaseFederation) -> None:
    case = await filed(three)
    asked = await ask(three, "FR", "DE", "14(2)", concerns=case.case_id, asked_for=("not_grant",))
    await end_named_consultation(
        three["FR"].node.office, ANNA, asked.conversation_id, text("The concern is met.")
    )
    await three.settle()
    theirs = await three["DE"].asked()
    assert (theirs.state, theirs.ended_because) == (State.SUPERSEDED, EndReason.WITHDRAWN)
    assert "The concern is met." in theirs.ended_text
    assert await three["DE"].task_kinds() == ["consultation.ended"]
    await three["DE"].decided(case.case_id, GRANT)
    assert await duties(three["DE"]) == []
