"""HTTP: routes, what they accept, what they answer, and how they refuse."""
