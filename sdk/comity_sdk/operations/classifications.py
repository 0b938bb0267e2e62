"""Operations of classifications: questions which control code an item has, and what was classified
before.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. The table says of each its
address and what it answers. `comity_sdk.operations.awaited.classifications` has them to be
awaited. `comity_sdk.operations` says what `key` and `of` are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from comity_sdk.calls import Caller, Json, Operation

if TYPE_CHECKING:
    from comity_sdk import models

CLASSIFICATIONS: dict[str, Operation] = {
    "ask_classification": Operation("POST", "/classifications", {200: "ClassificationRound"}),
    "list_classification_rounds": Operation("GET", "/classifications", {200: "PageOfClassificationRounds"}),
    "find_precedents": Operation("POST", "/classifications/precedents", {200: "PrecedentsFound"}),
    "answer_classification": Operation("POST", "/classifications/{number}/answer", {200: "ClassificationRound"}),
    "close_classification": Operation("POST", "/classifications/{number}/closing", {200: "ClassificationRound"}),
    "get_classification_round": Operation("GET", "/classifications/{number}", {200: "ClassificationRound"}),
}


class ClassificationOperations(Caller):
    """Operations of classifications, to be waited for."""

    def ask_classification(
        self,
        body: models.RoundDraft | Json,
        *,
        key: str | None = None,
    ) -> models.ClassificationRound:
        """Ask several authorities which control code an item has; no legal deadline runs."""
        answer: models.ClassificationRound = self._call("ask_classification", body=body, key=key)
        return answer

    def list_classification_rounds(
        self,
        *,
        ours: bool | None = None,
        state: models.AnyRoundState | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfClassificationRounds:
        """List rounds on a classification, newest first: of ours, and those in which others ask.
        """
        answer: models.PageOfClassificationRounds = self._call(
            "list_classification_rounds",
            query={"ours": ours, "state": state, "limit": limit, "after": after},
        )
        return answer

    def walk_classification_rounds(
        self,
        *,
        ours: bool | None = None,
        state: models.AnyRoundState | None = None,
        limit: int | None = None,
    ) -> Iterator[models.ClassificationRound]:
        """Walk every element, page by page. List rounds on a classification, newest first: of
        ours, and those in which others ask.
        """
        answer: Iterator[models.ClassificationRound] = self._walk(
            "list_classification_rounds",
            query={"ours": ours, "state": state, "limit": limit},
        )
        return answer

    def find_precedents(
        self,
        body: models.PrecedentQuery | Json,
        *,
        key: str | None = None,
    ) -> models.PrecedentsFound:
        """Find what was classified before: by words, code, designation, parameters, or for a case.
        """
        answer: models.PrecedentsFound = self._call("find_precedents", body=body, key=key)
        return answer

    def answer_classification(
        self,
        number: str,
        body: models.OpinionDraft | Json,
        *,
        key: str | None = None,
    ) -> models.ClassificationRound:
        """Answer in another authority's round; a second answer amends the first, and both stay."""
        answer: models.ClassificationRound = self._call(
            "answer_classification",
            places={"number": number},
            body=body,
            key=key,
        )
        return answer

    def close_classification(
        self,
        number: str,
        body: models.OutcomeDraft | Json,
        *,
        key: str | None = None,
    ) -> models.ClassificationRound:
        """Close a round of ours with an outcome, which is told to those who answered."""
        answer: models.ClassificationRound = self._call(
            "close_classification",
            places={"number": number},
            body=body,
            key=key,
        )
        return answer

    def get_classification_round(self, number: str) -> models.ClassificationRound:
        """Show a round with the answers as they stand."""
        answer: models.ClassificationRound = self._call(
            "get_classification_round",
            places={"number": number},
        )
        return answer
