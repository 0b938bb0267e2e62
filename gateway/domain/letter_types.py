"""What each type of letter is: what it holds, who sends it to whom, when it has its effect.

The one table of letter types. Whatever node, evidence or laboratory asks of a type it asks
here; what a letter then does is the handlers' (`gateway.casework.handlers.letter_handlers`).
Which procedure and which kind of notice a role may open is the rulebook's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gateway.domain.annual.submission import (
    AnnualAnswer,
    AnnualCall,
    AnnualQuestion,
    AppearingTables,
    Clearance,
    SubmissionHeader,
    SubmissionOutcome,
    SubmissionPart,
)
from gateway.domain.authority import COMPETENT, Role
from gateway.domain.base import Model
from gateway.domain.consultation import (
    ClosingRequest,
    ClosingStatement,
    ConsultationAnswer,
    ConsultationEnd,
    ConsultationRequest,
    ExtensionReply,
    ExtensionRequest,
)
from gateway.domain.correspondence import (
    ContactNote,
    ContactReply,
    Correction,
    Forwarding,
    ForwardingReply,
    InformationReply,
    InformationRequest,
    Recall,
    RecallStatement,
    Settlement,
    StandingAnswer,
    Supplement,
)
from gateway.domain.letter import LetterType
from gateway.domain.notice import Comment, Notice

_COMPETENT = COMPETENT
"""Authorities that decide on exports, brokering and transit, and so consult each other."""

_STATE = _COMPETENT | {Role.CUSTOMS}
"""Authorities of a Member State; customs stop goods and consult (Article 21(3) and (4))."""

_UNION = frozenset({Role.COMMISSION})
"""The Commission services, which collect the annual report (Article 26(2))."""

_ANY = _STATE | _UNION
"""Members that may ask for information, and be told and comment (Article 23)."""

_REPORTING = _COMPETENT | _UNION
"""Members between which the annual report is asked about and answered for."""


class Opens(StrEnum):
    """Whether a type of letter opens a conversation."""

    ALWAYS = "always"
    MAY = "may"  # in one of its own, or in one that exists
    NEVER = "never"


class By(StrEnum):
    """Whose it is to send in a conversation that exists."""

    OPENER = "opener"
    OTHER = "other"
    EITHER = "either"


class Counts(StrEnum):
    """When in a conversation a letter has its whole effect; else it is recorded and shown."""

    FIRST = "first"  # as its first letter only
    OPEN = "open"  # until it is closed: a late answer is kept, and reopens nothing
    LATE = "late"  # also after: a recall seals, a correction is shown, whenever it comes


class Undone(StrEnum):
    """How what a letter said is taken back by another letter."""

    NO = "no"  # what only keeps the clock is not undone
    RECALLED = "recalled"  # it carries contents that somebody may have sent in error
    CORRECTED = "corrected"  # and these are also said anew


class Answers(StrEnum):
    """Which side of a letter is the one that answers under its procedure."""

    NEITHER = "neither"
    SENDER = "sender"
    READER = "reader"
    BOTH = "both"  # one as the other: more time is asked for and given by either


@dataclass(frozen=True, slots=True)
class LetterRule:
    """What a type of letter is.

    Attributes:
        content: What its part 0 holds; no two types hold the same.
        senders: One of these roles the sender must have.
        readers: One of these the recipient must have: what the Commission does not read under
            docs/domain.md 3.6 cannot be sent to it.
        opens: Whether it opens a conversation.
        by: Whose it is to send in one that exists.
        counts: When in a conversation it has its effect.
        replies: Whether it must name a letter that it answers.
        own_state: Whether it passes only between authorities of one Member State.
        undone: Whether it can be recalled, and corrected.
        answers: Which side of it answers under the procedure. The roles of that side are the
            procedure's own where its rulebook names some (``answered_by``).
    """

    content: type[Model]
    senders: frozenset[Role]
    readers: frozenset[Role] = _STATE
    opens: Opens = Opens.NEVER
    by: By = By.EITHER
    counts: Counts = Counts.LATE
    replies: bool = False
    own_state: bool = False
    undone: Undone = Undone.NO
    answers: Answers = Answers.NEITHER

    def sent_by(self, answered_by: frozenset[Role]) -> frozenset[Role]:
        """Return the roles of which the sender must have one.

        Args:
            answered_by: Who answers under the letter's procedure by its rulebook; empty: the
                competent authorities.
        """
        if self.answers is Answers.SENDER:
            return answered_by or self.senders
        return self.senders | answered_by if self.answers is Answers.BOTH else self.senders

    def read_by(self, answered_by: frozenset[Role]) -> frozenset[Role]:
        """Return the roles of which the reader must have one; `answered_by` as above."""
        if self.answers is Answers.READER:
            return answered_by or self.readers
        return self.readers | answered_by if self.answers is Answers.BOTH else self.readers


_T, _R, _U, _A = LetterType, LetterRule, Undone, Answers
_ALWAYS, _MAY, _OPENER, _OTHER = Opens.ALWAYS, Opens.MAY, By.OPENER, By.OTHER
_OPEN = Counts.OPEN

LETTER_RULES: Mapping[LetterType, LetterRule] = {
    # Only who may answer is asked.
    _T.REQUEST: _R(
        ConsultationRequest,
        _STATE,
        _COMPETENT,
        opens=_ALWAYS,
        by=_OPENER,
        counts=Counts.FIRST,
        undone=_U.CORRECTED,
        answers=_A.READER,
    ),
    _T.ANSWER: _R(
        ConsultationAnswer,
        _COMPETENT,
        by=_OTHER,
        counts=_OPEN,
        replies=True,
        undone=_U.CORRECTED,
        answers=_A.SENDER,
    ),
    # Whose it is to ask for more time, and whose to agree, is the rulebook's (step 10 and the
    # effect); what the rulebook accepts of itself answers no letter.
    _T.EXTENSION_REQUEST: _R(ExtensionRequest, _STATE, counts=_OPEN, answers=_A.BOTH),
    _T.EXTENSION_REPLY: _R(ExtensionReply, _STATE, counts=_OPEN, answers=_A.BOTH),
    # Whoever asks us to close gets his statement at once, also when we had closed before.
    _T.CLOSING_REQUEST: _R(ClosingRequest, _STATE, by=_OPENER, answers=_A.READER),
    _T.CLOSING_STATEMENT: _R(
        ClosingStatement,
        _COMPETENT,
        by=_OTHER,
        counts=_OPEN,
        replies=True,
        answers=_A.SENDER,
    ),
    _T.END: _R(ConsultationEnd, _STATE, by=_OPENER, answers=_A.READER),
    _T.SUPPLEMENT: _R(Supplement, _ANY, _ANY, undone=_U.CORRECTED),
    _T.CORRECTION: _R(Correction, _ANY, _ANY, undone=_U.RECALLED),
    _T.RECALL: _R(Recall, _ANY, _ANY),
    _T.RECALL_STATEMENT: _R(RecallStatement, _ANY, _ANY, replies=True),
    _T.CONTACT_NOTE: _R(ContactNote, _ANY, _ANY, opens=_MAY, undone=_U.CORRECTED),
    _T.CONTACT_REPLY: _R(ContactReply, _ANY, _ANY, replies=True, undone=_U.RECALLED),
    _T.INFORMATION_REQUEST: _R(InformationRequest, _ANY, _ANY, opens=_MAY, undone=_U.CORRECTED),
    _T.INFORMATION_REPLY: _R(InformationReply, _ANY, _ANY, replies=True, undone=_U.CORRECTED),
    _T.FORWARDING: _R(Forwarding, _COMPETENT, opens=_ALWAYS, by=_OPENER, undone=_U.CORRECTED),
    _T.FORWARDING_REPLY: _R(
        ForwardingReply, _COMPETENT, by=_OTHER, replies=True, undone=_U.CORRECTED
    ),
    _T.STANDING_ANSWER: _R(StandingAnswer, _COMPETENT, opens=_MAY, by=_OPENER, undone=_U.CORRECTED),
    _T.SETTLEMENT: _R(Settlement, _COMPETENT, opens=_ALWAYS, by=_OPENER),
    # A notice that no longer counts is withdrawn by a notice, and amended by one under its
    # number; one that went to the wrong member is recalled there, and stands for the others.
    _T.NOTICE: _R(Notice, _ANY, _ANY, opens=_MAY, by=_OPENER, undone=_U.RECALLED),
    _T.COMMENT: _R(Comment, _ANY, _ANY, opens=_MAY, undone=_U.RECALLED),
    # Figures of a State go to its own coordinator and to the Commission, to no other State.
    _T.ANNUAL_CALL: _R(AnnualCall, _UNION, _COMPETENT, opens=_ALWAYS, by=_OPENER),
    _T.ANNUAL_SUBMISSION: _R(SubmissionHeader, _COMPETENT, _UNION, by=_OTHER),
    _T.ANNUAL_PART: _R(
        SubmissionPart, _COMPETENT, _COMPETENT, opens=_MAY, by=_OPENER, own_state=True
    ),
    _T.ANNUAL_OUTCOME: _R(SubmissionOutcome, _REPORTING, _COMPETENT, replies=True),
    _T.ANNUAL_QUESTION: _R(AnnualQuestion, _REPORTING, _REPORTING),
    _T.ANNUAL_ANSWER: _R(AnnualAnswer, _REPORTING, _REPORTING, replies=True),
    _T.ANNUAL_TABLES: _R(AppearingTables, _UNION, _COMPETENT, by=_OPENER),
    _T.ANNUAL_CLEARANCE: _R(Clearance, _COMPETENT, _UNION, by=_OTHER, replies=True),
}
"""One rule a type; a test proves that none is missing."""

_TYPE_OF = {rule.content: kind for kind, rule in LETTER_RULES.items()}

RECALLABLE = frozenset(kind for kind, rule in LETTER_RULES.items() if rule.undone is not Undone.NO)
"""What its sender may recall."""

CORRECTABLE = frozenset(
    kind for kind, rule in LETTER_RULES.items() if rule.undone is Undone.CORRECTED
)
"""What its sender may correct; a correction is corrected by the next one of the same letter."""


def letter_type_of(content: Model) -> LetterType:
    """Return the type of the letter whose part 0 a content is."""
    return _TYPE_OF[type(content)]
