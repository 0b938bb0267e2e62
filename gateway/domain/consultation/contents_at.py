"""Where the contents of a document are: here, on their way, waiting, and at whom else."""

from __future__ import annotations

from gateway.domain.base import Instant, Model
from gateway.domain.consultation.document_fetch import DocumentFetch


class Elsewhere(Model):
    """An authority to which a letter of ours names a document.

    Attributes:
        authority: Its code.
        came_at: When it had the contents whole, as it has signed; None: it has not said so.
    """

    authority: str
    came_at: Instant | None = None


class ContentsAt(Model):
    """Where the contents of one document are, as far as this authority knows.

    Attributes:
        put_at: When they had come whole to us; None: they have not.
        put_by: Name of the account that put them, or code of the authority that gave them.
        released_at: Since when whoever may read them is given them; None: they wait for a scanner.
        fetch: How far it is that they come from another authority; None: nobody asked.
        elsewhere: To whom our letters name the document, by code.
    """

    put_at: Instant | None = None
    put_by: str = ""
    released_at: Instant | None = None
    fetch: DocumentFetch | None = None
    elsewhere: tuple[Elsewhere, ...] = ()


NOWHERE = ContentsAt()
"""Of a document of which nothing is known but its digest."""
