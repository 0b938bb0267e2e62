"""The further parts of the annual report's letters, at step 10 of the intake.

A template, cells or tables that cannot be read are refused with a signed receipt that names
part and field, before anything is kept of them. Whether a submission counts is its effect's
to say (`gateway.casework.annual.arrivals`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from gateway.domain.annual.submission import (
    AnnualCall,
    AppearingTables,
    SubmissionHeader,
    SubmissionPart,
)
from gateway.domain.annual.template import Template
from gateway.domain.annual.templates import read_template
from gateway.domain.base import Model
from gateway.domain.plain_text import check_content
from gateway.errors import ComityError, LawError, Reason
from gateway.wire.annual_cells import blocks_from_parts
from gateway.wire.annual_tables import tables_from_parts


def check_further_parts(content: Model, bodies: Mapping[int, bytes]) -> None:
    """Read parts 1 and on of a letter of the annual report; other letters pass.

    Raises:
        InputError: CONTENT_INVALID, naming part and field.
    """
    if isinstance(content, AnnualCall):
        check_content(template_of(content, bodies))
    elif isinstance(content, SubmissionHeader | SubmissionPart):
        blocks_from_parts(bodies)
    elif isinstance(content, AppearingTables):
        for table in tables_from_parts(bodies):
            check_content(table)


def template_of(call: AnnualCall, bodies: Mapping[int, bytes]) -> Template:
    """Return the template that a call carries.

    Raises:
        InputError: CONTENT_INVALID; it is missing, is not the one that the call names, or
            does not hold together.
    """
    if 1 not in bodies:
        raise _refused("the template is missing")
    if hashlib.sha256(bodies[1]).hexdigest() != call.template_digest:
        raise _refused("the template is not the one that the call names")
    try:
        template = read_template(call.template, bodies[1])
    except LawError as error:
        raise _refused("{why}", why=error) from error
    if (template.version, template.year) != (call.template, call.year):
        raise _refused("the template is of another version or year than the call")
    return template


def _refused(what: str, **values: Any) -> ComityError:
    return Reason.CONTENT_INVALID.error(
        "parts[1]: ",
        what,
        remedy="The Commission services must call again with the right template.",
        **values,
    )
