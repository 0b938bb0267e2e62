"""A use case as an operation: what a request gives, and what an act is answered with."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast, get_args

import pytest
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel

from gateway.api.dependencies import Asked, Desk, Who
from gateway.api.parameters import Number
from gateway.api.use_cases import UseCaseRouter, endpoint_of
from gateway.casework.permissions import Officer
from gateway.casework.services import Office
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.transaction import Party
from gateway.domain.waiting_act import WaitingAct
from gateway.nouns.notice import NOTICE

NUMBER: dict[str, Any] = {"number": "1"}
WAITS = WaitingAct.model_construct(**NUMBER)


@dataclass(frozen=True)
class Wanted:
    named: str = ""
    hidden: str = ""


async def found(
    office: Office, officer: Officer, start: int, chosen: Wanted | None, page: PageRequest
) -> Page[str]:
    """List names.

    What follows is for who reads the code.
    """
    return Page(items=(f"{start}",))


def closed(office: Office, officer: Officer, until: int | None = None) -> None:
    """Close."""


async def decided(office: Office, officer: Officer, word: str) -> Party | WaitingAct:
    """Decide."""
    return WAITS if word == "two" else Party(names=(word,), country="AE")


class Sent(BaseModel):
    start: int
    day: str

    @property
    def until(self) -> int:
        return self.start + len(self.day)


async def known(office: Office, thing: str, start: int, until: int | None = None) -> str:
    """Tell what all may know."""
    return f"{thing} {start} {until}"


def added(operation: str, use_case: Callable[..., Any], **more: Any) -> APIRoute:
    router = UseCaseRouter()
    router.calls("operation", operation, use_case, **more)
    return cast("APIRoute", router.routes[0])


@pytest.mark.parametrize(
    ("operation", "use_case", "status", "told", "names", "model"),
    [
        ("GET /x", found, None, "List names.", "office officer page start chosen", Page[str]),
        ("POST /x", closed, 204, "Close.", "office officer until", None),
        ("DELETE /x", closed, 204, "Close.", "office officer until", None),
        ("PUT /x", closed, None, "Close.", "office officer until", None),
        ("POST /x", decided, None, "Decide.", "office officer word", Party),
    ],
)
def test_the_contract_reads_an_operation_from_its_use_case(
    operation: str, use_case: Any, status: int | None, told: str, names: str, model: Any
) -> None:
    route = added(operation, use_case)
    assert {f"{each} {route.path}" for each in route.methods or ()} == {operation}
    assert (route.status_code, route.description, route.name) == (status, told, use_case.__name__)
    assert [*inspect.signature(route.endpoint).parameters] == names.split()
    assert route.response_model == model
    assert [*route.responses] == ([202] if use_case is decided else [])
    assert added(operation, use_case, told="Other words.").description == "Other words."


def test_each_parameter_is_asked_of_a_request_as_its_kind_says() -> None:
    asked = inspect.signature(endpoint_of(found, without=frozenset({"hidden"}))).parameters
    kinds = {name: each.annotation for name, each in asked.items()}
    chosen = get_args(kinds.pop("chosen"))[1].dependency
    assert kinds == {"office": Desk, "officer": Who, "page": Asked, "start": Number}
    assert [*inspect.signature(chosen).parameters] == ["named"]
    until = inspect.signature(endpoint_of(closed)).parameters["until"]
    assert (until.annotation, until.default) == (Number | None, None)


async def test_a_use_case_is_given_the_parts_of_what_is_sent_and_asked_by_accounts_only() -> None:
    endpoint = endpoint_of(known, body=Sent)
    taken = inspect.signature(endpoint).parameters
    assert [*taken] == ["office", "thing", "body", "sender"]
    assert [name for name, each in taken.items() if each.annotation is Who] == ["sender"]
    sent = Sent(start=2, day="2026")
    assert await endpoint(office=None, thing="x", body=sent, sender=None) == "x 2 6"


def test_an_act_on_what_others_may_change_looks_at_its_version() -> None:
    router = UseCaseRouter(changes=NOTICE)
    for operation in ("POST /{number}/x", "GET /{number}/x", "POST /x"):
        router.calls("operation", operation, closed)
    routes = cast("list[APIRoute]", router.routes)
    assert [bool(each.dependencies) for each in routes] == [True, False, False]


async def test_an_act_that_waits_for_a_second_officer_is_accepted_and_not_done() -> None:
    endpoint, given = endpoint_of(decided), {"office": None, "officer": None}
    waits = await endpoint(**given, word="two")
    assert isinstance(waits, JSONResponse)
    assert (waits.status_code, b'"number":"1"' in waits.body) == (202, True)
    assert (await endpoint(**given, word="A")).names == ("A",)
    assert await endpoint_of(closed)(**given) is None
    listed = await endpoint_of(found)(**given, start=3, chosen=None, page=FIRST_PAGE)
    assert listed.items == ("3",)
