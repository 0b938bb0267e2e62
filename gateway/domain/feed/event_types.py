"""The closed list of types of events, by the lines of the journal that they tell.

Every act and every task of the journal is told once. Which types there are, what each says and
what a system reads again after it stands in `event_types.toml`. A letter that comes or goes has a
type by itself; it stands there only where it says more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from gateway.domain.acts import TaskKind
from gateway.domain.base import Model
from gateway.domain.lawfile import toml_table
from gateway.domain.letter_types import LETTER_RULES
from gateway.errors import InputError

PREFIX: Final = "comity."
"""Begins each type: no other make of gateway tells events under it."""

TASK_OPENED: Final = "task.opened"
TASK_ENDED: Final = "task.ended"
_TASK: Final = "task."
_ENDED: Final = ".closed"


class EventNoun(StrEnum):
    """What an event is about."""

    ACT = "act"  # that waits for a second officer
    ANNUAL_REPORT = "annual_report"
    ANSWER = "answer"
    CASE = "case"
    CLASSIFICATION = "classification"
    CONSULTATION = "consultation"
    DENIAL = "denial"
    FEED = "feed"
    LETTER = "letter"
    LICENCE = "licence"
    NODE = "node"
    NOTICE = "notice"
    OFFICER = "officer"
    REGISTER = "register"
    RESTRICTION = "restriction"
    REVIEW = "review"
    STANDING_ANSWER = "standing_answer"
    TASK = "task"


class ChangedPart(StrEnum):
    """Which part of a thing is to be read anew."""

    ACCOUNT = "account"
    ACTS = "acts"  # nothing else than what is on record about it
    ANSWER = "answer"
    APPLICATION = "application"
    ASSESSMENT = "assessment"
    ASSIGNMENT = "assignment"
    CLOCK = "clock"
    DECISION = "decision"
    DENIAL = "denial"
    DOCUMENTS = "documents"
    EXAMINATION = "examination"
    FEED = "feed"
    HITS = "hits"
    LETTERS = "letters"
    LICENCE = "licence"
    NOTICE = "notice"
    RECORDS = "records"
    REGISTER = "register"
    RELEASE = "release"
    RESTRICTION = "restriction"
    STATE = "state"
    SUBMISSIONS = "submissions"
    TASKS = "tasks"


class EventType(Model):
    """One type of event.

    Attributes:
        name: Its name, as events have it.
        kind: How the journal calls it.
        noun: What it is about.
        changed: Which parts of that are to be read anew.
        says: What happened, in a sentence.
    """

    name: str
    kind: str
    noun: EventNoun
    changed: tuple[ChangedPart, ...]
    says: str


@cache
def event_types() -> Mapping[str, EventType]:
    """Return every type of event by how the journal calls it."""
    raw = files(__package__).joinpath("event_types.toml").read_bytes()
    of_letters = {
        f"{rule.kind}.{way}": EventType(
            name=f"{PREFIX}{rule.kind}.{way}",
            kind=f"{rule.kind}.{way}",
            noun=EventNoun.LETTER,
            changed=(ChangedPart.LETTERS,),
            says=f"{rule.words}: {what}.",
        )
        for rule in LETTER_RULES.values()
        for way, what in (("received", "a letter came"), ("sent", "our letter was sealed"))
    }
    return of_letters | {
        kind: EventType(
            name=PREFIX + said.get("type", kind),
            kind=kind,
            noun=EventNoun(noun),
            changed=said["changed"],
            says=said["says"],
        )
        for noun, types in toml_table(raw).items()
        for kind, said in types.items()
    }


def type_of(kind: str) -> tuple[EventType, str | None]:
    """Return the type of a line of the journal, and the kind of the task if it is about one.

    A kind that a neighbouring version has written and no table knows is told all the same.
    """
    known = event_types().get(kind)
    if known is not None:
        return known, None
    if kind.startswith(_TASK):
        of_end = kind.endswith(_ENDED)
        task = kind.removeprefix(_TASK).removesuffix(_ENDED if of_end else "")
        return event_types()[TASK_ENDED if of_end else TASK_OPENED], task
    other = EventType(
        name=PREFIX + kind,
        kind=kind,
        noun=EventNoun.NODE,
        changed=(ChangedPart.ACTS,),
        says="Told by another version.",
    )
    return other, None


def kinds_of(names: Iterable[str]) -> tuple[str, ...]:
    """Return how the journal calls what types name; of tasks, each kind of them.

    Raises:
        InputError: There is no such type.
    """
    by_name = {each.name: each.kind for each in event_types().values()}
    found: list[str] = []
    for name in names:
        kind = by_name.get(name)
        if kind is None:
            raise InputError(
                "type: there is no such type of event",
                remedy="Use a type of docs/guides/events.md, e.g. type=comity.case.filed.",
            )
        if kind in (TASK_OPENED, TASK_ENDED):
            end = _ENDED if kind == TASK_ENDED else ""
            found += [f"{_TASK}{each}{end}" for each in TaskKind]
        else:
            found.append(kind)
    return tuple(found)
