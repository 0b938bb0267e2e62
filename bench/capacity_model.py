"""What a federation takes, from what one visit, one entry and one letter take.

Everything that grows with the square of the members is in one line each: who visits whom
(`visit`), who takes whose entries (`entry`). The model has no other knowledge of the program.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.capacity_ground import Figures, Members, writers
from lab.synthetic_year.plan import shipped_plan

VOLUMES = Path(__file__).with_name("capacity.toml")
SECONDS_A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Constants:
    """What one of each takes, at both sides together.

    Attributes:
        opening: The first visit on a new connection, beyond an idle one.
        visit: A visit that finds nothing new.
        news: A visit that finds something new, beyond an idle one; its entries apart.
        entry: An entry that a member takes from another.
        own: An entry that an authority writes into its own log.
        letter: A letter of 2 KiB with its receipt.
    """

    opening: Figures
    visit: Figures
    news: Figures
    entry: Figures
    own: Figures
    letter: Figures


@dataclass(frozen=True)
class Run:
    """What is done in a check: each member opens, visits, writes, visits, and writes letters."""

    codes: tuple[str, ...]
    entries: int
    letters: int

    @property
    def members(self) -> int:
        """How many members there are."""
        return len(self.codes)


def predicted(of: Constants, run: Run) -> dict[str, Figures]:
    """Return what each phase of a run will take."""
    pairs = run.members * (run.members - 1)
    return {
        "first round": (of.opening + of.visit) * pairs,
        "idle round": of.visit * pairs,
        "own entries": of.own * (run.members * run.entries),
        "round with news": (of.visit + of.news + of.entry * run.entries) * pairs,
        "letters": of.letter * (len(writers(run.codes)) * run.letters),
    }


async def measured(among: Members, run: Run) -> dict[str, Figures]:
    """Do what a run says and return what each phase took."""
    first, idle = await among.round(), await among.round()
    before = among.taken()
    among.notify(run.entries)
    return {
        "first round": first,
        "idle round": idle,
        "own entries": among.taken() - before,
        "round with news": await among.round(),
        "letters": await among.letters(run.letters),
    }


async def constants(among: Members, entries: int, letters: int) -> Constants:
    """Measure one of each between two members.

    Args:
        among: Two members that have done nothing yet.
        entries: Of each, in the second of two rounds with news; the first has one.
        letters: Of each.
    """
    pairs = 2
    first, idle = await among.round(), await among.round()
    among.notify(1)
    few = await among.round()
    before = among.taken()
    among.notify(entries)
    own = among.taken() - before
    many = await among.round()
    entry = (many - few) * (1 / (pairs * (entries - 1)))
    sent = await among.letters(letters)
    return Constants(
        opening=(first - idle) * (1 / pairs),
        visit=idle * (1 / pairs),
        # A database grows by pages: that of one entry is counted with the entries.
        news=replace((few - idle) * (1 / pairs) - entry, storage=0.0),
        entry=entry,
        own=own * (1 / (2 * entries)),
        letter=sent * (1 / (2 * letters)),
    )


# --- a year ---------------------------------------------------------------------------------


def volumes() -> Mapping[str, Any]:
    """Return what an authority is assumed to have to do (bench/capacity.toml)."""
    return tomllib.loads(VOLUMES.read_text("utf-8"))


@dataclass(frozen=True)
class Load:
    """What an authority does in a year.

    Attributes:
        licences: That it decides.
        letters: That it sends.
        entries: That it writes into its log.
        documents: Octets of contents that it keeps.
    """

    licences: float
    letters: float
    entries: float
    documents: float


def load(share: float) -> Load:
    """Return the load of an authority that has a share (0 to 1) of the Union's licences."""
    said = volumes()
    licences = said["licences"]["a_year"] * share
    consultations = licences * said["consultations"]["of_licences"]
    letters = consultations * said["letters_a_consultation"]["each"]
    acts = said["denials"]["a_year"] * share * said["entries_a_denial"]["each"]
    commitments = min(letters, said["hours_a_year"]["worked"])
    documents = consultations * said["documents_a_consultation"]["octets"]
    return Load(licences, letters, acts + commitments, documents)


def shares(members: int) -> dict[str, float]:
    """Return the share of each authority of the Union; others are as large as the average.

    Args:
        members: How many there are; the Commission, which decides nothing, is one of them.
    """
    planned = shipped_plan().authorities
    whole = sum(planned.values())
    found = {code: share / whole for code, share in planned.items()}
    average = 1 / len(found)
    found |= {f"X{number}": average for number in range(len(found), members - 1)}
    return found


@dataclass(frozen=True)
class Year:
    """What one authority takes in a year of a federation.

    Attributes:
        idle: Visits that find nothing: its own and those that it answers, halved.
        entries: What it writes, and what it takes of all others.
        letters: What it sends and what it receives.
        rows: Octets of cases and licences.
        documents: Octets of contents.
    """

    idle: Figures
    entries: Figures
    letters: Figures
    rows: float
    documents: float

    @property
    def all(self) -> Figures:
        """What passes on the wire and through the processor."""
        return self.idle + self.entries + self.letters

    def stored_after(self, years: int, growth: float) -> float:
        """Return the octets that are kept after some years."""
        a_year = self.entries.storage + self.letters.storage + self.rows + self.documents
        return sum(a_year * (1 + growth) ** number for number in range(years))


def year(of: Constants, members: int, share: float) -> Year:
    """Return what an authority takes in a year.

    A visit, an entry and a letter have two sides; each is given half of both, so that the sum
    over all authorities is what the federation takes. What is kept is not halved: each keeps
    every entry of all.
    """
    said, own = volumes(), load(share)
    others = members - 1
    rounds = SECONDS_A_YEAR / said["round"]["seconds"]
    everybody = [load(each) for each in shares(members).values()]
    all_entries = sum(each.entries for each in everybody)
    taken = all_entries - own.entries
    # Each entry is taken by each other member, most of them in a visit of their own.
    once = of.entry + of.news
    given = own.entries * others
    passing = of.own * own.entries + once * ((taken + given) / 2)
    kept = of.own.storage * own.entries + once.storage * taken
    return Year(
        idle=of.visit * (others * rounds),
        entries=replace(passing, storage=kept),
        letters=of.letter * own.letters,
        rows=own.licences * said["rows_a_licence"]["octets"],
        documents=own.documents,
    )
