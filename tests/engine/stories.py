"""Stories of runs: what is done to the engine and to the rows, act by act, on either engine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from gateway.domain.acts import DueKind
from gateway.errors import Reason, TrustError
from gateway.ports import CaseEngine
from tests.support.journal import Case, Conversation, Date, Journal, Letter, Peer

KEY = "k"
DUE = DueKind.DENIAL_REVIEW
WAITS, COMPLETED, GONE = "waits", "completed", "gone"


class Side(Protocol):
    """An engine over a journal: Temporal's server and worker, or the tests' stand-in."""

    @property
    def journal(self) -> Journal: ...

    @property
    def engine(self) -> CaseEngine: ...

    async def lose(self, kind: str, how: str) -> None:
        """End the run of a kind: cancel or terminate it, or let it fail."""
        ...

    async def days_pass(self) -> None:
        """Let the days pass in which one tries to deliver."""
        ...


Act = Callable[[Side], Awaitable[None]]


@dataclass(frozen=True)
class Story:
    """What is done to one run, and how the run stands after each act."""

    kind: str
    acts: tuple[tuple[Act, str], ...]


def lost(kind: str, how: str) -> Act:
    async def act(side: Side) -> None:
        await side.lose(kind, how)

    act.__name__ = how
    return act


# --- a consultation -------------------------------------------------------------------------


def talk(side: Side, state: str) -> Conversation:
    row = side.journal.conversations.setdefault(KEY, Conversation(Peer()))
    row.state = state
    return row


async def start(side: Side) -> None:
    await side.engine.start_consultation(KEY)


async def poke(side: Side) -> None:
    await side.engine.poke_consultation(KEY)


async def answer(side: Side) -> None:
    talk(side, "answered")
    await poke(side)


async def recall(side: Side) -> None:
    """The answer falls: what opens it again starts it as well."""
    talk(side, "running")
    await start(side)


async def reopened_and_poked(side: Side) -> None:
    talk(side, "running")
    await poke(side)


async def database_away(side: Side) -> None:
    side.journal.down = 1
    await poke(side)


async def broken_step(side: Side) -> None:
    """The step that is asked for fails in a way that no repeat mends."""

    async def broken(_step: str) -> None:
        side.journal.in_step = None
        raise TrustError("nothing can be done", reason=Reason.PEER_UNKNOWN)

    side.journal.in_step = broken
    await poke(side)


async def period_over(side: Side) -> None:
    """The period ends while the node's sweep of deadlines pauses: nobody asks."""
    side.journal.letters[f"request-{KEY}"] = Letter(KEY, "request", settled=True)
    talk(side, "running").last_instant = await side.journal.now() - timedelta(days=1)


async def sweep(side: Side) -> None:
    await side.journal.sweep()


async def away(side: Side) -> None:
    talk(side, "running").peer.away = True


async def back(side: Side) -> None:
    side.journal.conversations[KEY].peer.away = False
    for message in [*side.journal.letters]:
        await side.engine.retry_delivery(message)


# --- a case ---------------------------------------------------------------------------------


async def file(side: Side) -> None:
    side.journal.cases[KEY] = Case()
    await side.engine.start_case(KEY)


async def start_case(side: Side) -> None:
    await side.engine.start_case(KEY)


async def poke_case(side: Side) -> None:
    await side.engine.poke_case(KEY)


async def decide(side: Side) -> None:
    await side.journal.decide(KEY)


async def broken_case(side: Side) -> None:
    await broken_step(side)
    await poke_case(side)


# --- a date ---------------------------------------------------------------------------------


def date(side: Side, at: datetime) -> None:
    side.journal.dates[DUE, KEY] = Date(at)


async def date_near(side: Side) -> None:
    date(side, await side.journal.now() + timedelta(days=1))
    await side.engine.start_due(DUE, KEY)


async def date_far(side: Side) -> None:
    date(side, await side.journal.now() + timedelta(days=365))
    await side.engine.poke_due(DUE, KEY)


async def date_passed(side: Side) -> None:
    date(side, await side.journal.now() - timedelta(days=1))
    await side.engine.poke_due(DUE, KEY)


async def start_due(side: Side) -> None:
    await side.engine.start_due(DUE, KEY)


# --- a delivery -----------------------------------------------------------------------------


def posting(*, peer: Callable[[], Peer]) -> Act:
    async def post(side: Side) -> None:
        side.journal.conversations[KEY] = Conversation(peer())
        await side.journal.post(KEY, Letter(KEY, "letter"))

    return post


post = posting(peer=Peer)
post_away = posting(peer=lambda: Peer(away=True))
post_refused = posting(peer=lambda: Peer(refuses=True))
post_unwell = posting(peer=lambda: Peer(unwell=Reason.PEER_UNKNOWN))


