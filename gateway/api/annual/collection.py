"""The annual report at the Commission services over REST: what comes in, and what came out."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, status

from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.parameters import Number
from gateway.api.published.operations import noun_router
from gateway.casework.annual import collection as annual_collection
from gateway.casework.annual import editions as annual_editions
from gateway.casework.annual import provenance as annual_provenance
from gateway.casework.annual import questions as annual_questions
from gateway.casework.annual.editions import KeptEdition
from gateway.casework.annual.provenance import ProvenanceView
from gateway.casework.annual.questions import QuestionDraft, Thread
from gateway.domain.annual.cells import At, CellRef
from gateway.domain.annual.codes import TOTAL, Key
from gateway.domain.annual.collection import (
    Collected,
    CollectionCall,
    CollectionLine,
    CollectionView,
)
from gateway.domain.annual.edition import Edition
from gateway.domain.denial import FreeText
from gateway.domain.page import Page

router = noun_router("/report/collections", "report")


@router.get("")
async def list_collections(office: Desk, officer: Who, page: Asked) -> Page[CollectionLine]:
    """List the collections, the newest first."""
    return await annual_collection.list_collections(office, officer, page=page)


@router.post("", status_code=status.HTTP_201_CREATED)
async def call(office: Desk, officer: Who, order: CollectionCall) -> CollectionView:
    """Call for a year's data: one letter to each authority, with the template."""
    return await annual_collection.call_for_data(office, officer, order)


@router.get("/{collection}")
async def get_collection(office: Desk, officer: Who, collection: str) -> CollectionView:
    """Show a collection with where every State stands."""
    return await annual_collection.get_collection(office, officer, collection)


@router.get("/{collection}/submissions")
async def submissions(
    office: Desk, officer: Who, page: Asked, collection: str, state: str | None = None
) -> Page[Collected]:
    """List what came, with what became of it."""
    return await annual_collection.list_submissions(
        office, officer, collection, state=state, page=page
    )


@router.get("/{collection}/questions")
async def questions(
    office: Desk, officer: Who, page: Asked, collection: str, *, waiting: bool = False
) -> Page[Thread]:
    """List the questions with what was said."""
    return await annual_questions.list_threads(
        office, officer, collection, waiting=waiting, page=page
    )


@router.get("/{collection}/questions/{thread}")
async def get_question(office: Desk, officer: Who, collection: str, thread: Number) -> Thread:
    """Show a question with what was said."""
    return await annual_questions.get_thread(office, officer, collection, thread)


@router.post("/{collection}/questions", status_code=status.HTTP_201_CREATED)
async def ask(office: Desk, officer: Who, collection: str, question: QuestionDraft) -> Thread:
    """Ask a State on a cell or table of what it submitted."""
    return await annual_questions.ask(office, officer, collection, question)


@router.post("/{collection}/questions/{thread}/closing")
async def close_question(
    office: Desk, officer: Who, collection: str, thread: Number, text: tuple[FreeText, ...]
) -> Thread:
    """Close a question."""
    return await annual_questions.close(office, officer, collection, thread, text)


@router.get("/{collection}/editions")
async def editions(office: Desk, officer: Who, page: Asked, collection: str) -> Page[KeptEdition]:
    """List the editions: frozen, released, published."""
    return await annual_editions.list_editions(office, officer, collection, page=page)


@router.get("/{collection}/editions/{number}")
async def edition(
    office: Desk, officer: Who, collection: str, number: Number, *, embargoed: bool = False
) -> Edition:
    """Return an edition as it is published; before that only with `embargoed`."""
    return await annual_editions.get_edition(
        office, officer, collection, number, embargoed=embargoed
    )


@router.get("/{collection}/provenance")
async def provenance(
    office: Desk,
    officer: Who,
    collection: str,
    table: Key,
    at: Annotated[list[At], Query(min_length=1, max_length=6)],
    origin: At = TOTAL,
    edition: Number | None = None,
) -> ProvenanceView:
    """Say which submissions, versions and cells a cell comes from."""
    cell = CellRef(table=table, at=tuple(at), origin=origin)
    return await annual_provenance.show_provenance(
        office, officer, collection, cell, edition=edition
    )
