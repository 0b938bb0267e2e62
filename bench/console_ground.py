"""What the bench of the console has on its desks: cases, consultations, denials, a queue plan.

What is open is laid down by the functions that write it in life; every hundredth open case is
restricted, so that the reader has something hidden, and some are examined by the real search.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import islice

from sqlalchemy import Connection, insert

from bench.match import PARTIES, parties_of
from bench.match_ground import fill, register
from gateway.casework.acts.journal import Journal
from gateway.casework.cases.examining import examine
from gateway.casework.open_work.rows import add_queues
from gateway.casework.records import case_rows, consultation_rows
from gateway.casework.services import Office
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.case import Case, CaseState
from gateway.domain.consultation import Consultation, ConsultationRequest, ConsultationState
from gateway.domain.denial import Denial
from gateway.domain.inbox import QueueOfWork, QueuePlan, QueueRule
from gateway.domain.saying import says
from gateway.exchange.identity import new_id
from gateway.ports import CaseRef
from gateway.store.database import Database
from gateway.store.tables_casework import officer as account
from gateway.store.tables_casework import restriction
from tests.support.cases import application
from tests.support.federation_case import START

OPEN, CLOSED, DENIALS = 10_000, 100_000, 100_000
AT_ONCE = 500
ACTS = 6
EXAMINED = 50
"""Cases that the real search examines: their pages show hits beside each other."""
OFFICERS = tuple(f"officer-{number}" for number in range(40))
COUNTRIES = ("TR", "AE", "BR", "IN", "SG", "ZA", "MX", "KR")
PEERS = ("FR", "NL", "BE-VLG", "BE-WAL")


def lay_open(db: Database, office: Office, count: int) -> None:
    """Write open cases, a consultation for each second one, and tasks, as the node writes them."""
    queues = tuple(
        QueueOfWork(
            code=f"to-{each.lower()}",
            title=each,
            rules=(QueueRule(countries=(each,)),),
            members=(OFFICERS[place],),
        )
        for place, each in enumerate(COUNTRIES)
    )
    plan = QueuePlan(version=1, by="admin", at=START, queues=queues)

    def begin(conn: Connection) -> None:
        row = {"role": "officer", "active": True, "created": START}
        rows = [row | {"name": each, "token_hash": each.encode()} for each in OFFICERS]
        conn.execute(insert(account), rows)
        add_queues(conn, plan)

    db.write_sync(begin)
    for first in range(0, count, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, count))
        db.write_sync(partial(_write_open, office=office, numbers=numbers))


def _write_open(conn: Connection, office: Office, numbers: range) -> None:
    book, model = office.law.in_force(START).version, application()
    for number in numbers:
        of_number = {"destination": COUNTRIES[number % 8]}
        goods = model.transaction.model_copy(update=of_number)
        filed = model.model_copy(update={"reference": f"O-{number}", "transaction": goods})
        state = CaseState.CONSULTING if number % 2 else CaseState.ASSESSMENT
        case = Case(
            case_id=f"DE-C-2026-{number:06d}",
            state=state,
            application=filed,
            rulebook=book,
            filed_at=START - timedelta(minutes=number),
            assigned_to=OFFICERS[number % 40] if number % 5 else "",
        )
        case_rows.add(conn, case, filed_by="licensing")
        for minute in range(ACTS):
            at = case.filed_at + timedelta(minutes=minute)
            Journal(conn, at, "licensing").act(Verb.CASE_ASSIGNED, case.case_id)
        if number % 100 == 0:
            mark = {"subject": case.case_id, "reason_class": "state_security", "reason": "{}"}
            conn.execute(insert(restriction), [mark | {"by": "admin", "at": START}])
        subject = case.case_id
        if number % 2:
            subject = _write_talk(conn, office, number, case)
        if number % 3 == 0:
            kind = TaskKind.ANSWER_DUE if number % 2 else TaskKind.LIST_CHANGED
            said = says("look at {subject}", subject=subject)
            Journal(conn, START).open_task(kind, subject, said)


def _write_talk(conn: Connection, office: Office, number: int, case: Case) -> str:
    """Write a consultation of a case, or every second time one that is asked of us."""
    ours, peer = number % 4 == 1, PEERS[number // 2 % 4]
    received = START - timedelta(hours=number % 400)
    consulted = peer if ours else office.code
    deadline = office.law.deadline(
        version=case.rulebook, procedure="14(1)", consulted=consulted, received=received
    )
    model = Consultation(
        conversation_id=new_id(received),
        case_id=case.case_id if ours else None,
        procedure="14(1)",
        asking=office.code if ours else peer,
        consulted=consulted,
        state=ConsultationState.RUNNING,
        rulebook=case.rulebook,
        deadline=deadline,
        request=ConsultationRequest(
            procedure="14(1)",
            case_reference=f"X-{number}",
            transaction=case.application.transaction,
        ),
    )
    consultation_rows.add(
        conn,
        consultation_rows.Row(
            consultation=model,
            ours=ours,
            peer=peer,
            request_message=new_id(received),
            due=deadline.last_instant,
        ),
    )
    return model.conversation_id


def lay_denials(db: Database, count: int) -> None:
    """Write denials as the register's projection has them, with names to be found by."""
    fill(db, denials(count))


def denials(count: int) -> Iterator[Denial]:
    """Return the denials that there are, the same each time."""
    return register(parties_of(PARTIES)[0], count)


def lay_examined(db: Database, office: Office, count: int = EXAMINED) -> tuple[str, ...]:
    """File cases like denials that there are, and examine each by the real search.

    Returns:
        Their numbers.
    """
    numbers = tuple(f"DE-C-2026-9{number:05d}" for number in range(count))
    book = office.law.in_force(START).version
    known = tuple(islice(denials(DENIALS), count))

    def write(conn: Connection) -> None:
        for case_id, denied in zip(numbers, known, strict=True):
            model = application().model_copy(
                update={"reference": f"E-{case_id[-6:]}", "transaction": denied.transaction}
            )
            case = Case(
                case_id=case_id,
                state=CaseState.FILED,
                application=model,
                rulebook=book,
                filed_at=START,
            )
            case_rows.add(conn, case, filed_by="licensing")

    db.write_sync(write)

    async def look() -> None:
        for case_id in numbers:
            await examine(office, CaseRef(case_id=case_id))

    asyncio.run(look())
    return numbers
