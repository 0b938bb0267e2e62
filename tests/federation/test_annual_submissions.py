"""Submissions of real nodes to the Commission's: each counts, is refused, or waits, and says so."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.casework.annual.collection import call_for_data, list_collections
from gateway.casework.annual.rows import counting
from gateway.casework.permissions import OfficerRole
from gateway.casework.records import correspondence_rows as letters
from gateway.casework.records.correspondence import Draft
from gateway.domain.annual.collection import CollectionCall
from gateway.domain.annual.submission import AnnualCall, SubmissionHeader
from gateway.domain.letter import LetterType
from gateway.errors import ComityError, Reason
from gateway.wire.annual_cells import blocks_to_parts
from tests.support.annual_federation import FILE, PLAIN, TEMPLATE, YEAR, AnnualYear, blocks
from tests.support.federation_case import ANNA, CaseFederation, officer


@pytest.fixture
def year(federation: CaseFederation) -> AnnualYear:
    return AnnualYear(federation)


async def refused(what: Any) -> Reason:
    with pytest.raises(ComityError) as caught:
        await what
    return caught.value.reason


async def test_a_call_brings_the_template_to_every_authority(year: AnnualYear) -> None:
    view = await year.call()
    assert [each.state for each in view.states] == ["DE", "FR", "NL"]
    assert view.coverage == "0 of 3 States"
    for state in PLAIN:
        call = letters.content_of(await year.called(state), AnnualCall)
        assert (call.collection, call.year) == (YEAR, 2025)
        assert call.template_digest == TEMPLATE.digest
        assert "annual.called" in await year.federation[state].task_kinds()
    assert [
        each.collection for each in (await list_collections(year.eu.node.office, ANNA)).items
    ] == [YEAR]


async def test_what_cannot_be_called(year: AnnualYear) -> None:
    office = year.eu.node.office
    both = CollectionCall(file=FILE, template="2024/214/2025-3")
    assert await refused(call_for_data(office, ANNA, both)) is Reason.INPUT_INVALID
    broken = CollectionCall(file="version = 1")
    assert await refused(call_for_data(office, ANNA, broken)) is Reason.TEMPLATE_INVALID
    nobody = CollectionCall(file=FILE, authorities=("EU",))
    assert await refused(call_for_data(office, ANNA, nobody)) is Reason.INPUT_INVALID
    elsewhere = year.federation["DE"].node.office
    call = CollectionCall(file=FILE)
    assert await refused(call_for_data(elsewhere, ANNA, call)) is Reason.STATE_CONFLICT
    reader = officer("rita", OfficerRole.READER)
    assert await refused(call_for_data(office, reader, call)) is Reason.NOT_PERMITTED
    await year.call()
    assert await refused(call_for_data(office, ANNA, call)) is Reason.STATE_CONFLICT
    other = CollectionCall(file=FILE + "\n# another\n")
    assert await refused(call_for_data(office, ANNA, other)) is Reason.STATE_CONFLICT


async def test_versions_follow_each_other_and_the_newest_counts(year: AnnualYear) -> None:
    await year.call()
    first = await year.submit("DE", blocks(PLAIN["DE"]))
    assert (first.outcome, first.counts) == ("accepted", first.submission)
    assert (await year.state("DE")).counts == 1
    second = await year.submit("DE", blocks(PLAIN["FR"]))
    assert second.outcome == "accepted"
    assert (await year.state("DE")).counts == 2
    assert (await year.view()).coverage == "1 of 3 States"
    # Nobody else reads its figures.
    for state in ("FR", "NL"):
        held = await year.federation[state].node.db.read(letters.listed)
        assert {each.letter_type for each in held} == {LetterType.ANNUAL_CALL}


async def test_what_does_not_count_is_told_precisely_and_touches_nothing(
    year: AnnualYear,
) -> None:
    wrong_ones: tuple[tuple[dict[str, Any], str], ...] = (
        ({"collection": "EU-R-2024"}, "WRONG_COLLECTION"),
        ({"year": 2024}, "WRONG_YEAR"),
        ({"template": "test/2024-1"}, "WRONG_TEMPLATE"),
        ({"template_digest": "ab" * 32}, "WRONG_TEMPLATE"),
        ({"authority": "FR"}, "WRONG_AUTHORITY"),
        ({"version": 2, "supersedes": "ab" * 32}, "SUPERSEDED"),
        ({"version": 3}, "SUPERSEDED"),
        ({"version": 1, "supersedes": None}, "REPEATED"),
    )
    await year.call()
    accepted = await year.submit("DE", blocks(PLAIN["DE"]))
    for number, (changes, reason) in enumerate(wrong_ones, start=1):
        wrong = await year.submit("DE", blocks(PLAIN["FR"]), **changes)
        assert (wrong.outcome, wrong.reason) == ("refused", reason), changes
        assert wrong.counts == accepted.submission
        assert wrong.text
        line = await year.state("DE")
        assert (line.counts, line.digest, line.refused) == (1, accepted.submission, number)
    assert "annual.submission" in await year.eu.task_kinds()
    right = await year.submit("DE", blocks(PLAIN["FR"]))
    assert right.outcome == "accepted"


async def test_cells_that_cannot_be_true_are_named(year: AnnualYear) -> None:
    await year.call()
    licences, grounds = blocks(PLAIN["DE"])
    unknown = licences.model_copy(
        update={"codes": ((*licences.codes[0][:-1], "9Z"), licences.codes[1])}
    )
    wrong = await year.submit("DE", (unknown, grounds))
    assert (wrong.outcome, wrong.reason) == ("refused", "CELLS_INVALID")
    assert "9Z" in wrong.text[0].text
    twice = licences.model_copy(
        update={"at": (licences.at[0], (licences.at[1][1], *licences.at[1][1:]))}
    )
    again = await year.submit("DE", (twice, grounds))
    assert again.reason == "CELLS_INVALID"
    assert "twice" in again.text[0].text
    assert (await year.view()).coverage == "0 of 3 States"
    # Nor does a first one that corrects something.
    first = await year.submit("DE", blocks(PLAIN["DE"]), version=2, supersedes="ab" * 32)
    assert (first.outcome, first.reason, first.counts) == ("refused", "SUPERSEDED", None)
    assert (await year.submit("DE", blocks(PLAIN["DE"]))).outcome == "accepted"


async def test_of_two_at_once_the_first_counts_and_the_second_is_told(year: AnnualYear) -> None:
    await year.call()
    await year.submit("DE", blocks(PLAIN["DE"]))
    call = await year.called("DE")
    version, before = year.sent["DE"]
    await year.federation.cut_off("EU")
    for values in (PLAIN["FR"], PLAIN["NL"]):  # both are written before either arrives
        header = SubmissionHeader(
            collection=YEAR,
            year=2025,
            template=TEMPLATE.version,
            template_digest=TEMPLATE.digest,
            authority="DE",
            version=version + 1,
            supersedes=before,
            prepared_at=year.federation.clock.at,
        )
        draft = Draft(
            content=header,
            documents=blocks_to_parts(blocks(values)),
        )
        await year.write("DE", call, draft)
    await year.federation.connect("EU")
    for _ in range(3):
        year.federation.clock.advance(hours=1)
        await year.settle()
    came = await year.came("DE")
    assert [each.standing for each in came] == ["accepted", "accepted", "refused"]
    assert came[2].reason == "REPEATED"
    assert counting(came)["DE"].digest == came[1].digest


async def test_reminders_before_and_after_the_day_name_who_is_missing(year: AnnualYear) -> None:
    await year.call()
    await year.submit("DE", blocks(PLAIN["DE"]))
    assert "annual.missing" not in await year.eu.task_kinds()
    due = (await year.view()).submit_by
    year.federation.clock.advance(days=47)
    await year.federation.sweep()
    (task,) = [each for each in await year.eu.tasks() if each.kind == "annual.missing"]
    assert "FR, NL" in task.text
    assert due.isoformat() in task.text
    await year.submit("FR", blocks(PLAIN["FR"]))
    await year.submit("NL", blocks(PLAIN["NL"]))
    year.federation.clock.advance(days=25)
    await year.federation.sweep()
    missing = [each for each in await year.eu.tasks() if each.kind == "annual.missing"]
    assert len(missing) == 1
