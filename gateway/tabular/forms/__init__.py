"""Mapping files of other systems' forms, which come with Comity."""
