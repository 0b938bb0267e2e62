"""A router whose operations are use cases: address and use case are named, the rest is read there.

Parameters, answer and the first paragraph of the description are those of the use case. An act
that may wait for a second officer is one whose use case says so by what it returns.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Final, TypeVar, get_args

from fastapi import APIRouter, status
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from gateway.api.conditions import changing
from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.parameters import Number, filter_of
from gateway.domain.page import PageRequest
from gateway.domain.waiting_act import WaitingAct
from gateway.nouns.declared import Changeable, filter_in

T = TypeVar("T")

MAY_WAIT: Final[dict[int | str, dict[str, Any]]] = {
    status.HTTP_202_ACCEPTED: {
        "model": WaitingAct,
        "description": "Nothing was sent: the law asks for two officers, and it waits for the "
        "second. `Location` is where it stands.",
    }
}
"""What an operation answers besides, whose act may wait for a second officer."""


def done_or_waits(result: T | WaitingAct) -> T | JSONResponse:
    """Return what an act came to; of one that waits, 202 with the act.

    Where it stands says `gateway.api.answers.locations`.
    """
    if not isinstance(result, WaitingAct):
        return result
    return JSONResponse(result.model_dump(mode="json"), status.HTTP_202_ACCEPTED)


_ACTS: Final = frozenset({"POST", "PUT"})
_KNOWN: Final[Mapping[str, Any]] = {"office": Desk, "officer": Who, "by": Who}
_NAMED, _NONE = inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.empty
_SENDER: Final = inspect.Parameter("sender", _NAMED, annotation=Who)
"""Of a use case that does the same for every account: nobody calls it without one."""


class UseCaseRouter(APIRouter):
    """A router that knows how a use case is called.

    Args:
        changes: What its acts change, where their address names one; None: nothing has versions.
        more: As `APIRouter` takes it.
    """

    def __init__(self, *, changes: Changeable | None = None, **more: Any) -> None:
        super().__init__(**more)
        self._changes = changes

    def calls(
        self,
        name: str,
        operation: str,
        use_case: Callable[..., Any],
        *,
        told: str = "",
        without: frozenset[str] = frozenset(),
        body: type[BaseModel] | None = None,
        **more: Any,
    ) -> None:
        """Add an operation that calls a use case.

        Args:
            name: What clients call it; never changed.
            operation: Its method and its address below the router's, e.g. ``GET /{number}``.
            use_case: What it calls.
            told: What the contract says of it; the first paragraph of its own words if empty.
            without: Fields of the filter `chosen` that no request gives.
            body: What is sent; it has a part of what the use case takes. None: the use case says.
            more: As `APIRouter.add_api_route` takes it.
        """
        method, _, path = operation.partition(" ")
        answers = inspect.signature(use_case, eval_str=True).return_annotation
        if method in {"POST", "DELETE"} and answers is None:
            more.setdefault("status_code", status.HTTP_204_NO_CONTENT)
        thing = self._changes
        if thing is not None and method in _ACTS and f"{{{thing.key}}}" in path:
            more.setdefault("dependencies", [changing(thing)])
        if WaitingAct in get_args(answers):
            (done,) = (each for each in get_args(answers) if each is not WaitingAct)
            more |= {"response_model": done, "responses": MAY_WAIT}
        endpoint = endpoint_of(use_case, told, without=without, body=body)
        self.add_api_route(path, endpoint, methods=[method], operation_id=name, **more)


def endpoint_of(
    use_case: Callable[..., Any],
    told: str = "",
    *,
    without: frozenset[str] = frozenset(),
    body: type[BaseModel] | None = None,
) -> Callable[..., Awaitable[Any]]:
    """Return an endpoint that calls a use case; it asks who sends the request, whatever that does.

    Args:
        use_case: What it calls.
        told: What the contract says of it; the first paragraph of its own words if empty.
        without: Fields of the filter `chosen` that no request gives.
        body: What is sent; it has a part of what the use case takes. None: the use case says.
    """
    said = inspect.signature(use_case, eval_str=True)
    within = [] if body is None else [name for name in said.parameters if _has(body, name)]

    async def endpoint(**given: Any) -> Any:
        given.pop(_SENDER.name, None)
        sent = given.pop("body") if within else None
        given |= {name: getattr(sent, name) for name in within}
        answer = await result if inspect.isawaitable(result := use_case(**given)) else result
        return done_or_waits(answer) if WaitingAct in get_args(said.return_annotation) else answer

    def taken(each: inspect.Parameter) -> inspect.Parameter:
        kind = each.annotation
        if each.name in _KNOWN or kind is PageRequest:
            known = _KNOWN.get(each.name, Asked)
            return each.replace(kind=_NAMED, annotation=known, default=_NONE)
        if each.name == "chosen":
            asked = filter_of(filter_in(kind), without=without)
            return each.replace(kind=_NAMED, annotation=Annotated[Any, asked], default=_NONE)
        return each.replace(kind=_NAMED, annotation=_bounded(kind))

    parameters = [taken(each) for name, each in said.parameters.items() if name not in within]
    if within:
        parameters.append(inspect.Parameter("body", _NAMED, annotation=body))
    if not said.parameters.keys() & {"officer", "by"}:
        parameters.append(_SENDER)
    endpoint.__name__ = use_case.__name__
    endpoint.__doc__ = told or (inspect.getdoc(use_case) or "").partition("\n\n")[0]
    # FastAPI reads from a signature what an endpoint takes and answers.
    endpoint.__signature__ = said.replace(  # type: ignore[attr-defined]
        parameters=sorted(parameters, key=_place)
    )
    return endpoint


def _has(body: type[BaseModel], name: str) -> bool:
    return name in body.model_fields or isinstance(getattr(body, name, None), property)


def _bounded(kind: Any) -> Any:
    """Return a whole number bounded, as every number of an address is."""
    if kind is int:
        return Number
    return Number | None if kind == int | None else kind


def _place(parameter: inspect.Parameter) -> bool:
    """Return where a parameter stands in the contract: which part of a list comes first."""
    return parameter.name not in {*_KNOWN, "page"}
