"""What whoever runs a node watches: ends of what it shows, traces, and its own supervisor."""
