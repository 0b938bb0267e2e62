"""A list of September 2026, made up, takes effect overnight; officers see it by commands alone.

It is the codes of November 2025 with entries added (3B005), moved from the 500-series to a
regime's code (3A504 to 3A004), moved into Annex IV and a cyber-surveillance group (5A002.a.4 to
5A004.a.1) and deleted (6A202). No act of the Union is meant.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from certs.layout import FederationFiles
from gateway.domain.case import Application
from gateway.domain.denial import Denial
from gateway.domain.transaction import Classification, ListSource
from tests.support.cases import application, french_denial
from tests.support.desk import START
from tests.support.federation_case import CaseFederation
from tests.support.forked import ROOT
from tests.support.officers_desk import refused, said, shows
from tests.support.overnight import Overnight, overnight
from tests.support.served import Served

LIST = ROOT / "tests/assets/lists/september-2026.csv"
OLD, NEW = "02021R0821-20251115", "02021R0821-20260914"
TOMORROW = START + timedelta(days=1)


@dataclass
class Night:
    """Two authorities, their officers, and the operators who announce a list."""

    world: Overnight

    @property
    def de(self) -> Served:
        return self.world["DE"]

    async def file(self, code: str, *, to: str) -> str:
        """File an application by command, for goods that lie in FR; return its case."""
        paper = self.world.folder / f"{code}.json"
        paper.write_text(filed(code, to).model_dump_json(), encoding="utf-8")
        done = await said(self.de, "case", "file", str(paper))
        await self.world.federation.settle()
        return done.split("Case ", 1)[1].split()[0]

    async def announce(self) -> None:
        """Import the list and name it in the directory: in force from tomorrow on."""
        operators = self.world.operators
        held = ("--home", str(operators), "--version", NEW, "--act", "Act (made up)")
        day = ("--in-force-from", TOMORROW.date().isoformat())
        await said(self.de, "controls", "import", str(LIST), *held, *day)
        (made,) = (operators / "law").glob("controls-*.toml")
        await said(self.de, "controls", "announce", str(made), "--federation", str(operators))
        await self.world.look()

    async def pass_the_night(self) -> None:
        await self.world.reach(TOMORROW)


def filed(code: str, to: str) -> Application:
    given = application()
    (item, *_) = given.transaction.items
    found = Classification(source=ListSource.ANNEX_I, code=code)
    items = (item.model_copy(update={"classifications": (found,), "parameters": ()}),)
    changed = {"items": items, "destination": to, "goods_located_in": ("FR",)}
    made = given.transaction.model_copy(update={**changed, "human_rights": None})
    return given.model_copy(update={"reference": f"AG-{code}", "transaction": made})


def denied(code: str) -> Denial:
    base = french_denial(917)
    found = Classification(source=ListSource.ANNEX_I, code=code)
    items = tuple(
        item.model_copy(update={"classifications": (found,), "parameters": ()})
        for item in base.transaction.items
    )
    return base.with_transaction(base.transaction.with_items(items))


@pytest.fixture
async def night(
    two: CaseFederation,
    case_files: FederationFiles,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Night]:
    await two["FR"].deny(denied("3A504.a"))
    await two.sync()
    async with overnight(two, case_files, tmp_path, monkeypatch) as world:
        yield Night(world)


async def test_a_list_takes_effect_overnight_and_open_cases_say_what_it_would_ask(
    night: Night,
) -> None:
    de = night.de
    moved = await night.file("5A002.a.4", to="US")
    gone = await night.file("6A202", to="US")
    await night.announce()
    before = await said(de, "case", "show", moved)
    shows(before, f"Annex I of {OLD}", "No item is in Annex IV.")
    assert NEW not in before
    assert "newer list" not in await said(de, "task", "list")

    await night.pass_the_night()
    after = await said(de, "case", "show", moved)
    shows(
        after,
        f"Annex I of {NEW} is in force since Tue 3 March 2026; this case stands under {OLD}.",
        "Item 1: 5A002.a.4 stands there at 5A004.a.1 (Encryption aside, made up).",
        "applies, which does not by the list of the case",
        "By it a human-rights assessment is needed before the decision.",
        f"Annex I of {OLD}",  # under which it stands still
    )
    shows(
        await said(de, "case", "show", gone),
        "Item 1: 6A202 is not there any more.",
        f"this case stands under {OLD}",
    )
    tasks = await said(de, "task", "list")
    assert tasks.count(f"Annex I of {NEW} is in force since") == 1  # of the one that differs
    shows(tasks, moved)

    why = ("--explanation", "Known end-user")
    stopped = await refused(de, "case", "propose", moved, "--outcome", "granted", *why)
    shows(stopped, f"Annex I of {NEW} is in force since", "comity case amend")

    # The officer classifies by the new list: France is asked, and the task is done.
    paper = night.world.folder / "amended.json"
    anew = filed("5A004.a.1", "US").model_copy(update={"reference": "AG-5A002.a.4"})
    paper.write_text(anew.model_dump_json(), encoding="utf-8")
    await said(de, "case", "amend", moved, str(paper), "--reason", "Classified by the new list")
    await night.world.federation.settle()
    amended = await said(de, "case", "show", moved)
    shows(amended, f"Annex I of {NEW}", "14(1)")
    assert "this case stands under" not in amended
    assert f"{moved}/FR" in await said(night.world["FR"], "consultation", "list", "--asked")
    assert f"Annex I of {NEW} is in force since" not in await said(de, "task", "list")


async def test_what_was_denied_under_an_old_code_is_found_under_the_new_one(night: Night) -> None:
    """FR denied under a code of the 500-series, which is a regime's code since."""
    await night.announce()
    await night.pass_the_night()
    case = await night.file("3A004.a", to="AE")
    shown = await said(night.de, "case", "show", case)
    shows(shown, french_denial(917).denial_id, "same control code 3A004.a", f"Annex I of {NEW}")
    added = await night.file("3B005.a", to="AE")
    shows(await said(night.de, "case", "show", added), "3B005.a, Annex I (Deposition of moly")
    wrong = night.world.folder / "wrong.json"
    wrong.write_text(filed("3A504.a", "AE").model_dump_json(), encoding="utf-8")
    shows(await refused(night.de, "case", "file", str(wrong)), f"3A504.a is not in {NEW}")
    facts = await said(night.de, "controls", "diff", OLD, NEW, "--home", str(night.world.operators))
    shows(" ".join(facts.split()), "3A504.a 3A004.a Act", "Added 3B005, 3B005.a Removed 6A202, ")
