"""Lists of letters, reviews and waiting acts give what was asked for, page by page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from gateway.casework.handlers.second_officer import list_acts, refuse
from gateway.casework.letters.information_request import ask_information, supplement
from gateway.casework.letters.letters import list_letters
from gateway.casework.letters.recall import recall
from gateway.casework.notices.collective_acts import list_reviews
from gateway.domain.correspondence import InformationRequest, LetterState, Supplement
from gateway.domain.letter import LetterType
from gateway.domain.lists.filters import LetterFilter, ReviewFilter, WaitingFilter
from gateway.domain.waiting_act import WaitingKind, WaitingState
from gateway.errors import InputError, Reason
from tests.support.federation_case import ANNA, BERT, CaseFederation, text
from tests.support.notices import publish as notify
from tests.support.raising import refuses
from tests.support.reviews import exchanged, find, recorded, review, word

UNDER_2026_3 = datetime(2027, 1, 4, 9, tzinfo=UTC)


async def test_letters_are_found_by_what_the_journal_knows_of_them(three: CaseFederation) -> None:
    case, office = await three.consulting(), three["DE"].node.office
    inside = (await three.of(case, "NL")).conversation_id
    added = await supplement(office, ANNA, inside, Supplement(text=(text("The price list."),)))
    await three.settle()
    first = three["DE"].clock.at.date()
    await three.at(three["DE"].clock.at + timedelta(days=1))
    about = InformationRequest(text=(text("About Mr X."),))
    to_fr = await ask_information(office, ANNA, about, peer="FR")
    to_nl = await ask_information(three["FR"].node.office, ANNA, about, peer="DE")
    await three.settle()
    await recall(office, ANNA, added.message_id, (text("It was meant for another."),))
    await three.settle()

    async def found(**asked: Any) -> list[str]:
        page = await list_letters(office, ANNA, LetterFilter(**asked))
        known = {added.message_id: "added", to_fr.message_id: "asked", to_nl.message_id: "came"}
        return [known[each.message_id] for each in page.items if each.message_id in known]

    assert await found() == ["added", "asked", "came"]
    question = LetterType.INFORMATION_REQUEST
    assert await found(letter_type=question) == ["asked", "came"]
    assert await found(letter_type=question, ours=True) == ["asked"]
    assert await found(letter_type=question, ours=False, peer="FR") == ["came"]
    assert await found(peer="NL") == ["added"]
    assert await found(state=LetterState.OPEN) == ["asked", "came"]
    sealed = LetterFilter(state=LetterState.SEALED)
    theirs = await list_letters(three["NL"].node.office, ANNA, sealed)  # who got it seals it
    assert [each.message_id for each in theirs.items] == [added.message_id]
    assert await found(wanted=True) == ["asked", "came"]
    assert await found(wanted=True, state=LetterState.SEALED) == []
    assert await found(at_until=first) == ["added"]
    assert await found(at_from=first + timedelta(days=1)) == ["asked", "came"]
    assert await found(case_id=case.case_id) == ["added"]
    assert await found(case_id=case.case_id, peer="FR") == []
    assert await found(conversation_id=inside) == ["added"]
    assert await found(conversation_id=inside, letter_type=question) == []
    assert await found(conversation_id=inside, state=LetterState.OPEN) == []
    requests = LetterFilter(conversation_id=inside, letter_type=LetterType.REQUEST, ours=True)
    assert len((await list_letters(office, ANNA, requests)).items) == 1
    with refuses(InputError, Reason.DATE_IMPOSSIBLE, field="at_until"):
        await found(at_from=first, at_until=first - timedelta(days=1))


async def test_reviews_and_waiting_acts_are_found_by_what_they_are(
    federation: CaseFederation,
) -> None:
    await federation.at(UNDER_2026_3)
    number = (await notify(federation["DE"], "5(4)", about="", expires=None)).number
    await exchanged(federation)
    nl, eu = federation["NL"].node.office, federation["EU"].node.office
    shown = await review(federation["NL"], number)
    assert shown.last_instant is not None
    last = (shown.last_instant - timedelta(microseconds=1)).date()

    async def reviews(**asked: Any) -> bool:
        return bool((await list_reviews(nl, ANNA, ReviewFilter(**asked))).items)

    for asked, there in (
        ({}, True),
        ({"origin": "DE"}, True),
        ({"origin": "FR"}, False),
        ({"procedure": shown.procedure}, True),
        ({"procedure": "none"}, False),
        ({"due_from": last}, True),
        ({"due_from": last + timedelta(days=1)}, False),
        ({"due_until": last}, True),
        ({"due_until": last - timedelta(days=1)}, False),
        ({"open_only": True, "origin": "DE"}, True),
    ):
        assert await reviews(**asked) is there, asked
    await find(federation["NL"], number, "requirement")
    assert not await reviews(open_only=True, origin="DE")

    waits = await recorded(federation["EU"], number, word("AT"))
    refused = await recorded(federation["EU"], number, word("BE"))
    await refuse(eu, BERT, refused.number, text("The letter says another thing."))

    async def acts(**asked: Any) -> list[str]:
        return [each.number for each in (await list_acts(eu, ANNA, WaitingFilter(**asked))).items]

    today: Callable[[int], date] = lambda days: (waits.at + timedelta(days=days)).date()  # noqa: E731
    both, first = [refused.number, waits.number], [waits.number]
    assert await acts() == first
    assert await acts(every=True) == both
    assert await acts(state=WaitingState.REFUSED) == [refused.number]
    assert await acts(every=True, kind=waits.kind, by=ANNA.name) == both
    assert await acts(every=True, kind=WaitingKind.DENIAL_IMPORT) == []
    assert await acts(every=True, by=BERT.name) == []
    assert await acts(subject=waits.subject) == first
    assert await acts(subject="DE-none") == []
    assert await acts(at_from=today(0), at_until=today(0)) == first
    assert await acts(at_from=today(1)) == []
    assert await acts(at_until=today(-1)) == []
