"""How long the inbox takes among 10,000 open and 100,000 closed cases and 100,000 denials.

Ten requests a second reach the use case, whether or not the one before is answered: a page of fifty
rows and the counts of all tabs, as a page of the console needs. What is open is laid down by the
functions that write it in life, on SQLite and PostgreSQL; every hundredth open case is restricted,
so that the reader has something hidden.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import Connection, insert
from sqlalchemy import text as sql

from bench.lists import lay
from gateway.casework.inbox.listing import count_inbox, list_inbox
from gateway.casework.office.journal import open_task
from gateway.casework.office.permissions import Officer, OfficerRole
from gateway.casework.office.services import Office
from gateway.casework.open_work import queue_rows
from gateway.casework.records import case_rows, consultation_rows
from gateway.domain.acts import TaskKind
from gateway.domain.case import Case, CaseState
from gateway.domain.consultation import Consultation, ConsultationRequest, ConsultationState
from gateway.domain.inbox import InboxFilter, InboxTab, QueueOfWork, QueuePlan, QueueRule
from gateway.domain.page import PageRequest
from gateway.domain.saying import says
from gateway.exchange.ids import new_id
from gateway.store.database import Database
from gateway.store.tables_casework import officer as account
from gateway.store.tables_casework import restriction
from gateway.store.tables_register import denial
from tests.support.cases import application
from tests.support.federation_case import START, make_files
from tests.support.postgres import fresh_database, running_postgres
from tests.support.quiet_office import quiet_office

OPEN, CLOSED, DENIALS = 10_000, 100_000, 100_000
PER_SECOND = 10
SECONDS = 30
PAGE = PageRequest(limit=50)
AT_ONCE = 500
OFFICERS = tuple(f"officer-{number}" for number in range(40))
COUNTRIES = ("TR", "AE", "BR", "IN", "SG", "ZA", "MX", "KR")
PEERS = ("FR", "NL", "BE-VLG", "BE-WAL")
READER = Officer(name=OFFICERS[0], role=OfficerRole.OFFICER, created=START)

ASKED = (
    InboxFilter(),
    InboxFilter(tab=InboxTab.MINE),
    InboxFilter(tab=InboxTab.QUEUES),
    InboxFilter(tab=InboxTab.UNASSIGNED),
    InboxFilter(country="BR"),
    InboxFilter(authority="BE"),
    InboxFilter(category="5A", overdue=False),
    InboxFilter(party="Beispielwerke 117"),
    InboxFilter(kind=TaskKind.ANSWER_DUE, ends_until=date(2026, 4, 1)),
    InboxFilter(restricted=False, procedure="14(1)"),
)
"""What the requests ask for, in turn; every third goes on to the second page."""


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
        queue_rows.add(conn, plan)

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
        if number % 100 == 0:
            mark = {"subject": case.case_id, "reason_class": "state_security", "reason": "{}"}
            conn.execute(insert(restriction), [mark | {"by": "admin", "at": START}])
        subject = case.case_id
        if number % 2:
            subject = _write_talk(conn, office, number, case)
        if number % 3 == 0:
            kind = TaskKind.ANSWER_DUE if number % 2 else TaskKind.LIST_CHANGED
            said = says("look at {subject}", subject=subject)
            open_task(conn, at=START, kind=kind, subject=subject, saying=said)


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
    """Write denials of other authorities, as the register's projection has them."""
    texts = {each.name: "" for each in denial.c if each.type.python_type is str}
    common: dict[str, Any] = texts | {"content_idx": 1, "end_user_withheld": False}
    common |= {"decision_date": START.date(), "first_notified": START.date()}
    common |= {"review_due": START.date() + timedelta(days=900), "last_event_at": START}

    def write(conn: Connection, numbers: range) -> None:
        rows = [common | {"denial_id": f"FR-2024-{number:06d}"} for number in numbers]
        conn.execute(insert(denial), rows)

    for first in range(0, count, 2_000):
        db.write_sync(partial(write, numbers=range(first, min(first + 2_000, count))))


async def ask(office: Office, chosen: InboxFilter, *, second: bool) -> None:
    """Read what one page of the console needs."""
    found = await list_inbox(office, READER, chosen, page=PAGE)
    await count_inbox(office, READER, chosen)
    if second and found.next is not None:
        await list_inbox(office, READER, chosen, page=PageRequest(limit=50, after=found.next))


async def measure(office: Office, seconds: int) -> dict[str, float]:
    """Return p50 and p95 in milliseconds, from when each was due; and how many there were."""
    taken: list[float] = []

    async def one(due: float, chosen: InboxFilter) -> None:
        await ask(office, chosen, second=False)
        taken.append((time.perf_counter() - due) * 1_000)

    for chosen in ASKED:  # the first of each compiles its statements
        await ask(office, chosen, second=True)
    spent, began, running = time.process_time(), time.perf_counter(), []
    for number, chosen in zip(range(seconds * PER_SECOND), cycle(ASKED), strict=False):
        due = began + number / PER_SECOND
        await asyncio.sleep(max(0, due - time.perf_counter()))
        running.append(asyncio.create_task(one(due, chosen)))
    await asyncio.gather(*running)
    spent = time.process_time() - spent
    p95 = statistics.quantiles(taken, n=20)[-1]
    return {
        "inbox_p95_ms": round(p95, 1),
        "inbox_p50_ms": round(statistics.median(taken), 1),
        "inbox_cpu_ms": round(spent * 1_000 / len(taken), 1),
        "requests": len(taken),
    }


@contextmanager
def laid(kind: str, folder: Path, sizes: argparse.Namespace) -> Iterator[Office]:
    """Open an office at DE whose database is filled."""
    files = make_files(folder / "federation", ("DE", "FR", "NL", "BE-VLG", "BE-WAL"))
    template = folder / "template.db"
    Database.open(f"sqlite:///{template}", create=True).close()
    server = running_postgres() if kind == "postgresql" else nullcontext("")
    with server as address, quiet_office(files, template, folder) as quiet:
        url = fresh_database(address) if address else f"sqlite:///{folder}/node.db"
        with closing(Database.open(url, create=True)) as db:
            office = replace(quiet.office, db=db)
            lay_open(db, office, sizes.open)
            lay(db, sizes.closed, states=(CaseState.DECIDED,))
            lay_denials(db, sizes.denials)
            if db.dialect == "postgresql":  # as its autovacuum does within a minute
                db.write_sync(lambda conn: conn.execute(sql("ANALYZE")))
            yield office


def main() -> None:
    """Measure on both databases and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--open", type=int, default=OPEN)
    parser.add_argument("--closed", type=int, default=CLOSED)
    parser.add_argument("--denials", type=int, default=DENIALS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    args = parser.parse_args()
    result: dict[str, Any] = {"open": args.open, "closed": args.closed, "denials": args.denials}
    for kind in ("sqlite", "postgresql") if args.only is None else (args.only,):
        with (
            tempfile.TemporaryDirectory(prefix="console-", dir="/tmp") as folder,
            laid(kind, Path(folder), args) as office,
        ):
            result[kind] = asyncio.run(measure(office, args.seconds))
    if args.json:
        print(json.dumps(result))
        return
    for kind in ("sqlite", "postgresql"):
        for name, value in result.get(kind, {}).items():
            print(f"{kind:12}{name:16}{value:8}")


if __name__ == "__main__":
    main()
