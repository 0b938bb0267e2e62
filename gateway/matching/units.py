"""Units of technical parameters: a small table that brings a value to its base unit.

Only units that Annex I uses for the parameters that decide an entry; a unit that is not here
is compared by its spelling. Base units: Hz, m, W, bit/s, B, s, g, Pa, K-free ratios stay "1".
"""

from __future__ import annotations

from decimal import Decimal

_PREFIXES: dict[str, Decimal] = {
    "p": Decimal("1e-12"),
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("1e-3"),
    "": Decimal(1),
    "k": Decimal("1e3"),
    "M": Decimal("1e6"),
    "G": Decimal("1e9"),
    "T": Decimal("1e12"),
    "P": Decimal("1e15"),
}

# Unit as written -> base unit; which prefixes are usual with it.
_BASES: dict[str, tuple[str, str, Decimal]] = {
    "Hz": ("Hz", "mkMGT", Decimal(1)),
    "m": ("m", "pnumk", Decimal(1)),
    "W": ("W", "umkMG", Decimal(1)),
    "bit/s": ("bit/s", "kMGT", Decimal(1)),
    "B": ("B", "kMGTP", Decimal(1)),
    "bit": ("B", "kMGTP", Decimal("0.125")),
    "s": ("s", "pnum", Decimal(1)),
    "g": ("g", "mk", Decimal(1)),
    "Pa": ("Pa", "kMG", Decimal(1)),
    "V": ("V", "mkM", Decimal(1)),
    "A": ("A", "mk", Decimal(1)),
    "J": ("J", "mkM", Decimal(1)),
    "N": ("N", "mkM", Decimal(1)),
    "FLOPS": ("FLOPS", "MGTP", Decimal(1)),
}

_OTHERS: dict[str, tuple[str, Decimal]] = {
    "cm": ("m", Decimal("0.01")),
    "t": ("g", Decimal("1e6")),
    "min": ("s", Decimal(60)),
    "h": ("s", Decimal(3600)),
    "bar": ("Pa", Decimal("1e5")),
    "B/s": ("bit/s", Decimal(8)),
    "kB/s": ("bit/s", Decimal(8000)),
    "MB/s": ("bit/s", Decimal("8e6")),
    "GB/s": ("bit/s", Decimal("8e9")),
    "KiB": ("B", Decimal(2**10)),
    "MiB": ("B", Decimal(2**20)),
    "GiB": ("B", Decimal(2**30)),
    "TiB": ("B", Decimal(2**40)),
    "%": ("1", Decimal("0.01")),
    "rpm": ("Hz", Decimal(1) / Decimal(60)),
    "l": ("l", Decimal(1)),
    "litre": ("l", Decimal(1)),
    "m3": ("l", Decimal(1000)),
    "": ("1", Decimal(1)),
    "1": ("1", Decimal(1)),
}

_SPELLINGS = (
    ("µ", "u"),  # U+00B5
    ("μ", "u"),  # U+03BC
    ("m³", "m3"),
    ("bps", "bit/s"),
    ("bits", "bit"),
    ("b/s", "bit/s"),
    ("/sec", "/s"),
    ("Flops", "FLOPS"),
    ("FLOP/s", "FLOPS"),
    ("KHz", "kHz"),
    ("KB", "kB"),
)

_TABLE: dict[str, tuple[str, Decimal]] = {
    **{
        prefix + unit: (base, _PREFIXES[prefix] * factor)
        for unit, (base, usual, factor) in _BASES.items()
        for prefix in ("", *usual)
    },
    **_OTHERS,
}
_UNCASED = {
    name.casefold(): entry
    for name, entry in _TABLE.items()
    # "mHz" and "MHz" differ by nothing but case: those have to be written right.
    if sum(other.casefold() == name.casefold() for other in _TABLE) == 1
}


def to_base(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """Bring a value to its base unit.

    Args:
        value: The value as declared.
        unit: Its unit as declared, e.g. ``GHz``, ``µm``, ``Gbit/s``.

    Returns:
        The value and the base unit; an unknown unit comes back as it is, lower-case.
    """
    written = "".join(unit.split())
    entry = _TABLE.get(written)
    if entry is None:
        for spelling, known in _SPELLINGS:
            written = written.replace(spelling, known)
        entry = _TABLE.get(written) or _UNCASED.get(written.casefold())
    if entry is None:
        return value, written.casefold()
    base, factor = entry
    return value * factor, base
