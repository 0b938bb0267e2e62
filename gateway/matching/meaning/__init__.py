"""A likeness of meaning of two trade descriptions, in whatever languages they are written.

Owns the model's border (`encoder`), what is kept of a description (`vectors`), where it is kept
(`keeping`), and what an officer reads of two (`comparison`). What the likeness is worth beside
codes, substances and parameters is `gateway.matching.items`' matter. docs/adr/0036 says which
model it is and what it cannot do.
"""