async def start_delivery(side: Side) -> None:
    await side.engine.start_delivery(KEY)


async def retry(side: Side) -> None:
    await side.engine.retry_delivery(KEY)


async def well_again(side: Side) -> None:
    side.journal.conversations[KEY].peer.unwell = None
    await retry(side)


async def post_for_days(side: Side) -> None:
    await post_away(side)
    await side.days_pass()


TALK, CASE, DATE, LETTER = "consultation", "case", "due", "delivery"

STORIES: dict[str, Story] = {
    "a poke begins what there never was": Story(TALK, ((poke, WAITS), (answer, COMPLETED))),
    "a start twice is one run": Story(TALK, ((start, WAITS), (start, WAITS), (answer, COMPLETED))),
    "a poke leaves alone what has completed": Story(
        TALK, ((start, WAITS), (answer, COMPLETED), (poke, COMPLETED))
    ),
    "also where its row was opened again": Story(
        TALK,
        ((start, WAITS), (answer, COMPLETED), (reopened_and_poked, COMPLETED), (recall, WAITS)),
    ),
    "cancelled by hand, a poke begins it anew": Story(
        TALK, ((start, WAITS), (lost(TALK, "cancel"), GONE), (poke, WAITS))
    ),
    "terminated by hand, a start begins it anew": Story(
        TALK, ((start, WAITS), (lost(TALK, "terminate"), GONE), (start, WAITS), (answer, COMPLETED))
    ),
    "a run that failed is begun anew by a poke": Story(
        TALK, ((start, WAITS), (lost(TALK, "fail"), GONE), (poke, WAITS))
    ),
    "and by a start": Story(
        TALK, ((start, WAITS), (lost(TALK, "fail"), GONE), (start, WAITS), (answer, COMPLETED))
    ),
    "a step that fails for good fails its run, and a poke begins it anew": Story(
        TALK, ((start, WAITS), (broken_step, GONE), (poke, WAITS), (answer, COMPLETED))
    ),
    "a step that the database kept from its end is made again": Story(
        TALK, ((start, WAITS), (database_away, WAITS), (answer, COMPLETED))
    ),
    "while the sweep pauses nothing closes, and then all does": Story(
        TALK, ((start, WAITS), (period_over, WAITS), (sweep, COMPLETED))
    ),
    "a closing waits for a peer that is away": Story(
        TALK,
        ((start, WAITS), (period_over, WAITS), (away, WAITS), (sweep, WAITS), (back, COMPLETED)),
    ),
    "a case is examined once, and its acts are written at its end": Story(
        CASE, ((file, WAITS), (poke_case, WAITS), (decide, COMPLETED), (poke_case, COMPLETED))
    ),
    "a case that is started again is examined again": Story(
        CASE, ((file, WAITS), (decide, COMPLETED), (start_case, COMPLETED))
    ),
    "so is one whose run was ended by hand": Story(
        CASE, ((file, WAITS), (lost(CASE, "terminate"), GONE), (poke_case, WAITS))
    ),
    "a step of a case that fails for good fails its run": Story(
        CASE, ((file, WAITS), (broken_case, GONE), (start_case, WAITS), (decide, COMPLETED))
    ),
    "a date that is near waits, and one that moves away is a row again": Story(
        DATE, ((date_near, WAITS), (date_far, COMPLETED), (start_due, COMPLETED))
    ),
    "a date that passes is over": Story(DATE, ((date_near, WAITS), (date_passed, COMPLETED))),
    "a date whose run was cancelled is begun anew": Story(
        DATE, ((date_near, WAITS), (lost(DATE, "cancel"), GONE), (date_passed, COMPLETED))
    ),
    "a letter that is taken is delivered once": Story(
        LETTER, ((post, COMPLETED), (retry, COMPLETED), (start_delivery, COMPLETED))
    ),
    "a refusal is a receipt": Story(LETTER, ((post_refused, COMPLETED),)),
    "a letter pauses while its peer is away, and goes when it is back": Story(
        LETTER, ((post_away, WAITS), (retry, WAITS), (start_delivery, WAITS), (back, COMPLETED))
    ),
    "what no repeat mends is given up, and is tried again when somebody says so": Story(
        LETTER, ((post_unwell, COMPLETED), (retry, COMPLETED), (well_again, COMPLETED))
    ),
    "a letter is given up after days, and goes when its peer is back": Story(
        LETTER, ((post_for_days, COMPLETED), (back, COMPLETED))
    ),
    "cancelled in its pause a letter is not given up": Story(
        LETTER, ((post_away, WAITS), (lost(LETTER, "cancel"), GONE), (back, COMPLETED))
    ),
    "a delivery that failed is begun anew": Story(
        LETTER, ((post_away, WAITS), (lost(LETTER, "fail"), GONE), (start_delivery, WAITS))
    ),
}
