"""A morning at the office: a denial comes while a case is open, and after a licence was granted.

All parties are fictitious.
"""

from __future__ import annotations

from datetime import timedelta

from gateway.casework.cases.cases import assess
from gateway.casework.cases.end_users import AddedEndUser, add_end_user
from gateway.casework.cases.hit_verdicts import HitWord, judge_hit
from gateway.casework.cases.licence_alerts import list_matches, mark_seen, watch
from gateway.casework.denials.denials import review_denial
from gateway.casework.handlers.workflow_steps import SyncSteps
from gateway.domain.acts import TaskKind
from gateway.domain.base import Stated
from gateway.domain.case import (
    Application,
    AuthorisationKind,
    Case,
    CaseState,
    DecisionProposal,
    LicenceState,
    Outcome,
)
from gateway.domain.case.watch import MatchWord
from gateway.domain.consultation import ConsultationState
from gateway.domain.denial import Denial, Ground, ReviewOutcome
from gateway.domain.examination import HitVerdict, MatchClass
from gateway.domain.notice import DenialReview
from gateway.domain.transaction import Party
from gateway.errors import Reason, StateError
from gateway.register.denials.denial_queries import put_relayed
from tests.support.cases import french_denial
from tests.support.consultations import GRANT, at_home
from tests.support.federation_case import ANNA, CaseFederation, Desk, text
from tests.support.raising import present, refuses

PARTY = Party(names=("Solaris Water Works LLC",), country="AE")


def denial_of(code: str, number: int, party: Party = PARTY) -> Denial:
    """Another authority's refusal of the same equipment for the same end-user."""
    found = french_denial(number, authority=code, denial_id=f"{code}-2026-{number:05d}")
    same = found.transaction.model_copy(
        update={
            "end_user": Stated[Party].given(party),
            "consignee": Stated[Party].given(party),
        }
    )
    return found.model_copy(
        update={
            "transaction": same,
            "decision_date": (day := found.decision_date.replace(year=2026, month=2)),
            "first_notified": day,
        }
    )


def application_of(code: str, reference: str) -> Application:
    """An application of that authority, about which nobody needs to be asked."""
    wanted = at_home(reference)
    changed = wanted.transaction.model_copy(
        update={
            "goods_located_in": (code,),
            "end_user": Stated[Party].given(PARTY),
            "consignee": Stated[Party].given(PARTY),
        }
    )
    return wanted.model_copy(update={"transaction": changed})


async def morning(federation: CaseFederation, code: str) -> None:
    """The node visits its peers, as it does by itself all the time."""
    await SyncSteps(federation[code].node.office).sync_all()
    await federation.settle()


async def file(federation: CaseFederation, code: str, reference: str) -> Case:
    case = await federation[code].file(application_of(code, reference))
    await federation.settle()
    return await federation[code].case(case.case_id)


async def licensed(federation: CaseFederation, code: str, reference: str) -> Case:
    case = await file(federation, code, reference)
    await federation[code].only_propose(case.case_id, GRANT)
    return await federation[code].decide(case.case_id)


def acts_of(case: Case, verb: str) -> list[str]:
    return [act.reference for act in case.acts if act.verb == verb]


# --- a pending case -----------------------------------------------------------------------


async def test_a_denial_that_arrives_while_the_second_officer_reads_stops_the_decision(
    three: CaseFederation,
) -> None:
    fr, de = three["FR"], three["DE"]
    granted = await licensed(three, "FR", "FR-LAST-MONTH")
    case = await file(three, "FR", "FR-TODAY")
    assert present(case.examination).hits == ()
    await fr.only_propose(case.case_id, GRANT)

    await de.deny(denial_of("DE", 7))
    await morning(three, "FR")

    case = await fr.case(case.case_id)
    assert (case.state, case.proposal) == (CaseState.CONSULTING, None)
    assert acts_of(case, "denial.came") == ["DE-2026-00007"]
    [asked] = case.consultations
    assert (asked.consulted, asked.procedure) == ("DE", "16(5)")
    assert asked.request.denials == ("DE-2026-00007",)
    assert asked.state is ConsultationState.RUNNING
    with refuses(StateError, Reason.DENIAL_UNSEEN) as refused:
        await fr.decide(case.case_id)
    assert "DE-2026-00007" in str(refused.value)
    assert any("DE-2026-00007" in words for words in case.attention)

    # The licence of last month is listed, with the reasons.
    [match] = (await list_matches(fr.node.office, ANNA)).items
    assert (match.case_id, match.hit.denial_id) == (granted.case_id, "DE-2026-00007")
    assert match.hit.match_class is not MatchClass.POSSIBLE
    assert match.hit.party.reasons
    assert match.hit.item.reasons

    # Anna looks, DE answers, and the case is decided.
    word = HitWord(language="fr", text="Même utilisateur final.", verdict=HitVerdict.CONFIRMED)
    await judge_hit(fr.node.office, ANNA, case.case_id, "DE-2026-00007", word)
    assert "denial.unseen" not in await fr.task_kinds()
    await de.answer("not_identical")
    await three.settle()
    decided = await fr.only_decided(case.case_id, GRANT)
    assert decided.state is CaseState.DECIDED
    [hit] = present(decided.examination).hits
    assert present(hit.judgement).text == "Même utilisateur final."


