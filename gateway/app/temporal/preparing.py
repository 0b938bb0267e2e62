"""Prepares a node's namespace at a cluster, before the node is begun or when the doctor says so."""

from __future__ import annotations

import secrets
from datetime import timedelta

from gateway.app.temporal.cluster import cluster_api_key, cluster_tls
from gateway.domain.base import Model
from gateway.errors import StateError
from gateway.settings import Settings
from workflows.client import connect
from workflows.codec import KEY_BYTES, PayloadKeys
from workflows.namespaces import NamespaceStep, look_at, prepare, step_towards
from workflows.policies import RETENTION

HOSTED = (".tmprl.cloud", ".api.temporal.io")
"""Ends of the names of hosts of Temporal Cloud, by region or by namespace."""


class NamespaceState(Model):
    """How a namespace is, and what was done or is to be done.

    Attributes:
        address: Where the cluster is; empty: the node runs a server of its own.
        namespace: Its name.
        hosted: Whether it is of Temporal Cloud, where namespaces are made and kept by hand.
        kept_days: Days for which it kept ended runs when it was looked at; None: it was not there.
        wanted_days: Days for which it should.
        step: What is to be done, or was done.
        done: Whether it was.
    """

    address: str
    namespace: str
    hosted: bool = False
    kept_days: float | None = None
    wanted_days: float
    step: NamespaceStep = NamespaceStep.NONE
    done: bool = False

    @property
    def ready(self) -> bool:
        """Whether nothing is left to do."""
        return self.done or self.step is NamespaceStep.NONE


async def prepare_namespace(settings: Settings, *, check: bool) -> NamespaceState:
    """Look at the namespace of a node, and prepare it unless it is only to be checked.

    The server that a node runs itself is prepared by the node at each start.

    Raises:
        InputError: A setting of the cluster is wrong.
        UnavailableError: The cluster does not answer.
        PermissionRefusedError: It does not let this node do so.
        StateError: It is Temporal Cloud, where namespaces are made in the console or by tcld.
    """
    address, name = settings.temporal, settings.namespace
    if not address:
        return _state(settings, RETENTION)
    nobody = PayloadKeys(secrets.token_bytes(KEY_BYTES))  # no payload is read or written here
    async with connect(
        address, name, nobody, tls=cluster_tls(settings), api_key=cluster_api_key(settings)
    ) as client:
        state = _state(settings, kept := await look_at(client, name))
        if check or state.ready:
            return state
        if state.hosted:
            raise StateError(
                "{name} is to be made at Temporal Cloud"
                if kept is None
                else "{name} is to be kept longer at Temporal Cloud",
                remedy="On Temporal Cloud this is done in its console, or by: tcld namespace {act} "
                "--namespace {name} --retention-days {days}",
                act="create" if kept is None else "retention set",
                name=name,
                days=RETENTION.days,
            )
        await prepare(client, name, RETENTION)
        return _state(settings, kept, done=True)


def _state(settings: Settings, kept: timedelta | None, *, done: bool = False) -> NamespaceState:
    host, day = settings.temporal.rpartition(":")[0], timedelta(days=1)
    return NamespaceState(
        address=settings.temporal,
        namespace=settings.namespace,
        hosted=host.endswith(HOSTED),
        kept_days=None if kept is None else kept / day,
        wanted_days=RETENTION / day,
        step=step_towards(kept, RETENTION),
        done=done,
    )
