"""What a rulebook says of cases, notices and the acts between them.

Each block carries its article and reason. Nothing here knows an article: the file does.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.authority import Role
from gateway.domain.base import Model, Withholding
from gateway.domain.case import AuthorisationKind, LicenceState, Outcome
from gateway.domain.denial import DecisionType
from gateway.domain.notice import GrantKind, NoticeCode
from gateway.domain.rulebook.procedure import Key, Rule, Sentence
from gateway.domain.rulebook.two_officers import TwoOfficers
from gateway.domain.transaction import Activity, PartyRole


class Conditions(StrEnum):
    """Whether a decision names conditions."""

    NONE = "none"
    ALLOWED = "allowed"
    REQUIRED = "required"


class CaseOutcome(Model):
    """One way in which a kind of case may end.

    Attributes:
        outcome: The outcome.
        lets_go: Whether goods may go: then a binding objection forbids it, and conditions
            of a binding answer must be taken over.
        denial: The decision that is notified as a denial; absent: none.
        after_consultation: What is notified where a consultation's rule asks for it.
        needs_grounds: Whether coded grounds must be stated (Article 15).
        conditions: Whether it names conditions.
        licence: How the licence stands afterwards: the one that is granted, or for a case
            about an earlier one, that; absent: unchanged, or there is none.
        notice: Kind of notice that follows, or empty.
        alerts: Kind of notice that follows where the goods go on through other Member States,
            or empty: it is for these.
        informs: Article under which it informs somebody that an authorisation is required, by a
            letter that goes into the register; empty: it informs nobody.
        exporter_first: That it informs the exporter, who holds the contract with the consignee,
            and somebody else only where the exporter is not established in the Union.
        article: Where the law has it, if not where it has the kind of case.
        reason: Why it is so.
    """

    outcome: Outcome
    article: Annotated[str, StringConstraints(max_length=400)] = ""
    reason: Annotated[str, StringConstraints(max_length=2000)] = ""
    lets_go: bool = False
    denial: DecisionType | None = None
    after_consultation: GrantKind | None = None
    needs_grounds: bool = False
    conditions: Conditions = Conditions.NONE
    licence: LicenceState | None = None
    notice: Annotated[str, StringConstraints(max_length=40)] = ""
    alerts: Annotated[str, StringConstraints(max_length=40)] = ""
    informs: Annotated[str, StringConstraints(max_length=40)] = ""
    exporter_first: bool = False

    def told_by(self, notice: str) -> CaseOutcome:
        """Return the outcome with the kind of notice that follows."""
        return self._with(notice=notice)

    @property
    def negative(self) -> bool:
        """Whether it says no, and is notified so."""
        return self.denial is not None

    @property
    def in_part(self) -> bool:
        """Whether it says yes to a part and no to the other."""
        return self.lets_go and self.denial is not None


class DoubtRule(Model):
    """What is open in a law file: a question that lawyers have not decided.

    Attributes:
        value: Where the file has what was chosen, as `comity rulebook diff` names places;
            empty where another file has it, or words only.
        otherwise: What would stand there if it were decided the other way; absent where it
            would take more than another value.
        sure: What was read, and how sure we are.
        would_change: What would follow.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{1,2}$")]
    article: Sentence
    question: Sentence
    value: Annotated[str, StringConstraints(max_length=200)] = ""
    otherwise: Sentence | tuple[Sentence, ...] | None = None
    sure: Sentence
    would_change: Sentence


class Widened(StrEnum):
    """In what a case may give more than the licence that it is about."""

    VALIDITY = "validity"  # longer, or again: an application states none
    QUANTITY = "quantity"
    VALUE = "value"
    ITEM = "item"
    GOODS_LOCATION = "goods_location"  # another Member State where the goods are
    END_USER = "end_user"


class ReliesOn(Rule):
    """An answer that this authority gave before and on which a case may rely.

    Attributes:
        procedure: Under which it was given.
        activities: Activities of the cases that may rely on it.
    """

    procedure: str
    activities: tuple[Activity, ...] = Field(min_length=1)


