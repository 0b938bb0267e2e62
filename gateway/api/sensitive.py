"""Sensitive parties over REST: those of which a case reminds, apart from its hits."""

from __future__ import annotations

from gateway.api.conditions import Versioned
from gateway.api.published.operations import noun_router
from gateway.casework.cases import sensitive
from gateway.nouns.case import CASE

router = noun_router(tag="sensitive parties", route_class=Versioned, changes=CASE)

router.calls("listSensitiveCases", "GET /sensitive", sensitive.pending_sensitive)
router.calls("listSensitiveParties", "GET /cases/{case_id}/sensitive", sensitive.sensitive_of_case)
router.calls(
    "markSensitivePartySeen", "POST /cases/{case_id}/sensitive/{number}/looked", sensitive.look_at
)
