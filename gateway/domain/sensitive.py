"""Sensitive parties that another authority has told of (Art 23(2)(e)), met in a case.

They are searched with the denials and kept apart from them: chosen members know of them,
until a day, under the conditions of who told. So they are in no examination, no act and no
evidence file; who may not read them does not learn that there are any.
"""

from __future__ import annotations

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Day, Instant, Model
from gateway.domain.denial import FreeText
from gateway.domain.examination import MatchClass, Reasoned
from gateway.domain.notice import NoticeNumber


class Looked(FreeText):
    """An officer's word that a sensitive party was looked at in a case, and what came of it."""

    by: str
    at: Instant


class SensitiveHit(Model):
    """One notice of which the transaction of a case reminds.

    Attributes:
        version: Digest of the notice and of the transaction that were compared: where either
            has changed, it is to be looked at again.
        match_class: By the party; ``possible`` where only item and place can be compared.
        item: How near the items are, where the notice names any.
        ours: Our name of the best pair, or empty.
        theirs: Their name of the best pair, or empty.
        text: What the originator says.
        conditions: The originator's conditions for use and passing on.
        expires: The last day on which it counts.
        looked: Who has looked at just this, in this case.
    """

    number: NoticeNumber
    origin: AuthorityCode
    title: str
    version: str
    match_class: MatchClass
    party: Reasoned
    item: Reasoned | None = None
    ours: str = ""
    theirs: str = ""
    text: tuple[FreeText, ...] = ()
    conditions: tuple[FreeText, ...] = ()
    expires: Day | None = None
    looked: Looked | None = None

    def looked_at(self, word: Looked | None) -> SensitiveHit:
        """Return the hit with the officer's word that it was looked at, or with none."""
        return self._with(looked=word)


class SensitiveFound(Model):
    """A notice with a party that is like a name which was searched for.

    Attributes:
        match_class: How near the party is; None where a part of a name alone found it.
        part_of_name: The name that holds the one that was given, or empty.
        text: What the originator says.
        conditions: The originator's conditions for use and passing on.
        expires: The last day on which it counts.
    """

    number: NoticeNumber
    origin: AuthorityCode
    title: str
    match_class: MatchClass | None
    part_of_name: str = ""
    party: Reasoned | None = None
    names: tuple[str, ...]
    text: tuple[FreeText, ...] = ()
    conditions: tuple[FreeText, ...] = ()
    expires: Day | None = None
