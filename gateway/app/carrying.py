"""The workflow engine of a node: begun, connected and worked for, beside everything else.

The node serves its officers and its peers without it: what the engine is to be told waits in
SQL. Whatever goes wrong here is said in the log and by the doctor, and is begun again.
"""

from __future__ import annotations

import asyncio
import secrets
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import structlog

from gateway.app.node import Node
from gateway.app.patience import GRACE_S
from gateway.casework.handlers.workflow_steps import CaseSteps, ConsultationSteps, DueSteps
from gateway.errors import ComityError
from gateway.exchange.defects import log_defect
from gateway.trust.keys import read_private, write_private
from workflows.client import connect
from workflows.engine import TemporalEngine, end_schedule
from workflows.ids import TASK_QUEUE
from workflows.server import TemporalServer
from workflows.worker import WorkerLimits, build_worker

log = structlog.get_logger(__name__)

PAUSE_FIRST_S = 1.0
PAUSE_MOST_S = 30.0


class EngineCarrier:
    """Keeps a node's engine connected and its work done.

    Args:
        node: The node.
        engine: Its engine, as yet without a client.

    Raises:
        TrustError: A key of the engine's payloads cannot be used.
    """

    def __init__(self, node: Node, engine: TemporalEngine) -> None:
        self._node = node
        self._engine = engine
        self._key, self._retired = workflow_keys(node.settings.path("keys"))

    async def run(self) -> None:
        """Carry for ever."""
        loop, pause = asyncio.get_running_loop(), PAUSE_FIRST_S
        while True:
            begun = loop.time()
            try:
                await self._carry()
            except ComityError as exc:
                log.warning("engine.lost", reason=exc.reason.value, remedy=exc.remedy)
            except Exception as exc:  # noqa: BLE001 - the node serves without it meanwhile
                log_defect(log, "engine.defect", exc)
            finally:
                self._engine.client = None
            if loop.time() - begun > PAUSE_MOST_S:
                pause = PAUSE_FIRST_S
            await asyncio.sleep(pause)
            pause = min(2 * pause, PAUSE_MOST_S)

    async def _carry(self) -> None:
        """Begin the server where it is ours, connect, and work until one of them ends."""
        node, settings = self._node, self._node.settings
        async with AsyncExitStack() as stack:
            address, server = settings.temporal, None
            if not address:
                server = TemporalServer(settings.path("temporal"), [settings.namespace])
                await stack.enter_async_context(server)
                address = server.address
            client = await stack.enter_async_context(
                connect(address, settings.namespace, self._key, retired_keys=self._retired)
            )
            await end_schedule(client)
            worker = build_worker(
                client,
                TASK_QUEUE,
                case_work=CaseSteps(node.office),
                consultation_work=ConsultationSteps(node.office),
                due_work=DueSteps(node.office),
                delivery_work=node.deliverer,
                limits=WorkerLimits(graceful=timedelta(seconds=GRACE_S)),
            )
            await stack.enter_async_context(worker)
            self._engine.client = client
            log.info("engine.up")
            await (asyncio.Event().wait() if server is None else server.watched())


def workflow_keys(folder: Path) -> tuple[bytes, tuple[bytes, ...]]:
    """Return the key that encrypts what Temporal stores, and earlier ones that only decrypt.

    The present one is ``workflow.key``, made where there is none. Whoever wants another gives
    the file a name of the form ``workflow-*.key`` and starts the node.

    Raises:
        TrustError: A file cannot be read or is open to others.
    """
    path = folder / "workflow.key"
    if not path.exists():
        write_private(path, secrets.token_bytes(32))
    retired = sorted(folder.glob("workflow-*.key"))
    return read_private(path), tuple(read_private(each) for each in retired)
