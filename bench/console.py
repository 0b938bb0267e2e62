"""How long pages of the console take among 10,000 open and 100,000 closed cases, 100,000 denials.

Ten requests a second reach the console as it runs in life, over HTTP with a session's cookie, from
another process; each counts from when it was due. A third of them are pages of the inbox under
its filters, a third are cases, a third are searches of denials.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from itertools import chain, cycle, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import text as sql

from bench.console_ground import (
    CLOSED,
    DENIALS,
    EXAMINED,
    OPEN,
    denials,
    lay_denials,
    lay_examined,
    lay_open,
)
from bench.lists import lay
from gateway.api.answers.compression import PAGES as PAGES_READ
from gateway.api.answers.compression import Compressed
from gateway.app.http_timeouts import Server
from gateway.app.listeners import accepting, tcp_socket
from gateway.casework.accounts.officers import make_officer
from gateway.casework.accounts.signin.local_accounts import (
    SignIns,
    enrol,
    make_console_link,
    open_link,
)
from gateway.casework.accounts.signin.one_time_codes import spelled
from gateway.casework.accounts.signin.passwords import Passwords
from gateway.casework.permissions import Officer, OfficerRole
from gateway.casework.search.register_search import RegisterSearch
from gateway.casework.services import Office
from gateway.cli.output import logs_aside
from gateway.console.app import PAGES, create_console
from gateway.domain.case import CaseState
from gateway.matching.index.denial_index import DenialIndex
from gateway.store.database import Database
from tests.support.federation_case import START, make_files
from tests.support.officers_browser import Clock, OfficersBrowser, Person
from tests.support.postgres import fresh_database, running_postgres
from tests.support.quiet_office import quiet_office

PER_SECOND, SECONDS = 10, 30
SEARCH = "/desk/denials"
PASSWORD = "four words nobody joins"  # noqa: S105 - of an account that ends with the bench
INBOX = (
    "",
    "?tab=mine",
    "?tab=queues",
    "?tab=unassigned",
    "?country=BR",
    "?authority=BE",
    "?category=5A",
    "?party=Beispielwerke+117",
    "?kind=answer.due&ends_until=2026-04-01",
    "?restricted=false&procedure=14(1)",
)
"""Filters of the inbox that are asked for, in turn."""


def pages_of(examined: tuple[str, ...], open_cases: int) -> list[tuple[str, str]]:
    """Return what is asked for, in turn: pages by their kind."""
    inbox = (("inbox", f"/desk/inbox{asked}") for asked in cycle(INBOX))
    usual = (f"DE-C-2026-{number:06d}" for number in range(1, open_cases, 37) if number % 100)
    cases = (("case", f"/desk/cases/{each}") for each in cycle([*examined, *islice(usual, 50)]))
    kinds: list[Iterator[tuple[str, str]]] = [inbox, cases]
    if any(page.path == SEARCH for page in PAGES):
        kinds.append(("search", each) for each in cycle(_searches()))
    return list(chain.from_iterable(zip(*(islice(each, 100) for each in kinds), strict=True)))


def _searches() -> list[str]:
    """Return searches by a whole name, and by a part of one, of denials that there are."""
    found = []
    for number, each in enumerate(islice(denials(DENIALS), 20)):
        party = each.transaction.end_user.value
        if party is not None:
            words = party.names[0].split()
            found.append(f"{SEARCH}?name={'+'.join(words if number % 2 else words[:1])}")
    return found


async def session_of(office: Office, app: Any, signing: SignIns, clock: Clock) -> str:
    """Enrol an officer and sign her in; return the cookie that her browser keeps."""
    admin = Officer(name="bench-admin", role=OfficerRole.ADMINISTRATOR, created=START)
    for name, role in (("bench", OfficerRole.OFFICER), (admin.name, admin.role)):
        office.db.write_sync(partial(make_officer, name=name, role=role, at=START))
    link = (await make_console_link(office, admin, "bench")).path.partition("?link=")[2]
    person = Person("bench", PASSWORD, spelled((await open_link(office, link)).secret), clock)
    await enrol(office, signing, link, password=PASSWORD, code=person.code())
    browser = OfficersBrowser(app)
    await browser.sign_in(person)
    name, value = next(
        (each.name, each.value) for each in browser.client.cookies.jar if "comity" in each.name
    )
    await browser.close()
    return f"{name}={value}"


async def measure(office: Office, pages: list[tuple[str, str]], seconds: int) -> dict[str, float]:
    """Return p50 and p95 in milliseconds for each kind of page, and sizes in KiB."""
    clock = Clock()
    signing = SignIns(Passwords(), clock)
    app = Compressed(create_console(office, signing=signing), PAGES_READ)
    cookie = await session_of(office, app, signing, clock)
    socket = tcp_socket("127.0.0.1:0", "api_listen")
    gc.collect()
    gc.freeze()  # as a node does once it is warm: a full look takes seconds
    async with accepting(Server(app), [socket]):
        asked = {
            "address": f"http://127.0.0.1:{socket.getsockname()[1]}",
            "cookie": cookie,
            "pages": pages,
            "per_second": PER_SECOND,
            "seconds": seconds,
        }
        load = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench._console_load",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[1],
        )  # fmt: skip
        out, _ = await load.communicate(json.dumps(asked).encode())
    if load.returncode:
        raise SystemExit("the load was not answered")
    return figures(json.loads(out))


def figures(said: dict[str, Any]) -> dict[str, float]:
    """Return what the load measured, by name."""
    found: dict[str, float] = {}
    for kind, taken in said["taken"].items():
        found[f"{kind}_p95_ms"] = round(statistics.quantiles(taken, n=20)[-1], 1)
        found[f"{kind}_p50_ms"] = round(statistics.median(taken), 1)
        found[f"{kind}_requests"] = len(taken)
    for kind, (first, later) in said["sizes"].items():
        found[f"{kind}_first_kib"] = round(first / 1024, 1)
        found[f"{kind}_later_kib"] = round(later / 1024, 1)
    return found


@contextmanager
def laid(
    kind: str, folder: Path, sizes: argparse.Namespace
) -> Iterator[tuple[Office, tuple[str, ...]]]:
    """Open an office at DE whose database is filled, and the cases that were examined."""
    files = make_files(folder / "federation", ("DE", "FR", "NL", "BE-VLG", "BE-WAL"))
    template = folder / "template.db"
    Database.open(f"sqlite:///{template}", create=True).close()
    server = running_postgres() if kind == "postgresql" else nullcontext("")
    with server as address, quiet_office(files, template, folder) as quiet:
        url = fresh_database(address) if address else f"sqlite:///{folder}/node.db"
        with closing(Database.open(url, create=True)) as db:
            search = RegisterSearch(db, DenialIndex.open(folder / "found"), code="DE")
            office = replace(
                quiet.office, db=db, register=quiet.office.register._replace(search=search)
            )
            lay_open(db, office, sizes.open)
            lay(db, sizes.closed, states=(CaseState.DECIDED,))
            lay_denials(db, sizes.denials)
            if db.dialect == "postgresql":  # as its autovacuum does within a minute
                db.write_sync(lambda conn: conn.execute(sql("ANALYZE")))
            yield office, lay_examined(db, office, min(EXAMINED, sizes.open))


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
    logs_aside()
    result: dict[str, Any] = {"open": args.open, "closed": args.closed, "denials": args.denials}
    result["load_before"] = os.getloadavg()[0]
    for kind in ("sqlite", "postgresql") if args.only is None else (args.only,):
        with (
            tempfile.TemporaryDirectory(prefix="console-", dir="/tmp") as folder,
            laid(kind, Path(folder), args) as (office, examined),
        ):
            pages = pages_of(examined, args.open)
            result[kind] = asyncio.run(measure(office, pages, args.seconds))
            result[f"{kind}_load"] = round(os.getloadavg()[0], 1)
    if args.json:
        print(json.dumps(result))
        return
    for kind in ("sqlite", "postgresql"):
        for name, value in result.get(kind, {}).items():
            print(f"{kind:12}{name:20}{value:8}")


if __name__ == "__main__":
    main()
