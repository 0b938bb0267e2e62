"""Every list that a command prints, over data of each kind: words, not codes; local instants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from certs.layout import FederationFiles
from gateway.casework.letters.information_request import ask_information
from gateway.casework.letters.standing import give_standing
from gateway.casework.office.officers import make_officer
from gateway.casework.office.permissions import OfficerRole
from gateway.domain.correspondence import InformationRequest, StandingAnswer, StandingScope
from tests.support.cases import application, french_denial
from tests.support.commands import commands_of_all
from tests.support.federation_case import ANNA, START, CaseFederation, case_federation, make_files
from tests.support.federation_case import text as words
from tests.support.notices import DAY, publish
from tests.support.served import served
from tests.support.view_texts import CODE

CASE = "DE-C-2026-00001"
LISTS: dict[str, tuple[str, ...]] = {
    "case examinations": (CASE,),
    "case list": (),
    "case restricted": (),
    "case sensitive": (CASE,),
    "case watch": ("--all",),
    "changes": (),
    "consultation list": (),
    "denial due": (),
    "denial list": (),
    "letter list": (),
    "licence list": (),
    "letter questions": (),
    "letter standing list": (),
    "notice grants": (),
    "notice kinds": (),
    "notice list": (),
    "officer list": (),
    "register status": (),
    "register troubles": ("--all",),
    "review list": (),
    "task list": (),
    "register entries": ("FR",),
}
EMPTY = {
    "case restricted",
    "case sensitive",
    "case watch",
    "licence list",
    "notice grants",
    "register troubles",
    "review list",
}
"""Of which there is nothing here; their lines are held in `tests/unit/cli`."""

TYPED = {"letter questions", "notice kinds"}
"""Whose first column, and the words before a colon, are what a command takes as they stand."""


@pytest.fixture(scope="session")
def list_files(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    return make_files(tmp_path_factory.mktemp("lists") / "federation", ("DE", "FR"))


@pytest.fixture
async def two(
    list_files: FederationFiles, tmp_path: Path, new_sqlite: Callable[[str], str]
) -> AsyncIterator[CaseFederation]:
    """DE asks FR about goods there, and FR has answered under a condition; of each kind one."""
    async with case_federation(list_files, tmp_path / "n", new_sqlite) as running:
        de, fr = running["DE"], running["FR"]
        await fr.deny(french_denial(17))
        await publish(fr, "12(6)", text=(words("A notice."),))
        await running.sync()
        filed = application()
        there = filed.transaction.model_copy(update={"goods_located_in": ("FR",)})
        await de.file(filed.model_copy(update={"transaction": there}))
        await running.settle()
        asked = InformationRequest(questions=("end_user_known",), text=(words("Who is he?"),))
        await ask_information(de.node.office, ANNA, asked, peer="FR")
        scope = StandingScope(destinations=("AE",))
        standing = StandingAnswer(
            procedure="14(1)", answer="no_objection", scope=scope, until=DAY.replace(month=9)
        )
        await give_standing(fr.node.office, ANNA, "DE", standing)
        await running.settle()
        yield running


def test_each_list_is_looked_at() -> None:
    """A command that lists has `--after`; the entries of a log go by `--from`."""
    lists = {
        name
        for name, command in commands_of_all()
        if any(each.name == "after" for each in command.params)
    }
    assert lists == LISTS.keys() - {"register entries"}


async def test_no_list_shows_a_code_or_an_instant_of_machines(two: CaseFederation) -> None:
    token = two["DE"].node.db.write_sync(
        lambda conn: make_officer(conn, name="root", role=OfficerRole.ADMINISTRATOR, at=START).token
    )
    async with served(two["DE"]) as node:
        limit = asyncio.Semaphore(2)

        async def printed(name: str) -> str:
            mine = ("--token", token) if name == "officer list" else ()
            async with limit:
                done = await node.run(*name.split(), *LISTS[name], *mine)
            assert done.code == 0, (name, done.err)
            return done.out

        found = dict(zip(LISTS, await asyncio.gather(*map(printed, LISTS)), strict=True))
    for name, said in found.items():
        assert (": none" in said or "no licence" in said) == (name in EMPTY), (name, said)
        found_codes = [each for each in CODE.findall(said) if name not in TYPED or ":" in each]
        assert found_codes == [], (name, said)
    assert "2 Mar 2026, 10:00:00" in found["case list"]
    assert "Filed (Europe/Berlin)" in found["case list"].replace("\n", " ")
    assert "United Arab Emirates (AE)" in found["case list"]
    assert "Request for information" in found["letter list"]
    assert "No objection" in found["letter standing list"]
