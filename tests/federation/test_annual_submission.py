"""A Member State's data go to the Commission services: prepared, signed by two, corrected."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from certs.layout import FederationFiles
from gateway.casework.acts.journal import open_tasks
from gateway.casework.annual import signing
from gateway.casework.annual import versions as rows
from gateway.casework.annual.collection import list_submissions
from gateway.casework.annual.preparing import change_year, see_year
from gateway.casework.annual.questions import QuestionDraft, ask
from gateway.casework.annual.replies import (
    AnswerDraft,
    ClearanceDraft,
    answer_question,
    behind_cell,
    clear_tables,
    list_questions,
    list_rounds,
)
from gateway.casework.records.correspondence import Draft, place_beside, send
from gateway.casework.records.correspondence_rows import LetterRow
from gateway.domain.annual.cells import CellRef, CellState, Mark, MarkGround
from gateway.domain.annual.edition import Line, PublishedTable, Shown
from gateway.domain.annual.submission import (
    AnnualAnswer,
    AppearingTables,
    Clearance,
    Submission,
)
from gateway.domain.annual.template import Chart, Measure
from gateway.domain.denial import FreeText
from gateway.domain.letter import LetterType
from gateway.errors import ComityError, InputError, Reason, StateError
from gateway.reports.annual_work import (
    MarkedCell,
    Proposal,
    Release,
    VersionState,
    WorkChange,
)
from gateway.wire.annual_tables import tables_to_parts
from tests.support.annual_files import LICENCE
from tests.support.annual_year import (
    ANNA,
    BERT,
    COLLECTION,
    YEAR,
    answer_all,
    call,
    import_rows,
    proposed,
    received,
    sent,
    submission_in,
)
from tests.support.desk import Desk
from tests.support.federation_case import CaseFederation, Where, case_federation, make_files
from tests.support.one_state import BRUSSELS, FLANDERS, WALLONIA, belgian_files
from tests.support.raising import present, refuses

TOTAL = ("*", "*", "*")


@pytest.fixture(scope="session")
def case_files(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    return make_files(tmp_path_factory.mktemp("annual") / "federation", ("DE", "EU"))


@pytest.fixture
async def two(either_where: Where) -> AsyncIterator[CaseFederation]:
    """DE and the Commission services, on SQLite and on PostgreSQL."""
    async with case_federation(*either_where) as running:
        await call(running["EU"], "DE")
        await running.settle()
        yield running


def number(
    submission: Submission, table: str = "authorisations", at: tuple[str, ...] = TOTAL
) -> int | None:
    block = next(each for each in submission.blocks if each.table == table)
    found = {cell.at: cell.figures for cell in block.cells()}
    figures = found[at]
    return None if figures is None else figures.number


async def test_two_officers_sign_off_and_the_commission_has_it(two: CaseFederation) -> None:
    """What the first has seen is what the second signs and the Commission receives."""
    desk = two["DE"]
    await import_rows(desk)
    seen = await see_year(desk.node.office, ANNA, YEAR)
    assert (seen.collection, seen.to, seen.submit_by) == (COLLECTION, "EU", date(2026, 5, 29))
    assert not seen.ready  # questions are left
    with refuses(InputError, Reason.SUBMISSION_INVALID, match="remarks are left"):
        await signing.propose(desk.node.office, ANNA, YEAR, Proposal())
    shown = await proposed(desk)
    release = Release(digest=shown.line.digest)
    anna_too = ANNA.model_copy(update={"role": BERT.role})
    with refuses(StateError, Reason.SECOND_OFFICER_NEEDED):
        await signing.release(desk.node.office, anna_too, YEAR, release)
    with refuses(ComityError, Reason.NOT_PERMITTED):
        await signing.release(desk.node.office, ANNA, YEAR, release)
    with pytest.raises(StateError, match="nothing of that digest"):
        await signing.release(desk.node.office, BERT, YEAR, Release(digest="0" * 64))
    line = await signing.release(desk.node.office, BERT, YEAR, release)
    assert (line.state, line.released_by) == (VersionState.SENT, "bert")
    await two.settle()
    (letter,) = await received(two["EU"], LetterType.ANNUAL_SUBMISSION)
    assert letter.digest.hex() == line.letter
    submission = await submission_in(two["EU"], letter)
    assert submission.header.authority == "DE"
    assert number(submission) == 1
    assert number(submission, "denials") == 1
    # Neither exporter nor reference is anywhere in what was sent.
    assert "EORI DE1" not in submission.model_dump_json()
    assert "L-1" not in submission.model_dump_json()
    # Questions were answered once and are not asked again.
    assert {each.remark for each in submission.header.answers} >= {"zero:use", "indicator:audits"}
    # What was called for is done: no reminder follows.
    tasks = await desk.node.office.db.read(open_tasks)
    assert not [each for each in tasks if each.kind in {"annual.called", "annual.owed"}]


async def test_a_correction_is_a_new_version_and_shows_the_difference(
    two: CaseFederation,
) -> None:
    desk, eu = two["DE"], two["EU"]
    await import_rows(desk)
    first = await sent(desk)
    await two.settle()
    await two.at(two.clock.at + timedelta(days=1))
    more = {**LICENCE, "reference": "L-2", "value": 100, "destination": "AE"}
    await import_rows(desk, LICENCE, more)
    with pytest.raises(InputError, match="a correction says why"):
        await proposed(desk)
    shown = await proposed(desk, "A licence was forgotten.")
    assert shown.line.version == 2
    changed = {(each.about.table, each.about.at): each for each in shown.changes}
    total = changed["authorisations", TOTAL]
    assert total.before is not None
    assert (total.before.number, present(total.after).number) == (1, 2)
    assert ("denials", TOTAL) not in changed
    await signing.release(desk.node.office, BERT, YEAR, Release(digest=shown.line.digest))
    await two.settle()
    letters = await received(eu, LetterType.ANNUAL_SUBMISSION)
    second = await submission_in(eu, letters[-1])
    assert (second.header.version, second.header.supersedes) == (2, first.letter)
    states = [each.state for each in (await see_year(desk.node.office, ANNA, YEAR)).versions]
    assert states[0] is VersionState.ACCEPTED


async def test_what_the_commission_refuses_is_told_with_its_reason(two: CaseFederation) -> None:
    """A node that has lost its memory sends version 1 again; the accepted state is untouched."""
    desk = two["DE"]
    office = desk.node.office
    await import_rows(desk)
    first = await sent(desk)
    await two.settle()

    def forget(conn: Connection) -> None:
        rows.set_version(conn, first, state=str(VersionState.REFUSED))

    await office.db.write(forget)
    again = await sent(desk)
    assert (again.version, again.number) == (1, 2)
    await two.settle()
    seen = await see_year(office, ANNA, YEAR)
    assert seen.versions[1].state is VersionState.REFUSED
    assert "REPEATED" in seen.versions[1].said
    came = (await list_submissions(two["EU"].node.office, ANNA, COLLECTION)).items
    assert [(str(each.standing), each.digest) for each in came] == [
        ("accepted", first.letter),
        ("refused", seen.versions[1].letter),
    ]


async def test_marks_go_with_the_cells_and_only_sensible_ones(two: CaseFederation) -> None:
    desk = two["DE"]
    office = desk.node.office
    await import_rows(desk)
    cell = CellRef(table="authorisations", at=("individual", "5EC2", "TR"))
    larger = Mark(ground=MarkGround.COMMERCIAL, dimension="destination", group="europe", by="DE")
    await change_year(office, ANNA, YEAR, WorkChange(marks=(MarkedCell(about=cell, mark=larger),)))
    for wrong in (
        larger.model_copy(update={"group": "africa"}),
        larger.model_copy(update={"dimension": "decision"}),
        larger.model_copy(update={"by": "FR"}),
    ):
        change = WorkChange(marks=(MarkedCell(about=cell, mark=wrong),))
        with pytest.raises(InputError):
            await change_year(office, ANNA, YEAR, change)
    await sent(desk)
    await two.settle()
    (letter,) = await received(two["EU"], LetterType.ANNUAL_SUBMISSION)
    submission = await submission_in(two["EU"], letter)
    marked = {
        (cell.table, cell.at): cell.mark
        for block in submission.blocks
        for cell in block.cells()
        if cell.mark is not None
    }
    assert marked == {("authorisations", ("individual", "5EC2", "TR")): larger}


async def test_a_question_is_answered_from_the_rows_that_stay_here(two: CaseFederation) -> None:
    desk, eu = two["DE"], two["EU"]
    await import_rows(desk)
    await sent(desk)
    await two.settle()
    about = CellRef(table="authorisations", at=("individual", "5EC2", "TR"), origin="DE")
    words = (FreeText(language="en", text="Is it one licence?"),)
    question = QuestionDraft(state="DE", about=about, text=words)
    await ask(eu.node.office, ANNA, COLLECTION, question)
    await two.settle()
    (asked,) = (await list_questions(desk.node.office, ANNA)).items
    assert not asked.answered
    assert asked.question.about.at is not None
    behind = (
        await behind_cell(
            desk.node.office, ANNA, YEAR, asked.question.about.table, asked.question.about.at
        )
    ).items
    assert [each.reference for each in behind] == ["L-1"]
    draft = AnswerDraft(answer="confirmed", text=(FreeText(language="en", text="Yes, one."),))
    wrong = draft.model_copy(update={"answer": "perhaps"})
    with pytest.raises(InputError, match="no standard answer"):
        await answer_question(desk.node.office, ANNA, asked.message_id, wrong)
    await answer_question(desk.node.office, ANNA, asked.message_id, draft)
    await two.settle()
    (answer,) = await received(eu, LetterType.ANNUAL_ANSWER)
    assert isinstance(answer.content, AnnualAnswer)
    assert (answer.content.thread, answer.content.answer) == (1, "confirmed")
    with pytest.raises(StateError, match="waits for no answer"):
        await answer_question(desk.node.office, ANNA, asked.message_id, draft)


async def test_tables_are_seen_as_they_would_appear_and_cleared(two: CaseFederation) -> None:
    desk, eu = two["DE"], two["EU"]
    await import_rows(desk)
    await sent(desk)
    await two.settle()
    (letter,) = await received(eu, LetterType.ANNUAL_SUBMISSION)
    table = _published()
    content = AppearingTables(collection=COLLECTION, draft="ab" * 32, until=date(2026, 7, 1))
    draft = Draft(
        content=content,
        documents=tables_to_parts([table]),
    )
    await _send(eu, draft, letter)
    await two.settle()
    (waiting,) = (await list_rounds(desk.node.office, ANNA)).items
    assert waiting.appearing.tables == (table,)
    said = ClearanceDraft(all_else=True)
    with refuses(ComityError, Reason.NOT_PERMITTED):
        await clear_tables(desk.node.office, ANNA, waiting.message_id, said)
    await clear_tables(desk.node.office, BERT, waiting.message_id, said)
    await two.settle()
    (clearance,) = await received(eu, LetterType.ANNUAL_CLEARANCE)
    assert clearance.content == Clearance(collection=COLLECTION, draft="ab" * 32, all_else=True)
    assert (await list_rounds(desk.node.office, ANNA)).items[0].answered


async def test_who_owes_data_is_reminded_before_the_day_and_once_after(
    two: CaseFederation,
) -> None:
    desk = two["DE"]
    await two.at(two.clock.at + timedelta(days=100))
    await two.sweep()
    tasks = await desk.node.office.db.read(open_tasks)
    assert [each.kind for each in tasks if each.kind == "annual.owed"] != []


async def test_before_the_call_everything_can_be_prepared_but_not_sent(where: Where) -> None:
    async with case_federation(*where) as federation:
        desk = federation["DE"]
        await import_rows(desk)
        shown = await proposed(desk)
        release = Release(digest=shown.line.digest)
        with pytest.raises(StateError, match="have not called"):
            await signing.release(desk.node.office, BERT, YEAR, release)
        await call(federation["EU"], "DE")
        await federation.settle()
        line = await signing.release(desk.node.office, BERT, YEAR, release)
        assert line.state is VersionState.SENT


async def test_belgiums_three_authorities_send_parts_that_the_coordinator_merges(
    tmp_path: Path, new_sqlite: Callable[[str], str]
) -> None:
    files = belgian_files(tmp_path / "federation", "EU")
    async with case_federation(files, tmp_path / "nodes", new_sqlite) as federation:
        await call(federation["EU"], BRUSSELS)
        await federation.settle()
        brussels = federation[BRUSSELS]
        await import_rows(brussels)
        await import_rows(federation[FLANDERS], {**LICENCE, "reference": "V-1", "value": 10})
        await answer_all(brussels)
        with pytest.raises(StateError, match="BE-VLG, BE-WAL"):
            await signing.propose(brussels.node.office, ANNA, YEAR, Proposal())
        part = await sent(federation[FLANDERS])
        await federation.settle()
        # The coordinator has said at once that it counts.
        seen = await see_year(federation[FLANDERS].node.office, ANNA, YEAR)
        assert seen.to == BRUSSELS
        assert seen.versions[0].state is VersionState.ACCEPTED
        with pytest.raises(StateError, match="BE-WAL"):
            await signing.propose(brussels.node.office, ANNA, YEAR, Proposal())
        await import_rows(federation[WALLONIA], {**LICENCE, "reference": "W-1", "value": 20})
        await sent(federation[WALLONIA])
        await federation.settle()
        line = await sent(brussels)
        await federation.settle()
        (letter,) = await received(federation["EU"], LetterType.ANNUAL_SUBMISSION)
        assert letter.digest.hex() == line.letter
        submission = await submission_in(federation["EU"], letter)
        assert number(submission) == 3
        assert {each.authority for each in submission.header.parts} == {FLANDERS, WALLONIA}
        named = {each.authority: each.digest for each in submission.header.parts}
        assert named[FLANDERS] == part.letter
        # An exporter may be known to all three: one at least, three at most.
        block = next(each for each in submission.blocks if each.table == "authorisations")
        figures = {cell.at: cell.figures for cell in block.cells()}[TOTAL]
        assert figures is not None
        assert (figures.exporters_min, figures.exporters_max) == (1, 3)
        # No figure of Belgium's went to another State.
        assert await received(federation["DE"], LetterType.ANNUAL_PART) == []


async def _send(desk: Desk, draft: Draft, beside: LetterRow) -> None:
    office = desk.node.office
    await office.write(
        lambda work: send(work, place_beside(beside), draft, actor="eve", answers=beside)
    )


def _published() -> PublishedTable:
    row = Line(code="*", label="All", level="*")
    return PublishedTable(
        key="licences_by_state",
        number="1.1",
        title="Authorisations",
        section="5.1",
        measures=(Measure.NUMBER,),
        chart=Chart.NONE,
        row_title="Member State",
        column_title="Kind",
        rows=(row,),
        columns=(row,),
        cells=((Shown(state=CellState.VALUE, number=1),),),
    )
