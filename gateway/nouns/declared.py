"""The form in which a noun is declared, and what follows from a declaration by itself."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office, letterhead
from gateway.casework.visibility import Visibility
from gateway.domain.letter import Marking
from gateway.domain.page import Page
from gateway.evidence.page.view_page import view_page
from gateway.nouns.columns import ListColumn
from gateway.store.held_versions import HeldVersion
from gateway.views.frame import NounView

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class NounList(Generic[T]):
    """The list of a noun.

    Attributes:
        told: What the contract says of it; empty: what its use case says.
        read: The use case that reads a page of it, by the filter `chosen` where it takes one.
        columns: Of the list as a table and as a file; none: it is had as JSON alone.
        name: Of the table and of its files, e.g. ``licences``.
        without: Fields of the filter that no request gives.
    """

    read: Callable[..., Awaitable[Page[T]]]
    told: str = ""
    columns: tuple[ListColumn[T], ...] = ()
    name: str = ""
    without: frozenset[str] = frozenset()

    @property
    def heading(self) -> str:
        """The name for people."""
        return self.name.capitalize()

    def asked(self) -> tuple[inspect.Parameter, ...]:
        """Return what the list may be asked for: fields of its filter, and what stands beside it.

        All of them may be left out.
        """
        said = inspect.signature(self.read, eval_str=True).parameters
        beside = [each for name, each in said.items() if name not in _GIVEN]
        fields = inspect.signature(self.filter, eval_str=True).parameters if self.filter else {}
        return (*(each for name, each in fields.items() if name not in self.without), *beside)

    @property
    def filter(self) -> Any:
        """The class of its filter; None: it has none."""
        chosen = inspect.signature(self.read, eval_str=True).parameters.get("chosen")
        return None if chosen is None else filter_in(chosen.annotation)


_GIVEN = frozenset({"office", "officer", "chosen", "page"})


def filter_in(annotation: Any) -> Any:
    """Return the class of a filter that a use case takes, be it one that may be None."""
    return next(iter(getattr(annotation, "__args__", ())), annotation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A noun as one page for the file.

    Attributes:
        needs: What an account must be allowed to besides, who reads the page.
        law: Returns of what was found the rulebook by which the page goes; None: that in force.
        evidence: Whether an evidence file can be had that proves what the page says.
    """

    needs: Permission | None = None
    law: Callable[[Any], str] | None = None
    evidence: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Changeable:
    """A kind of thing that two may change at once.

    Attributes:
        name: In words.
        key: The parameter that names one in addresses.
        reads: What an account must be allowed to that is shown one.
        held: Finds its version for an account, None where it is not there or not for the account;
            None: it has none.
    """

    name: str
    key: str
    reads: Permission
    held: Callable[[Connection, Visibility, str], HeldVersion | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun(Changeable):
    """A kind of thing that accounts read.

    Attributes:
        address: Of its list over REST, e.g. ``/licences``.
        tag: Under which the contract lists it.
        listed: Its list; None: it has none.
        find: The use case that reads one; None: it is shown in words alone.
        whole_version: Whether the version tells every word of what `find` answers.
        view: The use case that puts one into words.
        paper: How it is printed for the file; None: it is not.
        marking: How far one may be passed on; None: it stays here.
    """

    address: str
    tag: str
    listed: NounList[Any] | None = None
    find: Callable[..., Awaitable[Any]] | None = None
    whole_version: bool = False
    view: Callable[[Office, Officer, Any], Awaitable[NounView]]
    paper: Paper | None = None
    marking: Callable[[Office, Officer, str], Awaitable[Marking]] | None = None

    @property
    def in_operations(self) -> str:
        """What operations call one, e.g. ``WaitingAct``."""
        return "".join(re.findall(r"\w+", self.name.title()))

    async def marked(self, office: Office, officer: Officer, named: str) -> Marking:
        """Return how far one may be passed on, once it may be read."""
        if self.marking is None:
            return Marking.UNMARKED
        return await self.marking(office, officer, named)

    async def printed(self, office: Office, officer: Officer, named: str) -> str:
        """Return one as one self-contained HTML document.

        Raises:
            NotFoundError: There is none of that name, or it is not for this account.
        """
        paper = self.paper or Paper()
        if paper.needs is not None:
            officer.require(paper.needs)
        view = await self.view(office, officer, named)
        law = office.law.in_force(office.clock.now()).version
        if paper.law is not None and self.find is not None:
            law = paper.law(await self.find(office, officer, named))
        return view_page(view, letterhead(office, law, evidence=paper.evidence))


def whole(
    reads: Permission,
    held: Callable[[Connection, str], HeldVersion | None],
    *,
    is_there: Callable[[Visibility, Connection], Callable[[str], bool]] = lambda *_: lambda _: True,
) -> Callable[[Connection, Visibility, str], HeldVersion | None]:
    """Return what finds versions of a noun of which every reader is shown all.

    Args:
        reads: What an account must be allowed to that is shown one.
        held: Finds one, None where there is none.
        is_there: Says which of them are there for an account; all if absent.
    """

    def shown(conn: Connection, sight: Visibility, thing: str) -> HeldVersion | None:
        found = None
        if sight.officer.may(reads) and is_there(sight, conn)(thing):
            found = held(conn, thing)
        return found if found is None or sight.reads_hits else HeldVersion(found.version)

    return shown
