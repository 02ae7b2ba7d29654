"""Commands: what the command line does for editors of packs."""
