"""The tile map: one square for each Member State, about where it lies.

Of our own making and free of boundaries: every State is equally large, so that Malta is as
readable as France, and no geodata are needed.
"""

from __future__ import annotations

COLUMNS = 8

_ROWS = (
    "..  ..  ..  ..  ..  SE  FI  ..",
    "IE  ..  ..  ..  DK  ..  EE  ..",
    "..  ..  ..  NL  DE  PL  LV  ..",
    "..  ..  BE  LU  CZ  SK  LT  ..",
    "..  ..  FR  ..  AT  HU  RO  ..",
    "PT  ES  ..  IT  SI  HR  BG  ..",
    "..  ..  ..  MT  ..  ..  EL  CY",
)

PLACES: dict[str, tuple[int, int]] = {
    code: (column, row)
    for row, line in enumerate(_ROWS)
    for column, code in enumerate(line.split())
    if code != ".."
}
"""Column and row of each Member State's square, from the north-west."""
