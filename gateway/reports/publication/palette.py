"""The colours of charts: seven categories, seven steps of one hue, each light and dark.

Every category keeps a contrast of at least 3 : 1 to the page (WCAG 2.2, 1.4.11), light and
dark; tests compute it. A chart is drawn in the light colours; on the site each becomes a
name that the style sheet gives a value, so that one drawing serves both.
"""

from __future__ import annotations

from typing import NamedTuple


class Tone(NamedTuple):
    """A colour by the name that the style sheet has for it."""

    name: str
    light: str
    dark: str


PAGE = Tone("page", "#ffffff", "#11161d")
INK = Tone("ink", "#1b2430", "#e8ecf1")
MUTED = Tone("muted", "#55606e", "#a7b2bf")
RULE = Tone("rule", "#dde2e8", "#2e3845")
HELD = Tone("held", "#8a93a0", "#7d8896")

CATEGORIES = (
    Tone("k1", "#1d4f91", "#79aef2"),
    Tone("k2", "#c4571a", "#f2a06a"),
    Tone("k3", "#0b7a75", "#5fcfc5"),
    Tone("k4", "#7b4bb3", "#c3a1f0"),
    Tone("k5", "#8a6d05", "#e0c04f"),
    Tone("k6", "#b3265e", "#f48fb3"),
    Tone("k7", "#5b6b7d", "#b3c0cf"),
)
"""Categories, in the order in which they are given out."""

STEPS = (
    Tone("s0", "#f1f4f8", "#1a222c"),
    Tone("s1", "#d6e3f3", "#1d3450"),
    Tone("s2", "#a9c6e8", "#24507f"),
    Tone("s3", "#6f9fd4", "#3672ad"),
    Tone("s4", "#3f76b5", "#5d9adb"),
    Tone("s5", "#1c4e90", "#92c1f6"),
    Tone("s6", "#0e2f5c", "#cfe4fc"),
)
"""Steps of a heat map or a tile map: nothing, then rising."""

ON_STEPS = (
    Tone("t0", "#1b2431", "#e8ecf2"),
    Tone("t1", "#1b2432", "#e8ecf3"),
    Tone("t2", "#1b2433", "#e8ecf4"),
    Tone("t3", "#0f1722", "#ffffff"),
    Tone("t4", "#fffffe", "#0c1219"),
    Tone("t5", "#fffffd", "#0c121a"),
    Tone("t6", "#fffffc", "#0c121b"),
)
"""What is written on each step; at least 4.5 : 1 (WCAG 2.2, 1.4.3)."""

TONES = (PAGE, INK, MUTED, RULE, HELD, *CATEGORIES, *STEPS, *ON_STEPS)


def category(place: int) -> Tone:
    """Return the colour of the n-th category; after the last one they begin again."""
    return CATEGORIES[place % len(CATEGORIES)]


def style_names(*, dark: bool = False) -> str:
    """Return the declarations of all colours for the style sheet."""
    return " ".join(f"--{tone.name}: {tone.dark if dark else tone.light};" for tone in TONES)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


_LINEAR_UNTIL = 0.04045
"""Below it sRGB is linear (IEC 61966-2-1)."""


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= _LINEAR_UNTIL else float(((part + 0.055) / 1.055) ** 2.4)
        for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
