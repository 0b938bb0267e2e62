"""How many statements a page of the console asks its database: each is a round trip of PostgreSQL.

A page may do with fewer; then its number here goes down with it.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import event

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
from gateway.console.app import create_console
from tests.support.cases import application
from tests.support.desk import START
from tests.support.officers_browser import Clock, OfficersBrowser, Person
from tests.support.quiet_office import CASE, QuietOffice

PAGES = {
    "/desk/inbox": 10,
    "/desk/inbox?party=Beispiel": 10,
    f"/desk/cases/{CASE}": 32,
    "/desk/denials": 4,
    "/desk/denials?name=Beispiel": 2,
    "/desk/tasks": 4,
}
"""Pages, and the most statements that each may ask."""

PASSWORD = "four words nobody joins"


async def _signed_in(de: QuietOffice) -> OfficersBrowser:
    clock = Clock()
    signing = SignIns(Passwords(), clock)
    admin = Officer(name="admin", role=OfficerRole.ADMINISTRATOR, created=START)
    for name, role in (("anna", OfficerRole.OFFICER), (admin.name, admin.role)):
        de.write(partial(make_officer, name=name, role=role, at=START))
    link = (await make_console_link(de.office, admin, "anna")).path.partition("?link=")[2]
    person = Person("anna", PASSWORD, spelled((await open_link(de.office, link)).secret), clock)
    await enrol(de.office, signing, link, password=PASSWORD, code=person.code())
    browser = OfficersBrowser(create_console(de.office, signing=signing))
    await browser.sign_in(person)
    return browser


async def test_a_page_asks_no_more_statements_than_its_number(de: QuietOffice) -> None:
    case = de.case(application=application())
    de.asked(case=case)
    browser = await _signed_in(de)
    asked: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        asked.append(statement)

    found = {}
    for engine in de.db._engines:
        event.listen(engine, "before_cursor_execute", note)
    for path in PAGES:
        await browser.open(path)  # the first writes that its reader has seen it
        asked.clear()
        assert (await browser.open(path)).status == 200
        found[path] = len(asked)
    await browser.close()
    assert {path: number for path, number in found.items() if number > PAGES[path]} == {}
