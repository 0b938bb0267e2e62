"""`comity letter`: what passes between authorities beside a question and its answer."""
