"""What national systems are told: events and their types."""
