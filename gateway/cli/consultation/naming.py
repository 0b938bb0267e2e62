"""How a command finds the consultation that an officer names."""

from __future__ import annotations

import re
from typing import Any

from gateway.cli.client import NodeClient
from gateway.errors import InputError, NotFoundError

_WHOLE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOST = 6


def consultation_id(client: NodeClient, name: str) -> str:
    """Return the identifier of a consultation.

    Args:
        client: Of the node that has it.
        name: Its identifier, an unambiguous beginning of that, or ``DE-C-2026-00001/FR``, with
            ``/16(5)`` behind it where one case asks an authority under two articles. Of several
            that a case is called so, those that another one replaced give way to it.

    Raises:
        NotFoundError: No consultation here is called so.
        InputError: Several are; they are named.
    """
    if _WHOLE.fullmatch(name):
        return name
    found = client.get("/consultations", named=name, limit=_MOST)["items"] if name[3:] else []
    if "/" in name:
        found = [each for each in found if each["state"] != "superseded"] or found
    if not found:
        raise NotFoundError(
            "no consultation here is called {name}",
            remedy="See what there is: comity consultation list.",
            name=name[:80],
        )
    if len(found) > 1:
        raise InputError(
            "{name} may be several: {apart}",
            remedy="Name one of them so, or by its identifier: comity consultation list.",
            field="consultation",
            name=name[:80],
            apart=", ".join(map(_apart, found)),
        )
    return str(found[0]["conversation_id"])


def short_name(consultation: dict[str, Any]) -> str:
    """Return what a consultation is called for short: ``DE-C-2026-00001/FR``."""
    return f"{consultation['request']['case_reference']}/{consultation['consulted']}"


def _apart(consultation: dict[str, Any]) -> str:
    named = f"{short_name(consultation)}/{consultation['procedure']}"
    return f"{named} ({consultation['conversation_id']})"
