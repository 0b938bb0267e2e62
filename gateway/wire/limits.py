"""Sizes above which nothing is read. They are part of the contract between states.

The counts of list elements and the lengths of texts stand at the fields of the domain
models and in the comments of proto/comity/v1.
"""

from __future__ import annotations

MAX_PAYLOAD_BYTES = 2**20
"""Octets of a signed payload, i.e. a serialised Letter or Entry (envelope.proto)."""

MAX_BODY_BYTES = 2**20
"""Octets of the content of one part (envelope.proto)."""

MAX_PACKAGE_BYTES = 3 * 2**20
"""Octets of an envelope with its bodies, so that sealed it stays below the next."""

MAX_DELIVERY_BYTES = 4 * 2**20
"""Octets of a delivered request; also gRPC's own default for a received message."""

MAX_PARTS = 32
"""Parts of a letter or an entry."""

DIGEST_BYTES = 32
"""Octets of every digest and commitment: SHA-256."""

SALT_BYTES = 32
"""Octets of the salt of a part (docs/design.md section 4)."""

MAX_DECIMAL_DIGITS = 38
"""Digits of a decimal, as in SQL's widest exact numbers."""
