"""Each authority's append-only log of acts, and everybody's proven copy of it.

`log` holds a log and proves what is in it: `merkle`, `frontier` and `notes` are its pure heart,
hashing, proofs and signed checkpoints, with no I/O, no clock and no key storage. `denials` is
what the logs say of denials, `sync` fetches, compares and repairs everybody's logs.
"""
