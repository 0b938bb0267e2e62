"""Certificate profiles, operator and development PKI."""
