"""Every list that a command prints, over data of each kind: words, not codes; local instants."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.casework.accounts.officers import make_officer
from gateway.casework.letters.information_request import ask_information
from gateway.casework.letters.standing_answers import give_standing
from gateway.casework.permissions import OfficerRole
from gateway.domain.case import Application
from gateway.domain.correspondence import InformationRequest, StandingAnswer, StandingScope
from tests.federation.test_sensitive_parties import for_the_front, told
from tests.support.cases import application, french_denial
from tests.support.commands import commands_of_all
from tests.support.consultations import GRANT
from tests.support.desk import Desk
from tests.support.federation_case import (
    ANNA,
    START,
    CaseFederation,
    Where,
    case_federation,
)
from tests.support.federation_case import text as words
from tests.support.notices import DAY, publish
from tests.support.reviews import exchanged
from tests.support.served import served
from tests.support.view_texts import CODE

CASE, LAST, LICENCE = "DE-C-2026-00001", "DE-C-2026-00003", "DE-L-2026-00001"
DAY_OF_MACHINES = re.compile(r"\b\d{4}-\d\d-\d\d\b")
LISTS: dict[str, tuple[str, ...]] = {
    "case examinations": (CASE,),
    "case list": (),
    "case restricted": (),
    "case sensitive": (LAST,),
    "case watch": ("--all",),
    "job list": (),
    "classification list": (),
    "consultation list": (),
    "consultation past": (),
    "document list": ("--case", CASE),
    "denial due": (),
    "denial list": (),
    "inbox list": (),
    "inbox substitutes": (),
    "inbox views": (),
    "informed answers": (CASE,),
    "informed list": (),
    "letter list": (),
    "licence list": (),
    "licence uses": (LICENCE,),
    "letter questions": (),
    "letter standing list": (),
    "notice grants": (),
    "notice kinds": (),
    "notice list": (),
    "officer list": (),
    "register status": (),
    "register troubles": ("--all",),
    "retention held": (),
    "review list": (),
    "task list": (),
    "waiting list": (),
    "webhook list": (),
    "register entries": ("FR",),
}
TYPED = {"letter questions", "notice kinds"}
"""Whose first column, and the words before a colon, are what a command takes as they stand."""


EMPTY = {
    "classification list",
    "inbox substitutes",
    "job list",
    "inbox views",
    "consultation past",
    "informed answers",
    "informed list",
    "retention held",
    "waiting list",
    "webhook list",
}
"""Of which there is nothing here yet: each came while the others were filled."""

SENTENCES = {"task list"}
"""Whose sentences say a day as their data has it."""

THEIRS = {
    parameter.name for item in application().transaction.items for parameter in item.parameters
}
"""Names of parameters are shown as the applicant wrote them."""


@pytest.fixture
async def two(where: Where, tmp_path: Path) -> AsyncIterator[CaseFederation]:
    """A federation in which there is something of each kind that is listed."""
    async with case_federation(*where) as running:
        de, fr = running["DE"], running["FR"]
        await fr.deny(french_denial(17))
        await running.sync()
        await _granted_though_denied(running)
        await _notified(running)
        await _asked(de, fr)
        await running.settle()
        await _went_back(running, tmp_path / "copy.db")
        yield running


async def _granted_though_denied(running: CaseFederation) -> None:
    """DE grants what FR finds identical to a denial, and FR denies the same once more."""
    de, fr = running["DE"], running["FR"]
    case = await de.file(_with_goods_in("DE", "granted"))
    await running.settle()
    await fr.answer("identical")
    await running.settle()
    await de.propose(case.case_id, GRANT)
    await de.decide(case.case_id)
    await fr.deny(french_denial(18))
    await exchanged(running)


async def _notified(running: CaseFederation) -> None:
    """FR tells of a requirement that all review, of an authorisation, and DE of a front."""
    await publish(running["FR"], "12(6)", text=(words("A notice."),))
    await publish(running["FR"], "5(4)", about="")
    await exchanged(running)
    await told(running)


async def _asked(de: Desk, fr: Desk) -> None:
    """DE asks FR about goods there, and what it knows; FR says what it will answer."""
    await de.file(_with_goods_in("FR", "asked"))
    await de.file(for_the_front())
    asked = InformationRequest(questions=("end_user_known",), text=(words("Who is he?"),))
    await ask_information(de.node.office, ANNA, asked, peer="FR")
    scope = StandingScope(destinations=("AE",))
    standing = StandingAnswer(
        procedure="14(1)", answer="no_objection", scope=scope, until=DAY.replace(month=9)
    )
    await give_standing(fr.node.office, ANNA, "DE", standing)


async def _went_back(running: CaseFederation, copy: Path) -> None:
    """FR loses a denial that DE has read: somebody has put a copy of its database back."""
    database = Path(str(running["FR"].settings.database).removeprefix("sqlite:///"))
    await running.stop("FR")
    shutil.copyfile(database, copy)
    fr = await running.start("FR")
    await fr.deny(french_denial(19))
    await running.sync()
    await running.stop("FR")
    shutil.copyfile(copy, database)
    await running.start("FR")
    await running.sync()


def _with_goods_in(state: str, reference: str) -> Application:
    filed = application()
    there = filed.transaction.model_copy(update={"goods_located_in": (state,)})
    return filed.model_copy(update={"reference": reference, "transaction": there})


def test_each_list_is_looked_at() -> None:
    """A command that lists has `--after`; the entries of a log go by `--from`."""
    lists = {
        name
        for name, command in commands_of_all()
        if any(each.name == "after" for each in command.params)
        and not name.startswith("report ")  # the annual report has no example here
    }
    assert lists == LISTS.keys() - {"register entries"}


async def test_no_list_shows_a_code_or_an_instant_of_machines(two: CaseFederation) -> None:
    """Found in use: officer M15, officer m9."""
    token = two["DE"].node.db.write_sync(
        lambda conn: make_officer(conn, name="root", role=OfficerRole.ADMINISTRATOR, at=START).token
    )
    async with served(two["DE"]) as node:
        limit = asyncio.Semaphore(2)
        why = ("--reason-class", "source_protection", "--reason", "x")
        left = ("26DE0001", "--at", "2026-03-02T10:00:00+01:00", "--quantity", "1=1")
        for words_ in (("case", "restrict", LAST, *why), ("licence", "use", LICENCE, *left)):
            done = await node.run(*words_)
            assert done.code == 0, done.err

        async def printed(name: str) -> str:
            mine = ("--token", token) if name == "officer list" else ()
            async with limit:
                done = await node.run(*name.split(), *LISTS[name], *mine)
            assert done.code == 0, (name, done.err)
            return done.out

        found = dict(zip(LISTS, await asyncio.gather(*map(printed, LISTS)), strict=True))
    for name, said in found.items():
        assert bool(re.search(": (none|nothing|nobody)$", said, re.MULTILINE)) == (name in EMPTY), (
            name,
            said,
        )
        assert "no licence" not in said, (name, said)
        found_codes = [each for each in CODE.findall(said) if name not in TYPED or ":" in each]
        assert [each for each in found_codes if each not in THEIRS] == [], (name, said)
        assert name in SENTENCES or not DAY_OF_MACHINES.search(said), (name, said)
    assert "2 Mar 2026, 10:00:00" in found["case list"]
    assert "Filed (Europe/Berlin)" in found["case list"].replace("\n", " ")
    assert "United Arab Emirates (AE)" in found["case list"]
    assert "Since (Europe/Berlin)" in found["case restricted"]
    assert "Protection of a source" in found["case restricted"]
    assert "2 Mar 2026" in found["licence list"]
    assert "In force" in found["licence list"]
    assert "2 Mar 2026, 10:00:00" in found["licence uses"]
    assert "Rollback" in found["register troubles"]
    assert "Request for information" in found["letter list"]
    assert "No objection" in found["letter standing list"]
