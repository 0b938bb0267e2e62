"""What the Commission reads, and nothing else (docs/domain.md 3.6): walked over all there is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.casework.denials.denials import search_denials
from gateway.casework.notices.notice_acts import publish_in
from gateway.casework.notices.notices import get_notice, publish_notice
from gateway.casework.permissions import OfficerRole
from gateway.casework.services import Work
from gateway.domain.collective.hand_word import HandWord
from gateway.domain.consultation import Means
from gateway.domain.letter import ALL_MEMBERS, MEMBER_STATES, EntryType, LetterType, PartKind
from gateway.domain.letter_types import LETTER_RULES
from gateway.domain.rulebook.acts import Audience, NoticeRule
from gateway.domain.rulebook.shelf import shipped_rulebooks
from gateway.errors import InputError, PermissionRefusedError, Reason
from gateway.exchange import conversations
from gateway.exchange.conversations import check_recipient
from gateway.exchange.outbox import PartDraft, queue_letter
from gateway.ports import MessageRef
from gateway.register.own_log import append
from gateway.register.release_sets import is_of_a_state, may_hold, tokens_of
from tests.support.cases import application, french_denial
from tests.support.federation_case import ANNA, START, CaseFederation, officer
from tests.support.notices import exchange, filled, listed, shown
from tests.support.reviews import paper

Begin = Callable[..., AbstractAsyncContextManager[CaseFederation]]

BETWEEN_STATES = {
    LetterType.REQUEST,
    LetterType.ANSWER,
    LetterType.EXTENSION_REQUEST,
    LetterType.EXTENSION_REPLY,
    LetterType.CLOSING_REQUEST,
    LetterType.CLOSING_STATEMENT,
    LetterType.END,
    LetterType.FORWARDING,
    LetterType.FORWARDING_REPLY,
    LetterType.STANDING_ANSWER,
    LetterType.SETTLEMENT,
}
"""14(1), 16(5), 14(2), 21(4): requests, answers and all that serves them."""

TO_STATES = {
    LetterType.ANNUAL_CALL,
    LetterType.ANNUAL_PART,
    LetterType.ANNUAL_OUTCOME,
    LetterType.ANNUAL_TABLES,
}
"""Of the annual report: what the Commission sends, and parts within a State."""

TO_THE_COMMISSION = {LetterType.ANNUAL_SUBMISSION, LetterType.ANNUAL_CLEARANCE}
"""Of the annual report: what no other State reads."""

STATES_ONLY = {"12(7)"}
ONLY_IF_ADDRESSED = {
    "7(2).route",
    "23(2)(a)",
    "23(2)(b)",
    "23(2)(d)",
    "23(2)(e)",
    "23(3)",
    "25(2)",
    "16(5).none_needed",
}
BY_THE_COMMISSION = {
    *("5(6)", "5(5).by_hand", "5(7).by_hand", "5(7).analysis", "9(4)", "23(1).forwarded"),
}


def kinds_of(at: datetime) -> list[NoticeRule]:
    """The kinds of notice of a day."""
    return [rule for book in shipped_rulebooks().all_in_force(at) for rule in book.notices]


DAYS = {"by one officer": START, "by two officers": datetime(2027, 1, 4, 9, tzinfo=UTC)}
"""A day before and one after two officers tell every member."""


def of_the_day(rule: NoticeRule, at: datetime) -> dict[str, Any]:
    """What a draft holds of that day, and the proof where its kind wants one."""
    day = at.date()
    dated: dict[str, Any] = {
        "at": day,
        "effective_from": day,
        "expires": day + timedelta(days=180),
        "reply_until": day + timedelta(days=18),
    }
    if "documents" in rule.required:
        said = HandWord(
            state="IT", on=day, given_by="Ministry", means=Means.POST, proof=(paper("IT"),)
        )
        dated |= {"documents": said.proof, "references": said.references}
    return dated


async def test_every_type_of_letter(federation: CaseFederation) -> None:
    directory = federation["DE"].node.directory.held
    closed = {"EU": BETWEEN_STATES | TO_STATES, "FR": TO_THE_COMMISSION}
    for code, unread in closed.items():
        refused = {}
        for letter_type in LetterType:
            try:
                check_recipient(letter_type, directory.member(code))
            except PermissionRefusedError as error:
                refused[letter_type] = error.reason
        assert refused == dict.fromkeys(unread, Reason.NOT_AUTHORISED), code


async def test_a_consultation_that_is_sent_to_it_all_the_same_is_refused_on_record(
    federation: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sender's node has been tampered with; the Commission's does not take the letter."""
    de = federation["DE"].node
    part = PartDraft(PartKind.MATCHING, b"what the Commission does not read")
    rule = LETTER_RULES[LetterType.REQUEST]

    def queue(conn: Any) -> str:
        letter = queue_letter(
            conn, de.me, recipient="EU", letter_type=LetterType.REQUEST, parts=[part],
            procedure="16(5)",
        )  # fmt: skip
        return letter.message_id

    with pytest.raises(PermissionRefusedError):
        await de.db.write(queue)
    with monkeypatch.context() as tampered:
        everybody = replace(rule, readers=LETTER_RULES[LetterType.NOTICE].readers)
        tampered.setattr(
            conversations, "LETTER_RULES", {**LETTER_RULES, LetterType.REQUEST: everybody}
        )
        message = await de.db.write(queue)
    result = await de.deliverer.deliver(MessageRef(message_id=message))
    assert (result.refused, result.reason) == (True, Reason.NOT_AUTHORISED)


