"""Acts that wait for a second officer, over REST: list, show, agree, refuse."""

from __future__ import annotations

from gateway.api.published.operations import noun_router
from gateway.casework.handlers import second_officer

router = noun_router("/waiting-acts", "waiting acts")

router.calls("agreeToWaitingAct", "POST /{number}/agreement", second_officer.agree)
router.calls("refuseWaitingAct", "POST /{number}/refusal", second_officer.refuse)
