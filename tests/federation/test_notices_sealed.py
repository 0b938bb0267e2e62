"""A notice by letter that is sealed at its reader; who had read it is on record."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from gateway.casework.letters.recall import recall
from gateway.casework.notices.notices import amend_notice, comment_on
from gateway.casework.records import correspondence_rows
from gateway.casework.records.letter_access import openings
from gateway.domain.letter import LetterType
from gateway.domain.notice import Comment
from gateway.errors import NotFoundError
from tests.support.federation_case import ANNA, CaseFederation, Desk, text
from tests.support.notices import draft, exchange, listed, publish, shown


async def test_a_sealed_notice_is_shown_no_more_and_who_had_read_it_is_known(
    federation: CaseFederation,
) -> None:
    sent = await publish(federation["DE"], "23(2)(e)", recipients=("FR", "NL"))
    await exchange(federation)
    assert (await shown(federation["FR"], sent.number)).notice is not None
    fr = federation["FR"].node

    def seal(conn: Connection) -> list[str]:
        [letter] = correspondence_rows.listed(conn, letter_type=LetterType.NOTICE)
        correspondence_rows.seal(conn, letter.message_id)
        return [opening.role for opening in openings(conn, letter.message_id)]

    assert await fr.db.write(seal) == [str(ANNA.role)]
    assert await listed(federation["FR"]) == ()
    with pytest.raises(NotFoundError):
        await shown(federation["FR"], sent.number)
    assert [line.number for line in await listed(federation["NL"])] == [sent.number]


async def letter_to(desk: Desk, peer: str, letter_type: LetterType) -> str:
    """The id of the one letter of a type that a desk has sent to a peer."""
    found = await desk.node.db.read(
        lambda conn: correspondence_rows.listed(conn, letter_type=letter_type)
    )
    (letter,) = [each for each in found if each.ours and each.peer == peer]
    return letter.message_id


async def test_a_notice_that_went_to_the_wrong_member_is_recalled_from_there_alone(
    federation: CaseFederation,
) -> None:
    """Germany meant France only; the Netherlands has it too, and seals it."""
    de, nl = federation["DE"], federation["NL"]
    sent = await publish(de, "23(2)(e)", recipients=("FR", "NL"))
    await exchange(federation)
    assert "notice.read" in await nl.task_kinds()
    wrong = await letter_to(de, "NL", LetterType.NOTICE)
    await recall(de.node.office, ANNA, wrong, (text("Meant for another.", "en"),))
    await exchange(federation)
    assert await listed(nl) == ()
    assert "notice.read" not in await nl.task_kinds()
    assert "letter.recalled" in await nl.task_kinds()
    assert (await shown(federation["FR"], sent.number)).notice is not None
    own = await shown(de, sent.number)
    assert (own.release, own.not_yet_received) == (("FR",), ())
    # Another version goes to those who still have it.
    words = (text("The route changed.", "en"),)
    await amend_notice(de.node.office, ANNA, sent.number, draft("23(2)(e)", text=words))
    await exchange(federation)
    assert await listed(nl) == ()
    assert len((await shown(federation["FR"], sent.number)).versions) == 2


async def test_a_notice_that_nobody_has_any_more_says_so_at_its_sender(
    federation: CaseFederation,
) -> None:
    de = federation["DE"]
    sent = await publish(de, "23(2)(e)", recipients=("FR",))
    await exchange(federation)
    wrong = await letter_to(de, "FR", LetterType.NOTICE)
    await recall(de.node.office, ANNA, wrong, (text("Not ours to give.", "en"),))
    await exchange(federation)
    assert (await shown(de, sent.number)).note == "it was recalled from everybody"
    assert await listed(federation["FR"]) == ()


async def test_a_comment_is_recalled(federation: CaseFederation) -> None:
    de, fr = federation["DE"], federation["FR"]
    sent = await publish(de, "9.draft", about="")
    await exchange(federation)
    comment = Comment(about=sent.number, text=(text("About another list.", "en"),))
    await comment_on(fr.node.office, ANNA, sent.number, comment)
    await exchange(federation)
    assert "notice.comment" in await de.task_kinds()
    wrong = await letter_to(fr, "DE", LetterType.COMMENT)
    await recall(fr.node.office, ANNA, wrong, (text("Wrong draft.", "en"),))
    await exchange(federation)
    assert (await shown(de, sent.number)).comments == ()
    assert "notice.comment" not in await de.task_kinds()
