"""Operations of restrictions: who sees a restricted case or consultation.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. The table says of each its
address and what it answers. `comity_sdk.operations.awaited.restrictions` has them to be awaited.
`comity_sdk.operations` says what `key` and `of` are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from comity_sdk.calls import Caller, Json, Operation

if TYPE_CHECKING:
    from comity_sdk import models

RESTRICTIONS: dict[str, Operation] = {
    "list_restrictions": Operation("GET", "/restrictions", {200: "PageOfRestrictions"}),
    "get_restriction": Operation("GET", "/restrictions/{subject}", {200: "Restriction"}),
    "add_restriction": Operation("POST", "/restrictions/{subject}", {201: "Restriction"}),
    "change_access": Operation("POST", "/restrictions/{subject}/names", {200: "Restriction"}),
    "override_restriction": Operation("POST", "/restrictions/{subject}/opening", {200: "Restriction"}),
    "lift_restriction": Operation("POST", "/restrictions/{subject}/lifting", {200: "RestrictionNote"}),
}


class RestrictionOperations(Caller):
    """Operations of restrictions, to be waited for."""

    def list_restrictions(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfRestrictions:
        """List what is restricted, by number alone, newest first: for who may open it."""
        answer: models.PageOfRestrictions = self._call(
            "list_restrictions",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_restrictions(self, *, limit: int | None = None) -> Iterator[models.RestrictionNote]:
        """Walk every element, page by page. List what is restricted, by number alone, newest
        first: for who may open it.
        """
        answer: Iterator[models.RestrictionNote] = self._walk(
            "list_restrictions",
            query={"limit": limit},
        )
        return answer

    def get_restriction(self, subject: str) -> models.Restriction:
        """Show who sees a restricted case or consultation, and why not everybody."""
        answer: models.Restriction = self._call("get_restriction", places={"subject": subject})
        return answer

    def add_restriction(
        self,
        subject: str,
        body: models.RestrictionDraft | Json,
        *,
        key: str | None = None,
    ) -> models.Restriction:
        """Restrict a case, or a consultation asked of us, to who needs to know."""
        answer: models.Restriction = self._call(
            "add_restriction",
            places={"subject": subject},
            body=body,
            key=key,
        )
        return answer

    def change_access(
        self,
        subject: str,
        body: models.Naming | Json,
        *,
        key: str | None = None,
    ) -> models.Restriction:
        """Name who needs to know from now on, and who does not any more."""
        answer: models.Restriction = self._call(
            "change_access",
            places={"subject": subject},
            body=body,
            key=key,
        )
        return answer

    def override_restriction(
        self,
        subject: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.Restriction:
        """Open what is restricted for three days, on record; all who are named are told."""
        answer: models.Restriction = self._call(
            "override_restriction",
            places={"subject": subject},
            body=body,
            key=key,
        )
        return answer

    def lift_restriction(
        self,
        subject: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.RestrictionNote:
        """Take the mark off: every officer sees it again."""
        answer: models.RestrictionNote = self._call(
            "lift_restriction",
            places={"subject": subject},
            body=body,
            key=key,
        )
        return answer
