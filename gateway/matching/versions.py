"""Which versions of the matcher this program can repeat, and which classes each of them shows.

An examination is compared again years later, by whatever program is at hand. A version that
only showed fewer classes, and gave what it showed the same scores and reasons, is repeated by
leaving the others out.
"""

from __future__ import annotations

from collections.abc import Mapping

from gateway.domain.examination import MatchClass
from gateway.matching import MATCHER_VERSION

_CLASSES: Mapping[str, frozenset[MatchClass]] = {
    "comity-match-5": frozenset({MatchClass.EXACT, MatchClass.LIKELY, MatchClass.POSSIBLE}),
    MATCHER_VERSION: frozenset(MatchClass),
}


def can_repeat(version: str) -> bool:
    """Say whether this program comes to what another version of the matcher came to."""
    return version in _CLASSES


def classes_of(version: str) -> frozenset[MatchClass]:
    """Return the classes that a version shows; none of one that cannot be repeated."""
    return _CLASSES.get(version, frozenset())