async def test_our_own_denial_is_shown_and_asks_nobody(three: CaseFederation) -> None:
    """A refusal of this morning concerns the other open case of the same end-user."""
    fr = three["FR"]
    first, second = await file(three, "FR", "FR-1"), await file(three, "FR", "FR-2")
    await refuse(fr, first.case_id)
    await morning(three, "FR")
    case = await fr.case(second.case_id)
    assert acts_of(case, "denial.came") == ["FR-2026-00001"]
    assert (case.consultations, case.state) == ((), CaseState.ASSESSMENT)
    assert acts_of(await fr.case(first.case_id), "denial.came") == []


async def refuse(desk: Desk, case_id: str) -> None:
    refusal = DecisionProposal(
        outcome=Outcome.REFUSED, grounds=(Ground.HUMAN_RIGHTS,), explanation=(text("Non.", "fr"),)
    )
    await desk.only_decided(case_id, refusal)


async def test_what_does_not_concern_a_case_leaves_its_proposal(three: CaseFederation) -> None:
    fr = three["FR"]
    case = await file(three, "FR", "FR-TODAY")
    await fr.only_propose(case.case_id, GRANT)
    other = Party(names=("Zephyr Shipbuilding Yard",), country="AE")
    await three["DE"].deny(denial_of("DE", 8, other))
    await morning(three, "FR")
    shown = await fr.case(case.case_id)
    assert (shown.state, acts_of(shown, "denial.came")) == (CaseState.PROPOSED, [])
    assert (await fr.decide(case.case_id)).state is CaseState.DECIDED


async def test_a_quiet_round_writes_nothing(three: CaseFederation) -> None:
    case = await file(three, "FR", "FR-TODAY")
    await three["DE"].deny(denial_of("DE", 7))
    await morning(three, "FR")
    fr = three["FR"]
    before = await fr.case(case.case_id)
    assert await watch(fr.node.office) == 0
    await morning(three, "FR")
    assert await fr.case(case.case_id) == before


# --- licences in force ------------------------------------------------------------------------


async def test_an_officer_says_what_becomes_of_a_licence_that_matches(
    three: CaseFederation,
) -> None:
    fr = three["FR"]
    granted = await licensed(three, "FR", "FR-LAST-MONTH")
    await three.at(three.clock.at + timedelta(days=30))
    await three["DE"].deny(denial_of("DE", 7))
    await morning(three, "FR")
    assert await fr.task_kinds() == [TaskKind.LICENCE_MATCHED]
    assert acts_of(await fr.case(granted.case_id), TaskKind.LICENCE_MATCHED) == ["DE-2026-00007"]

    why = MatchWord(language="fr", text="Suspension proposée.", verdict=HitVerdict.CONFIRMED)
    before = fr.clock.now()
    [seen] = await mark_seen(fr.node.office, ANNA, granted.case_id, "DE-2026-00007", why)
    [word] = seen.said
    assert (word.by, word.text, seen.seen) == ("anna", why.text, word.at)
    assert before < word.at < fr.clock.now()
    assert await fr.task_kinds() == []
    assert (await list_matches(fr.node.office, ANNA)).items == ()
    assert (await list_matches(fr.node.office, ANNA, seen=True)).items == (seen,)

    # What she said is offered where the same denial meets the same party again.
    later = await file(three, "FR", "FR-AGAIN")
    [hit] = present(later.examination).hits
    assert (hit.judgement, [each.text for each in hit.earlier]) == (None, [why.text])
    assert (hit.earlier[0].verdict, hit.earlier[0].case_id) == (why.verdict, granted.case_id)


