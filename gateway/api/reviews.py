"""Reviews by every Member State over REST: tally, findings, more time, publication."""

from __future__ import annotations

from gateway.api.conditions import Versioned, changing
from gateway.api.published.operations import noun_router
from gateway.casework.notices import collective_acts as acts
from gateway.casework.notices import collective_acts as by_hand
from gateway.casework.notices import collective_publishing as publishing
from gateway.nouns.notice import REVIEW

router = noun_router("/reviews", "reviews", route_class=Versioned, changes=REVIEW)


router.calls(
    "giveFinding",
    "POST /{number}/findings",
    acts.find,
    status_code=201,
    dependencies=[changing(REVIEW, needed=acts.has_finding)],
)
router.calls("recordOfflineFinding", "POST /{number}/words", by_hand.record_word, status_code=201)
router.calls(
    "requestReviewExtension", "POST /{number}/extensions", acts.ask_for_time, status_code=201
)
router.calls("prepareReviewPublication", "GET /{number}/publication", publishing.prepare)
router.calls("publishReview", "POST /{number}/publication", publishing.publish, status_code=201)
