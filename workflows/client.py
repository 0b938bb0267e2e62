"""A client of one namespace, and how a process that used one ends.

Known bug of the SDK (temporalio/sdk-python#300): a process that ends right after using a
client can crash while the interpreter shuts down, because threads of the runtime still
call into it. Two measures, both deliberate:

- `connect` drains: it drops the client and gives the runtime `DRAIN_S` to come to rest.
- `leave` ends the process without the interpreter's shutdown, after flushing what is
  buffered. The last line of a command that had a client in its own process.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import NoReturn

from temporalio.client import Client, Interceptor
from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    MetricBuffer,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)
from temporalio.service import HttpConnectProxyConfig, RPCError, TLSConfig

from gateway.errors import Reason
from workflows.codec import PayloadKeys, encrypted_converter

DRAIN_S = 0.3
"""Seconds; measured: without it 12 of 31 runs crashed at exit, with it 0 of 20."""


def say_through(logger: logging.Logger, metrics: MetricBuffer | None = None) -> None:
    """Have the SDK's runtime say what it has to say to a logger, not to the terminal.

    To be called once, before there is a client in the process.

    Args:
        logger: Hears it.
        metrics: Where it writes what it measures; somebody must read that.
    """
    forwarding = LogForwardingConfig(logger)
    logs = LoggingConfig(TelemetryFilter(core_level="WARN", other_level="ERROR"), forwarding)
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=logs, metrics=metrics)))


@asynccontextmanager
async def connect(
    address: str,
    namespace: str,
    keys: PayloadKeys,
    *,
    tls: TLSConfig | None = None,
    api_key: str = "",
    runtime: Runtime | None = None,
    interceptors: Sequence[Interceptor] = (),
    way: HttpConnectProxyConfig | None = None,
) -> AsyncIterator[Client]:
    """Yield a client of one node's namespace; drain at the end.

    Args:
        address: ``host:port`` of the server.
        namespace: The node's namespace; must exist.
        keys: Encrypt and decrypt every payload.
        tls: Certificates towards a cluster; None on loopback.
        api_key: What a hosted Temporal asks for; empty: nothing.
        runtime: The SDK's runtime; None: that of the process.
        interceptors: What looks on at calls and workers of the client, such as traces.
        way: The way into the network of an enclosed server.

    Raises:
        UnavailableError: The server does not answer.
    """
    converter = encrypted_converter(keys, namespace)
    try:
        client = await Client.connect(
            address,
            namespace=namespace,
            data_converter=converter,
            tls=tls if tls is not None else False,
            api_key=api_key or None,
            runtime=runtime,
            interceptors=interceptors,
            http_connect_proxy_config=way,
        )
    except (RuntimeError, RPCError) as error:
        raise Reason.ENGINE_UNAVAILABLE.error(
            "the workflow engine does not answer", address=address
        ) from error
    try:
        yield client
    finally:
        del client
        gc.collect()
        await asyncio.sleep(DRAIN_S)


ENDED_WITH_US: set[int] = set()
"""Processes that `leave` asks to end: those that this one began and has not waited for."""


def leave(code: int) -> NoReturn:
    """End the process now, with everything flushed and nothing shut down."""
    for pid in tuple(ENDED_WITH_US):  # a loop on another thread may still change it
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
