"""A procedure between authorities as the rulebook describes it.

What is asked of whom, in what period, on whose calendar, what the answers and silence
mean, and who is told afterwards. Nothing here knows an article: the file does.
"""

from __future__ import annotations

import operator
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from gateway.domain.authority import COMPETENT, Role
from gateway.domain.base import Model
from gateway.domain.denial import LegalBase
from gateway.domain.letter import EntryType
from gateway.domain.rulebook.conditions import (
    Condition,
    OpenedByOfficer,
    ProcedureApplies,
    ValidDenialMatches,
    each_of,
)
from gateway.errors import InputError

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]

NOTHING = "nothing"
"""Value of ``silence.means`` when nothing follows from silence."""


class Rule(Model):
    """Where a rule comes from: its article, and why this value where the law is open."""

    article: Sentence
    reason: Sentence


class CalendarRule(StrEnum):
    """Whose holidays and time zone count."""

    CONSULTED = "consulted"
    ASKING = "asking"


class Consults(StrEnum):
    """Who is consulted."""

    STATES_OF_GOODS = "states_of_goods"
    DENYING_AUTHORITIES = "denying_authorities"
    NAMED = "named"  # the officer who opens it names the authority
    ROLE = "role"  # every other State's authorities, or the Commission, as `answered_by` says


class TriggerRule(Rule):
    """When the procedure applies: all of these conditions hold, and none of those."""

    consults: Consults
    all_of: tuple[Condition, ...] = Field(min_length=1)
    none_of: tuple[Condition, ...] = ()

    @property
    def by_examination(self) -> bool:
        """Whether only the examination of denials can tell, not the application alone."""
        return any(isinstance(condition, ValidDenialMatches) for condition in self.all_of)

    @property
    def legal_bases(self) -> frozenset[LegalBase]:
        """The laws whose denials alone it is about; empty: all that no other procedure is about."""
        return frozenset(
            base
            for condition in self.all_of
            if isinstance(condition, ValidDenialMatches)
            for base in condition.legal_bases
        )

    @property
    def beside(self) -> frozenset[str]:
        """Procedures that must apply for this one to; empty: it stands by itself."""
        return frozenset(
            code
            for condition in each_of(self.all_of)
            if isinstance(condition, ProcedureApplies)
            for code in condition.procedures
        )

    @property
    def by_officer(self) -> bool:
        """Whether nothing but an officer's judgement opens it."""
        return any(isinstance(condition, OpenedByOfficer) for condition in self.all_of)


class Period(Rule):
    """The period for an answer, in working days from the receipt of the request.

    Attributes:
        ends_stop: Whether goods that are stopped go when it ends, whatever becomes of the
            case (Article 21(4)).
    """

    working_days: int = Field(ge=1, le=365)
    calendar: CalendarRule
    ends_stop: bool = False


class AskedBy(StrEnum):
    """Who may ask for more time."""

    CONSULTED = "consulted"
    EITHER = "either"
    ANY_STATE = "any_state"  # of a review by every Member State


class AgreedBy(StrEnum):
    """Who must agree to more time."""

    ASKING = "asking"
    OTHER = "other"
    NOBODY = "nobody"  # asking for it prolongs it


class ExtensionCount(StrEnum):
    """Whether the cap counts on top of the first period or the period in total."""

    ON_TOP = "on_top"
    IN_TOTAL = "in_total"


class Unanswered(StrEnum):
    """What becomes of a request that nobody answered before the last instant."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class ExtensionRule(Rule):
    """Who asks for more working days, who must agree, and how many at most."""

    asked_by: AskedBy
    agreed_by: AgreedBy
    max_working_days: int = Field(ge=1, le=365)
    counted: ExtensionCount
    unanswered_in_time: Unanswered

    def cap(self, period_days: int) -> int:
        """Return the most working days that may be added to a first period of that length."""
        if self.counted is ExtensionCount.ON_TOP:
            return self.max_working_days
        return max(0, self.max_working_days - period_days)


class SilenceRule(Rule):
    """What follows when the period ends without a reaction: an answer's key, or nothing."""

    means: Key
    sentence: Sentence


class Requirement(StrEnum):
    """Fields of an answer that must be filled for it to make sense."""

    CONDITIONS = "conditions"
    INFORMATION_NEEDED = "information_needed"


class AnswerOption(Model):
    """One answer that may be given.

    Attributes:
        code: Stable key on the wire.
        label: What an officer reads.
        meaning: What follows, in a sentence.
        binds: Whether the asking authority is bound by it.
        blocks: Whether it forbids a grant.
        settles: Whether it ends the consultation; if not, the period runs on.
        requires: Fields of the answer that must be filled.
        ends_others: Whether it makes the other consultations of the case needless: they
            are told so.
        considered: Whether a decision after it says on record how it was considered.
    """

    code: Key
    label: Sentence
    meaning: Sentence
    binds: bool = False
    blocks: bool = False
    settles: bool = True
    requires: tuple[Requirement, ...] = ()
    ends_others: bool = False
    considered: bool = Field(default=False, exclude_if=operator.not_)


class NotifyScope(StrEnum):
    """Who is told."""

    ALL_MEMBERS = "all_members"
    NOBODY = "nobody"


