"""Before an act is signed its use case is rehearsed, whichever act it is (officer2 M5)."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from gateway.casework.drafts.versions import rehearse
from gateway.console import pages
from gateway.console.acts.declared import ActPlan, DeskAct
from gateway.console.acts.filled import FilledIn
from gateway.console.acts.shown import ActVisit, looked_at
from gateway.errors import NotFoundError, Reason, StateError
from gateway.store.database import Database
from gateway.store.tables_exchange import epoch
from gateway.store.writer import Written, wrote
from tests.unit.store.test_database import AT


def declared() -> Iterator[tuple[str, DeskAct]]:
    """Yield every act that a page declares, with its name and title."""
    for found in pkgutil.walk_packages(pages.__path__, f"{pages.__name__}."):
        module = importlib.import_module(found.name)
        for name, each in vars(module).items():
            if isinstance(each, DeskAct):
                yield f"{name}: {each.title}", each


ACTS = dict(declared())


async def refuses(*_: Any) -> None:
    raise NotFoundError("no such officer here")


def visit(act: DeskAct) -> ActVisit:
    made: Any = SimpleNamespace()
    return ActVisit(made, made, act, "it", ActPlan(heading="it"), "", None)


@pytest.mark.parametrize("name", ACTS)
async def test_the_last_look_refuses_what_the_act_would_refuse(name: str) -> None:
    act = ACTS[name]
    if not act.looked_at:  # done at once from its form, or looks by itself on its only page
        assert act.fields or act.look is not None, name
        return
    with pytest.raises(NotFoundError, match="no such officer"):
        await looked_at(visit(replace(act, look=None, carry_out=refuses)), FilledIn({}))


def test_many_acts_are_declared() -> None:
    assert len(ACTS) > 30


@pytest.fixture
def database(new_database: Callable[[str], str]) -> Iterator[Database]:
    opened = Database.open(new_database("node"))
    yield opened
    opened.close()


async def test_what_is_rehearsed_is_undone_and_told_to_nobody(database: Database) -> None:
    told: list[str] = []
    database.after_commit(Written.TO_DISPATCH, lambda: told.append("dispatch"))

    def write(conn: Connection) -> None:
        conn.execute(insert(epoch).values(epoch="a", drawn=AT))
        wrote(Written.TO_DISPATCH)

    async def act() -> None:
        await database.write(write)
        raise AssertionError("nothing of an act comes after its first write")

    await rehearse(act)
    assert await database.read(lambda conn: list(conn.scalars(select(epoch.c.epoch)))) == []
    assert told == []
    await database.write(write)
    assert await database.read(lambda conn: list(conn.scalars(select(epoch.c.epoch)))) == ["a"]
    assert told == ["dispatch"]


async def test_what_the_write_refuses_is_raised(database: Database) -> None:
    def write(_: Connection) -> None:
        raise StateError("another is quicker", reason=Reason.STATE_CONFLICT)

    async def act() -> None:
        await database.write(write)

    with pytest.raises(StateError, match="quicker"):
        await rehearse(act)
