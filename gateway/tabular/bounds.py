"""How much of a file is read."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.errors import InputError


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a file is read.

    Attributes:
        octets: Of the file.
        rows: Below the header, empty ones included; of one sheet or list.
        remedy: What to do with a file that has more.
    """

    octets: int
    rows: int
    remedy: str

    def check_size(self, raw: bytes) -> None:
        """Refuse a file that has too many octets.

        Raises:
            InputError: INPUT_INVALID.
        """
        if len(raw) > self.octets:
            raise InputError(
                "the file has {count} bytes; at most {octets} are read",
                remedy=self.remedy,
                count=len(raw),
                octets=self.octets,
            )
