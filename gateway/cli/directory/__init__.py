"""`comity directory`: the operators' ceremony, and proofs about the directory."""
