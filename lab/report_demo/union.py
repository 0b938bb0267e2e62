"""What the Commission services' officers do for the report, in the demo; as in life."""

from __future__ import annotations

from datetime import date, datetime

from gateway.casework.annual import release as releasing
from gateway.casework.annual.collection import call_for_data, get_collection
from gateway.casework.annual.editions import KeptEdition, get_edition
from gateway.casework.annual.questions import QuestionDraft, Thread, ask, close
from gateway.casework.annual.release import FreezeOrder, LateDecision
from gateway.domain.annual.cells import CellRef
from gateway.domain.annual.collection import CollectionCall, CollectionView
from gateway.domain.annual.edition import Edition
from gateway.domain.annual.submission import NarrativeText
from gateway.domain.annual.template import Template
from gateway.errors import StateError
from gateway.reports.disclosure import Progress
from lab.report_demo.authority import words
from lab.report_demo.nodes import ReportDesk
from lab.report_demo.year import PUBLISHED_TOTALS

_TITLE = "Report on the implementation of Regulation (EU) 2021/821: data on {year}"
_SECTION = (
    "The figures of this report are made and not found: the demo of Comity invents a year of "
    "the Union whose totals are those that were published. Those of earlier years are real."
)


async def call(desk: ReportDesk, template: Template, file: str | None = None) -> CollectionView:
    """Call every competent authority for its data, by a shipped template or by a file."""
    version = template.version if file is None else None
    wanted = CollectionCall(template=version, file=file)
    return await call_for_data(desk.office, desk.first, wanted)


async def collected(desk: ReportDesk, collection: str) -> CollectionView:
    """Look where every State stands."""
    return await get_collection(desk.office, desk.first, collection)


async def ask_on(desk: ReportDesk, collection: str, state: str, about: CellRef) -> Thread:
    """Ask a State on a cell."""
    draft = QuestionDraft(
        state=state,
        about=about,
        text=words("This value is far above what such items cost. Is there a slip in it?"),
    )
    return await ask(desk.office, desk.first, collection, draft)


async def close_thread(desk: ReportDesk, collection: str, thread: int) -> Thread:
    """Close a question that was answered."""
    text = words("Thank you; the new version counts.")
    return await close(desk.office, desk.first, collection, thread, text)


def order(
    template: Template,
    *,
    publish_on: date,
    embargo_until: datetime | None = None,
    reason: str = "",
    whole: bool = True,
) -> FreezeOrder:
    """Return what is decided when an edition is frozen.

    Args:
        template: The template.
        publish_on: Day of publication.
        embargo_until: Nothing is published before it.
        reason: Of a corrigendum.
        whole: The year has the size of the Union's, and may stand beside published ones.
    """
    written = [each.key for each in template.narrative if not each.by_states]
    tables = {view.key for view in template.view}
    return FreezeOrder(
        title=_TITLE.format(year=template.year),
        publish_on=publish_on,
        embargo_until=embargo_until,
        sections=tuple(NarrativeText(key=key, text=words(_SECTION)) for key in written[:1]),
        earlier=tuple(
            each
            for each in PUBLISHED_TOTALS
            if whole and each.table in tables and each.year < template.year
        ),
        reason=words(reason) if reason else (),
    )


async def freeze(
    desk: ReportDesk, collection: str, what: FreezeOrder, progress: Progress
) -> KeptEdition:
    """Freeze the first edition, or a corrigendum where the order says a reason."""
    act = releasing.corrigendum if what.reason else releasing.freeze
    return await act(desk.office, desk.first, collection, what, progress=progress)


async def release(
    desk: ReportDesk, collection: str, consulted: date, progress: Progress
) -> KeptEdition:
    """Release the newest edition, as the second person."""
    return await releasing.release(
        desk.office, desk.second, collection, consulted=consulted, progress=progress
    )


async def take_late(desk: ReportDesk, collection: str, why: str) -> str:
    """Take the one submission that came after the freeze; return whose it is.

    Raises:
        StateError: None has come, or several have.
    """
    waiting = (await releasing.late(desk.office, desk.first, collection)).items
    if len(waiting) != 1:
        raise StateError(f"{len(waiting)} submissions came after the freeze, not one")
    decision = LateDecision(take=True, why=why)
    digest = waiting[0].digest
    await releasing.decide_late(desk.office, desk.first, collection, digest, decision)
    return waiting[0].state


async def published(desk: ReportDesk, collection: str) -> Edition:
    """Return the newest edition as anybody may read it.

    Raises:
        StateError: It is not released, or its embargo runs.
    """
    return await get_edition(desk.office, desk.first, collection)
