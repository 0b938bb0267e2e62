"""Every denial as its own authority's log has it: what it says, and when it was valid.

Read from the log's entries, without the register that derives them; how each stands with every
member, and what is asked about it, is held against that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from gateway.domain.denial import Denial
from gateway.domain.letter import EntryType
from gateway.domain.notice import FinalAssessment
from gateway.domain.transaction import ListSource, Transaction
from gateway.wire.content import content_from_bytes
from gateway.wire.denials import denial_from_parts
from lab.simulation.checking import statement
from lab.simulation.checking.books import Books, EntryRow
from lab.simulation.checking.violations import Finding


class DenialAct(NamedTuple):
    """An act on a denial: its place in the log, when, and how the denial stands after it."""

    idx: int
    at: datetime
    state: str


class LoggedDenial(NamedTuple):
    """A denial with its acts, the notification first."""

    origin: str
    denial: Denial
    acts: tuple[DenialAct, ...]

    @property
    def idx(self) -> int:
        """Its place in the log."""
        return self.acts[0].idx

    @property
    def at(self) -> datetime:
        """When it was notified."""
        return self.acts[0].at

    def state(self, at: datetime | None = None, size: int | None = None) -> str:
        """Return how it stands at an instant, as far as so many entries of the log say.

        Args:
            at: The instant; the end of the log if absent.
            size: Entries that are held; all if absent.
        """
        stands = ""
        for act in self.acts:
            if (at is None or act.at <= at) and (size is None or act.idx < size):
                stands = act.state
        return stands


def logged_denials(books: Mapping[str, Books]) -> tuple[LoggedDenial, ...]:
    """Read every denial from the log of its authority."""
    return tuple(found for each in books.values() for found in _of(each))


def _of(books: Books) -> tuple[LoggedDenial, ...]:
    denials: dict[str, Denial] = {}
    acts: dict[str, list[DenialAct]] = {}
    for entry in books.entries:
        if entry.type == EntryType.DENIAL_NOTIFIED and 0 in entry.bodies:
            denials[entry.subject] = denial_from_parts(entry.bodies)
        state = _after(entry)
        if state and entry.subject in denials:
            acts.setdefault(entry.subject, []).append(DenialAct(entry.idx, entry.at, state))
    return tuple(LoggedDenial(books.code, denials[each], tuple(acts[each])) for each in denials)


def _after(entry: EntryRow) -> str:
    """Return how a denial stands after an act; empty: as before, or it is none on a denial."""
    if entry.type in (EntryType.DENIAL_NOTIFIED, EntryType.DENIAL_RESTORED):
        return "valid"
    if entry.type == EntryType.DENIAL_SUSPENDED:
        return "suspended"
    if entry.type == EntryType.DENIAL_REVOKED:
        return "revoked"
    if entry.type == EntryType.FINAL_ASSESSMENT:
        said = content_from_bytes(FinalAssessment, entry.bodies[0])
        return "revoked" if said.outcome == "reinstated" else ""
    return ""


def goods_of(transaction: Transaction) -> frozenset[str]:
    """Return by what the goods of a transaction are the same as another's."""
    found = set()
    for item in transaction.items:
        codes = [
            f"{each.state or ''}:{each.code}"
            for each in item.classifications
            if each.code is not None and each.source is not ListSource.NON_LISTED
        ]
        found.update(codes or [item.description.lower()])
    return frozenset(found)


def same_deal(one: Transaction, other: Transaction) -> bool:
    """Say whether two transactions are of the same goods for the same end-user there."""
    ours, theirs = one.end_user.value, other.end_user.value
    if ours is None or theirs is None or one.destination != other.destination:
        return False
    same_user = ours.names[0].lower() == theirs.names[0].lower()
    return same_user and bool(goods_of(one) & goods_of(other))


# --- what courts and authorities did to them ---------------------------------------------------

_OPEN = ("requested", "running", "closing", "unconfirmed")


def check_denials(mine: Books, denials: Mapping[str, LoggedDenial]) -> Iterator[Finding]:
    """Yield denials that stand otherwise at a member than their own authority's log says."""
    for number, denial in denials.items():
        held = mine.logs.get(denial.origin)
        size = 0 if held is None else held.size
        wanted, found = denial.state(size=size), mine.denial_states.get(number, "")
        if wanted != found:
            text = f"is {found or 'not there'}, and its log says {wanted}"
            yield "denial.state", number, text
    for model, ours, _ in mine.rows.values():
        if not ours or not model.request.denials:
            continue
        held = mine.logs.get(model.consulted)
        size = 0 if held is None else held.size
        stand = {
            each: denials[each].state(size=size) for each in model.denials_left if each in denials
        }
        gone = stand and all(state == "revoked" for state in stand.values())
        if gone and model.state in _OPEN:
            text = f"is asked about {sorted(stand)}, which stand no more"
            yield "court.asked_on", model.conversation_id, text
        yield from _too_early(model.conversation_id, model.ended_denials, model.rulebook, denials)


def _too_early(
    subject: str, ended: tuple[str, ...], version: str, denials: Mapping[str, LoggedDenial]
) -> Iterator[Finding]:
    """A court may restore what it suspended: the question waits for that."""
    waits = statement.stated(version)
    for each in ended:
        acts = denials[each].acts if each in denials else ()
        revoked = any(act.state == "revoked" for act in acts)
        suspended = any(act.state == "suspended" for act in acts)
        if not revoked and not (suspended and not waits):
            yield "court.ended_early", subject, f"is asked no more about {each}, which stands"
