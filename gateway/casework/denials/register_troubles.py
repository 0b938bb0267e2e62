"""Troubles with registers: a person's task each, closed on record; frauds with their proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from gateway.casework.acts.journal import Concern, Journal, keep_tasks, tasks_differ
from gateway.casework.denials.register_entries import check_origin
from gateway.casework.denials.register_unread import unread_by_log
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant
from gateway.domain.denial import FreeText
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.saying import in_words, says
from gateway.errors import ComityError, InputError, NotFoundError
from gateway.register.denials.history import unknown_acts
from gateway.register.log.log_store import LogState, heads
from gateway.register.rewriting import write_again as sign_again
from gateway.register.sync.fraud_notification import audience
from gateway.register.sync.setting_aside import Tail, cut, find_tail, go_on
from gateway.register.sync.troubles import (
    Trouble,
    TroubleKind,
    close_trouble,
    follow_again,
    list_troubles,
    page_of_troubles,
    told_of,
)

STOPPED_BY = {LogState.STOPPED: TroubleKind.FRAUD, LogState.BEHIND: TroubleKind.ROLLBACK}
"""Which trouble says that a log is in a state."""

KINDS = frozenset(
    {
        TaskKind.REGISTER_TROUBLE,
        TaskKind.REGISTER_UNKNOWN_ACT,
        TaskKind.REGISTER_UNREADABLE,
        TaskKind.REGISTER_STOPPED,
    }
)


class ShownTrouble(Trouble):
    """A trouble with who knows of it.

    Attributes:
        told: Of a fraud: each member that is to be told, and when it was; None for not yet.
    """

    told: Mapping[AuthorityCode, Instant | None] = {}


async def troubles(
    office: Office, officer: Officer, *, closed: bool = False, page: PageRequest = FIRST_PAGE
) -> Page[ShownTrouble]:
    """Return the open troubles with registers: fraud, suspicion, rollback, missing contents.

    Args:
        office: This authority.
        officer: Who asks.
        closed: Also those that are closed, with who closed them.
        page: Which part.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    officer.require(Permission.READ_DENIALS)
    directory, at = office.me.directory(), office.clock.now()

    def shown(conn: Connection, found: Trouble) -> ShownTrouble:
        if found.kind is not TroubleKind.FRAUD:
            return ShownTrouble(**dict(found))
        expected = audience(directory, office.code, found.origin, at)
        return ShownTrouble(**dict(found), told=told_of(conn, found.id, expected))

    return await office.db.read(
        lambda conn: page_of_troubles(conn, page, open_only=not closed).of(partial(shown, conn))
    )


async def close(
    office: Office, officer: Officer, trouble_id: int, reason: FreeText
) -> Page[ShownTrouble]:
    """Close a trouble that was looked at, on record; a stopped log stays stopped.

    Raises:
        NotFoundError: There is no such trouble.
        StateError: It is closed already.
    """
    officer.require(Permission.KEEP_REGISTERS)
    at = office.clock.now()

    def write(conn: Connection) -> None:
        found = _trouble(conn, trouble_id)
        close_trouble(conn, trouble_id, officer=officer.name, at=at)
        Journal(conn, at, officer.name).act(
            Verb.REGISTER_TROUBLE_CLOSED,
            found.origin,
            says(
                "{kind} shown by {peer}: {text}", kind=found.kind, peer=found.peer, text=reason.text
            ),
        )
        tell_troubles(conn, at=at, by=officer.name)

    await office.db.write(write)
    return await troubles(office, officer)


async def fraud_proof(office: Office, officer: Officer, trouble_id: int) -> bytes:
    """Return the proof of a fraud, which anybody can check with the directory alone.

    Raises:
        NotFoundError: There is no such trouble, or it is no fraud: nothing proves it.
    """
    officer.require(Permission.READ_DENIALS)
    found = await office.db.read(lambda conn: _trouble(conn, trouble_id))
    if found.evidence is None:
        raise NotFoundError(
            "A {kind} has no proof that others could check.",
            remedy="Only a fraud has; {listRegisterTroubles} says what it is.",
            trouble=trouble_id,
            kind=found.kind,
        )
    return found.evidence.encode()


def _trouble(conn: Connection, trouble_id: int) -> Trouble:
    for found in list_troubles(conn, open_only=False):
        if found.id == trouble_id:
            return found
    raise NotFoundError(
        "There is no such trouble.",
        remedy="{listRegisterTroubles} lists them with their numbers.",
        trouble=trouble_id,
    )


