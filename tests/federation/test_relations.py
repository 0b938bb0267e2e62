"""Cases that belong together: shown on both; Article 11(4), an answer that is used again."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.casework.cases.related_cases import rely_on_answer
from gateway.casework.letters.correction import correct
from gateway.domain.case import Application, Case, CaseState, Outcome, Reliance
from gateway.domain.consultation import Consultation
from gateway.domain.denial import FreeText
from gateway.domain.letter import LetterType
from gateway.domain.relation import CaseRelation, RelationKind
from gateway.domain.transaction import Activity
from gateway.errors import ComityError, InputError, Reason, StateError
from tests.support.federation_case import ANNA, CaseFederation, text
from tests.support.kinds import begun, filed, outcome
from tests.support.morning import content, the_letter
from tests.support.raising import refuses

CONDITION = text("Delivery only after an end-use check on the spot.")


def related(wanted: Application, kind: RelationKind, system: str, reference: str) -> Application:
    relation = CaseRelation(kind=kind, system=system, reference=reference)
    return wanted.model_copy(update={"relations": (relation,)})


async def test_a_relation_is_shown_on_both_cases(federation: CaseFederation) -> None:
    for kind in (
        RelationKind.AMENDS,
        RelationKind.REPLACES,
        RelationKind.SAME_PROJECT,
        RelationKind.SPARE_PARTS,
    ):
        one, two, three = (f"{kind}-{number}" for number in (1, 2, 3))
        first = await begun(federation, filed(one))
        by_number = await begun(federation, related(filed(two), kind, "DE", first.case_id))
        by_reference = await begun(federation, related(filed(three), kind, "DE", one))
        shown = await federation["DE"].case(first.case_id)
        assert [(each.kind, each.case_id) for each in shown.related] == [
            (kind, by_number.case_id),
            (kind, by_reference.case_id),
        ]
        assert by_number.application.relations[0].kind is kind


async def test_those_consulted_see_the_relation(federation: CaseFederation) -> None:
    wanted = related(
        filed("R-4", goods_located_in=("NL",)), RelationKind.SPARE_PARTS, "ELAN-K2", "E2-98-0001"
    )
    await begun(federation, wanted)
    asked = await federation["NL"].asked()
    assert asked.request.relations == wanted.relations


# --- Article 11(4): the transfer to which the export was agreed before -----------------------


async def agreed(federation: CaseFederation, answer: str, **said: Any) -> Consultation:
    """DE asked NL, where the goods lie, about the export (14(1)); NL answered."""
    await begun(federation, filed("X-1", goods_located_in=("NL",)))
    await federation.answers("NL", answer, **said)
    return await federation["NL"].asked()


async def transfer(federation: CaseFederation, asked: Consultation) -> Case:
    """The exporter asks NL for the licence to bring the goods to DE first."""
    wanted = filed("NL-T-1", activity=Activity.TRANSFER, destination="DE", goods_located_in=("NL",))
    reference = asked.request.case_reference
    named = related(wanted, RelationKind.REUSES_ANSWER, "DE", reference)
    return await begun(federation, named, "NL")


async def rely(federation: CaseFederation, case: Case, asked: Consultation) -> Case:
    said = Reliance(
        language="en",
        text="Same contract, same end-user; nothing has changed.",
        conversation_id=asked.conversation_id,
    )
    return await rely_on_answer(federation["NL"].node.office, ANNA, case.case_id, said)


async def test_an_answer_under_14_1_is_used_again_for_the_transfer(
    federation: CaseFederation,
) -> None:
    """P14: the authority that agreed issues the licence unless circumstances changed."""
    nl = federation["NL"]
    asked = await agreed(federation, "no_objection_if", conditions=(CONDITION,))
    case = await transfer(federation, asked)
    assert case.consultations == ()  # Art 11 has no consultation of its own
    case = await rely(federation, case, asked)
    [relied] = case.relied_on
    assert (relied.asking, relied.answer, relied.by) == ("DE", "no_objection_if", "anna")
    assert relied.circumstances == FreeText(
        language="en", text="Same contract, same end-user; nothing has changed."
    )

    with refuses(ComityError, Reason.OBJECTION_BINDS):
        await nl.propose(case.case_id, outcome(Outcome.GRANTED))
    with_conditions = outcome(Outcome.GRANTED_WITH_CONDITIONS, conditions=(CONDITION,))
    done = await nl.decided(case.case_id, with_conditions)
    assert done.state is CaseState.DECIDED
    assert ("answer.relied_on", "anna") in [(act.verb, act.actor) for act in done.acts]
    assert await nl.entries("NL") == []


async def test_an_objection_is_nothing_to_rely_on(federation: CaseFederation) -> None:
    asked = await agreed(federation, "objection")
    case = await transfer(federation, asked)
    with pytest.raises(StateError, match="lets nothing go"):
        await rely(federation, case, asked)


async def test_an_answer_that_was_corrected_to_an_objection_carries_nothing(
    federation: CaseFederation,
) -> None:
    """The Hague relied on its own answer, and has corrected it since."""
    nl = federation["NL"]
    asked = await agreed(federation, "no_objection")
    case = await transfer(federation, asked)
    await rely(federation, case, asked)
    letter = await the_letter(nl, asked.conversation_id, LetterType.ANSWER)
    after = {**content(letter), "answer": "objection"}
    await correct(nl.node.office, ANNA, letter.message_id, after, (text("The wrong file."),))
    with refuses(StateError, Reason.OBJECTION_BINDS, match="has changed"):
        await nl.propose(case.case_id, outcome(Outcome.GRANTED))


async def test_the_application_names_the_case_in_which_it_was_agreed(
    federation: CaseFederation,
) -> None:
    asked = await agreed(federation, "no_objection")
    wanted = filed("NL-T-2", activity=Activity.TRANSFER, destination="DE", goods_located_in=("NL",))
    case = await begun(federation, wanted, "NL")
    with refuses(InputError, field="relations"):
        await rely(federation, case, asked)


async def test_an_export_relies_on_no_earlier_answer(federation: CaseFederation) -> None:
    asked = await agreed(federation, "no_objection")
    case = await begun(federation, filed("NL-X-1", goods_located_in=("NL",)), "NL")
    with pytest.raises(StateError, match="relies on no earlier answer"):
        await rely(federation, case, asked)
