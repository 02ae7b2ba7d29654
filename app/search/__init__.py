"""Search: what a few words of somebody's mean among all that the dataset knows; it works without a database."""
