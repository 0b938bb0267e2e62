"""A consultation as it is shown now: with what depends on the present instant."""

from __future__ import annotations

from gateway.casework.office.services import Office
from gateway.casework.records.consultation_rows import Row
from gateway.domain.consultation import Consultation
from gateway.domain.stops import stop_of


def shown(office: Office, row: Row) -> Consultation:
    """Return a consultation with where its goods stand, where the procedure stops any."""
    model = row.consultation
    rule = office.law.procedure(model.rulebook, model.procedure)
    stop = stop_of(rule, model, office.clock.now())
    return model if stop is None else model.showing(stop)
