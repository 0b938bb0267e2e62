"""A change that may come, without code: the Commission gives an opinion within a consultation.

The block is `tests/assets/reforms/opinion.toml`. That officers go by it, by commands alone, is in
`tests/node/test_law_to_come.py`; here are its trigger, its period, its silence and its effect,
and what is refused all the same.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from certs.law import Announcement, announce
from gateway.casework.annual.accountability import own_accountability
from gateway.casework.cases.records import evidence_of
from gateway.domain.acts import TaskKind
from gateway.domain.authority import Role
from gateway.domain.case import Application, Case, Consideration, DecisionProposal
from gateway.domain.consultation import ConsultationState, EndReason
from gateway.domain.letter import LetterType, PartKind
from gateway.domain.transaction import Classification, ListSource
from gateway.errors import InputError, PermissionRefusedError, Reason, StateError
from gateway.evidence.verify.verification import verify_file
from gateway.exchange.outbox import PartDraft, queue_letter
from gateway.ports import MessageRef
from gateway.trust.shipped_law import shipped_law
from tests.support.cases import application, french_denial
from tests.support.consultations import GRANT, REFUSAL
from tests.support.federation_case import (
    ANNA,
    GRACE,
    CaseFederation,
    case_federation,
    make_files,
    text,
)
from tests.support.raising import present, refuses
from tests.support.reforms import VERSION, opinion

FRIDAY, MONDAY = datetime(2027, 1, 29, 9, tzinfo=UTC), datetime(2027, 2, 1, 9, tzinfo=UTC)
BEFORE_EASTER = datetime(2027, 3, 22, 9, tzinfo=UTC)
BESIDE_16_5 = ('procedures = ["14(1)"]', 'procedures = ["16(5)"]')
MEMBERS = ("DE", "FR", "EU")

Begin = Callable[..., AbstractAsyncContextManager[CaseFederation]]


@pytest.fixture
def under(tmp_path: Path, new_sqlite: Callable[[str], str]) -> Begin:
    """Starts a federation under the reform, with changes of its block, at an instant."""

    @asynccontextmanager
    async def begin(
        *changes: tuple[str, str], at: datetime = MONDAY, codes: Sequence[str] = MEMBERS
    ) -> AsyncIterator[CaseFederation]:
        files = make_files(tmp_path / "federation", codes, at=FRIDAY, law=shipped_law())
        raw = opinion(tmp_path, *changes).read_bytes()
        day = "2027-02-01"
        announcement = Announcement(where="rulebooks", version=VERSION, effective_date=day, raw=raw)
        announce(files, announcement, now=FRIDAY)
        async with case_federation(files, tmp_path / "nodes", new_sqlite, at=at) as running:
            yield running

    return begin


def asked(reference: str = "AG-1", *, code: str = "5A001.j", located: str = "FR") -> Application:
    """An application for goods that lie somewhere, by the code of its one item."""
    given = application()
    found = Classification(source=ListSource.ANNEX_I, code=code)
    (item, *_) = given.transaction.items
    items = (item.model_copy(update={"classifications": (found,), "parameters": ()}),)
    changed = {"items": items, "goods_located_in": (located,)}
    made = given.transaction.model_copy(update=changed)
    return given.model_copy(update={"reference": reference, "transaction": made})


async def filed(nodes: CaseFederation, application: Application) -> Case:
    case = await nodes["DE"].file(application)
    await nodes.settle()
    return await nodes["DE"].case(case.case_id)


def consulted(case: Case) -> set[tuple[str, str]]:
    return {(each.procedure, each.consulted) for each in case.consultations}


async def answered(nodes: CaseFederation, opinion_of_the_commission: str) -> Case:
    """France does not object, and the Commission gives its opinion."""
    case = await filed(nodes, asked())
    await nodes["FR"].answer("no_objection")
    advice = (text("The ministry answers to nobody."),)
    await nodes.answers("EU", opinion_of_the_commission, explanation=advice)
    return await nodes["DE"].case(case.case_id)


async def decided(nodes: CaseFederation, case: Case, proposal: DecisionProposal) -> Case:
    await nodes["DE"].propose(case.case_id, proposal)
    await nodes.sync()
    return await nodes["DE"].decide(case.case_id)


async def proved(nodes: CaseFederation, case: Case, folder: Path) -> set[str]:
    """Names of the checks of the evidence that do not hold."""
    path = folder / "evidence.zip"
    path.write_bytes(await evidence_of(nodes["DE"].node.office, ANNA, case.case_id))
    return {check.name for check in verify_file(path).failed}


# --- who is asked, about what, until when ---------------------------------------------------


async def test_it_goes_beside_14_1_and_for_cyber_surveillance_alone(under: Begin) -> None:
    async with under() as nodes:
        case = await filed(nodes, asked())
        assert consulted(case) == {("14(1)", "FR"), ("14a", "EU")}
        (reason,) = [each.reasons for each in case.triggers if each.procedure == "14a"]
        assert reason == (
            "Article 14a (made up) applies.",
            "14(1) applies to the case.",
            "Item 1 is one of cyber-surveillance.",
        )
        question = await nodes["EU"].asked()
        assert question.request.transaction == case.asked_transaction
        assert question.request.denials == ()
        assert await nodes["EU"].task_kinds() == [TaskKind.ANSWER_DUE]
        other = await filed(nodes, asked("AG-2", code="2B350.a"))
        assert consulted(other) == {("14(1)", "FR")}
        at_home = await filed(nodes, asked("AG-3", located="DE"))
        assert consulted(at_home) == set()


async def test_the_period_is_of_the_commissions_own_working_days(under: Begin) -> None:
    """Holy Thursday and Good Friday are holidays of the Commission, and not of France."""
    async with under(at=BEFORE_EASTER) as nodes:
        case = await filed(nodes, asked())
        until = {
            each.consulted: each.deadline.last_day
            for each in case.consultations
            if each.deadline is not None
        }
        assert until == {"FR": date(2027, 4, 6), "EU": date(2027, 4, 8)}
        there = (await nodes["EU"].asked()).deadline
        assert present(there).last_day == until["EU"]


async def test_it_may_go_beside_16_5_which_only_the_examination_finds(under: Begin) -> None:
    async with under(BESIDE_16_5) as nodes:
        without = await filed(nodes, asked("AG-1", located="DE"))
        assert consulted(without) == set()
        await nodes["FR"].deny(french_denial(27))
        await nodes.sync()
        case = await filed(nodes, asked("AG-2", located="DE"))
        assert consulted(case) == {("16(5)", "FR"), ("14a", "EU")}
        assert (await nodes["EU"].asked()).request.denials == ()  # those are between States


async def test_a_federation_without_it_asks_by_hand(under: Begin) -> None:
    async with under(codes=("DE", "FR")) as nodes:
        case = await filed(nodes, asked())
        (task,) = [
            each for each in await nodes["DE"].tasks() if each.kind == TaskKind.CONSULT_BY_HAND
        ]
        assert (task.data["procedure"], task.data["authority"]) == ("14a", "EU")
        await nodes.answers("FR", "no_objection")
        with refuses(StateError, Reason.CONSULTATION_OPEN):
            await nodes["DE"].propose(case.case_id, GRANT)


# --- what follows ---------------------------------------------------------------------------


async def test_an_opinion_does_not_bind_and_is_considered_on_record(
    under: Begin, tmp_path: Path
) -> None:
    async with under() as nodes:
        case = await answered(nodes, "unfavourable")
        with refuses(StateError, Reason.ANSWER_UNCONSIDERED) as silent:
            await nodes["DE"].propose(case.case_id, GRANT)
        assert "of 14a/EU: `proposeDecision`" in silent.value.remedy
        weighed = Consideration(procedure="14a", authority="EU", text=text("We know the user."))
        twice = GRANT.model_copy(update={"considered": (weighed, weighed)})
        with pytest.raises(InputError, match=r"considered\[1\]"):
            await nodes["DE"].propose(case.case_id, twice)
        proposal = GRANT.model_copy(update={"considered": (weighed,)})
        done = await decided(nodes, case, proposal)
        assert present(done.decision).proposal.considered == (weighed,)
        assert await proved(nodes, done, tmp_path) == set()


async def test_a_decision_that_does_not_say_so_does_not_verify(
    under: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exporter's node has been tampered with; the file shows it to whoever has it."""
    async with under() as nodes:
        case = await answered(nodes, "unfavourable")
        monkeypatch.setattr(
            "gateway.casework.cases.readiness._check_considered", lambda *_given: None
        )
        done = await decided(nodes, case, GRANT)
        assert await proved(nodes, done, tmp_path) == {"decision: made as the law asks"}


