"""The records of examinations: each one that was taken, as this authority signed it.

A record names the digests of what was examined and of what was found; the examination is
kept beside it byte for byte. docs/protocol/examination.md.

Judgements of hits: every one is kept, the newest of a case and denial counts.

What officers have said travels into each later examination of the case, and is offered where
the same denial meets the same party of ours in another case. It is never applied there.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, RowMapping, bindparam, func, insert, or_, select

from gateway.casework.services import Work
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model
from gateway.domain.case import Case
from gateway.domain.denial import DenialState
from gateway.domain.examination import (
    CONFIRMED_NOTE,
    ENDED_NOTE,
    Examination,
    ExaminationRecord,
    Hit,
    HitVerdict,
    Judgement,
    Occasion,
    digest_of_transaction,
)
from gateway.domain.transaction import Transaction
from gateway.errors import NotFoundError
from gateway.evidence.export.examinations import signed_examinations
from gateway.matching.transaction import KnownDenial, Opens, for_information, stated_parties
from gateway.register.denials.denial_projection import chunks
from gateway.register.denials.denial_queries import load_denials
from gateway.store.prepared import Prepared
from gateway.store.records import Records, in_body
from gateway.store.tables_casework import restriction
from gateway.store.tables_examination import examination as table
from gateway.store.tables_examination import hit_judgement
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
        return self._with(examination=self.examination.unaware_of(hidden))


def keep(work: Work, case: Case, found: Examination, occasion: Occasion) -> KeptExamination:
    """Sign and keep an examination in the transaction of its effect.

    Args:
        work: The transaction, with the services of the node.
        case: The case with the application that was examined.
        found: What was found.
        occasion: Why it was examined.

    Raises:
        TrustError: KEY_INVALID, the node has no key to sign.
    """
    body = found.model_dump_json().encode()
    places = work.law.code_places()
    record = ExaminationRecord(
        authority=work.code,
        case_id=case.case_id,
        number=newest_number(work.conn, case.case_id) + 1,
        occasion=occasion,
        at=found.examined_at,
        matcher_version=found.matcher_version,
        lists=work.law.list_versions,
        lists_digest=places.digest,
        places=places,
        transaction=digest_of_transaction(case.application.transaction),
        examination=hashlib.sha256(body).hexdigest(),
    )
    payload = record.model_dump_json().encode()
    suite = work.me.suite_at(found.examined_at)
    signed = sign(payload, EXAMINATION, ring=work.me.ring, suite=suite)
    work.conn.execute(
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
            "the case {case_id} has no examination {number}",
            remedy="List them: {listExaminations}",
            number=number,
            case_id=case_id[:40],
        )
    return found[0]


# --- what officers said of hits --------------------------------------------------------------


MOST_EARLIER = 5
"""How many judgements of other cases are offered with a hit, the newest first."""


_JUDGEMENTS = Records(
    hit_judgement,
    in_body(
        Judgement,
        once=lambda it: {"case_id": it.case_id, "denial_id": it.denial_id, "at": it.at},
    ),
    descending=True,
)


def party_key(transaction: Transaction) -> str:
    """Return what stands for our end-user and consignee, or nothing where neither is given.

    Their names and identifiers, so that neither the order nor the writing of small letters
    and signs matters. Not the matcher's forms: those change with its version.
    """
    words = set()
    for _, stated in stated_parties(transaction):
        if stated.value is not None:
            words |= {f"n:{_plain(name)}" for name in stated.value.names}
            words |= {f"i:{_plain(i.scheme)}:{_plain(i.value)}" for i in stated.value.identifiers}
    if not words:
        return ""
    return hashlib.sha256(json.dumps(sorted(words)).encode()).hexdigest()


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def _question(conn: Connection, ours: Transaction, denial_id: str) -> str:
    """Return what stands for the two that are compared, as they are now.

    Our parties and items without quantity and value, and the transaction that was denied: a
    word on the one version says nothing of another.
    """
    amounts = {"quantity", "quantity_unit", "value", "currency"}
    told = {
        "end_user": ours.end_user.model_dump(mode="json", exclude_defaults=True),
        "consignee": ours.consignee.model_dump(mode="json", exclude_defaults=True),
        "items": [
            item.model_dump(mode="json", exclude=amounts, exclude_defaults=True)
            for item in ours.items
        ],
        "theirs": version_of(conn, denial_id),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def version_of(conn: Connection, denial_id: str) -> str:
    """Return what stands for a denial's transaction as it is now; empty where it is not held."""
    found = load_denials(conn, [denial_id]).get(denial_id)
    return "" if found is None else digest_of_transaction(found.denial.transaction)


