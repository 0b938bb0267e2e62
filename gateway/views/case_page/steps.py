"""What is missing for the decision and why, as a list of steps in words."""

from __future__ import annotations

from gateway.domain.base import Model
from gateway.domain.case.steps import DecisionStep, StepKind, StepState
from gateway.views.reader import ViewReader


class StepInWords(Model):
    """A step as a reader meets it.

    Attributes:
        what: What is to be done.
        why: The reason, or what is waited for.
        stands: Where it stands, in a word or two.
    """

    step: DecisionStep
    what: str
    why: str
    stands: str


def step_in_words(reader: ViewReader, step: DecisionStep) -> StepInWords:
    """Return a step in words.

    Args:
        reader: Who reads.
        step: The step.
    """
    return StepInWords(
        step=step,
        what=_what(reader, step),
        why=_why(reader, step),
        stands={
            StepState.DONE: reader.says("Done"),
            StepState.OPEN: reader.says("To do"),
            StepState.WAITING: reader.says("Waiting"),
            StepState.LATER: reader.says("Later"),
        }[step.state],
    )


def _what(reader: ViewReader, step: DecisionStep) -> str:
    says = reader.says
    return {
        StepKind.EXAMINE: says("Examination of all valid denials"),
        StepKind.LIST_CHANGED: says("Classify the items by the newer list"),
        StepKind.ASSESS: says("Assess the human-rights risk"),
        StepKind.LOOK_AT_NOTICE: says("Look at notice {number}", number=step.about),
        StepKind.JUDGE_HIT: says("Confirm or dismiss denial {denial}", denial=step.about),
        StepKind.LOOK_AT_NEWS: says("Look at what came since the examination"),
        StepKind.CONSULT: says("Consult {authority}", authority=step.authority),
        StepKind.CONSULT_BY_HAND: says("Consult {authority} by hand", authority=step.authority),
        StepKind.ASK_AGAIN: says("Ask {authority} again", authority=step.authority),
        StepKind.FRESHEN: says("Fetch the register of {authority} anew", authority=step.authority),
        StepKind.PROPOSE: says("Propose a decision"),
        StepKind.DECIDE: says("Decide, as the second officer"),
    }[step.kind]


def _why(reader: ViewReader, step: DecisionStep) -> str:
    if step.kind is StepKind.CONSULT:
        return _of_consultation(reader, step)
    says = reader.says
    return {
        StepKind.EXAMINE: says("Article 16(5) asks for it before any decision."),
        StepKind.LIST_CHANGED: says("A list that came into force since asks more of this case."),
        StepKind.ASSESS: says("An item is one of cyber-surveillance (Articles 5 and 15)."),
        StepKind.LOOK_AT_NOTICE: says("A party of this case resembles one it names (Article 23)."),
        StepKind.JUDGE_HIT: says("Is it essentially the same transaction? An officer says."),
        StepKind.LOOK_AT_NEWS: says("It was not known when the case was examined."),
        StepKind.CONSULT_BY_HAND: says(
            "Its gateway cannot be asked: record what was asked and answered."
        ),
        StepKind.ASK_AGAIN: says("It was asked about something else than is decided."),
        StepKind.FRESHEN: says("What is held is older than the rulebook allows."),
        StepKind.PROPOSE: _proposed(reader, step),
        StepKind.DECIDE: says("You proposed it: another officer decides.")
        if step.state is StepState.WAITING
        else says("Whoever proposed does not decide, unless the rulebook lets her."),
    }[step.kind]


def _proposed(reader: ViewReader, step: DecisionStep) -> str:
    if step.by:
        return reader.says("Proposed by {by}.", by=step.by)
    said = (
        reader.says("What is open above comes first.")
        if step.state is StepState.LATER
        else reader.says("Nothing stands in the way.")
    )
    if not step.authority:
        return said
    binds = reader.says(
        "A grant takes over the conditions of {authority} word for word: they bind.",
        authority=step.authority,
    )
    return f"{said} {binds}"


def _of_consultation(reader: ViewReader, step: DecisionStep) -> str:
    if step.state is StepState.DONE:
        return reader.says("It has answered, or its time is over.")
    needed = (
        reader.says("No decision is made before.")
        if step.binding
        else reader.says("A refusal does not wait for it.")
    )
    if step.last_day is None:
        return reader.says("No period runs yet. {needed}", needed=needed)
    return reader.says(
        "It has until {day}. {needed}", day=reader.short(step.last_day), needed=needed
    )
