"""The collector is held back while anybody asks for it, and as it was afterwards."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from gateway.register.sync.collector import CollectorPause, make_unseen


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    was_on = gc.isenabled()
    gc.enable()
    yield
    if was_on:
        gc.enable()
    else:
        gc.disable()


def test_it_runs_again_when_the_last_has_left() -> None:
    pause = CollectorPause()
    with pause:
        assert not gc.isenabled()
        with pause:
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_runs_again_after_an_error() -> None:
    with pytest.raises(KeyError), CollectorPause():
        raise KeyError
    assert gc.isenabled()


def test_who_has_turned_it_off_keeps_it_off() -> None:
    gc.disable()
    with CollectorPause():
        pass
    assert not gc.isenabled()


def test_what_is_made_unseen_is_never_looked_at_and_freed_by_counting() -> None:
    """A look at the objects of a file stopped the node for a second (attack2 M1)."""

    class Draft:
        pass

    ended: list[int] = []
    made = make_unseen(lambda: [Draft() for _ in range(100)])
    assert gc.isenabled()
    try:
        seen = {id(each) for each in gc.get_objects()}
        assert not seen & set(map(id, made))
        weakref.finalize(made[0], ended.append, 1)
        del made
        assert ended == [1]
    finally:
        gc.unfreeze()


def test_the_collector_runs_after_what_could_not_be_made() -> None:
    def refused() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        make_unseen(refused)
    assert gc.isenabled()
