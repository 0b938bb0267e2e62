"""A transaction beside a denial: one row a field, differences marked and named."""
