"""The examination's search: the same on both databases, by index and without, after anything."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from gateway.casework.search.register_search import RegisterSearch
from gateway.domain.denial import Denial, DenialState, ReviewOutcome
from gateway.domain.examination import Examination, Hit, MatchClass, SearchMode
from gateway.domain.letter import EntryType
from gateway.domain.lists.denial_search import DenialQuery
from gateway.domain.notice import DenialReview
from gateway.domain.transaction import Party, Transaction
from gateway.matching.index.denial_index import DenialIndex
from gateway.register.denials.changes import register_position_now
from gateway.register.denials.denial_queries import put_relayed
from gateway.store.database import Database
from gateway.wire.content import content_to_bytes
from lab.synthetic_denials import (
    draw_transaction,
    make_denials,
    uninvolved_organisations,
)
from tests.support.postgres import fresh_database
from tests.support.register_nodes import (
    NOW,
    RegisterNode,
    draft_of,
    erase_entry,
    make_nodes,
    matching_part,
    parts_of,
)

DENIALS = 120
IN_SCRIPTS = (
    ("Каспий Телеком Импорт", "Kaspiy Telekom Import"),
    ("مديرية الاتصالات الخاصة", "Directorate of Special Communications"),
    ("北京天宇科技有限公司", "Beijing Tianyu Technology"),
)


def of_france(count: int) -> list[Denial]:
    parties = uninvolved_organisations(count - len(IN_SCRIPTS))
    parties += [Party(names=names) for names in IN_SCRIPTS]
    made = make_denials(parties, count, withheld=0.1)
    return [
        each.model_copy(update={"denial_id": f"FR-2026-{number:05d}", "authority": "FR"})
        for number, each in enumerate(made, start=1)
    ]


def queries(denials: list[Denial]) -> list[Transaction]:
    dice = random.Random(4)
    named = [each.transaction for each in denials if each.transaction.end_user.value is not None]
    near = [each.model_copy(update={"destination": "TR"}) for each in dice.sample(named, 30)]
    far = [draw_transaction(dice, party) for party in uninvolved_organisations(30, seed=5)]
    return near + far


def search_of(node: RegisterNode, folder: Path) -> RegisterSearch:
    return RegisterSearch(node.db, DenialIndex.open(folder), code="DE")


async def searched(
    search: RegisterSearch, asked: list[Transaction], mode: SearchMode = SearchMode.INDEX
) -> list[Examination]:
    return [await search.examine(each, at=NOW, mode=mode) for each in asked]


def hits_of(examinations: list[Examination]) -> list[tuple[Hit, ...]]:
    return [each.hits for each in examinations]


def change_much(node: RegisterNode, denials: list[Denial]) -> None:
    """Amend, revoke, erase, relay: what a register goes through."""
    other = denials[4].transaction.model_copy(update={"end_user": denials[0].transaction.end_user})
    amended = denials[4].model_copy(update={"transaction": other})
    node.append(EntryType.DENIAL_AMENDED, amended.denial_id, parts_of(amended))
    review = DenialReview(
        denial_id=denials[7].denial_id, outcome=ReviewOutcome.REVOKED, at=date(2026, 3, 2)
    )
    part = matching_part(content_to_bytes(review))
    node.append(EntryType.DENIAL_REVOKED, review.denial_id, [part])
    node.db.write_sync(lambda conn: erase_entry(conn, node.me, index=8))
    relayed = denials[10].model_copy(update={"denial_id": "FR-2026-90001"})
    node.db.write_sync(
        lambda conn: put_relayed(
            conn, relayed, relayed_from="GB", transcribed_by="FR", at=node.clock.now()
        )
    )


@pytest.fixture
def denials() -> list[Denial]:
    return of_france(DENIALS)


@pytest.fixture
def node(tmp_path: Path, new_sqlite: Callable[[str], str]) -> Iterator[RegisterNode]:
    database = Database.open(new_sqlite("FR"))
    yield make_nodes(tmp_path / "federation", {"FR": database})["FR"]
    database.close()


async def test_both_databases_give_the_same_hits_in_the_same_order(
    tmp_path: Path,
    node: RegisterNode,
    denials: list[Denial],
    postgres_server: str,
    postgres_template: str,
) -> None:
    url = fresh_database(postgres_server, template=postgres_template)
    other = make_nodes(tmp_path / "postgres", {"FR": Database.open(url)})["FR"]
    asked = queries(denials)
    found = []
    for each, name in ((node, "lite"), (other, "postgres")):
        search = search_of(each, tmp_path / name)
        each.append_many([draft_of(denial) for denial in denials])
        before = await searched(search, asked)
        change_much(each, denials)
        after = await searched(search, asked)
        everything = hits_of(before), hits_of(after)
        found.append((everything, search.position, after[0].denials_in_scope))
    other.db.close()

    assert found[0] == found[1]
    assert sum(len(hits) for hits in found[0][0][1]) >= len(asked) // 2
    assert found[0][0][0] != found[0][0][1]


async def test_an_index_that_followed_and_one_that_is_new_give_the_same(
    tmp_path: Path, node: RegisterNode, denials: list[Denial]
) -> None:
    followed = search_of(node, tmp_path / "followed")
    for start in range(0, DENIALS, 25):
        node.append_many([draft_of(denial) for denial in denials[start : start + 25]])
        await followed.follow()
    asked = queries(denials)
    await searched(followed, asked)  # what it has read by now must not be what it compares later
    change_much(node, denials)
    new = search_of(node, tmp_path / "new")

    assert hits_of(await searched(followed, asked)) == hits_of(await searched(new, asked))
    assert followed.position == new.position == node.db.read_sync(register_position_now)


async def test_what_was_read_is_kept_until_the_register_changes(
    tmp_path: Path, node: RegisterNode, denials: list[Denial]
) -> None:
    node.append_many([draft_of(denial) for denial in denials])
    search = search_of(node, tmp_path / "index")
    asked = queries(denials)
    await searched(search, asked)
    read = search._read_kept.cache_info().misses
    await searched(search, asked)

    assert search._read_kept.cache_info().misses == read > 0
    change_much(node, denials)  # a content is erased with it
    await search.follow()
    assert search._read_kept.cache_info().currsize == 0


async def test_an_index_that_is_filled_in_many_steps_gives_the_same(
    tmp_path: Path, node: RegisterNode, denials: list[Denial], monkeypatch: pytest.MonkeyPatch
) -> None:
    node.append_many([draft_of(denial) for denial in denials])
    change_much(node, denials)
    asked = queries(denials)
    at_once = await searched(search_of(node, tmp_path / "at once"), asked)
    monkeypatch.setattr("gateway.casework.search.register_search._READ", 3)
    monkeypatch.setattr("gateway.casework.search.register_search._FILL", 10)
    in_steps = search_of(node, tmp_path / "in steps")

    assert hits_of(await searched(in_steps, asked)) == hits_of(at_once)
    assert in_steps.position == node.db.read_sync(register_position_now)


async def test_the_audit_mode_gives_the_same_hits(
    tmp_path: Path, node: RegisterNode, denials: list[Denial]
) -> None:
    node.append_many([draft_of(denial) for denial in denials])
    change_much(node, denials)
    search = search_of(node, tmp_path / "index")
    asked = queries(denials)
    audited = await searched(search, asked, SearchMode.EXHAUSTIVE)

    # Of parties alike from afar the index looks at the nearest alone.
    sure = set(MatchClass) - {MatchClass.SAME_GOODS}
    both = (hits_of(await searched(search, asked)), hits_of(audited))
    one, other = ([[h for h in hits if h.match_class in sure] for hits in each] for each in both)
    assert one == other
    assert {each.mode for each in audited} == {SearchMode.EXHAUSTIVE}


async def test_a_crash_between_register_and_index_loses_nothing(
    tmp_path: Path, node: RegisterNode, denials: list[Denial], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = DenialIndex.open(tmp_path / "index")
    search = RegisterSearch(node.db, index, code="DE")
    node.append_many([draft_of(denial) for denial in denials[:50]])
    await search.follow()
    node.append_many([draft_of(denial) for denial in denials[50:]])

    def dies(*_: object, **__: object) -> None:
        raise RuntimeError("power is gone")

    with monkeypatch.context() as patch:
        patch.setattr(DenialIndex, "apply_entries", dies)
        with pytest.raises(RuntimeError, match="power is gone"):
            await search.follow()
    assert search.position < node.db.read_sync(register_position_now)
    index.close()

    again = search_of(node, tmp_path / "index")
    asked = queries(denials)
    assert hits_of(await searched(again, asked)) == hits_of(
        await searched(search_of(node, tmp_path / "new"), asked)
    )


async def test_other_control_lists_have_the_index_built_again(
    tmp_path: Path, node: RegisterNode, denials: list[Denial]
) -> None:
    lists, carried = ["2024"], []

    def carry(transaction: Transaction) -> Transaction:
        carried.append(lists[0])
        return transaction

    search = RegisterSearch(
        node.db,
        DenialIndex.open(tmp_path / "index"),
        code="DE",
        carried=carry,
        lists=lambda: lists[0],
    )
    node.append_many([draft_of(denial) for denial in denials])
    position = await search.follow()
    lists[0] = "2025"
    again = await search.follow()

    assert again == position
    assert carried == ["2024"] * DENIALS + ["2025"] * DENIALS
    assert await search.follow() == position
    assert len(carried) == 2 * DENIALS


async def test_how_many_were_searched_follows_every_change(
    tmp_path: Path, node: RegisterNode, denials: list[Denial]
) -> None:
    search = search_of(node, tmp_path / "index")
    node.append_many([draft_of(denial) for denial in denials])
    asked = queries(denials)[:1]
    before = [each.denials_in_scope for each in await searched(search, asked * 2)]
    change_much(node, denials)
    [after] = [each.denials_in_scope for each in await searched(search, asked)]

    assert before == [DENIALS] * 2
    assert after == DENIALS - 2 + 1


async def test_the_same_search_is_not_done_twice_while_the_register_stands(
    tmp_path: Path, node: RegisterNode, denials: list[Denial]
) -> None:
    node.append_many([draft_of(denial) for denial in denials])
    search = search_of(node, tmp_path / "index")
    party = next(p for d in denials if (p := d.transaction.end_user.value) is not None)
    query = DenialQuery(names=party.names[:1], limit=1)
    first = await search.find(query, at=NOW)
    misses = search._read_kept.cache_info()
    further = await search.find(query.model_copy(update={"limit": 50}), at=NOW)

    assert search._read_kept.cache_info() == misses  # nothing was read for it
    assert (first.total, first.found) == (further.total, further.found[:1])
    change_much(node, denials)
    assert await search.find(query, at=NOW) == await search_of(node, tmp_path / "new").find(
        query, at=NOW
    )


async def test_a_search_finds_what_has_ended_where_it_is_asked_for(
    tmp_path: Path, node: RegisterNode, denials: list[Denial]
) -> None:
    """How a denial stands is a filter of its own, beside a name as well (officer2 M13)."""
    for each in denials:
        node.append(EntryType.DENIAL_NOTIFIED, each.denial_id, parts_of(each))
    gone = next(each for each in denials if each.transaction.end_user.value is not None)
    review = DenialReview(
        denial_id=gone.denial_id, outcome=ReviewOutcome.REVOKED, at=date(2026, 3, 2)
    )
    part = matching_part(content_to_bytes(review))
    node.append(EntryType.DENIAL_REVOKED, gone.denial_id, [part])
    search = search_of(node, tmp_path / "index")
    party = gone.transaction.end_user.value
    assert party is not None

    async def found(state: DenialState | None) -> dict[str, DenialState]:
        query = DenialQuery(names=party.names, state=state, limit=1000)
        known = await search.find(query, at=NOW)
        assert known.total == len(known.found)
        return {each.denial_id: each.state for each in known.found}

    ended, every = await found(DenialState.REVOKED), await found(None)
    assert ended == {gone.denial_id: DenialState.REVOKED}
    assert gone.denial_id not in await found(DenialState.VALID)
    assert every == ended | await found(DenialState.VALID)
    assert await found(DenialState.SUSPENDED) == {}
    one = await search.find(DenialQuery(names=party.names, state=DenialState.REVOKED), at=NOW)
    assert one.denials_in_scope == 1
