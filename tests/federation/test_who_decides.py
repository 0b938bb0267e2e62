"""Articles 3, 7 and 16: competent authorities decide cases and deny; nobody else does.

The Commission's node files nothing, and a denial that a careless node of the Commission
writes into its log is noted by everybody and counts for nobody.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.casework.cases.cases import list_cases
from gateway.casework.denials.denial_reviews import follow_law
from gateway.casework.denials.registers import verify
from gateway.domain.denial import Denial
from gateway.domain.lifecycle import shipped_law
from gateway.errors import PermissionRefusedError, StateError
from tests.support.cases import application, french_denial
from tests.support.federation_case import ANNA, CaseFederation
from tests.support.written_denials import denials, notes, write


async def test_the_commission_files_no_application(federation: CaseFederation) -> None:
    with pytest.raises(PermissionRefusedError, match="brokering, licensing, transit") as refused:
        await federation["EU"].file(application())
    assert refused.value.metadata["kind"] == "application"
    assert (await list_cases(federation["EU"].node.office, ANNA)).items == ()


def of_the_commission() -> Denial:
    content = french_denial(17)
    return content.model_copy(update={"denial_id": "EU-2026-00017", "authority": "EU"})


async def test_a_denial_by_the_commission_counts_for_nobody(federation: CaseFederation) -> None:
    eu, de = federation["EU"], federation["DE"]
    with pytest.raises(StateError, match="no role that decides cases"):
        await eu.deny(of_the_commission())
    careless = replace(eu.node.me, reviews=shipped_law)  # a gateway that does not check
    await write(eu, careless, of_the_commission())
    await federation.sync()
    assert await denials(de) == 0
    assert [("EU has no role" in note) for note in await notes(de)] == [True]
    case = await de.file(application())
    await federation.settle()
    examined = await de.case(case.case_id)
    assert {each.procedure for each in examined.consultations} == {"14(1)"}
    assert (await verify(de.node.office, ANNA, "EU")).sound


@pytest.mark.parametrize(("roles", "held"), [({"customs"}, 0), ({"customs", "transit"}, 1)])
async def test_the_directory_held_says_who_may_deny(
    three: CaseFederation, roles: set[str], held: int
) -> None:
    de, fr = three["DE"], three["FR"]
    await fr.deny(french_denial(17))
    await three.sync()
    assert await denials(de) == 1
    before = de.node.directory.held
    fewer = replace(before.members["FR"], roles=frozenset(roles))
    de.node.directory.held = replace(before, members={**before.members, "FR": fewer})
    await follow_law(de.node.office)
    assert await denials(de) == held
    de.node.directory.held = before
    await follow_law(de.node.office)
    assert await denials(de) == 1
