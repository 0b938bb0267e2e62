"""What lies at a node is wrapped to its storage key again, and opens all the while."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert, select
from typer.testing import CliRunner

from gateway.app.keys import key_destruction
from gateway.app.keys.key_destruction import WrappingAgain, wrapped_at_rest
from gateway.app.keys.key_rotation import OwnKeys
from gateway.app.keys.making import new_storage_key
from gateway.app.probes import probes
from gateway.casework.accounts.signin import local_accounts
from gateway.casework.feed import webhook_rows
from gateway.casework.records.destroyed_keys import DestroyedKey, KeyEnd, record_destroyed
from gateway.cli.main import app
from gateway.errors import TrustError
from gateway.store.tables_console import console_account
from gateway.trust.keys import KeyRing
from gateway.trust.sealing import unwrap, wrap
from gateway.trust.storage_keys import storage_file
from tests.federation.test_contents_retention import naming
from tests.support.federation_case import CaseFederation, Desk, Where, case_federation
from tests.support.kinds import begun
from tests.support.older_storage import content_before, with_the_newest, with_the_oldest
from tests.support.travelling import named, put
from workflows.engine import TemporalEngine

CONTENTS = tuple(b"%PDF-1.7 certificate " + str(number).encode() for number in range(5))
SECRET, CODE = b"s" * 32, b"c" * 20
WEBHOOK = "019326c5-0000-7000-8000-00000000000a"


@pytest.fixture
async def federation(either_where: Where) -> AsyncIterator[CaseFederation]:
    codes = ("DE", "FR", "NL", "EU")
    async with case_federation(*either_where, codes=codes) as nodes:
        yield nodes


async def written_before(federation: CaseFederation) -> Desk:
    """Give DE documents and secrets that an older storage key wraps."""
    de = federation["DE"]
    case = await begun(federation, naming("B", *CONTENTS))
    new_storage_key(de.settings.path("keys"), de.node.clock.now())
    await OwnKeys(de.node).look()
    ring, root = de.node.me.ring, de.settings.path("documents") / "contents"
    before = with_the_oldest(ring)
    for each in CONTENTS:
        await put(de, case.case_id, named(each), each)
        name = named(each).sha256
        (root / name[:2] / name).write_bytes(content_before(each, ring))

    def write(conn: Connection) -> None:
        key_id, wrapped = wrap(SECRET, ring=before, info=webhook_rows._INFO)
        webhook_rows.add(
            conn,
            webhook_rows.WebhookRow(
                webhook_id=WEBHOOK,
                account="system",
                scopes=(),
                address="https://system.example/",
                types=(),
                secrets=((key_id, wrapped, None),),
                number=0,
                made=de.node.clock.now(),
                tries=0,
                failing_since=None,
                next_try=None,
                last_fault="",
            ),
        )
        key_id, wrapped = wrap(CODE, ring=before, info=local_accounts._INFO)
        row: dict[str, object] = {"name": "anna", "language": "", "password": "x", "code_step": 0}
        row |= {"code_key": key_id, "code_secret": wrapped}
        elsewhere = {**row, "name": "elsewhere", "code_key": "", "code_secret": b""}
        conn.execute(insert(console_account), [row, elsewhere])

    await de.node.db.write(write)
    return de


async def check_opens(de: Desk, ring: KeyRing) -> None:
    """Everything opens with a ring."""
    contents = type(de.node.office.documents.contents)(de.settings.path("documents"), ring)
    for each in CONTENTS:
        with contents.open(named(each).sha256) as reader:
            assert b"".join(reader.read()) == each

    def read(conn: Connection) -> None:
        row = webhook_rows.find(conn, WEBHOOK)
        assert webhook_rows.open_secrets(row, ring, de.node.clock.now()) == (SECRET,)
        kept = conn.execute(select(console_account).where(console_account.c.name == "anna")).one()
        info = local_accounts._INFO
        assert unwrap(kept.code_secret, ring=ring, key_id=kept.code_key, info=info) == CODE

    await de.node.db.read(read)


async def said_by_doctor(de: Desk) -> str:
    return await probes(de.node, TemporalEngine(None, "none"))["storage key"]()


async def test_all_of_before_is_wrapped_again_a_few_at_a_look(
    federation: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    de = await written_before(federation)
    ring, home = de.node.me.ring, de.settings.home
    with pytest.raises(TrustError):
        await check_opens(de, with_the_newest(ring))
    monkeypatch.setattr(key_destruction, "AT_ONCE", 2)
    left = []
    looks = WrappingAgain(de.node)
    for _ in range(4):
        await looks.look()
        await check_opens(de, ring)
        found = wrapped_at_rest(home)
        assert found is not None
        assert found.total == 7
        left.append(found.left)
        if found.left:
            assert await said_by_doctor(de) == (
                f"{found.left} of 7 are still to be wrapped to the newest"
            )
        if len(left) == 2:
            looks = WrappingAgain(de.node)  # the node stops, and begins anew
            await looks.look()
    assert left == [5, 3, 1, 0]
    assert await said_by_doctor(de) == "wraps all 7 documents and secrets"
    await check_opens(de, with_the_newest(ring))


async def test_the_storage_key_is_changed_by_a_command_while_the_node_runs(
    federation: CaseFederation,
) -> None:
    de = await written_before(federation)
    keys, looks, home = OwnKeys(de.node), WrappingAgain(de.node), de.settings.home
    for _ in range(2):
        await looks.look()
    de.settings.save()
    older, first = (each.key_id for each in de.node.me.ring.storage.keys)
    done = CliRunner().invoke(app, ["key", "storage", "--home", str(home), "--json"])
    assert done.exit_code == 0, done.output
    second = json.loads(done.stdout)["key_id"]
    await keys.look()
    await looks.look()
    gone = DestroyedKey(
        key_id="0123456789abcdef",
        use="ENCRYPT_X25519",
        why=KeyEnd.RETIRED,
        ended_at=de.node.clock.now(),
        at=de.node.clock.now(),
    )
    await de.node.db.write(lambda conn: record_destroyed(conn, "DE", gone))
    shown = CliRunner().invoke(app, ["key", "show", "--home", str(home), "--json"])
    said = json.loads(shown.stdout)
    assert {
        each["key_id"]: each["standing"] for each in said["keys"] if each["use"] == "STORAGE"
    } == {older: "older", first: "older", second: "current"}
    (destroyed,) = [each for each in said["keys"] if each["standing"] == "destroyed"]
    assert (destroyed["key_id"], destroyed["use"]) == (gone.key_id, gone.use)
    assert (said["wrapped_at_rest"]["left"], said["wrapped_at_rest"]["total"]) == (5, 7)
    await looks.look()
    assert wrapped_at_rest(home).keys == {second: 7}  # type: ignore[union-attr]
    storage_file(de.settings.path("keys"), first).unlink()
    await check_opens(de, with_the_newest(KeyRing.load(de.settings.path("keys"))))


async def test_a_key_that_is_gone_is_named_and_holds_up_nothing_else(
    federation: CaseFederation,
) -> None:
    de = await written_before(federation)
    stranger = KeyRing.generate("DE")
    lost = named(CONTENTS[0]).sha256
    place = de.settings.path("documents") / "contents" / lost[:2] / lost
    place.write_bytes(content_before(CONTENTS[0], stranger))
    looks = WrappingAgain(de.node)
    for _ in range(4):
        await looks.look()
    found = wrapped_at_rest(de.settings.home)
    assert found is not None
    assert (found.left, found.total) == (1, 7)
    with pytest.raises(TrustError, match="1 documents or secrets name keys that are not here"):
        await said_by_doctor(de)
    place.write_bytes(content_before(CONTENTS[0], de.node.me.ring))  # it is put back
    federation.clock.at += timedelta(days=1)
    for _ in range(2):
        await looks.look()
    assert wrapped_at_rest(de.settings.home).left == 0  # type: ignore[union-attr]
