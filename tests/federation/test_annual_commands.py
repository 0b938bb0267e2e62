"""A year by commands at the Commission services' node, as its officers type them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from gateway.domain.annual.edition import Edition
from tests.support.annual_federation import FILE, PLAIN, YEAR, AnnualYear, blocks
from tests.support.annual_release import ReleaseYear
from tests.support.federation_case import CaseFederation
from tests.support.served import Served, served


async def said(node: Served, *words: str) -> Any:
    """What a command prints as JSON; the same command is read by a person too."""
    done = await node.run("report", *words, "--json")
    assert done.code == 0, done.out + done.err
    return json.loads(done.out)


async def read(node: Served, *words: str) -> str:
    done = await node.run("report", *words)
    assert done.code == 0, done.out + done.err
    return done.out


async def reason(node: Served, *words: str) -> str:
    done = await node.run("report", *words, "--json")
    assert done.code != 0
    return str(json.loads(done.out)["problem"]["reason"])


async def test_collecting_by_commands(federation: CaseFederation, tmp_path: Path) -> None:
    year = AnnualYear(federation)
    template = tmp_path / "template.toml"
    template.write_bytes(FILE.encode())
    async with served(year.eu) as node:
        called = await said(node, "call", "--file", str(template))
        assert called["collection"] == YEAR
        assert await reason(node, "call") == "INPUT_INVALID"
        await year.settle()
        for state, values in PLAIN.items():
            await year.submit(state, blocks(values))
        await year.submit("DE", blocks(PLAIN["DE"]), version=1, supersedes=None)
        assert YEAR in await read(node, "collections")
        assert "3 of 3 States" in await read(node, "collection", YEAR)
        came = await said(node, "submissions", YEAR, "--state", "DE")
        assert [each["standing"] for each in came["items"]] == ["accepted", "refused"]
        assert "REPEATED" in await read(node, "submissions", YEAR)

        words = ("question", YEAR, "Why so [few]?", "--state", "DE", "--table", "licences")
        asked = await said(node, *words, "--at", "5EC2", "--at", "TR")
        assert asked["question"]["thread"] == 1
        await year.settle()
        await year.answer("DE", "They were few.", "confirmed")
        assert "They were few." in await read(node, "questions", YEAR, "--waiting")
        assert "closed" in await read(node, "question-close", YEAR, "1", "Thanks.")
        assert "Thanks." in await read(node, "question-show", YEAR, "1")
        await year.settle()


async def test_releasing_by_commands(federation: CaseFederation, tmp_path: Path) -> None:
    year = ReleaseYear(federation)
    await year.collected()
    async with served(year.eu) as node:
        assert "3 of 3 States" in await read(node, "draft", YEAR)
        assert len((await said(node, "draft", YEAR, "--whole"))["whole"]) == 3
        order = ("--title", "The report", "--publish-on", "2026-09-01")
        assert await reason(node, "freeze", YEAR, *order) == "NOT_CLEARED"
        await said(node, "round", YEAR)
        await year.settle()
        for state in PLAIN:
            await year.clear(state)
        await year.frozen()  # by another officer than the one of these commands
        assert await reason(node, "edition", YEAR, "--number", "1") == "STATE_CONFLICT"
        released = await said(node, "release", YEAR, f"--consulted={federation.clock.at:%Y-%m-%d}")
        file = tmp_path / "edition.json"
        assert "3 States" in await read(node, "edition", YEAR, "--number", "1")
        await read(node, "edition", YEAR, "--number", "1", "--write", str(file))
        assert hashlib.sha256(file.read_bytes()).hexdigest() == released["digest"]
        assert Edition.model_validate_json(file.read_bytes()).number == 1
        assert released["digest"] in await read(node, "editions", YEAR)

        await year.submit("FR", blocks({**PLAIN["FR"], ("2EC1", "KR"): 555}))
        (late,) = (await said(node, "late", YEAR))["items"]
        await said(node, "late-decide", YEAR, late["digest"], "--take", "--why", "A slip.")
        await read(node, "round", YEAR)
        await year.settle()
        await year.clear("FR")
        second = await said(node, "corrigendum", YEAR, "France corrected.", *order)
        assert second["number"] == 2

        place = ("provenance", YEAR, "licences", "--at", "2EC1", "--at", "KR")
        now = await said(node, *place)
        assert now["figures"] == now["recomputed"]
        assert [each["source"]["version"] for each in now["contributions"]] == [1, 2, 1]
        then = await said(node, *place, "--edition", "1")
        assert [each["source"]["version"] for each in then["contributions"]] == [1, 1, 1]
        shown = await read(node, *place, "--origin", "FR")
        assert "Recomputed value         │ EUR 555,000.00" in shown
