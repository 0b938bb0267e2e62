"""The stream of applications: who applies where, for what, to whom, by the dice.

Large Member States get more applications, as in life. Some end-users apply again and again
through different authorities under spellings of the same name: there the denials of one
authority meet the applications of another (Article 16(5)).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from gateway.domain.authority import COMMISSION, member_state
from gateway.domain.base import Stated
from gateway.domain.case import Application
from gateway.domain.rulebook import shipped_rulebooks
from gateway.domain.transaction import Party, Transaction
from lab.simulation.plan import Dice, SimulationPlan
from lab.simulation.transactions import Applicant

_WEIGHT = {"DE": 30.0, "IT": 12, "FR": 12, "NL": 10, "ES": 6, "SE": 5, "BE": 5, "PL": 4, "AT": 4}
_OTHERS = 1.5
_MANY = 10
_SANCTIONED = {"RU": "EU-833-2014", "BY": "EU-765-2006"}


def applying(plan: SimulationPlan, dice: Dice) -> dict[int, list[tuple[str, Application]]]:
    """Return the applications by the day, from 0, on which they are filed, and where.

    None is filed in the last weeks, so that most of them are decided within the run.
    """
    last = max(plan.days // 3, plan.days - 50)
    found: dict[int, list[tuple[str, Application]]] = {}
    for number in range(1, plan.cases + 1):
        reference = f"SIM-{plan.seed}-{number:05d}"
        day = dice.number(0, last, reference, "day")
        at = plan.start + timedelta(days=day)
        member = _authority(plan, dice, reference)
        who = _who(plan, dice, reference)
        application = _application(plan, dice, reference, member, who, at)
        found.setdefault(day, []).append((member, _under_two_laws(dice, application, who, at)))
    return found


def _who(plan: SimulationPlan, dice: Dice, reference: str) -> str:
    """Return by whom a case is dealt: of a suspect everything is the same, others come once."""
    shares = dice.shares.applications
    suspects = max(3, plan.cases // shares.cases_a_suspect)
    if not dice.falls(shares.suspect, reference, "suspect"):
        return reference
    return f"suspect-{dice.number(1, suspects, reference, 'who')}"


def _kind(dice: Dice, reference: str, at: datetime) -> str:
    """Return the kind of a case, one of those that the law of the day has."""
    known = {each.code for each in shipped_rulebooks().in_force(at).cases}
    weights = {k: w for k, w in dice.shares.applications.kinds.items() if k in known}
    return dice.weighed(weights, reference, "kind")


def _under_two_laws(dice: Dice, application: Application, who: str, at: datetime) -> Application:
    """Return an application as it is, or in so many cases to a State under sanctions."""
    asked = application.transaction
    dealt = dice.falls(dice.shares.applications.sanctioned, who, "sanctions")
    if application.procedure != "application" or not dealt:
        return application
    destination = dice.pick(tuple(_SANCTIONED), who, "sanctions law")
    law = _SANCTIONED[destination]
    if not _consults(law, at):
        return application
    there = {
        role: Stated[Party].given(Party(names=party.names, country=destination))
        for role in ("consignee", "end_user")
        if (party := getattr(asked, role).value) is not None
    }
    moved = Transaction(**{**dict(asked), **there, "destination": destination})
    return Application(
        reference=application.reference,
        procedure=application.procedure,
        further_law=law,
        transaction=moved,
    )


def _consults(law: str, at: datetime) -> bool:
    """Say whether a sanctions law has consultations of its own on a day."""
    held = (each for each in shipped_rulebooks().books if each.law == law)
    return any(
        each.version in shipped_rulebooks().versions and each.in_force_from <= at.date()
        for each in held
    )


def amended(application: Application) -> Application:
    """Return an application with another end-use: another question, by the rulebook."""
    other = "Use in a plant of the end-user's sister company"
    return application.about(application.transaction.with_end_use(other))


def weeks_between_boards(code: str) -> int:
    """Return how often the board of an authority sits: weekly where there is much to decide."""
    weight = _WEIGHT.get(member_state(code), _OTHERS)
    return 1 if weight >= _MANY else 2 if weight > _OTHERS else 4


def deciding(plan: SimulationPlan) -> tuple[str, ...]:
    """Return the members that decide on licences: all but the Commission."""
    return tuple(code for code in plan.members if code != COMMISSION)


def _authority(plan: SimulationPlan, dice: Dice, reference: str) -> str:
    weights = {code: _WEIGHT.get(member_state(code), _OTHERS) for code in deciding(plan)}
    return dice.weighed(weights, reference, "authority")


def _application(
    plan: SimulationPlan, dice: Dice, reference: str, member: str, who: str, at: datetime
) -> Application:
    kind = _kind(dice, reference, at)
    others = sorted({member_state(code) for code in deciding(plan)} - {member_state(member)})
    applicant = Applicant(dice, reference, kind, member, who)
    return Application(
        reference=reference, procedure=kind, transaction=applicant.transaction(tuple(others))
    )
