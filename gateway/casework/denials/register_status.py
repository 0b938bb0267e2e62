"""How each register stands at this node: how far, how fresh, and who holds it too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office, Work
from gateway.domain.base import Instant, Model
from gateway.domain.page import FIRST_PAGE, ListOrder, Page, PageRequest, page_of
from gateway.register.denials.history import unknown_acts
from gateway.register.log.checkpoints import may_read_registers, readers, received_up_to
from gateway.register.log.log_store import Head, heads
from gateway.register.register_queries import visits
from gateway.register.sync.missing_contents import signed_size


class RegisterStatus(Model):
    """One log as it is held here, and its owner as a peer.

    Attributes:
        own: Whether it is this authority's own log.
        size: Entries that are held, all of them proven.
        known: Entries that its owner is known to have signed; `lag` of them are not held yet.
        state: ``following``; ``stopped`` after a fraud proof; or, of the own log, ``behind``:
            others hold more of it, and nothing is appended. `reason` says why.
        verified: When it was last found to be all that its owner has.
        age_s: Seconds since then, or since the last visit to an owner that has no entries;
            None for never, and for the own log.
        fresh_for_s: Up to which age the rulebook calls a register fresh (Art 16(5)).
        fresh: Whether it is, and holds all that is known; an examination on one that is not
            says so.
        tried: When its owner was last visited, `succeeded` when that last went well.
        trouble: What was wrong at the last visit; empty where it went well.
        unknown_acts: Acts of a type that this version does not know.
        received_by: Cosigner, and up to which size it has confirmed to hold the log.
    """

    origin: str
    own: bool = False
    size: int
    known: int = 0
    root: str
    state: str
    reason: str = ""
    verified: Instant | None = None
    age_s: int | None = None
    fresh_for_s: int = 0
    fresh: bool = True
    tried: Instant | None = None
    succeeded: Instant | None = None
    lag: int = 0
    trouble: str = ""
    unknown_acts: int = 0
    received_by: Mapping[str, int]


async def status(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[RegisterStatus]:
    """List every log: size, root, freshness by the rulebook's limit, who holds it too."""
    officer.require(Permission.READ_DENIALS)
    found = await office.read(registers_now)
    return page_of(found, ListOrder("registers", (str,)), page, lambda each: (each.origin,))


class RegisterProgress(Model):
    """How far the log of another member is held here, for whoever runs the node.

    Attributes:
        size: Entries that are held, all of them proven.
        known: Entries that its owner is known to have signed.
        whole: Whether it was found lately to be all that its owner has, or has ended so.
        trouble: What was wrong at the last visit; empty where it went well.
    """

    origin: str
    size: int
    known: int
    whole: bool
    trouble: str = ""


async def progress(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[RegisterProgress]:
    """Say how far the register of every other member is held here, for whoever runs the node.

    Raises:
        PermissionRefusedError: The officer does not run this node.
    """
    officer.require(Permission.ADMINISTER)
    found = await office.read(progress_now)
    return page_of(found, ListOrder("progress", (str,)), page, lambda each: (each.origin,))


def progress_now(work: Work) -> tuple[RegisterProgress, ...]:
    """Return how far each other member's register is; none where we have no role that reads any."""
    directory, at = work.me.directory(), work.now
    if not may_read_registers(directory.member(work.code)):
        return ()

    def ended(each: RegisterStatus) -> bool:
        member = directory.members.get(each.origin)
        end = None if member is None else member.end_of_log(at)
        return end is not None and each.size >= end[0]

    return tuple(
        RegisterProgress.made_from(each, whole=(each.fresh and not each.lag) or ended(each))
        for each in registers_now(work)
        if not each.own
    )


def failing_visits(conn: Connection) -> Mapping[str, datetime | None]:
    """Return for each peer since when visits to it fail; None where the last went well."""
    return {peer: each.failing_since for peer, each in visits(conn).items()}


def registers_now(work: Work) -> tuple[RegisterStatus, ...]:
    """Return how each register stands, whoever asks."""
    at, own = work.now, work.code
    members = readers(work.me.directory(), at)
    fresh_for = timedelta(seconds=work.law.in_force(at).examination.register_fresh_for_s)
    return _status(work.conn, own, members, at=at, fresh_for=fresh_for)


def _status(
    conn: Connection, own: str, members: Iterable[str], *, at: datetime, fresh_for: timedelta
) -> tuple[RegisterStatus, ...]:
    visited = visits(conn)
    unknown = unknown_acts(conn)
    held = {head.origin: head for head in heads(conn)}
    found = []
    for origin in sorted({*held, *members}):
        head, visit = held.get(origin, Head(origin)), visited.get(origin)
        # Also of an authority that has never denied: its origin signs that there is no more.
        age = None if head.verified is None or origin == own else at - head.verified
        known = max(head.size, signed_size(conn, origin))
        recent = age is not None and age <= fresh_for
        found.append(
            RegisterStatus.made_from(
                head,
                origin=origin,
                own=origin == own,
                known=known,
                root=head.root.hex(),
                state=str(head.state),
                age_s=None if age is None else int(age.total_seconds()),
                fresh_for_s=int(fresh_for.total_seconds()),
                fresh=origin == own or (recent and known == head.size),
                tried=None if visit is None else visit.tried,
                succeeded=None if visit is None else visit.succeeded,
                lag=known - head.size,
                trouble=visit.trouble if visit is not None else "",
                unknown_acts=unknown.get(origin, 0),
                received_by={
                    code: size for code, (size, _) in received_up_to(conn, origin).items()
                },
            )
        )
    return tuple(found)
