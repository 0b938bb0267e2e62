"""Long work that is carried out behind its answer: kept, seen, stopped, begun again."""
