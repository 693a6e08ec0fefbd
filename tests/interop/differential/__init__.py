"""Two engines, one case: our decision beside that of a peer, over seeded random cases."""
