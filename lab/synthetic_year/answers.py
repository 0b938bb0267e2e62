"""What the authorities of a made year answer on administration and enforcement, and write."""

from __future__ import annotations

from gateway.domain.annual.submission import IndicatorValue, NarrativeText
from gateway.domain.annual.template import IndicatorUnit, Template
from gateway.domain.denial import FreeText
from lab.synthetic_year.drawing import Drawing


def answers(drawing: Drawing, template: Template, authority: str) -> tuple[IndicatorValue, ...]:
    """Return an authority's answers to the template's indicators.

    Args:
        drawing: Of the year.
        template: Its indicators that the plan knows are answered; others stay not available.
        authority: Whose.
    """
    rng, plan = drawing.rng, drawing.plan
    state = next(each for each in plan.state if each.code == authority[:2])
    share = drawing.authorities[authority]
    found = []
    for indicator in template.indicator:
        mean = plan.indicators.get(indicator.key)
        amount = None if mean is None else round(mean * share * rng.uniform(0.8, 1.2))
        if indicator.unit is IndicatorUnit.PERSONS:
            staff = max(1, round(state.staff * share / state.share))
            found.append(IndicatorValue(key=indicator.key, count=staff))
        elif indicator.unit is IndicatorUnit.YES_NO:
            found.append(IndicatorValue(key=indicator.key, yes=rng.random() < 9 / 10))
        elif indicator.unit is IndicatorUnit.TEXT:
            text = _written(drawing, indicator.key)
            if text:
                found.append(IndicatorValue(key=indicator.key, text=text))
        elif amount is not None and indicator.unit is IndicatorUnit.EURO:
            found.append(IndicatorValue(key=indicator.key, euro_cents=amount * 100))
        elif amount is not None:
            found.append(IndicatorValue(key=indicator.key, count=amount))
    return tuple(found)


def words(drawing: Drawing, template: Template, authority: str) -> tuple[NarrativeText, ...]:
    """Return what an authority writes in the template's sections by Member States."""
    found = [
        NarrativeText(key=each.key, text=text)
        for each in template.narrative
        if each.by_states and (text := _written(drawing, each.key))
    ]
    # Few write on everything; Germany, the largest, does.
    kept = [each for each in found if authority == "DE" or drawing.rng.random() < 2 / 3]
    return tuple(kept)


def _written(drawing: Drawing, key: str) -> tuple[FreeText, ...]:
    planned = next((each for each in drawing.plan.words if each.key == key), None)
    if planned is None:
        return ()
    return (FreeText(language="en", text=drawing.rng.choice(planned.text)),)
