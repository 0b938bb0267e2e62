"""`comity case`: cases of every kind, from the application to the decision."""
