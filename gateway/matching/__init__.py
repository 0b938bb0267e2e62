"""Finds and explains essentially identical transactions (Art 2(22)); keeps its own index.

Scores are in [0, 1], every score comes with its reasons in words, and nothing here decides:
the officer does. The room knows domain models only; whoever holds the denials hands them in.
"""

MATCHER_VERSION = "comity-match-12"
"""Stands in every examination; changes whenever a score, a class or an index key can change."""
