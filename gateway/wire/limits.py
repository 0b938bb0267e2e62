"""Sizes above which nothing is read. They are part of the contract between states.

The counts of list elements stand at the fields of proto/comity/v1 (`most`) and of the domain
models, the lengths of texts at the models and in the comments. Texts are counted in characters:
how many fit into a letter is in `gateway.wire.letter_room`.
"""

from __future__ import annotations

MAX_PAYLOAD_BYTES = 2**20
"""Octets of a signed payload, i.e. a serialised Letter or Entry (envelope.proto)."""

MAX_PACKAGE_BYTES = 3 * 2**20
"""Octets of an envelope with its bodies, so that sealed it stays below the next."""

MAX_ENVELOPE_BYTES = 2**16
"""Octets that are kept free for the envelope of 32 parts with two signatures each."""

MAX_BODY_BYTES = MAX_PACKAGE_BYTES - MAX_ENVELOPE_BYTES
"""Octets of the content of one part (envelope.proto): one part may fill a package."""

PIECE_BYTES = 2**20
"""Octets up to which tables of the annual report fill one part, before they go on in the next."""

MAX_DELIVERY_BYTES = 4 * 2**20
"""Octets of a delivered request; also gRPC's own default for a received message."""

MAX_MESSAGES = 65_536
"""Messages within one message, over all its fields: more than any content of ours has."""

MAX_OTHERS = 4096
"""Occurrences of fields that are not repeated, or that this version does not know, in one
message: a field that is written twice is legal, and a later version has more fields."""

MAX_PARTS = 32
"""Parts of a letter or an entry."""

DIGEST_BYTES = 32
"""Octets of every digest and commitment: SHA-256."""

SALT_BYTES = 32
"""Octets of the salt of a part (docs/design.md section 4)."""

MAX_DECIMAL_DIGITS = 38
"""Digits of a decimal, as in SQL's widest exact numbers."""
