"""Exports: the dataset as files, for those who take it whole."""