async def follow(
    office: Office,
    officer: Officer,
    origin: str,
    reason: FreeText,
    *,
    set_aside: bool = False,
    source: str | None = None,
    write_again: Sequence[int] = (),
) -> Page[ShownTrouble]:
    """Follow a stopped log again, on an officer's word and on record.

    The own log then goes on although others have shown more of it, or although its end is
    dated ahead of the clock; or acts of it without effect are written again.

    Args:
        office: This authority.
        officer: Who decides.
        origin: Owner of the log.
        reason: Why, for the record.
        set_aside: Take what is held and is no part of the log that `source` shows out of the
            register, and keep it as evidence; the other tail is pulled.
        source: Who shows the log that is to be followed: its owner if absent. Of the own log
            it must be named.
        write_again: Entries of the own log without effect that are the authority's own acts.

    Raises:
        NotFoundError: `origin` or `source` is no member.
        StateError: The log is not stopped; or nothing is to be set aside.
        InputError: The own log, and no member that holds it; no own entry without effect.
        TrustError: KEY_INVALID, our new key is not in force yet.
        UnavailableError, RegisterError: The source does not answer, or proves no log of the origin.
    """
    officer.require(Permission.KEEP_REGISTERS)
    for named in (origin, source or origin):
        check_origin(office, named)
    if write_again:
        return await _write_again(office, officer, origin, reason, write_again)
    at = office.clock.now()
    tail = await _tail(office, origin, source or origin) if set_aside else None

    def write(conn: Connection) -> None:
        verb, said = Verb.REGISTER_FOLLOWED, in_words(reason.text)
        if tail is not None:
            number = cut(conn, office.me, tail, officer=officer.name)
            kept = says("{number} entries from {keep} on: ", number=number, keep=tail.keep)
            verb, said = Verb.REGISTER_SET_ASIDE, kept + said
        elif origin == office.code:
            go_on(conn, office.me, officer=officer.name)
        else:
            follow_again(conn, origin, officer=officer.name, at=at)
        tell_troubles(conn, at=at, by=officer.name)
        Journal(conn, at, officer.name).act(verb, origin, said)

    await office.db.write(write)
    if tail is not None:
        with suppress(ComityError):  # else the next round pulls the other tail
            await office.register.syncer.sync_log(origin, source)
    return await troubles(office, officer)


async def _write_again(
    office: Office, officer: Officer, origin: str, reason: FreeText, indices: Sequence[int]
) -> Page[ShownTrouble]:
    if origin != office.code:
        raise InputError(
            "write_again: only {origin} writes entries of its log again",
            remedy="Ask the authority whose log it is; it is told what has no effect.",
            origin=origin,
        )
    at = office.clock.now()

    def write(conn: Connection) -> None:
        made = sign_again(conn, office.me, indices, at=at)
        tell_troubles(conn, at=at, by=officer.name)
        if made:
            named = ", ".join(str(index) for index in sorted(set(indices)))
            said = says("entries {entries}: ", entries=named) + in_words(reason.text)
            verb = Verb.REGISTER_WRITTEN_AGAIN
            Journal(conn, at, officer.name).act(verb, origin, said)

    await office.db.write(write)
    return await troubles(office, officer)


async def _tail(office: Office, origin: str, peer: str) -> Tail:
    """Return what is held and is no part of the log that a member shows."""
    if peer == office.code:
        raise InputError(
            "source: who holds the own log that is to be followed must be named",
            remedy="Name a member that holds it, as {listRegisters} lists them.",
        )
    return await find_tail(office.register.repairer, origin, peer)


def needs_telling(conn: Connection) -> bool:
    """Say whether the tasks and what is found differ; a quiet round writes nothing."""
    return tasks_differ(conn, kinds=KINDS, found=_found(conn))


def tell_troubles(conn: Connection, *, at: datetime, by: str = "gateway") -> None:
    """Make what is found a person's task each, and close the tasks of what is gone.

    Args:
        conn: The transaction.
        at: The present instant.
        by: Who has ended what is gone.
    """
    keep_tasks(conn, at=at, kinds=KINDS, found=_found(conn), by=by)


def _found(conn: Connection) -> list[Concern]:
    """Return what a person must look at."""
    troubles = list_troubles(conn)
    found = [
        Concern(TaskKind.REGISTER_TROUBLE, each.origin, in_words(each.text)) for each in troubles
    ]
    at_hand = {(trouble.origin, trouble.kind) for trouble in troubles}
    for head in heads(conn):
        kind = STOPPED_BY.get(head.state)
        if kind is not None and (head.origin, kind) not in at_hand:
            said = says(
                "log {origin} is {state}, and waits for a person: {why}",
                origin=head.origin,
                state=head.state,
                why=head.reason,
            )
            found.append(Concern(TaskKind.REGISTER_STOPPED, head.origin, said))
    for origin, number in unknown_acts(conn).items():
        said = says(
            "{number} acts in log {origin} are of a type that this version does not know: "
            "bring the gateway up to date",
            number=number,
            origin=origin,
        )
        found.append(Concern(TaskKind.REGISTER_UNKNOWN_ACT, origin, said))
    found += [Concern(TaskKind.REGISTER_UNREADABLE, *each) for each in unread_by_log(conn).items()]
    return found
