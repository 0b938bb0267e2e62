"""The addresses of the annual report, of the open register and of accountability.

Found by `gateway.parts`, so that a node runs without the libraries of the annual report.
"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter

from gateway.api.annual import accountability, collection, openness, release, submission
from gateway.casework.annual import draft
from gateway.domain.annual.collection import Standing
from gateway.reports import annual_work

ROUTERS: tuple[APIRouter, ...] = (
    collection.router,
    submission.router,
    release.router,
    accountability.router,
    openness.router,
)

NAMES: Mapping[type, str] = {
    submission.Sent: "SentToCommission",
    draft.TableLine: "DraftTable",
    annual_work.TableLine: "YearTable",
    Standing: "CollectionStanding",
}
"""What the contract calls classes of which there are several of one name."""
