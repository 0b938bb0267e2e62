"""Takes a newer directory while the node runs, and says which law it names and we lack.

The operators' newest version is put into the node's folder as ``directory.bin``, and the
law files that it names into ``law/``. Nothing is restarted: rooms ask for the directory at
each use, and the law files look again when it has changed.
"""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy import Connection

from gateway.app.directory import DIRECTORY, hold_directory
from gateway.app.lawfiles import LawFault
from gateway.app.node import Node
from gateway.casework.journal import close_tasks, open_task, open_tasks
from gateway.errors import TrustError

log = structlog.get_logger(__name__)

LAW_MISSING = "law.missing"
DIRECTORY_REFUSED = "directory.refused"
_NODE = "node"  # the subject of tasks that are about no case


class DirectoryRefresh:
    """Looks at the node's folder, regularly and where it is asked to.

    Args:
        node: The node; its holder is given what is accepted.
    """

    def __init__(self, node: Node) -> None:
        self._node = node
        self._seen: tuple[int, int] | None = None

    async def look(self) -> None:
        """Take a newer directory if there is one, and keep the tasks about law files true.

        A directory that does not hold is refused: the one that is held stays, and a person
        is told.
        """
        node, refused = self._node, ""
        path = node.settings.path(DIRECTORY)
        try:
            stat = await asyncio.to_thread(path.stat)
            written = (stat.st_mtime_ns, stat.st_size)
            if written != self._seen:
                await self._take()
                self._seen = written
        except (OSError, TrustError) as exc:
            refused = f"the directory in the node's folder is refused: {exc}"
            log.warning("directory.refused", detail=str(exc))
        faults = await asyncio.to_thread(node.law_files.faults)
        wanted = {LAW_MISSING: [_words(fault) for fault in faults]}
        wanted[DIRECTORY_REFUSED] = [refused] if refused else []
        await node.db.write(lambda conn: self._tell(conn, wanted))

    async def _take(self) -> None:
        node = self._node
        fresh = await asyncio.to_thread(hold_directory, node.settings.home, at=node.clock)
        held = node.directory.held
        if fresh.version > held.version:
            node.directory.held = fresh
            log.info("directory.taken", version=fresh.version)

    def _tell(self, conn: Connection, wanted: dict[str, list[str]]) -> None:
        """Open what is new and close what is no longer so."""
        at = self._node.clock.now()
        held = open_tasks(conn, subject=_NODE)
        for kind, texts in wanted.items():
            for text in texts:
                open_task(conn, at=at, kind=kind, subject=_NODE, text=text)
            for task in held:
                if task.kind == kind and task.text not in texts:
                    close_tasks(conn, at=at, kind=kind, subject=_NODE, by="gateway", text=task.text)


def _words(fault: LawFault) -> str:
    since = f", in force from {fault.named.effective_date}" if fault.named.effective_date else ""
    return f"{fault.error}{since}. {fault.error.remedy}"
