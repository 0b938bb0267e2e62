"""The annual report between real nodes: the Commission's desk, and States that send letters.

What a State's own gateway helps it with is tested elsewhere; here its letters are written by
hand, so that they can also be wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gateway.casework.annual.collection import call_for_data, get_collection, list_submissions
from gateway.casework.records import correspondence_rows as letters
from gateway.casework.records.correspondence import Draft, place_beside, send
from gateway.casework.services import Work
from gateway.domain.annual.cells import Cell, CellBlock, CellRef, Figures
from gateway.domain.annual.collection import (
    Collected,
    CollectionCall,
    CollectionView,
    StateLine,
)
from gateway.domain.annual.submission import (
    AnnualAnswer,
    AnnualCall,
    AnnualQuestion,
    AppearingTables,
    Clearance,
    ClearedCell,
    SubmissionHeader,
    SubmissionOutcome,
)
from gateway.domain.annual.template import Template
from gateway.domain.annual.templates import read_template
from gateway.domain.letter import LetterType
from gateway.exchange.journal import bodies_at, find_row
from gateway.wire.annual_cells import blocks_to_parts
from gateway.wire.annual_tables import PublishedTables, tables_from_parts
from tests.support.federation_case import ANNA, CaseFederation, Desk, text

FILE = (Path(__file__).parents[1] / "assets/annual/small-2025.toml").read_text("utf-8")
TEMPLATE: Template = read_template("small", FILE.encode())
YEAR = "EU-R-2025"
ITEMS = tuple(each.code for each in TEMPLATE.code_list("item").code)
COUNTRIES = tuple(each.code for each in TEMPLATE.code_list("destination").code)

Values = Mapping[tuple[str, str], int]
"""Thousands of euro by item and destination; five exporters stand behind each."""

PLAIN: dict[str, Values] = {
    state: {
        (item, country): 100 * (1 + place) + 10 * number + shift
        for place, item in enumerate(ITEMS)
        for number, country in enumerate(COUNTRIES)
    }
    for shift, state in enumerate(("DE", "FR", "NL"))
}


def figures(number: int, thousands: int, exporters: int) -> Figures:
    """Equal exporters; all of it is one's where there is one."""
    cents = 100_000 * thousands
    return Figures(
        number=number,
        value_cents=cents,
        exporters_min=exporters,
        exporters_max=exporters,
        top1_cents=cents // exporters if exporters else 0,
        top2_cents=2 * cents // exporters if exporters > 1 else cents,
    )


def blocks(values: Values, *, single: Sequence[str] = ()) -> tuple[CellBlock, ...]:
    """Return a State's cells at every node; one exporter stands behind items in `single`."""
    cells = []
    for item in ("*", *ITEMS):
        for country in ("*", *COUNTRIES):
            under = {
                key: value
                for key, value in values.items()
                if item in ("*", key[0]) and country in ("*", key[1])
            }
            exporters = 1 if item in single else 5
            cells.append(
                Cell(
                    table="licences",
                    at=(item, country),
                    figures=figures(3 * len(under), sum(under.values()), exporters),
                )
            )
    denials = [
        Cell(table="grounds", at=(item,), figures=Figures(number=number))
        for number, item in enumerate(("*", *ITEMS), start=4)
    ]
    return (
        CellBlock.of("licences", 2, cells),
        CellBlock.of("grounds", 1, denials),
    )


