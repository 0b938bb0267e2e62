"""Queues of open work: which rule puts what into which, and who works in them.

Queues are data that administrators hold. A version is never changed: the next one takes its
place, with who made it and when, and open work is put into its queues anew.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.authority import AuthorityCode, CountryCode
from gateway.domain.base import Instant, Model
from gateway.domain.inbox.facts import WorkFacts

QueueCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
"""What a queue is called in addresses, e.g. ``cyber-surveillance``."""

Category = Annotated[str, StringConstraints(pattern=r"^[0-9][A-E]?$")]
"""A category of Annex I, e.g. ``5``, or one of its groups, e.g. ``5A``."""

Account = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=80)]
ProcedureAsked = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class QueueRule(Model):
    """What belongs into a queue: each list that is not empty must have a match.

    Attributes:
        countries: Of destination.
        categories: Categories of Annex I, or their groups.
        procedures: Procedures of consultations, kinds of case.
        authorities: Who asks us; the code of a State stands for all of its authorities.
    """

    countries: tuple[CountryCode, ...] = Field(default=(), max_length=250)
    categories: tuple[Category, ...] = Field(default=(), max_length=60)
    procedures: tuple[ProcedureAsked, ...] = Field(default=(), max_length=60)
    authorities: tuple[AuthorityCode, ...] = Field(default=(), max_length=60)

    def takes(self, facts: WorkFacts) -> bool:
        """Say whether something belongs into the queue by this rule."""
        return (
            (not self.countries or facts.country in self.countries)
            and (not self.categories or any(map(facts.has_category, self.categories)))
            and (not self.procedures or facts.procedure in self.procedures)
            and (not self.authorities or any(map(facts.is_asked_by, self.authorities)))
        )


class QueueOfWork(Model):
    """One queue.

    Attributes:
        code: What it is called in addresses.
        title: What officers read.
        rules: By which something belongs into it: by one of them; by none, nothing does.
        members: Accounts of those who work in it.
    """

    code: QueueCode
    title: Title
    rules: tuple[QueueRule, ...] = Field(default=(), max_length=60)
    members: tuple[Account, ...] = Field(default=(), max_length=200)


class WantedQueues(Model):
    """All queues as they are to be.

    Attributes:
        queues: In the order in which they are tried: the first one that takes something has it.
    """

    queues: tuple[QueueOfWork, ...] = Field(default=(), max_length=100)

    @model_validator(mode="after")
    def _no_code_twice(self) -> Self:
        codes = [each.code for each in self.queues]
        if len(set(codes)) != len(codes):
            raise ValueError("queues: a code stands for one queue")
        return self


class ChangedQueues(WantedQueues):
    """All queues as they are to be from now on.

    Attributes:
        replaces: The version that was changed; 0 where there was none.
    """

    replaces: int = Field(ge=0)


class QueuePlan(WantedQueues):
    """All queues as they are, or were under an earlier version.

    Attributes:
        version: Counted from 1; 0 before there was any.
        by: Account that made it.
        at: When.
    """

    version: int = Field(default=0, ge=0)
    by: str = ""
    at: Instant | None = None

    def queue_of(self, facts: WorkFacts) -> str:
        """Return the code of the first queue that takes something; empty where none does."""
        for each in self.queues:
            if any(rule.takes(facts) for rule in each.rules):
                return each.code
        return ""

    def of_members(self, accounts: frozenset[str]) -> tuple[str, ...]:
        """Return the codes of the queues in which one of some accounts works."""
        return tuple(each.code for each in self.queues if not accounts.isdisjoint(each.members))
