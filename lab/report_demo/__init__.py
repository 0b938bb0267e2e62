"""`comity report demo`: a year of the Union, from the call to a corrigendum."""
