"""The annual report, the open register and accountability over REST, where they are installed."""
