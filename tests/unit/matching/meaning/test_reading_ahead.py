"""A description that was begun is read once, and whoever asks for it meanwhile waits for it."""

from __future__ import annotations

import threading

from gateway.domain.meanings import MeaningAbsence
from gateway.matching.meaning.comparison import MOST_AHEAD, MeaningReader


class SlowModel:
    """A model that has read nothing until it is let go on; it cannot say what a text means."""

    model_id = "slow"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.go, self.begun = threading.Event(), threading.Semaphore(0)

    def encode(self, text: str) -> MeaningAbsence:
        self.asked.append(text)
        self.begun.release()
        self.go.wait(20)
        return next(iter(MeaningAbsence))


def test_what_was_begun_is_read_once() -> None:
    model = SlowModel()
    reader = MeaningReader(load=lambda: model)
    reader.model()
    reader.begin(["thermal camera", "thermal camera"])
    assert model.begun.acquire(timeout=20)
    reader.begin(["thermal camera"])  # another search, at the same moment
    threading.Timer(0.01, model.go.set).start()
    assert reader.read("thermal camera") is next(iter(MeaningAbsence))
    assert len(model.asked) == 1


def test_no_more_is_begun_than_the_bound() -> None:
    model = SlowModel()
    model.go.set()
    reader = MeaningReader(load=lambda: model)
    reader.model()
    reader.begin(f"thing {number}" for number in range(MOST_AHEAD + 5))
    for _ in range(MOST_AHEAD):
        assert model.begun.acquire(timeout=20)
    assert len(model.asked) == MOST_AHEAD


def test_nothing_is_begun_before_the_model_is_loaded() -> None:
    model = SlowModel()
    MeaningReader(load=lambda: model).begin(["thermal camera"])
    assert model.asked == []
