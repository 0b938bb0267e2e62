"""A review by every Member State follows what is taken back, and who comes and goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError
from sqlalchemy import Connection, select, update

from gateway.casework.acts.due_dates import DueKind, listed_due
from gateway.casework.notices import collective_acts as acts
from gateway.casework.notices.collective import Follower, follow
from gateway.casework.notices.collective_publishing import Publication
from gateway.casework.notices.notices import list_notices, withdraw_notice
from gateway.domain.acts import TaskKind
from gateway.domain.calendars import Calendar
from gateway.domain.lists.filters import NoticeFilter, ReviewFilter
from gateway.domain.notice import Figure
from gateway.errors import InputError, Reason, StateError
from gateway.register.denials.denial_projection import project_contents
from gateway.register.log.log_store import Absent
from gateway.store.tables_register import log_part, notice
from tests.support.federation_case import ANNA, CaseFederation, Desk, text
from tests.support.notices import publish as notify
from tests.support.raising import present, refuses
from tests.support.reforms import members_count
from tests.support.reviews import exchanged, find, more_time, publish, review


@pytest.fixture
def federation(federation: CaseFederation) -> CaseFederation:
    """Members stand for all; `test_article_5_all_states.py` has States without a gateway."""
    return members_count(federation)


async def imposed(federation: CaseFederation) -> str:
    """Germany imposes a requirement and tells the others."""
    sent = await notify(federation["DE"], "5(4)", about="")
    await exchanged(federation)
    return sent.number


async def all_found(federation: CaseFederation, number: str) -> None:
    for code in ("FR", "NL"):
        await find(federation[code], number, "requirement")
    await exchanged(federation)


async def withdraw(federation: CaseFederation, code: str, number: str) -> None:
    await withdraw_notice(federation[code].node.office, ANNA, number, (text("An error."),))
    await exchanged(federation)


async def kinds_of_task(desk: Desk, number: str) -> list[str]:
    return [task.kind for task in await desk.tasks() if task.subject == number]


def set_gone(desk: Desk, code: str, *, gone: bool) -> None:
    """A new version of the directory, in which a member has left or has joined."""
    held = desk.node.directory.held
    member = replace(held.members[code], withdrawn_at=desk.clock.now() if gone else None)
    desk.node.directory.held = replace(
        held, version=held.version + 1, members={**held.members, code: member}
    )


async def test_5_6_what_is_published_is_not_published_again(federation: CaseFederation) -> None:
    """The refusal names the notice that stands; where it was withdrawn, another may follow."""
    number = await imposed(federation)
    with pytest.raises(InputError, match=r"5\(6\) is published from the review") as past:
        await notify(federation["EU"], "5(6)", about=number)
    assert "`publishReview`" in past.value.remedy
    await all_found(federation, number)
    first = await publish(federation["EU"], number)
    with refuses(StateError, Reason.STATE_CONFLICT, match=first) as refused:
        await publish(federation["EU"], number)
    assert "`amendNotice`" in refused.value.remedy
    await exchanged(federation)
    await withdraw(federation, "EU", first)
    assert TaskKind.COLLECTIVE_PUBLISH in await kinds_of_task(federation["EU"], number)
    second = await publish(federation["EU"], number)
    assert second != first
    assert TaskKind.COLLECTIVE_PUBLISH not in await kinds_of_task(federation["EU"], number)


def test_5_6_the_reference_has_the_form_of_the_official_journal() -> None:
    for given in ("OJ C 12", "L/2026/12", "C/2026/123456", "C/26/1"):
        with pytest.raises(ValidationError, match="like C/2026/1234"):
            Publication(oj_reference=given)


async def test_5_4_a_withdrawn_requirement_leaves_no_task(federation: CaseFederation) -> None:
    number = await imposed(federation)
    await find(federation["FR"], number, "requirement")
    await exchanged(federation)
    assert TaskKind.COLLECTIVE_REVIEW in await kinds_of_task(federation["NL"], number)
    await find(federation["NL"], number, "requirement")
    await exchanged(federation)
    assert TaskKind.COLLECTIVE_PUBLISH in await kinds_of_task(federation["EU"], number)
    await withdraw(federation, "DE", number)
    assert TaskKind.COLLECTIVE_PUBLISH not in await kinds_of_task(federation["EU"], number)


async def test_5_6_a_finding_that_is_withdrawn_takes_the_publication_back(
    federation: CaseFederation,
) -> None:
    """The task goes with France's finding, and comes back with its next one."""
    number = await imposed(federation)
    await all_found(federation, number)
    fr, eu = federation["FR"], federation["EU"]
    [finding] = (
        await list_notices(fr.node.office, ANNA, NoticeFilter(kind="5(5)", origin="FR"))
    ).items
    await withdraw(federation, "FR", finding.number)
    assert TaskKind.COLLECTIVE_PUBLISH not in await kinds_of_task(eu, number)
    await find(fr, number, "requirement")
    await exchanged(federation)
    assert (await kinds_of_task(eu, number)).count(TaskKind.COLLECTIVE_PUBLISH) == 1


