"""What is said of a type of letter, beside the model of what it holds.

Who sends it to whom, when it has its effect, how it is taken back, what it is called. The rule
stands above the content's class; `gateway.domain.letter_types` gathers the rules.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from gateway.domain.acts import TaskKind
from gateway.domain.authority import COMPETENT, Role
from gateway.domain.base import Model
from gateway.domain.letter import LetterType

M = TypeVar("M", bound=Model)

STATE = COMPETENT | {Role.CUSTOMS}
"""Authorities of a Member State; customs stop goods and consult (Article 21(3) and (4))."""

UNION = frozenset({Role.COMMISSION})
"""The Commission services, which collect the annual report (Article 26(2))."""

ANY = STATE | UNION
"""Members that may ask for information, and be told and comment (Article 23)."""

REPORTING = COMPETENT | UNION
"""Members between which the annual report is asked about and answered for."""


class Opens(StrEnum):
    """Whether a type of letter opens a conversation."""

    ALWAYS = "always"
    MAY = "may"  # in one of its own, or in one that exists
    NEVER = "never"


class Sender(StrEnum):
    """Whose it is to send in a conversation that exists."""

    OPENER = "opener"
    OTHER = "other"
    EITHER = "either"


class EffectTime(StrEnum):
    """When in a conversation a letter has its whole effect; else it is recorded and shown."""

    FIRST = "first"  # as its first letter only
    OPEN = "open"  # until it is closed: a late answer is kept, and reopens nothing
    LATE = "late"  # also after: a recall seals, a correction is shown, whenever it comes


class Reversal(StrEnum):
    """How what a letter said is taken back by another letter."""

    NO = "no"  # what only keeps the clock is not undone
    RECALLED = "recalled"  # the sender may recall contents sent in error
    CORRECTED = "corrected"  # and a correction states the contents again


class Replier(StrEnum):
    """Which side of a letter is the one that answers under its procedure."""

    NEITHER = "neither"
    SENDER = "sender"
    READER = "reader"
    BOTH = "both"  # one as the other: more time is asked for and given by either


@dataclass(frozen=True, slots=True)
class LetterRule:
    """What a type of letter is; stands as decorator at the model of its part 0.

    Attributes:
        kind: The type.
        words: What it is called, an identifier of the catalogues of messages.
        senders: One of these roles the sender must have.
        readers: One of these the recipient must have: what the Commission does not read under
            docs/domain.md 3.6 cannot be sent to it.
        opens: Whether it opens a conversation.
        by: Whose it is to send in one that exists.
        counts: When in a conversation it has its effect.
        replies: Whether it must name a letter that it answers.
        own_state: Whether it passes only between authorities of one Member State.
        undone: Whether it can be recalled, and corrected.
        answers: Which side of it answers under the procedure. The roles of that side are the
            procedure's own where its rulebook names some (``answered_by``).
        asks: Tasks that ask for what it wants; its recall closes them.
        content: What its part 0 holds, the decorated class; no two types hold the same.
    """

    kind: LetterType
    words: str
    senders: frozenset[Role]
    readers: frozenset[Role] = STATE
    opens: Opens = Opens.NEVER
    by: Sender = Sender.EITHER
    counts: EffectTime = EffectTime.LATE
    replies: bool = False
    own_state: bool = False
    undone: Reversal = Reversal.NO
    answers: Replier = Replier.NEITHER
    asks: tuple[TaskKind, ...] = ()
    content: type[Model] = Model

    def __call__(self, content: type[M]) -> type[M]:
        """Declare the class of what part 0 of this type holds."""
        DECLARED[self.kind] = replace(self, content=content)
        return content

    def sent_by(self, answered_by: frozenset[Role]) -> frozenset[Role]:
        """Return the roles of which the sender must have one.

        Args:
            answered_by: Who answers under the letter's procedure by its rulebook; empty: the
                competent authorities.
        """
        if self.answers is Replier.SENDER:
            return answered_by or self.senders
        return self.senders | answered_by if self.answers is Replier.BOTH else self.senders

    def read_by(self, answered_by: frozenset[Role]) -> frozenset[Role]:
        """Return the roles of which the reader must have one; `answered_by` as above."""
        if self.answers is Replier.READER:
            return answered_by or self.readers
        return self.readers | answered_by if self.answers is Replier.BOTH else self.readers


DECLARED: dict[LetterType, LetterRule] = {}
"""The rule of each type whose content was imported; `LETTER_RULES` has all."""
