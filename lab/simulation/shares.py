"""How much of what is dealt: data of a simulation, in a file of its own.

No share says what the law makes of a thing; that the nodes do, and the checker judges it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from gateway.domain.base import Model
from gateway.errors import InputError
from gateway.field_faults import faults_of

Share = Annotated[float, Field(ge=0.0, le=1.0)]
"""So many of those that it is of."""

Weights = Mapping[str, Annotated[float, Field(ge=0.0)]]
"""How likely each is beside the others."""

_SHIPPED = "shares.toml"


class ApplicationShares(Model):
    """Of the applications that are dealt.

    Attributes:
        kinds: By kind of case; of those that the law of the day does not have none is dealt.
        cases_a_suspect: To how many of all cases there is one who applies again and again.
    """

    kinds: Weights
    suspect: Share
    cases_a_suspect: int = Field(ge=1)
    sanctioned: Share
    several_lines: Share
    on_a_route: Share
    withdrawn: Share
    amended: Share


class AnswerShares(Model):
    """Of the consultations: what officers of the consulted authority do, and in which manner."""

    manners: Weights
    replies: Weights
    mild: Share
    forgotten: Share


class DecisionShares(Model):
    """Of the decisions.

    Attributes:
        parts: How what is granted in part is divided.
        outcomes: By kind of case; a kind that is not named is granted or refused.
    """

    refused: Share
    suspect_refused: Share
    ill_reputed: Share
    in_part: Share
    limited_in_time: Share
    letter_ends: Share
    stale_accepted: Share
    parts: Weights
    outcomes: Mapping[str, Weights]


class LicenceShares(Model):
    """Of the licences that are granted: what becomes of them."""

    widened: Share
    renewed: Share
    used: Share
    used_too_much: Share
    use_reversed: Share
    looked_at_again: Share
    stopped: Share
    contested: Share
    suspension_ends: Weights


class DenialShares(Model):
    """Of the denials: what courts and their own authorities do with them."""

    before_a_court: Share
    court_suspends: Share
    court_restores: Share
    revoked: Share


class NoticeShares(Model):
    """Of the notices that are due: when and how they are given; and of those that none owes.

    Attributes:
        laws_told: Of the Member States: they notify their laws and authorities (23(1)).
    """

    prompt: Share
    withheld: Share
    not_provided: Share
    laws_told: Share


class LetterShares(Model):
    """Of the letters that inform of a requirement: what follows."""

    applied_for: Share
    lifted: Share


class ReviewShares(Model):
    """Of the reviews by every Member State."""

    agreed: Share
    finds: Share
    silent: Share
    more_time: Share
    analysed: Share


class CommissionShares(Model):
    """Of the months: what the Commission sends of its own accord."""

    compiled: Share


class Shares(Model):
    """All shares of a simulation."""

    applications: ApplicationShares
    answers: AnswerShares
    decisions: DecisionShares
    licences: LicenceShares
    denials: DenialShares
    notices: NoticeShares
    letters: LetterShares
    reviews: ReviewShares
    commission: CommissionShares


@cache
def shipped_shares() -> Shares:
    """Return the shares that come with the laboratory."""
    text = files("lab.simulation").joinpath(_SHIPPED).read_text("utf-8")
    return Shares.model_validate(tomllib.loads(text))


def read_shares(path: Path) -> Shares:
    """Read shares from a file of the form of `shares.toml`.

    Raises:
        InputError: There is no such file, or it is not of that form; names the field.
    """
    try:
        return Shares.model_validate(tomllib.loads(path.read_text("utf-8")))
    except ValidationError as wrong:
        fault, *_ = faults_of(wrong)
        raise InputError(
            f"{path.name}: {fault.field}: {fault.what}",
            remedy="lab/simulation/shares.toml has every share with what it is of.",
            field=fault.field,
        ) from wrong
    except (OSError, ValueError) as wrong:
        raise InputError(
            f"{path.name} is no file of shares: {wrong}",
            remedy="Copy lab/simulation/shares.toml and change it.",
            field="shares",
        ) from wrong
