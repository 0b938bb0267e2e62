"""The feed of events over REST, and who is sent it."""
