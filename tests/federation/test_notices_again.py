"""A national system that got no answer tries again: its notice is sent once."""

from __future__ import annotations

import pytest

from gateway.casework.notices.notices import amend_notice
from gateway.domain.notice import ShownNotice
from gateway.errors import Reason, StateError
from tests.support.federation_case import ANNA, CaseFederation, text
from tests.support.notices import draft, exchange, listed, publish, shown
from tests.support.raising import refuses


@pytest.mark.parametrize(
    ("kind", "recipients"), [("12(6)", ()), ("23(2)(e)", ("FR", "EU"))], ids=["entry", "letters"]
)
async def test_the_same_reference_with_the_same_content_is_the_same_notice(
    federation: CaseFederation, kind: str, recipients: tuple[str, ...]
) -> None:
    de = federation["DE"]
    first = await publish(de, kind, reference="N-4711", recipients=recipients)
    federation.clock.advance(minutes=5)
    again = await publish(de, kind, reference="N-4711", recipients=recipients)
    assert again.number == first.number
    await exchange(federation)
    [line] = await listed(federation["FR"])
    assert line.number == first.number
    assert len((await shown(federation["FR"], first.number)).versions) == 1
    other = await publish(de, kind, recipients=recipients)
    assert other.number != first.number  # without a reference nobody can tell


async def test_another_notice_under_the_same_reference_is_refused(
    federation: CaseFederation,
) -> None:
    de = federation["DE"]
    first = await publish(de, "12(6)", reference="N-4711")
    with refuses(StateError, Reason.STATE_CONFLICT, match=first.number):
        await publish(de, "12(6)", reference="N-4711", text=(text("Something else."),))
    assert len(await listed(de)) == 1


async def test_an_amendment_that_is_tried_again_is_one_version(
    federation: CaseFederation,
) -> None:
    de = federation["DE"]
    first = await publish(de, "12(6)", reference="N-4711")
    changed = draft("12(6)", reference="N-4711/2", text=(text("As amended."),))
    for _ in range(2):
        seen = await amend_notice(de.node.office, ANNA, first.number, changed)
        assert isinstance(seen, ShownNotice)
        assert len(seen.versions) == 2
    with pytest.raises(StateError):  # it is no notice of its own
        await publish(de, "12(6)", reference="N-4711/2", text=(text("As amended."),))