async def test_every_entry_goes_by_its_release_set(federation: CaseFederation) -> None:
    """A part for the competent authorities only: the Commission has the leaf, not the part."""
    directory = federation["DE"].node.directory.held
    for release, reads in ((ALL_MEMBERS, True), (MEMBER_STATES, False), ("FR", False)):
        assert may_hold(directory.member("EU"), (release,), "DE") is reads
        assert may_hold(directory.member("FR"), (release,), "DE") is True
    assert not is_of_a_state(directory.member("EU"))
    assert tokens_of(directory.member("EU")) == {"EU", ALL_MEMBERS}


def test_every_kind_of_notice_has_its_audience() -> None:
    """The rulebook's audiences are those of docs/domain.md 3.6; a new kind must be placed here."""
    placed = dict.fromkeys(STATES_ONLY, Audience.MEMBER_STATES)
    placed |= dict.fromkeys(ONLY_IF_ADDRESSED, Audience.CHOSEN)
    for book in shipped_rulebooks().books:
        found = {rule.code: rule.audience for rule in book.notices}
        assert found == {code: placed.get(code, Audience.ALL_MEMBERS) for code in found}


@pytest.mark.parametrize("at", DAYS.values(), ids=DAYS)
async def test_every_kind_of_notice_between_real_nodes(begin: Begin, at: datetime) -> None:
    """Each kind is sent once; what is read where is what its audience says."""
    async with begin(at=at) as federation:
        await walk_every_kind(federation, at)


async def walk_every_kind(federation: CaseFederation, at: datetime) -> None:
    numbers: dict[str, str] = {}
    waiting = {rule.code: rule for rule in kinds_of(at)}
    while waiting:
        ready = [r for r in waiting.values() if not r.about or set(r.about) & set(numbers)]
        ready = ready or [r for r in waiting.values() if "denial" in r.about]
        assert ready, waiting
        known = dict(numbers)  # what all have
        for rule in ready:
            del waiting[rule.code]
            if "denial" in rule.about and not set(rule.about) & set(known):
                await federation["FR"].deny(french_denial(17))
                await federation.sync()
                about = french_denial(17).denial_id
            else:
                about = next((known[each] for each in rule.about if each in known), "")
            sender = "EU" if rule.code in BY_THE_COMMISSION else "DE"
            fresh = filled(rule, about=about, **of_the_day(rule, at))
            office = federation[sender].node.office
            numbers[rule.code] = await office.db.write(
                lambda conn, office=office, fresh=fresh: publish_in(
                    Work(conn, office), "anna", fresh
                )  # type: ignore[misc]
            )
        await exchange(federation)
    sights = {rule.code: rule.sight for rule in kinds_of(at)}
    at_commission = {line.number: line for line in await listed(federation["EU"])}
    for code, number in numbers.items():
        sight = sights[code]
        reader = ANNA if sight is None else officer("zoe", OfficerRole(sight.value))
        read = await get_notice(federation["FR"].node.office, reader, number)
        assert read.notice is not None, code
        if code in ONLY_IF_ADDRESSED:
            assert number not in at_commission
        elif code in STATES_ONLY:
            assert (await shown(federation["EU"], number)).notice is None
            assert at_commission[number].kind == ""
        else:
            assert at_commission[number].kind == code
            assert at_commission[number].note == ""
    for origin in ("DE", "FR"):
        assert (await federation["EU"].registers())[origin].trouble == ""


async def test_a_sender_may_narrow_and_then_only_those_read_it(
    federation: CaseFederation,
) -> None:
    rule = next(each for each in kinds_of(START) if each.code == "12(7)")
    office = federation["DE"].node.office
    sent = await publish_notice(office, ANNA, filled(rule, recipients=("NL",)))
    await exchange(federation)
    assert (await shown(federation["NL"], sent.number)).notice is not None
    assert (await shown(federation["FR"], sent.number)).notice is None
    assert [each.authority for each in (await shown(federation["DE"], sent.number)).receipts] == [
        "NL"
    ]


async def test_parts_for_the_states_do_not_reach_it_through_a_mirror(
    federation: CaseFederation,
) -> None:
    """France holds the part and serves Germany's log; it serves the Commission the leaf."""
    de = federation["DE"].node
    part = PartDraft(PartKind.TEXT, b"barred", release=(MEMBER_STATES,))
    await de.db.write(
        lambda conn: append(
            conn, de.me, entry_type=EntryType.NOTICE, subject="DE-N-2026-00009", parts=[part],
            at=de.clock.now(),
        )
    )  # fmt: skip
    await federation["FR"].node.syncer.sync_all()
    await federation.stop("DE")
    await federation.sync()
    assert await federation["EU"].entries("DE") == [("notice", "DE-N-2026-00009")]
    held = await shown(federation["EU"], "DE-N-2026-00009")
    assert (held.notice, held.state) == (None, "not_held")


async def test_it_says_why_it_searches_denials(federation: CaseFederation) -> None:
    office = federation["EU"].node.office
    wanted = application().transaction
    with pytest.raises(InputError, match="reason"):
        await search_denials(office, ANNA, wanted)
    await search_denials(office, ANNA, wanted, reason="Question of the European Parliament.")
    await search_denials(federation["DE"].node.office, ANNA, wanted)
