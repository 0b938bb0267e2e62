"""JSON read element by element says what `json.loads` says, and stops at its bound."""

from __future__ import annotations

import json
import threading
import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.tabular.json_pieces import loads_in_pieces
from tests.support.measured import memory_below

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


@given(values, st.sampled_from([None, 2]))
def test_it_reads_what_the_library_reads(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)

    assert loads_in_pieces(f" {text}\n", most=10) == value


@given(values.map(json.dumps), st.data())
def test_it_refuses_what_the_library_refuses(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    spoiled = text[:at] + data.draw(st.sampled_from(["", ",", "]", "}", "[", "{", ":", '"', "1"]))
    spoiled += text[at + data.draw(st.integers(0, 2)) :]
    try:
        expected = json.loads(spoiled)
    except json.JSONDecodeError:
        with pytest.raises(json.JSONDecodeError):
            loads_in_pieces(spoiled, most=100)
        return

    assert loads_in_pieces(spoiled, most=100) == expected


@pytest.mark.parametrize("text", ["[1,2,3,4]", '{"a": [1,2,3,4]}'])
def test_a_list_of_the_whole_has_its_bound(text: str) -> None:
    assert loads_in_pieces(text, most=4) == json.loads(text)
    with pytest.raises(json.JSONDecodeError, match="More than 3"):
        loads_in_pieces(text, most=3)


def test_more_elements_than_are_taken_cost_less_than_twice_their_octets() -> None:
    text = "[" + "[]," * 400_000 + "[]]"
    with memory_below(2 * len(text)), pytest.raises(json.JSONDecodeError):
        loads_in_pieces(text, most=20_000)


def test_others_have_their_turn_meanwhile() -> None:
    """A text that is read whole gives none until it is done, in whichever thread."""
    record = json.dumps({"reference": "L-1", "lines": [{"value": 1}] * 20})
    text = "[" + ",".join([record] * 20_000) + "]"
    turns, done = [], threading.Event()

    def others() -> None:
        while not done.wait(0):
            turns.append(time.perf_counter())

    other = threading.Thread(target=others)
    other.start()
    began = time.perf_counter()
    read = loads_in_pieces(text, most=100_000)
    ended = time.perf_counter()
    done.set()
    other.join()

    assert len(read) == 20_000
    within = [each for each in turns if began < each < ended]
    # Python hands over every five milliseconds; while a text is read whole it never does.
    assert sum(later - earlier > 0.002 for earlier, later in pairwise(within)) >= 5
