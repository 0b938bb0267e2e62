"""A review by every Member State as it is shown: in a list, and whole (Article 5(5) to (7))."""

from __future__ import annotations

from datetime import date

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model
from gateway.domain.collective.tally import ExtensionAsked, Tally
from gateway.domain.consultation import DeadlineDerivation


class OutcomeWord(Model):
    """One outcome that a State may notify, and how it reads."""

    code: str
    label: str


class ReviewLine(Model):
    """A review in a list.

    Attributes:
        number: Number of the notice that is reviewed.
        received: When it came into this gateway.
        last_instant: Until when this authority reviews, exclusive; None: it does not.
        due: Of a yearly review, the day by which it is due.
        found: What this authority's State has notified; empty: nothing.
        no_answer: Its period has ended and it has said nothing; nothing follows from that.
        missed: The day of a yearly review has passed; nothing lapses by itself.
    """

    number: str
    procedure: str
    title: str
    article: str
    origin: AuthorityCode
    received: Instant | None = None
    last_instant: Instant | None = None
    due: date | None = None
    found: str = ""
    no_answer: bool = False
    missed: bool = False
    notified: int
    of_states: int
    complete: bool


class ShownReview(ReviewLine):
    """A review whole: tally, derivation of the own period, what silence means.

    Attributes:
        leads_to: Kind of notice that is published in the end; empty: none.
        published: Number of that notice, where it stands.
        counts_all: Whether Member States without a gateway must have notified, too.
        outcomes: What a State may notify, in the words of the rulebook.
        version: Which version this is, with every notice about it: its ETag.
    """

    leads_to: str = ""
    published: str = ""
    counts_all: bool = False
    outcomes: tuple[OutcomeWord, ...] = ()
    period: DeadlineDerivation | None = None
    extensions: tuple[ExtensionAsked, ...] = ()
    tally: Tally
    silence: str
    version: str = ""
