"""A change that may come, without code: 5(6) by a qualified majority, in force overnight.

The change is a block of a file (tests/assets/reforms). The operators announce it on a Friday, and
nobody restarts anything; what was under review before stays under its law.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from certs.law import Announcement, announce
from certs.layout import FederationFiles
from certs.operators import issue_next_version
from gateway.cli.main import app
from gateway.domain.collective.review import ShownReview
from gateway.errors import StateError
from gateway.trust.federation import Directory
from gateway.trust.shipped_law import shipped_law
from tests.support.federation_case import CaseFederation, operators_reaching
from tests.support.notices import publish as notify
from tests.support.reforms import majority_5_6
from tests.support.reviews import agreed, exchanged, find, publish, recorded, review, word

FRIDAY, MONDAY = datetime(2027, 1, 29, 9, tzinfo=UTC), datetime(2027, 2, 1, 9, tzinfo=UTC)
BY_POST = ("IT", "ES", "PL", "RO", "BE", "CZ", "SE", "PT", "EL", "HU", "AT", "BG")
"""With DE, FR and NL 15 of 27 States, and more than 65 % of the population."""


@pytest.fixture
def reform(tmp_path: Path) -> Path:
    """The file of the rulebook of 2027 with the block, as a version of its own from Monday on."""
    return majority_5_6(tmp_path)


@pytest.fixture
def raw(reform: Path) -> bytes:
    return reform.read_bytes()


@pytest.fixture
def nodes(federation: CaseFederation) -> CaseFederation:
    return federation


async def announced(
    case_files: FederationFiles, tmp_path: Path, nodes: CaseFederation, raw: bytes
) -> None:
    """The operators name the reform in the directory's next version, and every node takes it."""
    files = operators_reaching(case_files, tmp_path, *nodes.desks)

    def naming(held: Directory) -> Directory:
        return replace(held, rulebooks=shipped_law())

    issue_next_version(files, naming, now=nodes.clock.now())
    announcement = Announcement(
        where="rulebooks",
        version="EU-2021-821/2027-1",
        effective_date="2027-02-01",
        raw=raw,
    )
    announce(files, announcement, now=nodes.clock.now())
    await nodes.refresh()


async def imposed(nodes: CaseFederation) -> str:
    sent = await notify(nodes["DE"], "5(4)", about="", expires=None, reply_until=None)
    await exchanged(nodes)
    for code in ("DE", "FR", "NL"):
        await find(nodes[code], sent.number, "requirement")
    await exchanged(nodes)
    return sent.number


async def seen(nodes: CaseFederation, number: str) -> ShownReview:
    return await review(nodes["EU"], number)


def test_the_reform_is_in_order_and_says_what_it_changes(reform: Path) -> None:
    told = CliRunner().invoke(app, ["rulebook", "check", str(reform)])
    assert told.exit_code == 0, told.output
    words = ["rulebook", "diff", "EU-2021-821/2026-3", str(reform), "--json"]
    changed = {each["where"] for each in json.loads(CliRunner().invoke(app, words).output)}
    reviews = {each.partition(" / ")[0] for each in changed - {"version", "in_force_from"}}
    assert reviews == {"collective_review 5(5)", "collective_review 5(7)"}


async def test_5_6_by_a_qualified_majority_overnight_and_without_code(
    case_files: FederationFiles, tmp_path: Path, nodes: CaseFederation, raw: bytes
) -> None:
    await nodes.at(FRIDAY)
    await announced(case_files, tmp_path, nodes, raw)
    before = await imposed(nodes)
    await nodes.at(MONDAY)
    number, eu = await imposed(nodes), nodes["EU"]
    with pytest.raises(StateError, match=r"no majority \(3 of 27 States of 15 needed"):
        await publish(eu, number)
    for state in BY_POST[:-1]:
        said = word(state, on=date(2027, 2, 1))
        await agreed(eu, await recorded(eu, number, said))
    count = (await seen(nodes, number)).tally
    assert count.majority is not None
    assert (count.majority.states, count.majority.states_needed) == (14, 15)
    assert count.majority.persons is not None
    assert count.majority.persons > count.majority.persons_needed
    assert not count.complete
    await agreed(eu, await recorded(eu, number, word(BY_POST[-1], on=date(2027, 2, 1))))
    await exchanged(nodes)
    for desk in nodes.desks.values():
        shown = await review(desk, number)
        assert shown.complete
        assert len(shown.tally.missing) == 12
    assert await publish(eu, number)
    # What began on Friday wants all 27, as it did.
    assert (await seen(nodes, before)).tally.majority is None
    with pytest.raises(StateError, match="24 Member States have not notified it"):
        await publish(eu, before)
