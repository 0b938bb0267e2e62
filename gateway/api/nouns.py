"""What follows from the declaration of a noun over REST: its list, one of it, its view, its page.

Routes that only our own pages and our own command line ask for (`OWN`: `/view` and `/page`) are
no part of the contract: they may change with any version (ADR 0048).
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any, Final

from fastapi.responses import HTMLResponse

from gateway.api.conditions import UNCHANGED, Versioned
from gateway.api.published.operations import noun_router
from gateway.api.use_cases import endpoint_of
from gateway.nouns.all import NOUNS
from gateway.nouns.declared import Noun

router = noun_router()
OWN: Final = noun_router()
"""Served, and not in the contract."""


def _read(noun: Noun) -> None:
    """Add the list of a noun, and how one is read."""
    if (listed := noun.listed) is not None:
        router.calls(
            f"list{noun.in_operations}s",
            f"GET {noun.address}",
            listed.read,
            told=listed.told,
            without=listed.without,
            tags=[noun.tag],
        )
    if noun.find is not None:
        router.calls(
            f"get{noun.in_operations}",
            f"GET {noun.address}/{{{noun.key}}}",
            noun.find,
            tags=[noun.tag],
            dependencies=[UNCHANGED] if noun.whole_version else [],
            route_class_override=Versioned,
        )


def _shown(noun: Noun) -> None:
    """Add how one is read by a person: in words, and as one page for the file."""
    view = endpoint_of(noun.view, f"Show the {noun.name} in words, as a person reads it.")
    _own(noun, "view", view)
    if noun.paper is None:
        return

    async def page(**given: Any) -> HTMLResponse:
        """Show one as one self-contained page for the file."""
        made = await noun.printed(given["office"], given["officer"], given[noun.key])
        return HTMLResponse(made)

    page.__doc__ = f"Show the {noun.name} as one self-contained page for the file."
    taken = inspect.signature(view)
    page.__signature__ = taken.replace(return_annotation=HTMLResponse)  # type: ignore[attr-defined]
    _own(noun, "page", page, response_class=HTMLResponse)


def _own(noun: Noun, way: str, endpoint: Callable[..., Awaitable[Any]], **more: Any) -> None:
    OWN.add_api_route(
        f"{noun.address}/{{{noun.key}}}/{way}",
        endpoint,
        methods=["GET"],
        tags=[noun.tag],
        operation_id=f"get{noun.in_operations}{way.capitalize()}",
        **more,
    )


for _noun in NOUNS:
    _read(_noun)
    _shown(_noun)
