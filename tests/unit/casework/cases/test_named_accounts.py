"""At most fifty accounts are named by the mark of a restricted case (tests2, 13)."""

from __future__ import annotations

from functools import partial

import pytest

from gateway.casework.accounts.officers import make_officer
from gateway.casework.cases.need_to_know import let_in, restrict
from gateway.casework.permissions import OfficerRole
from gateway.domain.case.restriction import (
    MOST_NAMED,
    Naming,
    RestrictionClass,
    RestrictionDraft,
)
from gateway.errors import InputError
from tests.support.desk import START, text
from tests.support.federation_case import officer
from tests.support.quiet_office import CASE, QuietOffice

LEADER = officer("leader", OfficerRole.DECIDER)
WHY = text("Quellenschutz.", "de")


def accounts(de: QuietOffice, number: int) -> tuple[str, ...]:
    """Make accounts that read cases, beside the one that restricts."""
    names = tuple(f"officer-{each}" for each in range(number))
    for name in (LEADER.name, *names):
        de.write(partial(make_officer, name=name, role=OfficerRole.OFFICER, at=START))
    return names


def draft(*names: str) -> RestrictionDraft:
    return RestrictionDraft(reason_class=RestrictionClass.SOURCE_PROTECTION, reason=WHY, to=names)


async def test_fifty_are_let_in_and_no_more(de: QuietOffice) -> None:
    names = accounts(de, MOST_NAMED)
    de.case()
    await restrict(de.office, LEADER, CASE, draft(*names[: MOST_NAMED - 2]))
    whole = await let_in(de.office, LEADER, CASE, Naming(add=names[-2:-1], reason=WHY))
    assert len(whole.named) == MOST_NAMED
    with pytest.raises(InputError) as refused:
        await let_in(de.office, LEADER, CASE, Naming(add=names[-1:], reason=WHY))
    assert refused.value.metadata["field"] == "add"
    changed = Naming(add=names[-1:], take=names[:1], reason=WHY)
    left = await let_in(de.office, LEADER, CASE, changed)
    assert names[-1] in {each.account for each in left.named}


async def test_who_restricts_is_one_of_the_fifty(de: QuietOffice) -> None:
    names = accounts(de, MOST_NAMED)
    de.case()
    with pytest.raises(InputError) as refused:
        await restrict(de.office, LEADER, CASE, draft(*names))
    assert refused.value.metadata["field"] == "to"
    made = await restrict(de.office, LEADER, CASE, draft(*names[1:]))
    assert len(made.named) == MOST_NAMED
