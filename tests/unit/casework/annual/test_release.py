"""What is looked at before an edition is kept, whoever made its tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from gateway.casework.annual.confidentiality_round import own_tables
from gateway.casework.annual.draft import Drafted, own_cells, uncleared, with_marks
from gateway.casework.annual.editions import KeptEdition
from gateway.casework.annual.release import (
    FreezeOrder,
    check_cleared,
    check_release,
    make_edition,
)
from gateway.casework.annual.rows import CollectionRow
from gateway.casework.permissions import OfficerRole
from gateway.domain.annual.cells import Mark, MarkGround
from gateway.domain.annual.collection import CollectionLine, Stage
from gateway.domain.annual.submission import Clearance, ClearanceAct, ClearedCell
from gateway.errors import ComityError, Reason
from gateway.reports.consolidation import CellKey, Consolidation, HeldBack, consolidate
from gateway.reports.disclosure import protect
from gateway.reports.published_tables import appear
from tests.support.annual import digest, source_of, submission
from tests.support.annual_federation import FILE, PLAIN, TEMPLATE, YEAR, blocks, ref
from tests.support.desk import START
from tests.support.federation_case import officer
from tests.support.quiet_office import QuietOffice
from tests.support.raising import refuses

AT = datetime(2026, 8, 1, 9, tzinfo=UTC)
ORDER = FreezeOrder(title="Report for 2025", publish_on=date(2026, 9, 1))
DE_5EC2 = CellKey("licences", ("5EC2", "*"), "DE")
ROW = CollectionRow(
    CollectionLine(
        collection=YEAR,
        year=2025,
        template=TEMPLATE.version,
        template_digest=TEMPLATE.digest,
        submit_by=date(2026, 5, 1),
        called=AT,
        stage=Stage.ROUND,
    ),
    FILE.encode(),
)


@pytest.fixture(scope="module")
def union() -> Consolidation:
    made = []
    for state, values in PLAIN.items():
        header = submission(TEMPLATE, state, ()).header
        whole = submission(TEMPLATE, state, ()).model_copy(
            update={"header": header, "blocks": blocks(values)}
        )
        made.append((source_of(state), whole))
    return consolidate(TEMPLATE, made)


def reason(drafted: Drafted) -> Reason:
    with pytest.raises(ComityError) as refused:
        make_edition(ROW, drafted, ORDER, AT)
    return refused.value.reason


def test_one_held_cell_that_its_total_gives_away_is_refused(union: Consolidation) -> None:
    shown = appear(union, {}, {})
    assert make_edition(ROW, Drafted(union, shown, (), protect(union)), ORDER, AT).number == 1
    alone = appear(union, {DE_5EC2: HeldBack("few")}, {})
    assert reason(Drafted(union, alone, (), protect(union))) is Reason.DISCLOSURE_UNSAFE


def test_a_figure_of_a_state_that_has_cleared_nothing_is_refused(union: Consolidation) -> None:
    shown = appear(union, {}, {})
    assert reason(Drafted(union, shown, ("DE",), protect(union))) is Reason.NOT_CLEARED
    held = {key: HeldBack("not_cleared") for key in own_cells(TEMPLATE)["DE"]}
    check_cleared(TEMPLATE, appear(union, held, {}), ("DE",))


def test_what_was_not_said_is_not_cleared(union: Consolidation) -> None:
    own = own_cells(TEMPLATE)["DE"]
    assert DE_5EC2 in own
    assert CellKey("grounds", ("*",), "DE") in own
    assert CellKey("licences", ("*", "TR"), "DE") not in own  # no view shows it
    cleared = Clearance(
        collection=YEAR,
        draft=digest("x"),
        all_else=False,
        cells=(
            ClearedCell(about=ref("5EC2", "*", origin="DE"), act=ClearanceAct.CLEAR),
            ClearedCell(about=ref(table="grounds"), act=ClearanceAct.CLEAR),
        ),
    )
    left = set(uncleared(union, {"DE": cleared, "FR": None})["DE"])
    assert left == {key for key in own if key.table == "licences"} - {DE_5EC2}
    assert set(uncleared(union, {"DE": cleared, "FR": None})) == {"DE", "FR"}
    all_of_it = cleared.model_copy(update={"all_else": True})
    assert uncleared(union, {"DE": all_of_it}) == {}


def test_marks_of_the_round_join_those_of_the_submission(union: Consolidation) -> None:
    mark = Mark(ground=MarkGround.DEFENCE, by="DE")
    said = Clearance(
        collection=YEAR,
        draft=digest("x"),
        all_else=True,
        cells=(
            ClearedCell(about=ref("5EC2", "*"), act=ClearanceAct.MARK, mark=mark),
            ClearedCell(about=ref(table="grounds"), act=ClearanceAct.MARK, mark=mark),
        ),
    )
    marks = with_marks(union, {"DE": said, "FR": None}).marks
    assert marks[DE_5EC2] == (mark,)
    assert marks[DE_5EC2._replace(origin="*")] == (mark,)
    assert marks[CellKey("grounds", ("*",), "DE")] == (mark,)
    assert not any(key.origin == "FR" for key in marks)


def test_a_state_is_shown_its_own_lines_and_no_total_of_the_union(union: Consolidation) -> None:
    tables = own_tables(TEMPLATE, appear(union, {}, {}), "FR")
    assert [each.key for each in tables] == ["licences_by_state", "denials_by_item"]
    assert [line.code for line in tables[0].rows] == ["FR"]
    assert [line.code for line in tables[1].columns] == ["FR"]
    assert tables[0].cells[0][0].value_cents == 100_000 * sum(PLAIN["FR"].values())


FROZEN = KeptEdition(
    collection=YEAR, number=1, digest="ab" * 32, frozen=START - timedelta(days=3), frozen_by="anna"
)
TODAY = START.date()


@pytest.mark.parametrize(
    ("changes", "by", "consulted", "refused"),
    [
        ({}, "bert", TODAY, None),
        ({}, "anna", TODAY, Reason.SECOND_OFFICER_NEEDED),
        ({"digest": "cd" * 32}, "bert", TODAY, Reason.STATE_CONFLICT),
        ({"released": START}, "bert", TODAY, Reason.STATE_CONFLICT),
        ({}, "bert", TODAY + timedelta(days=1), Reason.INPUT_INVALID),
        ({}, "bert", TODAY - timedelta(days=4), Reason.INPUT_INVALID),
    ],
    ids=["released", "alone", "set aside", "released before", "to come", "before the freeze"],
)
def test_an_edition_is_released_once_and_by_a_second_person(
    de: QuietOffice, changes: dict[str, Any], by: str, consulted: date, refused: Reason | None
) -> None:
    """What was released is released no second time (tests2, 12)."""
    kept = FROZEN.model_copy(update=changes)
    who = officer(by, OfficerRole.DECIDER)
    if refused is None:
        check_release(de.office, who, kept, FROZEN, consulted)
        return
    with refuses(ComityError, refused):
        check_release(de.office, who, kept, FROZEN, consulted)
