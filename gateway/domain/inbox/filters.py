"""What the inbox is asked for; None asks for all."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Final

from pydantic import StringConstraints

from gateway.domain.acts import TaskKind
from gateway.domain.authority import AuthorityCode, CountryCode
from gateway.domain.base import Day, Model
from gateway.domain.inbox.queues import Category, QueueCode
from gateway.domain.lists.filters import AccountAsked, PartyAsked, Short, WordGroups
from gateway.domain.lists.words import party_words


class InboxTab(StrEnum):
    """Whose open work is shown.

    What is in an officer's hands is what was assigned to him, and the cases that he filed and
    that nobody else has; and the same of those for whom he stands in today.
    """

    ALL = "all"
    MINE = "mine"
    QUEUES = "queues"  # of the queues in which he works, whoever has it
    UNASSIGNED = "unassigned"


Asked = Annotated[AuthorityCode, StringConstraints(max_length=11)]
"""An authority, or the code of a State for all of its authorities."""


class InboxFilter(Model):
    """Which open work to list.

    Attributes:
        tab: Whose.
        authority: With this authority, or with any of this State: it asks us, or its answer is
            awaited first.
        procedure: Of this procedure, or of a case of this kind.
        kind: With an open task of this kind.
        country: To this country of destination.
        category: With goods of this category of Annex I, e.g. ``5`` or ``5A``.
        party: With a party of this number, or of whose name these are words.
        officer: In this officer's hands.
        queue: Of this queue.
        restricted: True: what is restricted; False: the rest.
        overdue: True: whose clock has ended; False: the rest.
        ends_until: Whose clock ends on this day or before.
    """

    tab: InboxTab = InboxTab.ALL
    authority: Asked | None = None
    procedure: Short | None = None
    kind: TaskKind | None = None
    country: CountryCode | None = None
    category: Category | None = None
    party: PartyAsked | None = None
    officer: AccountAsked | None = None
    queue: QueueCode | None = None
    restricted: bool | None = None
    overdue: bool | None = None
    ends_until: Day | None = None

    @property
    def words(self) -> Iterator[WordGroups]:
        """For each thing that is kept as words: groups, of one of which it must have all."""
        if self.party is not None:
            yield party_words(self.party)


EVERYTHING: Final = InboxFilter()
