"""Article 23(2)(e): sensitive end-users, told to chosen authorities, met in their cases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gateway.casework.cases.amendment import amend_application
from gateway.casework.cases.decision import decide
from gateway.casework.cases.records import evidence_of
from gateway.casework.cases.sensitive import look_at, pending_sensitive, sensitive_of_case
from gateway.casework.feed.events import list_events
from gateway.casework.handlers.tasks import list_tasks
from gateway.casework.letters.letters import get_letter, list_letters
from gateway.casework.letters.recall import recall
from gateway.casework.notices.notices import amend_notice
from gateway.casework.permissions import Officer, OfficerRole
from gateway.casework.records.correspondence_rows import LetterRow, listed
from gateway.casework.records.letter_access import openings
from gateway.domain.base import Stated
from gateway.domain.case import Application, CaseState, Outcome
from gateway.domain.examination import MatchClass
from gateway.domain.letter import LetterType
from gateway.domain.lists.filters import LetterFilter
from gateway.domain.transaction import Party
from gateway.errors import ComityError, NotFoundError, PermissionRefusedError, Reason
from gateway.nouns.case import CASE
from tests.support.federation_case import ANNA, BERT, CaseFederation, Desk, text
from tests.support.kinds import begun, filed, outcome
from tests.support.notices import draft, exchange, publish
from tests.support.raising import refuses

FRONT = Party(names=("Orchid Research Institute", "Pajouheshgah-e Orkideh"), country="AE")
SECRET = "Orders through a front in the free zone."
CONDITION = "Not to be passed on without our consent."
TOLD: dict[str, Any] = {
    "parties": (FRONT,),
    "transaction": None,
    "items": (),
    "destinations": (),
    "text": (text(SECRET),),
    "conditions": (text(CONDITION),),
    "recipients": ("DE",),
}


async def told(federation: CaseFederation, **changed: Any) -> str:
    """FR tells DE, and nobody else, of a sensitive end-user."""
    sent = await publish(federation["FR"], "23(2)(e)", **(TOLD | changed))
    await exchange(federation)
    return sent.number


def for_the_front(reference: str = "S-1", **changed: Any) -> Application:
    """An application whose end-user is the front under another spelling."""
    end_user = Party(names=("ORCHID RESEARCH INST.",), country="AE")
    fields: dict[str, Any] = {
        "end_user": Stated[Party].given(end_user),
        "intermediaries": (),
        **changed,
    }
    return filed(reference, **fields)


async def reason(desk: Desk, case_id: str) -> Reason | None:
    try:
        await desk.propose(case_id, outcome(Outcome.GRANTED))
    except ComityError as refused:
        return refused.reason
    return None


async def test_a_case_reminds_of_one_and_is_not_decided_before_somebody_has_looked(
    federation: CaseFederation,
) -> None:
    """FR has warned DE of a front; DE's officer meets it in an application, and looks."""
    number = await told(federation)
    de = federation["DE"]
    office = de.node.office
    case = await begun(federation, for_the_front())
    assert case.state is CaseState.ASSESSMENT
    [hit] = (await sensitive_of_case(office, ANNA, case.case_id)).items
    assert (hit.number, hit.origin, hit.match_class) == (number, "FR", MatchClass.LIKELY)
    assert hit.party.reasons[0] == "our end-user"
    assert [each.text for each in (*hit.text, *hit.conditions)] == [SECRET, CONDITION]
    assert [each.case_id for each in (await pending_sensitive(office, ANNA)).items] == [
        case.case_id
    ]
    assert await reason(de, case.case_id) is Reason.SENSITIVE_UNSEEN
    note = text("Asked the applicant; the goods go to a hospital.")
    [seen] = await look_at(office, ANNA, case.case_id, number, note)
    assert seen.looked is not None
    assert (seen.looked.by, seen.looked.text) == (ANNA.name, note.text)
    assert (await pending_sensitive(office, ANNA)).items == ()
    assert await reason(de, case.case_id) is None
    assert (await de.decide(case.case_id)).state is CaseState.DECIDED


