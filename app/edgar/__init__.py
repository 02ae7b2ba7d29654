"""The SEC's filings: what its API answers, drafted as a pack for an editor to review; no rows are written."""
