"""A candidate State's authority is an observer until the day of accession, and one of all after it.

Its gateway is in the federation before: operators may give it roles ahead, by command, once the
file of the States has the day. Until that day it decides nothing, is asked nothing, answers
nothing, and what it writes into its log denies nothing, on no later day either. At midnight in
Brussels that changes on every node, and nobody restarts one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certs.layout import FederationFiles
from gateway.casework.cases.records import evidence_of
from gateway.casework.notices.notices import publish_notice
from gateway.domain.case import Application, Case
from gateway.domain.denial import Denial
from gateway.domain.letter import LetterType, PartKind
from gateway.domain.lifecycle import shipped_law as careless
from gateway.domain.notice import ShownNotice
from gateway.errors import InputError, PermissionRefusedError, Reason, StateError
from gateway.evidence.verify.verification import verify_file
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.outbox import PartDraft, queue_letter
from gateway.ports import MessageRef
from gateway.trust.shipped_law import shipped_law
from tests.support.cases import application, french_denial
from tests.support.consultations import open_named
from tests.support.federation_case import (
    ANNA,
    CaseFederation,
    Desk,
    Where,
    case_federation,
    make_files,
)
from tests.support.law_texts import states_text
from tests.support.notices import draft, listed
from tests.support.notices import publish as notify
from tests.support.officers_desk import refused, said, shows
from tests.support.overnight import Overnight, overnight
from tests.support.reviews import exchanged, find, review
from tests.support.written_denials import denials, notes, write

STATES = states_text("EU-states/2026-2", "2026-03-10", "2026-03-16")
EVE = datetime(2026, 3, 15, 22, 59, tzinfo=UTC)
ACCESSION = datetime(2026, 3, 15, 23, tzinfo=UTC)
"""Midnight in Brussels, and a minute before."""

BOTH = ("--role", "licensing", "--role", "transit")


@pytest.fixture(scope="module")
def case_files(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    folder = tmp_path_factory.mktemp("candidate") / "federation"
    return make_files(folder, ("DE", "FR", "ME", "EU"), law=shipped_law())


@pytest.fixture
async def world(
    where: Where, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Overnight]:
    async with (
        case_federation(*where) as running,
        overnight(running, where[0], tmp_path, monkeypatch) as made,
    ):
        yield made


@pytest.fixture
async def acceding(world: Overnight) -> CaseFederation:
    """The operators announce the accession, and give the authority its roles ahead."""
    file, whose = world.folder / "states.toml", ("--federation", str(world.operators))
    file.write_text(STATES, encoding="utf-8")
    await said(world["DE"], "states", "announce", str(file), *whose)
    shows(await said(world["DE"], "pki", "roles", "ME", *BOTH, *whose), "Roles licensing, transit")
    await world.look()
    return world.federation


def montenegrin(number: int) -> Denial:
    given = french_denial(number)
    return given.model_copy(update={"denial_id": f"ME-2026-{number:05d}", "authority": "ME"})


def located_in(state: str, reference: str) -> Application:
    given = application()
    located = given.transaction.model_copy(update={"goods_located_in": (state,)})
    return given.model_copy(update={"reference": reference, "transaction": located})


def as_signed(desk: Desk) -> NodeIdentity:
    """A node that goes by the roles that the directory gives ahead."""
    return replace(desk.node.me, directory=lambda: desk.node.directory.held)


async def filed(nodes: CaseFederation, code: str, application: Application) -> Case:
    case = await nodes[code].file(application)
    await nodes.settle()
    return await nodes[code].case(case.case_id)


# --- who signs the directory --------------------------------------------------------------


async def test_operators_give_no_deciding_role_without_a_day_of_accession(
    world: Overnight,
) -> None:
    whose = ("--federation", str(world.operators))
    stopped = await refused(world["DE"], "pki", "roles", "ME", *BOTH, *whose)
    shows(stopped, "ME is of ME, which is no Member State", "comity states announce")
    await said(world["DE"], "pki", "roles", "ME", "--role", "observer", *whose)
    await said(world["DE"], "pki", "roles", "FR", "--role", "licensing", *whose)
    shows(await refused(world["DE"], "pki", "roles", "XX", *BOTH, *whose), "no such authority")


# --- before ---------------------------------------------------------------------------------


async def test_before_the_day_it_decides_nothing_and_nobody_asks_it(
    acceding: CaseFederation,
) -> None:
    nodes = acceding
    await nodes.at(EVE)
    with pytest.raises(PermissionRefusedError, match="ME decides no cases"):
        await nodes["ME"].file(located_in("DE", "ours"))
    with pytest.raises(InputError, match="ME is no Member State"):
        await nodes["DE"].file(located_in("ME", "theirs"))
    with pytest.raises(InputError, match="ME does not answer under 14"):
        await open_named(nodes["DE"], "ME", "14(2)", concerns="X", asked_for=("not_grant",))
    with pytest.raises(PermissionRefusedError):
        await open_named(nodes["ME"], "DE", "14(2)", concerns="X", asked_for=("not_grant",))


async def test_before_the_day_its_letters_are_refused_whatever_its_node_thinks(
    acceding: CaseFederation,
) -> None:
    """The role on the day decides at the intake: the directory has given it ahead."""
    nodes = acceding
    await nodes.at(EVE)
    me, tampered = nodes["ME"].node, as_signed(nodes["ME"])

    async def asks() -> tuple[bool, str]:
        message = await me.db.write(
            lambda conn: (
                queue_letter(
                    conn,
                    tampered,
                    recipient="DE",
                    letter_type=LetterType.REQUEST,
                    parts=[PartDraft(PartKind.MATCHING, b"?")],
                    procedure="14(1)",
                ).message_id
            )
        )
        sent = await me.deliverer.deliver(MessageRef(message_id=message))
        return sent.refused, sent.reason

    assert await asks() == (True, Reason.NOT_AUTHORISED)
    await nodes.at(ACCESSION)
    refused_then, reason = await asks()
    assert (refused_then, reason) == (True, Reason.CONTENT_INVALID)  # it may; that says nothing


async def test_a_denial_of_before_counts_for_nobody_on_no_day(acceding: CaseFederation) -> None:
    nodes = acceding
    me, de = nodes["ME"], nodes["DE"]
    await nodes.at(EVE)
    with pytest.raises(StateError, match="no role that decides cases"):
        await me.deny(montenegrin(17))
    await write(me, replace(me.node.me, reviews=careless), montenegrin(17))
    await nodes.sync()
    assert await denials(de) == 0
    await nodes.at(ACCESSION)
    await nodes.sync()
    assert await denials(de) == 0
    assert any("ME has no role" in note for note in await notes(de))
    await me.deny(montenegrin(18))  # what it wants to count it notifies as a Member State
    await nodes.sync()
    assert await denials(de) == 1


# --- from the day on ------------------------------------------------------------------------


async def test_from_the_day_on_it_is_one_of_all_member_states(acceding: CaseFederation) -> None:
    nodes = acceding
    sent = await notify(nodes["DE"], "5(4)", about="", expires=None, reply_until=None)
    await exchanged(nodes)
    await nodes.at(EVE)
    office = nodes["ME"].node.office
    ahead = draft("4(4)", about="", expires=None, reply_until=None)
    with pytest.raises(PermissionRefusedError, match="no role of ME"):
        await publish_notice(office, ANNA, ahead)
    early = await publish_notice(replace(office, me=as_signed(nodes["ME"])), ANNA, ahead)
    assert isinstance(early, ShownNotice)
    await exchanged(nodes)
    before = (await review(nodes["EU"], sent.number)).tally
    assert "ME" not in {each.state for each in before.states} | {*before.missing, *before.outside}
    await nodes.at(ACCESSION)
    after = (await review(nodes["EU"], sent.number)).tally
    assert "ME" in {each.state for each in after.states}
    assert "ME" in after.missing
    await exchanged(nodes)
    shown_there = {line.number: line.note for line in await listed(nodes["EU"])}
    assert shown_there[early.number] == "ME sent it before the accession of its State"
    await find(nodes["ME"], sent.number, "requirement")
    await exchanged(nodes)
    assert "ME" not in (await review(nodes["EU"], sent.number)).tally.missing


async def test_from_the_day_on_it_is_asked_and_answers_and_decides(
    acceding: CaseFederation, tmp_path: Path
) -> None:
    nodes = acceding
    await nodes.at(ACCESSION)
    case = await filed(nodes, "DE", located_in("ME", "theirs"))
    assert [(each.consulted, each.procedure) for each in case.consultations] == [("ME", "14(1)")]
    await nodes["ME"].answer("objection")
    await nodes.settle()
    (answered,) = (await nodes["DE"].case(case.case_id)).consultations
    assert answered.counting_answer is not None
    assert answered.counting_answer.answer == "objection"
    path = tmp_path / "evidence.zip"
    path.write_bytes(await evidence_of(nodes["DE"].node.office, ANNA, case.case_id))
    assert [check.name for check in verify_file(path).checks if not check.ok] == ["anchor"]
    own = await filed(nodes, "ME", located_in("FR", "ours"))
    assert [each.consulted for each in own.consultations] == ["FR"]


async def test_a_case_of_before_verifies_although_its_register_was_not_searched(
    acceding: CaseFederation, tmp_path: Path
) -> None:
    nodes = acceding
    await nodes.sync()
    case = await filed(nodes, "DE", located_in("FR", "before"))
    assert case.examination is not None
    assert "ME" not in {each.origin for each in case.examination.registers}
    path = tmp_path / "evidence.zip"
    path.write_bytes(await evidence_of(nodes["DE"].node.office, ANNA, case.case_id))
    assert [check.name for check in verify_file(path).checks if not check.ok] == ["anchor"]
