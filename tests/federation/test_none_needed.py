"""An answer that no authorisation is needed: those who were asked are told (law part 0, row 9)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway.casework.notices.notices import publish_notice
from gateway.domain.case import Case, Outcome
from tests.support.cases import french_denial
from tests.support.federation_case import ANNA, CaseFederation
from tests.support.kinds import filed, outcome
from tests.support.notices import draft, listed

UNDER_2026_3 = datetime(2026, 12, 7, 9, tzinfo=UTC)
KIND = "16(5).none_needed"


async def ended(federation: CaseFederation, kind: str, what: Outcome, *, asked: bool) -> Case:
    """A case of DE that needs no authorisation; FR, which had denied, was asked or not."""
    await federation.at(UNDER_2026_3)
    if asked:
        await federation["FR"].deny(french_denial(17))
        await federation.sync()
    case = await federation["DE"].file(filed("N-1", kind))
    await federation.settle()
    if asked:
        await federation.answers("FR", "not_identical")
    done = await federation["DE"].decided(case.case_id, outcome(what))
    await federation.settle()
    return done


async def due(federation: CaseFederation) -> dict[str, str]:
    tasks = await federation["DE"].tasks()
    return {each.key: str(each.data["sentence"]) for each in tasks if each.kind == "notice.due"}


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("application", Outcome.NO_LICENCE_NEEDED),
        ("exporter_notice_4_2", Outcome.NO_REQUIREMENT),
    ],
)
async def test_who_was_asked_is_told_that_no_authorisation_is_needed(
    federation: CaseFederation, kind: str, what: Outcome
) -> None:
    case = await ended(federation, kind, what, asked=True)
    said = (await due(federation))[KIND]
    assert said == "To those who were asked: no authorisation is needed: FR"
    told = draft(KIND, about="", duty=case.case_id, recipients=("FR",), expires=None)
    sent = await publish_notice(federation["DE"].node.office, ANNA, told)
    await federation.settle()
    assert await due(federation) == {}
    read = await listed(federation["FR"], kind=KIND)
    assert [each.number for each in read] == [sent.number]
    assert await listed(federation["NL"], kind=KIND) == ()


async def test_where_nobody_was_asked_nobody_is_told(federation: CaseFederation) -> None:
    await ended(federation, "application", Outcome.NO_LICENCE_NEEDED, asked=False)
    assert await due(federation) == {}
