"""The operations of the REST interface: what each is called, and the router of a noun.

A national system generates its client from `docs/openapi.json`, so the names of operations become
names in its code. Each is written at its address: a function that moves changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from fastapi.params import Depends
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from gateway.api import problems
from gateway.api.parameters import Weighed
from gateway.api.use_cases import UseCaseRouter
from gateway.nouns.declared import Changeable

PREFIX: Final = "/api/v1"


def _has_no_name(route: APIRoute) -> str:
    raise TypeError(f"give the operation at {route.path_format} a name")


def operations_in(routes: Iterable[BaseRoute]) -> dict[str, str]:
    """Return what operations are called, by method and address behind the interface's prefix."""
    return {
        f"{method} {each.path_format.removeprefix(PREFIX)}": each.unique_id
        for each in routes
        if isinstance(each, APIRoute) and each.include_in_schema
        for method in each.methods or ()
    }


def noun_router(
    prefix: str = "",
    tag: str = "",
    *,
    route_class: type[APIRoute] = Weighed,
    changes: Changeable | None = None,
    dependencies: Sequence[Depends] = (),
    in_contract: bool = True,
) -> UseCaseRouter:
    """Return a router whose routes are whole: an application takes them as they are.

    A router that an application includes has each of its routes made twice, and the second time
    when somebody asks first, who then waits for half a second.

    Args:
        prefix: What its addresses begin with, after the interface's own prefix.
        tag: What its operations are listed under; empty: each says so itself.
        route_class: What makes its routes.
        changes: What its acts change, where their address names one; None: nothing has versions.
        dependencies: What each of its operations asks for besides.
        in_contract: Whether the contract has its operations.
    """
    return UseCaseRouter(
        prefix=PREFIX + prefix,
        tags=[tag] if tag else None,
        route_class=route_class,
        changes=changes,
        dependencies=dependencies,
        responses={"default": problems.DOCUMENTED},
        generate_unique_id_function=_has_no_name,
        include_in_schema=in_contract,
    )
