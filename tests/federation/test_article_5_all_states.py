"""Article 5(6): "all Member States", by EU-2021-821/2026-3: with a gateway or without, by proof.

On Monday 4 January 2027 Germany imposes a requirement. Four members have gateways; the word of
the other 24 Member States comes by post, and the Commission's officers record it, two of them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from gateway.casework.handlers.second_officer import agree, refuse, show_act
from gateway.casework.notices.collective_acts import record_word, view_of_review
from gateway.casework.notices.collective_publishing import Publication
from gateway.casework.notices.collective_publishing import publish as propose
from gateway.casework.notices.notices import (
    amend_notice,
    get_notice,
    publish_notice,
    withdraw_notice,
)
from gateway.domain.acts import TaskKind
from gateway.domain.collective.review import ShownReview
from gateway.domain.waiting_act import WaitingAct
from gateway.errors import InputError, PermissionRefusedError, Reason, StateError
from gateway.nouns.notice import REVIEW
from tests.support.federation_case import ANNA, BERT, CaseFederation, text
from tests.support.member_states import MEMBER_STATES
from tests.support.notices import draft
from tests.support.notices import publish as notify
from tests.support.raising import present, refuses
from tests.support.reforms import members_count
from tests.support.reviews import (
    agreed,
    exchanged,
    find,
    more_time,
    paper,
    publish,
    recorded,
    review,
    word,
)

UNDER_2026_3 = datetime(2027, 1, 4, 9, tzinfo=UTC)
OUTSIDE = sorted(set(MEMBER_STATES) - {"DE", "FR", "NL"})


async def imposed(federation: CaseFederation) -> str:
    await federation.at(UNDER_2026_3)
    sent = await notify(federation["DE"], "5(4)", about="", expires=None)
    await exchanged(federation)
    return sent.number


async def those_here_found(federation: CaseFederation, number: str) -> None:
    for code in ("DE", "FR", "NL"):
        await find(federation[code], number, "requirement")
    await exchanged(federation)


def outcome_of(state: str, shown: ShownReview) -> str:
    return next(each.outcome for each in shown.tally.states if each.state == state)


async def test_5_6_nothing_is_published_before_every_member_state_has_notified(
    federation: CaseFederation,
) -> None:
    """Three of 27 are no unanimity; with the 24 on record, by two officers, they are.

    Found in use: officer M4.
    """
    number, eu = await imposed(federation), federation["EU"]
    await those_here_found(federation, number)
    count = (await review(eu, number)).tally
    assert (count.complete, sorted(count.missing)) == (False, OUTSIDE)
    with pytest.raises(StateError, match="24 Member States have not notified it: AT, BE"):
        await publish(eu, number)
    for state in OUTSIDE:
        waits = await recorded(eu, number, word(state))
        assert not (await review(eu, number)).complete  # the last one waits for Bert
        await agreed(eu, waits)
    await exchanged(federation)
    for code in federation.desks:
        assert (await review(federation[code], number)).tally.complete
    # A State takes its word back while the publication waits: it is not published.
    publication = await propose(eu.node.office, ANNA, number, Publication(oj_reference="C/2027/1"))
    assert isinstance(publication, WaitingAct)
    await find(federation["FR"], number, "no_requirement")
    await exchanged(federation)
    with pytest.raises(StateError, match="FR"):
        await agree(eu.node.office, BERT, publication.number)
    assert (await show_act(eu.node.office, ANNA, publication.number)).waits
    assert TaskKind.ACT_RETURNED in await eu.task_kinds()  # who proposed it is told
    await refuse(eu.node.office, ANNA, publication.number, text("France looks again."))
    await find(federation["FR"], number, "requirement")
    await exchanged(federation)
    published = await publish(eu, number)
    await exchanged(federation)
    seen = await get_notice(federation["FR"].node.office, ANNA, published)
    assert "AT, BE, BG" in present(seen.notice).text[0].text


async def test_5_6_the_board_shows_each_states_word_and_its_proof(
    federation: CaseFederation,
) -> None:
    number, eu = await imposed(federation), federation["EU"]
    await find(federation["FR"], number, "no_requirement")
    await agreed(eu, await recorded(eu, number, word("AT")))
    await exchanged(federation)
    page = await REVIEW.printed(federation["NL"].node.office, ANNA, number)
    for said in ("Ministry of AT", "4 Jan 2027", paper("AT").sha256, "No requirement should exist"):
        assert said in page
    board = (await view_of_review(eu.node.office, ANNA, number)).sections[0].parts[0].blocks[0]
    assert board.block == "table"
    rows = {row[0][0].text: row[1][0].text for row in board.rows}
    assert sorted(rows) == sorted(MEMBER_STATES)
    assert rows["BE"] == "no answer"


async def test_5_6_a_word_by_hand_is_amended_and_withdrawn_by_two(
    federation: CaseFederation,
) -> None:
    number, eu = await imposed(federation), federation["EU"]
    office = eu.node.office
    first = (await agreed(eu, await recorded(eu, number, word("AT")))).result
    held = (await get_notice(office, ANNA, first)).notice
    assert held is not None
    same = {name: value for name, value in held if name not in ("kind", "number", "action")}
    changed = draft("5(5).by_hand", **same | {"outcome": "no_requirement"})
    waits = await amend_notice(office, ANNA, first, changed)
    assert isinstance(waits, WaitingAct)
    assert outcome_of("AT", await review(eu, number)) == "requirement"
    await agreed(eu, waits)
    assert outcome_of("AT", await review(eu, number)) == "no_requirement"
    gone = await withdraw_notice(office, ANNA, first, (text("It was Australia's."),))
    assert isinstance(gone, WaitingAct)
    await agreed(eu, gone)
    assert outcome_of("AT", await review(eu, number)) == ""


async def test_5_6_only_of_a_member_state_without_a_gateway_and_by_the_commission(
    federation: CaseFederation,
) -> None:
    number, eu = await imposed(federation), federation["EU"].node.office
    with pytest.raises(StateError, match="FR has a gateway, and speaks for itself"):
        await record_word(eu, ANNA, number, word("FR"))
    with refuses(InputError, field="state", match="XX is no Member State"):
        await record_word(eu, ANNA, number, word("XX"))
    for day in (date(2027, 1, 3), date(2027, 1, 5)):  # before the notice, and tomorrow
        with refuses(InputError, Reason.DATE_IMPOSSIBLE):
            await record_word(eu, ANNA, number, word("AT", on=day))
    with pytest.raises(PermissionRefusedError):
        await record_word(federation["FR"].node.office, ANNA, number, word("AT"))
    with pytest.raises(InputError, match="published from the review") as past:
        await publish_notice(eu, ANNA, draft("5(5).by_hand", about=number))
    assert "`recordOfflineFinding`" in past.value.remedy


async def test_5_6_a_review_of_before_keeps_its_law_and_two_officers_publish_from_now_on(
    federation: CaseFederation,
) -> None:
    """Under a law by which those that are here count, and no word by hand."""
    members_count(federation)
    sent = await notify(federation["DE"], "5(4)", about="", expires=None)
    await exchanged(federation)
    await federation.at(UNDER_2026_3)
    for code in ("FR", "NL"):
        await find(federation[code], sent.number, "requirement")
    await exchanged(federation)
    eu = federation["EU"]
    assert (await review(eu, sent.number)).tally.complete
    with pytest.raises(StateError, match="counts no word by hand"):
        await record_word(eu.node.office, ANNA, sent.number, word("AT"))
    wanted = Publication(oj_reference="C/2027/1")
    assert isinstance(await propose(eu.node.office, ANNA, sent.number, wanted), WaitingAct)


async def test_5_5_the_period_runs_from_the_entrys_arrival(federation: CaseFederation) -> None:
    """Before a background round has looked, the review is theirs, and may be extended (M5).

    Found in use: officer M5.
    """
    await federation.at(UNDER_2026_3)
    sent = await notify(federation["DE"], "5(4)", about="", expires=None)
    await federation.sync()  # the entry is here; nobody has been told of it
    fr = federation["FR"]
    came = await review(fr, sent.number)
    assert came.received is not None
    assert came.period is not None
    extended = await more_time(fr, sent.number, 5)
    assert present(extended.period).working_days == 35
    await find(federation["NL"], sent.number, "requirement")  # given in that gap
    await federation.at(datetime(2027, 1, 15, 9, tzinfo=UTC))
    await exchanged(federation)
    for code in ("FR", "NL"):
        shown = await review(federation[code], sent.number)
        assert present(shown.received).date() == date(2027, 1, 4)
        assert present(shown.period).event_day == date(2027, 1, 4)
