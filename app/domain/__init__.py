"""What the numbers mean: plain frozen values and pure functions, standard library only."""
