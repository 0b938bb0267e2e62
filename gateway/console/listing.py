"""Lists whose choice stands in their address: what is asked for, what is wrong, where pages lie."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final, Generic, TypeVar
from urllib.parse import urlencode

from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from gateway.casework.services import reader_of
from gateway.console.forms import PageForm
from gateway.console.sections import Tab
from gateway.console.visit import Visit
from gateway.domain.page import MAX_CURSOR, Page, PageRequest
from gateway.errors import InputError
from gateway.field_faults import faults_of

T = TypeVar("T")
R = TypeVar("R")

ROWS: Final = 25
"""What a screen and a half holds; the rest is one key away."""


@dataclass(frozen=True)
class Listing(Generic[T]):
    """A list as its address asks for it.

    Attributes:
        path: Of its page.
        form: What was asked for, and what of it cannot be read.
        chosen: The same as a filter; without any where something cannot be read.
        request: Which part of the list.
    """

    path: str
    form: PageForm
    chosen: T
    request: PageRequest

    @property
    def status(self) -> int:
        """Of the answer."""
        return InputError.reason.http if self.form.faults else 200

    def address(self, **changed: str) -> str:
        """Return the address of this list with other parameters; an empty one is left out."""
        return address_of(self.path, {**self.form.values, **changed})

    def turning(self, found: Page[Any]) -> Mapping[str, str]:
        """Return where the list begins and goes on, as `pagination` names it."""
        return {
            "first": self.address() if self.request.after else "",
            "following": self.address(after=found.next) if found.next else "",
        }

    def choices(self, visit: Visit, name: str, said: Mapping[str, str]) -> list[Tab]:
        """Return the ways in which the list may be looked at, as tabs.

        Args:
            visit: The visit.
            name: Of the parameter that says which.
            said: By its value what is read, a message.
        """
        chosen, text = getattr(self.chosen, name), visit.language.text
        return [
            (text(label), address_of(self.path, {name: each}), each == chosen)
            for each, label in said.items()
        ]

    def page(
        self,
        visit: Visit,
        template: str,
        found: Page[R],
        row: Callable[[Visit, R], Mapping[str, object]],
        **more: Any,
    ) -> Response:
        """Return the page of the list.

        Args:
            visit: The visit.
            template: Of the page.
            found: What of the list is shown.
            row: Returns what the template names of one.
            more: What it names besides.
        """
        rows = [row(visit, each) for each in found.items]
        shown = {"rows": rows, "form": self.form, "plain": self.path, **self.turning(found), **more}
        return visit.page(template, status=self.status, filtered=bool(self.form.values), **shown)


def listing(visit: Visit, path: str, kind: type[T], *, fixed: Iterable[str] = ()) -> Listing[T]:
    """Return what an address asks for.

    Args:
        visit: The visit.
        path: Of the page.
        kind: The filter; each field of it is a parameter of that name, and all are optional.
        fixed: Further parameters, which the page reads itself.
    """
    of_kind: Any = kind
    adapter, names = _read_as(of_kind)
    given = {name: visit.asked(name).strip() for name in (*names, *fixed)}
    form = PageForm({name: value for name, value in given.items() if value})
    asked = {name: value for name, value in form.values.items() if name in names}
    try:
        chosen = adapter.validate_python(asked)
    except ValidationError as exc:
        wrong = visit.says("This cannot be read; write it as is said here")
        faults = {each.field.partition(".")[0]: wrong for each in faults_of(exc)}
        form, chosen = form.wrong(**faults), adapter.validate_python({})
    return Listing(path, form, chosen, page_asked(visit))


@cache
def _read_as(kind: type[Any]) -> tuple[TypeAdapter[Any], tuple[str, ...]]:
    """Return what reads a filter, and its fields; to make it takes longer than a list of rows."""
    adapter = TypeAdapter(kind)
    return adapter, tuple(adapter.json_schema()["properties"])


def page_asked(visit: Visit) -> PageRequest:
    """Return which part of a list an address asks for."""
    return PageRequest(limit=ROWS, after=visit.asked("after")[:MAX_CURSOR] or None)


def address_of(path: str, parameters: Mapping[str, str]) -> str:
    """Return an address with the parameters that are not empty."""
    query = urlencode({name: value for name, value in parameters.items() if value})
    return f"{path}?{query}" if query else path


def any_or(visit: Visit, codes: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the choices of a filter: any, or one of some codes in words."""
    reader = reader_of(visit.office)
    return [("", visit.says("Any")), *((each.value, reader.word(each)) for each in codes)]


def country(visit: Visit, code: str) -> str:
    """Return a country's name in the reader's language, with its code."""
    name = visit.language.locale.territories.get(code)
    return f"{name} ({code})" if name else code
