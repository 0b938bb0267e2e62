"""Each authority's append-only log of acts, and everybody's proven copy of it.

`merkle`, `compact` and `notes` are its pure heart: hashing, proofs and signed checkpoints,
with no I/O, no clock and no key storage.
"""
