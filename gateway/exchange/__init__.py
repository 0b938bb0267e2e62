"""Letters between members: numbered intake, journal, outbox, delivery, dispatch, gRPC.

Where a letter is verified: `intake`. Where one is written: `outbox`. What follows from one
that came: `dispatch`, and the effects that the room above gives it. Nothing here knows what
a consultation is beyond the type of its letters.
"""
