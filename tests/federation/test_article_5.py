"""Article 5(4) to (7): a requirement for a cyber-surveillance item that is not listed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from gateway.casework.notices import collective_publishing as publishing
from gateway.casework.notices.notices import get_notice, withdraw_notice
from gateway.domain.acts import TaskKind
from gateway.domain.deadline import printed_last_instant
from gateway.errors import InputError, NotFoundError, PermissionRefusedError, StateError
from tests.support.federation_case import (
    ANNA,
    CaseFederation,
    Desk,
    case_federation,
    make_files,
    text,
)
from tests.support.notices import publish as notify
from tests.support.notices import withheld
from tests.support.overlays import remind_earlier
from tests.support.raising import present
from tests.support.reforms import members_count
from tests.support.reviews import exchanged, find, more_time, publish, review


@pytest.fixture
def federation(federation: CaseFederation) -> CaseFederation:
    """Members stand for all; `test_article_5_all_states.py` has States without a gateway."""
    return members_count(federation)


async def imposed(federation: CaseFederation, **fields: object) -> str:
    """Germany imposes a requirement and tells the others, on Monday 2 March 2026."""
    sent = await notify(federation["DE"], "5(4)", about="", **fields)
    await exchanged(federation)
    return sent.number


async def tasks(desk: Desk, kind: str) -> list[str]:
    return [task.text for task in await desk.tasks() if task.kind == kind]


async def test_p9_every_member_state_reviews_on_its_own_calendar(
    federation: CaseFederation,
) -> None:
    """Thirty working days: King's Day is none in the Netherlands, 1 May none in France."""
    number = await imposed(federation)
    ends = {}
    for code in ("FR", "NL"):
        seen = await review(federation[code], number)
        assert seen.period is not None
        assert (seen.period.working_days, seen.period.authority) == (30, code)
        ends[code] = printed_last_instant(seen.period)
        (task,) = await tasks(federation[code], TaskKind.COLLECTIVE_REVIEW)
        assert ends[code] in task
    assert ends["FR"] == "2026-04-14T23:59:59+02:00"  # Easter Monday is none
    assert ends["NL"] == "2026-04-15T23:59:59+02:00"  # nor is Good Friday there
    for code in ("DE", "EU"):  # who imposed it, and the Commission, do not review
        assert (await review(federation[code], number)).period is None
        assert await tasks(federation[code], TaskKind.COLLECTIVE_REVIEW) == []


async def test_p9_silence_is_shown_and_nothing_follows(federation: CaseFederation) -> None:
    number = await imposed(federation)
    fr = federation["FR"]
    period = (await review(fr, number)).period
    assert period is not None
    await federation.at(period.last_instant - timedelta(days=1))
    assert len(await tasks(fr, TaskKind.COLLECTIVE_REVIEW)) == 2  # the task, and a reminder
    await federation.at(period.last_instant + timedelta(hours=1))
    await exchanged(federation)
    seen = await review(fr, number)
    assert seen.no_answer
    assert "nothing follows" in seen.silence
    for code in federation.desks:
        count = (await review(federation[code], number)).tally
        assert [s.outcome for s in count.states if s.state == "FR"] == [""]
        assert not count.complete
    assert await tasks(federation["EU"], TaskKind.COLLECTIVE_PUBLISH) == []
    late = await find(fr, number, "requirement")  # late, and still a notification to all
    assert (late.found, late.no_answer) == ("requirement", False)