def add_judgement(conn: Connection, judgement: Judgement, ours: Transaction) -> None:
    """Keep a judgement of a hit of our transaction beside all earlier ones."""
    question = _question(conn, ours, judgement.denial_id)
    _JUDGEMENTS.add(conn, judgement, party=party_key(ours), question=question)


def judgements_of(conn: Connection, case_id: str, denial_id: str) -> tuple[Judgement, ...]:
    """Return all judgements of a hit in its case, the newest first."""
    return _JUDGEMENTS.every(
        conn, hit_judgement.c.case_id == case_id, hit_judgement.c.denial_id == denial_id
    )


def with_judgements(
    conn: Connection,
    us: AuthorityCode,
    examination: Examination,
    case_id: str,
    transaction: Transaction,
    *,
    opens: Opens,
) -> Examination:
    """Return an examination with what officers have said of its hits; repeating it is safe.

    A hit that was confirmed in this case asks for consultation, unless its authority is
    never consulted (`for_information`); nothing that was said hides or lowers a hit. What
    was said of another version of our application or of the denial is among the earlier.

    Args:
        conn: A transaction.
        us: This authority.
        examination: As the search made it, or with judgements already.
        case_id: The case that is examined.
        transaction: What was searched for.
        opens: Decisions whose denials open a consultation by the case's rulebook.
    """
    said = _said(conn, (hit.denial_id for hit in examination.hits), case_id, transaction)
    hits = tuple(
        _judged(conn, us, opens, hit, *_sorted(said.get(hit.denial_id, ()), case_id))
        for hit in examination.hits
    )
    return examination.with_hits(hits)


class _Said(NamedTuple):
    """A judgement, and whether it is about what is compared now."""

    judgement: Judgement
    of_this: bool


def _said(
    conn: Connection, denial_ids: Iterable[str], case_id: str, transaction: Transaction
) -> dict[str, list[_Said]]:
    """Return by denial what was said in this case or of the same party, the newest first.

    What was said in another case that is restricted stays there: what is offered is kept, signed
    and exported, and who reads it then is not known.
    """
    party = party_key(transaction)
    whose = hit_judgement.c.case_id == case_id
    unmarked = hit_judgement.c.case_id.not_in(select(restriction.c.subject))
    rows: list[RowMapping] = []
    for chunk in chunks(list(denial_ids)):
        query = select(hit_judgement).where(
            hit_judgement.c.denial_id.in_(chunk),
            or_(whose, (hit_judgement.c.party == party) & unmarked) if party else whose,
        )
        rows += conn.execute(query).mappings()
    found: dict[str, list[_Said]] = defaultdict(list)
    now: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: -row["id"]):
        denial_id = row["denial_id"]
        if row["case_id"] == case_id and denial_id not in now:
            now[denial_id] = _question(conn, transaction, denial_id)
        of_this = row["case_id"] == case_id and row["question"] == now[denial_id]
        found[denial_id].append(_Said(Judgement.model_validate_json(row["body"]), of_this))
    return found


def _sorted(said: Sequence[_Said], case_id: str) -> tuple[Judgement | None, tuple[Judgement, ...]]:
    """Part the word that counts here from the newest one of each other case.

    Where none of this case counts, its newest one is offered before those of others.
    """
    counts = next((each.judgement for each in said if each.of_this), None)
    newest: dict[str, Judgement] = {}
    for each in said:
        newest.setdefault(each.judgement.case_id, each.judgement)
    ours = newest.pop(case_id, None)
    earlier = [ours] if ours is not None and counts is None else []
    return counts, (*earlier, *newest.values())[:MOST_EARLIER]


def _judged(
    conn: Connection,
    us: AuthorityCode,
    opens: Opens,
    hit: Hit,
    judgement: Judgement | None,
    earlier: tuple[Judgement, ...],
) -> Hit:
    hit = hit.as_found
    notes, consult = [hit.note] if hit.note else [], hit.consult
    if judgement is not None and judgement.verdict is HitVerdict.CONFIRMED and not consult:
        why_not = _why_not(conn, us, opens, hit.denial_id)
        consult = why_not is None
        note = CONFIRMED_NOTE if why_not is None else why_not
        if note not in hit.note:  # the matcher may have said why already
            notes.append(note)
    return hit.judged(judgement, earlier, consult=consult, note="; ".join(notes))


def _why_not(conn: Connection, us: AuthorityCode, opens: Opens, denial_id: str) -> str | None:
    """Say why a confirmation consults nobody, or None where the authority is to be consulted."""
    found = load_denials(conn, [denial_id]).get(denial_id)
    if found is None or found.status.state is not DenialState.VALID:
        return ENDED_NOTE
    status = found.status
    known = KnownDenial(found.denial, status.relayed_from, status.transcribed_by, status.partner)
    return for_information(known, us, opens) or None
