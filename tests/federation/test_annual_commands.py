"""A year by commands at the Commission services' node, as its officers type them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.support.annual_federation import FILE, PLAIN, YEAR, AnnualYear, blocks
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
        assert YEAR in await read(node, "collection")
        assert "3 of 3 States" in await read(node, "collection", YEAR)
        came = await said(node, "submissions", YEAR, "--state", "DE")
        assert [each["standing"] for each in came] == ["accepted", "refused"]
        assert "REPEATED" in await read(node, "submissions", YEAR)

        words = ("question", YEAR, "Why so [few]?", "--state", "DE", "--table", "licences")
        asked = await said(node, *words, "--at", "5EC2", "--at", "TR")
        assert asked["question"]["thread"] == 1
        await year.settle()
        await year.answer("DE", "They were few.", "confirmed")
        assert "They were few." in await read(node, "questions", YEAR, "--waiting")
        closed = await read(node, "question", YEAR, "Thanks.", "--thread", "1", "--close")
        assert "closed" in closed
        await year.settle()
