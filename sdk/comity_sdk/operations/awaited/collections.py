"""Operations of collections: what an authority collects for the report.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Each as in
`comity_sdk.operations.collections`, to be awaited. `comity_sdk.operations` says what `key` and
`of` are.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from comity_sdk.calls import AsyncCaller, Json

if TYPE_CHECKING:
    from comity_sdk import models
    from comity_sdk.base import Model


class AsyncCollectionOperations(AsyncCaller):
    """Operations of collections, to be awaited."""

    async def list_collections(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfCollections:
        """List the collections, the newest first."""
        answer: models.PageOfCollections = await self._call(
            "list_collections",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_collections(
        self,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.CollectionLine]:
        """Walk every element, page by page. List the collections, the newest first."""
        answer: AsyncIterator[models.CollectionLine] = self._walk(
            "list_collections",
            query={"limit": limit},
        )
        return answer

    async def open_collection(
        self,
        body: models.CollectionCall | Json,
        *,
        key: str | None = None,
    ) -> models.CollectionView:
        """Call for a year's data: one letter to each authority, with the template."""
        answer: models.CollectionView = await self._call("open_collection", body=body, key=key)
        return answer

    async def get_collection(self, collection: str) -> models.CollectionView:
        """Show a collection with where every State stands."""
        answer: models.CollectionView = await self._call(
            "get_collection",
            places={"collection": collection},
        )
        return answer

    async def list_submissions(
        self,
        collection: str,
        *,
        state: str | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfSubmissions:
        """List what came, with what became of it."""
        answer: models.PageOfSubmissions = await self._call(
            "list_submissions",
            places={"collection": collection},
            query={"state": state, "limit": limit, "after": after},
        )
        return answer

    def walk_submissions(
        self,
        collection: str,
        *,
        state: str | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[models.Collected]:
        """Walk every element, page by page. List what came, with what became of it."""
        answer: AsyncIterator[models.Collected] = self._walk(
            "list_submissions",
            places={"collection": collection},
            query={"state": state, "limit": limit},
        )
        return answer

    async def list_collection_questions(
        self,
        collection: str,
        *,
        waiting: bool | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfCollectionQuestions:
        """List the questions with what was said."""
        answer: models.PageOfCollectionQuestions = await self._call(
            "list_collection_questions",
            places={"collection": collection},
            query={"waiting": waiting, "limit": limit, "after": after},
        )
        return answer

    def walk_collection_questions(
        self,
        collection: str,
        *,
        waiting: bool | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[models.Thread]:
        """Walk every element, page by page. List the questions with what was said."""
        answer: AsyncIterator[models.Thread] = self._walk(
            "list_collection_questions",
            places={"collection": collection},
            query={"waiting": waiting, "limit": limit},
        )
        return answer

    async def ask_collection_question(
        self,
        collection: str,
        body: models.QuestionDraft | Json,
        *,
        key: str | None = None,
    ) -> models.Thread:
        """Ask a State on a cell or table of what it submitted."""
        answer: models.Thread = await self._call(
            "ask_collection_question",
            places={"collection": collection},
            body=body,
            key=key,
        )
        return answer

    async def get_collection_question(self, collection: str, thread: int) -> models.Thread:
        """Show a question with what was said."""
        answer: models.Thread = await self._call(
            "get_collection_question",
            places={"collection": collection, "thread": thread},
        )
        return answer

    async def close_collection_question(
        self,
        collection: str,
        thread: int,
        body: Sequence[Model | Json],
        *,
        key: str | None = None,
    ) -> models.Thread:
        """Close a question."""
        answer: models.Thread = await self._call(
            "close_collection_question",
            places={"collection": collection, "thread": thread},
            body=body,
            key=key,
        )
        return answer

    async def list_editions(
        self,
        collection: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfEditions:
        """List the editions: frozen, released, published."""
        answer: models.PageOfEditions = await self._call(
            "list_editions",
            places={"collection": collection},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_editions(
        self,
        collection: str,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.KeptEdition]:
        """Walk every element, page by page. List the editions: frozen, released, published."""
        answer: AsyncIterator[models.KeptEdition] = self._walk(
            "list_editions",
            places={"collection": collection},
            query={"limit": limit},
        )
        return answer

    async def freeze_edition(
        self,
        collection: str,
        body: models.FreezeOrder | Json,
        *,
        key: str | None = None,
    ) -> models.KeptEdition:
        """Freeze the first edition; with a reason a corrigendum of the one before."""
        answer: models.KeptEdition = await self._call(
            "freeze_edition",
            places={"collection": collection},
            body=body,
            key=key,
        )
        return answer

    async def get_edition(
        self,
        collection: str,
        number: int,
        *,
        embargoed: bool | None = None,
    ) -> models.Edition:
        """Return an edition as it is published; before that only with `embargoed`."""
        answer: models.Edition = await self._call(
            "get_edition",
            places={"collection": collection, "number": number},
            query={"embargoed": embargoed},
        )
        return answer

    async def get_provenance(
        self,
        collection: str,
        *,
        table: str,
        at: Sequence[str],
        origin: str | None = None,
        edition: int | None = None,
    ) -> models.ProvenanceView:
        """Say which submissions, versions and cells a cell comes from."""
        answer: models.ProvenanceView = await self._call(
            "get_provenance",
            places={"collection": collection},
            query={"table": table, "at": at, "origin": origin, "edition": edition},
        )
        return answer

    async def get_edition_draft(
        self,
        collection: str,
        *,
        whole: bool | None = None,
    ) -> models.DraftView:
        """Consolidate what counts now; with `whole` also cell by cell."""
        answer: models.DraftView = await self._call(
            "get_edition_draft",
            places={"collection": collection},
            query={"whole": whole},
        )
        return answer

    async def open_clearance_round(
        self,
        collection: str,
        body: models.RoundOrder | Json,
        *,
        key: str | None = None,
    ) -> models.CollectionView:
        """Send its tables to every State that has not seen those of what counts."""
        answer: models.CollectionView = await self._call(
            "open_clearance_round",
            places={"collection": collection},
            body=body,
            key=key,
        )
        return answer

    async def set_aside_edition(
        self,
        collection: str,
        body: models.SettingAside | Json,
        *,
        key: str | None = None,
    ) -> models.KeptEdition:
        """Set the newest edition aside that is frozen and not released, to freeze again."""
        answer: models.KeptEdition = await self._call(
            "set_aside_edition",
            places={"collection": collection},
            body=body,
            key=key,
        )
        return answer

    async def release_edition(
        self,
        collection: str,
        body: models.ReleaseOrder | Json,
        *,
        key: str | None = None,
    ) -> models.KeptEdition:
        """Release the newest edition, as the second person."""
        answer: models.KeptEdition = await self._call(
            "release_edition",
            places={"collection": collection},
            body=body,
            key=key,
        )
        return answer

    async def list_late_submissions(
        self,
        collection: str,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfSubmissions:
        """Show what came after the freeze."""
        answer: models.PageOfSubmissions = await self._call(
            "list_late_submissions",
            places={"collection": collection},
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_late_submissions(
        self,
        collection: str,
        *,
        limit: int | None = None,
    ) -> AsyncIterator[models.Collected]:
        """Walk every element, page by page. Show what came after the freeze."""
        answer: AsyncIterator[models.Collected] = self._walk(
            "list_late_submissions",
            places={"collection": collection},
            query={"limit": limit},
        )
        return answer

    async def decide_late_submission(
        self,
        collection: str,
        digest: str,
        body: models.LateDecision | Json,
        *,
        key: str | None = None,
    ) -> models.Collected:
        """Take a late submission for the next edition, or leave it."""
        answer: models.Collected = await self._call(
            "decide_late_submission",
            places={"collection": collection, "digest": digest},
            body=body,
            key=key,
        )
        return answer
