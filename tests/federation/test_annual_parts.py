"""Parts at a State's coordinator: what does not fit is refused at once, what counts counts on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from certs.layout import FederationFiles
from gateway.casework.annual.preparing import see_year
from gateway.casework.annual.versions import newest_parts
from gateway.casework.records.correspondence import Draft, LetterRoute, send
from gateway.domain.annual.cells import Cell, CellBlock, Figures
from gateway.domain.annual.submission import (
    Submission,
    SubmissionHeader,
    SubmissionOutcome,
    SubmissionPart,
)
from gateway.domain.letter import LetterType
from gateway.wire.annual_cells import blocks_to_parts
from tests.support.annual_year import (
    ANNA,
    COLLECTION,
    TEMPLATE,
    YEAR,
    call,
    import_rows,
    received,
    sent,
)
from tests.support.federation_case import START, CaseFederation, Where, case_federation
from tests.support.one_state import BRUSSELS, FLANDERS, belgian_files


@pytest.fixture(scope="session")
def case_files(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    return belgian_files(tmp_path_factory.mktemp("parts") / "federation", "EU")


@pytest.fixture
async def state(where: Where) -> AsyncIterator[CaseFederation]:
    async with case_federation(*where, codes=(BRUSSELS, FLANDERS, "EU")) as running:
        await call(running["EU"], BRUSSELS)
        await running.settle()
        yield running


def part(**changes: Any) -> Submission:
    header = {
        "collection": COLLECTION,
        "year": YEAR,
        "template": TEMPLATE.version,
        "template_digest": TEMPLATE.digest,
        "authority": FLANDERS,
        "version": 1,
        "prepared_at": START,
        **changes,
    }
    figures = Figures(number=1, exporters_min=1, exporters_max=1)
    cell = Cell(table="use", at=("*", "*"), figures=figures)
    return Submission(
        header=SubmissionHeader.model_validate(header),
        blocks=(CellBlock.of("use", 2, [cell]),),
    )


async def outcome(state: CaseFederation, submission: Submission) -> SubmissionOutcome:
    """Flanders sends a part as it is; what the coordinator says of it."""
    office = state[FLANDERS].node.office
    draft = Draft(
        content=SubmissionPart(header=submission.header),
        documents=blocks_to_parts(submission.blocks),
    )
    version = office.law.in_force(office.clock.now()).version
    place = LetterRoute(BRUSSELS, rulebook=version)
    letter = await office.write(lambda work: send(work, place, draft, actor="eve"))
    await state.settle()
    said = await received(state[FLANDERS], LetterType.ANNUAL_OUTCOME)
    found = [each for each in said if each.replies_to == letter.message_id]
    content = found[0].content
    assert isinstance(content, SubmissionOutcome)
    return content


async def test_what_does_not_fit_is_refused_and_what_counts_is_untouched(
    state: CaseFederation,
) -> None:
    await import_rows(state[FLANDERS])
    good = await sent(state[FLANDERS])
    await state.settle()
    other = "0" * 64
    unknown = part(version=2, supersedes=good.letter)
    cell = Cell(table="use", at=("moonlight", "*"), figures=Figures())
    unknown = unknown.model_copy(update={"blocks": (CellBlock.of("use", 2, [cell]),)})
    for wrong, reason in (
        (part(year=2019, collection="EU-R-2019"), "WRONG_YEAR"),
        (part(collection="EU-R-2025-2"), "WRONG_COLLECTION"),
        (part(template_digest=other), "WRONG_TEMPLATE"),
        (part(template="2024/214/2024-1"), "WRONG_TEMPLATE"),
        (part(authority=BRUSSELS), "WRONG_AUTHORITY"),
        (part(), "SUPERSEDED"),  # two at once: the first to come counts
        (part(version=2, supersedes=other), "SUPERSEDED"),
        (unknown, "CELLS_INVALID"),
    ):
        said = await outcome(state, wrong)
        assert (str(said.outcome), said.reason) == ("refused", reason)
        assert said.text
    held = await state[BRUSSELS].node.db.read(lambda conn: newest_parts(conn, COLLECTION))
    assert held[FLANDERS].digest == good.letter
    seen = await see_year(state[BRUSSELS].node.office, ANNA, YEAR)
    assert [each.authority for each in seen.parts] == [FLANDERS]


async def test_a_corrected_part_takes_the_place_of_the_first(state: CaseFederation) -> None:
    await import_rows(state[FLANDERS])
    first = await sent(state[FLANDERS])
    await state.settle()
    second = await sent(state[FLANDERS], "A slip.")
    await state.settle()
    held = await state[BRUSSELS].node.db.read(lambda conn: newest_parts(conn, COLLECTION))
    assert (held[FLANDERS].version, held[FLANDERS].digest) == (2, second.letter)
    assert held[FLANDERS].submission.header.supersedes == first.letter


async def test_who_coordinates_nobody_merges_nothing(state: CaseFederation) -> None:
    office = state[BRUSSELS].node.office
    submission = part(authority=BRUSSELS)
    draft = Draft(
        content=SubmissionPart(header=submission.header),
        documents=blocks_to_parts(submission.blocks),
    )
    version = office.law.in_force(office.clock.now()).version
    place = LetterRoute(FLANDERS, rulebook=version)
    await office.write(lambda work: send(work, place, draft, actor="eve"))
    await state.settle()
    (said,) = await received(state[BRUSSELS], LetterType.ANNUAL_OUTCOME)
    assert isinstance(said.content, SubmissionOutcome)
    assert said.content.reason == "NOT_COORDINATOR"
