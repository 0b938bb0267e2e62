"""One consultation on either side, from the request to its end, silence included."""
