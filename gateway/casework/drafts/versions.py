"""Acting upon the version that was read, where a form says which that was.

The same condition as `If-Match` over REST (`gateway.casework.drafts.conditions`): it is looked at
in the transaction of the change, so that of two who have read the same exactly one changes it.
An act is rehearsed the same way, beside its own write, before anybody signs it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from sqlalchemy import Connection

from gateway.casework.drafts.conditions import Condition, Versions
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office
from gateway.casework.visibility import Visibility
from gateway.store.database import Beside, beside
from gateway.store.held_versions import HeldVersion

Finds = Callable[[Connection, Visibility, str], HeldVersion | None]
"""Finds the version of a thing for an account, None where there is none for it."""


class ReadThing(NamedTuple):
    """A thing that an officer has read before she acts.

    Attributes:
        noun: Its kind in words.
        name: Its own identifier.
        reads: What an account must be allowed to that is shown one.
        held: Finds its version.
    """

    noun: str
    name: str
    reads: Permission
    held: Finds


async def version_now(office: Office, officer: Officer, thing: ReadThing) -> str:
    """Return which version of a thing an officer is shown now; empty where there is none for her.

    Raises:
        PermissionRefusedError: The role is shown none.
    """
    sight = office.sight(officer, thing.reads)
    found = await office.db.read(lambda conn: thing.held(conn, sight, thing.name))
    return "" if found is None else found.version


async def check_version(office: Office, officer: Officer, thing: ReadThing, version: str) -> None:
    """Check that a thing is still of the version that was read, before its form is looked at.

    Raises:
        StateError: CHANGED_MEANWHILE; says who changed what and when.
    """
    condition = _condition(office, officer, thing, version)
    await office.db.read(condition.beside().before)


@contextmanager
def on_version(office: Office, officer: Officer, thing: ReadThing, version: str) -> Iterator[None]:
    """Have what is done within a block be done only if the thing is still of a version.

    Raises:
        StateError: CHANGED_MEANWHILE, out of the write; says who changed what and when.
    """
    with beside(_condition(office, officer, thing, version).beside()):
        yield


class _RehearsedError(Exception):
    """Undoes the write of an act that is only rehearsed."""


async def rehearse(act: Callable[[], Awaitable[object]]) -> None:
    """Carry an act out up to the end of its first write, and undo that.

    A use case writes once, after all that it checks; so nothing is left to be refused later but
    what changes meanwhile.

    Raises:
        ComityError: Whatever the act would raise.
        ValidationError: The same, of a model.
    """

    def undo(_: Connection) -> bool:
        raise _RehearsedError

    with suppress(_RehearsedError), beside(Beside(before=lambda _: None, after=undo)):
        await act()


def _condition(office: Office, officer: Officer, thing: ReadThing, version: str) -> Condition:
    sight = office.sight(officer, thing.reads)
    return Condition(
        (thing.noun, thing.name),
        lambda conn: thing.held(conn, sight, thing.name),
        Versions(strong=frozenset({version})),
    )
