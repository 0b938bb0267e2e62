"""The records of examinations: each one that was taken, as this authority signed it.

A record names the digests of what was examined and of what was found; the examination is
kept beside it byte for byte. docs/protocol/examination.md.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, bindparam, func, insert, select

from gateway.casework.office.services import Office
from gateway.domain.base import Model
from gateway.domain.case import Case
from gateway.domain.examination import (
    Examination,
    ExaminationRecord,
    Occasion,
    digest_of_transaction,
)
from gateway.errors import NotFoundError
from gateway.evidence import signed_examinations
from gateway.store.prepared import Prepared
from gateway.store.tables_examination import examination as table
from gateway.trust.dsse import EXAMINATION, sign


class KeptExamination(Model):
    """One examination of a case with what was signed of it.

    Attributes:
        digest: Message digest of the signed record, which its act in the journal names.
    """

    record: ExaminationRecord
    digest: str
    examination: Examination

    def unaware_of(self, hidden: frozenset[str]) -> KeptExamination:
        """Return it without what was said in cases that are not shown to who reads it."""
        return self.model_copy(update={"examination": self.examination.unaware_of(hidden)})


def keep(
    conn: Connection, office: Office, case: Case, found: Examination, occasion: Occasion
) -> KeptExamination:
    """Sign and keep an examination in the transaction of its effect.

    Args:
        conn: The transaction; the case's row is locked.
        office: This authority.
        case: The case with the application that was examined.
        found: What was found.
        occasion: Why it was examined.

    Raises:
        TrustError: KEY_INVALID, the node has no key to sign.
    """
    body = found.model_dump_json().encode()
    places = office.law.code_places()
    record = ExaminationRecord(
        authority=office.code,
        case_id=case.case_id,
        number=newest_number(conn, case.case_id) + 1,
        occasion=occasion,
        at=found.examined_at,
        matcher_version=found.matcher_version,
        lists=office.law.list_versions,
        lists_digest=places.digest,
        places=places,
        transaction=digest_of_transaction(case.application.transaction),
        examination=hashlib.sha256(body).hexdigest(),
    )
    payload = record.model_dump_json().encode()
    suite = office.me.suite_at(found.examined_at)
    signed = sign(payload, EXAMINATION, ring=office.me.ring, suite=suite)
    conn.execute(
        insert(table).values(
            case_id=case.case_id,
            number=record.number,
            at=record.at,
            digest=signed.digest,
            envelope=signed.to_bytes(),
            body=body,
        )
    )
    return KeptExamination(record=record, digest=signed.digest.hex(), examination=found)


_COUNT = Prepared(
    select(func.count()).select_from(table).where(table.c.case_id == bindparam("of_case"))
)


def newest_number(conn: Connection, case_id: str) -> int:
    """Return the number of a case's newest examination, 0 for none."""
    ((number,),) = _COUNT.rows(conn, {"of_case": case_id})
    return int(number)


def of_case(conn: Connection, case_id: str) -> tuple[KeptExamination, ...]:
    """Return the examinations of a case, oldest first."""
    return tuple(
        KeptExamination(record=each.record, digest=each.digest, examination=each.examination)
        for each in signed_examinations(conn, case_id)
    )


def get(conn: Connection, case_id: str, number: int) -> KeptExamination:
    """Return one examination of a case.

    Raises:
        NotFoundError: The case has none of that number.
    """
    found = [each for each in of_case(conn, case_id) if each.record.number == number]
    if not found:
        raise NotFoundError(
            f"the case {case_id[:40]} has no examination {number}",
            remedy=f"List them: comity case examinations {case_id[:40]}",
            case=case_id[:40],
        )
    return found[0]
