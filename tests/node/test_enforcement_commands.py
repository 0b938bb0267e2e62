"""Article 25(2) by commands: an account with the role, a kind from its skeleton, who finds it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from gateway.casework.accounts.officers import make_officer
from gateway.casework.permissions import OfficerRole
from tests.support.federation_case import START, CaseFederation, Where, case_federation
from tests.support.served import Served, served

IN_2027 = datetime(2027, 1, 11, 9, tzinfo=UTC)
NUMBER = "DE-N-2027-9000001"
NOT_FOUND, NOT_PERMITTED = 11, 13


@pytest.fixture
async def one(where: Where) -> AsyncIterator[CaseFederation]:
    async with case_federation(*where, codes=("DE",)) as running:
        await running.at(IN_2027)
        yield running


def _administrator(conn: Connection) -> str:
    role = OfficerRole.ADMINISTRATOR
    return make_officer(conn, name="root", role=role, at=START).token


async def done(node: Served, *words: str) -> str:
    ended = await node.run(*words)
    assert ended.code == 0, ended.out + ended.err
    return ended.out


async def test_an_enforcement_body_tells_all_by_commands_and_no_officer_sees_it(
    one: CaseFederation, tmp_path: Path
) -> None:
    root = one["DE"].node.db.write_sync(_administrator)
    saved, file = tmp_path / "zoe", tmp_path / "detection.json"
    async with served(one["DE"]) as node:
        add = ("officer", "add", "Zoe", "--role", "enforcement", "--save", str(saved))
        await done(node, *add, "--token", root)
        zoe = ("--token", f"@{saved}")
        kind = json.loads(await done(node, "notice", "kinds", "25(2)", "--json", *zoe))
        given = {"kind": "25(2)", "at": "2027-01-08", "text": kind["skeleton"]["text"]}
        file.write_text(json.dumps(given))
        told = await done(node, "notice", "publish", str(file), "--to", "all", *zoe)
        assert NUMBER in told
        shown = await done(node, "notice", "show", NUMBER, *zoe)
        assert "accounts with the role enforcement alone" in shown
        assert NUMBER in await done(node, "notice", "list", *zoe)

        assert NUMBER not in await done(node, "notice", "list")
        for words in (("show", NUMBER), ("withdraw", NUMBER, "x"), ("kinds", "25(2)")):
            hidden = await node.run("notice", *words)
            assert hidden.code == NOT_FOUND, hidden.out + hidden.err
        refused = await node.run("notice", "publish", str(file), "--to", "FR")
        assert refused.code == NOT_PERMITTED
        assert "the role enforcement" in refused.out + refused.err
        assert (await node.run("case", "list", *zoe)).code == NOT_PERMITTED
