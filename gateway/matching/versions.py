"""Which versions of the matcher this program can repeat, and which classes each of them shows.

An examination is compared again years later, by whatever program is at hand. A version whose
scores or reasons were others cannot be repeated, and its record is not compared; which classes
it showed is known all the same, since a decision knew no denial that its search did not show.
"""

from __future__ import annotations

from collections.abc import Mapping

from gateway.domain.examination import MatchClass
from gateway.matching import MATCHER_VERSION

_MATCHES = frozenset(each for each in MatchClass if each.both_halves)
_NAME, _, _NEWEST = MATCHER_VERSION.rpartition("-")
_FROM_AFAR = 12  # the first version that shows denials of the same goods
_CLASSES: Mapping[str, frozenset[MatchClass]] = {
    f"{_NAME}-5": _MATCHES,
    **{f"{_NAME}-{n}": _MATCHES | {MatchClass.SAME_PARTY} for n in range(6, _FROM_AFAR)},
    **{f"{_NAME}-{n}": frozenset(MatchClass) for n in range(_FROM_AFAR, int(_NEWEST) + 1)},
}
_REPEATED = frozenset({MATCHER_VERSION})


def can_repeat(version: str) -> bool:
    """Say whether this program comes to what another version of the matcher came to."""
    return version in _REPEATED


def classes_of(version: str) -> frozenset[MatchClass]:
    """Return the classes that a version shows; none of one that is not known."""
    return _CLASSES.get(version, frozenset())
