"""A part of an office: the services that a test names, and how they write and read."""

from __future__ import annotations

from types import SimpleNamespace

from gateway.casework.services import Office


class PartOfOffice(SimpleNamespace):
    """Has the services that it is made with; without the others nothing is known to ask them."""

    write = Office.write
    read = Office.read
