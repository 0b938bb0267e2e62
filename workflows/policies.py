"""Every retry policy and time limit of the workflows, each with its reason.

No period of law is here: those are rulebook and calendar, and reach a workflow as seconds
that the journal says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from temporalio.common import RetryPolicy

# --- steps: one short SQL transaction each, run as local activities -----------------

# The database may be restarted or locked: ask again soon, then every few minutes, for as
# long as it takes. Nobody is served by a case that stops because a disk was full.
STEP = RetryPolicy(
    initial_interval=timedelta(milliseconds=500),
    backoff_coefficient=2.0,
    maximum_interval=timedelta(minutes=5),
)
# One transaction takes milliseconds; one that hangs this long is taken back and repeated.
STEP_TIMEOUT = timedelta(seconds=30)
# Waits longer than this between two attempts are timers of the server: a workflow task
# that is held open instead writes three events every eight seconds of an outage.
STEP_LOCAL_RETRY = timedelta(seconds=4)

# --- long steps: examination and the acts after a decision --------------------------

# They wait for the search index to reach the register and may read a whole register.
# The same patience as a step; each is one transaction and may be repeated.
EXAMINE = STEP
EXAMINE_TIMEOUT = timedelta(minutes=10)
# Signing a denial or a notice and queueing what tells the others.
ACTS_TIMEOUT = timedelta(minutes=2)
# A worker that died in the middle of one is noticed after this.
HEARTBEAT = timedelta(seconds=60)

# --- delivery -----------------------------------------------------------------------

# The first attempt is a step of the workflow's own, without an event for its beginning and
# end: a peer that is well has a letter within milliseconds. One that has not taken it by then
# hangs, and the server's attempts below begin. Less than half of what a workflow task may take
# (10 s), so that none is held open and written again.
DELIVER_AT_ONCE = timedelta(seconds=4)
# First attempts at a time: they share their places with the steps (100), and a peer that hangs
# may hold them for so long. Whoever finds none free goes to the server's attempts.
FIRST_ATTEMPTS_AT_ONCE = 32
# A restart at the peer takes seconds, a night or a network days. A pause is 5 s and a seventh
# of the time that the peer has been away, so after a minute under 15 s, after hours half an
# hour. What the server retries writes no event, however often.
DELIVER = RetryPolicy(
    initial_interval=timedelta(seconds=5),
    backoff_coefficient=1.15,
    maximum_interval=timedelta(minutes=30),
)
# One attempt: connect, send at most a few MiB, wait for fsync and the signed receipt; half a
# minute at most for it and as much for its predecessor (`gateway.exchange.peers`). A worker
# that dies in the middle is noticed after this.
DELIVER_ATTEMPT = timedelta(seconds=80)
# A long weekend with a holiday on either side; then a person has the task and telephones.
DELIVER_FOR = timedelta(days=4)
# Attempts under way at a time, on a queue and worker of their own, so that what waits for a
# peer takes no slot of a step. Eight for each of 27 members (`gateway.exchange.delivery`)
# leave some free when every one of them hangs.
DELIVERIES_AT_ONCE = 256

# --- synchronisation ------------------------------------------------------------------

# The schedule is the retry: a round that failed is followed by the next.
ONCE = RetryPolicy(maximum_attempts=1)
# Twenty-seven peers, of which one may hang for half a minute and another sends a year's log.
SYNC_ROUND = timedelta(minutes=10)
# Whatever happens to a round, it does not skip those that follow for longer than this.
SYNC_RUN = timedelta(minutes=15)
# Rounds whose histories are kept, for operators to look at.
SYNC_KEPT = 5

# --- deadlines ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recheck:
    """How often the journal is asked about a deadline that it still calls due.

    Attributes:
        first: Pause after the first question; a poke asks at once.
        most: The pause doubles up to this.
    """

    first: timedelta
    most: timedelta


# A conversation of which the journal could not say where it stands: a task, and asked again.
ASK_AGAIN = Recheck(timedelta(minutes=1), timedelta(hours=1))
# What is due in days or years: the journal moves the date when it has done what was due.
# One that stays due is asked about again after an hour, then once a day.
DUE_AGAIN = Recheck(timedelta(hours=1), timedelta(days=1))
# A case whose journal has more to do at once is asked at once, then not in a tight loop.
CASE_AGAIN = Recheck(timedelta(seconds=1), timedelta(minutes=10))
# What is due later than this is a row with a date, not a timer (docs/design.md section 6); a
# timer that ends early asks the journal and waits again.
TIMER_MOST = timedelta(days=90)

# --- calls to the engine ------------------------------------------------------------

# Every call is one write at the server, and none needs a worker. A caller that waited this
# long is told that the engine is unavailable, and tries again.
CALL_TIMEOUT = timedelta(seconds=10)
# How long a server remembers what has ended, so that operators see it (its default is a day).
RETENTION = timedelta(days=90)
# The least that they need: a delivery is given up after four days, and a weekend may follow.
RETENTION_LEAST = DELIVER_FOR + timedelta(days=3)
# A run whose task failed so often in a row does not go on by itself: it is ended and begun
# anew from the journal. Every attempt of the server's (1.32) after the third waits longer.
SICK_AFTER = 5
# After a crash the server offers a task to the dead worker's own queue first, for so long.
STICKY_TIMEOUT = timedelta(seconds=3)
# What a worker that is told to stop gives its activities to finish: a step takes less, and an
# attempt at a peer that hangs is made again. A node has to end within ten seconds.
GRACEFUL_SHUTDOWN = timedelta(seconds=3)

# --- workers, as they are unless a setting says otherwise ------------------------------

# Slots: what one process does at a time. A step is a piece of SQL of milliseconds, and the
# node's one writer takes them in turn, so a hundred is more than it gets through at once.
WORKFLOW_TASKS = 100
ACTIVITIES = 100
LOCAL_ACTIVITIES = 100
# Requests for work that a worker has open at the server, for each kind of task and queue.
POLLERS = 5
POLLERS_LEAST = 2  # one for runs that are in memory, one for others
# A waiting consultation in memory costs some tens of KiB; one that is not costs a replay of
# about twenty events when it is poked.
CACHED_WORKFLOWS = 500
