"""The inbox of officers: open work by the clock that ends first, queues, substitutes, views."""

from gateway.domain.inbox.facts import WorkFacts
from gateway.domain.inbox.filters import EVERYTHING, InboxFilter, InboxTab
from gateway.domain.inbox.own import SavedView, Substitute, WantedSubstitute
from gateway.domain.inbox.queues import (
    ChangedQueues,
    QueueOfWork,
    QueuePlan,
    QueueRule,
    WantedQueues,
)
from gateway.domain.inbox.rows import (
    ArrivalKind,
    InboxClock,
    InboxCounts,
    InboxRow,
    InboxTask,
    Mover,
    QueueCount,
    RunningPeriod,
    WorkArrival,
    WorkNoun,
    WorkOfAnother,
)

__all__ = [
    "EVERYTHING",
    "ArrivalKind",
    "ChangedQueues",
    "InboxClock",
    "InboxCounts",
    "InboxFilter",
    "InboxRow",
    "InboxTab",
    "InboxTask",
    "Mover",
    "QueueCount",
    "QueueOfWork",
    "QueuePlan",
    "QueueRule",
    "RunningPeriod",
    "SavedView",
    "Substitute",
    "WantedQueues",
    "WantedSubstitute",
    "WorkArrival",
    "WorkFacts",
    "WorkNoun",
    "WorkOfAnother",
]