async def test_one_that_comes_or_changes_between_proposal_and_decision_is_looked_at(
    federation: CaseFederation,
) -> None:
    de, office = federation["DE"], federation["DE"].node.office
    case = await begun(federation, for_the_front())
    await de.propose(case.case_id, outcome(Outcome.GRANTED))
    number = await told(federation)
    with refuses(ComityError, Reason.SENSITIVE_UNSEEN):
        await decide(office, BERT, case.case_id)
    await look_at(office, ANNA, case.case_id, number, text("Known to us."))
    words = {**TOLD, "text": (text("A second front."),)}
    del words["recipients"]
    await amend_notice(federation["FR"].node.office, ANNA, number, draft("23(2)(e)", **words))
    await exchange(federation)
    with pytest.raises(ComityError):
        await decide(office, BERT, case.case_id)
    await look_at(office, ANNA, case.case_id, number, text("Known to us too."))
    assert (await decide(office, BERT, case.case_id)).state is CaseState.DECIDED


async def test_who_may_not_read_it_does_not_learn_that_it_exists(
    federation: CaseFederation,
) -> None:
    """Not in the case, its page, its evidence, its acts, tasks or changes; not at NL."""
    de, office = federation["DE"], federation["DE"].node.office
    plain = await begun(federation, for_the_front("S-0"))
    system = Officer(name="anna", role=OfficerRole.SYSTEM, created=de.clock.now())  # its cases
    before = (
        (await list_events(office, system)).events,
        (await list_tasks(office, system)).items,
    )
    number = await told(federation)
    case = await begun(federation, for_the_front("S-1"))
    await look_at(office, ANNA, case.case_id, number, text("Looked."))
    whole = case.model_dump_json() + await CASE.printed(office, BERT, case.case_id)
    assert number not in whole
    assert SECRET not in whole
    assert SECRET.encode() not in await evidence_of(office, BERT, case.case_id)
    assert [act.verb for act in case.acts] == [act.verb for act in plain.acts]
    later = (await list_events(office, system)).events
    assert {each.subject for each in later} - {each.subject for each in before[0]} <= {case.case_id}
    assert len((await list_tasks(office, system)).items) <= 2 * len(before[1])
    assert all(
        number not in (task.subject, task.text) for task in (await list_tasks(office, system)).items
    )
    for case_id in (case.case_id, "DE-C-2026-99999"):
        with pytest.raises(PermissionRefusedError, match="may not"):
            await sensitive_of_case(office, system, case_id)
    nl = federation["NL"].node.office
    assert (await pending_sensitive(nl, ANNA)).items == ()


async def newest_letter(desk: Desk) -> LetterRow:
    """The newest letter that tells DE."""
    found = await desk.node.db.read(lambda conn: listed(conn, letter_type=LetterType.NOTICE))
    return [row for row in found if row.ours and row.peer == "DE"][-1]


async def test_a_licensing_system_learns_of_no_letter_and_of_no_recall(
    federation: CaseFederation,
) -> None:
    de, office = federation["DE"], federation["DE"].node.office
    system = Officer(name="anna", role=OfficerRole.SYSTEM, created=de.clock.now())  # its cases
    empty = (
        (await list_events(office, system)).events,
        (await list_tasks(office, system)).items,
    )
    await told(federation)
    letter = await newest_letter(federation["FR"])
    assert letter.message_id in {
        each.message_id for each in (await list_letters(office, ANNA)).items
    }
    for conversation_id in (None, letter.conversation_id):
        with pytest.raises(PermissionRefusedError, match="may not read letters"):
            await list_letters(office, system, LetterFilter(conversation_id=conversation_id))
    for message_id in (letter.message_id, "0190c2a4-0000-7000-8000-000000000000"):
        with pytest.raises(PermissionRefusedError, match="may not read letters"):
            await get_letter(office, system, message_id)
    await recall(federation["FR"].node.office, ANNA, letter.message_id, (text("Wrong draft."),))
    await exchange(federation)
    assert "letter.recalled" in {task.kind for task in (await list_tasks(office, ANNA)).items}
    assert (
        (await list_events(office, system)).events,
        (await list_tasks(office, system)).items,
    ) == empty


