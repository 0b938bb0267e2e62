"""What has left under a licence: told once, counted line by line, kept though it was too much.

Regulation (EU) 2022/2399 has customs write quantities off; docs/domain.md 9.2. What is told has
happened: where the licence did not allow it, a person is told.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from gateway.casework.cases.licences import (
    customs_licence,
    get_licence,
    list_licences,
    list_uses,
    reverse_use,
    use_licence,
    view_of_licence,
)
from gateway.casework.cases.need_to_know import restrict
from gateway.casework.feed.events import list_events
from gateway.casework.permissions import Officer, OfficerRole
from gateway.casework.services import Office, OfficeSettings
from gateway.domain.acts import TaskKind
from gateway.domain.case import (
    Case,
    LicenceTerms,
    LicenceUse,
    Outcome,
    RecordedUse,
    UsedLine,
)
from gateway.domain.case.restriction import RestrictionClass, RestrictionDraft
from gateway.domain.lists.filters import LicenceFilter
from gateway.domain.openness import Customs, OpennessPolicy
from gateway.domain.page import PageRequest
from gateway.errors import InputError, NotFoundError, PermissionRefusedError, StateError
from tests.support.federation_case import ANNA, BERT, START, CaseFederation, officer, text
from tests.support.kinds import decided, filed, negative, outcome
from tests.support.raising import refuses

CUSTOMS = officer("zoll", OfficerRole.SYSTEM)
NUMBER = "DE-L-2026-00001"
OTHER = UsedLine(line=2, quantity=Decimal(1))
WHY = text("The declaration was invalidated.")


def open_to_customs(office: Office) -> Office:
    policy = OpennessPolicy(
        version="1", reason="-", customs=Customs(validity_months=24, article="12(3)")
    )
    return replace(office, settings=OfficeSettings(lambda: policy))


async def granted(federation: CaseFederation, **terms: Any) -> Case:
    """A licence for 40 pieces worth 60,000 EUR."""
    base = filed("L-1")
    line = base.transaction.items[0].model_copy(
        update={
            "quantity": Decimal(40),
            "quantity_unit": "pieces",
            "value": Decimal(60_000),
            "currency": "EUR",
        }
    )
    proposal = outcome(Outcome.GRANTED, licence=LicenceTerms(**terms) if terms else None)
    return await decided(federation, filed("L-1", items=(line,)), proposal)


def used(
    reference: str,
    quantity: int | None,
    value: int | None = None,
    *,
    at: datetime = START,
    **line: Any,
) -> LicenceUse:
    amounts: dict[str, Any] = {"quantity": quantity, "value": value}
    return LicenceUse(reference=reference, at=at, lines=(UsedLine(line=1, **amounts, **line),))


async def tell(federation: CaseFederation, use: LicenceUse, who: Officer = ANNA) -> RecordedUse:
    return await use_licence(federation["DE"].node.office, who, NUMBER, use)


def whole(*amounts: Decimal | None) -> tuple[float | None, ...]:
    return tuple(None if each is None else float(each) for each in amounts)


async def left(federation: CaseFederation) -> tuple[float | None, ...]:
    shown = await get_licence(federation["DE"].node.office, ANNA, NUMBER)
    [line] = shown.left
    return whole(line.quantity, line.value)


async def test_what_has_left_is_no_longer_left(federation: CaseFederation) -> None:
    await granted(federation)
    assert await left(federation) == (40, 60_000)
    told = await tell(federation, used("26DE0001", 15, 20_000))
    assert (told.stood, told.exceeded, told.told_by) == (True, (), ANNA.name)
    await tell(federation, used("26DE0002", 5))
    assert await left(federation) == (20, 40_000)
    office = federation["DE"].node.office
    [line] = (await list_licences(office, ANNA)).items[0].left
    assert whole(line.quantity, line.value) == (20, 40_000)
    assert (line.unit, line.currency) == ("pieces", "EUR")
    found = [each.reference for each in (await list_uses(office, ANNA, NUMBER)).items]
    assert sorted(found) == ["26DE0001", "26DE0002"]


async def test_a_use_is_told_once_by_its_reference(federation: CaseFederation) -> None:
    await granted(federation)
    first = await tell(federation, used("26DE0001", 15))
    assert await tell(federation, used("26DE0001", 15)) == first
    assert await left(federation) == (25, 60_000)
    with pytest.raises(StateError, match="another use was told under 26DE0001"):
        await tell(federation, used("26DE0001", 16))
    assert await left(federation) == (25, 60_000)


async def test_more_than_is_left_is_kept_and_told(federation: CaseFederation) -> None:
    await granted(federation)
    await tell(federation, used("26DE0001", 30))
    over = await tell(federation, used("26DE0002", 15))
    assert over.exceeded == (1,)
    assert await left(federation) == (-5, 60_000)
    assert await federation["DE"].task_kinds() == [TaskKind.LICENCE_EXCEEDED]
    view = await view_of_licence(federation["DE"].node.office, ANNA, NUMBER)
    assert view.short[0].text == "More has left under it than it allows."
    # What was told in error is taken back, and the task is true no longer.
    office = federation["DE"].node.office
    back = await reverse_use(office, ANNA, NUMBER, "26DE0002", WHY)
    assert back.reversal is not None
    assert await reverse_use(office, BERT, NUMBER, "26DE0002", WHY) == back
    assert await left(federation) == (10, 60_000)
    assert await federation["DE"].task_kinds() == []
    assert (await tell(federation, used("26DE0003", 1, 60_001))).exceeded == (1,)  # by its value


async def test_a_use_while_nothing_may_leave_is_kept_and_told(federation: CaseFederation) -> None:
    """Before its first day and after its last; it is the day of the use that counts."""
    await granted(federation, valid_from=date(2026, 3, 3), valid_until=date(2026, 3, 4))
    office, clock = federation["DE"].node.office, federation["DE"].clock
    early = await tell(federation, used("26DE0001", 1, at=clock.at))
    clock.at += timedelta(days=2)
    last = await tell(federation, used("26DE0002", 1, at=clock.at))
    clock.at += timedelta(days=1)
    late = await tell(federation, used("26DE0003", 1, at=clock.at))
    told_late = await tell(federation, used("26DE0004", 1, at=clock.at - timedelta(days=1)))
    assert [each.stood for each in (early, last, late, told_late)] == [False, True, False, True]
    assert await left(federation) == (36, 60_000)
    assert await federation["DE"].task_kinds() == [TaskKind.LICENCE_UNUSABLE] * 2
    await reverse_use(office, ANNA, NUMBER, "26DE0001", WHY)
    assert await federation["DE"].task_kinds() == [TaskKind.LICENCE_UNUSABLE]


async def test_a_use_is_judged_by_its_own_instant(federation: CaseFederation) -> None:
    """What left before a suspension left lawfully, though it is told after it."""
    case = await granted(federation)
    clock = federation["DE"].clock
    at = clock.at
    clock.at += timedelta(hours=1)
    asked = case.application.transaction
    about = filed("L-2", "licence_in_force", concerns=case.case_id, items=asked.items)
    await decided(federation, about, negative(Outcome.SUSPENDED))
    assert (await tell(federation, used("26DE0001", 1, at=at))).stood
    assert not (await tell(federation, used("26DE0002", 1, at=clock.at))).stood


async def test_what_cannot_be_a_use_is_refused_and_named(federation: CaseFederation) -> None:
    await granted(federation)
    for use, field in (
        (used("x", 1).model_copy(update={"lines": (OTHER,)}), "lines.0.line"),
        (used("x", 1, unit="kg"), "lines.0.unit"),
        (used("x", None, 1, currency="USD"), "lines.0.currency"),
        (used("x", 1, at=START + timedelta(days=2)), "at"),
    ):
        with refuses(InputError, field=field):
            await tell(federation, use)
    assert await left(federation) == (40, 60_000)


async def test_customs_tell_and_read_as_policy_allows(federation: CaseFederation) -> None:
    await granted(federation)
    office = federation["DE"].node.office
    with pytest.raises(NotFoundError):  # no policy: the licence is not there for customs
        await use_licence(office, CUSTOMS, NUMBER, used("26DE0001", 15))
    shown = open_to_customs(office)
    told = await use_licence(shown, CUSTOMS, NUMBER, used("26DE0001", 15, 20_000))
    assert told.told_by == CUSTOMS.name
    [item] = (await customs_licence(shown, CUSTOMS, NUMBER)).items
    assert whole(item.quantity, item.quantity_left, item.value_left) == (40, 25, 40_000)
    with pytest.raises(NotFoundError):
        await use_licence(shown, CUSTOMS, "DE-L-2026-00009", used("26DE0001", 15))
    await tell(federation, used("26DE0002", 1))
    with pytest.raises(PermissionRefusedError, match="another account told this use"):
        await reverse_use(shown, CUSTOMS, NUMBER, "26DE0002", WHY)
    await reverse_use(shown, CUSTOMS, NUMBER, "26DE0001", WHY)
    with pytest.raises(NotFoundError, match="was told under 26DE0003"):
        await reverse_use(shown, CUSTOMS, NUMBER, "26DE0003", WHY)


async def test_the_uses_of_a_restricted_licence_are_not_there_either(
    federation: CaseFederation,
) -> None:
    case = await granted(federation)
    await tell(federation, used("26DE0001", 50))
    office = federation["DE"].node.office
    assert NUMBER in await heard(office, BERT)
    mark = RestrictionDraft(reason_class=RestrictionClass.SOURCE_PROTECTION, reason=WHY)
    await restrict(office, ANNA, case.case_id, mark)
    assert NUMBER in await heard(office, ANNA)
    assert NUMBER not in await heard(office, BERT)
    assert await federation["DE"].task_kinds() == [TaskKind.LICENCE_EXCEEDED]
    shown = open_to_customs(office)
    with pytest.raises(NotFoundError):
        await use_licence(shown, BERT, NUMBER, used("26DE0002", 1))
    with pytest.raises(NotFoundError):
        await use_licence(shown, CUSTOMS, NUMBER, used("26DE0002", 1))
    with pytest.raises(NotFoundError):
        await list_uses(office, BERT, NUMBER)


async def test_a_licence_is_found_by_its_exporter_and_by_a_declaration(
    federation: CaseFederation,
) -> None:
    """Who does not see its case does not find it either, nor does another national system."""
    case = await granted(federation)
    await decided(federation, filed("L-2"), outcome(Outcome.GRANTED))
    office = federation["DE"].node.office
    await tell(federation, used("26DE0001", 1))
    await reverse_use(office, ANNA, NUMBER, "26DE0001", WHY)
    exporter = case.application.transaction.exporter.value
    assert exporter is not None

    async def found(who: Officer = ANNA, exporter: str = "", mrn: str = "") -> list[str]:
        page = await list_licences(office, who, LicenceFilter(exporter=exporter, mrn=mrn))
        return [each.number for each in page.items]

    first = exporter.names[0].split()[0].upper()
    assert await found(exporter=first) == ["DE-L-2026-00002", NUMBER]
    assert await found(mrn="26DE0001") == [NUMBER]
    assert await found(mrn="26DE0001", exporter=first) == [NUMBER]
    assert await found(exporter="nobody of that name") == await found(mrn="26DE0002") == []
    assert await found(CUSTOMS, mrn="26DE0001") == []
    called = LicenceFilter(exporter=first)
    page = await list_licences(office, ANNA, called, page=PageRequest(limit=1))
    last = await list_licences(office, ANNA, called, page=PageRequest(after=page.next))
    assert [each.number for each in (*page.items, *last.items)] == ["DE-L-2026-00002", NUMBER]
    mark = RestrictionDraft(reason_class=RestrictionClass.SOURCE_PROTECTION, reason=WHY)
    await restrict(office, ANNA, case.case_id, mark)
    assert await found(mrn="26DE0001") == [NUMBER]
    assert await found(BERT, mrn="26DE0001") == []
    assert await found(BERT, exporter=first) == ["DE-L-2026-00002"]


async def heard(office: Office, who: Officer) -> list[str]:
    """What the lines of the feed are about that an account reads."""
    page = PageRequest(limit=200)
    return [each.subject for each in (await list_events(office, who, page=page)).events]


async def test_a_system_hears_of_the_uses_of_its_own_licences(federation: CaseFederation) -> None:
    """The national system that filed the case reads them in the feed; another one does not."""
    await granted(federation)
    await tell(federation, used("26DE0001", 1))
    office = federation["DE"].node.office
    assert NUMBER in await heard(office, ANNA)
    assert NUMBER not in await heard(office, CUSTOMS)
