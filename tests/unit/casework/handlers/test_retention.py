"""Retention (M12): what is older than its period is deleted, on record, and nothing else is."""

from __future__ import annotations

from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import Table, func, insert, select

from gateway.casework.acts.journal import Journal, acts_of
from gateway.casework.handlers.retention import _ROWS, run, show
from gateway.casework.permissions import Officer, OfficerRole, Permission
from gateway.casework.services import DocumentServices, Office
from gateway.casework.visibility import Visibility
from gateway.documents.content_folder import ContentFolder
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.lawfile import parse_law
from gateway.domain.retention import Deleted, RetentionFile, RetentionShown, shipped_retention
from gateway.domain.saying import says
from gateway.errors import LawError, PermissionRefusedError, Reason
from gateway.store.database import Database
from gateway.store.tables_casework import act, officer_token, restriction_account, task
from gateway.trust.keys import KeyRing
from tests.support.federation_case import START
from tests.support.part_of_office import PartOfOffice
from tests.support.raising import refuses

ONE_OF_EACH = {**dict.fromkeys(_ROWS, 1), Deleted.CASE_FILES: 0}
LONG_AGO = START - timedelta(days=5 * 366)
KEEPER = Officer(name="root", role=OfficerRole.ADMINISTRATOR, created=START)


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    """What of an office is asked here: its database, its clock and its (empty) folder."""
    clock = SimpleNamespace(now=lambda: START)

    def sight(officer: Officer, permission: Permission) -> Visibility:
        officer.require(permission)
        return Visibility(officer, permission, START)

    documents = DocumentServices(ContentFolder(tmp_path / "documents", KeyRing.generate("DE", [])))
    return cast(
        "Office",
        PartOfOffice(code="DE", db=database, clock=clock, sight=sight, documents=documents),
    )


def fill(database: Database) -> None:
    """One of each that has long ended, one that has just ended, and one that has not."""

    def write(conn: Any) -> None:
        for number, ended in enumerate((LONG_AGO, START, None)):
            subject = f"DE-C-2026-{number:05d}"
            said = says("look")
            Journal(conn, LONG_AGO).open_task(TaskKind.LETTER_READ, subject, said)
            if ended is not None:
                kind = TaskKind.LETTER_READ
                Journal(conn, ended, "anna").close_tasks(kind, subject)
            row = {"name": "anna", "scopes": "[]", "made": LONG_AGO, "until": ended}
            conn.execute(insert(officer_token), [{"digest": bytes([number]) * 32, **row}])
            access = {"account": "anna", "by": "bert", "at": LONG_AGO, "reason": ""}
            row = {"subject": subject, "until": ended, **access}
            conn.execute(insert(restriction_account), [row])

    database.write_sync(write)


def rows(database: Database, table: Table) -> int:
    count = select(func.count()).select_from(table)
    return database.read_sync(lambda conn: int(conn.scalar(count) or 0))


def held(database: Database) -> list[int]:
    return [rows(database, each) for each in (task, officer_token, restriction_account)]


def due(shown: RetentionShown) -> dict[str, int]:
    return {each.rule.code: each.due for each in shown.lines if each.rule.keep_days}


async def test_a_rehearsal_says_what_would_go_and_deletes_nothing(
    office: Office, database: Database
) -> None:
    fill(database)
    for shown in (await run(office, KEEPER, dry_run=True), await show(office, KEEPER)):
        assert due(shown) == ONE_OF_EACH
        assert not shown.deleted
        [closed] = [each for each in shown.lines if each.rule.code == Deleted.CLOSED_TASKS]
        assert closed.next_due == START + timedelta(days=closed.rule.keep_days or 0)
    assert held(database) == [3, 3, 3]
    assert database.read_sync(lambda conn: acts_of(conn, "retention")) == ()


async def test_what_is_older_is_deleted_on_record_and_nothing_else(
    office: Office, database: Database
) -> None:
    fill(database)
    acts_before = rows(database, act)
    shown = await run(office, KEEPER, dry_run=False)
    assert shown.deleted
    assert held(database) == [2, 2, 2]
    [recorded] = database.read_sync(lambda conn: acts_of(conn, "retention"))
    assert (recorded.verb, recorded.actor) == (Verb.RETENTION_RUN, "root")
    assert recorded.data["counts"] == [f"{each} 1" for each in _ROWS]
    assert rows(database, act) == acts_before + 1
    assert due(await show(office, KEEPER)) == dict.fromkeys(Deleted, 0)


async def test_an_administrator_alone_deletes(office: Office) -> None:
    anna = Officer(name="anna", role=OfficerRole.DECIDER, created=START)
    for doing in (show(office, anna), run(office, anna, dry_run=False)):
        with pytest.raises(PermissionRefusedError):
            await doing


def test_each_class_says_why_whence_and_how_sure() -> None:
    assert {*_ROWS, Deleted.CASE_FILES} == set(Deleted)
    kept = {each.code for each in shipped_retention().classes if each.keep_days is None}
    assert kept == {"letters", "registers", "acts"}
    assert all(each.reason and each.source and each.sure for each in shipped_retention().classes)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("keep_days = 1096", ""),  # what is deleted has a period
        ('code = "acts"', 'code = "acts"\nkeep_days = 30'),  # evidence has none
        ('code = "acts"', 'code = "letters"'),  # twice
    ],
)
def test_a_file_that_names_anything_else_is_refused(before: str, after: str) -> None:
    text = files("gateway.domain.retention").joinpath("retention-2026-2.toml").read_text("utf-8")
    wrong = text.replace(before, after, 1).encode()
    with refuses(LawError, Reason.RETENTION_INVALID):
        parse_law("wrong.toml", wrong, RetentionFile, reason=Reason.RETENTION_INVALID)
