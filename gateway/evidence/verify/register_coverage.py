"""Says which registers an examination should have covered and did not, and what it hides."""

from __future__ import annotations

from datetime import datetime, timedelta

from gateway.domain.authority import member_state
from gateway.domain.examination import Examination
from gateway.domain.rulebook.shelf import ZONE_OF_THE_UNION
from gateway.domain.states import shipped_states
from gateway.matching.search import PARTY_SHOWN
from gateway.trust.federation import Directory


def left_out(
    examination: Examination, authority: str, directory: Directory, fresh_for: timedelta
) -> tuple[str, ...]:
    """Return the members whose register an examination does not name at all.

    A register that was never reached has a position of size 0, so that leaving one out is
    seen. A member is looked for once the examining authority must have known of it: it was
    there when that one joined, or for as long as a register stays fresh. One of a State that
    had not acceded, as far as this program knows, keeps none.

    Args:
        examination: What was recorded.
        authority: Who examined.
        directory: The newest one that is held.
        fresh_for: How long a register is fresh.
    """
    named = {position.origin for position in examination.registers}
    since = examination.examined_at - fresh_for
    day = examination.examined_at.astimezone(ZONE_OF_THE_UNION).date()
    ours = joined(directory, authority)
    if ours is not None:
        since = max(since, min(ours, examination.examined_at))
    return tuple(
        code
        for code in directory.keepers_of_registers
        if code not in named
        and (begun := joined(directory, code)) is not None
        and begun <= since
        and not shipped_states().not_yet(member_state(code), day)
    )


def named_twice(examination: Examination) -> tuple[str, ...]:
    """Return the members whose register an examination names more than once."""
    origins = [position.origin for position in examination.registers]
    return tuple(sorted({origin for origin in origins if origins.count(origin) > 1}))


def hidden(examination: Examination) -> tuple[str, ...]:
    """Return the authorities of which it counts denials of a party that it had room to show.

    Of members and of relayed lists each, only what is beyond the bound is counted.
    """
    shown = [bool(hit.relayed_from) for hit in examination.of_party]
    return tuple(
        each.authority
        for each in examination.more_of_party
        if shown.count(bool(each.relayed_from)) < PARTY_SHOWN
    )


def joined(directory: Directory, code: str) -> datetime | None:
    """Return when the first key of a member began to count; None where it has none."""
    member = directory.members.get(code)
    keys = member.keys if member is not None else ()
    return min((key.not_before for key in keys), default=None)
