"""Commands that end with an answer of no content, as an administrator types them."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from gateway.casework.accounts.officers import make_officer
from gateway.casework.permissions import OfficerRole
from gateway.store.tables_casework import officer as table
from tests.support.federation_case import START, CaseFederation
from tests.support.served import served


def _accounts(conn: Connection) -> str:
    """An account that an earlier version took, and an administrator's; its token is returned."""
    row = {"name": "a/b", "role": "officer", "token_hash": b"x", "active": True, "created": START}
    conn.execute(insert(table), [row])
    role = OfficerRole.ADMINISTRATOR
    return make_officer(conn, name="administrator", role=role, at=START).token


async def test_a_leaver_is_withdrawn(one: CaseFederation) -> None:
    """Found in use: officer M3."""
    token = one["DE"].node.db.write_sync(_accounts)
    async with served(one["DE"]) as node:
        for name in ("vogel", "a/b"):
            done = await node.run("officer", "withdraw", name, "--token", token)
            assert (done.code, done.err) == (0, "")
            assert f"{name} is withdrawn" in done.out
        last = await node.run("officer", "withdraw", "administrator", "--token", token)
        assert last.code == 12
        assert "comity officer add" in last.out + last.err
        refused = await node.run("case", "list")
        assert refused.code == 13