async def test_p9_an_authority_is_reminded_as_early_as_it_has_set_for_itself(
    federation: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    fr, nl = federation["FR"], federation["NL"]
    remind_earlier(monkeypatch, fr, seconds=72 * 3600)
    number = await imposed(federation)
    period = (await review(fr, number)).period
    await federation.at(present(period).last_instant - timedelta(hours=71))
    assert len(await tasks(fr, TaskKind.COLLECTIVE_REVIEW)) == 2
    assert len(await tasks(nl, TaskKind.COLLECTIVE_REVIEW)) == 1


async def test_p9_any_state_asks_for_more_time_and_everybody_has_it(
    federation: CaseFederation,
) -> None:
    number = await imposed(federation)
    with pytest.raises(InputError, match="not within 1 to 30"):
        await more_time(federation["FR"], number, 31)
    before = (await review(federation["NL"], number)).period
    await more_time(federation["FR"], number, 10)
    await exchanged(federation)
    for code in ("FR", "NL"):
        after = (await review(federation[code], number)).period
        assert present(after).working_days == 40
    assert before is not None
    await federation.at(before.last_instant)  # the first period; the second is still running
    await exchanged(federation)
    assert not (await review(federation["NL"], number)).no_answer
    await federation.at(datetime(2026, 5, 20, tzinfo=UTC))
    assert (await review(federation["NL"], number)).no_answer
    with pytest.raises(StateError, match="within the period"):
        await more_time(federation["NL"], number, 5)


async def test_p10_all_notify_the_commission_publishes_and_reviews_after_a_year(
    federation: CaseFederation,
) -> None:
    number = await imposed(federation)
    eu, fr, nl = federation["EU"], federation["FR"], federation["NL"]
    with pytest.raises(InputError, match="is one of"):
        await find(fr, number, "perhaps")
    with pytest.raises(PermissionRefusedError):
        await find(eu, number, "requirement")
    await find(fr, number, "no_requirement")
    await find(nl, number, "requirement")
    await exchanged(federation)
    assert (await review(eu, number)).tally.missing == ("FR",)
    assert await tasks(eu, TaskKind.COLLECTIVE_PUBLISH) == []
    with pytest.raises(StateError, match="FR"):
        await publish(eu, number)
    await find(fr, number, "requirement")  # France has looked again; the newer one counts
    await exchanged(federation)
    for code in federation.desks:
        assert (await review(federation[code], number)).tally.complete
    (task,) = await tasks(eu, TaskKind.COLLECTIVE_PUBLISH)
    assert "without a gateway: AT, BE" in task  # those that are no members are asked otherwise
    prepared = await publishing.prepare(eu.node.office, ANNA, number)
    assert (prepared.kind, prepared.states) == ("5(6)", ("DE", "FR", "NL"))
    assert prepared.items[0].description in prepared.text[0].text
    assert (
        publishing.PreparedPublication.model_validate_json(prepared.model_dump_json()) == prepared
    )
    with pytest.raises(PermissionRefusedError, match="does not publish"):
        await publish(fr, number)
    published = await publish(eu, number)
    await exchanged(federation)
    assert await tasks(eu, TaskKind.COLLECTIVE_PUBLISH) == []
    seen = await get_notice(fr.node.office, ANNA, published)
    assert seen.notice is not None
    assert seen.notice.references[0].value == "C/2026/1234"
    assert seen.notice.items == prepared.items
    yearly = await review(fr, published)
    assert (yearly.procedure, yearly.due) == ("5(7)", date(2027, 3, 2))


async def published(federation: CaseFederation) -> str:
    number = await imposed(federation)
    for code in ("FR", "NL"):
        await find(federation[code], number, "requirement")
    await exchanged(federation)
    done = await publish(federation["EU"], number)
    await exchanged(federation)
    await federation.sweep()
    return done


async def test_5_7_a_missed_yearly_review_is_flagged_and_nothing_lapses(
    federation: CaseFederation,
) -> None:
    number = await published(federation)
    fr = federation["FR"]
    await federation.at(datetime(2027, 2, 25, tzinfo=UTC))
    await federation.sweep()
    assert await tasks(fr, TaskKind.COLLECTIVE_REVIEW) != []
    await federation.at(datetime(2027, 3, 4, tzinfo=UTC))
    await federation.sweep()
    for code in federation.desks:
        assert (await review(federation[code], number)).missed
        assert len(await tasks(federation[code], TaskKind.PUBLICATION_MISSED)) == 1
        shown = await get_notice(federation[code].node.office, ANNA, number)
        assert shown.state == "valid"


async def test_what_was_withheld_is_said_before_it_is_published(
    federation: CaseFederation,
) -> None:
    number = await imposed(federation, **withheld("items"))
    prepared = await publishing.prepare(federation["EU"].node.office, ANNA, number)
    assert "items were withheld by DE" in prepared.remarks


async def test_a_withdrawn_notice_is_reviewed_no_longer(federation: CaseFederation) -> None:
    number = await imposed(federation)
    await withdraw_notice(federation["DE"].node.office, ANNA, number, (text("An error."),))
    await exchanged(federation)
    for desk in federation.desks.values():
        assert await tasks(desk, TaskKind.COLLECTIVE_REVIEW) == []
    with pytest.raises(NotFoundError):
        await review(federation["FR"], number)
    await federation.at(datetime(2026, 4, 20, tzinfo=UTC))  # nothing rings


async def test_the_tally_counts_belgium_once_and_not_while_it_contradicts_itself(
    tmp_path: Path, new_sqlite: Callable[[str], str]
) -> None:
    """Flanders and Brussels find differently; Belgium has not notified until they agree."""
    files = make_files(tmp_path / "files", ("BE-BRU", "BE-VLG", "DE", "EU"))
    async with case_federation(files, tmp_path / "nodes", new_sqlite) as federation:
        number = await imposed(members_count(federation))
        await find(federation["BE-VLG"], number, "requirement")
        await exchanged(federation)
        assert (await review(federation["EU"], number)).tally.complete  # it is competent
        await find(federation["BE-BRU"], number, "no_requirement")
        await exchanged(federation)
        for code in federation.desks:
            belgium, germany = (await review(federation[code], number)).tally.states
            assert (belgium.contradicting, belgium.outcome) == (True, "")
            assert [each.authority for each in belgium.findings] == ["BE-BRU", "BE-VLG"]
            assert germany.findings[0].implied
        for code in ("BE-BRU", "BE-VLG"):
            assert len(await tasks(federation[code], TaskKind.COLLECTIVE_CONTRADICTION)) == 1
        with pytest.raises(StateError, match="BE"):
            await publish(federation["EU"], number)
        await find(federation["BE-BRU"], number, "requirement")
        await exchanged(federation)
        assert await tasks(federation["BE-VLG"], TaskKind.COLLECTIVE_CONTRADICTION) == []
        await publish(federation["EU"], number)