async def test_5_6_a_state_that_leaves_or_joins_is_noticed(federation: CaseFederation) -> None:
    """The directory counts like a notice: who is a member decides who must have notified."""
    number = await imposed(federation)
    await find(federation["FR"], number, "requirement")
    await exchanged(federation)
    eu = federation["EU"]
    follower = Follower(eu.node.office)
    await follower.look()
    assert TaskKind.COLLECTIVE_PUBLISH not in await kinds_of_task(eu, number)
    set_gone(eu, "NL", gone=True)
    await follower.look()
    assert TaskKind.COLLECTIVE_PUBLISH in await kinds_of_task(eu, number)
    set_gone(eu, "NL", gone=False)
    await follower.look()
    assert TaskKind.COLLECTIVE_PUBLISH not in await kinds_of_task(eu, number)


async def test_5_5_who_joins_later_does_not_review_what_is_published(
    federation: CaseFederation,
) -> None:
    await federation.stop("NL")
    eu = federation["EU"]
    set_gone(eu, "NL", gone=True)
    number = await imposed(federation)
    await find(federation["FR"], number, "requirement")
    await exchanged(federation)
    published = await publish(eu, number)
    set_gone(eu, "NL", gone=False)
    nl = await federation.start("NL")
    members_count(federation)  # the node that started again holds what comes with Comity
    await exchanged(federation)
    assert TaskKind.COLLECTIVE_REVIEW not in await kinds_of_task(nl, number)
    seen = await review(nl, number)
    assert (seen.period, seen.no_answer) == (None, False)
    waiting = (await acts.list_reviews(nl.node.office, ANNA, ReviewFilter(open_only=True))).items
    assert [line.number for line in waiting] == [published]  # the yearly one is theirs too


async def test_5_5_more_time_asked_after_the_askers_last_instant_has_no_effect(
    federation: CaseFederation,
) -> None:
    """France's period is over on 14 April; the Dutch one runs for a day more, and no longer."""
    number = await imposed(federation)
    await federation.at(datetime(2026, 4, 15, 9, 0, tzinfo=UTC))
    days = (Figure(code="working_days", number=10),)
    await notify(federation["FR"], "5(5).extension", about=number, figures=days)
    await exchanged(federation)
    for code in ("DE", "FR", "NL", "EU"):
        [asked] = (await review(federation[code], number)).extensions
        assert "asked after 2026-04-14T23:59:59+02:00" in asked.note
    period = (await review(federation["NL"], number)).period
    assert present(period).working_days == 30


async def test_5_5_the_askers_period_counts_from_when_it_had_the_notice(
    federation: CaseFederation,
) -> None:
    """France had the notice a week later, says so when it asks, and is in time everywhere."""
    await federation.stop("FR")
    number = await imposed(federation)
    await federation.at(datetime(2026, 3, 9, 9, 0, tzinfo=UTC))
    fr = await federation.start("FR")
    members_count(federation)
    await exchanged(federation)
    await federation.at(datetime(2026, 4, 15, 9, 0, tzinfo=UTC))
    await more_time(fr, number, 10)
    await exchanged(federation)
    for code in ("FR", "NL"):
        seen = await review(federation[code], number)
        assert [each.note for each in seen.extensions] == [""]
        assert present(seen.period).working_days == 40


