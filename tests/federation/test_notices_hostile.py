"""A member that writes notices which are not its to write: they change nothing for others."""

from __future__ import annotations

import pytest

from gateway.casework.notices.collective_rows import under_review
from gateway.domain.letter import EntryType, PartKind
from gateway.domain.notice import Notice, NoticeState
from gateway.errors import InputError
from gateway.exchange.outbox import PartDraft
from gateway.register.own_log import append
from gateway.wire.content import content_to_bytes
from tests.support.federation_case import CaseFederation, Desk
from tests.support.notices import FULL, draft, exchange, publish, shown
from tests.support.raising import present

LAW = "EU-2021-821/2026-3"


def write(desk: Desk, kind: str, number: str, **fields: object) -> None:
    """Append a notice past every check of the own casework."""
    named = {"kind": kind, "number": number, "law": LAW, "expires": None, "outcome": ""}
    content = Notice.model_validate(FULL | named | fields)
    part = PartDraft(kind=PartKind.TEXT, body=content_to_bytes(content))
    node = desk.node
    node.db.write_sync(
        lambda conn: append(
            conn,
            node.office.me,
            entry_type=EntryType.NOTICE,
            subject=number,
            parts=[part],
            at=node.office.clock.now(),
        )
    )


async def test_a_number_that_another_took_first_stays_its_owners(
    federation: CaseFederation,
) -> None:
    """France writes under Germany's next number; Germany's own notice counts all the same."""
    write(federation["FR"], "12(6)", "DE-N-2026-00001")
    await exchange(federation)
    federation.clock.advance(hours=1)
    sent = await publish(federation["DE"], "4(4)", about="")
    assert sent.number == "DE-N-2026-00001"
    await exchange(federation)
    for code in ("DE", "NL", "EU"):
        seen = await shown(federation[code], sent.number)
        assert (seen.origin, seen.state) == ("DE", NoticeState.VALID)
        assert present(seen.notice).kind == "4(4)"
    assert "notice.unusable" in await federation["NL"].task_kinds()


async def test_a_publication_that_the_commission_did_not_make_begins_nothing(
    federation: CaseFederation,
) -> None:
    """France publishes under 5(6) what only the Commission may: no State reviews it."""
    sent = await publish(federation["DE"], "5(4)", about="")
    write(federation["FR"], "5(6)", "FR-N-2026-00001", about=sent.number)
    await exchange(federation)
    office = federation["NL"].node.office
    found = await office.read(under_review)
    assert [each.held.number for each in found] == [sent.number]
    assert not list(found[0].about("5(6)"))


async def test_12_7_is_not_narrowed_to_the_commission(federation: CaseFederation) -> None:
    with pytest.raises(InputError, match="lie within the audience, and EU does not"):
        await publish(federation["DE"], "12(7)", about="", recipients=("EU",))


async def test_5_4_has_no_fewer_readers_since_every_state_reviews_it(
    federation: CaseFederation,
) -> None:
    assert draft("5(4)").recipients == ()
    with pytest.raises(InputError, match="not the sender's to choose"):
        await publish(federation["DE"], "5(4)", about="", recipients=("FR",))
