"""Certificate profiles and the development federation.

A real federation gets its TLS certificates from whom it trusts; `profiles` says what they
must look like. `dev` makes a complete federation on one machine for demos and tests.
"""
