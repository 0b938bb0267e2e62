"""The namespace of a node at a Temporal server: looked at, made, given the time it keeps runs.

Nothing that a node needs is lost where ended runs are kept for a shorter time: what they carried is
in the journal, and a poke of one that is gone begins a run which asks and ends. Operators lose
sight of it, e.g. of a delivery that was given up over a long weekend.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from enum import StrEnum

from google.protobuf.duration_pb2 import Duration
from temporalio.api.workflowservice.v1 import (
    DescribeNamespaceRequest,
    RegisterNamespaceRequest,
    UpdateNamespaceRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from gateway.errors import ComityError, PermissionRefusedError, Reason
from workflows.policies import CALL_TIMEOUT

KNOWN_WITHIN = timedelta(seconds=60)
"""The server's parts read of new namespaces every ten seconds or so (1.32)."""
_ASK_EVERY_S = 0.1
_MAY_NOT = frozenset(
    {
        RPCStatusCode.PERMISSION_DENIED,
        RPCStatusCode.UNAUTHENTICATED,
        RPCStatusCode.UNIMPLEMENTED,
        RPCStatusCode.INVALID_ARGUMENT,  # Temporal Cloud's to whoever would make one
    }
)


class NamespaceStep(StrEnum):
    """What is to be done, or was done, so that a namespace is as it should be."""

    NONE = "none"
    MAKE = "make"
    KEEP_LONGER = "keep_longer"


async def retention_of(client: Client, namespace: str) -> timedelta | None:
    """Return how long a namespace keeps what has ended; None where it does not exist.

    Raises:
        RPCError: The server does not answer, or refuses.
    """
    request = DescribeNamespaceRequest(namespace=namespace)
    try:
        found = await client.workflow_service.describe_namespace(request, timeout=CALL_TIMEOUT)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    return found.config.workflow_execution_retention_ttl.ToTimedelta()


async def look_at(client: Client, namespace: str) -> timedelta | None:
    """Return how long a namespace keeps what has ended, for a person; None: it does not exist.

    Raises:
        UnavailableError: The server does not answer for it.
    """
    try:
        return await retention_of(client, namespace)
    except RPCError as error:
        raise Reason.ENGINE_UNAVAILABLE.error(
            "the workflow engine does not answer for the namespace",
            remedy="Look at the settings temporal, temporal_tls_* and temporal_api_key_file.",
            namespace=namespace,
        ) from error


def step_towards(found: timedelta | None, wanted: timedelta) -> NamespaceStep:
    """Say what is to be done so that ended runs are kept for as long as is wanted."""
    if found is None:
        return NamespaceStep.MAKE
    return NamespaceStep.NONE if found >= wanted else NamespaceStep.KEEP_LONGER


async def prepare(client: Client, namespace: str, wanted: timedelta) -> NamespaceStep:
    """Make a namespace where there is none, and have it keep ended runs for long enough.

    Args:
        client: A client of the server, in whichever namespace.
        namespace: Name of the namespace.
        wanted: How long at least.

    Returns:
        What was done.

    Raises:
        PermissionRefusedError: The server does not let this client do so.
        UnavailableError: The server does not answer, or does not know the namespace in time.
    """
    try:
        step = step_towards(await retention_of(client, namespace), wanted)
        if step is NamespaceStep.MAKE:
            await _make(client, namespace, wanted)
        elif step is NamespaceStep.KEEP_LONGER:
            await keep_for(client, namespace, wanted)
    except RPCError as error:
        raise _translated(error, namespace, wanted) from error
    return step


async def keep_for(client: Client, namespace: str, wanted: timedelta) -> None:
    """Have a namespace keep for so long what has ended.

    Raises:
        RPCError: The server does not answer, or refuses.
    """
    request = UpdateNamespaceRequest(namespace=namespace)
    request.config.workflow_execution_retention_ttl.CopyFrom(_lasting(wanted))
    await client.workflow_service.update_namespace(request, timeout=CALL_TIMEOUT)


async def _make(client: Client, namespace: str, wanted: timedelta) -> None:
    """Make it, and wait until every part of the server knows it."""
    try:
        await client.workflow_service.register_namespace(
            RegisterNamespaceRequest(
                namespace=namespace,
                description="A gateway of Comity",
                workflow_execution_retention_period=_lasting(wanted),
            ),
            timeout=CALL_TIMEOUT,
        )
    except RPCError as error:
        if error.status is not RPCStatusCode.ALREADY_EXISTS:  # somebody else was quicker
            raise
    try:
        async with asyncio.timeout(KNOWN_WITHIN.total_seconds()):
            while not await _known(client, namespace):  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(_ASK_EVERY_S)
    except TimeoutError as error:
        raise Reason.ENGINE_UNAVAILABLE.error(
            "Temporal has made the namespace {namespace}, and does not serve it yet",
            remedy="Run the command again in a minute.",
            namespace=namespace,
        ) from error


async def _known(client: Client, namespace: str) -> bool:
    """Say whether runs can be asked about in it, which another part of the server answers."""
    config = client.config()
    config["namespace"] = namespace
    try:
        await Client(**config).get_workflow_handle("none").describe()
    except RPCError as error:
        # "Namespace not found" is of the same status as "workflow not found".
        return error.status is RPCStatusCode.NOT_FOUND and "workflow" in error.message.lower()
    return True


def _lasting(wanted: timedelta) -> Duration:
    found = Duration()
    found.FromTimedelta(wanted)
    return found


def _translated(error: RPCError, namespace: str, wanted: timedelta) -> ComityError:
    if error.status in _MAY_NOT:
        hours = int(wanted.total_seconds()) // 3600
        return PermissionRefusedError(
            "Temporal does not let this node prepare the namespace {namespace}",
            remedy="Have who runs the cluster do it: temporal operator namespace create "
            "--namespace {namespace} --retention {hours}h (update, where it is there).",
            namespace=namespace,
            hours=hours,
        )
    return Reason.ENGINE_UNAVAILABLE.error(
        "the workflow engine does not answer", namespace=namespace
    )
