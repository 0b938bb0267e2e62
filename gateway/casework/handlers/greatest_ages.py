"""How long each kind of thing may stand still before a person is told.

One table, and nothing else. `stalled_work` asks it what is older; the sweep makes that a
task, the doctor a line, the metrics a number. `CLOCKS` says for every state that waits in the
store which row covers it, or why none must.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from gateway.domain.acts import DueKind, TaskKind
from gateway.domain.annual.collection import CollectionStanding as Submission
from gateway.domain.annual.collection import Stage
from gateway.domain.case import CaseState
from gateway.domain.consultation import ConsultationState
from gateway.domain.correspondence import LetterState
from gateway.domain.letter import OutboxState
from gateway.domain.notice import NoticeState
from gateway.exchange.dispatch_queue import DispatchState
from gateway.exchange.engine_calls import WakeKind


class WaitKind(StrEnum):
    """What can stand still.

    Each name is the key of the task, the name of the doctor's line and a label of the metrics.
    """

    LETTER_QUEUED = "letter_queued"
    LETTER_UNTRIED = "letter_untried"
    LETTER_GIVEN_UP = "letter_given_up"
    LETTER_WITHOUT_EFFECT = "letter_without_effect"
    ENGINE_CALL = "engine_call"
    CASE_QUEUED = "case_queued"
    CASE_UNEXAMINED = "case_unexamined"
    CASE_NOT_TAKEN_UP = "case_not_taken_up"
    CASE_UNDECIDED = "case_undecided"
    CASE_UNSETTLED = "case_unsettled"
    CONSULTATION_NOT_CLOSED = "consultation_not_closed"
    CONSULTED_NOT_CLOSED = "consulted_not_closed"
    REPLY_OUTSTANDING = "reply_outstanding"
    DATE_PAST = "date_past"
    SUBMISSION_UNSIGNED = "submission_unsigned"
    SUBMISSION_UNANSWERED = "submission_unanswered"
    PEER_SILENT = "peer_silent"
    STEP_FAILING = "step_failing"
    DEADLINES_STOPPED = "deadlines_stopped"
    DATES_STOPPED = "dates_stopped"
    RECONCILIATION_STOPPED = "reconciliation_stopped"
    SYNCHRONISATION_STOPPED = "synchronisation_stopped"
    INDEX_BEHIND = "index_behind"
    BACKUP_MISSING = "backup_missing"
    DOCUMENT_LOST = "document_lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class GreatestAge:
    """One row.

    Attributes:
        age: What is older is a person's task.
        told: What the person is told; `{whom}` is a member's code, `{age}` the age in words.
        remedy: What the person does about it.
        task: Kind of the task; None where a task is what waits.
        of_node: One task for all of it, about the node: a person mends the cause, not each.
        by_machine: Counted by the machine's clock, which a rehearsal does not move.
    """

    age: timedelta
    told: str
    remedy: str
    task: TaskKind | None = TaskKind.STANDS_STILL
    of_node: bool = False
    by_machine: bool = False


def _round(age: timedelta, told: str) -> GreatestAge:
    return GreatestAge(
        age=age,
        told=told,
        remedy="Read the node's log for node.defect, and start the node again.",
        of_node=True,
        by_machine=True,
    )


_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_OPERATOR = "Ask the operator: the doctor says which part does not work."

GREATEST_AGES: Mapping[WaitKind, GreatestAge] = {
    WaitKind.LETTER_QUEUED: GreatestAge(
        age=_DAY,
        told="a letter to {whom} has had no receipt for {age}",
        remedy="Call the recipient; the letter is sent by itself when its gateway is back.",
        task=TaskKind.LETTER_UNDELIVERED,
    ),
    WaitKind.LETTER_UNTRIED: GreatestAge(
        age=3 * _HOUR,
        told="nobody has tried to send a letter to {whom} for {age}",
        remedy=_OPERATOR,
    ),
    WaitKind.LETTER_GIVEN_UP: GreatestAge(
        age=timedelta(),
        told="a letter to {whom} could not be delivered",
        remedy="Call the recipient; its gateway takes the letter when it has called ours.",
        task=TaskKind.LETTER_UNDELIVERED,
    ),
    WaitKind.LETTER_WITHOUT_EFFECT: GreatestAge(
        age=_DAY,
        told="a letter of {whom} has had no effect for {age}",
        remedy="Call the sender and ask what was sent before it; its effect follows by itself.",
        task=TaskKind.LETTER_STUCK,
    ),
    WaitKind.ENGINE_CALL: GreatestAge(
        age=timedelta(minutes=15),
        told="the workflow engine has not taken what is next for {age}",
        remedy=_OPERATOR,
        of_node=True,
        by_machine=True,
    ),
    WaitKind.CASE_QUEUED: GreatestAge(
        age=6 * _HOUR,
        told="an application has waited for its turn to be examined for {age}",
        remedy="Give the node more of the machine, or start a further one (docs/operations.md); "
        "the doctor says whether the workflow engine works.",
        of_node=True,
        by_machine=True,
    ),
    WaitKind.CASE_UNEXAMINED: GreatestAge(
        age=_HOUR,
        told="the application has not been examined for {age}",
        remedy=_OPERATOR,
    ),
    WaitKind.CASE_NOT_TAKEN_UP: GreatestAge(
        age=3 * _HOUR,
        told="all consultations have ended {age} ago and the case has not gone on",
        remedy=_OPERATOR,
    ),
    WaitKind.CASE_UNDECIDED: GreatestAge(
        age=30 * _DAY,
        told="nothing was done in this case for {age}, and it waits for officers",
        remedy="Propose a decision, decide, or record that the applicant withdrew.",
    ),
    WaitKind.CASE_UNSETTLED: GreatestAge(
        age=3 * _HOUR,
        told="the case has ended, and the engine has carried it on for {age}",
        remedy=_OPERATOR,
    ),
    WaitKind.CONSULTATION_NOT_CLOSED: GreatestAge(
        age=3 * _HOUR,
        told="the period of the consultation of {whom} is over, and it was not closed for {age}",
        remedy=_OPERATOR,
    ),
    WaitKind.CONSULTED_NOT_CLOSED: GreatestAge(
        age=3 * _DAY,
        told="our period to answer {whom} is over, and {whom} has not closed it for {age}",
        remedy="Call the asker: its gateway has not said what became of its consultation.",
    ),
    WaitKind.REPLY_OUTSTANDING: GreatestAge(
        age=14 * _DAY,
        told="a letter to {whom} that asks for a reply has had none for {age}",
        remedy="Call the authority and ask who has it.",
    ),
    WaitKind.DATE_PAST: GreatestAge(
        age=2 * _DAY,
        told="a date was not looked at for {age} after it was due",
        remedy=_OPERATOR,
    ),
    WaitKind.SUBMISSION_UNSIGNED: GreatestAge(
        age=7 * _DAY,
        told="the submission of the annual report has waited for a second officer for {age}",
        remedy="Look at the proposed version and release it, or propose another one.",
    ),
    WaitKind.SUBMISSION_UNANSWERED: GreatestAge(
        age=2 * _DAY,
        told="nothing was said of our submission of the annual report for {age}",
        remedy="Call the Commission services, or the coordinator of the State.",
    ),
    WaitKind.PEER_SILENT: GreatestAge(
        age=12 * _HOUR,
        told="no visit of the register of {whom} has succeeded for {age}",
        remedy="Run the doctor, and call the authority whose register it is.",
    ),
    WaitKind.STEP_FAILING: GreatestAge(
        age=timedelta(),
        told="",
        remedy="Read the tasks of kind round.failed.",
        task=None,
    ),
    WaitKind.DEADLINES_STOPPED: _round(
        timedelta(minutes=15),
        "the last instants of consultations were not looked at for {age}",
    ),
    WaitKind.DATES_STOPPED: _round(
        _HOUR,
        "the dates that are due were not looked at for {age}",
    ),
    WaitKind.RECONCILIATION_STOPPED: _round(
        3 * _HOUR,
        "what the engine should carry was not compared with the journal for {age}",
    ),
    WaitKind.SYNCHRONISATION_STOPPED: _round(
        2 * _HOUR,
        "the registers were not synchronised for {age}",
    ),
    WaitKind.INDEX_BEHIND: _round(
        2 * _HOUR,
        "the search index has not followed the register for {age}",
    ),
    WaitKind.BACKUP_MISSING: GreatestAge(
        age=2 * _DAY,
        told="no backup of this node was made for {age}",
        remedy="Make a backup, and look why its timer did not.",
        of_node=True,
        by_machine=True,
    ),
    WaitKind.DOCUMENT_LOST: GreatestAge(
        age=timedelta(),
        told="",
        remedy="Restore the last backup with its contents, or have them put again.",
        task=None,
    ),
}
"""The greatest age of every kind."""

Clock = WaitKind | str
"""Which row covers a state, or why none must."""

_SETTLED = "nothing is left to do"
_OFFICER = "a task asks an officer from the beginning, and only the act that it asks for closes it"
_COMMISSION = "the collection has dates of its own (`DueKind.ANNUAL_COLLECTION`), and tasks on them"

CLOCKS: Mapping[type[StrEnum], Mapping[StrEnum, Clock]] = {
    OutboxState: {
        OutboxState.QUEUED: WaitKind.LETTER_QUEUED,
        OutboxState.GIVEN_UP: WaitKind.LETTER_GIVEN_UP,
        OutboxState.ACCEPTED: _SETTLED,
        OutboxState.REFUSED: "a task on its conversation says so from the receipt on",
    },
    DispatchState: {
        DispatchState.WAITING: WaitKind.LETTER_WITHOUT_EFFECT,
        DispatchState.PARKED: WaitKind.LETTER_WITHOUT_EFFECT,
        DispatchState.DONE: _SETTLED,
        DispatchState.GIVEN_UP: "a task on its conversation says so from that moment on",
    },
    WakeKind: {
        **dict.fromkeys(WakeKind, WaitKind.ENGINE_CALL),
        WakeKind.EXAMINE_CASE: WaitKind.CASE_QUEUED,
    },
    CaseState: {
        CaseState.FILED: WaitKind.CASE_UNEXAMINED,
        CaseState.EXAMINED: WaitKind.CASE_UNEXAMINED,
        CaseState.CONSULTING: WaitKind.CASE_NOT_TAKEN_UP,
        CaseState.ASSESSMENT: WaitKind.CASE_UNDECIDED,
        CaseState.PROPOSED: WaitKind.CASE_UNDECIDED,
        CaseState.DECIDED: WaitKind.CASE_UNSETTLED,
        CaseState.WITHDRAWN: WaitKind.CASE_UNSETTLED,
    },
    ConsultationState: {
        ConsultationState.REQUESTED: WaitKind.LETTER_QUEUED,
        ConsultationState.RUNNING: WaitKind.CONSULTATION_NOT_CLOSED,
        ConsultationState.CLOSING: WaitKind.CONSULTATION_NOT_CLOSED,
        ConsultationState.UNCONFIRMED: WaitKind.CONSULTATION_NOT_CLOSED,
        ConsultationState.ANSWERED: _SETTLED,
        ConsultationState.SILENT: _SETTLED,
        ConsultationState.SUPERSEDED: _SETTLED,
    },
    DueKind: dict.fromkeys(DueKind, WaitKind.DATE_PAST),
    LetterState: {
        LetterState.OPEN: WaitKind.REPLY_OUTSTANDING,
        **dict.fromkeys((each for each in LetterState if each is not LetterState.OPEN), _SETTLED),
    },
    NoticeState: {
        NoticeState.VALID: "a date ends it (`DueKind.NOTICE_EXPIRES`)",
        NoticeState.EXPIRED: _SETTLED,
        NoticeState.WITHDRAWN: _SETTLED,
        NoticeState.NOT_HELD: "each visit of the register asks for it; see PEER_SILENT",
    },
    Stage: dict.fromkeys(Stage, _COMMISSION),
    Submission: {
        Submission.LEDGER: _OFFICER,
        **dict.fromkeys((each for each in Submission if each is not Submission.LEDGER), _SETTLED),
    },
}
"""For every state that waits in the store: what covers it. A test proves that none is missing.

A run of the engine has no row of its own. That one is missing or fails is seen by what it
should have moved: letters untried, cases unexamined or unsettled, consultations not closed,
dates past. The lock of the node has none either: who does not hold it writes nothing, and a
node that cannot take it does not start.
"""
