"""`comity consultation`: those in which we ask and those in which we are asked."""
