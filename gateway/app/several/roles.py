"""What a process of a gateway does: everything, or what its settings say."""

from __future__ import annotations

from enum import StrEnum

from gateway.errors import ComityError, Reason
from gateway.settings import Settings
from gateway.store.writer_lock import Hold


class ProcessRole(StrEnum):
    """A share of what a gateway does; any process may have any of them, and any number each."""

    API = "api"  # answers national systems and commands by REST
    CONSOLE = "console"  # serves officers' pages
    EXCHANGE = "exchange"  # answers the other members
    WORKER = "worker"  # carries what waits: Temporal's work, and what is done once
    INDEXER = "indexer"  # keeps the search index of this machine at the register's position


EVERY_ROLE = frozenset(ProcessRole)

COMPARING = frozenset({ProcessRole.API, ProcessRole.CONSOLE, ProcessRole.WORKER})
"""Who compares parties and goods."""


def roles_of(settings: Settings) -> frozenset[ProcessRole]:
    """Return what a process does; all of it where its settings name nothing.

    Raises:
        InputError: SETTING_INVALID; the process would lack what several of them share.
    """
    if not settings.serve:
        return EVERY_ROLE
    roles = frozenset(map(ProcessRole, settings.serve.split()))
    if not settings.temporal:
        raise _lacks("temporal", "several processes share a Temporal server, and none is named")
    if (
        ProcessRole.CONSOLE in roles
        and ProcessRole.API not in roles
        and not settings.console_listen
    ):
        raise _lacks("console_listen", "a process that serves the console alone listens there")
    return roles


def hold_of(settings: Settings) -> Hold:
    """Return how a process holds the database."""
    return Hold.TOGETHER if settings.serve else Hold.ALONE


def _lacks(field: str, why: str) -> ComityError:
    return Reason.SETTING_INVALID.error(
        "{field}: ",
        why,
        remedy="Set {field}, or leave serve empty: one process does everything then.",
        field=field,
    )
