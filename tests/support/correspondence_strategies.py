"""Hypothesis strategies for what passes beside a question and its answer, and for notices.

Like `tests.support.strategies`: only what is valid, in the form in which the domain keeps it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st

from gateway.domain.base import Model, Withholding
from gateway.domain.case import LicenceState
from gateway.domain.case.licence_statement import (
    CustomsItem,
    LicenceAnswer,
    LicenceQuestion,
    LicenceStatement,
)
from gateway.domain.consultation import (
    ApplicantRelease,
    ConsultationEnd,
    EndReason,
    ForApplicant,
)
from gateway.domain.consultation.classification import (
    ClassificationClosing,
    ClassificationOpinion,
    ClassificationOutcome,
    ClassificationQuestion,
    ClassifiedItem,
    Confidence,
    DifferingOpinion,
    MeasuredParameter,
    round_number,
)
from gateway.domain.correspondence import (
    ContactNote,
    ContactReply,
    Correction,
    Forwarding,
    InformationKind,
    InformationReply,
    InformationRequest,
    LetterOpening,
    Recall,
    RecallStatement,
    Settlement,
    StandardAnswer,
    StandingAnswer,
    StandingScope,
    Supplement,
)
from gateway.domain.denial import FreeText, Ground
from gateway.domain.notice import (
    Comment,
    Figure,
    FinalAssessment,
    Notice,
    NoticeAction,
    SuspensionEnd,
    WithheldField,
)
from tests.support import strategies as base
from tests.support.strategies import texts, tuples

keys = st.from_regex(r"[a-z][a-z0-9_]{1,39}", fullmatch=True)
words = st.sampled_from(["no_objection", "objection", "identical", "not_identical"])
explained = tuples(base.free_texts, 2)
stated_text = tuples(base.free_texts, 2, least=1)
_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    date: base.days,
    datetime: base.instants,
    tuple[FreeText, ...]: stated_text,
}


def by_fields(kind: type[Model]) -> st.SearchStrategy[Any] | None:
    """A content of days, instants, texts and yes or no only; None for one with other fields."""
    drawn: dict[str, st.SearchStrategy[Any]] = {}
    for name, field in kind.model_fields.items():
        if field.annotation not in _PLAIN:
            return None
        left_out = st.nothing() if field.is_required() else st.just(field.default)
        drawn[name] = left_out | _PLAIN[field.annotation]
    return st.builds(kind, **drawn)


requests = base.requests.flatmap(
    lambda request: st.builds(
        lambda concerns, wanted, stopped, documents: request.model_copy(
            update={
                "concerns": concerns,
                "asked_for": wanted,
                "stopped_at": stopped,
                "documents": documents,
            }
        ),
        texts(40, least=0),
        tuples(keys, 2),
        st.none() | base.instants,
        tuples(base.documents, 2),
    )
)
marks = st.builds(ForApplicant, release=st.just(ApplicantRelease.TEXT), text=stated_text) | (
    st.sampled_from(["nothing", "fact"]).map(
        lambda each: ForApplicant(release=ApplicantRelease(each))
    )
)
answers = base.answers.flatmap(
    lambda answer: st.builds(
        lambda given, assessment, mark, documents: answer.model_copy(
            update={
                **given,
                "human_rights": assessment,
                "for_applicant": mark,
                "documents": documents,
            }
        ),
        st.just({"given_by": None})
        | st.fixed_dictionaries(
            {
                "given_by": base.authorities,
                "given_at": st.none() | base.instants,
                "given_in": st.none() | base.digests,
            }
        ),
        st.none() | base.assessments,
        st.none() | marks,
        tuples(base.documents, 2),
    )
)
ends = st.builds(
    ConsultationEnd,
    reason=st.sampled_from(EndReason),
    text=explained,
    denials=tuples(base.denial_ids),
    at=base.instants,
)
numbers = st.builds(
    round_number, base.authorities, st.integers(2021, 2099), st.integers(1, 10**12 - 1)
)
classified_items = st.builds(
    ClassifiedItem,
    description=texts(60),
    manufacturer=texts(40, least=0),
    designation=texts(20, least=0),
    parameters=tuples(
        st.builds(
            MeasuredParameter,
            name=texts(20),
            value=base.decimals,
            unit=texts(10, least=0),
            tolerance=st.none() | base.decimals.filter(lambda value: value >= 0),
        ),
        2,
    ),
    sheets=tuples(base.documents, 2),
)
questions = st.builds(ClassificationQuestion, number=numbers, item=classified_items)
opinions = st.builds(
    ClassificationOpinion,
    confidence=st.sampled_from(Confidence),
    precedents=tuples(texts(20), 2),
)
outcomes = st.builds(
    ClassificationOutcome,
    code=st.none() | base.codes,
    list_version=texts(20, least=0),
    reason=stated_text,
    closed_on=base.days,
    agreed=tuples(base.authorities, 2),
    differed=tuples(
        st.builds(DifferingOpinion, authority=base.authorities, codes=tuples(base.codes, 2)), 2
    ),
)
closings = st.builds(ClassificationClosing, number=numbers, outcome=st.none() | outcomes)
supplements = (
    st.fixed_dictionaries(
        {},
        optional={
            "text": explained,
            "transaction": base.transactions,
            "documents": tuples(base.documents, 2),
            "references": tuples(base.references, 2),
            "human_rights": base.assessments,
            "forwarded_to": base.authorities,
            "closing": closings,
        },
    )
    .filter(lambda fields: any(fields.values()))
    .map(Supplement.model_validate)
)
corrections = st.builds(
    Correction,
    message_id=base.uuids,
    message_digest=base.digests,
    fields=tuples(texts(60), least=1),
    reason=stated_text,
)
recalls = st.builds(Recall, message_id=base.uuids, message_digest=base.digests, reason=stated_text)
recall_statements = st.builds(
    RecallStatement,
    message_id=base.uuids,
    sealed_at=base.instants,
    opened=tuples(st.builds(LetterOpening, role=texts(), at=base.instants)),
    answered=st.booleans(),
)
contact_notes = st.builds(
    ContactNote, at=base.instants, channel=texts(), text=stated_text, objection=st.booleans()
)
contact_replies = st.one_of(
    st.builds(ContactReply, confirmed=st.just(True), text=explained),
    st.builds(ContactReply, confirmed=st.just(False), text=stated_text),
)
licence_numbers = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}", fullmatch=True)
licence_questions = st.builds(LicenceQuestion, number=licence_numbers, on=st.none() | base.days)
licence_statements = st.builds(
    LicenceStatement,
    number=licence_numbers,
    on=base.days,
    answer=st.sampled_from(LicenceAnswer),
    state=st.none() | st.sampled_from(LicenceState),
    valid_from=st.none() | base.days,
    valid_until=st.none() | base.days,
    lines=tuples(
        st.builds(
            CustomsItem,
            line=st.integers(1, 200),
            codes=tuples(base.codes),
            cn_code=st.none() | st.just("85423190"),
            description=texts(),
            quantity=st.none() | base.decimals,
            unit=st.sampled_from(["", "kg", "pieces"]),
            value=st.none() | base.decimals,
            currency=st.none() | st.just("EUR"),
            quantity_left=st.none() | base.decimals,
            value_left=st.none() | base.decimals.map(lambda each: -each),
        ),
        2,
    ),
)
information_requests = st.one_of(
    st.builds(
        InformationRequest,
        kind=st.sampled_from(InformationKind),
        case_reference=texts(least=0),
        questions=tuples(keys, least=1),
        text=explained,
        transaction=st.none() | base.transactions,
        wanted_by=st.none() | base.days,
        licence=st.none() | licence_questions,
    ),
    st.builds(InformationRequest, licence=licence_questions),
    st.builds(InformationRequest, kind=st.sampled_from(InformationKind), text=stated_text),
    st.builds(
        InformationRequest,
        kind=st.just(InformationKind.CLASSIFICATION),
        text=stated_text,
        wanted_by=st.none() | base.days,
        round=questions,
    ),
)
information_replies = st.builds(
    InformationReply,
    answers=tuples(st.builds(StandardAnswer, question=keys, answer=keys)),
    text=explained,
    codes=tuples(base.codes),
    not_listed=st.booleans(),
    documents=tuples(base.documents, 2),
    opinion=st.none() | opinions,
    licence=st.none() | licence_statements,
)
forwardings = st.builds(
    Forwarding,
    asking=base.authorities,
    conversation_id=base.uuids,
    request=requests,
    received=base.instants,
    last_instant=base.instants,
    rulebook=base.versions,
    text=explained,
)
scopes = (
    st.fixed_dictionaries(
        {
            "codes": tuples(base.codes),
            "destinations": tuples(base.countries),
            "end_users": tuples(base.parties, 2),
            "denials": tuples(base.denial_ids),
        }
    )
    .map(lambda limits: {**limits, "everything": not any(limits.values())})
    .map(StandingScope.model_validate)
)
standing_answers = st.builds(
    StandingAnswer,
    procedure=st.sampled_from(["14(1)", "16(5)"]),
    answer=words,
    scope=scopes,
    until=base.days,
    conditions=explained,
    text=explained,
    withdrawn=st.booleans(),
)
settlements = st.builds(
    Settlement,
    procedure=st.sampled_from(["14(1)", "16(5)"]),
    case_reference=texts(least=0),
    conversations=tuples(base.uuids, least=2),
    answer=words,
    conditions=explained,
    text=explained,
)
final_assessments = st.builds(
    FinalAssessment,
    denial_id=base.denial_ids,
    outcome=st.sampled_from(SuspensionEnd),
    at=base.days,
    grounds=stated_text,
)
numbers = st.builds(
    "{}-N-{}-{:05}".format, base.authorities, st.integers(2000, 2099), st.integers(0, 10**6)
)
figures = st.builds(
    Figure,
    code=texts(),
    destination=st.none() | base.countries,
    number=st.none() | st.integers(0, 2**31 - 1),
    value=st.none() | base.amounts,
    currency=st.none() | st.sampled_from(["EUR", "USD"]),
)


@st.composite
def notices(draw: st.DrawFn) -> Notice:
    """Notices; what is withheld is not given."""
    fields: dict[str, Any] = {
        "transaction": draw(st.none() | base.transactions),
        "items": draw(tuples(base.items, 2)),
        "parties": draw(tuples(base.parties, 2)),
        "destinations": draw(tuples(base.countries)),
        "text": draw(explained),
    }
    withheld = draw(st.lists(st.sampled_from(sorted(fields)), unique=True, max_size=2))
    return Notice(
        kind=draw(st.sampled_from(["4(4)", "23(2)(e)", "9.draft", "2d"])),
        number=draw(numbers),
        law=draw(base.versions),
        action=draw(st.sampled_from(NoticeAction)),
        about=draw(st.just("") | numbers | base.denial_ids),
        outcome=draw(st.just("") | keys),
        at=draw(base.days),
        authorisations=draw(tuples(st.sampled_from(["EU001", "EU008"]))),
        figures=draw(tuples(figures, 2)),
        grounds=draw(base.stated(tuples(st.sampled_from(Ground)), tuple[Ground, ...])),
        effective_from=draw(st.none() | base.days),
        expires=draw(st.none() | base.days),
        reply_until=draw(st.none() | base.days),
        withheld=tuple(
            WithheldField(field=name, reason=draw(st.sampled_from(Withholding)))
            for name in withheld
        ),
        conditions=draw(explained),
        documents=draw(tuples(base.documents, 2)),
        references=draw(tuples(base.references, 2)),
        **{name: value for name, value in fields.items() if name not in withheld},
    )


comments = st.builds(Comment, about=numbers, text=stated_text, documents=tuples(base.documents, 2))

BY_MODEL: dict[type[Model], st.SearchStrategy[Any]] = {
    ConsultationEnd: ends,
    Supplement: supplements,
    Correction: corrections,
    Recall: recalls,
    RecallStatement: recall_statements,
    ContactNote: contact_notes,
    ContactReply: contact_replies,
    InformationRequest: information_requests,
    InformationReply: information_replies,
    Forwarding: forwardings,
    StandingAnswer: standing_answers,
    Settlement: settlements,
    FinalAssessment: final_assessments,
    Notice: notices(),
    Comment: comments,
}
