"""The addresses of the annual report, of the open register and of accountability.

Found by `gateway.parts`, so that a node runs without the libraries of the annual report.
"""

from __future__ import annotations

from fastapi import APIRouter

from gateway.api.annual import accountability, collection, openness, release, submission

ROUTERS: tuple[APIRouter, ...] = (
    collection.router,
    submission.router,
    release.router,
    accountability.router,
    openness.router,
)
