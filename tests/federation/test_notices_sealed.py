"""A notice by letter that is sealed at its reader; who had read it is on record."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from gateway.casework import correspondence_rows
from gateway.casework.opened import openings
from gateway.domain.letter import LetterType
from gateway.errors import NotFoundError
from tests.support.federation_case import ANNA, CaseFederation
from tests.support.notices import exchange, listed, publish, shown


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
