"""Operations of reviews: what every Member State reviews, and what comes of it.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. The table says of each its
address and what it answers. `comity_sdk.operations.awaited.reviews` has them to be awaited.
`comity_sdk.operations` says what `key` and `of` are.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from comity_sdk.calls import Caller, Json, Operation

if TYPE_CHECKING:
    from comity_sdk import models
    from comity_sdk.base import Model

REVIEWS: dict[str, Operation] = {
    "give_finding": Operation("POST", "/reviews/{number}/findings", {201: "ShownReview", 202: "WaitingAct"}),
    "record_offline_finding": Operation("POST", "/reviews/{number}/words", {201: "ShownReview", 202: "WaitingAct"}),
    "request_review_extension": Operation("POST", "/reviews/{number}/extensions", {201: "ShownReview", 202: "WaitingAct"}),
    "prepare_review_publication": Operation("GET", "/reviews/{number}/publication", {200: "PreparedPublication"}),
    "publish_review": Operation("POST", "/reviews/{number}/publication", {201: "ShownNotice", 202: "WaitingAct"}),
    "list_reviews": Operation("GET", "/reviews", {200: "PageOfReviews"}),
    "get_review": Operation("GET", "/reviews/{number}", {200: "ShownReview"}),
}


class ReviewOperations(Caller):
    """Operations of reviews, to be waited for."""

    def give_finding(
        self,
        number: str,
        body: models.FindingDraft | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownReview | models.WaitingAct:
        """Notify all of what this authority has found, or have it wait for a second officer."""
        answer: models.ShownReview | models.WaitingAct = self._call(
            "give_finding",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def record_offline_finding(
        self,
        number: str,
        body: models.WordByHand | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownReview | models.WaitingAct:
        """Record, with its proof, what a State without a gateway has notified by other means."""
        answer: models.ShownReview | models.WaitingAct = self._call(
            "record_offline_finding",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def request_review_extension(
        self,
        number: str,
        body: models.MoreTime | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownReview | models.WaitingAct:
        """Ask for more working days, or have it wait for a second officer."""
        answer: models.ShownReview | models.WaitingAct = self._call(
            "request_review_extension",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def prepare_review_publication(self, number: str) -> models.PreparedPublication:
        """Prepare what is published once as many as must have notified, machine-readable."""
        answer: models.PreparedPublication = self._call(
            "prepare_review_publication",
            places={"number": number},
        )
        return answer

    def publish_review(
        self,
        number: str,
        body: models.Publication | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownNotice | models.WaitingAct:
        """Publish it with its reference in the Official Journal, or have that wait."""
        answer: models.ShownNotice | models.WaitingAct = self._call(
            "publish_review",
            places={"number": number},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def list_reviews(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        open_only: bool | None = None,
        origin: str | None = None,
        procedure: str | None = None,
        due_from: datetime.date | None = None,
        due_until: datetime.date | None = None,
    ) -> models.PageOfReviews:
        """List what every Member State reviews, with the own period and what is found so far."""
        answer: models.PageOfReviews = self._call(
            "list_reviews",
            query={"limit": limit, "after": after, "open_only": open_only, "origin": origin, "procedure": procedure, "due_from": due_from, "due_until": due_until},
        )
        return answer

    def walk_reviews(
        self,
        *,
        limit: int | None = None,
        open_only: bool | None = None,
        origin: str | None = None,
        procedure: str | None = None,
        due_from: datetime.date | None = None,
        due_until: datetime.date | None = None,
    ) -> Iterator[models.ReviewLine]:
        """Walk every element, page by page. List what every Member State reviews, with the own
        period and what is found so far.
        """
        answer: Iterator[models.ReviewLine] = self._walk(
            "list_reviews",
            query={"limit": limit, "open_only": open_only, "origin": origin, "procedure": procedure, "due_from": due_from, "due_until": due_until},
        )
        return answer

    def get_review(self, number: str) -> models.ShownReview:
        """Show a review: the tally by Member State, and how the own period was counted."""
        answer: models.ShownReview = self._call("get_review", places={"number": number})
        return answer
