"""Benchmarks: how fast we are beside others, on one machine in one run, and how much slower as the dataset grows."""
