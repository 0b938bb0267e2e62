"""Operations of node: the node itself: its state, its officers, what it keeps.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. The table says of each its
address and what it answers. `comity_sdk.operations.awaited.node` has them to be awaited.
`comity_sdk.operations` says what `key` and `of` are.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from comity_sdk.calls import Caller, Json, Operation

if TYPE_CHECKING:
    from comity_sdk import models

NODE: dict[str, Operation] = {
    "get_status": Operation("GET", "/status", {200: "Status"}),
    "get_health": Operation("GET", "/health", {200: "PageOfHealthChecks"}),
    "get_health_trials": Operation("GET", "/health/trials", {200: "PageOfHealthChecks"}),
    "get_health_registers": Operation("GET", "/health/registers", {200: "PageOfHealthRegisters"}),
    "derive_deadline": Operation("GET", "/deadline", {200: "DeadlineDerivation"}),
    "list_officers": Operation("GET", "/officers", {200: "PageOfOfficers"}),
    "add_officer": Operation("POST", "/officers", {201: "NewOfficer"}),
    "get_officer": Operation("GET", "/officers/{name}", {200: "Account"}),
    "withdraw_officer": Operation("DELETE", "/officers/{name}", {204: "None"}),
    "make_token": Operation("POST", "/officers/tokens", {201: "NewOfficer"}),
    "withdraw_token": Operation("POST", "/officers/tokens/withdrawal", {204: "None"}),
    "bind_certificate": Operation("POST", "/officers/certificates", {201: "BoundCertificate"}),
    "withdraw_certificate": Operation("POST", "/officers/certificates/withdrawal", {204: "None"}),
    "reinstate_officer": Operation("POST", "/officers/return", {201: "NewOfficer"}),
    "make_console_link": Operation("POST", "/officers/console-links", {201: "ConsoleLink"}),
    "withdraw_officer_by_name": Operation("POST", "/officers/withdrawal", {204: "None"}),
    "count_denials": Operation("GET", "/statistics/denials", {200: "PageOfDenialCounts"}),
    "get_retention": Operation("GET", "/retention", {200: "RetentionShown"}),
    "run_retention": Operation("POST", "/retention/run", {200: "RetentionShown"}),
    "list_held_files": Operation("GET", "/retention/held", {200: "PageOfHeldFiles"}),
    "get_held_file": Operation("GET", "/retention/held/{case_id}", {200: "HeldFile"}),
    "hold_file": Operation("POST", "/retention/held/{case_id}", {201: "HeldFile"}),
    "release_file": Operation("POST", "/retention/held/{case_id}/release", {200: "HeldFile"}),
}


class NodeOperations(Caller):
    """Operations of node, to be waited for."""

    def get_status(self) -> models.Status:
        """Say who this node is. A supervisor, which has no token, asks `/ready`."""
        answer: models.Status = self._call("get_status")
        return answer

    def get_health(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfHealthChecks:
        """Try what works, and say how to mend what does not, and who."""
        answer: models.PageOfHealthChecks = self._call(
            "get_health",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_get_health(self, *, limit: int | None = None) -> Iterator[models.HealthCheck]:
        """Walk every element, page by page. Try what works, and say how to mend what does not, and
        who.
        """
        answer: Iterator[models.HealthCheck] = self._walk("get_health", query={"limit": limit})
        return answer

    def get_health_trials(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfHealthChecks:
        """Try from end to end: a signed answer of each peer, a run of the engine, disk, keys,
        clock.
        """
        answer: models.PageOfHealthChecks = self._call(
            "get_health_trials",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_get_health_trials(self, *, limit: int | None = None) -> Iterator[models.HealthCheck]:
        """Walk every element, page by page. Try from end to end: a signed answer of each peer, a
        run of the engine, disk, keys, clock.
        """
        answer: Iterator[models.HealthCheck] = self._walk(
            "get_health_trials",
            query={"limit": limit},
        )
        return answer

    def get_health_registers(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfHealthRegisters:
        """Say how far the register of every other member is held here, for whoever runs the node.
        """
        answer: models.PageOfHealthRegisters = self._call(
            "get_health_registers",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_get_health_registers(
        self,
        *,
        limit: int | None = None,
    ) -> Iterator[models.RegisterProgress]:
        """Walk every element, page by page. Say how far the register of every other member is held
        here, for whoever runs the node.
        """
        answer: Iterator[models.RegisterProgress] = self._walk(
            "get_health_registers",
            query={"limit": limit},
        )
        return answer

    def derive_deadline(
        self,
        *,
        procedure: str,
        authority: str,
        received: datetime.datetime,
    ) -> models.DeadlineDerivation:
        """Derive a last instant under the rulebook in force."""
        answer: models.DeadlineDerivation = self._call(
            "derive_deadline",
            query={"procedure": procedure, "authority": authority, "received": received},
        )
        return answer

    def list_officers(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfOfficers:
        """List accounts."""
        answer: models.PageOfOfficers = self._call(
            "list_officers",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_officers(self, *, limit: int | None = None) -> Iterator[models.Account]:
        """Walk every element, page by page. List accounts."""
        answer: Iterator[models.Account] = self._walk("list_officers", query={"limit": limit})
        return answer

    def add_officer(
        self,
        body: models.OfficerRequest | Json,
        *,
        key: str | None = None,
    ) -> models.NewOfficer:
        """Make an account; its token is shown this once."""
        answer: models.NewOfficer = self._call("add_officer", body=body, key=key)
        return answer

    def get_officer(self, name: str) -> models.Account:
        """Show an account with its tokens."""
        answer: models.Account = self._call("get_officer", places={"name": name})
        return answer

    def withdraw_officer(self, name: str, *, key: str | None = None) -> None:
        """Withdraw an account."""
        answer: None = self._call("withdraw_officer", places={"name": name}, key=key)
        return answer

    def make_token(
        self,
        body: models.TokenRequest | Json,
        *,
        key: str | None = None,
    ) -> models.NewOfficer:
        """Make a further token of an account, shown this once; the one it has stays until it ends.
        """
        answer: models.NewOfficer = self._call("make_token", body=body, key=key)
        return answer

    def withdraw_token(self, body: models.NamedToken | Json, *, key: str | None = None) -> None:
        """Take one token of an account away."""
        answer: None = self._call("withdraw_token", body=body, key=key)
        return answer

    def bind_certificate(
        self,
        body: models.CertificateRequest | Json,
        *,
        key: str | None = None,
    ) -> models.BoundCertificate:
        """Let a national system show a certificate, in place of its token or beside it."""
        answer: models.BoundCertificate = self._call("bind_certificate", body=body, key=key)
        return answer

    def withdraw_certificate(
        self,
        body: models.NamedCertificate | Json,
        *,
        key: str | None = None,
    ) -> None:
        """Take one certificate of an account away."""
        answer: None = self._call("withdraw_certificate", body=body, key=key)
        return answer

    def reinstate_officer(
        self,
        body: models.TokenRequest | Json,
        *,
        key: str | None = None,
    ) -> models.NewOfficer:
        """Let a withdrawn account return under its name, with a new token."""
        answer: models.NewOfficer = self._call("reinstate_officer", body=body, key=key)
        return answer

    def make_console_link(
        self,
        body: models.NamedOfficer | Json,
        *,
        key: str | None = None,
    ) -> models.ConsoleLink:
        """Make a one-time link by which an officer enrols at the console, shown this once."""
        answer: models.ConsoleLink = self._call("make_console_link", body=body, key=key)
        return answer

    def withdraw_officer_by_name(
        self,
        body: models.NamedOfficer | Json,
        *,
        key: str | None = None,
    ) -> None:
        """Withdraw an account whose name does not go into an address."""
        answer: None = self._call("withdraw_officer_by_name", body=body, key=key)
        return answer

    def count_denials(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfDenialCounts:
        """Count valid denials by item group and destination."""
        answer: models.PageOfDenialCounts = self._call(
            "count_denials",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_count_denials(self, *, limit: int | None = None) -> Iterator[models.DenialCount]:
        """Walk every element, page by page. Count valid denials by item group and destination."""
        answer: Iterator[models.DenialCount] = self._walk("count_denials", query={"limit": limit})
        return answer

    def get_retention(self) -> models.RetentionShown:
        """Show what is kept how long, and how much of it is older."""
        answer: models.RetentionShown = self._call("get_retention")
        return answer

    def run_retention(
        self,
        *,
        dry_run: bool | None = None,
        key: str | None = None,
    ) -> models.RetentionShown:
        """Delete what is older than its period, on record; with `dry_run` only say what."""
        answer: models.RetentionShown = self._call(
            "run_retention",
            query={"dry_run": dry_run},
            key=key,
        )
        return answer

    def list_held_files(
        self,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.PageOfHeldFiles:
        """List the files of cases that officers hold back from deletion, and why."""
        answer: models.PageOfHeldFiles = self._call(
            "list_held_files",
            query={"limit": limit, "after": after},
        )
        return answer

    def walk_held_files(self, *, limit: int | None = None) -> Iterator[models.HeldFile]:
        """Walk every element, page by page. List the files of cases that officers hold back from
        deletion, and why.
        """
        answer: Iterator[models.HeldFile] = self._walk("list_held_files", query={"limit": limit})
        return answer

    def get_held_file(self, case_id: str) -> models.HeldFile:
        """Show who holds the file of a case back from deletion, and why."""
        answer: models.HeldFile = self._call("get_held_file", places={"case_id": case_id})
        return answer

    def hold_file(
        self,
        case_id: str,
        body: models.HoldDraft | Json,
        *,
        key: str | None = None,
    ) -> models.HeldFile:
        """Hold the file of a case back from deletion: for proceedings, an audit, an archive."""
        answer: models.HeldFile = self._call(
            "hold_file",
            places={"case_id": case_id},
            body=body,
            key=key,
        )
        return answer

    def release_file(
        self,
        case_id: str,
        body: models.FreeTextInput | Json,
        *,
        key: str | None = None,
    ) -> models.HeldFile:
        """Say that nothing holds the file of a case back any more; return who held it, and why."""
        answer: models.HeldFile = self._call(
            "release_file",
            places={"case_id": case_id},
            body=body,
            key=key,
        )
        return answer
