"""Operations of rulebooks: the rules that nodes work by, and what an authority adds.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. The table says of each its
address and what it answers. `comity_sdk.operations.awaited.rulebooks` has them to be awaited.
`comity_sdk.operations` says what `key` and `of` are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from comity_sdk.calls import Caller, Operation

if TYPE_CHECKING:
    from comity_sdk import models

RULEBOOKS: dict[str, Operation] = {
    "list_rulebooks": Operation("GET", "/rulebooks", {200: "PageOfRulebooks"}),
    "get_rulebook": Operation("GET", "/rulebooks/version", {200: "GetRulebookAnswer"}),
    "get_procedure": Operation("GET", "/rulebooks/procedure", {200: "PageOfProcedureLines"}),
    "compare_rulebooks": Operation("GET", "/rulebooks/changes", {200: "PageOfRulebookChanges"}),
    "list_overlays": Operation("GET", "/rulebooks/overlays/{authority}", {200: "PageOfOverlays"}),
}


class RulebookOperations(Caller):
    """Operations of rulebooks, to be waited for."""

    def list_rulebooks(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfRulebooks:
        """List every version of every law that is held, with its date of effect."""
        answer: models.PageOfRulebooks = self._call(
            "list_rulebooks",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_rulebooks(self, *, limit: int | None = None) -> Iterator[models.HeldBook]:
        """Walk every element, page by page. List every version of every law that is held, with its
        date of effect.
        """
        answer: Iterator[models.HeldBook] = self._walk("list_rulebooks", query={"limit": limit})
        return answer

    def get_rulebook(self, *, version: str) -> models.GetRulebookAnswer:
        """Return one version as it was read from its file."""
        answer: models.GetRulebookAnswer = self._call("get_rulebook", query={"version": version})
        return answer

    def get_procedure(
        self,
        *,
        version: str,
        procedure: str,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfProcedureLines:
        """Say one procedure in sentences."""
        answer: models.PageOfProcedureLines = self._call(
            "get_procedure",
            query={"version": version, "procedure": procedure, "limit": limit, "after": after},
        )
        return answer

    def walk_get_procedure(
        self,
        *,
        version: str,
        procedure: str,
        limit: int | None = None,
    ) -> Iterator[models.SaidLine]:
        """Walk every element, page by page. Say one procedure in sentences."""
        answer: Iterator[models.SaidLine] = self._walk(
            "get_procedure",
            query={"version": version, "procedure": procedure, "limit": limit},
        )
        return answer

    def compare_rulebooks(
        self,
        *,
        first: str,
        second: str,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfRulebookChanges:
        """Return every value that differs between two versions."""
        answer: models.PageOfRulebookChanges = self._call(
            "compare_rulebooks",
            query={"first": first, "second": second, "limit": limit, "after": after},
        )
        return answer

    def walk_compare_rulebooks(
        self,
        *,
        first: str,
        second: str,
        limit: int | None = None,
    ) -> Iterator[models.RulebookChange]:
        """Walk every element, page by page. Return every value that differs between two versions.
        """
        answer: Iterator[models.RulebookChange] = self._walk(
            "compare_rulebooks",
            query={"first": first, "second": second, "limit": limit},
        )
        return answer

    def list_overlays(
        self,
        authority: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfOverlays:
        """Return what an authority has set for its own conduct."""
        answer: models.PageOfOverlays = self._call(
            "list_overlays",
            places={"authority": authority},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_overlays(
        self,
        authority: str,
        *,
        limit: int | None = None,
    ) -> Iterator[models.Overlay]:
        """Walk every element, page by page. Return what an authority has set for its own conduct.
        """
        answer: Iterator[models.Overlay] = self._walk(
            "list_overlays",
            places={"authority": authority},
            query={"limit": limit},
        )
        return answer
