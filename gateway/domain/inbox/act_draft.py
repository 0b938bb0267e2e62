"""A form that an officer has begun and not sent: what stands in it, and on what she began."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from gateway.domain.base import Instant, Model

DRAFT_KEPT: Final = timedelta(days=30)
"""As long as the longest first period of any rulebook lasts with its extension; ours."""

MOST_OCTETS: Final = 256 * 1024
"""Of a draft: what a form may have (`gateway.console.forms`)."""

DraftWords = Annotated[str, StringConstraints(max_length=MOST_OCTETS)]


class ActDraft(Model):
    """What an officer has written so far for one act about one thing.

    Attributes:
        subject: What it is about: a case's number, a conversation's id; ``new`` where the act
            begins something.
        act: Name of the act, as the address of its form has it.
        fields: By the field's name all that was put into it, in its order.
        version: Of the thing, as she had read it when she began; empty where it has none.
        kept_at: When it was kept last.
    """

    subject: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    act: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,59}$")]
    fields: dict[str, tuple[DraftWords, ...]] = Field(max_length=500)
    version: Annotated[str, StringConstraints(max_length=100)] = ""
    kept_at: Instant
