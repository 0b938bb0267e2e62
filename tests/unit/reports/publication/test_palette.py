from __future__ import annotations

import pytest

from gateway.reports.publication.palette import (
    CATEGORIES,
    INK,
    MUTED,
    ON_STEPS,
    PAGE,
    STEPS,
    TONES,
    Tone,
    contrast,
)


def test_contrast_is_that_of_the_norm() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("tone", CATEGORIES, ids=lambda tone: tone.name)
def test_every_category_stands_out_from_the_page(tone: Tone) -> None:
    assert contrast(tone.light, PAGE.light) >= 3
    assert contrast(tone.dark, PAGE.dark) >= 3


@pytest.mark.parametrize(("step", "ink"), list(zip(STEPS, ON_STEPS, strict=True)))
def test_what_is_written_on_a_step_can_be_read(step: Tone, ink: Tone) -> None:
    assert contrast(step.light, ink.light) >= 4.5
    assert contrast(step.dark, ink.dark) >= 4.5


@pytest.mark.parametrize("tone", [INK, MUTED])
def test_text_can_be_read(tone: Tone) -> None:
    assert contrast(tone.light, PAGE.light) >= 4.5
    assert contrast(tone.dark, PAGE.dark) >= 4.5


def test_a_colour_names_one_tone_so_that_a_drawing_can_be_recoloured() -> None:
    assert len({tone.light for tone in TONES}) == len(TONES)
