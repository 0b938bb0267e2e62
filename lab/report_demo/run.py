"""`comity report demo`: a year of the Union, from the call for data to a corrigendum.

Every authority and the Commission services are nodes with keys, a directory, a database and
the intake of life; all that is done is done by the functions that officers use. One of the
largest States reports a slip and corrects it, another reports something too late.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from gateway.casework.annual.confidentiality_round import open_round
from gateway.casework.annual.draft import show_draft
from gateway.domain.annual.collection import TemplateFile
from gateway.domain.annual.edition import Edition
from gateway.domain.annual.template import RecordKind, Template
from gateway.domain.annual.templates import read_template, shipped_templates
from gateway.domain.authority import AuthorityCode, member_state
from gateway.domain.base import Model
from gateway.errors import StateError
from gateway.reports.importing import Format
from gateway.reports.publication import publish
from gateway.reports.rates import shipped_rates
from lab.report_demo import authority, union
from lab.report_demo.check import cents_of, check_totals
from lab.report_demo.files import json_of, workbook_of
from lab.report_demo.nodes import DemoNodes, ReportDesk, demo_nodes
from lab.report_demo.telling import (
    DemoEdition,
    MadeFigures,
    Quiet,
    ReportDemo,
    Steps,
    Watch,
    peak_mib,
    summary_of,
)
from lab.report_demo.year import DemoYear, demo_year

SUMMARY = "summary.json"
_PREPARING, _LATER, _A_WEEK = timedelta(days=60), timedelta(days=14), timedelta(days=7)
_EMBARGO = timedelta(days=21)


class DemoOrder(Model):
    """What is to be shown.

    Attributes:
        scale: 1 is the whole Union; 0.01 makes a hundredth of its records.
        states: Only these Member States; all where none is named.
        template: Text of a template's file; the newest shipped one where it is left out.
    """

    seed: int = 1
    scale: float = 1.0
    states: tuple[AuthorityCode, ...] = ()
    template: TemplateFile | None = None


def report_demo(order: DemoOrder, out: Path, watch: Watch | None = None) -> ReportDemo:
    """Run the demo, and write the publications and the summary into a folder.

    Args:
        order: What is to be shown.
        out: Folder of the results; what an earlier demo has written there is replaced.
        watch: Told how far it has come.

    Raises:
        ComityError: A step did not do what it is to do; nothing is passed over.
    """
    nodes = Path(tempfile.mkdtemp(prefix="comity-report-"))
    begun = time.monotonic()
    try:
        story = _Story(order, out, Steps(watch or Quiet()))
        found = asyncio.run(story.tell(nodes / "federation"))
    finally:
        shutil.rmtree(nodes, ignore_errors=True)
    found = found.measured(round(time.monotonic() - begun, 1), peak_mib())
    out.mkdir(parents=True, exist_ok=True)
    (out / SUMMARY).write_text(found.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return found


def template_of(order: DemoOrder) -> Template:
    """Return the template by which a demo is counted.

    Raises:
        LawError: TEMPLATE_INVALID.
    """
    if order.template is not None:
        return read_template("template", order.template.encode())
    return max(shipped_templates(), key=lambda each: each.published)


class _Story:
    """The story, step by step."""

    def __init__(self, order: DemoOrder, out: Path, steps: Steps) -> None:
        self._order, self._out, self._steps = order, out, steps
        self._template = template_of(order)
        self._year: DemoYear
        self._nodes: DemoNodes
        self._collection = ""
        self._editions: list[DemoEdition] = []

    async def tell(self, folder: Path) -> ReportDemo:
        """Tell it whole."""
        with self._steps.step("Make a year of the Union"):
            self._year = demo_year(
                self._template,
                shipped_rates(),
                seed=self._order.seed,
                scale=self._order.scale,
                states=self._order.states,
            )
            figures = self._figures()
            self._steps.said = (
                f"{figures.records} records; {figures.individual_licences} individual licences, "
                f"{_euro(figures.authorised_cents)} authorised; {figures.denials} denials, "
                f"{_euro(figures.denied_cents)}"
            )
        async with AsyncExitStack() as stack:
            with self._steps.step(f"Start {len(self._year.made) + 1} nodes"):
                start = datetime(self._template.year + 1, 2, 2, 9, 0, tzinfo=UTC)
                running = demo_nodes(self._year.made, folder, start, seed=self._order.seed)
                nodes = self._nodes = await stack.enter_async_context(running)
                self._steps.said = "each with keys, directory and database"
            await self._call()
            await self._collect(self._year.states[: -len(self._year.tardy)], _PREPARING)
            changes = await self._question()
            coverage = await self._draft()
            await self._collect(self._year.tardy, _LATER)
            marks = await self._round()
            await self._publish("Freeze, audit and release the edition", late=False)
            await self._correct_late()
            await self._publish("Freeze, audit and release the corrigendum", late=True)
            return ReportDemo(
                seed=self._order.seed,
                scale=self._order.scale,
                states=tuple(sorted(self._year.states)),
                authorities=len(self._year.made),
                made=figures,
                draft_coverage=coverage,
                questioned=self._year.questioned,
                difference=changes,
                marks=marks,
                late=self._year.late,
                editions=tuple(self._editions),
                letters=nodes.letters,
                steps=tuple(self._steps.done),
                seconds=0.0,
                peak_mib=0,
            )

    # --- steps -----------------------------------------------------------------------------

    async def _call(self) -> None:
        with self._steps.step("The Commission calls for the data"):
            seen = await union.call(self._nodes.commission, self._template, self._order.template)
            self._collection = seen.collection
            await self._settled()
            self._steps.said = (
                f"{len(self._year.made)} authorities of {len(seen.states)} States, "
                f"by {seen.submit_by}"
            )

    async def _collect(self, states: Sequence[str], after: timedelta) -> None:
        """Have every authority of some States import, prepare, sign off and send."""
        with self._steps.step(f"{len(states)} States import, prepare, sign off by two, send"):
            await self._pass(after)
            desks = self._nodes.authorities(states)
            for done, desk in enumerate(desks):
                self._steps.progress(desk.code, done, len(desks))
                await self._import(desk)
                shown = await authority.propose(desk, self._template.year)
                await authority.sign(desk, self._template.year, shown)
                await self._settled()  # parts must be there before the coordinator merges
            seen = await union.collected(self._nodes.commission, self._collection)
            missing = [each.state for each in seen.states if each.counts is None]
            if set(missing) & set(states):
                raise StateError(f"nothing counts of {', '.join(missing)}")
            self._steps.said = seen.coverage + (
                f"; missing {', '.join(missing)}" if missing else ""
            )

    async def _import(self, desk: ReportDesk) -> None:
        made = self._year.made[desk.code]
        records = tuple(self._year.first_reported(desk.code))
        if member_state(desk.code) == self._year.by_workbook:
            raw = await asyncio.to_thread(
                workbook_of, self._template, records, made.indicators, made.narratives
            )
            self._out.mkdir(parents=True, exist_ok=True)
            (self._out / f"records-{desk.code}.xlsx").write_bytes(raw)
            form = Format.XLSX
        else:
            raw, form = json_of(records, made.indicators, made.narratives), Format.JSON
        year, name = self._template.year, f"records-{desk.code}.{form}"
        await authority.import_file(desk, year, raw, form, name)

    async def _question(self) -> int:
        """Ask on a cell; the authority looks behind it, corrects, and shows the difference."""
        year, state = self._template.year, self._year.questioned
        commission, (*_, desk) = self._nodes.commission, self._nodes.authorities([state])
        with self._steps.step(f"{state} is asked on a cell, and corrects its submission"):
            thread = await union.ask_on(commission, self._collection, state, self._year.about)
            await self._settled()
            message_id, behind = await authority.look_behind(desk, year)
            right = self._year.slipped
            if right.reference not in {each.reference for each in behind}:
                raise StateError(f"{right.reference} is not behind the cell")
            raw = json_of([right])
            await authority.import_file(desk, year, raw, Format.JSON, "correction.json")
            shown = await authority.propose(desk, year, "A value had its comma in a wrong place.")
            await authority.sign(desk, year, shown)
            await authority.answer_corrected(
                desk, message_id, "One licence; a new version follows."
            )
            await self._settled()
            number = thread.question.thread
            await union.close_thread(commission, self._collection, number)
            await self._settled()
            changes = len(shown.changes) + shown.more
            self._steps.said = (
                f"{len(behind)} records behind the cell, one wrong; version "
                f"{shown.line.version} differs in {changes} cells"
            )
            return changes

    async def _draft(self) -> str:
        with self._steps.step("Draft of what counts now"):
            commission = self._nodes.commission
            seen = await show_draft(
                commission.office,
                commission.first,
                self._collection,
                progress=self._steps.progress,
            )
            self._steps.said = f"{seen.coverage}, {len(seen.tables)} tables, nothing estimated"
            return seen.coverage

    async def _round(self) -> int:
        """Send every State its tables; each clears them, some mark cells."""
        with self._steps.step("Confidentiality round"):
            marks = await self._cleared(self._year.states)
            self._steps.said = f"{len(self._year.states)} States cleared, {marks} cells marked"
            return marks

    async def _cleared(self, states: Sequence[str]) -> int:
        commission, marked = self._nodes.commission, 0
        await open_round(
            commission.office,
            commission.first,
            self._collection,
            progress=self._steps.progress,
        )
        await self._pass(_A_WEEK)
        desks = self._nodes.authorities(states)
        for done, desk in enumerate(desks):
            self._steps.progress(desk.code, done, len(desks))
            marks = self._year.marks(desk.code)
            if await authority.clear(desk, marks):
                marked += len(marks)
        await self._settled()
        seen = await union.collected(commission, self._collection)
        open_ = [each.state for each in seen.states if each.counts and not each.cleared]
        if open_:
            raise StateError(f"{', '.join(open_)} has not cleared its tables")
        return marked

    async def _publish(self, title: str, *, late: bool) -> None:
        """Freeze, consult, release as the second person, wait for the embargo, publish."""
        commission, embargo = self._nodes.commission, self._nodes.now + _EMBARGO
        reason = f"{self._year.late} has reported licences that it had left out." if late else ""
        told = self._steps.progress
        with self._steps.step(title):
            order = union.order(
                self._template,
                publish_on=embargo.date(),
                embargo_until=embargo,
                reason=reason,
                whole=self._order.scale == 1 and not self._order.states,
            )
            kept = await union.freeze(commission, self._collection, order, told)
            await self._pass(_LATER)
            consulted = self._nodes.now.date()
            await union.release(commission, self._collection, consulted, told)
            await self._pass(embargo - self._nodes.now)
            edition = await union.published(commission, self._collection)
            self._steps.said = f"edition {kept.number}, SHA-256 {kept.digest[:16]}"
        await self._write(edition, late=late)

    async def _write(self, edition: Edition, *, late: bool) -> None:
        folder = self._out / f"edition-{edition.number}"
        with self._steps.step(f"Publish edition {edition.number}: site, PDF, XLSX, DOCX, data"):
            write = partial(publish, edition, folder, progress=self._steps.progress)
            made = await asyncio.to_thread(write)
            self._steps.said = f"{len(made.files)} files in {folder}"
        with self._steps.step(f"Count edition {edition.number} again from what was made"):
            records = self._year.all_records(with_late=late)
            totals = check_totals(self._template, records, shipped_rates(), folder)
            compared = sum(each.shown for each in totals)
            self._steps.said = f"{compared} of {len(totals)} totals are published, all to the cent"
        self._editions.append(summary_of(edition, made, totals))

    async def _correct_late(self) -> None:
        """Let a State report what it had left out, after the publication."""
        state, year = self._year.late, self._template.year
        with self._steps.step(f"{state} reports late; a person takes it; it clears again"):
            await self._pass(_A_WEEK)
            for desk in self._nodes.authorities([state]):
                if left := self._year.left_over(desk.code):
                    raw = json_of(left)
                    await authority.import_file(desk, year, raw, Format.JSON, "late.json")
                shown = await authority.propose(desk, year, "Some licences had been left out.")
                await authority.sign(desk, year, shown)
                await self._settled()
            await union.take_late(self._nodes.commission, self._collection, "They were forgotten.")
            await self._cleared([state])
            self._steps.said = f"{len(self._year.forgotten)} licences"

    # --- what they are made of ---------------------------------------------------------------

    async def _pass(self, by: timedelta) -> None:
        await self._nodes.pass_to(self._nodes.now + by)
        self._steps.day = self._nodes.now.date().isoformat()

    async def _settled(self) -> None:
        await self._nodes.settle()
        self._steps.day = self._nodes.now.date().isoformat()

    def _figures(self) -> MadeFigures:
        rates = shipped_rates()
        records = list(self._year.all_records(with_late=True))
        licences = [
            each for each in records if each.kind is RecordKind.AUTHORISATION and not each.annulled
        ]
        denials = [each for each in records if each.kind is RecordKind.DENIAL]
        cents = partial(cents_of, rates=rates)
        return MadeFigures(
            records=len(records),
            individual_licences=sum(each.licence_kind == "individual" for each in licences),
            authorised_cents=sum(map(cents, licences)),
            denials=len(denials),
            denied_cents=sum(map(cents, denials)),
        )


def _euro(cents: int) -> str:
    return f"EUR {cents / 10**11:,.2f} bn"
