"""The annual report at the Commission services over REST: what comes in, and what came out."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from gateway.api.dependencies import Desk, Who
from gateway.api.parameters import Number
from gateway.api.published.operations import noun_router
from gateway.casework.annual import collection as annual_collection
from gateway.casework.annual import editions as annual_editions
from gateway.casework.annual import provenance as annual_provenance
from gateway.casework.annual import questions as annual_questions
from gateway.casework.annual.provenance import ProvenanceView
from gateway.domain.annual.cells import At, CellRef
from gateway.domain.annual.codes import TOTAL, Key
from gateway.domain.annual.edition import Edition

router = noun_router("/report/collections", "report")

router.calls("listCollections", "GET", annual_collection.list_collections)
router.calls("openCollection", "POST", annual_collection.call_for_data, status_code=201)
router.calls("getCollection", "GET /{collection}", annual_collection.get_collection)
router.calls("listSubmissions", "GET /{collection}/submissions", annual_collection.list_submissions)
router.calls(
    "listCollectionQuestions", "GET /{collection}/questions", annual_questions.list_threads
)
router.calls(
    "getCollectionQuestion", "GET /{collection}/questions/{thread}", annual_questions.get_thread
)
router.calls(
    "askCollectionQuestion", "POST /{collection}/questions", annual_questions.ask, status_code=201
)
router.calls(
    "closeCollectionQuestion",
    "POST /{collection}/questions/{thread}/closing",
    annual_questions.close,
)
router.calls("listEditions", "GET /{collection}/editions", annual_editions.list_editions)


@router.get("/{collection}/editions/{number}", operation_id="getEdition")
async def edition(
    office: Desk, officer: Who, collection: str, number: Number, *, embargoed: bool = False
) -> Edition:
    """Return an edition as it is published; before that only with `embargoed`."""
    return await annual_editions.get_edition(
        office, officer, collection, number, embargoed=embargoed
    )


@router.get("/{collection}/provenance", operation_id="getProvenance")
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
