"""Operations of registers: the logs of denials: followed, verified and repaired.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. The table says of each its
address and what it answers. `comity_sdk.operations.awaited.registers` has them to be awaited.
`comity_sdk.operations` says what `key` and `of` are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from comity_sdk.calls import Caller, Json, Operation

if TYPE_CHECKING:
    from comity_sdk import models

REGISTERS: dict[str, Operation] = {
    "list_registers": Operation("GET", "/registers", {200: "PageOfRegisters"}),
    "list_register_troubles": Operation("GET", "/registers/troubles", {200: "PageOfRegisterTroubles"}),
    "close_register_trouble": Operation("POST", "/registers/troubles/{trouble_id}/closing", {200: "PageOfRegisterTroubles"}),
    "get_fraud_proof": Operation("GET", "/registers/troubles/{trouble_id}/proof", {200: "bytes"}),
    "follow_register": Operation("POST", "/registers/{origin}/following", {200: "PageOfRegisterTroubles"}),
    "sync_registers": Operation("POST", "/registers/sync", {200: "SyncResult"}),
    "list_register_entries": Operation("GET", "/registers/{origin}/entries", {200: "EntryPage"}),
    "get_entry_proof": Operation("GET", "/registers/{origin}/entries/{index}/proof", {200: "bytes"}),
    "verify_register": Operation("POST", "/registers/{origin}/verify", {200: "VerificationReport"}),
    "repair_register": Operation("POST", "/registers/{origin}/repair", {200: "Repair"}),
}


class RegisterOperations(Caller):
    """Operations of registers, to be waited for."""

    def list_registers(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfRegisters:
        """List every log: size, root, freshness by the rulebook's limit, who holds it too."""
        answer: models.PageOfRegisters = self._call(
            "list_registers",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_registers(self, *, limit: int | None = None) -> Iterator[models.RegisterStatus]:
        """Walk every element, page by page. List every log: size, root, freshness by the
        rulebook's limit, who holds it too.
        """
        answer: Iterator[models.RegisterStatus] = self._walk(
            "list_registers",
            query={"limit": limit},
        )
        return answer

    def list_register_troubles(
        self,
        *,
        all: bool | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfRegisterTroubles:
        """List the troubles with registers, a fraud with its proof and who was told."""
        answer: models.PageOfRegisterTroubles = self._call(
            "list_register_troubles",
            query={"all": all, "limit": limit, "after": after},
        )
        return answer

    def walk_register_troubles(
        self,
        *,
        all: bool | None = None,
        limit: int | None = None,
    ) -> Iterator[models.ShownTrouble]:
        """Walk every element, page by page. List the troubles with registers, a fraud with its
        proof and who was told.
        """
        answer: Iterator[models.ShownTrouble] = self._walk(
            "list_register_troubles",
            query={"all": all, "limit": limit},
        )
        return answer

    def close_register_trouble(
        self,
        trouble_id: int,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.PageOfRegisterTroubles:
        """Close a trouble that was looked at, on record; a stopped log stays stopped."""
        answer: models.PageOfRegisterTroubles = self._call(
            "close_register_trouble",
            places={"trouble_id": trouble_id},
            body=body,
            key=key,
        )
        return answer

    def get_fraud_proof(self, trouble_id: int) -> bytes:
        """Export the proof of a fraud: two statements that one origin has signed."""
        answer: bytes = self._call("get_fraud_proof", places={"trouble_id": trouble_id})
        return answer

    def follow_register(
        self,
        origin: str,
        body: models.FreeTextInput | Json,
        *,
        set_aside: bool | None = None,
        source: str | None = None,
        write_again: Sequence[int] | None = None,
        key: str | None = None,
    ) -> models.PageOfRegisterTroubles:
        """Follow a stopped log again, on an officer's word and with the reason."""
        answer: models.PageOfRegisterTroubles = self._call(
            "follow_register",
            places={"origin": origin},
            body=body,
            query={"set_aside": set_aside, "source": source, "write_again": write_again},
            key=key,
        )
        return answer

    def sync_registers(self, *, key: str | None = None) -> models.SyncResult:
        """Run one round of synchronisation with all peers now."""
        answer: models.SyncResult = self._call("sync_registers", key=key)
        return answer

    def list_register_entries(
        self,
        origin: str,
        *,
        start: int | None = None,
        limit: int | None = None,
    ) -> models.EntryPage:
        """List entries of a log, and who has confirmed to hold each."""
        answer: models.EntryPage = self._call(
            "list_register_entries",
            places={"origin": origin},
            query={"start": start, "limit": limit},
        )
        return answer

    def get_entry_proof(self, origin: str, index: int, *, contents: bool | None = None) -> bytes:
        """Export the proof file of one entry, to be verified offline (docs/protocol/proof.md)."""
        answer: bytes = self._call(
            "get_entry_proof",
            places={"origin": origin, "index": index},
            query={"contents": contents},
        )
        return answer

    def verify_register(self, origin: str, *, key: str | None = None) -> models.VerificationReport:
        """Recompute a log and name what does not hold."""
        answer: models.VerificationReport = self._call(
            "verify_register",
            places={"origin": origin},
            key=key,
        )
        return answer

    def repair_register(self, origin: str, *, key: str | None = None) -> models.Repair:
        """Restore what was altered from a member that can prove it, and verify again."""
        answer: models.Repair = self._call("repair_register", places={"origin": origin}, key=key)
        return answer
