"""What every model of the interface has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, PrivateAttr


class Model(BaseModel):
    """A thing of the interface.

    Fields that a newer node adds are kept, so that what is read and sent back is whole. A limit
    of the contract (length, pattern, range) is looked at by the node alone, which says what it
    refuses: a limit that a newer node widens breaks no client.
    """

    model_config = ConfigDict(
        extra="allow",
        defer_build=True,  # hundreds of models, of which a program uses a few
        populate_by_name=True,
        protected_namespaces=(),
        hide_input_in_errors=True,  # what is in a case is not for a log
    )

    _etag: str | None = PrivateAttr(default=None)

    @property
    def etag(self) -> str | None:
        """The version that was read, where the node said one; a call's ``of`` sends it."""
        return self._etag

    def read_as(self, etag: str | None) -> None:
        """Note under which version this was read."""
        self._etag = etag
