"""Keys, directory, signatures, sealing and receipts: who is believed, and why.

Everything here either returns a verified value or raises `TrustError` with a reason. The
stable entry points are `seal` (a signed package to one member) and `open_envelope` (a
received letter: decrypt, then verify every signature). What signed bytes mean is for
`gateway.wire` and the rooms above.

    signed = sign(payload, LETTER, ring=ring, suite=Suite.ED25519_MLDSA65)
    key_id, ciphertext = seal(package, recipient=member, ...)
    opened = open_envelope(raw, ring=ring, directory=directory, at=clock.now())
"""
