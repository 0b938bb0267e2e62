"""Two changes of the law that may come, played through by commands alone, without code.

Article 5(6) by a qualified majority of the Member States, and an opinion of the Commission
within a consultation. Operators announce the file on a Friday; on Monday officers work under it,
and nobody has restarted a node. What began before ends under its own law.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certs.layout import FederationFiles
from gateway.trust.shipped_law import shipped_law
from tests.support.cases import application
from tests.support.federation_case import Where, case_federation, make_files
from tests.support.officers_desk import filled, refused, said, second_officer, shows
from tests.support.overnight import Overnight, overnight
from tests.support.reforms import VERSION, majority_5_6, opinion

FRIDAY, MONDAY = datetime(2027, 1, 29, 9, tzinfo=UTC), datetime(2027, 2, 1, 9, tzinfo=UTC)
BY_POST = ("IT", "ES", "PL", "RO", "BE", "CZ", "SE", "PT", "EL", "HU", "AT", "BG")
"""With DE, FR and NL 15 of 27 States, and more than 65 % of the population."""

CASE, NOTICE = re.compile(r"DE-C-2027-\d{5}"), re.compile(r"DE-N-2027-\d{5}")
WAITS = re.compile(r"[A-Z]{2}-W-2027-\d{5}")


@pytest.fixture(scope="module")
def case_files(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    """A federation of that Friday, whose directory names the law that comes with Comity."""
    folder = tmp_path_factory.mktemp("to-come") / "federation"
    return make_files(folder, ("DE", "FR", "NL", "EU"), at=FRIDAY, law=shipped_law())


@pytest.fixture
async def world(
    where: Where, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Overnight]:
    async with (
        case_federation(*where, at=FRIDAY) as running,
        overnight(running, where[0], tmp_path, monkeypatch) as made,
    ):
        yield made


async def announced(world: Overnight, file: Path) -> None:
    """The operators look at the file, and name it in the directory."""
    de = world["DE"]
    shows(await said(de, "rulebook", "check", str(file)), VERSION, "is in order")
    shows(await said(de, "rulebook", "diff", "EU-2021-821/2026-3", str(file)), "2027-02-01")
    whose = ("--federation", str(world.operators))
    shows(await said(de, "rulebook", "announce", str(file), *whose), VERSION, "DE, EU, FR, NL")
    await world.look()
    shows(await said(de, "rulebook", "list", "--home", str(de.home)), VERSION)


# --- Article 5(6) by a qualified majority ----------------------------------------------------


async def exchanged(world: Overnight) -> None:
    """Letters and registers pass, as they do by themselves."""
    await world.federation.settle()
    await world.federation.sync()
    await world.federation.sweep()


async def agreed(world: Overnight, code: str, done: str, second: str) -> str:
    """Have the second officer agree where the act waits for one; return what came of it."""
    waits = WAITS.findall(done)
    return (
        await said(world[code], "waiting", "agree", waits[0], "--token", second) if waits else done
    )


async def imposed(world: Overnight, seconds: dict[str, str]) -> str:
    """DE imposes a requirement under 5(4); DE, FR and NL notify that they would, too."""
    made = application().model_dump(mode="json")["transaction"]
    told = {
        "kind": "5(4)",
        "at": world.federation.clock.at.date().isoformat(),
        "items": made["items"],
        "parties": [made["end_user"]["value"]],
        "destinations": ["AE"],
        "text": [{"language": "en", "text": "A requirement is imposed."}],
    }
    paper = await filled(world["DE"], world.folder / "notice.json", ("notice",), told)
    before = set(NOTICE.findall(await said(world["DE"], "notice", "list")))
    done = await said(world["DE"], "notice", "publish", paper)
    await agreed(world, "DE", done, seconds["DE"])
    (number,) = {*NOTICE.findall(await said(world["DE"], "notice", "list"))} - before
    await exchanged(world)
    for code in ("DE", "FR", "NL"):
        looked = ("--outcome", "requirement", "--ground", "We looked.")
        done = await said(world[code], "review", "find", number, *looked)
        await agreed(world, code, done, seconds[code])
    await exchanged(world)
    return number


async def test_5_6_by_a_qualified_majority(world: Overnight) -> None:
    eu = world["EU"]
    seconds = {code: second_officer(world[code], "second") for code in world.served}
    await announced(world, majority_5_6(world.folder))
    before = await imposed(world, seconds)
    await world.reach(MONDAY)
    number = await imposed(world, seconds)
    oj = ("--oj", "C/2027/12")
    few = await refused(eu, "review", "publish", number, *oj)
    shows(few, "no majority (3 of 27 States of 15 needed")
    proof = world.folder / "letter.pdf"
    proof.write_bytes(b"%PDF-1.7 the letter of a ministry")
    for state in BY_POST:
        how = ("--on", "2027-02-01", "--by", "Ministry", "--means", "post", "--proof", str(proof))
        done = await said(eu, "review", "record", number, state, "--outcome", "requirement", *how)
        await agreed(world, "EU", done, seconds["EU"])
    await exchanged(world)
    for code in ("DE", "EU"):
        shows(await said(world[code], "review", "tally", number), "15 of 27")
    done = await said(eu, "review", "publish", number, *oj)
    await agreed(world, "EU", done, seconds["EU"])
    await exchanged(world)
    shows(await said(world["DE"], "review", "tally", number), "published as EU-N-2027-")
    # What began on Friday wants all 27, as it did.
    all_others = await refused(eu, "review", "publish", before, *oj)
    shows(all_others, "24 Member States have not notified it")


# --- an opinion of the Commission ---------------------------------------------------------


async def filed(world: Overnight, reference: str) -> str:
    """File an application for cyber-surveillance items in FR at DE, by its form."""
    made = application().model_dump(mode="json")["transaction"]
    names = ("activity", "items", "exporter", "consignee", "end_user", "destination")
    told = {f"transaction.{each}": made[each] for each in (*names, "human_rights")}
    fields = {"reference": reference, "transaction.goods_located_in": ["FR"], **told}
    form = await filled(world["DE"], world.folder / f"{reference}.json", ("application",), fields)
    done = await said(world["DE"], "case", "file", form)
    await world.federation.settle()
    return CASE.findall(done)[0]


async def test_an_opinion_of_the_commission_within_a_consultation(world: Overnight) -> None:
    de, fr, eu = world["DE"], world["FR"], world["EU"]
    file = opinion(world.folder)
    words = await said(de, "rulebook", "show", str(file), "--procedure", "14a")
    shows(words, "who answers: commission", "14(1) applies to the case", "which says how.")
    await announced(world, file)
    before = await filed(world, "AG-1")
    await world.reach(MONDAY)
    case = await filed(world, "AG-2")
    asked = f"{case}/EU"

    # The Commission is asked beside France, reads what is asked, and has a task.
    shows(await said(de, "case", "show", case), "Article 14a (made up)", "To be consulted: EU.")
    listed = await said(eu, "consultation", "list", "--asked")
    shows(listed, asked)
    assert before not in listed
    shows(await said(eu, "task", "list"), "DE consults us under Article 14a (made up)")
    read = await said(eu, "consultation", "show", asked)
    shows(read, "Unfavourable opinion", "12 Sonden", "Mon 15 February 2027")
    shows(await refused(eu, "consultation", "answer", asked, "--answer", "objection"), "favourable")

    # It answers; France does not object; nobody decides without saying how it was considered.
    advice = "The end-user answers to the interior ministry."
    given = ("--answer", "unfavourable", "--explanation", advice)
    await said(eu, "consultation", "answer", asked, *given)
    await said(fr, "consultation", "answer", f"{case}/FR", "--answer", "no_objection")
    await world.federation.settle()
    assert asked not in await said(eu, "task", "list")
    shows(await said(de, "case", "show", case), "Unfavourable opinion", advice)
    grant = ("--outcome", "granted", "--explanation", "Known end-user.")
    rights = application().model_dump(mode="json")["transaction"]["human_rights"]
    paper = await filled(de, world.folder / "assessment.json", ("assessment",), rights)
    await said(de, "case", "assess", case, paper)
    silent = await refused(de, "case", "propose", case, *grant)
    shows(silent, "answer of EU under 14a", "of 14a/EU: `comity case propose ")
    wrong = await refused(de, "case", "propose", case, *grant, "--considered", "14(1)/FR=Read.")
    shows(wrong, "considered[0]", "FR")
    unclear = await refused(de, "case", "propose", case, *grant, "--considered", "Read.")
    shows(unclear, "PROCEDURE/AUTHORITY=TEXT")
    weighed = "The ministry has no access to the probes; the licence is for maintenance."
    await said(de, "case", "propose", case, *grant, "--considered", f"14a/EU={weighed}")
    shows(await said(de, "case", "show", case), "How answers were considered", weighed)
    await said(de, "case", "decide", case, "--token", second_officer(de, "brandt"))
    await world.federation.settle()

    # The file proves it, to whoever has it.
    evidence = world.folder / "evidence.zip"
    await said(de, "evidence", "export", case, "--out", str(evidence))
    shows(
        await said(
            de, "evidence", "verify", str(evidence), "--anchor", str(de.home / "anchor.json")
        ),
        "everything holds",
        "EU under 14a",
        "answered unfavourable",
    )
    # What began on Friday asks France alone.
    shown = await said(de, "case", "show", before)
    shows(shown, "EU-2021-821/2026-3")
    assert "14a" not in shown
