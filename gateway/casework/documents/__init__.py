"""Documents that cases and letters name, and their contents: one set of use cases for all nouns.

`held` finds and reads them, `moving` puts and fetches contents, `naming` names further ones.
"""
