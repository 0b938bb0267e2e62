"""Tables of officers' inboxes: open work, who has looked at it, queues, substitutes, views.

`open_work` is derived from cases, consultations and tasks and written in their transactions
(`gateway.casework.open_work`, docs/adr/0030); it is made anew whenever something of it
is missing. Nothing of the others can be made anew.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Text

from gateway.store.tables import InstantType, new_table

_COUNTED = ("ends", "subject", "stands", "holder", "queue")

open_work = new_table(
    "open_work",  # one row for each piece of work that is open; what has ended has none
    Column("subject", String(120), primary_key=True),  # case, conversation, what tasks are about
    Column("noun", String(16), nullable=False),  # gateway.domain.inbox.WorkNoun
    Column("stands", Boolean, nullable=False),  # open by itself, and not by its tasks alone
    Column("state", String(20), nullable=False),  # of the case or consultation
    Column("since", InstantType, nullable=False),
    Column("ends", InstantType, nullable=False),  # the clock that ends first; NEVER for none
    Column("period", Text, nullable=False),  # gateway.domain.inbox.RunningPeriod; or empty
    Column("mover", String(12), nullable=False),  # gateway.domain.inbox.Mover, but for its tasks
    Column("reference", String(120), nullable=False),
    Column("procedure", String(80), nullable=False),
    Column("country", String(2), nullable=False),
    Column("authority", String(11), nullable=False),
    Column("categories", String(400), nullable=False),  # groups of Annex I: " 5A 5D "
    Column("item", String(200), nullable=False),
    Column("party", String(200), nullable=False),
    Column("assigned_to", String(80), nullable=False),
    Column("holder", String(80), nullable=False),  # assigned to, or the officer who filed it
    Column("queue", String(40), nullable=False),
    # What is counted and sorted; each tab in its order. They read nothing else.
    Index("open_work_order", *_COUNTED),
    Index("open_work_holder", "holder", "ends", "subject"),
    Index("open_work_queue", "queue", "ends", "subject"),
)

work_seen = new_table(
    "work_seen",  # when an officer last looked at a piece of open work
    Column("subject", String(120), primary_key=True),
    Column("account", String(80), primary_key=True),
    Column("at", InstantType, nullable=False),
)

queue_plan = new_table(
    "queue_plan",  # each version of the queues; the newest holds
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", InstantType, nullable=False),
    Column("by", String(80), nullable=False),  # account of the administrator
    Column("body", Text, nullable=False),  # gateway.domain.inbox.WantedQueues
)

substitute = new_table(
    "substitute",  # who stands in for whom
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("absent", String(80), nullable=False),
    Column("stands_in", String(80), nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("by", String(80), nullable=False),
    Column("at", InstantType, nullable=False),
    Column("ended", InstantType),  # None: it was not ended before its last day
    Column("ended_by", String(80), nullable=False),  # empty while it was not
    Index("substitute_stands_in", "stands_in", "last"),
)

saved_view = new_table(
    "saved_view",
    Column("account", String(80), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("at", InstantType, nullable=False),
    Column("body", Text, nullable=False),  # gateway.domain.inbox.SavedView
)
