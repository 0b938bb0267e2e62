"""What the authority shows, over REST: the open register's releases."""

from __future__ import annotations

from fastapi import status

from gateway.api.conditions import Versioned, changing
from gateway.api.dependencies import Desk, Who
from gateway.api.published.operations import noun_router
from gateway.casework.annual import openness
from gateway.domain.base import Model
from gateway.nouns.case import CASE

router = noun_router(tag="openness", route_class=Versioned)


class EndUse(Model):
    """A class of end use, a key of the authority's policy."""

    end_use: str


@router.put(
    "/open-register/classes/{case_id}",
    operation_id="setOpenRegisterClass",
    status_code=status.HTTP_204_NO_CONTENT,
    dependencies=[changing(CASE, needed=openness.is_classified)],
)
async def classify(office: Desk, officer: Who, case_id: str, given: EndUse) -> None:
    """Give a case its class of end use."""
    await openness.classify(office, officer, case_id, given.end_use)


router.calls(
    "prepareOpenRelease", "POST /open-register/releases", openness.prepare, status_code=201
)
router.calls(
    "releaseOpenRegister", "POST /open-register/releases/{number}/release", openness.release
)
router.calls("listOpenReleases", "GET /open-register/releases", openness.list_releases)
router.calls("getOpenRelease", "GET /open-register/releases/{number}", openness.get_release)
router.calls("getOpenRegister", "GET /open-register/published", openness.published)
