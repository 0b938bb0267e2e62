"""A whole year of the Union, made: what every authority reports."""