async def test_5_7_a_renewal_that_is_withdrawn_leaves_the_yearly_review_due(
    federation: CaseFederation,
) -> None:
    number = await imposed(federation)
    await all_found(federation, number)
    first = await publish(federation["EU"], number)
    await exchanged(federation)
    fr = federation["FR"].node.office

    async def due() -> list[str]:
        found = await fr.db.read(lambda conn: listed_due(conn, kind=DueKind.PUBLICATION_REVIEW))
        return [each.subject for each in found]

    for code in ("DE", "FR", "NL"):
        await find(federation[code], first, "renew")
    await exchanged(federation)
    second = await publish(federation["EU"], first, "C/2027/77")
    await exchanged(federation)
    assert await due() == [second]
    assert not (await review(federation["FR"], first)).missed
    assert (await review(federation["FR"], second)).procedure == "5(7)"
    await withdraw(federation, "EU", second)
    assert first in await due()


async def test_5_7_a_yearly_review_without_a_day_is_a_task_until_it_has_one(
    federation: CaseFederation,
) -> None:
    """Where the calendar ended before, nothing was due and nothing said so (law part 0, row 4)."""
    office = federation["EU"].node.office
    ended = office.law.calendar("EU").model_copy(
        update={"version": "EU/2035-1", "first_year": 2035, "last_year": 2035, "holidays": {}}
    )

    async def of_the_day(notified: tuple[Calendar, ...]) -> list[str]:
        """What is said of the missing day with these calendars, and how many days are due."""
        office.law._notified = notified
        await office.write(follow)
        due = await office.db.read(lambda conn: listed_due(conn, kind=DueKind.PUBLICATION_REVIEW))
        told = [task.text for task in await federation["EU"].tasks() if task.key == "no day"]
        return [*told, *(each.subject for each in due)]

    number = await imposed(federation)
    await all_found(federation, number)
    office.law._notified = (ended,)
    published = await publish(federation["EU"], number)
    await exchanged(federation)
    (said,) = await of_the_day((ended,))
    assert published in said
    assert "the calendar of EU ends before" in said
    assert await of_the_day(()) == [published]


async def test_5_6_a_content_that_comes_later_makes_the_publication_due(
    federation: CaseFederation,
) -> None:
    """The entry of the last finding is held before its content is (officer2 M16)."""
    number, eu = await imposed(federation), federation["EU"]
    await find(federation["FR"], number, "requirement")
    await find(federation["NL"], number, "requirement")
    await federation.sync()
    (index,) = await eu.node.db.write(lambda conn: _content_of_nl(conn, held=False))
    follower = Follower(eu.node.office)
    await follower.look()
    assert TaskKind.COLLECTIVE_PUBLISH not in await kinds_of_task(eu, number)
    await eu.node.db.write(lambda conn: _content_of_nl(conn, held=True))
    await eu.node.db.write(lambda conn: project_contents(conn, "NL", index))
    await follower.look()
    assert TaskKind.COLLECTIVE_PUBLISH in await kinds_of_task(eu, number)


_KEPT: list[bytes] = []


def _content_of_nl(conn: Connection, *, held: bool) -> list[int]:
    """Take the content of the only notice of NL away, or give it back."""
    entry = conn.execute(select(notice.c.idx).where(notice.c.origin == "NL")).one()
    part = log_part.c.origin == "NL", log_part.c.idx == entry.idx, log_part.c.part == 0
    if not held:
        _KEPT[:] = [conn.execute(select(log_part.c.body).where(*part)).scalar_one()]
        conn.execute(
            update(notice).where(notice.c.origin == "NL").values(content=str(Absent.MISSING))
        )
    absent = None if held else str(Absent.MISSING)
    conn.execute(
        update(log_part).where(*part).values(body=_KEPT[0] if held else None, absent=absent)
    )
    return [entry.idx]
