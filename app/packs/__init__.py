"""Seed packs: the TOML files that people write, checked line by line and read into the catalogue."""