class CaseRule(Rule):
    """One kind of case: how it begins, what it may come to.

    Attributes:
        code: Key, e.g. ``application``, ``advance_enquiry``, ``transit``.
        opened_by: Roles of the authorities that decide such a case, and so open it.
        examined: Whether all valid denials are examined before the decision.
        assessed: Whether the human-rights assessment is recorded, whatever the items are.
        procedures: Procedures whose triggers are looked at.
        concerns_case: Whether it is about an earlier case of this authority (a licence in
            force).
        kinds: Kinds of authorisation that it may be about; empty: any.
        adds: Parties that it adds to that licence, which names others or none.
        widens: In what it may give more than that licence; empty: it describes that or a part.
        activities: Activities that it may be about; empty: any.
        goods_here: Whether the goods must be in this authority's Member State (transit).
        relies_on: An earlier answer on which it may rely; absent: none.
        determination_asked: Whether an officer is asked on a withdrawal whether it had been
            determined that the export will not be authorised.
        determination: The decision that such a determination is notified as.
        outcome: The ways in which it may end.
    """

    code: Key
    title: Sentence
    opened_by: tuple[Role, ...] = Field(
        default=(Role.LICENSING, Role.BROKERING, Role.TRANSIT), min_length=1
    )
    examined: bool = True
    assessed: bool = False
    procedures: tuple[str, ...] = ()
    concerns_case: bool = False
    kinds: tuple[AuthorisationKind, ...] = ()
    adds: tuple[PartyRole, ...] = ()
    widens: tuple[Widened, ...] = ()
    activities: tuple[Activity, ...] = ()
    goods_here: bool = False
    relies_on: ReliesOn | None = None
    determination_asked: bool = False
    determination: DecisionType | None = None
    outcome: tuple[CaseOutcome, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.determination_asked and self.determination is None:
            raise ValueError("determination_asked needs the decision it is notified as")
        if self.gives_more and not self.concerns_case:
            raise ValueError("adds, widens: only a case about a licence in force gives it more")
        if self.widens and not self.examined:
            raise ValueError("widens: what gives a licence more is a grant, and is examined")
        if PartyRole.INTERMEDIARY in self.adds:
            raise ValueError("adds: a case adds an end-user, a consignee or an exporter")
        return self

    @property
    def gives_more(self) -> bool:
        """Whether such a case grants more than the licence that it is about."""
        return bool(self.adds or self.widens)

    def with_law(self, procedures: tuple[str, ...], notice: str) -> CaseRule:
        """Return the kind as another law that is applied with this one adds to it.

        Args:
            procedures: That it calls for besides.
            notice: Kind of notice that follows where goods may go and none does yet, or empty.
        """
        outcome = tuple(
            each.told_by(notice) if each.lets_go and not each.notice else each
            for each in self.outcome
        )
        return self._with(procedures=(*self.procedures, *procedures), outcome=outcome)

    def signed_as(self, outcome: Outcome, *, withdrawn: bool = False) -> Outcome:
        """Return the outcome whose rule of two officers holds.

        A determination after a withdrawal is signed like the refusal that it stands for.
        """
        if withdrawn and outcome is Outcome.NOT_TO_BE_AUTHORISED:
            return next((each.outcome for each in self.outcome if each.negative), outcome)
        return outcome

    def rule(self, outcome: Outcome, *, withdrawn: bool = False) -> CaseOutcome | None:
        """Return what an outcome brings, or None where such a case cannot end so.

        Args:
            outcome: How it ends.
            withdrawn: Whether the application was withdrawn: then the determination is left
                that it would not have been authorised, beside the withdrawal itself.
        """
        if withdrawn and outcome is Outcome.NOT_TO_BE_AUTHORISED:
            return CaseOutcome(outcome=outcome, denial=self.determination, needs_grounds=True)
        return next((each for each in self.outcome if each.outcome is outcome), None)


class Material(StrEnum):
    """Fields whose change makes an amendment a material one."""

    PARTY = "party"
    ITEM = "item"
    END_USE = "end_use"
    DESTINATION = "destination"
    QUANTITY = "quantity"
    VALUE = "value"


class AmendmentRule(Rule):
    """What makes an amendment of an application a material one.

    Attributes:
        material: A change of these is material.
        increase_over_percent: An increase of quantity or value by more than this is; less,
            or a decrease, is not.
    """

    material: tuple[Material, ...] = Field(min_length=1)
    increase_over_percent: int = Field(ge=0, le=1000)


class Audience(StrEnum):
    """Who reads a notice."""

    ALL_MEMBERS = "all_members"  # Member States and the Commission
    MEMBER_STATES = "member_states"  # competent authorities only
    CHOSEN = "chosen"  # the members that the sender names, by letter


class NoticeSight(StrEnum):
    """Whose accounts alone see a notice, at each authority that holds it; they have this role."""

    ENFORCEMENT = "enforcement"  # customs investigation, prosecutors


class CustomsInformed(StrEnum):
    """Who informs its own customs and other authorities of what a notice says."""

    SENDER = "sender"  # the authority that publishes it
    READERS = "readers"  # each Member State's authority that reads it


class AnswerKey(Model):
    """One coded answer and how it reads."""

    code: Key
    label: Sentence


FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,40}$")]


class NoticeOutcome(AnswerKey):
    """One coded outcome of a notice, e.g. of a review.

    Attributes:
        required: Fields that such an outcome must be given with, beside those of the kind.
    """

    required: tuple[FieldName, ...] = ()


