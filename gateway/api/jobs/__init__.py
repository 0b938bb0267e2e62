"""Long work as jobs over REST: asked for by `Prefer: respond-async`, carried out by the node."""
