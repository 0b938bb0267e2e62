"""Several servers in one URL of a database: the primary, and those that may become it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import URL
from sqlalchemy.exc import ArgumentError

from gateway.errors import ComityError, Reason

_REMEDY: Final = "Write host=A:5432&host=B:5432, or host=A,B&port=5432,5432."
_WRITABLE: Final = frozenset({"read-write", "primary"})
_DIGITS: Final = 5


def hosts_of(url: URL) -> list[str]:
    """Return the servers that a URL names, each with its port where it has one."""
    named = url.query.get("host", ())
    hosts = named.split(",") if isinstance(named, str) else list(named)
    return hosts or ([url.host] if url.host else [])


def check_hosts(url: URL) -> None:
    """Check what a URL of PostgreSQL says of servers, as SQLAlchemy hands it to the driver.

    Raises:
        InputError: SETTING_INVALID; a name or a port is none, or the one of several servers that
            is used could be a standby.
    """
    try:
        _, given = url.get_dialect()().create_connect_args(url)
    except (ArgumentError, ValueError) as exc:
        raise _refused("its hosts and ports do not go together", _REMEDY) from exc
    hosts, ports = str(given.get("host", "")).split(","), str(given.get("port", "")).split(",")
    if any(_is_no_host(each) for each in hosts) and len(hosts) > 1:
        raise _refused("one of several servers has no name that can be one", _REMEDY)
    if any(_is_no_host(each) for each in hosts if each):
        raise _refused("the server has no name that can be one", _REMEDY)
    if not all(_is_port(each) for each in ports if each) or len(ports) not in {1, len(hosts)}:
        raise _refused("a server has a port that is none", _REMEDY)
    wanted = url.query.get("target_session_attrs")
    if len(hosts) > 1 and wanted is not None and wanted not in _WRITABLE:
        raise _refused(
            "of several servers the one that is used must be the primary",
            "Leave target_session_attrs out, or set it to read-write.",
        )


def _is_no_host(name: str) -> bool:
    # What SQLAlchemy has not taken apart, e.g. of host=a:1,b:2, still has its colon. A path of a
    # Unix socket and an address of IPv6 may have some.
    return not name or (":" in name and not name.startswith("/") and name.count(":") == 1)


def _is_port(text: str) -> bool:
    return text.isdigit() and len(text) <= _DIGITS and 0 < int(text) < 2**16


def _refused(what: str, remedy: str) -> ComityError:
    return Reason.SETTING_INVALID.error("database: ", what, remedy=remedy)