async def test_what_was_looked_at_is_this_notice_met_by_this_transaction(
    federation: CaseFederation,
) -> None:
    """The front was only an intermediary when Anna looked; amended, it is the end-user."""
    office = federation["DE"].node.office
    number = await told(federation)
    somebody = Stated[Party].given(Party(names=("Gulf Water Authority",), country="AE"))
    first = for_the_front(end_user=somebody, intermediaries=(FRONT,))
    case = await begun(federation, first)
    await look_at(office, ANNA, case.case_id, number, text("Only a forwarder."))
    amended = for_the_front(end_user=Stated[Party].given(FRONT))
    await amend_application(office, ANNA, case.case_id, amended, text("The applicant says so."))
    await federation.settle()
    [hit] = (await sensitive_of_case(office, ANNA, case.case_id)).items
    assert (hit.match_class, hit.looked) == (MatchClass.EXACT, None)
    assert [each.case_id for each in (await pending_sensitive(office, ANNA)).items] == [
        case.case_id
    ]


async def test_a_version_that_was_recalled_and_written_anew_is_looked_at_again(
    federation: CaseFederation,
) -> None:
    fr, office = federation["FR"].node.office, federation["DE"].node.office
    number = await told(federation)
    case = await begun(federation, for_the_front())
    words = {key: value for key, value in TOLD.items() if key != "recipients"}
    federation.clock.at += timedelta(minutes=5)
    await amend_notice(fr, ANNA, number, draft("23(2)(e)", **words | {"text": (text("Two."),)}))
    await exchange(federation)
    await look_at(office, ANNA, case.case_id, number, text("Looked at two."))
    second = await newest_letter(federation["FR"])
    await recall(fr, ANNA, second.message_id, (text("Wrong draft."),))
    await exchange(federation)
    federation.clock.at += timedelta(minutes=5)
    await amend_notice(fr, ANNA, number, draft("23(2)(e)", **words | {"text": (text("Three."),)}))
    await exchange(federation)
    [hit] = (await sensitive_of_case(office, ANNA, case.case_id)).items
    assert ([each.text for each in hit.text], hit.looked) == (["Three."], None)


async def test_a_recall_is_told_by_whom_it_was_read_wherever_it_was_read(
    federation: CaseFederation,
) -> None:
    de = federation["DE"]
    await told(federation)
    await begun(federation, for_the_front())
    letter = await newest_letter(federation["FR"])
    assert await de.node.db.read(lambda conn: openings(conn, letter.message_id)) == ()
    await pending_sensitive(de.node.office, ANNA)
    read = await de.node.db.read(lambda conn: openings(conn, letter.message_id))
    assert [each.role for each in read] == [str(ANNA.role)]


async def test_it_ends_on_the_day_that_its_sender_named(federation: CaseFederation) -> None:
    day = federation["DE"].clock.now().date()
    await told(federation, expires=day + timedelta(days=1))
    office = federation["DE"].node.office
    case = await begun(federation, for_the_front())
    assert len((await sensitive_of_case(office, ANNA, case.case_id)).items) == 1
    federation["DE"].clock.at += timedelta(days=2)
    assert (await sensitive_of_case(office, ANNA, case.case_id)).items == ()


async def test_a_front_as_intermediary_counts_and_a_route_is_met_by_item_and_place(
    federation: CaseFederation,
) -> None:
    office = federation["DE"].node.office
    number = await told(federation)
    somebody = Stated[Party].given(Party(names=("Gulf Water Authority",), country="AE"))
    through = for_the_front(end_user=somebody, intermediaries=(FRONT,))
    case = await begun(federation, through)
    [hit] = (await sensitive_of_case(office, ANNA, case.case_id)).items
    assert (hit.number, hit.party.reasons[0]) == (number, "our intermediary")
    assert hit.match_class is MatchClass.EXACT
    items = through.transaction.items
    route = await told(federation, parties=(), items=items, destinations=("AE",))
    other = await begun(federation, filed("S-2", end_user=somebody, intermediaries=()))
    [found] = (await sensitive_of_case(office, ANNA, other.case_id)).items
    assert (found.number, found.match_class) == (route, MatchClass.POSSIBLE)
    assert "no party" in found.party.reasons[0]
    elsewhere = filed("S-3", end_user=somebody, intermediaries=(), destination="IN")
    far = await begun(federation, elsewhere)
    assert [h.number for h in (await sensitive_of_case(office, ANNA, far.case_id)).items] == [route]


async def test_what_is_not_there_cannot_be_looked_at(federation: CaseFederation) -> None:
    case = await begun(federation, for_the_front())
    office = federation["DE"].node.office
    with pytest.raises(NotFoundError, match="no such notice"):
        await look_at(office, ANNA, case.case_id, "FR-N-2026-00001", text("x"))
