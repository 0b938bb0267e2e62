"""Queues of open work: administrators make them, officers work in them."""

from __future__ import annotations

from sqlalchemy import Connection, select

from gateway.casework.open_work import rows
from gateway.casework.permissions import Officer, OfficerRole, Permission
from gateway.casework.services import Office
from gateway.domain.inbox import ChangedQueues, QueuePlan
from gateway.errors import InputError, NotFoundError, StateError
from gateway.store.tables_casework import officer as account

_IN_QUEUES = (OfficerRole.OFFICER, OfficerRole.DECIDER)


async def get_queues(office: Office, officer: Officer, version: int | None = None) -> QueuePlan:
    """Show the queues of open work as they are, or as they were under a version.

    Args:
        office: Services of the node.
        officer: Who asks.
        version: Which; None: the newest.

    Raises:
        NotFoundError: There was none such.
    """
    officer.require(Permission.READ_QUEUES)

    def read(conn: Connection) -> QueuePlan:
        newest = rows.newest_queues(conn)
        if version is None or version == newest.version:
            return newest
        found = rows.queues_at(conn, version)
        if found is None:
            raise NotFoundError(
                "there is no version {version} of the queues",
                remedy="The newest is {newest_version}.",
                version=version,
                newest_version=newest.version,
            )
        return found

    return await office.db.read(read)


async def change_queues(office: Office, officer: Officer, wanted: ChangedQueues) -> QueuePlan:
    """Change the queues; the node sorts all open work into them again.

    Raises:
        StateError: STATE_CONFLICT; another version was made meanwhile.
        InputError: Somebody who works in a queue is no officer of this authority.
    """
    officer.require(Permission.KEEP_QUEUES)

    def write(conn: Connection) -> QueuePlan:
        newest = rows.newest_queues(conn)
        if newest.version != wanted.replaces:
            raise StateError(
                "replaces: the queues are at version {version}, and not {replaces}",
                remedy="Read them again, and change what they are now.",
                version=newest.version,
                replaces=wanted.replaces,
            )
        _check_members(conn, wanted)
        plan = QueuePlan(
            version=newest.version + 1,
            by=officer.name,
            at=office.clock.now(),
            queues=wanted.queues,
        )
        rows.add_queues(conn, plan)
        return plan

    return await office.db.write(write)


def _check_members(conn: Connection, wanted: ChangedQueues) -> None:
    roles = [str(each) for each in _IN_QUEUES]
    active = select(account.c.name).where(account.c.active.is_(True), account.c.role.in_(roles))
    officers = set(conn.scalars(active))
    for place, queue in enumerate(wanted.queues):
        for number, name in enumerate(queue.members):
            if name not in officers:
                raise InputError(
                    "{field}: {name} is no officer here",
                    remedy="Name accounts with the role officer or decider.",
                    field=f"queues.{place}.members.{number}",
                    name=name,
                )
