"""Notices over REST: which kinds there are, publish, amend, withdraw, read, comment."""

from __future__ import annotations

from gateway.api.conditions import Versioned, changing
from gateway.api.published.operations import noun_router
from gateway.casework.notices import notices
from gateway.casework.notices.notice_grants import list_grants
from gateway.casework.notices.notices import licensing_draft
from gateway.nouns.notice import NOTICE

router = noun_router("/notices", "notices", route_class=Versioned, changes=NOTICE)


router.calls("listNoticeKinds", "GET /kinds", notices.kinds)
router.calls("listExplainedGrants", "GET /grants", list_grants)
router.calls("getLicensingData", "GET /licensing-data", licensing_draft)
router.calls("publishNotice", "POST", notices.publish_notice, status_code=201)
router.calls(
    "amendNotice",
    "PUT /{number}",
    notices.amend_notice,
    dependencies=[changing(NOTICE, needed=notices.was_amended, late=True)],
)
router.calls("withdrawNotice", "POST /{number}/withdrawal", notices.withdraw_notice)
router.calls("recallNotice", "POST /{number}/recall", notices.recall_notice)
router.calls("commentOnNotice", "POST /{number}/comments", notices.comment_on)