class NoticeRule(Rule):
    """One kind of notice.

    Attributes:
        code: Key, e.g. ``4(4)``, ``23(2)(e)``.
        sent_by: Roles that may send it.
        audience: Who reads it.
        narrowed: Whether the sender may choose fewer readers than the audience.
        required: Fields that must be given, or withheld where they may be.
        may_withhold: Fields that may be withheld with a reason class.
        withholding: Reason classes that may be given.
        about: Kinds of notice to which it must refer; empty: to none; ``denial`` to one.
        outcome: Its coded outcomes; one must be named where there are any.
        expires: Whether a day of expiry must be named.
        comments: Whether readers may comment until ``reply_until``.
        within_working_days: Working days after the measure within which it is due; absent:
            without delay, no number.
        inform_customs: Who informs its own customs and other authorities; empty: nobody.
        published_by: Role of the member that publishes in the Official Journal what such a
            notice says; absent: nobody need.
        conditions: Conditions under which every such notice may be used and passed on.
        searched: Whether each examination of denials also looks for its parties, shown apart;
            what it finds must be looked at before the decision.
        considered: Article that asks the readers for due consideration: each examination looks
            whether such a notice of another authority is near; empty: none does.
        two_officers: That one officer sends, amends or withdraws it, and a second agrees;
            absent: one suffices.
        sight: Role of the accounts that alone write it, read it and learn that it is there;
            absent: every account that reads notices.
        chosen_from: Of a kind whose readers are chosen, the audience within which they are, and
            which the sender may also choose whole; absent: any member, each by its name.
        one_officer: Why one officer suffices, of a kind that reaches every member.
    """

    code: NoticeCode
    title: Sentence
    sent_by: tuple[Role, ...] = Field(min_length=1)
    audience: Audience
    narrowed: bool = False
    required: tuple[FieldName, ...] = ()
    may_withhold: tuple[FieldName, ...] = ()
    withholding: tuple[Withholding, ...] = ()
    about: tuple[str, ...] = ()
    outcome: tuple[NoticeOutcome, ...] = ()
    expires: bool = False
    comments: bool = False
    within_working_days: int | None = Field(default=None, ge=1, le=365)
    inform_customs: tuple[CustomsInformed, ...] = ()
    published_by: Role | None = None
    conditions: tuple[Sentence, ...] = ()
    searched: bool = False
    considered: Annotated[str, StringConstraints(max_length=80)] = ""
    two_officers: TwoOfficers | None = None
    sight: NoticeSight | None = None
    chosen_from: Audience | None = None
    one_officer: Rule | None = None

    def by_one_officer(self) -> NoticeRule:
        """Return the kind without its rule of a second officer."""
        return self._with(two_officers=None)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.two_officers is not None and self.one_officer is not None:
            raise ValueError("two_officers and one_officer exclude each other")
        if bool(self.may_withhold) != bool(self.withholding):
            raise ValueError("may_withhold and withholding go together")
        if self.chosen_from is Audience.CHOSEN:
            raise ValueError("chosen_from: name an audience of all, or of the Member States")
        if self.chosen_from is not None and self.audience is not Audience.CHOSEN:
            raise ValueError("chosen_from: the readers of such a notice are not chosen")
        return self

    @model_validator(mode="after")
    def _seen_by_few(self) -> Self:
        """Check that nothing tells other accounts of a notice that one role alone sees."""
        if self.sight is None:
            return self
        if self.audience is not Audience.CHOSEN:
            raise ValueError(
                "sight: goes with chosen readers: an entry in a log shows that there is a notice"
            )
        told = {
            "two_officers": self.two_officers,
            "searched": self.searched,
            "comments": self.comments,
            "published_by": self.published_by,
        }
        for name, value in told.items():
            if value:
                raise ValueError(f"{name}: tells other accounts of what sight keeps from them")
        return self


class StandardQuestion(Model):
    """One coded question with its coded answers, so that nothing needs translating."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
    text: Sentence
    answer: tuple[AnswerKey, ...] = Field(min_length=1)


class CorrectionEffect(StrEnum):
    """What a correction does to a running or ended consultation."""

    SHOWN = "shown"  # both versions stay visible; nothing else changes
    ANSWER_AGAIN = "answer_again"  # the consulted may answer anew inside its period
    NEW_PERIOD = "new_period"  # as a material amendment


class LateCorrection(StrEnum):
    """What a correction of an answer does that was sealed after the last instant."""

    NO_EFFECT = "no_effect"  # kept and shown; the period's result stands
    COUNTS = "counts"  # as if it had been sealed in time


class CorrespondenceRule(Rule):
    """What the acts beside a question and its answer do.

    Attributes:
        correction_material: Effect of a correction of a request in a material field.
        correction_else: Effect of any other correction.
        correction_late: Effect of a correction of what an answer comes to, after the last
            instant.
        question: The standard questions.
    """

    correction_material: CorrectionEffect
    correction_else: CorrectionEffect
    correction_late: LateCorrection = LateCorrection.NO_EFFECT
    question: tuple[StandardQuestion, ...] = ()
