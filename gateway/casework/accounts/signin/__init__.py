"""How an officer is known to the console: sessions, local passwords and codes, one-time links."""
