"""A task as a person reads it: what is to be done, about what, by which day, and how."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gateway.domain.acts import Task, TaskKind, heading_of
from gateway.views.frame import (
    Cell,
    NounView,
    Piece,
    ViewSection,
    cell,
    digest,
    facts,
    kept,
    section,
    table,
)
from gateway.views.reader import ViewReader
from gateway.views.task_steps import CLOSED_AGAIN, CLOSED_BY_HAND, DOCTOR, LOOK, STEPS


@dataclass(frozen=True)
class AroundTask:
    """What stands around a task.

    Attributes:
        consultation: Whether it is about a consultation; its subject is the conversation then.
        letter: The newest letter that came beside what it is about; empty for none.
        by_note: Whether an officer may close it with a note.
    """

    consultation: bool = False
    letter: str = ""
    by_note: bool = True


_SHOWN_BY = (
    (re.compile(r"[A-Z-]+-C-\d{4}-\d+"), "comity case show {subject}"),
    (re.compile(r"[A-Z0-9-]+-K-\d{4}-\d+"), "comity classification show {subject}"),
    (re.compile(r"[A-Z-]+-N-\d{4}-\d+"), "comity notice show {subject}"),
    (re.compile(r"[A-Z-]+-\d{4}-\d+"), "comity denial show {subject}"),
    (re.compile(r"[A-Z-]+-R-\d{4}(/\d+)?"), "comity report collection {collection}"),
    (re.compile(r"[0-9a-f-]{36}"), "comity letter list --conversation {subject}"),
)
"""How what a task is about is shown, by the form of its name."""


def task_view(reader: ViewReader, task: Task, around: AroundTask) -> NounView:
    """Return a task as a person reads it.

    Args:
        reader: Who reads.
        task: The task, dated (`Task.dated`).
        around: What stands around it.
    """
    heading = reader.translated(heading_of(task.kind))
    named = _named(task, around)
    return NounView(
        noun="task",
        name=str(task.id),
        heading=reader.says("Task {number}: {heading}", number=task.id, heading=heading),
        state=_state(reader, task),
        lead=(reader.said(task),),
        warnings=(reader.strong("The last day is over."),) if task.overdue else (),
        sections=kept(
            section(
                reader.says("What it is about"),
                facts(
                    "",
                    (reader.says("About"), _about(reader, task, around, named)),
                    (reader.says("Since"), (reader.instant(task.opened),)),
                    (reader.says("Closed"), _closed(reader, task)),
                    (reader.says("To be done by"), _by(reader, task)),
                ),
            ),
            next_section(reader, _steps(reader, task, around, named)),
            _for_operators(reader, task),
        ),
        zone=reader.zone.key,
    )


def _state(reader: ViewReader, task: Task) -> str:
    if task.closed is not None:
        return reader.says("Closed")
    return reader.says("Overdue") if task.overdue else reader.says("Open")


def _closed(reader: ViewReader, task: Task) -> Cell:
    return reader.at(task.closed)


def _by(reader: ViewReader, task: Task) -> Cell:
    if task.due is not None:
        return (reader.end_of(task.due),)
    return cell(reader.day(task.last_day))


def _about(reader: ViewReader, task: Task, around: AroundTask, named: dict[str, str]) -> Cell:
    shown = _command_of(task, around) if reader.commands else ""
    command = (Piece(text=shown.format_map(named), digest=True),) if shown else ()
    return (Piece.theirs(task.subject), *command)


def _command_of(task: Task, around: AroundTask) -> str:
    if around.consultation:
        return "comity consultation show {subject}"
    return next((shown for form, shown in _SHOWN_BY if form.fullmatch(task.subject)), "")


def _steps(
    reader: ViewReader, task: Task, around: AroundTask, named: dict[str, str]
) -> list[tuple[str, str]]:
    """Return how it is done; a kind that a newer version opened is closed by hand."""
    known = STEPS[TaskKind(task.kind)] if task.kind in set(TaskKind) else LOOK
    if task.kind == TaskKind.RECORD_CONFIRM and "task_id" in task.data:
        known = CLOSED_AGAIN
    known = known or _command_of(task, around) or CLOSED_BY_HAND
    steps = [(reader.says("Do it"), known.format_map(named))]
    if around.by_note and known != CLOSED_BY_HAND:
        steps.append((reader.says("It is done: close it"), CLOSED_BY_HAND.format_map(named)))
    return steps


def _for_operators(reader: ViewReader, task: Task) -> ViewSection | None:
    """Return what who runs the gateway is to do, for a reader at a desk: he has to tell them."""
    if reader.commands or task.kind not in set(TaskKind) or STEPS[TaskKind(task.kind)] != DOCTOR:
        return None
    told = (reader.says("Who runs this gateway"), digest(DOCTOR))
    return section(reader.says("Who has to be told"), facts("", told))


class _Named(dict[str, str]):
    """What commands name of a task; what is not known stands in capitals, to be filled in."""

    def __missing__(self, name: str) -> str:
        return name.upper()


def _named(task: Task, around: AroundTask) -> dict[str, str]:
    """Return what is known of a task, by the names that commands use."""
    collection, _, thread = task.subject.partition("/")
    named = {name: str(value) for name, value in task.data.items() if isinstance(value, str | int)}
    named |= {"subject": task.subject, "key": task.key, "task": str(task.id)}
    named |= {"collection": collection, "letter": around.letter}
    named.setdefault("thread", thread)
    return _Named({name: value for name, value in named.items() if value})


def next_section(
    reader: ViewReader,
    steps: Iterable[tuple[str, str]],
    tasks: Iterable[tuple[int, str]] = (),
) -> ViewSection | None:
    """Return what may be done next; None where nothing is.

    Args:
        reader: Who reads.
        steps: What may be done, in words, and the command that does it.
        tasks: What is open: number of the task, and its sentence.
    """
    return section(
        reader.says("What is to be done"),
        table(
            reader.says("Open tasks"),
            reader.each("Task", "What"),
            (((Piece(text=str(number)),), (Piece.kept(sentence),)) for number, sentence in tasks),
        ),
        facts(
            reader.says("What may be done next"),
            *((words, digest(command)) for words, command in steps if reader.commands),
        ),
    )
