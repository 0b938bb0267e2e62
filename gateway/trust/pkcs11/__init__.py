"""Keys in hardware tokens: which they are, how they sign, and what goes wrong with it (PKCS#11)."""
