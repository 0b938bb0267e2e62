"""What must happen before a case is decided: each step with where it stands."""

from __future__ import annotations

from enum import StrEnum

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Day, Model


class StepKind(StrEnum):
    """What is to be done, in the order in which it can be."""

    EXAMINE = "examine"  # all valid denials (Art 16(5))
    LIST_CHANGED = "list_changed"  # a newer list asks more (Art 14(1))
    ASSESS = "assess"  # the human-rights assessment (Arts 5, 15)
    LOOK_AT_NOTICE = "look_at_notice"  # of a sensitive party (Art 23(2)(e))
    JUDGE_HIT = "judge_hit"  # confirm or dismiss it (Art 16(5))
    LOOK_AT_NEWS = "look_at_news"  # a denial or requirement that came meanwhile
    CONSULT = "consult"  # an authority has not answered yet
    CONSULT_BY_HAND = "consult_by_hand"
    ASK_AGAIN = "ask_again"  # what it answered was about something else
    FRESHEN = "freshen"  # a register is older than the rulebook allows
    PROPOSE = "propose"
    DECIDE = "decide"

    @property
    def decides(self) -> bool:
        """Whether it is a step of the decision itself."""
        return self in {StepKind.PROPOSE, StepKind.DECIDE}


class StepState(StrEnum):
    """Where a step stands."""

    DONE = "done"
    OPEN = "open"  # ours, now
    WAITING = "waiting"  # somebody else's
    LATER = "later"  # ours, after what stands before it


class DecisionStep(Model):
    """A step on the way to a decision.

    Attributes:
        about: The denial, conversation or notice that it is about; the task's number where the
            step is a task; empty where it is about the case.
        authority: Whose move it is, or whose denial it is; of the proposal, whose conditions a
            grant takes over word for word.
        last_day: Until when that authority has time, where a period runs.
        binding: Whether no decision at all is made before; else it is needed to let go only.
        by: Account of who did it, where that matters.
    """

    kind: StepKind
    state: StepState
    about: str = ""
    authority: AuthorityCode | str = ""
    last_day: Day | None = None
    binding: bool = True
    by: str = ""
