"""The stores of cases, consultations, letters and notices, and how a letter leaves."""
