"""A fake gateway for the tests of whoever connects a licensing system.

It answers by the contract what an integration needs from an application to its decision, and
plays on command what other authorities do. What it does not play is answered 404 and says so.
"""

from comity_sdk.fake.server import FakeGateway
from comity_sdk.fake.world import NotPlayed

__all__ = ["FakeGateway", "NotPlayed"]
