"""The collector is held back while anybody asks for it, and as it was afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from gateway.register.sync.collector import CollectorPause


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
