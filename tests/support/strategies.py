"""Hypothesis strategies for every domain model that goes over the wire.

They draw only what is valid and, so that round trips compare exactly, in the form in which
the domain keeps it: text without space around it, decimals within the contract's digits,
instants in UTC with microseconds.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from gateway.domain.authority import COMMISSION
from gateway.domain.base import Stated, Statement, Withholding
from gateway.domain.consultation import (
    ConsultationAnswer,
    ConsultationRequest,
    DenialAnswer,
    ExtensionReply,
    ExtensionRequest,
)
from gateway.domain.denial import DecisionType, Denial, FreeText, Ground, LegalBase, ReviewOutcome
from gateway.domain.letter import (
    ALL_MEMBERS,
    EntryHeader,
    EntryType,
    Erasure,
    ErasureGround,
    JournalRecord,
    JournalRecordKind,
    JournalRoot,
    LetterHeader,
    LetterType,
    Marking,
    NewestReceived,
    PartBody,
    PartCommitment,
    PartKind,
)
from gateway.domain.notice import (
    DenialGrounds,
    DenialReview,
    GrantKind,
    GrantNotice,
    SetAside,
    SetAsideWay,
)
from gateway.domain.relation import CaseRelation, RelationKind
from gateway.domain.transaction import (
    Activity,
    Address,
    AssessmentRelease,
    Classification,
    Consequence,
    Document,
    DocumentKind,
    DocumentReplacement,
    DocumentTranslation,
    HumanRightsAssessment,
    Identifier,
    Item,
    ListSource,
    Parameter,
    Party,
    PartyKind,
    Reference,
    Text,
    Transaction,
    TranslationKind,
)
from tests.support.member_states import MEMBER_STATES

T = TypeVar("T")

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
CENTURY_US = 100 * 365 * 86_400 * 10**6


def texts(most: int = 40, *, least: int = 1) -> SearchStrategy[str]:
    """Text in any script, without space around it."""
    alphabet = st.characters(exclude_categories=["Cs", "Cc"])
    drawn = st.text(alphabet, min_size=least, max_size=most).map(str.strip)
    return drawn.filter(lambda text: len(text) >= least)


def tuples(each: SearchStrategy[T], most: int = 3, *, least: int = 0) -> SearchStrategy[Any]:
    """Tuples of a few."""
    return st.lists(each, min_size=least, max_size=most).map(tuple)


def stated(value: SearchStrategy[T], of: Any) -> SearchStrategy[Any]:
    """A field in each of its four states; ``of`` is the type of the value."""
    kind: Any = Stated[of]
    return st.one_of(
        value.map(kind.given),
        st.sampled_from(Withholding).map(kind.withheld),
        st.just(kind(state=Statement.UNKNOWN)),
        st.just(kind(state=Statement.NOT_APPLICABLE)),
    )


states = st.sampled_from(sorted(MEMBER_STATES))
authorities = st.one_of(
    states, st.just(COMMISSION), st.builds("{}-{}".format, states, st.sampled_from(["VLG", "B2"]))
)
countries = st.sampled_from(["TR", "GR", "FR", "AE", "MM", "CN", "US"])
days = st.dates(FIRST, LAST)
instants = st.integers(0, CENTURY_US).map(lambda us: EPOCH + timedelta(microseconds=us))
uuids = st.uuids(version=None).map(str)
digests = st.binary(min_size=32, max_size=32).map(bytes.hex)
decimals = st.decimals(
    min_value=Decimal(-(10**18)), max_value=Decimal(10**18), places=6, allow_nan=False
)
amounts = decimals.map(abs)
languages = st.sampled_from(["de", "fr", "el", "bg", "zh-Hans", "ar"])
denial_ids = st.builds(
    "{}-{}-{:05}".format, authorities, st.integers(2000, 2099), st.integers(0, 10**6)
)
codes = st.sampled_from(["5A001.j", "4A005", "9A012.a.1", "1C350.7", "5D002.c.3.b"])

free_texts = st.builds(FreeText, language=languages, text=texts(80))
references = st.builds(Reference, system=texts(), value=texts())
relations = st.builds(
    CaseRelation, kind=st.sampled_from(RelationKind), system=texts(), reference=texts()
)
grounds = tuples(st.sampled_from(Ground))
stated_grounds = stated(grounds, tuple[Ground, ...])

parties = st.builds(
    Party,
    names=tuples(texts(), least=1),
    kind=st.sampled_from(PartyKind),
    addresses=tuples(st.builds(Address, text=texts(), country=st.none() | countries), 2),
    country=st.none() | countries,
    identifiers=tuples(st.builds(Identifier, scheme=texts(), value=texts()), 2),
)
classifications = st.one_of(
    st.builds(
        Classification,
        source=st.sampled_from([ListSource.ANNEX_I, ListSource.NATIONAL]),
        code=codes,
        list_version=texts(least=0),
        state=st.none() | countries,
        authority=st.none() | authorities,
    ),
    st.builds(Classification, source=st.just(ListSource.NON_LISTED), code=st.none()),
)
items = st.builds(
    Item,
    description=texts(80),
    classifications=tuples(classifications, 2, least=1),
    parameters=tuples(
        st.builds(Parameter, name=texts(), value=decimals, unit=texts(20, least=0)), 2
    ),
    cn_code=st.none() | st.from_regex(r"[0-9]{6,10}", fullmatch=True),
    cas_number=st.none() | st.from_regex(r"[0-9]{2,7}-[0-9]{2}-[0-9]", fullmatch=True),
    country_of_origin=st.none() | countries,
    quantity=st.none() | amounts,
    quantity_unit=texts(20, least=0),
    value=st.none() | amounts,
    currency=st.none() | st.sampled_from(["EUR", "USD"]),
    cyber_surveillance=st.booleans(),
)
_violations = st.sampled_from(
    [
        (False, None, None),
        (True, None, None),
        (False, False, False),
        (True, True, False),
        (True, False, True),
        (True, True, True),
    ]
)


@st.composite
def _assessments(draw: st.DrawFn) -> HumanRightsAssessment:
    serious, human_rights, humanitarian = draw(_violations)
    whole = HumanRightsAssessment(
        risk=draw(st.sampled_from(["low", "moderate", "high", "unacceptable"])),
        internal_repression=draw(st.booleans()),
        serious_violations=serious,
        human_rights_violations=human_rights,
        humanitarian_law_violations=humanitarian,
        sources=draw(tuples(texts(), least=1)),
        reasoning=draw(texts(80)),
        due_diligence=draw(st.just("") | texts(40)),
        follows=draw(st.sampled_from([(), (Consequence.NONE,), (Consequence.CONDITIONS,)])),
        follows_text=draw(st.just("") | texts(40)),
        summary=draw(texts(40)),
        language=draw(languages),
    )
    return whole.released(draw(st.sampled_from(AssessmentRelease)))


assessments = _assessments()
transactions = st.builds(
    Transaction,
    activity=st.sampled_from(Activity),
    items=tuples(items, 2, least=1),
    exporter=stated(parties, Party),
    consignee=stated(parties, Party),
    intermediaries=tuples(parties, 1),
    end_user=stated(parties, Party),
    destination=countries,
    country_of_consignment=st.none() | countries,
    goods_located_in=tuples(countries),
    goods_regions=tuples(countries.map("{}-R1".format)),
    state_of_declaration=st.none() | countries,
    transit_countries=tuples(countries),
    stated_end_use=stated(texts(80), Text),
    contract_date=st.none() | days,
    customs_procedure=texts(20, least=0),
    national_data=texts(least=0),
    service_description=texts(least=0),
    third_country_of_location=st.none() | countries,
    human_rights=st.none() | assessments,
)
documents = st.builds(
    Document,
    kind=st.sampled_from(DocumentKind),
    title=texts(),
    language=languages,
    sha256=digests,
    size_bytes=st.integers(0, 2**63 - 1),
    media_type=texts(least=0),
    replaces=st.none() | st.builds(DocumentReplacement, of=st.just("e7" * 32), reason=texts()),
    translates=st.none()
    | st.builds(
        DocumentTranslation,
        of=st.just("7e" * 32),
        kind=st.sampled_from(TranslationKind),
        translator=texts(least=0),
    ),
)

explanations = tuples(free_texts, 2)
denial_grounds = st.one_of(
    st.builds(
        DenialGrounds,
        grounds=stated_grounds,
        explanation=explanations,
        explanation_withheld=st.none(),
    ),
    st.builds(
        DenialGrounds,
        grounds=stated_grounds,
        explanation=st.just(()),
        explanation_withheld=st.sampled_from(Withholding),
    ),
)


@st.composite
def denials(draw: st.DrawFn) -> Denial:
    """Denials with their dates in order."""
    decided, notified = sorted([draw(days), draw(days)])
    reasons = draw(denial_grounds)
    return Denial(
        denial_id=draw(denial_ids),
        authority=draw(authorities),
        national_reference=draw(texts()),
        decision=draw(st.sampled_from(DecisionType)),
        articles=draw(tuples(st.sampled_from(["16(1)", "16(3)", "10(2)"]))),
        legal_base=draw(st.sampled_from(LegalBase)),
        decision_date=decided,
        first_notified=notified,
        reviews_so_far=draw(st.none() | st.integers(0, 20)),
        transaction=draw(transactions),
        grounds=reasons.grounds,
        explanation=reasons.explanation,
        explanation_withheld=reasons.explanation_withheld,
        documents=draw(tuples(documents, 2)),
        references=draw(tuples(references, 2)),
    )


set_asides = st.builds(
    SetAside,
    denial_id=denial_ids,
    way=st.sampled_from(SetAsideWay),
    body=texts(),
    reference=texts(),
    at=days,
    text=explanations,
)
reviews = st.builds(
    DenialReview,
    denial_id=denial_ids,
    outcome=st.sampled_from(ReviewOutcome),
    at=days,
    grounds=explanations,
    third_review_grounds=explanations,
)


@st.composite
def revocations(draw: st.DrawFn) -> DenialReview:
    """Draw a revocation that names the court which set the denial aside."""
    ends = set_asides.filter(lambda act: act.way.ends)
    act, review = draw(ends), draw(reviews)
    revoked = {"outcome": ReviewOutcome.REVOKED, "denial_id": act.denial_id, "set_aside": act}
    return DenialReview.model_validate(dict(review) | revoked)


grants = st.builds(
    GrantNotice,
    authority=authorities,
    case_reference=texts(),
    kind=st.sampled_from(GrantKind),
    decision_date=days,
    denials=tuples(denial_ids, least=1),
    consulted=tuples(authorities),
    transaction=st.none() | transactions,
    explanation=tuples(free_texts, 2, least=1),
    conditions=explanations,
)
erasures = st.builds(
    Erasure,
    index=st.integers(0, 2**63 - 1),
    ground=st.sampled_from(ErasureGround),
    article=texts(),
    officer_role=texts(),
)

answer_words = st.sampled_from(["identical", "not_identical", "more_information", "objection"])
requests = st.builds(
    ConsultationRequest,
    procedure=st.sampled_from(["14(1)", "16(5)"]),
    case_reference=texts(),
    transaction=transactions,
    denials=tuples(denial_ids),
    match_summary=tuples(texts(80)),
    references=tuples(references, 2),
    remarks=explanations,
    relations=tuples(relations, 2),
)
answers = st.builds(
    ConsultationAnswer,
    answer=answer_words,
    by_denial=tuples(st.builds(DenialAnswer, denial_id=denial_ids, answer=answer_words)),
    conditions=explanations,
    grounds=stated_grounds,
    explanation=explanations,
    information_needed=explanations,
)
extension_requests = st.builds(
    ExtensionRequest, working_days=st.integers(1, 365), reason=free_texts
)
extension_replies = st.builds(
    ExtensionReply,
    accepted=st.booleans(),
    working_days=st.integers(0, 365),
    reason=explanations,
)

commitments = st.builds(
    PartCommitment,
    kind=st.sampled_from(PartKind),
    release=st.just((ALL_MEMBERS,)) | tuples(authorities),
    marking=st.sampled_from(Marking),
    commitment=digests,
)
part_bodies = st.lists(st.integers(0, 31), unique=True, max_size=4).flatmap(
    lambda indexes: st.tuples(
        *(
            st.builds(
                PartBody,
                index=st.just(index),
                salt=st.binary(min_size=32, max_size=32),
                body=st.binary(max_size=64),
            )
            for index in sorted(indexes)
        )
    )
)
versions = st.sampled_from(["EU-2021-821/2026-3", "DE/2026-1"])
letter_headers = st.builds(
    LetterHeader,
    federation_id=digests,
    protocol_version=st.just(1),
    sender=authorities,
    recipient=authorities,
    message_id=uuids,
    conversation_id=uuids,
    conversation_number=st.integers(1, 2**63 - 1),
    letter_type=st.sampled_from(LetterType),
    procedure=st.sampled_from(["", "14(1)", "16(5)"]),
    epoch=uuids,
    sequence=st.integers(1, 2**63 - 1),
    created=instants,
    not_after=instants,
    in_reply_to=st.none() | digests,
    rulebook=versions,
    calendar=versions,
    rehearsal=st.booleans(),
    newest_received=st.none()
    | st.builds(NewestReceived, number=st.integers(1, 2**63 - 1), digest=digests),
)
_OF_EACH: dict[str, Any] = {
    "number": st.integers(0, 2**63 - 1),
    "position": st.integers(1, 2**63 - 1),
    "letter_digest": digests,
    "envelope_digest": digests,
    "at": instants,
}
journal_records = st.builds(
    JournalRecord,
    kind=st.sampled_from(sorted({*JournalRecordKind} - {JournalRecordKind.LETTER_ATTEMPTED})),
    receipt_digest=st.none() | digests,
    **_OF_EACH,
) | st.builds(
    JournalRecord,
    kind=st.just(JournalRecordKind.LETTER_ATTEMPTED),
    attempts=st.integers(1, 2**31 - 1),
    reason=st.from_regex(r"[A-Z0-9_]{1,60}", fullmatch=True),
    **_OF_EACH,
)
journal_roots = st.builds(
    JournalRoot,
    size=st.integers(1, 2**63 - 1),
    root=digests,
    previous=st.integers(2**40, 2**63 - 1),
    restored=st.none() | st.integers(0, 2**40),
    proof=st.lists(digests, max_size=64).map(tuple),
)
entry_headers = st.builds(
    EntryHeader,
    federation_id=digests,
    origin=authorities,
    event_id=uuids,
    entry_type=st.sampled_from(EntryType),
    subject=denial_ids,
    at=instants,
    rulebook=versions,
    previous_state=st.sampled_from(["", "valid", "revoked"]),
    rehearsal=st.booleans(),
)