@dataclass
class AnnualYear:
    """A federation in the course of a collection.

    Attributes:
        sent: By State what it has sent last: version and digest.
    """

    federation: CaseFederation
    sent: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def eu(self) -> Desk:
        return self.federation["EU"]

    async def settle(self) -> None:
        await self.federation.settle()

    # --- the Commission services ----------------------------------------------------------

    async def call(self) -> CollectionView:
        found = await call_for_data(self.eu.node.office, ANNA, CollectionCall(file=FILE))
        await self.settle()
        return found

    async def view(self) -> CollectionView:
        return await get_collection(self.eu.node.office, ANNA, YEAR)

    async def state(self, code: str) -> StateLine:
        return next(each for each in (await self.view()).states if each.state == code)

    async def came(self, state: str) -> tuple[Collected, ...]:
        return (await list_submissions(self.eu.node.office, ANNA, YEAR, state=state)).items

    async def collected(self, **values: Values) -> None:
        """Call, and have every State send its plain values or others."""
        await self.call()
        for state, plain in PLAIN.items():
            await self.submit(state, blocks(values.get(state, plain)))

    # --- a State --------------------------------------------------------------------------

    async def came_to(self, state: str, kind: LetterType) -> list[letters.LetterRow]:
        """The letters of a kind that came to a State, the oldest first."""
        found = await self.federation[state].node.db.read(
            lambda conn: letters.listed(conn, letter_type=kind)
        )
        return [each for each in found if not each.ours]

    async def called(self, state: str) -> letters.LetterRow:
        return (await self.came_to(state, LetterType.ANNUAL_CALL))[-1]

    async def write(
        self,
        state: str,
        beside: letters.LetterRow,
        draft: Draft,
        *,
        answers: letters.LetterRow | None = None,
    ) -> letters.LetterRow:
        """Write a letter of a State; it leaves at once."""
        office = self.federation[state].node.office

        def write(work: Work) -> letters.LetterRow:
            place = place_beside(beside)
            return send(work, place, draft, actor="anna", answers=answers)

        row = await office.write(write)
        await self.settle()
        return row

    async def submit(
        self, state: str, cells: Sequence[CellBlock], **changes: Any
    ) -> SubmissionOutcome:
        """Send a submission; return what the Commission services say of it."""
        self.federation.clock.advance(minutes=1)  # letters are told apart by their instants
        call = await self.called(state)
        content = letters.content_of(call, AnnualCall)
        version, before = self.sent.get(state, (0, ""))
        header = SubmissionHeader.model_validate(
            {
                "collection": content.collection,
                "year": content.year,
                "template": content.template,
                "template_digest": content.template_digest,
                "authority": state,
                "version": version + 1,
                "supersedes": before or None,
                "prepared_at": self.federation.clock.at,
                **changes,
            }
        )
        draft = Draft(
            content=header,
            documents=blocks_to_parts(cells),
        )
        row = await self.write(state, call, draft)
        outcome = await self.outcome(state, row)
        if outcome.outcome != "refused":
            self.sent[state] = (header.version, row.digest.hex())
        return outcome

    async def outcome(self, state: str, row: letters.LetterRow) -> SubmissionOutcome:
        (found,) = [
            letters.content_of(each, SubmissionOutcome)
            for each in await self.came_to(state, LetterType.ANNUAL_OUTCOME)
            if each.replies_to == row.message_id
        ]
        return found

    async def question(self, state: str) -> tuple[letters.LetterRow, AnnualQuestion]:
        row = (await self.came_to(state, LetterType.ANNUAL_QUESTION))[-1]
        return row, letters.content_of(row, AnnualQuestion)

    async def answer(self, state: str, words: str, key: str | None = None) -> None:
        row, question = await self.question(state)
        content = AnnualAnswer(
            collection=question.collection,
            thread=question.thread,
            answer=key,
            text=(text(words),),
        )
        draft = Draft(content=content)
        await self.write(state, row, draft, answers=row)

    async def tables(self, state: str) -> PublishedTables:
        """What a State was shown last."""
        row = (await self.came_to(state, LetterType.ANNUAL_TABLES))[-1]

        def read(conn: Connection) -> PublishedTables:
            held = find_row(conn, row.message_id, peer="EU")
            assert held is not None
            return PublishedTables(tables=tables_from_parts(bodies_at(conn, held.position)))

        return await self.federation[state].node.db.read(read)

    async def clear(
        self,
        state: str,
        cells: Sequence[ClearedCell] = (),
        *,
        all_else: bool = True,
        **changes: Any,
    ) -> None:
        row = (await self.came_to(state, LetterType.ANNUAL_TABLES))[-1]
        shown = letters.content_of(row, AppearingTables)
        content = Clearance.model_validate(
            {
                "collection": shown.collection,
                "draft": shown.draft,
                "all_else": all_else,
                "cells": cells,
                **changes,
            }
        )
        draft = Draft(content=content)
        await self.write(state, row, draft, answers=row)


def ref(*at: str, origin: str = "*", table: str = "licences") -> CellRef:
    return CellRef(table=table, at=at or None, origin=origin)
