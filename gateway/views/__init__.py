"""Views: what a person sees of a noun, made from the domain, and total over its fields.

One module a noun makes its `NounView` (`frame.py`) for a `ViewReader` (`reader.py`): its words are
ready, in the reader's language and zone, and no code is left in them. Commands, pages and the
console to come lay the same view out, each in its own way; none of them reads the domain.
What a view leaves out stands with its reason in `left_out.py`, and a test finds what does not
(`tests/support/totality.py`).
"""