class ToldBy(StrEnum):
    """Whose duty a notice after a consultation is."""

    ASKING = "asking"
    CONSULTED = "consulted"


class ToldAfter(StrEnum):
    """After what it is told."""

    GRANT = "grant"  # where that authority grants, or keeps what it granted
    END = "end"  # whenever the consultation has ended


WRITTEN_AFTER_GRANT = (EntryType.GRANT_AFTER_CONSULTATION, EntryType.NOTICE)
"""What a gateway writes into its log by the procedure of a consultation. All other entries have
other occasions (a denial and its reviews, a commitment to the journal, an erasure): a rulebook that
named one would tell nobody anything."""


class AfterGrant(Rule):
    """What a grant after the consultation must tell, whatever was answered.

    Attributes:
        notify: Who is told.
        by: Whose duty it is.
        told_after: After what.
        entry: The type of entry, one of `WRITTEN_AFTER_GRANT`; for ``notice`` the kind is named
            too.
        notice: Kind of notice (`[[notice]]`), or empty.
    """

    notify: NotifyScope
    by: ToldBy = ToldBy.ASKING
    told_after: ToldAfter = ToldAfter.GRANT
    entry: EntryType | None = None
    notice: Annotated[str, StringConstraints(max_length=40)] = ""
    sentence: Sentence

    @field_validator("entry")
    @classmethod
    def _entry_is_written(cls, entry: EntryType | None) -> EntryType | None:
        if entry is not None and entry not in WRITTEN_AFTER_GRANT:
            raise ValueError(f"a procedure writes {' or '.join(WRITTEN_AFTER_GRANT)}, not {entry}")
        return entry

    @model_validator(mode="after")
    def _entry_iff_told(self) -> Self:
        if (self.notify is NotifyScope.NOBODY) != (self.entry is None):
            raise ValueError("an entry is named exactly when somebody is notified")
        if (self.entry is EntryType.NOTICE) != bool(self.notice):
            raise ValueError("a notice's kind is named exactly when the entry is a notice")
        return self


class Procedure(Rule):
    """One procedure, complete.

    Attributes:
        stop: The period of the stop itself, from the instant of the stop, where the law
            bounds it beside the period for an answer. What is allowed in `extension` prolongs
            it as well, on its own first period.
        answered_by: Roles of which a member must have one to answer; empty: the competent
            authorities of Member States.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,2}[a-z]{0,2}(\([0-9a-z]{1,3}\))*$")]
    title: Sentence
    before_grant_only: bool = False  # whether it is a duty before a grant, and before no refusal
    by_denial: bool = False  # whether each denial that the request names has its own answer
    opened_by: tuple[Role, ...] = (Role.LICENSING, Role.BROKERING, Role.TRANSIT)
    answered_by: tuple[Role, ...] = Field(default=(), exclude_if=operator.not_)
    concerns_required: bool = False  # whether the request names the consulted one's own case
    asked_for: tuple[Key, ...] = ()  # what may be asked of the consulted authority
    may_withhold: tuple[Key, ...] = ()  # fields of an answer that may be withheld
    second_officer: bool = False  # whether an answer needs one at the consulted authority
    trigger: TriggerRule
    period: Period
    stop: Period | None = None
    extension: ExtensionRule | None = None
    silence: SilenceRule
    after_grant: AfterGrant
    answer: tuple[AnswerOption, ...] = Field(min_length=1)  # from the mildest to the strictest

    @property
    def answering(self) -> frozenset[Role]:
        """Roles of which a member must have one to answer."""
        return frozenset(self.answered_by) or COMPETENT

    @property
    def addressed(self) -> frozenset[Role]:
        """Roles whose members are asked where no officer names one: of a State, who licenses."""
        return frozenset(self.answered_by) or frozenset({Role.LICENSING})

    @property
    def of_stop(self) -> Procedure | None:
        """The procedure with the stop's own period in the place of the one for an answer."""
        if self.stop is None:
            return None
        return self._with(period=self.stop, article=self.stop.article)

    @property
    def owed_before_refusal(self) -> bool:
        """Whether it is a duty before a refusal too, and not only before letting go.

        Where an answer can forbid letting go, nothing else is asked: a refusal need not wait.
        """
        return not self.before_grant_only and not any(option.blocks for option in self.answer)

    @property
    def answer_codes(self) -> tuple[str, ...]:
        """Keys of the answers, from the mildest to the strictest."""
        return tuple(option.code for option in self.answer)

    def option(self, code: str) -> AnswerOption:
        """Return an answer by its key.

        Raises:
            InputError: This procedure has no such answer.
        """
        for option in self.answer:
            if option.code == code:
                return option
        known = ", ".join(self.answer_codes)
        raise InputError(
            "answer: {named} is no answer under {procedure}",
            remedy="Give one of: {known}.",
            answer=code[:40],
            named=repr(code),
            procedure=self.code,
            known=known,
        )

    def strictest(self, codes: tuple[str, ...]) -> str:
        """Return the strictest of several answers, e.g. one for each denial.

        Args:
            codes: At least one key of an answer.

        Raises:
            InputError: One of them is no answer here, or there is none.
        """
        if not codes:
            raise InputError("answer: no answer was given")
        return max((self.option(code).code for code in codes), key=self.answer_codes.index)
