"""Operations of tables: lists in words, and whole as files.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. The table says of each its
address and what it answers. `comity_sdk.operations.awaited.tables` has them to be awaited.
`comity_sdk.operations` says what `key` and `of` are.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from comity_sdk.calls import Caller, Operation

if TYPE_CHECKING:
    from comity_sdk import models

TABLES: dict[str, Operation] = {
    "get_table": Operation("GET", "/tables/{table}", {200: "ListView"}),
    "get_table_as_csv": Operation("GET", "/tables/{table}/csv", {200: "bytes"}),
    "get_table_as_workbook": Operation("GET", "/tables/{table}/xlsx", {200: "bytes"}),
}


class TableOperations(Caller):
    """Operations of tables, to be waited for."""

    def get_table(
        self,
        table: str,
        *,
        state: str | None = None,
        reference: str | None = None,
        procedure: str | None = None,
        destination: str | None = None,
        authority: str | None = None,
        party: str | None = None,
        code: str | None = None,
        filed_from: datetime.date | None = None,
        filed_until: datetime.date | None = None,
        filed_by: str | None = None,
        kind: str | None = None,
        subject: str | None = None,
        mine: bool | None = None,
        by_last_day: bool | None = None,
        exporter: str | None = None,
        mrn: str | None = None,
        ends_from: datetime.date | None = None,
        ends_until: datetime.date | None = None,
        asked_of_us: bool | None = None,
        named: str | None = None,
        case_id: str | None = None,
        assigned_to: str | None = None,
        due_from: datetime.date | None = None,
        due_until: datetime.date | None = None,
        origin: str | None = None,
        relayed: bool | None = None,
        notified_from: datetime.date | None = None,
        notified_until: datetime.date | None = None,
        issuer: str | None = None,
        about: str | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
        limit: int | None = None,
        after: str | None = None,
    ) -> models.ListView:
        """List things in words, as a person reads them: with the filters of their own list."""
        answer: models.ListView = self._call(
            "get_table",
            places={"table": table},
            query={"state": state, "reference": reference, "procedure": procedure, "destination": destination, "authority": authority, "party": party, "code": code, "filed_from": filed_from, "filed_until": filed_until, "filed_by": filed_by, "kind": kind, "subject": subject, "mine": mine, "by_last_day": by_last_day, "exporter": exporter, "mrn": mrn, "ends_from": ends_from, "ends_until": ends_until, "asked_of_us": asked_of_us, "named": named, "case_id": case_id, "assigned_to": assigned_to, "due_from": due_from, "due_until": due_until, "origin": origin, "relayed": relayed, "notified_from": notified_from, "notified_until": notified_until, "issuer": issuer, "about": about, "at_from": at_from, "at_until": at_until, "limit": limit, "after": after},
        )
        return answer

    def get_table_as_csv(
        self,
        table: str,
        *,
        state: str | None = None,
        reference: str | None = None,
        procedure: str | None = None,
        destination: str | None = None,
        authority: str | None = None,
        party: str | None = None,
        code: str | None = None,
        filed_from: datetime.date | None = None,
        filed_until: datetime.date | None = None,
        filed_by: str | None = None,
        kind: str | None = None,
        subject: str | None = None,
        mine: bool | None = None,
        by_last_day: bool | None = None,
        exporter: str | None = None,
        mrn: str | None = None,
        ends_from: datetime.date | None = None,
        ends_until: datetime.date | None = None,
        asked_of_us: bool | None = None,
        named: str | None = None,
        case_id: str | None = None,
        assigned_to: str | None = None,
        due_from: datetime.date | None = None,
        due_until: datetime.date | None = None,
        origin: str | None = None,
        relayed: bool | None = None,
        notified_from: datetime.date | None = None,
        notified_until: datetime.date | None = None,
        issuer: str | None = None,
        about: str | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> bytes:
        """Write a whole list as CSV: every page of what the account is shown, codes beside words.
        """
        answer: bytes = self._call(
            "get_table_as_csv",
            places={"table": table},
            query={"state": state, "reference": reference, "procedure": procedure, "destination": destination, "authority": authority, "party": party, "code": code, "filed_from": filed_from, "filed_until": filed_until, "filed_by": filed_by, "kind": kind, "subject": subject, "mine": mine, "by_last_day": by_last_day, "exporter": exporter, "mrn": mrn, "ends_from": ends_from, "ends_until": ends_until, "asked_of_us": asked_of_us, "named": named, "case_id": case_id, "assigned_to": assigned_to, "due_from": due_from, "due_until": due_until, "origin": origin, "relayed": relayed, "notified_from": notified_from, "notified_until": notified_until, "issuer": issuer, "about": about, "at_from": at_from, "at_until": at_until},
        )
        return answer

    def get_table_as_workbook(
        self,
        table: str,
        *,
        state: str | None = None,
        reference: str | None = None,
        procedure: str | None = None,
        destination: str | None = None,
        authority: str | None = None,
        party: str | None = None,
        code: str | None = None,
        filed_from: datetime.date | None = None,
        filed_until: datetime.date | None = None,
        filed_by: str | None = None,
        kind: str | None = None,
        subject: str | None = None,
        mine: bool | None = None,
        by_last_day: bool | None = None,
        exporter: str | None = None,
        mrn: str | None = None,
        ends_from: datetime.date | None = None,
        ends_until: datetime.date | None = None,
        asked_of_us: bool | None = None,
        named: str | None = None,
        case_id: str | None = None,
        assigned_to: str | None = None,
        due_from: datetime.date | None = None,
        due_until: datetime.date | None = None,
        origin: str | None = None,
        relayed: bool | None = None,
        notified_from: datetime.date | None = None,
        notified_until: datetime.date | None = None,
        issuer: str | None = None,
        about: str | None = None,
        at_from: datetime.date | None = None,
        at_until: datetime.date | None = None,
    ) -> bytes:
        """Write a whole list as a workbook: every page of what the account is shown, values typed.
        """
        answer: bytes = self._call(
            "get_table_as_workbook",
            places={"table": table},
            query={"state": state, "reference": reference, "procedure": procedure, "destination": destination, "authority": authority, "party": party, "code": code, "filed_from": filed_from, "filed_until": filed_until, "filed_by": filed_by, "kind": kind, "subject": subject, "mine": mine, "by_last_day": by_last_day, "exporter": exporter, "mrn": mrn, "ends_from": ends_from, "ends_until": ends_until, "asked_of_us": asked_of_us, "named": named, "case_id": case_id, "assigned_to": assigned_to, "due_from": due_from, "due_until": due_until, "origin": origin, "relayed": relayed, "notified_from": notified_from, "notified_until": notified_until, "issuer": issuer, "about": about, "at_from": at_from, "at_until": at_until},
        )
        return answer
