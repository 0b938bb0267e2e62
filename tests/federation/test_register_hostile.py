"""A member that forks, rewrites, shortens, reorders or back-dates its log is caught every time."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from certs.dev import make_federation
from certs.layout import FederationFiles
from gateway.errors import Reason, RegisterError
from gateway.register.denials.denial_queries import list_denials
from gateway.register.log.log_store import CheckedEntry, LogState, read_head
from gateway.register.sync.service import RegisterService
from gateway.register.sync.troubles import Trouble, TroubleKind, follow_again, list_troubles
from tests.support.elsewhere import Elsewhere
from tests.support.hostile import Liar, beside_a_liar, proven_elsewhere
from tests.support.needs import sampled
from tests.support.raising import present
from tests.support.register_nodes import NOW, RegisterNode, StandingClock

CODES = ("DE", "FR", "NL")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    folder = tmp_path_factory.mktemp("federation")
    return make_federation(list(CODES), folder, now=NOW - timedelta(days=1))


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    process = Elsewhere()
    yield process
    process.close()


@dataclass
class Scene:
    """Two honest members, and FR, which lies."""

    nodes: dict[str, RegisterNode]
    clock: StandingClock
    fr: Liar
    folder: Path
    elsewhere: Elsewhere

    async def sync(self, code: str, peer: str = "FR") -> int:
        syncer = self.nodes[code].syncer
        return (await present(syncer).sync_peer(peer)).entries

    async def caught(self, code: str, peer: str = "FR") -> Reason:
        with pytest.raises(RegisterError) as raised:
            await self.sync(code, peer)
        return raised.value.reason

    def troubles(self, code: str) -> list[Trouble]:
        return self.nodes[code].db.read_sync(list_troubles)

    def held(self, code: str) -> tuple[LogState, int]:
        head = self.nodes[code].db.read_sync(lambda conn: read_head(conn, "FR"))
        return head.state, head.size

    def proven(self, code: str, kind: str) -> dict[str, Any]:
        """The fraud is known at a member, stopped there, and proven to anybody."""
        [trouble] = [t for t in self.troubles(code) if t.kind is TroubleKind.FRAUD]
        assert trouble.origin == "FR"
        assert self.held(code)[0] is LogState.STOPPED
        found = proven_elsewhere(
            self.elsewhere, trouble.evidence or "", self.nodes[code], self.folder
        )
        assert (found["origin"], found["kind"]) == ("FR", kind)
        return found


@pytest.fixture
async def scene(
    files: FederationFiles, elsewhere: Elsewhere, tmp_path: Path
) -> AsyncIterator[Scene]:
    clock = StandingClock()
    honest = beside_a_liar(tmp_path, "DE", "NL", clock=clock, files=files, batch_size=3)
    async with honest as (nodes, fr):
        yield Scene(nodes, clock, fr, tmp_path, elsewhere)


def fork(fr: Liar, honest: int, other: int, seed: int) -> None:
    """Write two histories of these sizes, which part somewhere below both."""
    at = random.Random(seed).randrange(min(honest, other))
    common = fr.sign(at)
    fr.history("honest").append([*common, *fr.sign(honest - at)])
    fr.history("other").append([*common, *fr.sign(other - at)])


SIZES = [1, 2, 3, 4, 5, 7, 8]
PAIRS = [(n, m) for n in SIZES for m in sorted({max(1, n - 1), n, n + 1, 2 * n + 1})]


@pytest.mark.parametrize("sizes", sampled(PAIRS[::4], *(p for p in PAIRS if p not in PAIRS[::4])))
async def test_a_forked_log_is_proven_and_what_was_known_stays(
    scene: Scene, sizes: tuple[int, int]
) -> None:
    held, shown = sizes
    fork(scene.fr, held, shown, seed=held * 100 + shown)
    scene.fr.show("honest", "DE", "NL")
    assert await scene.sync("DE") == held
    scene.fr.show("other", "DE")
    assert await scene.caught("DE") is Reason.ORIGIN_STOPPED
    scene.proven("DE", "split" if held == shown else "rewritten")
    assert scene.held("DE") == (LogState.STOPPED, held)
    assert len(scene.nodes["DE"].db.read_sync(list_denials).items) == held


MORE_FACES = [(1, 1), (4, 4), (1, 2), (2, 1), (5, 4), (3, 8), (7, 2)]


@pytest.mark.parametrize("finder", ["DE", "NL"])
@pytest.mark.parametrize("sizes", sampled([(3, 3), (4, 5), (8, 4), (2, 7)], *MORE_FACES))
async def test_who_shows_two_faces_is_found_by_any_two_that_talk(
    scene: Scene, sizes: tuple[int, int], finder: str
) -> None:
    one, two = sizes
    fork(scene.fr, one, two, seed=one * 10 + two)
    scene.fr.show("honest", "DE", "FR")
    scene.fr.show("other", "NL")
    for code in ("DE", "NL"):
        await scene.sync(code)
    # Whoever asks: they talk once, and both know, and so does the accused.
    await scene.sync(finder, "NL" if finder == "DE" else "DE")
    scene.proven("NL", "split" if one == two else "rewritten")
    for code in ("DE", "NL"):
        assert scene.held(code)[0] is LogState.STOPPED
        assert [t.kind for t in scene.troubles(code)] == [TroubleKind.FRAUD]
    [told] = scene.fr.histories["honest" if finder == "DE" else "other"].db.read_sync(list_troubles)
    assert (told.origin, told.kind, told.peer) == ("FR", TroubleKind.FRAUD, finder)


@pytest.mark.parametrize("sizes", sampled([(2, 1), (8, 1)], (4, 3), (5, 4), (7, 4), (9, 8)))
async def test_a_log_that_is_cut_short_is_told_and_if_it_grows_otherwise_proven(
    scene: Scene, sizes: tuple[int, int]
) -> None:
    held, left = sizes
    entries = scene.fr.sign(held)
    scene.fr.history("whole").append(entries)
    cut = scene.fr.history("cut")
    cut.append(entries[:left])
    scene.fr.show("whole", "DE", "NL")
    await scene.sync("DE")
    scene.fr.show("cut", "DE")
    assert await scene.caught("DE") is Reason.LOG_INCONSISTENT
    assert [t.kind for t in scene.troubles("DE")] == [TroubleKind.ROLLBACK]
    assert scene.held("DE") == (LogState.FOLLOWING, held)
    cut.append(scene.fr.sign(held - left + 1))
    assert await scene.caught("DE") is Reason.ORIGIN_STOPPED
    scene.proven("DE", "rewritten")


@pytest.mark.parametrize("drawn", sampled([(2, 0), (8, 4)], (3, 1), (4, 2), (5, 3), (9, 5)))
async def test_entries_in_another_order_are_proven(scene: Scene, drawn: tuple[int, int]) -> None:
    size, seed = drawn
    entries = scene.fr.sign(size)
    first, second = random.Random(seed).sample(range(size), 2)
    swapped = list(entries)
    swapped[first], swapped[second] = entries[second], entries[first]
    scene.fr.history("honest").append(entries)
    scene.fr.history("other").append(swapped)
    scene.fr.show("honest", "DE", "NL")
    await scene.sync("DE")
    scene.fr.show("other", "DE")
    assert await scene.caught("DE") is Reason.ORIGIN_STOPPED
    scene.proven("DE", "split")


@pytest.mark.parametrize(("size", "place"), [(2, 0), (5, 1), (5, 3), (8, 6)])
async def test_a_stream_in_another_order_than_was_signed_is_not_taken(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, size: int, place: int
) -> None:
    scene.fr.history("honest").append(scene.fr.sign(size))
    scene.fr.show("honest", "DE", "NL")
    real = RegisterService.StreamEntries

    async def swapped(self: Any, request: Any, context: Any) -> Any:
        request.batch_size = 2048
        async for batch in real(self, request, context):
            one, two = batch.entries[place], batch.entries[place + 1]
            kept = type(one).FromString(one.SerializeToString())
            one.CopyFrom(two)
            two.CopyFrom(kept)
            yield batch

    monkeypatch.setattr(RegisterService, "StreamEntries", swapped)
    assert await scene.caught("DE") is Reason.LOG_INCONSISTENT
    assert scene.held("DE") == (LogState.FOLLOWING, 0)


def backdate(scene: Scene, before: int, after: int, by: timedelta) -> list[CheckedEntry]:
    """Write a log; return an entry that is dated back and more to stand behind it."""
    history = scene.fr.history("log")
    scene.fr.show("log", "DE", "NL", "FR")
    history.append(scene.fr.sign(before))
    return [*scene.fr.sign(1, back=by), *scene.fr.sign(after)]


@pytest.mark.parametrize(
    "sizes", sampled([(1, 0), (3, 4), (8, 8)], (1, 1), (2, 0), (4, 0), (4, 4), (7, 1))
)
async def test_an_entry_dated_before_a_signed_checkpoint_is_proven(
    scene: Scene, sizes: tuple[int, int]
) -> None:
    before, after = sizes
    late = backdate(scene, before, after, timedelta(minutes=6))
    await scene.sync("DE")
    scene.fr.histories["log"].append(late)
    assert await scene.caught("DE") is Reason.ORIGIN_STOPPED
    found = scene.proven("DE", "backdated")
    assert (found["older"]["size"], found["newer"]["size"]) == (before, before + 1 + after)
    # What was signed is in force all the same: to refuse it would hide denials.
    assert scene.held("DE") == (LogState.STOPPED, before + 1 + after)
    assert len(scene.nodes["DE"].db.read_sync(list_denials).items) == before + 1 + after
    # NL was told, and has checked it by itself.
    assert scene.held("NL")[0] is LogState.STOPPED
    # An officer has it followed again: the entry is behind us, and not met again.
    de = scene.nodes["DE"]
    de.db.write_sync(lambda conn: follow_again(conn, "FR", officer="karin", at=scene.clock.now()))
    scene.fr.histories["log"].append(scene.fr.sign(2))
    assert await scene.sync("DE") == 2
    assert await scene.sync("DE", "NL") == 0
    assert scene.troubles("DE") == []


async def test_a_clock_that_is_set_back_a_little_is_no_forgery(scene: Scene) -> None:
    late = backdate(scene, 3, 2, timedelta(minutes=4))
    await scene.sync("DE")
    scene.fr.histories["log"].append(late)
    assert await scene.sync("DE") == 3
    assert scene.troubles("DE") == []


@pytest.mark.parametrize("place", [1, 2, 3, 5])
async def test_an_entry_dated_before_the_one_before_it_is_a_suspicion(
    scene: Scene, place: int
) -> None:
    """In what nobody had seen before, no signed instant contradicts it."""
    history = scene.fr.history("log")
    scene.fr.show("log", "DE", "NL")
    history.append([*scene.fr.sign(place), *scene.fr.sign(1, back=timedelta(hours=1))])
    assert await scene.sync("DE") == place + 1
    [trouble] = scene.troubles("DE")
    assert (trouble.kind, trouble.evidence) == (TroubleKind.SUSPICION, None)
    assert f"entry {place} " in trouble.text


@pytest.mark.parametrize("size", [1, 2, 3, 6])
async def test_a_stream_that_is_cut_does_not_hide_an_entry_that_is_dated_back(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    late = backdate(scene, size, 6, timedelta(hours=1))
    await scene.sync("DE")
    scene.fr.histories["log"].append(late)
    real: Callable[..., Any] = RegisterService.StreamEntries

    async def cut(self: Any, request: Any, context: Any) -> Any:
        async for batch in real(self, request, context):
            yield batch
            return

    with monkeypatch.context() as patch:
        patch.setattr(RegisterService, "StreamEntries", cut)
        await scene.caught("DE")
    assert scene.held("DE") == (LogState.FOLLOWING, size + 3)
    assert await scene.caught("DE") is Reason.ORIGIN_STOPPED
    scene.proven("DE", "backdated")
