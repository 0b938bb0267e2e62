"""How long a page of a long list of cases takes under each filter, on SQLite and PostgreSQL.

Cases are laid down with 200 exporters, 60 codes, 40 destinations and eight authorities that were
consulted, so that some filters find one case, some a hundredth and some half of all.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import Connection, insert
from sqlalchemy import text as sql

from gateway.casework.records import case_rows
from gateway.domain.case import Case, CaseState, CaseSummary
from gateway.domain.lists.filters import CaseFilter, Within
from gateway.domain.lists.words import case_words
from gateway.domain.page import Page, PageRequest
from gateway.store.database import Database
from gateway.store.tables_casework import consultation, licence_case, list_word
from tests.support.cases import application
from tests.support.postgres import fresh_database, running_postgres

CASES = 100_000
TIMES = 40
AT_ONCE = 2_000
PAGE = PageRequest(limit=50)
BEGUN = datetime(2020, 1, 1, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
STATES = (CaseState.DECIDED, CaseState.DECIDED, CaseState.DECIDED, CaseState.ASSESSMENT)
DESTINATIONS = ("TR", "AE", "BR", "IN", "SG", "ZA", "MX", "KR")
AUTHORITIES = ("FR", "NL", "IT", "ES", "PL", "SE", "AT", "BE-VLG")

FILTERS = {
    "none": CaseFilter(),
    "reference": CaseFilter(reference="R-77777"),
    "state, most": CaseFilter(state=CaseState.DECIDED),
    "state, none": CaseFilter(state=CaseState.PROPOSED),
    "destination": CaseFilter(destination="BR"),
    "authority": CaseFilter(authority="PL"),
    "code, all": CaseFilter(code="5A001"),
    "code, one in 60": CaseFilter(code="5A001.j.17"),
    "party, one in 200": CaseFilter(party="Beispielwerke 117"),
    "party and code": CaseFilter(party="Beispielwerke 117", code="5A001.j.17"),
    "party, nobody": CaseFilter(party="nobody"),
    "filed_by, none": CaseFilter(filed_by="nobody"),
}


def lay(db: Database, cases: int, states: Sequence[CaseState] = STATES) -> None:
    """Write the cases, as `case_rows.add` does, many at a time; their states in turn."""
    model = application()
    body = Case(
        case_id="DE-C-2020-00001",
        state=CaseState.DECIDED,
        application=model,
        rulebook="x",
        filed_at=BEGUN,
    )
    common = sorted(each for each in case_words(body) if each.startswith("p:"))[:8]

    def write(conn: Connection, first: int) -> None:
        rows, words, talks = [], [], []
        for number in range(first, min(first + AT_ONCE, cases)):
            case_id = f"DE-C-2020-{number:06d}"
            row = {"case_id": case_id, "reference": f"R-{number}", "settled": True}
            row |= {"state": str(states[number % len(states)])}
            row |= {"destination": DESTINATIONS[number % 8]}
            row |= {"filed": BEGUN + timedelta(minutes=30 * number), "filed_by": "licensing"}
            rows.append(row | {"procedure": "application", "body": text})
            own = {"c:5A001", "c:5A001.j", f"c:5A001.j.{number % 60}", "p:beispielwerke"}
            own |= {f"p:{number % 200}", *common}
            words += [{"noun": "case", "word": each, "id": case_id} for each in sorted(own)]
            if number % 4 == 0:
                talk = {"conversation_id": f"{number:036d}", "case_id": case_id, "ours": True}
                talk |= {"procedure": "14(1)", "peer": AUTHORITIES[number // 4 % 8]}
                talks.append(talk | {"state": "answered", "request_message": "", "body": "{}"})
        conn.execute(insert(licence_case), rows)
        conn.execute(insert(list_word), words)
        conn.execute(insert(consultation), talks)

    text = body.model_dump_json()
    for first in range(0, cases, AT_ONCE):
        db.write_sync(partial(write, first=first))
    if db.dialect == "postgresql":  # as its autovacuum does within a minute
        db.write_sync(lambda conn: conn.execute(sql("ANALYZE")))


def page_of(conn: Connection, chosen: CaseFilter, filed: Within) -> Page[CaseSummary]:
    """Return the first page under a filter."""
    return case_rows.listed(conn, PAGE, chosen, filed=filed)


def measure(db: Database) -> dict[str, float]:
    """Return p95 in milliseconds of a page under each filter."""
    year = Within(
        datetime.combine(date(2022, 1, 1), datetime.min.time(), tzinfo=ZONE),
        datetime.combine(date(2023, 1, 1), datetime.min.time(), tzinfo=ZONE),
    )
    asked = [(name, chosen, Within()) for name, chosen in FILTERS.items()]
    asked.append(("filed within a year", CaseFilter(), year))
    asked.append(("all together", replace(FILTERS["party and code"], destination="BR"), year))
    found = {}
    for name, chosen, filed in asked:
        taken = []
        for _ in range(TIMES):
            began = time.perf_counter()
            db.read_sync(partial(page_of, chosen=chosen, filed=filed))
            taken.append((time.perf_counter() - began) * 1000)
        found[name] = round(statistics.quantiles(taken, n=20)[-1], 1)
    return found


def main() -> None:
    """Measure on both databases and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    args = parser.parse_args()
    result: dict[str, Any] = {"cases": args.cases}
    for kind in ("sqlite", "postgresql") if args.only is None else (args.only,):
        with (
            tempfile.TemporaryDirectory(prefix="lists-", dir="/tmp") as folder,
            running_postgres() if kind == "postgresql" else nullcontext("") as server,
        ):
            url = fresh_database(server) if server else f"sqlite:///{folder}/node.db"
            with closing(Database.open(url, create=True)) as db:
                lay(db, args.cases)
                result[kind] = measure(db)
    if args.json:
        print(json.dumps(result))
        return
    for kind in result.keys() - {"cases"}:
        for name, taken in result[kind].items():
            print(f"{kind:12}{name:24}{taken:8.1f} ms")


if __name__ == "__main__":
    main()
