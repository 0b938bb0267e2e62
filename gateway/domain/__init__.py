"""Models and rules of the field. Pure: no I/O, no clock, no crypto, no SQL."""
