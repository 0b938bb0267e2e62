"""What national systems are told: the feed of events, read by cursor or sent to their address."""
