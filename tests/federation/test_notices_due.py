"""A notice that is due after a case says which one, and closes its task."""

from __future__ import annotations

import pytest

from gateway.casework.consultations.notification_duties import NO_DUTY, Duty, open_duty
from gateway.casework.notices.notices import amend_notice
from gateway.domain.acts import TaskKind
from gateway.errors import InputError
from tests.support.federation_case import ANNA, CaseFederation
from tests.support.notices import draft, listed, publish

CASE, OTHER = "DE-C-2026-00001", "DE-C-2026-00002"


async def owe(federation: CaseFederation, *cases: str) -> None:
    """Germany owes a notice under 14(2) after some cases."""
    office = federation["DE"].node.office
    for case in cases:
        await office.db.write(
            lambda conn, case=case: open_duty(  # type: ignore[misc]
                conn, Duty(case, "14(2)", "without delay, to all"), at=federation.clock.now()
            )
        )


async def test_a_notice_of_another_kind_closes_nothing_and_says_so(
    federation: CaseFederation,
) -> None:
    de = federation["DE"]
    await owe(federation, CASE)
    with pytest.raises(InputError, match=r"no 12\(6\) is due after DE-C-2026-00001"):
        await publish(de, "12(6)", duty=CASE)
    assert await listed(de) == ()
    await publish(de, "12(6)")
    assert TaskKind.NOTICE_DUE in await de.task_kinds()


async def test_what_is_due_is_offered_and_nothing_is_sent_before_it_is_said(
    federation: CaseFederation,
) -> None:
    """The officer names the case, or says that this is another notice."""
    de = federation["DE"]
    await owe(federation, CASE, OTHER)
    for given in ("", "DE-C-2026-00099"):
        with pytest.raises(InputError) as refused:
            await publish(de, "14(2)", duty=given)
        assert refused.value.metadata["due"] == f"{CASE}, {OTHER}"
        assert f"({CASE})" in refused.value.remedy
    assert await listed(de) == ()
    sent = await publish(de, "14(2)", duty=NO_DUTY)
    assert (await de.task_kinds()).count(TaskKind.NOTICE_DUE) == 2
    await amend_notice(de.node.office, ANNA, sent.number, draft("14(2)", duty=OTHER))
    assert [task.subject for task in await de.tasks() if task.kind == TaskKind.NOTICE_DUE] == [CASE]
