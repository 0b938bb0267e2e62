"""Synchronisation: everybody's logs held here, compared, proved and repaired."""
