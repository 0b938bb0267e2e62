"""Authorities and countries.

An authority's code is its Member State's code, or that code, a hyphen and a unit
(Belgium has three). The Commission services are the member ``EU``. Greece is ``EL`` in
authority codes, as the Commission writes it, and ``GR`` as a country of ISO 3166. Which States
there are, and who is a Member State on a day, is data: `gateway.domain.states`. A code alone does
not tell: operators admit an authority of a State that the data has, and no other.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import Annotated

from pydantic import AfterValidator

from gateway.domain.states import shipped_states

COMMISSION = "EU"
"""Code of the Commission services, which are a member but not a competent authority."""

_CODE = re.compile(r"^[A-Z]{2}(-[A-Z0-9]{2,8})?$")
_COUNTRY = re.compile(r"^[A-Z]{2}$")
_REGION = re.compile(r"^[A-Z]{2}-[A-Z0-9]{1,3}$")


@cache
def _only_countries() -> frozenset[str]:
    """Return the ISO 3166 codes of States which the Commission writes otherwise: GR, GB."""
    return frozenset(each.country for each in shipped_states().known if each.country is not None)


def _authority_code(value: str) -> str:
    if not _CODE.match(value):
        raise ValueError("an authority code is like DE, BE-VLG or EU")
    if value[:2] in _only_countries():
        raise ValueError(f"{value[:2]} is the code of a country, whose authorities have another")
    return value


def _country(value: str) -> str:
    if not _COUNTRY.match(value):
        raise ValueError("a country is its ISO 3166 code of two letters, e.g. TR")
    return value


AuthorityCode = Annotated[str, AfterValidator(_authority_code)]
"""``DE``, ``BE-VLG``, ``EU``."""

CountryCode = Annotated[str, AfterValidator(_country)]
"""ISO 3166-1 alpha-2, upper case; whether the country exists is checked at the border."""


def _region(value: str) -> str:
    if not _REGION.match(value):
        raise ValueError("a region is like BE-WAL: the code of its country, and its own")
    return value


RegionCode = Annotated[str, AfterValidator(_region)]
"""ISO 3166-2: ``BE-WAL``."""


def member_state(code: str) -> str:
    """Return the Member State (or ``EU``) that an authority belongs to."""
    return code.split("-", 1)[0]


class Role(StrEnum):
    """What a member may do in the federation (Art 23(1) separates the competences)."""

    LICENSING = "licensing"
    BROKERING = "brokering"
    TRANSIT = "transit"
    CUSTOMS = "customs"
    COMMISSION = "commission"
    OBSERVER = "observer"


COMPETENT = frozenset({Role.LICENSING, Role.BROKERING, Role.TRANSIT})
"""Roles of the competent authorities, which decide on exports, brokering and transit."""