async def test_a_grant_for_which_it_was_never_asked_does_not_verify(
    under: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the exporter's node, which leaves the question out and not the trigger."""
    async with under() as nodes:
        monkeypatch.setattr(
            "gateway.casework.consultations.required_consultations._who_answers",
            lambda _office, _procedure, wanted: [wanted] if wanted != "EU" else [],
        )
        monkeypatch.setattr(
            "gateway.casework.consultations.required_consultations._have_asked",
            lambda *_given: None,
        )
        case = await filed(nodes, asked())
        await nodes.answers("FR", "no_objection")
        await nodes.sync()
        done = await decided(nodes, case, GRANT)
        assert await proved(nodes, done, tmp_path) == {"decision: who was consulted"}


async def test_a_favourable_one_is_just_read_and_counted_as_any(
    under: Begin, tmp_path: Path
) -> None:
    async with under() as nodes:
        done = await decided(nodes, await answered(nodes, "favourable"), GRANT)
        assert await proved(nodes, done, tmp_path) == set()
        counted = await own_accountability(nodes["DE"].node.office, ANNA, 2027)
        assert {each.procedure: (each.asked, each.answered) for each in counted.we_asked} == {
            "14(1)": (1, 1),
            "14a": (1, 1),
        }


async def test_a_refusal_waits_for_no_opinion_and_makes_it_needless(under: Begin) -> None:
    """It is owed before a grant only, as the file says; the Commission is told."""
    async with under() as nodes:
        case = await filed(nodes, asked())
        assert (await decided(nodes, case, REFUSAL)).decision is not None
        await nodes.settle()
        ended = await nodes.of(case, "EU")
        there = await nodes["EU"].consultation(ended.conversation_id)
        assert ended.state is there.state is ConsultationState.SUPERSEDED
        assert there.ended_because is EndReason.DECIDED
        assert await nodes["EU"].task_kinds() == [TaskKind.CONSULTATION_ENDED]


async def test_silence_of_the_commission_means_nothing_and_both_close_it(
    under: Begin, tmp_path: Path
) -> None:
    async with under() as nodes:
        case = await filed(nodes, asked())
        await nodes.answers("FR", "no_objection")
        await nodes.at(await nodes.due(case, "EU") + GRACE)
        await nodes.sweep()
        silent = await nodes.of(case, "EU")
        assert silent.state is ConsultationState.SILENT
        assert silent.closed_by == "both"
        assert silent.silence_meaning.startswith("The Commission gave no opinion")
        await nodes.sync()
        done = await decided(nodes, await nodes["DE"].case(case.case_id), GRANT)
        assert await proved(nodes, done, tmp_path) == set()


# --- what is refused all the same -----------------------------------------------------------


@pytest.mark.parametrize(
    ("procedure", "rulebook"), [("14(1)", VERSION), ("14a", "EU-2021-821/2026-3"), ("", VERSION)]
)
async def test_the_commission_takes_no_question_that_the_law_gives_others(
    under: Begin, procedure: str, rulebook: str
) -> None:
    """Of the sender's own node, and of the Commission's where that one has been tampered with."""
    async with under() as nodes:
        de = nodes["DE"].node
        part = PartDraft(PartKind.MATCHING, b"what the Commission does not read")
        tampered = replace(de.me, answered_by=lambda *_: frozenset({Role.COMMISSION}))

        def queue(me: object) -> str:
            return de.db.write_sync(
                lambda conn: (
                    queue_letter(
                        conn,
                        me,  # type: ignore[arg-type]
                        recipient="EU",
                        letter_type=LetterType.REQUEST,
                        parts=[part],
                        procedure=procedure,
                        rulebook=rulebook,
                    ).message_id
                )
            )

        with pytest.raises(PermissionRefusedError):
            queue(de.me)
        if procedure:
            sent = await de.deliverer.deliver(MessageRef(message_id=queue(tampered)))
            assert (sent.refused, sent.reason) == (True, Reason.NOT_AUTHORISED)


async def test_no_state_is_asked_what_the_commission_answers(under: Begin) -> None:
    async with under() as nodes:
        de = nodes["DE"].node
        with pytest.raises(PermissionRefusedError, match="FR has no role"):
            await de.db.write(
                lambda conn: queue_letter(
                    conn,
                    de.me,
                    recipient="FR",
                    letter_type=LetterType.REQUEST,
                    parts=[PartDraft(PartKind.MATCHING, b"x")],
                    procedure="14a",
                    rulebook=VERSION,
                )
            )
