"""The laboratory: sandbox, demos, simulated years, made data. No node needs it."""
