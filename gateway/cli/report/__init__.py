"""`comity report`: the annual report, from the call for data to what is published."""
