"""The records of a case's examinations as they are kept: signed, with what was found beside."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from gateway.domain.examination import Examination, ExaminationRecord
from gateway.store.tables_examination import examination as table
from gateway.trust.dsse import SignedBytes


class SignedExamination(NamedTuple):
    """One examination, byte for byte.

    Attributes:
        envelope: comity.v1.Envelope over the `ExaminationRecord`.
        body: JSON of the `Examination`, whose digest the record names.
    """

    envelope: bytes
    body: bytes

    @property
    def digest(self) -> str:
        """Message digest of the record, in hexadecimal; its act in the journal names it."""
        return SignedBytes.from_bytes(self.envelope).digest.hex()

    @property
    def record(self) -> ExaminationRecord:
        """The record, as this node wrote it."""
        payload = SignedBytes.from_bytes(self.envelope).payload
        return ExaminationRecord.model_validate_json(payload)

    @property
    def examination(self) -> Examination:
        """What was found, as this node wrote it."""
        return Examination.model_validate_json(self.body)


def signed_examinations(conn: Connection, case_id: str) -> tuple[SignedExamination, ...]:
    """Return the examinations of a case, oldest first."""
    rows = conn.execute(
        select(table.c.envelope, table.c.body)
        .where(table.c.case_id == case_id)
        .order_by(table.c.number)
    )
    return tuple(SignedExamination(row.envelope, row.body) for row in rows)
