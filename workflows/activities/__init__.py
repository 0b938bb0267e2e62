"""Activities: methods of one class a boundary, which turn ports into Temporal activities."""
