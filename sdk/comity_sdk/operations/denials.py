"""Operations of denials: denials, the search among them, and what examinations find.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. The table says of each its
address and what it answers. `comity_sdk.operations.awaited.denials` has them to be awaited.
`comity_sdk.operations` says what `key` and `of` are.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from comity_sdk.calls import Caller, File, Json, Operation

if TYPE_CHECKING:
    from comity_sdk import models
    from comity_sdk.base import Model

DENIALS: dict[str, Operation] = {
    "search_denials": Operation("POST", "/denials/search", {200: "Examination"}),
    "find_denials": Operation("POST", "/denials/find", {200: "DenialsFound"}),
    "import_denials": Operation("POST", "/denials/import", {200: "ImportReport", 202: "WaitingAct"}),
    "export_denials": Operation("POST", "/denials/export", {200: "PageOfExportedDenials"}),
    "reconcile_denials": Operation("POST", "/denials/reconcile", {200: "Reconciliation"}),
    "list_due_denial_reviews": Operation("GET", "/denials/due", {200: "PageOfDueDenialReviews"}),
    "get_denial_proof": Operation("GET", "/denials/{denial_id}/proof", {200: "bytes"}),
    "amend_denial": Operation("PUT", "/denials/{denial_id}", {200: "ShownDenial", 202: "WaitingAct"}),
    "get_denial": Operation("GET", "/denials/{denial_id}", {200: "ShownDenial"}),
    "review_denial": Operation("POST", "/denials/{denial_id}/reviews", {200: "ShownDenial", 202: "WaitingAct"}),
    "set_aside_denial": Operation("POST", "/denials/{denial_id}/set-aside", {200: "ShownDenial", 202: "WaitingAct"}),
    "list_denials": Operation("GET", "/denials", {200: "PageOfDenials"}),
}


class DenialOperations(Caller):
    """Operations of denials, to be waited for."""

    def search_denials(
        self,
        body: models.TransactionInput | Json,
        *,
        reason: str | None = None,
        mode: models.AnySearchMode | None = None,
        key: str | None = None,
    ) -> models.Examination:
        """Search all valid denials for one like a transaction; the Commission gives a reason."""
        answer: models.Examination = self._call(
            "search_denials",
            body=body,
            query={"reason": reason, "mode": mode},
            key=key,
        )
        return answer

    def find_denials(
        self,
        body: models.DenialQuery | Json,
        *,
        reason: str | None = None,
        mode: models.AnySearchMode | None = None,
        key: str | None = None,
    ) -> models.DenialsFound:
        """Look denials up by a name or a part of it, goods or a destination; at least one of them.
        """
        answer: models.DenialsFound = self._call(
            "find_denials",
            body=body,
            query={"reason": reason, "mode": mode},
            key=key,
        )
        return answer

    def import_denials(
        self,
        file: File,
        *,
        way: models.AnyWay,
        on_error: models.AnyOnError | None = None,
        dry_run: bool | None = None,
        marked: models.AnyMarkedFormat | None = None,
        key: str | None = None,
    ) -> models.ImportReport | models.WaitingAct:
        """Import denials in one of the ways that never mix, or have the file wait."""
        answer: models.ImportReport | models.WaitingAct = self._call(
            "import_denials",
            file=file,
            query={"way": way, "on_error": on_error, "dry_run": dry_run, "marked": marked},
            key=key,
        )
        return answer

    def export_denials(
        self,
        body: models.ExportRequest | Json,
        *,
        limit: int | None = None,
        after: str | None = None,
        key: str | None = None,
    ) -> models.PageOfExportedDenials:
        """Return denials as rows of our form, as far as they may be read; each page is on record.
        """
        answer: models.PageOfExportedDenials = self._call(
            "export_denials",
            body=body,
            query={"limit": limit, "after": after},
            key=key,
        )
        return answer

    def walk_export_denials(
        self,
        body: models.ExportRequest | Json,
        *,
        limit: int | None = None,
        key: str | None = None,
    ) -> Iterator[models.ExportedDenial]:
        """Walk every element, page by page. Return denials as rows of our form, as far as they may
        be read; each page is on record.
        """
        answer: Iterator[models.ExportedDenial] = self._walk(
            "export_denials",
            body=body,
            query={"limit": limit},
            key=key,
        )
        return answer

    def reconcile_denials(
        self,
        file: File,
        *,
        whose: models.AnyWhose | None = None,
        reason: str | None = None,
        key: str | None = None,
    ) -> models.Reconciliation:
        """Compare a file with the register: what one side alone has, and what differs."""
        answer: models.Reconciliation = self._call(
            "reconcile_denials",
            file=file,
            query={"whose": whose, "reason": reason},
            key=key,
        )
        return answer

    def list_due_denial_reviews(
        self,
        *,
        origin: str | None = None,
        overdue: bool | None = None,
        until: datetime.date | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfDueDenialReviews:
        """List valid denials by the date of their next review; a missed one ends nothing."""
        answer: models.PageOfDueDenialReviews = self._call(
            "list_due_denial_reviews",
            query={"origin": origin, "overdue": overdue, "until": until, "limit": limit, "after": after},
        )
        return answer

    def walk_due_denial_reviews(
        self,
        *,
        origin: str | None = None,
        overdue: bool | None = None,
        until: datetime.date | None = None,
        limit: int | None = None,
    ) -> Iterator[models.DueDenial]:
        """Walk every element, page by page. List valid denials by the date of their next review; a
        missed one ends nothing.
        """
        answer: Iterator[models.DueDenial] = self._walk(
            "list_due_denial_reviews",
            query={"origin": origin, "overdue": overdue, "until": until, "limit": limit},
        )
        return answer

    def get_denial_proof(self, denial_id: str, *, contents: bool | None = None) -> bytes:
        """Export the proof file of the entry that holds the record as it now stands."""
        answer: bytes = self._call(
            "get_denial_proof",
            places={"denial_id": denial_id},
            query={"contents": contents},
        )
        return answer

    def amend_denial(
        self,
        denial_id: str,
        body: models.DenialInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownDenial | models.WaitingAct:
        """Write an erratum of an own denial, or have it wait."""
        answer: models.ShownDenial | models.WaitingAct = self._call(
            "amend_denial",
            places={"denial_id": denial_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def get_denial(self, denial_id: str) -> models.ShownDenial:
        """Show a denial, its status, and who has not yet received it."""
        answer: models.ShownDenial = self._call("get_denial", places={"denial_id": denial_id})
        return answer

    def review_denial(
        self,
        denial_id: str,
        body: models.DenialReview | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownDenial | models.WaitingAct:
        """Write the outcome of a review, or a revocation, of an own denial, or have it wait."""
        answer: models.ShownDenial | models.WaitingAct = self._call(
            "review_denial",
            places={"denial_id": denial_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def set_aside_denial(
        self,
        denial_id: str,
        body: models.SetAsideInput | Json,
        *,
        key: str | None = None,
        of: Model | str | None = None,
    ) -> models.ShownDenial | models.WaitingAct:
        """Tell all members that a court acted on an own denial, or have that wait."""
        answer: models.ShownDenial | models.WaitingAct = self._call(
            "set_aside_denial",
            places={"denial_id": denial_id},
            body=body,
            key=key,
            of=of,
        )
        return answer

    def list_denials(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
        origin: str | None = None,
        state: models.AnyDenialState | None = None,
        destination: str | None = None,
        code: str | None = None,
        relayed: bool | None = None,
        reference: str | None = None,
        notified_from: datetime.date | None = None,
        notified_until: datetime.date | None = None,
        issuer: str | None = None,
    ) -> models.PageOfDenials:
        """List the denials that are held here by their number, relayed ones among them."""
        answer: models.PageOfDenials = self._call(
            "list_denials",
            query={"limit": limit, "after": after, "origin": origin, "state": state, "destination": destination, "code": code, "relayed": relayed, "reference": reference, "notified_from": notified_from, "notified_until": notified_until, "issuer": issuer},
        )
        return answer

    def walk_denials(
        self,
        *,
        limit: int | None = None,
        origin: str | None = None,
        state: models.AnyDenialState | None = None,
        destination: str | None = None,
        code: str | None = None,
        relayed: bool | None = None,
        reference: str | None = None,
        notified_from: datetime.date | None = None,
        notified_until: datetime.date | None = None,
        issuer: str | None = None,
    ) -> Iterator[models.DenialLine]:
        """Walk every element, page by page. List the denials that are held here by their number,
        relayed ones among them.
        """
        answer: Iterator[models.DenialLine] = self._walk(
            "list_denials",
            query={"limit": limit, "origin": origin, "state": state, "destination": destination, "code": code, "relayed": relayed, "reference": reference, "notified_from": notified_from, "notified_until": notified_until, "issuer": issuer},
        )
        return answer