async def test_a_denial_that_ends_stays_listed_as_ended(three: CaseFederation) -> None:
    fr, de = three["FR"], three["DE"]
    await licensed(three, "FR", "FR-LAST-MONTH")
    await de.deny(denial_of("DE", 7))
    await morning(three, "FR")
    review = DenialReview(
        denial_id="DE-2026-00007",
        outcome=ReviewOutcome.REVOKED,
        at=de.clock.now().date(),
        grounds=(text("Aufgehoben.", "de"),),
    )
    await review_denial(de.node.office, ANNA, review.denial_id, review)
    await morning(three, "FR")
    [match] = (await list_matches(fr.node.office, ANNA)).items
    assert match.denial_ended


async def test_a_licence_is_not_told_of_the_denial_of_its_own_suspension(
    three: CaseFederation,
) -> None:
    fr = three["FR"]
    granted = await licensed(three, "FR", "FR-LAST-MONTH")
    await morning(three, "FR")
    doubt = application_of("FR", "FR-DOUBT").model_copy(
        update={"procedure": "licence_in_force", "concerns": granted.case_id}
    )
    case = await fr.file(doubt)
    await three.settle()
    suspended = DecisionProposal(
        outcome=Outcome.SUSPENDED, grounds=(Ground.HUMAN_RIGHTS,), explanation=(text("Oui."),)
    )
    await fr.only_decided(case.case_id, suspended)
    await morning(three, "FR")
    assert (await list_matches(fr.node.office, ANNA)).items == ()
    # It is suspended, not ended: what others deny is listed still.
    await three["DE"].deny(denial_of("DE", 7))
    await morning(three, "FR")
    assert [each.licence for each in (await list_matches(fr.node.office, ANNA)).items] == [
        "suspended"
    ]


async def test_a_licence_that_knew_the_denial_is_not_listed(three: CaseFederation) -> None:
    fr = three["FR"]
    await three["DE"].deny(denial_of("DE", 7))
    await morning(three, "FR")
    case = await file(three, "FR", "FR-TODAY")
    await three.answers("DE", "not_identical")
    await fr.say_of_hits(case.case_id)
    await fr.only_decided(case.case_id, GRANT)
    await morning(three, "FR")
    assert (await list_matches(fr.node.office, ANNA)).items == ()


async def test_an_end_user_that_was_added_to_a_licence_is_watched_with_it(
    three: CaseFederation,
) -> None:
    """The global licence names nobody; the case that added the end-user is what matches."""
    fr = three["FR"]
    wanted = application_of("FR", "FR-GLOBAL")
    nobody = {"end_user": Stated[Party](), "consignee": Stated[Party]()}
    unnamed = wanted.model_copy(
        update={
            "kind": AuthorisationKind.GLOBAL,
            "transaction": wanted.transaction.model_copy(update=nobody),
        }
    )
    licence = await fr.file(unnamed)
    await three.settle()
    await fr.only_decided(licence.case_id, GRANT)
    wish = AddedEndUser(reference="FR-GLOBAL/1", end_user=PARTY)
    added = await add_end_user(fr.node.office, ANNA, licence.case_id, wish)
    await three.settle()
    assessment = wanted.transaction.human_rights
    assert assessment is not None
    await assess(fr.node.office, ANNA, added.case_id, assessment)
    await fr.only_decided(added.case_id, GRANT)
    await morning(three, "FR")

    await three["DE"].deny(denial_of("DE", 7))
    await morning(three, "FR")
    [match] = (await list_matches(fr.node.office, ANNA)).items
    assert (match.case_id, match.licence) == (added.case_id, LicenceState.IN_FORCE)


async def test_a_denial_of_a_state_that_is_no_member_is_watched_too(
    three: CaseFederation,
) -> None:
    fr = three["FR"]
    case = await file(three, "FR", "FR-TODAY")
    relayed = denial_of("DE", 7).model_copy(update={"denial_id": "NO-2026-00007"})
    await fr.node.db.write(
        lambda conn: put_relayed(
            conn, relayed, relayed_from="NO", transcribed_by="FR", at=fr.clock.now()
        )
    )
    await morning(three, "FR")
    shown = await fr.case(case.case_id)
    assert acts_of(shown, "denial.came") == ["NO-2026-00007"]
    assert shown.consultations == ()  # for information
