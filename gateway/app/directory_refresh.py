"""Takes a newer directory while the node runs, and says which law it names and we lack.

The operators' newest version is put into the node's folder as ``directory.bin``, and the
law files that it names into ``law/``; where nobody put them there, they are fetched from
the other members. Nothing is restarted: rooms ask for the directory at each use, and the
law files look again when it has changed. A person is told in time before it expires.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from gateway.app.directory import DIRECTORY, hold_directory
from gateway.app.law_files import LawFault
from gateway.app.node import Node
from gateway.casework.acts.journal import Concern, keep_tasks
from gateway.casework.cases.amendment import keep_list_tasks
from gateway.casework.denials.denial_reviews import follow_law, keep_dates
from gateway.domain.acts import TaskKind
from gateway.domain.saying import Saying, says
from gateway.errors import InputError, TrustError
from gateway.register.log.signing import renew_checkpoint
from gateway.register.sync.revoked_entries import follow_revocations
from gateway.trust.federation import Directory
from gateway.trust.owned_files import write_private

log = structlog.get_logger(__name__)


EXPIRY_NOTICE = timedelta(days=60)
"""How long before a directory expires a person is told: operators must meet and sign."""
_NO_CALENDAR = (
    ": a period that ends then would have no date. Ask the authority for its list, which the "
    "operators announce"
)
_NODE = "node"  # the subject of tasks that are about no case


class DirectoryRefresh:
    """Looks at the node's folder, regularly and where it is asked to.

    Args:
        node: The node; its holder is given what is accepted.
    """

    def __init__(self, node: Node) -> None:
        self._node = node
        self._seen: tuple[int, int] | None = None
        self._listed: tuple[str, tuple[str, ...]] | None = None

    async def look(self) -> None:
        """Take a newer directory if there is one, and keep the tasks about law files true.

        A directory that does not hold is refused: the one that is held stays, and a person
        is told.
        """
        node = self._node
        refused: Exception | None = None
        path = node.settings.path(DIRECTORY)
        try:
            stat = await asyncio.to_thread(path.stat)
            written = (stat.st_mtime_ns, stat.st_size)
            if written != self._seen:
                await self._take()
                self._seen = written
        except (OSError, TrustError, InputError) as exc:
            refused = exc
            log.warning("directory.refused", detail=str(exc))
        else:
            await self._fetch_directory()
        await asyncio.to_thread(node.directory_states.look)
        for split in await node.directory_gossip.compare():
            await asyncio.to_thread(node.directories.keep_split, split)
        await node.peers.drop_revoked()
        await self._fetch_files()
        faults = await asyncio.to_thread(node.law_files.faults)
        wanted = {
            TaskKind.LAW_MISSING: [*map(_said, faults), *self._calendars()],
            TaskKind.DIRECTORY_REFUSED: [
                *(
                    [says("the directory in the node's folder is refused: {why}", why=refused)]
                    if refused
                    else []
                ),
                *await asyncio.to_thread(self._splits),
            ],
            TaskKind.DIRECTORY_EXPIRES: self._expiry(),
        }
        await node.db.write(lambda conn: self._tell(conn, wanted))
        if await follow_law(node.office):
            await keep_dates(node.office)
        listed = f"{node.clock.now():%Y-%m-%dT%H}", node.office.law.list_versions
        if listed != self._listed:  # a list takes effect at a midnight, or comes
            await keep_list_tasks(node.office)
            self._listed = listed

    async def _fetch_directory(self) -> None:
        """Ask a member for newer versions; the last is put where the operators would put it."""
        node = self._node
        for code in (*node.directory_gossip.newer(), None):
            found = await node.law_source.directories(node.directory.held, code)
            if found:
                break
        if found and found[-1][0].within_grace(node.clock.now()):
            await asyncio.to_thread(self._put, found)
            await self._take()

    def _put(self, found: Sequence[tuple[Directory, bytes]]) -> None:
        """Keep the versions on the way, which the last one is judged over, and then that one."""
        for version, raw in found[:-1]:
            self._node.directories.keep(version.version, raw)
        write_private(self._node.settings.path(DIRECTORY), found[-1][1])

    async def _fetch_files(self) -> None:
        """Ask a member for each file that is named and not here."""
        node = self._node
        for fault in await asyncio.to_thread(node.law_files.faults):
            raw = await node.law_source.file(fault.named.digest) if fault.missing else None
            if raw is not None:
                await asyncio.to_thread(node.law_files.put, fault, raw)
                log.info("law.fetched", version=fault.named.version)

    def _splits(self) -> list[Saying]:
        """Say that operators have signed two directories of one number, until it is explained."""
        return [
            says(
                "the operators have signed two different directories of one number. The proof is "
                "{file}; neither is followed in silence. Ask the operators by telephone which one "
                "is theirs, and move the file away when it is explained",
                file=str(path),
            )
            for path in self._node.directories.splits()
        ]

    def _calendars(self) -> list[Saying]:
        """Say whose calendar ends soon: a period beyond it would have no last day."""
        law, now, found = self._node.office.law, self._node.clock.now(), []
        for code, member in sorted(self._node.directory.held.members.items()):
            calendar = law.calendar(code)
            year = calendar.missing_year(now.astimezone(calendar.zone).date())
            if year is not None and not member.withdrawn(now):
                text = says(
                    "the calendar of {authority} for {year} is missing", authority=code, year=year
                )
                found.append(text + says(_NO_CALENDAR))
        return found

    def _expiry(self) -> list[Saying]:
        """Say that the directory is about to expire, or has."""
        held, at = self._node.directory.held, self._node.clock.now()
        if at < held.expires - EXPIRY_NOTICE:
            return []
        said = (
            "version {version} of the directory has expired on {day}"
            if held.expired(at)
            else "version {version} of the directory expires on {day}"
        )
        expiry = says(said, version=held.version, day=held.expires.date())
        return [expiry + says("; tell the operators to sign a newer one")]

    async def _take(self) -> None:
        node = self._node
        fresh = await asyncio.to_thread(hold_directory, node.settings.home, at=node.clock)
        held = node.directory.held
        if fresh.version > held.version:
            node.directory.held = fresh
            log.info("directory.taken", version=fresh.version)
            await node.db.write(lambda conn: renew_checkpoint(conn, node.me, node.clock.now()))
            changed = await node.db.write(lambda conn: follow_revocations(conn, node.me))
            if changed:
                log.warning("register.entries_without_effect", logs=changed)

    def _tell(self, conn: Connection, wanted: dict[TaskKind, list[Saying]]) -> None:
        """Open what is new and close what is no longer so."""
        found = [Concern(kind, _NODE, each) for kind, said in wanted.items() for each in said]
        keep_tasks(conn, at=self._node.clock.now(), kinds=wanted, found=found)


def _said(fault: LawFault) -> Saying:
    said, since = says("{fault}", fault=fault.error), fault.named.effective_date
    if since:
        said += says(", in force from {since}", since=since)
    return said + says(". {remedy}", remedy=fault.error.remedy)
